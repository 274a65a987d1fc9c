"""The same network, loss and optimizer as CPC's in PyTorch; see lib/stepping_peer.py."""

import pathlib
import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lib"))
from stepping_peer import begin, compiled, mixed_precision, parameters_of, serve  # noqa: E402


def permuted(tensor):
    """Rows of the gates z, r, n, which are ours, as r, z, n."""
    update, reset, candidate = tensor.chunk(3)
    return torch.cat([reset, update, candidate])


class Cpc(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.settings, widths = settings, [settings["channels"], *settings["widths"]]
        self.layers = nn.ModuleList(
            nn.Conv1d(*sizes) for sizes in zip(widths, widths[1:], settings["kernels"], settings["strides"]))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for width in widths[1:])
        self.context = nn.GRU(widths[-1], settings["contextWidth"], batch_first=True)
        self.predictors = nn.ModuleList(
            nn.Linear(settings["contextWidth"], widths[-1], bias=False) for _ in range(settings["steps"]))

    @torch.no_grad()
    def load(self, given):
        for i, (layer, norm) in enumerate(zip(self.layers, self.norms), 1):
            layer.weight.copy_(given[f"parameter/encoder.{i}.weight"])
            layer.bias.copy_(given[f"parameter/encoder.{i}.bias"])
            norm.weight.copy_(given[f"parameter/encoder.{i}.gain"])
            norm.bias.copy_(given[f"parameter/encoder.{i}.shift"])
        for theirs, ours in [("weight_ih_l0", "input-weight"), ("weight_hh_l0", "recurrent-weight"),
                             ("bias_ih_l0", "input-bias"), ("bias_hh_l0", "recurrent-bias")]:
            getattr(self.context, theirs).copy_(permuted(given[f"parameter/context.{ours}"]))
        for k, predictor in enumerate(self.predictors, 1):
            predictor.weight.copy_(given[f"parameter/predictor.{k}.weight"])

    def encode(self, samples):
        x = (samples * self.settings["gain"]).transpose(1, 2)
        for layer, norm in zip(self.layers, self.norms):
            x = norm(layer(x).transpose(1, 2)).relu().transpose(1, 2)
        return x.transpose(1, 2)

    def forward(self, batch):
        frames = self.encode(batch["batch/samples"])
        contexts, _ = self.context(frames)
        count, length, width = frames.shape
        valid = batch["batch/valid-frames"].unsqueeze(1)
        places = torch.arange(count * length).reshape(count, length)
        sources = [(ids, batch[name.replace("negatives", "negative-weight")])
                   for name, ids in batch.items() if name.startswith("batch/negatives.")]
        rivals = [frames.reshape(-1, width)[ids.long()] for ids, _ in sources]
        loss = 0
        for k, predictor in enumerate(self.predictors, 1):
            predictions = predictor(contexts[:, :-k])
            scores = [(predictions * frames[:, k:]).sum(-1, keepdim=True)]
            for (ids, weight), vectors in zip(sources, rivals):
                groups, each = ids.shape
                own = torch.bmm(predictions.reshape(groups, -1, width), vectors.transpose(1, 2))
                own = own.reshape(count, length - k, each)
                of_windows = ids.repeat_interleave(count // groups, 0).unsqueeze(1)
                left_out = (weight == 0).unsqueeze(1) | (of_windows == places[:, k:].unsqueeze(2))
                scores.append(own.masked_fill(left_out, -torch.inf))
            scores = torch.cat(scores, -1) / self.settings["temperature"]
            # The first candidate is the positive; frames that are not there count for nothing.
            target = torch.where(torch.arange(k, length) < valid, 0, -100)
            loss = loss + cross_entropy(scores.flatten(0, 1), target.flatten())
        return loss / len(self.predictors)


def main():
    folder, settings, flags = begin()
    if settings["context"] != "gru" or settings["normalization"] != "channel":
        sys.exit("the peer has a GRU and layer normalization alone")
    network = Cpc(settings)
    network.load(parameters_of(folder))
    optimizer = torch.optim.Adam(network.parameters(), lr=settings["learningRate"], fused=True)

    def loss_of(batch):
        with mixed_precision(flags):
            return network(batch)

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
