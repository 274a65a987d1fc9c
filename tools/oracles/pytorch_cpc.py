"""Contrastive predictive coding with the gradient of every parameter: ../../packages/cpc/src/fixtures/pytorch-cpc.json."""

import math

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad

from fixture import write

torch.set_default_dtype(torch.float64)

COMMON = {"rate": None, "steps": 3, "speakerWindows": 2}
TWO_LAYERS = {"widths": [5, 6], "kernels": [4, 3], "strides": [2, 2]}
# A kernel that is no multiple of its stride, and one that is shorter.
THREE_LAYERS = {"widths": [6, 5, 7], "kernels": [5, 2, 2], "strides": [3, 3, 1]}
# A stride over many numbers.
WIDE = {"widths": [8, 5], "kernels": [3, 6], "strides": [2, 4]}
GRU = {"context": "gru", "contextWidth": 5}
CONVOLUTION = {"context": "convolution", "contextWidth": 6, "contextKernel": 2, "contextLayers": 2}

# settings, valid frames of each window
CASES = [
    ({**TWO_LAYERS, **GRU, "scope": "batch", "frames": 8, "negatives": 9}, [8, 8, 8, 8]),
    ({**THREE_LAYERS, **GRU, "scope": "batch", "ownSequence": False, "normalization": "none", "channels": 2,
      "frames": 9, "negatives": 12}, [9, 4, 9, 6]),
    ({**WIDE, **GRU, "scope": "sequence", "temperature": 0.25, "frames": 10, "negatives": 6}, [10, 10, 7, 1]),
    ({**TWO_LAYERS, **CONVOLUTION, "scope": "sequence", "normalization": "none", "gain": 1.5, "frames": 8,
      "negatives": 8}, [8, 8, 8, 8]),
    ({**TWO_LAYERS, **GRU, "scope": "speaker", "ownSequence": False, "frames": 8, "negatives": 7}, [8, 8, 2, 8, 5, 8]),
    ({**THREE_LAYERS, **CONVOLUTION, "scope": "speaker", "gain": 0.75, "frames": 8, "negatives": 7}, [8, 3, 8, 8]),
    ({**TWO_LAYERS, **GRU, "scope": "mixed", "temperature": 2.0, "frames": 8, "negatives": 11}, [8, 6, 8, 8]),
    ({**WIDE, **CONVOLUTION, "scope": "mixed", "ownSequence": False, "contextKernel": 3, "frames": 9, "negatives": 10},
     [9, 9, 9, 5, 9, 9]),
]

# For each scope its sources of negatives: how many windows give them together, and what share of them it has.
SOURCES = {
    "sequence": [("sequence", lambda s: 1, lambda m: m)],
    "batch": [("batch", lambda s: s["batch"], lambda m: m)],
    "speaker": [("speaker", lambda s: s["speakerWindows"], lambda m: m)],
    "mixed": [("batch", lambda s: s["batch"], lambda m: m // 2),
              ("speaker", lambda s: s["speakerWindows"], lambda m: m - m // 2)],
}


def permuted(tensor):
    """Rows of the gates z, r, n, which are ours, as r, z, n, which are PyTorch's; and back, since it swaps two."""
    first, second, third = tensor.chunk(3)
    return torch.cat([second, first, third])


class Network(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.settings, widths = s, [s["channels"], *s["widths"]]
        self.layers = nn.ModuleList(
            nn.Conv1d(*sizes) for sizes in zip(widths, widths[1:], s["kernels"], s["strides"]))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for width in s["widths"] if s["normalization"] == "channel")
        z, c = s["widths"][-1], s["contextWidth"]
        if s["context"] == "gru":
            self.unit = nn.GRU(z, c, batch_first=True)
        else:
            inputs = [z] + [c] * (s["contextLayers"] - 1)
            self.causal = nn.ModuleList(
                nn.Conv1d(n, c, s["contextKernel"], dilation=2**i) for i, n in enumerate(inputs))
        self.predictors = nn.ModuleList(nn.Linear(c, z, bias=False) for _ in range(s["steps"]))

    def forward(self, samples):
        """[N, S, channels] to frames [N, T, Z] and contexts [N, T, C]."""
        x = samples.transpose(1, 2) * (self.settings.get("gain") or 1)
        for i, layer in enumerate(self.layers):
            x = layer(x).transpose(1, 2)
            x = (self.norms[i](x) if len(self.norms) else x).relu().transpose(1, 2)
        frames = x.transpose(1, 2)
        if self.settings["context"] == "gru":
            return frames, self.unit(frames)[0]
        # Zeros stand before the first frame, and nowhere else.
        x = pad(x, (sum(layer.dilation[0] * (layer.kernel_size[0] - 1) for layer in self.causal), 0))
        for layer in self.causal:
            x = layer(x).relu()
        return frames, x.transpose(1, 2)

    def named(self):
        """Our name of each parameter, PyTorch's parameter, and how the one is made of the other and back."""
        same = lambda x: x
        for i, layer in enumerate(self.layers):
            yield f"encoder.{i + 1}.weight", layer.weight, same
            yield f"encoder.{i + 1}.bias", layer.bias, same
            if len(self.norms):
                yield f"encoder.{i + 1}.gain", self.norms[i].weight, same
                yield f"encoder.{i + 1}.shift", self.norms[i].bias, same
        if self.settings["context"] == "gru":
            for name, theirs in [("input-weight", "weight_ih_l0"), ("recurrent-weight", "weight_hh_l0"),
                                 ("input-bias", "bias_ih_l0"), ("recurrent-bias", "bias_hh_l0")]:
                yield f"context.{name}", getattr(self.unit, theirs), permuted
        else:
            for i, layer in enumerate(self.causal):
                yield f"context.{i + 1}.weight", layer.weight, same
                yield f"context.{i + 1}.bias", layer.bias, same
        for k, predictor in enumerate(self.predictors):
            yield f"predictor.{k + 1}.weight", predictor.weight, same


def loss_of(network, samples, valid, negatives):
    """The loss, and what is known of each step. `negatives` has a list of (window, frame) for each window."""
    frames, contexts = network(samples)
    temperature = network.settings.get("temperature", 1.0)
    losses, steps = [], []
    for k, predictor in enumerate(network.predictors, 1):
        of_anchors, hits, ceilings = [], [], []
        for n in range(len(frames)):
            for t in range(valid[n] - k):
                rivals = [place for place in negatives[n] if place != (n, t + k)]
                candidates = torch.stack([frames[place] for place in [(n, t + k), *rivals]])
                scores = candidates @ predictor(contexts[n, t]) / temperature
                of_anchors.append(cross_entropy(scores.unsqueeze(0), torch.tensor([0])))
                hits.append(float((scores[0] > scores[1:]).all()))
                ceilings.append(math.log(len(candidates)))
        losses.append(torch.stack(of_anchors).mean())
        accuracy, ceiling = sum(hits) / len(hits), sum(ceilings) / len(ceilings)
        loss = losses[-1].item()
        steps.append({"loss": loss, "accuracy": accuracy, "bound": ceiling - loss, "ceiling": ceiling})
    return torch.stack(losses).mean(), steps


def draw_negatives(random, s, valid):
    """Inputs of the batch, and for each window the places that they stand for."""
    below = lambda n: int(torch.randint(n, (), generator=random))
    batch, places = {}, [[] for _ in valid]
    for name, together, share in SOURCES[s["scope"]]:
        windows, count = together(s), share(s["negatives"])
        positions, weight = [], [[0] * count for _ in valid]
        for first in range(0, len(valid), windows):
            group = range(first, first + windows)
            pool = [(n, t) for n in group for t in range(valid[n])]
            drawn = [pool.pop(below(len(pool))) for _ in range(min(count, len(pool)))]
            positions.append([n * s["frames"] + t for n, t in drawn] + [0] * (count - len(drawn)))
            for m, place in enumerate(drawn):
                for n in group:
                    if n != place[0] or s["scope"] == "sequence" or s.get("ownSequence", True):
                        # Here and there one counts twice.
                        weight[n][m] = 2 if below(5) == 0 else 1
                        places[n] += [place] * weight[n][m]
        batch |= {f"batch/negatives.{name}": positions, f"batch/negative-weight.{name}": weight}
    return batch, places


def digits(tensor):
    return [digits(each) for each in tensor] if tensor.ndim else float(f"{tensor.item():.13g}")


def case(seed, settings, valid):
    random = torch.Generator().manual_seed(seed)
    # Few digits, which float32 holds.
    draw = lambda shape, scale: torch.randint(-99, 100, shape, generator=random).double() / scale
    s = {"channels": 1, "normalization": "channel", "batch": len(valid), **COMMON, **settings}
    network = Network(s)
    parameters = {}
    with torch.no_grad():
        for name, tensor, order in network.named():
            parameters[name] = draw(tuple(tensor.shape), 128)
            if name.endswith(".gain"):
                parameters[name] += 1
            tensor.copy_(order(parameters[name]))
    length = s["frames"]
    for kernel, stride in zip(reversed(s["kernels"]), reversed(s["strides"])):
        length = (length - 1) * stride + kernel
    samples = draw((len(valid), length, s["channels"]), 64)
    batch, negatives = draw_negatives(random, s, valid)
    loss, steps = loss_of(network, samples, valid, negatives)
    loss.backward()
    gradients = {name: digits(order(tensor.grad)) for name, tensor, order in network.named()}
    return {
        "configuration": s,
        "parameters": {f"parameter/{name}": value.tolist() for name, value in parameters.items()},
        "batch": {"batch/samples": samples.tolist(), "batch/valid-frames": valid, **batch},
        "loss": loss.item(), "steps": steps,
        "gradients": {f"gradient/{name}": value for name, value in gradients.items()},
    }


if __name__ == "__main__":
    write("pytorch-cpc.json", {"cases": [case(seed, *each) for seed, each in enumerate(CASES, 1)]}, "cpc")
