"""The objectives in PyTorch, each from its paper's formula, one anchor and one positive at a time.

`scores` [C] are the scores of one anchor, `positive` [C] says which candidates are positives of it, `weight` [C] how
often each counts as a negative of one positive. Every function returns the loss of the anchor, summed over positives.
"""

import torch
import torch.nn.functional as F


def _split(scores, positive, weight):
    negative = ~positive & (weight > 0)
    return torch.nonzero(positive).flatten(), torch.nonzero(negative).flatten()


def noise_contrastive_estimation(scores, positive, weight, log_expected_count, log_partition):
    """Gutmann & Hyvärinen 2012, eq. 3: logistic regression with the log-odds s - ln Z - ln(k q)."""
    positives, negatives = _split(scores, positive, weight)
    log_odds = scores - log_partition - log_expected_count
    total = scores.new_zeros(())
    for p in positives:
        total = total + F.binary_cross_entropy_with_logits(log_odds[p], torch.ones_like(log_odds[p]))
        for n in negatives:
            total = total + weight[n] * F.binary_cross_entropy_with_logits(log_odds[n], torch.zeros_like(log_odds[n]))
    return total


def negative_sampling(scores, positive, weight):
    """Mikolov et al. 2013, eq. 4: ln sigma(s+) + sum of ln sigma(-s-), negated."""
    positives, negatives = _split(scores, positive, weight)
    total = scores.new_zeros(())
    for p in positives:
        total = total - F.logsigmoid(scores[p])
        for n in negatives:
            total = total - weight[n] * F.logsigmoid(-scores[n])
    return total


def info_nce_each(scores, positive, weight):
    """van den Oord et al. 2018, eq. 4, once for every positive, the other positives left out."""
    positives, negatives = _split(scores, positive, weight)
    total = scores.new_zeros(())
    for p in positives:
        # e^(s + ln w) = w e^s: a candidate that counts w times.
        logits = torch.cat([scores[p : p + 1], scores[negatives] + torch.log(weight[negatives])])
        total = total + F.cross_entropy(logits[None], torch.zeros(1, dtype=torch.long))
    return total


def info_nce_mean(scores, positive, weight):
    """Khosla et al. 2020, eq. 2 ("out"): each positive against all candidates, the other positives among them.

    A positive that is no candidate of the others (weight 0) still stands in its own denominator.
    """
    positives = torch.nonzero(positive).flatten()
    total = scores.new_zeros(())
    for p in positives:
        others = [c for c in range(len(scores)) if c != p and weight[c] > 0]
        logits = torch.cat([scores[p : p + 1], scores[others] + torch.log(weight[others])])
        total = total + F.cross_entropy(logits[None], torch.zeros(1, dtype=torch.long))
    return total


def info_nce_sum(scores, positive, weight):
    """Khosla et al. 2020, eq. 3 ("in"), one term an anchor: the log of the positives' summed probability."""
    positives, negatives = _split(scores, positive, weight)
    if len(positives) == 0:
        return scores.new_zeros(())
    logits = torch.cat([scores[positives], scores[negatives] + torch.log(weight[negatives])])
    return -torch.logsumexp(F.log_softmax(logits, dim=0)[: len(positives)], dim=0)


def full_softmax(scores, positive, weight):
    """Maximum likelihood over the candidates, each positive one observation."""
    valid = torch.nonzero(weight > 0).flatten()
    logits = scores[valid] + torch.log(weight[valid])
    total = scores.new_zeros(())
    for p in torch.nonzero(positive[valid]).flatten():
        total = total + F.cross_entropy(logits[None], p[None])
    return total


INFO_NCE = {"eachPositive": info_nce_each, "meanOfPositives": info_nce_mean, "anyPositive": info_nce_sum,
            "singlePositive": info_nce_each}


def reduce(losses, counts, reduction):
    """`sum`, or the mean over the anchors that have a positive of the mean over their positives."""
    if reduction == "sum":
        return torch.stack(losses).sum()
    present = [loss / count for loss, count in zip(losses, counts) if count > 0]
    return torch.stack(present).mean() if present else torch.stack(losses).sum() * 0
