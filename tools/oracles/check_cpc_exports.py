"""Checks exported CPC models: onnx's checker, and encoder.onnx and stream.onnx on Python's ONNX Runtime.

    check_cpc_exports.py FOLDER...      each holds encoder.onnx, stream.onnx, loss.onnx, gradient.onnx, step.onnx,
                                        parameters.safetensors

Series of three lengths, the last of which is the receptive field itself and the second no whole number of strides more,
are encoded by ONNX Runtime, by ONNX's reference evaluator and by the PyTorch network of pytorch_cpc.py, which must agree
to 1e-5. `--fixture` writes what ONNX Runtime found to ../../packages/cpc/src/fixtures/exported-encoders.json.
"""

import argparse
import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
import safetensors.numpy
import torch
from onnx.reference import ReferenceEvaluator

from exported import as_lists, check, difference
from pytorch_cpc import Network

TOLERANCE = 1e-5
KINDS = ("encoder", "stream", "loss", "gradient", "step")


def by_pytorch(settings, parameters, samples):
    network = Network(settings)
    with torch.no_grad():
        for name, tensor, order in network.named():
            tensor.copy_(order(torch.tensor(parameters[f"parameter/{name}"], dtype=torch.float64)))
        frames, contexts = network(torch.tensor(samples, dtype=torch.float64).transpose(1, 2))
    return {"z": frames.numpy(), "c": contexts.numpy()}


def examine(folder):
    sessions = {kind: check(folder / f"{kind}.onnx") for kind in KINDS}
    encoder, stream = sessions["encoder"], sessions["stream"]
    metadata = encoder.get_modelmeta().custom_metadata_map
    settings = json.loads(metadata["configuration"])
    field, stride = int(metadata["receptiveField"]), int(metadata["samplesPerFrame"])
    parameters = safetensors.numpy.load_file(folder / "parameters.safetensors")
    reference = ReferenceEvaluator(str(folder / "encoder.onnx"))
    random = numpy.random.default_rng(8)
    worst, series = 0.0, []
    for length, count in [(field + 4 * stride, 2), (field + 2 * stride + stride // 2, 1), (field, 3)]:
        # Few digits, so that the fixture stays small.
        samples = (random.integers(-128, 129, (count, settings["channels"], length)) / 64).astype(numpy.float32)
        feeds = {"batch/samples": samples}
        found = dict(zip(("z", "c"), encoder.run(["z", "c"], feeds)))
        if len(found["z"][0]) != (length - field) // stride + 1:
            sys.exit(f"{folder}: encoder.onnx makes {found['z'].shape} of {samples.shape}")
        width = stream.get_inputs()[1].shape[1:]
        state = {"state/context": numpy.zeros((count, *width), dtype=numpy.float32)}
        for others in [dict(zip(("z", "c"), reference.run(["z", "c"], feeds))),
                       dict(zip(("z", "c"), stream.run(["z", "c"], feeds | state))),
                       by_pytorch(settings, parameters, samples)]:
            worst = max(worst, *(difference(found[name], others[name]) for name in found))
        series.append({"samples": as_lists(samples)} | {name: as_lists(value) for name, value in found.items()})
    return worst, {"name": folder.name, "configuration": settings, "series": series,
                   "parameters": {name: as_lists(value) for name, value in parameters.items()}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--fixture", action="store_true")
    arguments = parser.parse_args()
    cases, failed = [], False
    for folder in arguments.folders:
        worst, case = examine(folder)
        failed |= not worst < TOLERANCE
        cases.append(case)
        lengths = ", ".join(str(each["samples"]["shape"][2]) for each in case["series"])
        print(f"{folder}: {'agrees' if worst < TOLERANCE else 'DIFFERS'}, largest difference {worst:.1e}"
              f" on series of {lengths} samples")
    if failed:
        sys.exit(1)
    if arguments.fixture:
        from fixture import write_text

        made_by = {"script": "tools/oracles/check_cpc_exports.py", "onnx": onnx.__version__,
                   "onnxruntime": onnxruntime.__version__}
        write_text("exported-encoders.json", made_by, {"cases": cases}, "cpc")


if __name__ == "__main__":
    main()
