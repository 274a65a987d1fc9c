"""Losses of embeddings by the libraries that people know them from: ../../packages/core/src/fixtures/presets.json.

Each case is a preset of ours with its options, on embeddings drawn from a seed; gradients with respect to all of them.
"""

import math

import torch
import torch.nn.functional as F
from lightly.loss import DCLLoss, DCLWLoss, NTXentLoss
from open_clip.loss import ClipLoss, SigLipLoss
from pytorch_metric_learning import distances, losses, miners, reducers

from fixture import tolist, write

LABELS = [0, 0, 1, 1, 2, 2, 0, 1]
BALANCED = [0, 0, 1, 1, 2, 2, 3, 3]


def unit(x):
    return F.normalize(x, dim=-1)


def with_weight(loss, weight, name="W"):
    """A loss of the library whose class vectors are ours, [V, D]; it keeps them as [D, V]."""
    del loss._parameters[name]
    setattr(loss, name, weight.T if name == "W" else weight)
    return loss


def debiased(a, b, prior, beta, temperature):
    """Chuang et al. 2020 and Robinson et al. 2021, one anchor at a time."""
    z = unit(torch.cat([a, b]))
    n = len(a)
    scores = z @ z.T / temperature
    terms = []
    for i in range(2 * n):
        j = (i + n) % (2 * n)
        own = torch.exp(scores[i, j])
        others = torch.stack([scores[i, c] for c in range(2 * n) if c not in (i, j)])
        importance = torch.exp(beta * others)
        total = (importance / importance.mean() * torch.exp(others)).sum()
        g = (total - prior * len(others) * own) / (1 - prior)
        g = torch.clamp(g, min=len(others) * math.exp(-1 / temperature))
        terms.append(-torch.log(own / (own + g)))
    return torch.stack(terms).mean()


def moco(q, k, queue, temperature):
    q, k = unit(q), unit(k)
    logits = torch.cat([(q * k).sum(-1, keepdim=True), q @ queue.T], 1) / temperature
    return F.cross_entropy(logits, torch.zeros(len(q), dtype=torch.long))


def ranking(a, b, temperature=0.05, hard=None, directions=("queryToDocument",), joint=True):
    """The directions of sentence-transformers' MultipleNegativesRankingLoss, by loops."""
    a, b = unit(a), unit(b)
    n = len(a)

    def terms(side, i):
        own, other = (a, b) if side == "query" else (b, a)
        cross = "queryToDocument" if side == "query" else "documentToQuery"
        same = "queryToQuery" if side == "query" else "documentToDocument"
        found = {}
        if cross in directions:
            found[cross] = [own[i] @ other[j] for j in range(n) if j != i]
            if side == "query" and hard is not None:
                found[cross] += [own[i] @ h for h in unit(hard).reshape(-1, a.shape[1])]
        if same in directions:
            found[same] = [own[i] @ own[j] for j in range(n) if j != i]
        return found

    groups = {}
    for side in ("query", "document"):
        for i in range(n):
            found = terms(side, i)
            positive = a[i] @ b[i]
            parts = {side: sum(found.values(), [])} if joint else found
            for name, others in parts.items():
                if not others:
                    continue
                logits = torch.stack([positive, *others]) / temperature
                groups.setdefault(name, []).append(torch.logsumexp(logits, 0) - logits[0])
    return torch.stack([torch.stack(each).mean() for each in groups.values()]).mean()


def gist(a, b, ga, gb, temperature=0.01, absolute=0.0, relative=None):
    a, b, ga, gb = unit(a), unit(b), unit(ga), unit(gb)
    terms = []
    for i in range(len(a)):
        limit = ga[i] @ gb[i]
        limit = limit - absolute if relative is None else limit * (1 - relative)
        others = [(a[i] @ b[j], ga[i] @ gb[j]) for j in range(len(a)) if j != i]
        others += [(a[i] @ a[j], ga[i] @ ga[j]) for j in range(len(a)) if j != i]
        others += [(b[i] @ b[j], gb[i] @ gb[j]) for j in range(len(a)) if j != i]
        logits = torch.stack([a[i] @ b[i]] + [s for s, g in others if g < limit]) / temperature
        terms.append(torch.logsumexp(logits, 0) - logits[0])
    return torch.stack(terms).mean()


def proxy_nca(x, proxies, labels):
    """Movshovitz-Attias et al. 2017, eq. 4: the own proxy is not in the denominator."""
    distance = torch.cdist(unit(x), unit(proxies)).pow(2)
    terms = [distance[i, y] + torch.logsumexp(torch.stack([-distance[i, v] for v in range(len(proxies)) if v != y]), 0)
             for i, y in enumerate(labels)]
    return torch.stack(terms).mean()


def cases():
    random = torch.Generator().manual_seed(17)

    def draw(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64)

    a, b = draw(5, 4), draw(5, 4)
    x, classes = draw(8, 4), draw(3, 4)
    labels, balanced = torch.tensor(LABELS), torch.tensor(BALANCED)
    hard = draw(5, 2, 4)
    queue = unit(draw(6, 4))
    guide = draw(5, 3), draw(5, 3)
    cosine, mean = distances.CosineSimilarity(), reducers.MeanReducer()
    vectors = {"classes": classes}

    yield "ntXentLoss", "lightly", {}, {"first": a, "second": b}, lambda v: NTXentLoss(0.5)(v["first"], v["second"])
    yield "ntXentLoss", "lightly", {"temperature": 0.1}, {"first": a, "second": b}, lambda v: NTXentLoss(0.1)(v["first"], v["second"])
    for prior, beta in ((0.1, 0), (0.3, 0)):
        yield ("debiasedLoss", "formula", {"positivePrior": prior}, {"first": a, "second": b},
               lambda v, p=prior, h=beta: debiased(v["first"], v["second"], p, h, 0.5))
    for prior, beta in ((0.1, 1), (0.05, 0.5)):
        yield ("hardNegativeLoss", "formula", {"positivePrior": prior, "hardness": beta}, {"first": a, "second": b},
               lambda v, p=prior, h=beta: debiased(v["first"], v["second"], p, h, 0.5))
    yield "decoupledLoss", "lightly", {}, {"first": a, "second": b}, lambda v: DCLLoss(0.1)(v["first"], v["second"])
    yield ("decoupledLoss", "lightly", {"weightSigma": 0.5}, {"first": a, "second": b},
           lambda v: DCLWLoss(0.1, 0.5)(v["first"], v["second"]))
    yield ("clipLoss", "open_clip", {"temperature": 0.07}, {"first": a, "second": b},
           lambda v: ClipLoss()(unit(v["first"]), unit(v["second"]), torch.tensor(1 / 0.07, dtype=torch.float64)))
    yield ("sigLipLoss", "open_clip", {}, {"first": a, "second": b},
           lambda v: SigLipLoss()(unit(v["first"]), unit(v["second"]), torch.tensor(10.0, dtype=torch.float64),
                                  torch.tensor(-10.0, dtype=torch.float64)))
    for directions in (["queryToDocument"], ["queryToDocument", "documentToQuery"],
                       ["queryToDocument", "queryToQuery", "documentToQuery", "documentToDocument"], ["queryToQuery"]):
        for denominators in ("joint", "perDirection"):
            yield ("multipleNegativesRankingLoss", "formula", {"directions": directions, "denominators": denominators},
                   {"first": a, "second": b},
                   lambda v, d=directions, j=denominators: ranking(v["first"], v["second"], directions=d, joint=j == "joint"))
    yield ("multipleNegativesRankingLoss", "formula", {}, {"first": a, "second": b, "hardNegatives": hard},
           lambda v: ranking(v["first"], v["second"], hard=v["hardNegatives"]))
    for options in ({"temperature": 0.1}, {"temperature": 0.1, "absoluteMargin": 0.1}, {"temperature": 0.1, "relativeMargin": 0.2}):
        yield ("gistLoss", "formula", options, {"first": a, "second": b, "guideAnchors": guide[0], "guidePositives": guide[1]},
               lambda v, o=options: gist(v["first"], v["second"], *guide, 0.1, o.get("absoluteMargin", 0.0), o.get("relativeMargin")))
    yield ("cpcLoss", "PyTorch", {}, {"first": a, "second": b},
           lambda v: F.cross_entropy(v["first"] @ v["second"].T, torch.arange(5)))
    yield ("nPairsLoss", "PyTorch", {"lengthWeight": 0.02}, {"first": a, "second": b},
           lambda v: F.cross_entropy(v["first"] @ v["second"].T, torch.arange(5))
           + 0.02 * 0.5 * (v["first"].pow(2).sum(1).mean() + v["second"].pow(2).sum(1).mean()))
    yield "mocoLoss", "PyTorch", {}, {"first": a, "second": b, "queue": queue}, lambda v: moco(v["first"], v["second"], queue, 0.07)
    yield ("supConLoss", "pytorch-metric-learning", {"labels": LABELS}, {"x": x},
           lambda v: losses.SupConLoss(0.1, reducer=mean)(v["x"], labels))
    yield ("tripletLoss", "pytorch-metric-learning", {"labels": LABELS, "reduction": "pairs"}, {"x": x},
           lambda v: losses.TripletMarginLoss(0.1, distance=cosine, reducer=mean)(v["x"], labels))
    yield ("tripletLoss", "pytorch-metric-learning", {"labels": LABELS, "reduction": "pairs", "smooth": True, "margin": 0.2}, {"x": x},
           lambda v: losses.TripletMarginLoss(0.2, distance=cosine, smooth_loss=True, reducer=mean)(v["x"], labels))
    yield ("tripletLoss", "pytorch-metric-learning", {"labels": LABELS, "triplets": "hard", "margin": 0.3}, {"x": x},
           lambda v: losses.TripletMarginLoss(0.3, distance=cosine, reducer=mean)(
               v["x"], labels, miners.BatchHardMiner(distance=cosine)(v["x"], labels)))
    yield ("multiSimilarity", "pytorch-metric-learning", {"labels": LABELS}, {"x": x},
           lambda v: losses.MultiSimilarityLoss(2, 50, 0.5, reducer=mean)(v["x"], labels))
    yield ("multiSimilarity", "pytorch-metric-learning", {"labels": LABELS, "epsilon": 0.1}, {"x": x},
           lambda v: losses.MultiSimilarityLoss(2, 50, 0.5, reducer=mean)(
               v["x"], labels, miners.MultiSimilarityMiner(0.1, distance=cosine)(v["x"], labels)))
    yield ("circleLoss", "pytorch-metric-learning", {"labels": LABELS, "scale": 8}, {"x": x},
           lambda v: losses.CircleLoss(0.4, 8, reducer=mean)(v["x"], labels))
    yield ("contrastiveMargin", "pytorch-metric-learning", {"labels": BALANCED, "positiveMargin": 0.9, "negativeMargin": 0.2}, {"x": x},
           lambda v: losses.ContrastiveLoss(0.9, 0.2, distance=cosine, reducer=mean)(v["x"], balanced))
    yield ("arcFaceLoss", "pytorch-metric-learning", {"labels": LABELS, "scale": 8}, {"x": x, **vectors},
           lambda v: with_weight(losses.ArcFaceLoss(3, 4, margin=math.degrees(0.5), scale=8), v["classes"])(v["x"], labels))
    yield ("cosFaceLoss", "pytorch-metric-learning", {"labels": LABELS, "scale": 8}, {"x": x, **vectors},
           lambda v: with_weight(losses.CosFaceLoss(3, 4, margin=0.35, scale=8), v["classes"])(v["x"], labels))
    yield ("sphereFace", "pytorch-metric-learning", {"labels": LABELS, "margin": 4, "scale": 2}, {"x": x, **vectors},
           # It multiplies by the lengths of embeddings, which ours does not.
           lambda v: with_weight(losses.SphereFaceLoss(3, 4, margin=4, scale=2), v["classes"])(unit(v["x"]), labels))
    yield ("normalizedSoftmaxLoss", "pytorch-metric-learning", {"labels": LABELS, "temperature": 0.2}, {"x": x, **vectors},
           lambda v: with_weight(losses.NormalizedSoftmaxLoss(3, 4, temperature=0.2), v["classes"])(v["x"], labels))
    yield ("proxyNcaLoss", "formula", {"labels": LABELS}, {"x": x, **vectors},
           lambda v: proxy_nca(v["x"], v["classes"], LABELS))
    yield ("proxyAnchorLoss", "pytorch-metric-learning", {"labels": LABELS, "scale": 8}, {"x": x, **vectors},
           lambda v: with_weight(losses.ProxyAnchorLoss(3, 4, margin=0.1, alpha=8), v["classes"], "proxies")(v["x"], labels))


def main():
    content = []
    for name, oracle, options, values, of in cases():
        leaves = {key: value.clone().requires_grad_() for key, value in values.items()}
        loss = of(leaves)
        loss.backward()
        gradients = {key: tolist(leaf.grad) for key, leaf in leaves.items() if leaf.grad is not None}
        content.append({"name": name, "oracle": oracle, "options": options, "values": {k: tolist(v) for k, v in values.items()},
                        "loss": loss.item(), "gradients": gradients})
    write("presets.json", {"cases": content})


if __name__ == "__main__":
    main()
