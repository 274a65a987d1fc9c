"""The same views, network, loss and optimizer as SimCLR's in PyTorch; see lib/stepping_peer.py.

With --channels-last the network and its views are in that memory format, else contiguous as N, C, H, W.
"""

import math
import pathlib
import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy, max_pool2d, normalize, relu

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lib"))
from stepping_peer import begin, compiled, mixed_precision, parameters_of, serve  # noqa: E402

LUMA = torch.tensor([0.299, 0.587, 0.114])


def interpolation(size, crop, flip):
    """Weights [V, N, 2, S, S] of rows and columns, bilinear between the centers of pixels."""
    centers = torch.arange(size) + 0.5
    places = centers.expand(*flip.shape, 2, size)
    turned = torch.where(flip[..., None] > 0, size - centers, centers)
    places = torch.stack([places[..., 0, :], turned], 2)
    places = crop[..., 2:, None] / size * places + crop[..., :2, None]
    return relu(1 - (places.clamp(0.5, size - 0.5).unsqueeze(-1) - centers).abs())


def gaussian(size, deviation):
    """Weights [V, N, S, S] of a blur."""
    squares = (torch.arange(size)[:, None] - torch.arange(size)).square()
    width = deviation.clamp(min=0.05)[..., None, None]
    weights = torch.exp((-squares / 2 / width.square()).clamp(min=-60))
    return weights / weights.sum(-1, keepdim=True)


@torch.no_grad()
def views_of(batch):
    """Views [V·N, C, S, S] by matrix products, from the numbers of the batch; what has none is not done."""
    images = batch["batch/images"]
    count, channels, size, _ = images.shape
    part = {name: batch.get(f"batch/{name}") for name in ["crop", "flip", "blur", "color", "contrast"]}
    leading = next(numbers.shape[:2] for numbers in part.values() if numbers is not None)
    crop = part["crop"] if part["crop"] is not None else torch.tensor([0.0, 0, size, size]).expand(*leading, 4)
    flip = part["flip"] if part["flip"] is not None else torch.zeros(leading)
    matrices = interpolation(size, crop, flip)
    if part["blur"] is not None:
        matrices = gaussian(size, part["blur"]).unsqueeze(2) @ matrices
    rows, columns = matrices.unbind(2)
    wide = images.reshape(count, channels * size, size) @ columns.transpose(-1, -2)
    views = rows.unsqueeze(2) @ wide.reshape(*leading, channels, size, size)
    if part["color"] is not None:
        flat = views.flatten(3)
        views = part["color"] @ flat
        if part["contrast"] is not None:
            weights = LUMA if channels == 3 else torch.ones(1)
            luma = (flat.mean(-1) * weights).sum(-1)
            views = views + (part["contrast"] * luma)[..., None, None]
    return views.reshape(-1, channels, size, size)


class Layer(nn.Module):
    """A convolution or a linear layer that is normalized, of the sizes of its parameters."""

    def __init__(self, settings, given, name, stride=1):
        super().__init__()
        weight = given[f"parameter/{name}.weight"]
        width, source = weight.shape[:2]
        if weight.dim() == 4:
            kernel = weight.shape[2]
            self.product = nn.Conv2d(source, width, kernel, stride, kernel // 2, bias=False)
        else:
            self.product = nn.Linear(source, width, bias=False)
        if settings["normalization"] == "batch":
            self.norm = nn.BatchNorm2d(width) if weight.dim() == 4 else nn.BatchNorm1d(width)
        else:
            whole = settings["normalization"] == "layer" or weight.dim() == 2
            self.norm = nn.GroupNorm(1 if whole else settings["groups"], width)
        with torch.no_grad():
            self.product.weight.copy_(weight)
            self.norm.weight.copy_(given[f"parameter/{name}.gain"])
            self.norm.bias.copy_(given[f"parameter/{name}.shift"])

    def forward(self, x):
        return self.norm(self.product(x))


class Block(nn.Module):
    def __init__(self, settings, given, name, stride):
        super().__init__()
        depth = next(n for n in range(3, 0, -1) if f"parameter/{name}.{n}.weight" in given)
        # In a bottleneck the 3 × 3 strides.
        strided = 2 if depth == 3 else 1
        self.layers = nn.ModuleList(
            Layer(settings, given, f"{name}.{n}", stride if n == strided else 1) for n in range(1, depth + 1))
        self.shortcut = nn.Identity()
        if f"parameter/{name}.shortcut.weight" in given:
            self.shortcut = Layer(settings, given, f"{name}.shortcut", stride)

    def forward(self, x):
        inner = x
        for layer in self.layers[:-1]:
            inner = relu(layer(inner), inplace=True)
        return relu(self.layers[-1](inner) + self.shortcut(x), inplace=True)


class SimClr(nn.Module):
    def __init__(self, settings, given):
        super().__init__()
        self.settings = settings
        for name, values in settings["level"].items():
            self.register_buffer(name, torch.tensor(values).reshape(1, -1, 1, 1))
        self.stem = Layer(settings, given, "encoder.stem", 1 if settings["stem"] == "cifar" else 2)
        self.blocks = nn.ModuleList()
        stage = 1
        while f"parameter/encoder.{stage}.1.1.weight" in given:
            block = 1
            while f"parameter/encoder.{stage}.{block}.1.weight" in given:
                stride = 2 if stage > 1 and block == 1 else 1
                self.blocks.append(Block(settings, given, f"encoder.{stage}.{block}", stride))
                block += 1
            stage += 1
        last = settings["headLayers"]
        self.head = nn.ModuleList(Layer(settings, given, f"head.{n}") for n in range(1, last))
        weight = given[f"parameter/head.{last}.weight"]
        self.embedding = nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            self.embedding.weight.copy_(weight)
            self.embedding.bias.copy_(given[f"parameter/head.{last}.bias"])

    def forward(self, views):
        x = relu(self.stem((views - self.mean) / self.deviation), inplace=True)
        if self.settings["stem"] == "imagenet":
            x = max_pool2d(x, 3, 2, 1)
        for block in self.blocks:
            x = block(x)
        x = x.mean((2, 3))
        for layer in self.head:
            x = relu(layer(x), inplace=True)
        return self.embedding(x)


def nt_xent(embeddings, temperature):
    """Each view against all others; the other view of its image is the positive."""
    z = normalize(embeddings)
    count = len(z)
    scores = (z @ z.T / temperature).masked_fill(torch.eye(count, dtype=torch.bool), -math.inf)
    return cross_entropy(scores, (torch.arange(count) + count // 2) % count)


def optimizer_of(settings, parameters):
    growth = {"none": 1, "linear": settings["batch"] / 256, "root": math.sqrt(settings["batch"] / 256)}
    common = {"lr": settings["learningRate"] * growth[settings["scaling"]],
              "weight_decay": settings["weightDecay"], "fused": True}
    if settings["optimizer"] == "sgd":
        return torch.optim.SGD(parameters, momentum=settings["momentum"], **common)
    return torch.optim.AdamW(parameters, **common)


def main():
    folder, settings, flags = begin()
    known = {"network": ["resnet"], "method": ["simclr"], "objective": ["infonce"], "optimizer": ["sgd", "adamw"],
             "chunk": [None]}
    for field, values in known.items():
        if settings[field] not in values:
            sys.exit(f"the peer has no {field} '{settings[field]}'")
    network = SimClr(settings, parameters_of(folder))
    layout = torch.contiguous_format
    if "--channels-last" in flags:
        layout = torch.channels_last
        network = network.to(memory_format=layout)
    optimizer = optimizer_of(settings, network.parameters())

    def loss_of(batch):
        views = views_of(batch).contiguous(memory_format=layout)
        with mixed_precision(flags):
            embeddings = network(views)
        return nt_xent(embeddings.float(), settings["temperature"])

    loss_of = compiled(loss_of, flags)

    def step(batch):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(batch)
        loss.backward()
        optimizer.step()
        return loss

    serve(folder, step)


if __name__ == "__main__":
    main()
