"""Losses and gradients of every objective, with respect to scores and ln Z: ../../packages/core/src/fixtures/contrast-objectives.json."""

import torch

from fixture import tolist, write
from paper_losses import INFO_NCE, full_softmax, negative_sampling, noise_contrastive_estimation, reduce

CONSTANT_LOG_PARTITION = 2.5


def case(name, seed, anchors, candidates, positives, reduction, scale=2.0, masked=0.2, positive_weight=1.0):
    """Random scores; `positives` gives the number of positives of each anchor."""
    random = torch.Generator().manual_seed(seed)
    scores = scale * torch.randn(anchors, candidates, generator=random, dtype=torch.float64)
    positive = torch.zeros(anchors, candidates, dtype=torch.bool)
    for anchor in range(anchors):
        chosen = torch.randperm(candidates, generator=random)[: positives[anchor % len(positives)]]
        positive[anchor, chosen] = True
    weight = 0.25 + 2 * torch.rand(anchors, candidates, generator=random, dtype=torch.float64)
    weight[torch.rand(anchors, candidates, generator=random) < masked] = 0.0
    weight[positive] = positive_weight
    count = torch.randn(anchors, candidates, generator=random, dtype=torch.float64) - 1
    shared = torch.randn((), generator=random, dtype=torch.float64)
    contextual = torch.randn(anchors, 1, generator=random, dtype=torch.float64)
    parts = dict(scores=scores, positive=positive, weight=weight, log_expected_count=count)
    return name, reduction, parts, shared, contextual


def objectives(single, softmax):
    """(objective, options, function of scores, positive, weight, log_expected_count and log_partition)."""
    for kind in ("zero", "constant", "shared", "contextual"):
        yield "noiseContrastiveEstimation", {"logPartition": kind}, noise_contrastive_estimation
    yield "negativeSampling", {}, lambda s, p, w, *_: negative_sampling(s, p, w)
    for convention, loss in INFO_NCE.items():
        if convention == "singlePositive" and not single:
            continue
        yield "infoNCE", {"positives": convention}, lambda s, p, w, *_, loss=loss: loss(s, p, w)
        # Sampled softmax (Jean et al. 2015): the softmax of scores less the log of expected counts.
        yield "sampledSoftmax", {"positives": convention}, lambda s, p, w, q, _, loss=loss: loss(s - q, p, w)
    if softmax:
        yield "fullSoftmax", {}, lambda s, p, w, *_: full_softmax(s, p, w)


def results(name, reduction, parts, shared, contextual):
    counts = parts["positive"].sum(-1)
    single, softmax = bool(counts.max() <= 1), bool((parts["weight"][parts["positive"]] == 1).all())
    losses = []
    for objective, options, function in objectives(single, softmax):
        scores = parts["scores"].clone().requires_grad_()
        kind = options.get("logPartition")
        partition = {
            "constant": torch.tensor(CONSTANT_LOG_PARTITION, dtype=torch.float64),
            "shared": shared.clone().requires_grad_(),
            "contextual": contextual.clone().requires_grad_(),
        }.get(kind, torch.zeros((), dtype=torch.float64))
        per_anchor = [
            function(scores[a], parts["positive"][a], parts["weight"][a], parts["log_expected_count"][a],
                     partition[a, 0] if partition.ndim else partition)
            for a in range(len(scores))
        ]
        units = counts.clamp(max=1) if options.get("positives") == "anyPositive" else counts
        loss = reduce(per_anchor, units, reduction)
        loss.backward()
        gradients = {"scores": tolist(scores.grad)}
        if partition.requires_grad:
            gradients["logPartition"] = tolist(partition.grad)
        losses.append({
            "objective": objective, "options": options, "loss": loss.item(),
            "perAnchor": [[value.item()] for value in per_anchor], "gradients": gradients,
        })
    return {
        "name": name,
        "reduction": reduction,
        "scores": tolist(parts["scores"]),
        "positive": tolist(parts["positive"].int()),
        "weight": tolist(parts["weight"]),
        "logExpectedCount": tolist(parts["log_expected_count"]),
        "logPartition": {
            "zero": 0, "constant": CONSTANT_LOG_PARTITION, "shared": shared.item(), "contextual": tolist(contextual),
        },
        "losses": losses,
    }


CASES = [
    case("one positive an anchor", 1, 3, 5, [1], "mean", masked=0),
    case("several positives, some anchors without, masks and weights", 2, 4, 6, [2, 0, 3, 1], "mean", masked=0.4),
    case("summed", 3, 3, 5, [1, 0, 1], "sum"),
    case("scores over a range of hundreds", 4, 3, 4, [1, 2], "mean", scale=150.0),
    case("positives that are no candidates of each other", 5, 3, 5, [2, 1, 3], "sum", positive_weight=0.0),
    case("one candidate, the positive", 6, 2, 1, [1], "mean"),
]

if __name__ == "__main__":
    write("contrast-objectives.json", {"cases": [results(*each) for each in CASES]})
