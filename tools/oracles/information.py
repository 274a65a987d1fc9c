"""Estimates of mutual information with gradients: ../../packages/core/src/fixtures/information.json."""

import math

import torch
import torch.nn.functional as F

from fixture import tolist, write


def sets(scores, positive, weight):
    """Scores of joint pairs; scores and weights of product pairs; the same by anchor."""
    joint, product, weights, anchors = [], [], [], []
    for i in range(len(scores)):
        own = [scores[i, j] for j in range(scores.shape[1]) if positive[i][j]]
        others = [(scores[i, j], weight[i][j]) for j in range(scores.shape[1]) if not positive[i][j] and weight[i][j]]
        joint += own
        product += [s for s, _ in others]
        weights += [w for _, w in others]
        anchors.append((own, others))
    return torch.stack(joint), torch.stack(product), torch.tensor(weights, dtype=torch.float64), anchors


def log_mean_exp(values, weights):
    return torch.logsumexp(values + torch.log(weights), 0) - math.log(weights.sum().item())


def estimate(name, options, scores, positive, weight):
    """(loss, information)"""
    joint, product, weights, anchors = sets(scores, positive, weight)
    mean = joint.mean()

    def product_mean(x):
        return (weights * x).sum() / weights.sum()

    def candidates(own, others):
        values = torch.stack(own + [s for s, _ in others])
        return values, torch.tensor([1.0] * len(own) + [w for _, w in others], dtype=torch.float64)

    if name == "nwj":
        value = mean - product_mean(torch.exp(product - 1))
        return -value, value
    if name == "tuba":
        baseline = options["logBaseline"]
        value = 1 + mean - baseline - product_mean(torch.exp(product - baseline))
        return -value, value
    if name == "donskerVaradhan":
        value = mean - log_mean_exp(product, weights)
        return -value, value
    if name == "mine":
        value = mean - log_mean_exp(product, weights)
        batch = product_mean(torch.exp(product))
        average = options["decay"] * math.exp(options["logAverage"]) + (1 - options["decay"]) * batch.detach()
        surrogate = -mean + batch / average
        return surrogate - surrogate.detach() - value.detach(), value
    if name in ("jensenShannon", "smile"):
        divergence = -F.softplus(-joint).mean() - product_mean(F.softplus(product))
        if name == "jensenShannon":
            return -divergence, 1 + mean - product_mean(torch.exp(product))
        clipped = product.clamp(-options["clip"], options["clip"])
        value = mean - log_mean_exp(clipped, weights)
        return (-value if options.get("trainBy") == "clippedBound" else -divergence), value
    if name == "infoNCEBound":
        terms = [s - log_mean_exp(*candidates(own, others)) for own, others in anchors for s in own]
        value = torch.stack(terms).mean()
        return -value, value
    if name == "interpolatedBound":
        alpha, baseline = options["alpha"], options["logBaseline"]

        def mixed(values, w):
            mean_exp = torch.exp(log_mean_exp(values, w))
            return torch.log(alpha * mean_exp + (1 - alpha) * math.exp(baseline))

        first = torch.stack([s - mixed(*candidates(own, others)) for own, others in anchors for s in own]).mean()
        ratios = []
        for _, others in anchors:
            values = torch.stack([s for s, _ in others])
            ratios.append(torch.exp(values - mixed(values, torch.tensor([w for _, w in others], dtype=torch.float64))))
        value = 1 + first - product_mean(torch.cat(ratios))
        return -value, value
    if name == "club":
        return -mean, mean - product_mean(product)
    if name == "infoNCEAnchor":
        nu = options["priorRatio"]
        losses = []
        for own, others in anchors:
            if not own:
                continue
            k = len(others)
            r = torch.exp(own[0])
            rivals = [torch.exp(s) for s, _ in others]
            terms = [
                -torch.log(r / (nu + r + sum(v for j, v in enumerate(rivals) if j != left))) for left in range(k)
            ]
            with_positive = torch.stack(terms).mean()
            without = -math.log(nu) + torch.log(nu + sum(rivals))
            losses.append((k * with_positive + nu * without) / (k + nu))
        return torch.stack(losses).mean(), mean
    raise ValueError(name)


METHODS = [
    ("infoNCEBound", {}), ("nwj", {}), ("tuba", {"logBaseline": 0.4}), ("donskerVaradhan", {}),
    ("mine", {"logAverage": 0.7, "decay": 0.9}), ("jensenShannon", {}), ("smile", {"clip": 1.0}),
    ("smile", {"clip": 1.0, "trainBy": "clippedBound"}), ("interpolatedBound", {"alpha": 0.3, "logBaseline": 0.4}),
    ("interpolatedBound", {"alpha": 1.0, "logBaseline": 0.0}), ("club", {}), ("infoNCEAnchor", {"priorRatio": 1.0}),
    ("infoNCEAnchor", {"priorRatio": 2.5}),
]


def cases():
    random = torch.Generator().manual_seed(5)

    def draw(*shape, scale=1.0):
        return scale * torch.randn(shape, generator=random, dtype=torch.float64)

    diagonal = [[i == j for j in range(5)] for i in range(5)]
    yield "in a batch", draw(5, 5), diagonal, [[1.0] * 5 for _ in range(5)]
    yield "large scores", draw(5, 5, scale=12.0), diagonal, [[1.0] * 5 for _ in range(5)]
    apart = [[j == 0 for j in range(6)] for _ in range(3)]
    weight = [[0.0, 1.0, 1.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]]
    yield "positives apart, some negatives excluded", draw(3, 6), apart, weight


def main():
    content = []
    for name, scores, positive, weight in cases():
        results = []
        for method, options in METHODS:
            x = scores.clone().requires_grad_()
            loss, information = estimate(method, options, x, positive, weight)
            loss.backward()
            results.append({"method": method, "options": options, "loss": loss.item(),
                            "information": information.item(), "gradient": tolist(x.grad)})
        content.append({"name": name, "scores": tolist(scores), "positive": [[int(p) for p in row] for row in positive], "weight": weight,
                        "results": results})
    write("information.json", {"cases": content})


if __name__ == "__main__":
    main()
