"""Encoders exported by PyTorch, with losses and gradients: ../../packages/onnx/src/fixtures/pytorch-encoders*."""

import io
import warnings

import onnx
import onnx.numpy_helper
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from fixture import PACKAGES, write

TEMPERATURE = 0.2
BATCH = 5
FOLDER = PACKAGES / "onnx" / "src" / "fixtures" / "pytorch-encoders"


class Transformer(nn.Module):
    """Token ids [N, T] to embeddings [N, 6]."""

    def __init__(self, vocabulary=17, width=12, heads=2, longest=10):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(longest, width)
        layer = nn.TransformerEncoderLayer(width, heads, 20, activation="gelu", batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(width, 6)

    def forward(self, tokens):
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        return self.head(self.layers(self.token(tokens) + self.position(positions)).mean(dim=1))


def mlp():
    return nn.Sequential(nn.Linear(7, 12), nn.ReLU(), nn.Linear(12, 6))


def convolutional():
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3, stride=2, padding=1, groups=2), nn.BatchNorm2d(8), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 6),
    )


def fused(network):
    """The convolutional net with each batch normalization folded into the convolution before it, as exporters do."""
    layers, result = list(network), []
    for layer in layers:
        if isinstance(layer, nn.BatchNorm2d):
            result[-1] = fuse_conv_bn_eval(result[-1], layer)
        else:
            result.append(layer)
    return nn.Sequential(*result)


def randomize(network, random):
    """Numbers that all differ: exporters keep equal weights once, as those of layers that are copies of each other."""
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if not value.is_floating_point():
                continue
            noise = torch.randn(value.shape, generator=random)
            if name.endswith("running_var"):
                value.copy_(0.5 + noise.abs())
            elif value.ndim == 1:
                value.copy_((1 if "norm" in name and name.endswith("weight") else 0.1) + 0.2 * noise)
            else:
                value.copy_(noise / value[0].numel() ** 0.5)
    return network.eval()


def export(network, example, axes, exporter, **options):
    buffer = io.BytesIO()
    if exporter == "torchscript":
        dynamic = {"input": dict(enumerate(axes)), "features": {0: axes[0]}}
        torch.onnx.export(network, (example,), buffer, input_names=["input"], output_names=["features"],
                          dynamic_axes=dynamic, dynamo=False, **options)
        model = onnx.load_model_from_string(buffer.getvalue())
    else:
        dynamic = ({axis: torch.export.Dim(name) for axis, name in enumerate(axes)},)
        model = torch.onnx.export(network, (example,), None, input_names=["input"], output_names=["features"],
                                  dynamic_shapes=dynamic, dynamo=True, verbose=False, **options).model_proto
    # (The output is not called "embedding": the newer exporter would make that name twice.)
    # Stack traces of the exporter, which name folders of this machine, and several times the size of the rest.
    for described in [model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.graph.initializer]:
        described.ClearField("doc_string")
        described.ClearField("metadata_props")
    model.graph.ClearField("value_info")
    model.ClearField("metadata_props")
    return model


def weights_in_layout_of(model, network):
    """The network's parameter behind each float initializer of the file, and whether the file has it transposed."""
    found = {}
    for initializer in model.graph.initializer:
        numbers = torch.from_numpy(onnx.numpy_helper.to_array(initializer).copy())
        if not numbers.is_floating_point() or numbers.numel() == 1:
            continue
        for parameter in network.parameters():
            for transposed, candidate in ((False, parameter.data), (True, parameter.data.T if parameter.ndim == 2 else None)):
                if candidate is not None and candidate.shape == numbers.shape and torch.allclose(candidate, numbers, atol=1e-6):
                    # The file's own numbers, to the last bit.
                    parameter.data.copy_(numbers.T if transposed else numbers)
                    found[initializer.name] = (parameter, transposed)
    if len({id(parameter) for parameter, _ in found.values()}) != len(list(network.parameters())):
        raise SystemExit("some parameter of the network is not in the file")
    return found


def contrast(anchors, candidates):
    """InfoNCE over the cosines of a batch: the positive of an anchor is the candidate in its row."""
    cosines = F.normalize(anchors, dim=-1) @ F.normalize(candidates, dim=-1).T
    return F.cross_entropy(cosines / TEMPERATURE, torch.arange(len(anchors)))


def digits(tensor):
    return [float(f"{number:.8g}") for number in tensor.detach().flatten().tolist()]


def case(name, network, mirror, views, axes, exporter, **options):
    model = export(network, views[0], axes, exporter, **options)
    onnx.checker.check_model(model)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}-{exporter}.onnx"
    path.write_bytes(model.SerializeToString(deterministic=True))
    weights = weights_in_layout_of(model, mirror)
    exact = mirror.double().requires_grad_()
    inputs = [view.double() if view.is_floating_point() else view for view in views]
    embeddings = [exact(view) for view in inputs]
    loss = contrast(*embeddings)
    exact.zero_grad()
    loss.backward()
    gradients = {key: parameter.grad.T if transposed else parameter.grad for key, (parameter, transposed) in weights.items()}
    print(f"{path}: {path.stat().st_size / 1024:.0f} KiB")
    return {
        "name": name, "exporter": exporter, "file": path.name, "opset": model.opset_import[0].version,
        "views": [{"shape": list(view.shape), "data": view.flatten().tolist()} for view in views],
        "embeddings": [{"shape": list(value.shape), "data": digits(value)} for value in embeddings],
        "loss": loss.item(),
        "gradients": {key: {"shape": list(value.shape), "data": digits(value)} for key, value in gradients.items()},
    }


def main():
    warnings.filterwarnings("ignore")
    random = torch.Generator().manual_seed(5)

    def views(*shape):
        view = torch.randn(shape, generator=random)
        other = view + 0.3 * torch.randn(shape, generator=random)
        return [(64 * numbers).round() / 64 for numbers in (view, other)]  # short in decimals

    def sentences(length, more):
        tokens = torch.randint(0, 17, (BATCH, length + more), generator=random)
        changed = torch.rand(tokens.shape, generator=random) < 0.3
        return [tokens[:, :length], torch.where(changed, torch.randint(0, 17, tokens.shape, generator=random), tokens)]

    def copies(make):
        state = randomize(make(), random).state_dict()
        made = []
        for _ in range(2):
            network = make().eval()
            network.load_state_dict(state)
            made.append(network)
        return made

    cases = []
    network, mirror = copies(mlp)
    cases.append(case("mlp", network, mirror, views(BATCH, 7), ["batch"], "torchscript", opset_version=11))
    network, mirror = copies(mlp)
    cases.append(case("mlp", network, mirror, views(BATCH, 7), ["batch"], "dynamo"))
    network, mirror = copies(convolutional)
    cases.append(case("convolutional", network, mirror, views(BATCH, 3, 8, 8), ["batch"], "torchscript",
                      opset_version=13, do_constant_folding=False))
    network, mirror = copies(convolutional)
    cases.append(case("convolutional", network, fused(mirror), views(BATCH, 3, 8, 8), ["batch"], "dynamo"))
    # This exporter writes the length of the example into the attention.
    network, mirror = copies(Transformer)
    cases.append(case("transformer", network, mirror, sentences(7, 0), ["batch"], "torchscript", opset_version=14))
    network, mirror = copies(Transformer)
    cases.append(case("transformer", network, mirror, sentences(7, 2), ["batch", "sequence"], "dynamo"))
    write("pytorch-encoders.json", {"temperature": TEMPERATURE, "cases": cases}, "onnx")


if __name__ == "__main__":
    main()
