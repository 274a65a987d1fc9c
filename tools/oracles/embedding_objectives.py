"""Losses of embedding tables read through ids, with dense gradients: ../../packages/core/src/fixtures/embedding-objectives.json."""

import math

import torch
import torch.nn.functional as F

from fixture import tolist, write

CLASSES, CONTEXTS, WIDTH = 7, 6, 3
NEGATIVES = 3  # k, fewer than the samples below: each sample counts k / K times
CENTERS = [4, 1, 4, 0]
POSITIVES = [[2, 5], [3, 3], [2, 0], [6, 1]]  # a pair seen twice is two positives
PRESENT = [[1, 1], [1, 1], [1, 0], [0, 0]]
SAMPLES = [2, 0, 6, 2, 4]  # 2 comes twice, and is a positive of two anchors
TEMPERATURE = 0.2


def parameters():
    random = torch.Generator().manual_seed(11)

    def draw(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64).requires_grad_()

    counts = torch.randint(1, 40, (CLASSES,), generator=random).double() ** 0.75
    return {
        "center": draw(CONTEXTS, WIDTH), "context": draw(CLASSES, WIDTH), "logPartition": draw(CONTEXTS, 1),
        "sharedLogPartition": draw(),
    }, torch.log(counts / counts.sum())


def negatives_of(anchor, exclude_hits):
    present = {p for p, there in zip(POSITIVES[anchor], PRESENT[anchor]) if there}
    return [s for s in SAMPLES if not (exclude_hits and s in present)]


def sampled_loss(objective, kind, exclude_hits):
    """Σ over (center, positive) pairs, mean over the positives of an anchor, mean over anchors with a positive."""
    values, log_q = parameters()
    each_weight = NEGATIVES / len(SAMPLES)
    log_kq = log_q + math.log(NEGATIVES)
    anchors = []
    for a, center_id in enumerate(CENTERS):
        center = values["center"][center_id]
        log_partition = {
            "zero": 0.0, "constant": math.log(CLASSES), "shared": values["sharedLogPartition"],
            "contextual": values["logPartition"][center_id, 0],
        }.get(kind, 0.0)
        samples = negatives_of(a, exclude_hits)
        targets = [p for p, there in zip(POSITIVES[a], PRESENT[a]) if there]

        def score(target):
            return center @ values["context"][target]

        pairs = []
        for target in targets:
            if objective == "noiseContrastiveEstimation":
                pair = -F.logsigmoid(score(target) - log_partition - log_kq[target])
                for s in samples:
                    # ln(1 - sigma(x)) = ln sigma(-x)
                    pair = pair - each_weight * F.logsigmoid(-(score(s) - log_partition - log_kq[s]))
            elif objective == "negativeSampling":
                pair = -F.logsigmoid(score(target))
                for s in samples:
                    pair = pair - each_weight * F.logsigmoid(-score(s))
            else:
                corrected = objective == "sampledSoftmax"
                logits = [score(target) - (log_kq[target] if corrected else 0)]
                logits += [score(s) - (log_kq[s] if corrected else 0) + math.log(each_weight) for s in samples]
                if kind == "meanOfPositives":  # the other positives are candidates too
                    others = list(targets)
                    others.remove(target)
                    logits += [score(o) - (log_kq[o] if corrected else 0) for o in others]
                pair = F.cross_entropy(torch.stack(logits)[None], torch.zeros(1, dtype=torch.long))
            pairs.append(pair)
        if pairs:
            anchors.append(torch.stack(pairs).mean())
    return torch.stack(anchors).mean(), values


def in_batch_loss(corrected):
    """Cosines over temperature, positives on the diagonal; `corrected` as by Yi et al. 2019, eq. 4."""
    values, log_q = parameters()
    targets = [2, 3, 0, 2]
    a = F.normalize(values["center"][CENTERS], dim=-1)
    b = F.normalize(values["context"][targets], dim=-1)
    logits = a @ b.T / TEMPERATURE
    if corrected:
        logits = logits - log_q[targets]
    return F.cross_entropy(logits, torch.arange(len(CENTERS))), values


def every_class_loss():
    values, _ = parameters()
    return F.cross_entropy(values["center"][CENTERS] @ values["context"].T, torch.tensor([2, 3, 0, 2])), values


def result(name, options, loss, values):
    loss.backward()
    gradients = {key: tolist(value.grad) for key, value in values.items() if value.grad is not None}
    return {"objective": name, "options": options, "loss": loss.item(), "gradients": gradients}


def main():
    values, log_q = parameters()
    losses = []
    for hits in (False, True):
        for kind in ("zero", "constant", "shared", "contextual"):
            name, options = "noiseContrastiveEstimation", {"logPartition": kind, "excludeHits": hits}
            losses.append(result(name, options, *sampled_loss(name, kind, hits)))
        losses.append(result("negativeSampling", {"excludeHits": hits}, *sampled_loss("negativeSampling", None, hits)))
        for name in ("infoNCE", "sampledSoftmax"):
            for kind in ("eachPositive", "meanOfPositives"):
                options = {"positives": kind, "excludeHits": hits}
                losses.append(result(name, options, *sampled_loss(name, kind, hits)))
    write("embedding-objectives.json", {
        "parameters": {key: tolist(value) for key, value in values.items()},
        "logProbability": tolist(log_q),
        "negatives": NEGATIVES,
        "temperature": TEMPERATURE,
        "centers": CENTERS, "positives": POSITIVES, "present": PRESENT, "samples": SAMPLES, "targets": [2, 3, 0, 2],
        "sampled": losses,
        "inBatch": [result("infoNCE", {}, *in_batch_loss(False)), result("sampledSoftmax", {}, *in_batch_loss(True))],
        "everyClass": [result("fullSoftmax", {}, *every_class_loss())],
    })


if __name__ == "__main__":
    main()
