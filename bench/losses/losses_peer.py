"""Value and gradient of losses by the libraries that people know them from, one thread: milliseconds by name, as JSON."""

import json
import sys
import time
import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
runs = int(sys.argv[1])
N, D, V = 1024, 128, 1000
torch.manual_seed(1)
a, b = (torch.randn(N, D, requires_grad=True) for _ in range(2))
labels = torch.arange(N) % 128


def unit(x):
    return F.normalize(x, dim=-1)


def losses():
    yield "cross-entropy", lambda: F.cross_entropy(a @ b.T, torch.arange(N))
    from lightly.loss import DCLLoss, NTXentLoss

    nt_xent, dcl = NTXentLoss(0.5), DCLLoss(0.1)
    yield "NT-Xent", lambda: nt_xent(a, b)
    yield "DCL", lambda: dcl(a, b)
    from open_clip.loss import ClipLoss, SigLipLoss

    clip, siglip = ClipLoss(cache_labels=True), SigLipLoss(cache_labels=True)
    scale, bias = torch.tensor(1 / 0.07), torch.tensor(-10.0)
    yield "CLIP", lambda: clip(unit(a), unit(b), scale)
    yield "SigLIP", lambda: siglip(unit(a), unit(b), torch.tensor(10.0), bias)
    from pytorch_metric_learning import losses as pml

    sup_con, similarity = pml.SupConLoss(0.1), pml.MultiSimilarityLoss(2, 50, 0.5)
    arc, proxy = pml.ArcFaceLoss(V, D), pml.ProxyAnchorLoss(V, D)
    yield "SupCon", lambda: sup_con(a, labels)
    yield "multi-similarity", lambda: similarity(a, labels)
    yield "ArcFace", lambda: arc(a, labels)
    yield "Proxy-Anchor", lambda: proxy(a, labels)


found = {}
for name, of in losses():
    times = []
    for _ in range(runs):
        a.grad = b.grad = None
        start = time.perf_counter()
        of().backward()
        times.append(1000 * (time.perf_counter() - start))
    found[name] = sorted(times)[len(times) // 2]
print(json.dumps(found))
