"""Checks exported models: onnx's checker, Python ONNX Runtime and ONNX's reference evaluator.

    check_exports.py FOLDER...      each holds encoder.onnx, loss.onnx, gradient.onnx, step.onnx, parameters.safetensors

An encoder in float16 must be as near to the parameters as its metadata say, and no cosine similarity farther; with
external data it is opened from its path. A folder that write_models.mjs made also has a batch and our results, which must agree to 1e-5. In any other (a run of
`infonce word2vec train`) the batch is random, and the two evaluators must agree. `--fixture` writes what Python found
to ../../packages/word2vec/src/fixtures/exported-models.json.
"""

import argparse
import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
import safetensors.numpy
from onnx.reference import ReferenceEvaluator

from exported import DTYPES, as_lists, check, difference, random_batch

TOLERANCE = 1e-5
LEARNING_RATE = 0.1
KINDS = ("loss", "gradient", "step")


def given_batch(content, sessions):
    types = {value.name: DTYPES[value.type] for session in sessions for value in session.get_inputs()}
    return {name: numpy.array(value["data"], dtype=types[name]).reshape(value["dims"])
            for name, value in content["batch"].items()}


def cosines(rows):
    unit = rows.astype(float) / numpy.linalg.norm(rows.astype(float), axis=1, keepdims=True)
    return unit @ unit.T


def examine_encoder(path, table):
    """The largest difference that is not stated, and what the file is."""
    ids = numpy.arange(min(len(table), 1000), dtype=numpy.int32)[::-1].copy()
    found, expected = check(path).run(None, {"batch/ids": ids})[0], table[ids]
    model = onnx.load(str(path), load_external_data=False)
    outside = [t.name for t in model.graph.initializer if t.data_location == onnx.TensorProto.EXTERNAL]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    kind = " beside it" if outside else ""
    if "storage" not in metadata:
        return difference(found, expected), f"float32{kind}"
    storage = json.loads(metadata["storage"])
    error = float(numpy.abs(found - expected).max())
    change = float(numpy.abs(cosines(found) - cosines(expected)).max())
    stated = float(metadata["largestCosineChange"])
    text = (f"{storage['dtype']}{kind}, off by {error:.2g} (stated {storage['largestError']:.2g}),"
            f" cosines by {change:.2g} (at most {stated:.2g})")
    same = numpy.array_equal(found, expected.astype(storage["dtype"]).astype(numpy.float32))
    if not same or error > storage["largestError"] or change > stated + 1e-12:
        return numpy.inf, text
    return 0.0, text


def examine(folder):
    parameters = safetensors.numpy.load_file(folder / "parameters.safetensors")
    table = parameters["parameter/anchor.weight"]
    worst, encoder = examine_encoder(folder / "encoder.onnx", table)
    sessions = {kind: check(folder / f"{kind}.onnx") for kind in KINDS}
    path = folder / "batch.json"
    content = json.loads(path.read_text()) if path.exists() else None
    batch = given_batch(content, sessions.values()) if content else random_batch(sessions.values(), len(table))
    values = {**parameters, **batch, "learning-rate": numpy.array(LEARNING_RATE, dtype=numpy.float32)}
    outputs = {}
    for kind, session in sessions.items():
        feeds = {value.name: values[value.name] for value in session.get_inputs()}
        names = [value.name for value in session.get_outputs()]
        outputs[kind] = dict(zip(names, session.run(None, feeds)))
        reference = ReferenceEvaluator(str(folder / f"{kind}.onnx"))
        for name, value in zip(names, reference.run(None, feeds)):
            worst = max(worst, difference(outputs[kind][name], numpy.asarray(value, dtype=float)))
        if content:
            ours = content["results"][kind]
            if list(ours) != names:
                sys.exit(f"{folder}: {kind}.onnx gives {names}, ours gave {list(ours)}")
            for name, value in ours.items():
                expected = numpy.array(value["data"], dtype=float).reshape(value["dims"])
                worst = max(worst, difference(outputs[kind][name], expected))
    return worst, encoder, content, parameters, outputs


def lists_of(arrays):
    return {name: as_lists(array) for name, array in arrays.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--fixture", action="store_true")
    arguments = parser.parse_args()
    cases, failed = [], False
    for folder in arguments.folders:
        worst, encoder, content, parameters, outputs = examine(folder)
        failed |= not worst < TOLERANCE
        print(f"{folder}: {'agrees' if worst < TOLERANCE else 'DIFFERS'}, largest difference {worst:.1e}"
              f" ({'with our results' if content else 'on a random batch'}), encoder in {encoder}")
        if content:
            batch = {name: {"shape": value["dims"], "data": value["data"]} for name, value in content["batch"].items()}
            cases.append({key: content[key] for key in ("name", "configuration", "vocabulary", "sizes")} | {
                "parameters": lists_of(parameters), "batch": batch,
                "results": {kind: lists_of(found) for kind, found in outputs.items()},
            })
    if failed:
        sys.exit(1)
    if arguments.fixture:
        from fixture import write_text

        made_by = {"script": "tools/oracles/check_exports.py", "onnx": onnx.__version__,
                   "onnxruntime": onnxruntime.__version__}
        write_text("exported-models.json", made_by, {"learningRate": LEARNING_RATE, "cases": cases}, "word2vec")


if __name__ == "__main__":
    main()
