"""What the checks of exported models share: opening files, feeds for every input of them, and how far results differ."""

import numpy
import onnx
import onnxruntime

DTYPES = {"tensor(float)": numpy.float32, "tensor(int32)": numpy.int32, "tensor(bool)": numpy.bool_}


def check(path):
    """A session of ONNX Runtime on a file that onnx's checker finds nothing wrong with."""
    onnx.checker.check_model(str(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def difference(found, expected):
    """The largest difference, relative where the expected number is larger than 1."""
    if found.shape != tuple(expected.shape) or not numpy.isfinite(found).all():
        return numpy.inf
    if found.size == 0:
        return 0.0
    return float((numpy.abs(found.astype(float) - expected) / numpy.maximum(1, numpy.abs(expected))).max())


def relative_difference(found, expected, least):
    """The largest difference as a share of the largest expected number, or of `least` where that is more."""
    found, expected = numpy.asarray(found, dtype=float), numpy.asarray(expected, dtype=float)
    if found.shape != expected.shape or not numpy.isfinite(found).all():
        return numpy.inf
    if found.size == 0:
        return 0.0
    gap, scale = numpy.abs(found - expected).max(), max(numpy.abs(expected).max(), least)
    return 0.0 if gap == 0 else float(gap / scale) if scale > 0 else numpy.inf


def as_lists(array):
    # Nine digits tell every float32 from its neighbors.
    return {"shape": list(array.shape), "data": [float(f"{x:.9g}") for x in array.flatten().tolist()]}


def draw(random, name, shape, dtype, limit):
    """Numbers for an input of a batch: integers below `limit`, and reals that suit what its name says."""
    if dtype is numpy.bool_:
        return random.random(shape) < 0.2
    if dtype is numpy.int32:
        return random.integers(0, limit, shape, dtype=dtype)
    uniform = random.random(shape, dtype=numpy.float32)
    if name.endswith("log-probability"):
        return -1 - 5 * uniform
    if name == "batch/samples":
        return 2 * uniform - 1
    if name == "batch/flip":
        return (uniform < 0.5).astype(numpy.float32)
    if name == "batch/crop":
        # Top, left, height and width in pixels.
        return numpy.float32([3, 3, 5, 5]) * uniform + numpy.float32([0, 0, 6, 6])
    return uniform


def random_batch(sessions, limit, sizes=None):
    """Numbers for every `batch/…` of some sessions, the same where they share a name; other named sizes than these are 2."""
    random = numpy.random.default_rng(1)
    batch = {}
    for session in sessions:
        for value in session.get_inputs():
            if value.name.startswith("batch/") and value.name not in batch:
                shape = [(sizes or {}).get(size, 2) if isinstance(size, str) else size for size in value.shape]
                batch[value.name] = draw(random, value.name, shape, DTYPES[value.type], limit)
    return batch
