"""Runs every file of exported models on several runtimes beside ONNX's reference evaluator.

    check_runtimes.py [--runtime KIND=PYTHON]... FOLDER...

A folder holds parameters.safetensors and any of encoder.onnx, stream.onnx, loss.onnx, gradient.onnx and step.onnx, as
write_models.mjs, write_cpc_models.mjs, write_simclr_models.mjs and the commands that train write them. KIND is openvino
or onnxruntime, PYTHON an interpreter that has it, so that versions that exclude each other can stand side by side; by
default the onnxruntime of this interpreter. Parameters are those of the folder, batch and optimizer state are drawn.

Prints for each file and runtime the largest difference of an output, as a share of its largest number, and fails where
that is over the tolerance or a runtime refuses a file. Of outputs that cancel out (the gradient of a weight before a
normalization, ln N - loss of an untrained model) nothing but rounding is left, so none counts as smaller than a hundredth
of the largest number among its like: all gradients, all that is next, or loss and metrics.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import safetensors.numpy
from onnx.reference import ReferenceEvaluator

from exported import check, random_batch, relative_difference

# float32 all the way, in other orders of summation: in a gradient that nearly cancels out this is 1.2e-4 between two, and
# 3e-5 to 9e-5 from float64. A wrong operator is off by percents.
TOLERANCE = 3e-4
CANCELED = 0.01
KINDS = ("encoder", "stream", "loss", "gradient", "step")
# No less than any table of a tiny model has entries, and any window of it frames.
LIMIT = 6
RUNNER = pathlib.Path(__file__).with_name("run_exported.py")


def state_of(name, shape, parameters, random):
    """Numbers for a state that the folder does not hold."""
    twin = name.replace("state/key.", "parameter/")
    if twin in parameters:
        return parameters[twin] + numpy.float32(0.01) * random.standard_normal(shape, dtype=numpy.float32)
    if name == "state/queue.count":
        return numpy.float32(6)
    if name == "state/queue.keys":
        keys = random.standard_normal(shape, dtype=numpy.float32)
        return keys / numpy.linalg.norm(keys, axis=1, keepdims=True)
    # Positive, as means of squares are.
    return numpy.float32(0.01) + numpy.float32(0.1) * random.random(shape, dtype=numpy.float32)


def feeds_of(session, parameters):
    metadata = session.get_modelmeta().custom_metadata_map
    sizes = {}
    if "receptiveField" in metadata:
        # Three frames of a series, and samples that fill no other.
        stride = int(metadata["samplesPerFrame"])
        sizes["S"] = int(metadata["receptiveField"]) + 2 * stride + stride // 2
    values = {**parameters, **random_batch([session], LIMIT, sizes),
              "learning-rate": numpy.float32(0.1), "step": numpy.float32(3)}
    random = numpy.random.default_rng(2)
    feeds = {}
    for value in session.get_inputs():
        if value.name not in values:
            shape = [2 if isinstance(size, str) else size for size in value.shape]
            values[value.name] = state_of(value.name, shape, parameters, random)
        feeds[value.name] = numpy.asarray(values[value.name])
    return feeds


def scales_of(names, values):
    """The number below which an output's own largest number is no scale for its differences."""
    kinds = [name.split("/")[0] if name.startswith(("gradient/", "next/")) else "" for name in names]
    largest = [numpy.abs(value).max(initial=0) for value in values]
    return [CANCELED * max(number for other, number in zip(kinds, largest) if other == kind) for kind in kinds]


def prepare(folders, scratch):
    """The files to run, with their feeds on disk; and the reference's outputs, each with the least scale of its numbers."""
    jobs, references = [], []
    for folder in folders:
        parameters = safetensors.numpy.load_file(folder / "parameters.safetensors")
        for path in (folder / f"{kind}.onnx" for kind in KINDS):
            if not path.exists():
                continue
            session = check(path)
            feeds = feeds_of(session, parameters)
            # Its sigmoid overflows on the way to 0.
            with numpy.errstate(over="ignore"):
                expected = ReferenceEvaluator(str(path)).run(None, feeds)
            references.append(list(zip(expected, scales_of([value.name for value in session.get_outputs()], expected))))
            job = {"model": str(path), "names": list(feeds), "feeds": str(scratch / f"{len(jobs)}.npz")}
            numpy.savez(job["feeds"], **{f"{i}": value for i, value in enumerate(feeds.values())})
            jobs.append(job)
    return jobs, references


def differences(runtime, jobs, references, scratch):
    """A runtime's name, and the largest difference in each file; infinite where it gives no result."""
    kind, python = runtime
    own = [{**job, "outputs": str(scratch / f"{i}.out.npz")} for i, job in enumerate(jobs)]
    listed = scratch / "jobs.json"
    listed.write_text(json.dumps(own), encoding="utf-8")
    title = subprocess.run([python, str(RUNNER), kind, str(listed)], check=True, stdout=subprocess.PIPE, text=True)
    found = []
    for job, expected in zip(own, references):
        path = pathlib.Path(job["outputs"])
        if not path.exists():
            found.append(numpy.inf)
            continue
        with numpy.load(path) as outputs:
            found.append(max(relative_difference(outputs[f"{i}"], value, least)
                            for i, (value, least) in enumerate(expected)))
        path.unlink()
    return title.stdout.strip().splitlines()[-1], found


def runtime_argument(text):
    kind, _, python = text.partition("=")
    if kind not in ("openvino", "onnxruntime") or not python:
        raise argparse.ArgumentTypeError(f"expected openvino=PYTHON or onnxruntime=PYTHON, found '{text}'")
    return kind, python


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--runtime", action="append", type=runtime_argument, metavar="KIND=PYTHON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        jobs, references = prepare(arguments.folders, scratch)
        runtimes = arguments.runtime or [("onnxruntime", sys.executable)]
        columns = [differences(runtime, jobs, references, scratch) for runtime in runtimes]
    width = max(len(job["model"]) for job in jobs)
    print(" ".join(["file".ljust(width), *(title.rjust(20) for title, _ in columns)]))
    failed = False
    for i, job in enumerate(jobs):
        row = [found[i] for _, found in columns]
        wrong = any(not value <= TOLERANCE for value in row)
        failed |= wrong
        print(" ".join([job["model"].ljust(width), *(f"{value:.1e}".rjust(20) for value in row)])
              + ("  DIFFERS" if wrong else ""))
    print(f"{len(jobs)} files, tolerance {TOLERANCE:g}")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
