"""Arrays of images of every kind of number, and what hints make of those that are refused:
../../packages/simclr/src/fixtures/npy-pixels.json."""

import base64
import io

import numpy
from fixture import write_text

# What messages say of arrays that are refused: run here as it stands there.
LEAST_AND_LARGEST = "x = array.astype('float64'); ((x - x.min()) / (x.max() - x.min()) * 255).round().astype('uint8')"
ONE_IS_WHITE = "array.astype('uint8') * 255"
AS_IT_IS = "array.astype('uint8')"
CUT = "(numpy.clip(array, 0, 1) * 255).round().astype('uint8')"
ROUND = "array.round().astype('uint8')"
FINITE = "array[numpy.isfinite(array).reshape(len(array), -1).all(1)]"


def npy(array):
    memory = io.BytesIO()
    numpy.save(memory, array)
    return base64.b64encode(memory.getvalue()).decode()


def run(hint, array):
    """What the last expression of a hint gives."""
    *statements, expression = hint.split("; ")
    names = {"numpy": numpy, "array": array}
    for statement in statements:
        exec(statement, names)
    return eval(expression, names)


def main():
    random = numpy.random.default_rng(11)
    pixels = random.integers(0, 256, (2, 4, 4), dtype=numpy.uint8)
    low = random.integers(0, 128, (2, 4, 4), dtype=numpy.uint8)
    mask = random.integers(0, 2, (2, 4, 4)).astype(bool)
    read = [
        ("truth values", mask, mask * 255),
        ("no truth at all", numpy.zeros_like(mask), 0 * pixels),
        ("int8 from 0", low.astype("i1"), low),
        *((name, pixels.astype(name), pixels) for name in ("<i2", ">i2", "<u2", "<i4", "<u4", ">i8", "<u8")),
        ("whole floats", pixels.astype("<f4"), pixels),
        ("whole float16", pixels.astype("<f2"), pixels),
        *((f"{name} from 0 to 1", (pixels / 255).astype(name), pixels) for name in ("<f2", "<f4", ">f4", "<f8")),
        ("a float mask", mask.astype("<f4"), mask * 255),
        ("black floats", numpy.zeros((2, 4, 4), "<f4"), 0 * pixels),
        ("white floats", numpy.ones((2, 4, 4), "<f4"), 0 * pixels + 255),
        ("dark floats", (pixels / 255 / 300).astype("<f4"), (pixels / 300).round()),
        ("floats from 0 to 255", (pixels * 0.9).astype("<f4"), (pixels * 0.9).astype("<f4").round()),
        ("black integers", numpy.zeros((2, 4, 4), "<i8"), 0 * pixels),
    ]
    signed = (pixels / 127.5 - 1).astype("<f4")
    over = numpy.clip(pixels / 250, 0, 1.02).astype("<f4")
    over[0, 0, 0] = 1.0195
    broken = (pixels / 255).astype("<f4")
    broken[1, 2, 3] = numpy.nan
    refused = [
        ("floats from -1 to 1", signed, [LEAST_AND_LARGEST]),
        ("int8 below 0", (pixels.astype("i2") - 128).astype("i1"), [LEAST_AND_LARGEST]),
        ("uint16 above 255", pixels.astype("<u2") * 257, [LEAST_AND_LARGEST]),
        ("floats above 255", pixels.astype("<f8") * 16, [LEAST_AND_LARGEST]),
        ("integers 0 and 1", mask.astype("<i8"), [ONE_IS_WHITE, AS_IT_IS]),
        ("int8 of 0 and 1", mask.astype("i1"), [ONE_IS_WHITE, AS_IT_IS]),
        ("floats a little above 1", over, [CUT, ROUND]),
        ("a number that is none", broken, [FINITE]),
        ("infinity", numpy.where(numpy.isnan(broken), numpy.inf, broken), [FINITE]),
    ]
    write_text(
        "npy-pixels.json",
        {"script": "tools/oracles/npy_pixels.py", "numpy": numpy.__version__},
        {"read": [{"name": name, "base64": npy(array), "pixels": numpy.asarray(expected).astype(int).reshape(len(array), -1).tolist()}
                  for name, array, expected in read],
         "refused": [{"name": name, "base64": npy(array),
                      "hints": [{"text": hint, "base64": npy(run(hint, array))} for hint in hints]}
                     for name, array, hints in refused],
         # Types that are read nowhere, and what makes them readable.
         "strange": [{"name": str(array.dtype), "base64": npy(array), "hint": hint, "converted": npy(run(hint, array))}
                     for array, hint in [
                         (numpy.full(3, 3 + 4j), "numpy.abs(array).astype('float64')"),
                         (numpy.full(3, 1.5, "longdouble"), "array.astype('float64')"),
                         (numpy.array(["2026-01-01"], "M8[D]"), "array.astype('int64')"),
                         (numpy.array([5], "m8[s]"), "array.astype('int64')"),
                     ]]},
        "simclr",
    )


if __name__ == "__main__":
    main()
