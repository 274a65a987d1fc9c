"""Losses of embeddings without candidates, with gradients: ../../packages/core/src/fixtures/embedding-losses.json."""

import torch
import torch.nn.functional as F
from lightly.loss import BarlowTwinsLoss, NegativeCosineSimilarity, VICRegLoss

from fixture import tolist, write


def alignment(a, b, power=2.0):
    return (a - b).norm(dim=1).pow(power).mean()


def uniformity(a, b, sharpness=2.0):
    return torch.pdist(a).pow(2).mul(-sharpness).exp().mean().log()


def in_batch(a, b):
    logits = F.normalize(a, dim=-1) @ F.normalize(b, dim=-1).T / 0.1
    return F.cross_entropy(logits, torch.arange(len(a)))


def matryoshka(a, b, sizes, weights):
    return sum(w * in_batch(a[:, :d], b[:, :d]) for d, w in zip(sizes, weights))


LOSSES = [
    ("alignment", {}, alignment),
    ("alignment", {"power": 1}, alignment),
    ("alignment", {"power": 3}, alignment),
    ("uniformity", {}, uniformity),
    ("uniformity", {"sharpness": 0.5}, uniformity),
    ("negativeCosine", {}, lambda a, b: NegativeCosineSimilarity()(a, b.detach())),
    ("negativeCosine", {"stopGradient": False}, lambda a, b, **_: NegativeCosineSimilarity()(a, b)),
    ("barlowTwins", {}, lambda a, b: BarlowTwinsLoss()(a, b)),
    ("barlowTwins", {"redundancyWeight": 0.3}, lambda a, b, redundancyWeight: BarlowTwinsLoss(redundancyWeight)(a, b)),
    ("vicReg", {}, lambda a, b: VICRegLoss()(a, b)),
    ("vicReg", {"invarianceWeight": 1, "varianceWeight": 2, "covarianceWeight": 3},
     lambda a, b, invarianceWeight, varianceWeight, covarianceWeight:
     VICRegLoss(invarianceWeight, varianceWeight, covarianceWeight)(a, b)),
    ("matryoshka", {"sizes": [2, 4], "weights": [1, 0.5]}, matryoshka),
]


def main():
    random = torch.Generator().manual_seed(9)
    cases = []
    for name, n, d, scale in (("6 of 4", 6, 4, 1.0), ("2 of 5", 2, 5, 1.0), ("of length 1", 7, 4, 0.0), ("long", 5, 4, 30.0)):
        a, b = (torch.randn(n, d, generator=random, dtype=torch.float64) for _ in range(2))
        a, b = (F.normalize(x, dim=-1) if scale == 0 else scale * x for x in (a, b))
        results = []
        for loss_name, options, of in LOSSES:
            x, y = a.clone().requires_grad_(), b.clone().requires_grad_()
            loss = of(x, y, **options)
            if not torch.isfinite(loss):  # e^(−t d²) of long vectors is 0 without a shift
                continue
            loss.backward()
            zero = torch.zeros_like(x)
            results.append({"name": loss_name, "options": options, "loss": loss.item(),
                            "gradients": [tolist(zero if v.grad is None else v.grad) for v in (x, y)]})
        cases.append({"name": name, "a": tolist(a), "b": tolist(b), "results": results})
    write("embedding-losses.json", {"cases": cases})


if __name__ == "__main__":
    main()
