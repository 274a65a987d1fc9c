"""SimCLR, MoCo and supervised contrast of images: ../../packages/simclr/src/fixtures/pytorch-simclr.json.

Loss, gradient of every parameter, parameters and carried state after a step, and representations in use. Networks have
thousands of numbers, so that neither theirs nor those that come of them stand in the fixture: what goes in is counted out
by `numbers`, which the test has as well, and of what comes out there is the length of the vector and its products with a
few vectors of signs.
"""

import copy

import torch
from torch import nn
from torch.nn.functional import batch_norm, conv2d, group_norm, linear, max_pool2d, normalize, softplus

from fixture import write
from lars import trust_ratio

torch.set_default_dtype(torch.float64)

BATCH, RATE, STEP, PROJECTIONS = 5, 0.5, 5, 2
LEVEL = {"mean": [0.5, 0.4375, 0.375], "deviation": [0.25, 0.3125, 0.375]}
VIEWS = {"crop": [1, 1], "flip": 0.5, "jitter": 0, "grayscale": 0.5}
COMMON = {"batch": BATCH, "channels": 3, "embedding": 6, "headWidth": 7, "temperature": 0.25, "weightDecay": 0.03125,
          "momentum": 0.75, "headLayers": 2, "views": 2, **VIEWS}
LABELS = [3, 1, 3, 0, 1]

CASES = [
    {"network": "resnet", "depth": 8, "widthFactor": 0.125, "size": 8, "normalization": "batch", "method": "simclr",
     "objective": "infonce", "optimizer": "sgd"},
    {"network": "resnet", "depth": 10, "widthFactor": 0.03125, "stem": "imagenet", "size": 12, "normalization": "batch",
     "headLayers": 3, "method": "simclr", "objective": "decoupled", "optimizer": "lars"},
    {"network": "resnet", "depth": 26, "widthFactor": 0.03125, "size": 12, "normalization": "batch", "headLayers": 1,
     "method": "simclr", "objective": "logistic", "optimizer": "adamw"},
    {"network": "convolutional", "widthFactor": 0.0625, "size": 10, "normalization": "group", "groups": 2,
     "method": "supcon", "objective": "infonce", "optimizer": "sgd"},
    {"network": "resnet", "depth": 8, "widthFactor": 0.25, "size": 8, "channels": 1, "normalization": "layer",
     "headLayers": 3, "method": "supcon", "objective": "logistic", "optimizer": "adamw"},
    {"network": "resnet", "depth": 14, "stem": "strided", "widthFactor": 0.125, "size": 16, "normalization": "batch", "method": "moco",
     "objective": "infonce", "queue": 9, "keyMomentum": 0.75, "batchKeys": True, "optimizer": "sgd", "filled": 0},
    {"network": "resnet", "depth": 8, "widthFactor": 0.125, "size": 8, "normalization": "batch", "method": "moco",
     "objective": "infonce", "queue": 9, "keyMomentum": 0.875, "batchKeys": False, "optimizer": "lars", "filled": 6},
    {"network": "convolutional", "widthFactor": 0.03125, "size": 9, "normalization": "batch", "method": "moco",
     "objective": "decoupled", "queue": 8, "keyMomentum": 0.5, "batchKeys": True, "optimizer": "adamw", "filled": 8},
    {"network": "convolutional", "widthFactor": 0.0625, "size": 8, "normalization": "group", "groups": 4,
     "method": "moco", "objective": "logistic", "queue": 7, "keyMomentum": 0.75, "batchKeys": True, "optimizer": "sgd",
     "filled": 3},
    {"network": "resnet", "depth": 8, "widthFactor": 0.125, "size": 8, "normalization": "batch", "method": "simclr",
     "views": 3, "objective": "infonce", "optimizer": "adamw"},
    {"network": "convolutional", "widthFactor": 0.0625, "size": 8, "normalization": "group", "groups": 4,
     "method": "supcon", "views": 4, "objective": "infonce", "optimizer": "sgd"},
    {"network": "convolutional", "widthFactor": 0.0625, "size": 8, "normalization": "layer", "method": "simclr",
     "views": 5, "objective": "logistic", "optimizer": "sgd"},
]

# Blocks of each stage, the first stage's width, and whether blocks are bottlenecks.
FORMS = {8: ([1, 1, 1], 16, False), 10: ([1, 1, 1, 1], 64, False), 14: ([2, 2, 2], 16, False),
         26: ([2, 2, 2, 2], 64, True)}


def numbers(name, count):
    """Whole numbers from -99 to 99, a function of the name."""
    x = 1
    for character in name:
        x = (x * 31 + ord(character)) % 2147483647
    found = []
    for i in range(count + 3):
        x = x * 16807 % 2147483647
        found.append(x % 199 - 99)
    return found[3:]


def counted(name, shape, scale):
    count = 1
    for side in shape:
        count *= side
    return torch.tensor(numbers(name, count)).double().reshape(shape) / scale


def start_of(name, shape):
    """What a parameter, or state that is carried, starts from; all of it is exact in float32."""
    last = name.split(".")[-1]
    if last == "variance":
        return 1 + counted(name, shape, 128)
    if last == "gain":
        return 1 + counted(name, shape, 256)
    if len(shape) == 1:
        return counted(name, shape, 128)
    fan, scale = 1, 64
    for side in shape[1:]:
        fan *= side
    while scale * scale < 2048 * fan:
        scale *= 2
    return counted(name, shape, scale)


class Network(nn.Module):
    """Its parameters are made as they are first asked for, by name."""

    def __init__(self, s, prefix=""):
        super().__init__()
        self.s, self.prefix, self.named, self.running = s, prefix, {}, {}

    def weight(self, name, shape):
        if name not in self.named:
            self.named[name] = start_of(f"{self.prefix}{name}", shape).requires_grad_(self.prefix == "")
        return self.named[name]

    def normalize(self, name, x):
        width, s = [x.shape[1]], self.s
        gain, shift = self.weight(f"{name}.gain", width), self.weight(f"{name}.shift", width)
        if s["normalization"] != "batch":
            groups = s["groups"] if s["normalization"] == "group" and x.dim() > 2 else 1
            return group_norm(x, groups, gain, shift)
        if name not in self.running:
            self.running[name] = [start_of(f"{name}.mean", width), start_of(f"{name}.variance", width)]
        before = self.running[name]
        mean, variance = [value.clone() for value in before]
        y = batch_norm(x, mean, variance, gain, shift, training=self.training, momentum=0.1)
        if self.training:
            # PyTorch averages the variance over n - 1 entries; ours is over n.
            n = x.numel() / x.shape[1]
            self.running[name] = [mean, 0.9 * before[1] + (variance - 0.9 * before[1]) * (n - 1) / n]
        return y

    def convolve(self, name, x, width, kernel, stride):
        weight = self.weight(f"{name}.weight", [width, x.shape[1], kernel, kernel])
        return conv2d(x, weight, stride=stride, padding=kernel // 2)

    def block(self, name, x, width, stride, bottleneck):
        layers = [(width, 1, 1), (width, 3, stride), (4 * width, 1, 1)] if bottleneck else [(width, 3, stride),
                                                                                          (width, 3, 1)]
        y = x
        for n, (channels, kernel, step) in enumerate(layers, 1):
            y = self.normalize(f"{name}.{n}", self.convolve(f"{name}.{n}", y, channels, kernel, step))
            y = y.relu() if n < len(layers) else y
        if x.shape != y.shape:
            x = self.normalize(f"{name}.shortcut", self.convolve(f"{name}.shortcut", x, y.shape[1], 1, stride))
        return (x + y).relu()

    def encode(self, images):
        s = self.s
        level = lambda which: torch.tensor(s["level"][which])[:, None, None]
        x = (images - level("mean")) / level("deviation")
        if s["network"] == "convolutional":
            for n in range(4):
                name = f"encoder.{n + 1}"
                width = round(64 * 2**n * s["widthFactor"])
                x = self.normalize(name, self.convolve(name, x, width, 3, 2)).relu()
            return x.mean([2, 3])
        blocks, width, bottleneck = FORMS[s["depth"]]
        width = round(width * s["widthFactor"])
        kernel, stride = {"cifar": (3, 1), "strided": (3, 2), "imagenet": (7, 2)}[s.get("stem", "cifar")]
        x = self.normalize("encoder.stem", self.convolve("encoder.stem", x, width, kernel, stride)).relu()
        x = max_pool2d(x, 3, 2, 1) if s.get("stem") == "imagenet" else x
        for stage, count in enumerate(blocks):
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                x = self.block(f"encoder.{stage + 1}.{block + 1}", x, width * 2**stage, stride, bottleneck)
        return x.mean([2, 3])

    def project(self, h):
        s, x = self.s, h
        for n in range(1, s["headLayers"]):
            x = linear(x, self.weight(f"head.{n}.weight", [s["headWidth"], x.shape[1]]))
            x = self.normalize(f"head.{n}", x).relu()
        name = f"head.{s['headLayers']}"
        return linear(x, self.weight(f"{name}.weight", [s["embedding"], x.shape[1]]),
                      self.weight(f"{name}.bias", [s["embedding"]]))

    def forward(self, images):
        return normalize(self.project(self.encode(images)))


def views_of(s):
    """The images, what is fed, and a list of views for each of their numbers."""
    v, n, c, size = s["views"], s["batch"], s["channels"], s["size"]
    images = (counted("images", [n, c, size, size], 1) + 99) / 256
    flip = counted("flip", [v, n], 1) % 2
    feeds = {"flip": flip}
    views = torch.where(flip[:, :, None, None, None] > 0, images.flip(-1), images)
    if c == 3:
        color = feeds["color"] = torch.eye(3) + counted("color", [v, n, 3, 3], 256)
        views = torch.einsum("vncd,vndyx->vncyx", color, views)
    return images, feeds, views


def candidates_of(s, network, key_network, views):
    """For each anchor the scores of its positives and of its negatives, and the keys of this step."""
    t, n = s["temperature"], s["batch"]
    if s["method"] == "moco":
        queries = network(views[0])
        with torch.no_grad():
            keys = key_network(views[1])
        queue = normalize(counted("queue", [s["queue"], s["embedding"]], 64))[: s["filled"]]
        own = lambda i: [keys[j] for j in range(n) if j != i] if s["batchKeys"] else []
        return [([queries[i] @ keys[i] / t], [queries[i] @ k / t for k in [*own(i), *queue]]) for i in range(n)], keys
    z = network(torch.cat(list(views)))
    labels = s["views"] * (LABELS if s["method"] == "supcon" else list(range(n)))
    found = []
    for i in range(len(labels)):
        others = [j for j in range(len(labels)) if j != i]
        scores = lambda same: [z[i] @ z[j] / t for j in others if (labels[j] == labels[i]) == same]
        found.append((scores(True), scores(False)))
    return found, None


def loss_of(s, positives, negatives):
    """Of one anchor."""
    p, n = torch.stack(positives), torch.stack(negatives)
    if s["objective"] == "infonce":
        return (torch.cat([p, n]).logsumexp(0) - p).mean()
    if s["objective"] == "decoupled":
        return (n.logsumexp(0) - p).mean()
    return softplus(-p).mean() + softplus(n).mean()


def step_of(s, network):
    """The parameters after a step, and the optimizer's state, which has not just begun."""
    named = network.named
    state = lambda slot: {name: start_of(f"{name}.{slot}", list(p.shape)) for name, p in named.items()}
    before = {name: p.detach().clone() for name, p in named.items()}
    decay, momentum = s["weightDecay"], s["momentum"]
    if s["optimizer"] == "adamw":
        mean, squares = state("mean"), {name: value.square() + 2**-12 for name, value in state("squares").items()}
        optimizer = torch.optim.AdamW(named.values(), lr=RATE, weight_decay=decay)
        for name, p in named.items():
            optimizer.state[p] = {"step": torch.tensor(STEP - 1.0), "exp_avg": mean[name], "exp_avg_sq": squares[name]}
        optimizer.step()
        after = {"mean": mean, "squares": squares}
    else:
        velocity, rate = state("velocity"), RATE
        if s["optimizer"] == "lars":
            for p in named.values():
                if p.dim() > 1:
                    update = p.grad + decay * p.detach()
                    p.grad = trust_ratio(p.detach(), update, 0.001) * update
                p.grad = RATE * p.grad
            rate, decay = 1, 0
        optimizer = torch.optim.SGD(named.values(), lr=rate, momentum=momentum, weight_decay=decay)
        for name, p in named.items():
            optimizer.state[p] = {"momentum_buffer": velocity[name]}
        optimizer.step()
        after = {"velocity": {name: optimizer.state[p]["momentum_buffer"] for name, p in named.items()}}
    changes = {f"change/{name}": p.detach() - before[name] for name, p in named.items()}
    slots = {f"next/state/{name}.{slot}": value for slot, values in after.items() for name, value in values.items()}
    return changes | slots


def summary(name, tensor):
    vector = tensor.detach().flatten()
    products = []
    for k in range(PROJECTIONS):
        signs = [1 if x > 0 else -1 for x in numbers(f"{name} {k}", len(vector))]
        products.append((vector * torch.tensor(signs)).sum())
    return [float(f"{x.item():.11g}") for x in [vector.square().sum().sqrt(), *products]]


def case(settings):
    s = {**COMMON, **settings}
    s["level"] = {name: value[: s["channels"]] for name, value in LEVEL.items()}
    images, feeds, views = views_of(s)
    network, key_network = Network(s), Network(s, "key.")
    with torch.no_grad():
        in_use = copy.deepcopy(network).eval()
        h = in_use.encode(images)
        found = {"h": h, "z": in_use.project(h)}
        for each in (network, key_network):
            each.eval()(images)  # has every parameter made
            each.train()
        if s["method"] == "moco":
            for name, value in key_network.named.items():
                value.mul_(s["keyMomentum"]).add_((1 - s["keyMomentum"]) * network.named[name])
                found[f"next/state/key.{name}"] = value.clone()
    anchors, keys = candidates_of(s, network, key_network, views)
    loss = torch.stack([loss_of(s, *scores) for scores in anchors]).mean()
    loss.backward()
    found |= {f"gradient/{name}": p.grad.clone() for name, p in network.named.items()}
    found |= {f"next/state/{name}.{which}": value for name, values in network.running.items()
              for which, value in zip(["mean", "variance"], values)}
    found |= step_of(s, network)
    if keys is not None:
        queue = normalize(counted("queue", [s["queue"], s["embedding"]], 64))
        found["next/state/queue.keys"] = torch.cat([keys, queue])[: s["queue"]]
        found["next/state/queue.count"] = torch.tensor(float(min(s["queue"], s["filled"] + s["batch"])))
    positives = [p for anchor, _ in anchors for p in anchor]
    # The negatives of an anchor weigh together as one where they are told from it one by one.
    balanced = s["objective"] == "logistic"
    negatives = [n for _, anchor in anchors for n in ([torch.stack(anchor).mean()] if balanced else anchor)]
    hits = [float(p > max(n)) for anchor, n in anchors for p in anchor]
    filled = s.pop("filled", 0)
    return {
        "configuration": s, "filled": filled, "loss": loss.item(),
        "metrics": {"accuracy": sum(hits) / len(hits), "positiveScore": torch.stack(positives).mean().item(),
                    "negativeScore": torch.stack(negatives).mean().item()},
        "found": {name: summary(name, value) for name, value in found.items()},
    }


if __name__ == "__main__":
    write("pytorch-simclr.json", {"rate": RATE, "step": STEP, "labels": LABELS, "cases": [case(s) for s in CASES]},
          "simclr")
