"""Checks exported models of images: onnx's checker, and encoder.onnx on Python's ONNX Runtime.

    check_simclr_exports.py FOLDER...      each holds encoder.onnx, loss.onnx, gradient.onnx, step.onnx,
                                           parameters.safetensors

Images are encoded by ONNX Runtime, by ONNX's reference evaluator and by the PyTorch network of pytorch_simclr.py, which
must agree to 1e-5. `--fixture` writes what ONNX Runtime found, and the nearest neighbors of each image by the cosine of
its representations, to ../../packages/simclr/src/fixtures/exported-encoders.json.
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
from pytorch_simclr import Network, counted

TOLERANCE = 1e-5
IMAGES = 7
KINDS = ("encoder", "loss", "gradient", "step")


def by_pytorch(settings, parameters, images):
    network = Network(settings).eval()
    for name, value in parameters.items():
        kind, short = name.split("/")
        value = torch.tensor(value, dtype=torch.float64)
        if kind == "parameter":
            network.named[short] = value
        else:
            layer, which = short.rsplit(".", 1)
            network.running.setdefault(layer, [None, None])[["mean", "variance"].index(which)] = value
    with torch.no_grad():
        h = network.encode(torch.tensor(images, dtype=torch.float64))
        return {"h": h.numpy(), "z": network.project(h).numpy()}


def nearest(h):
    """Of each image the others, the nearest first."""
    directions = h.astype(float) / numpy.linalg.norm(h.astype(float), axis=1, keepdims=True)
    cosines = directions @ directions.T
    numpy.fill_diagonal(cosines, -numpy.inf)
    return numpy.argsort(-cosines, axis=1)[:, :-1].tolist()


def examine(folder):
    sessions = {kind: check(folder / f"{kind}.onnx") for kind in KINDS}
    encoder = sessions["encoder"]
    settings = json.loads(encoder.get_modelmeta().custom_metadata_map["configuration"])
    parameters = safetensors.numpy.load_file(folder / "parameters.safetensors")
    side, channels = settings["size"], settings["channels"]
    # The test counts them out again.
    images = ((counted("images", [IMAGES, channels, side, side], 1) + 99) / 256).numpy().astype(numpy.float32)
    feeds = {"batch/images": images}
    names = [output.name for output in encoder.get_outputs()]
    found = dict(zip(names, encoder.run(names, feeds)))
    reference = dict(zip(names, ReferenceEvaluator(str(folder / "encoder.onnx")).run(names, feeds)))
    network = by_pytorch(settings, parameters, images)
    worst = max([difference(found[name], reference[name]) for name in names]
                + [difference(found[name], network[name]) for name in network])
    return worst, {"name": folder.name, "configuration": settings, "images": IMAGES,
                   "parameters": {name: as_lists(value) for name, value in parameters.items()},
                   "found": {name: as_lists(value) for name, value in found.items()}, "nearest": nearest(found["h"])}


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
        print(f"{folder}: {'agrees' if worst < TOLERANCE else 'DIFFERS'}, largest difference {worst:.1e}")
    if failed:
        sys.exit(1)
    if arguments.fixture:
        from fixture import write_text

        made_by = {"script": "tools/oracles/check_simclr_exports.py", "onnx": onnx.__version__,
                   "onnxruntime": onnxruntime.__version__}
        write_text("exported-encoders.json", made_by, {"cases": cases}, "simclr")


if __name__ == "__main__":
    main()
