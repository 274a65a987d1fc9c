"""Exponentials, logarithms and powers to 60 digits, rounded to float64: ../../packages/core/src/fixtures/portable-math.json."""

import platform
import random
from decimal import Decimal, getcontext

from fixture import write_text

getcontext().prec = 60


def log1p(x):
    return (1 + x).ln()


def power(x, y):
    return (y * x.ln()).exp()


def main():
    draw = random.Random(5)
    exponents = [draw.uniform(-2, 2) for _ in range(150)] + [draw.uniform(-740, 709) for _ in range(150)]
    numbers = [draw.uniform(0, 4) for _ in range(100)] + [1 + draw.uniform(-1e-3, 1e-3) for _ in range(100)]
    numbers += [float(Decimal(draw.uniform(-700, 700)).exp()) for _ in range(100)] + [5e-324, 1e-310]
    small = [draw.uniform(-0.9, 3) for _ in range(100)] + [1 / n for n in (1, 2, 3, 1e3, 1e6, 2147483647)] + [-1e-9]
    powers = [(draw.uniform(0, 1), 0.75) for _ in range(100)]
    powers += [(draw.uniform(0, 1e9), draw.uniform(-4, 4)) for _ in range(200)]
    made_by = {"script": "tools/oracles/portable_math.py", "python": platform.python_version()}
    write_text("portable-math.json", made_by, {
        "exp": [[x, float(Decimal(x).exp())] for x in exponents],
        "log": [[x, float(Decimal(x).ln())] for x in numbers],
        "log1p": [[x, float(log1p(Decimal(x)))] for x in small],
        "pow": [[x, y, float(power(Decimal(x), Decimal(y)))] for x, y in powers],
    }, "core")


if __name__ == "__main__":
    main()
