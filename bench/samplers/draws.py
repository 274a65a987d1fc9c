"""Draws of the laws of @infonce/samplers by NumPy, with its generator SFC64. Prints millions a second, as JSON."""

import json
import math
import sys
import time

import numpy as np

OUT = 4096


def measure(draw, seconds):
    for _ in range(5):
        draw()
    calls, begin = 0, time.process_time()
    while True:
        for _ in range(5):
            draw()
        calls += 5
        taken = time.process_time() - begin
        if taken >= seconds:
            return calls * OUT / taken / 1e6


def main():
    seconds, results = float(sys.argv[1]), {}
    random = np.random.Generator(np.random.SFC64(1))
    for classes in map(int, sys.argv[2:]):
        logarithm = math.log(classes + 1)
        weights = (1e6 / np.arange(1, classes + 1) + 1) ** 0.75
        # What `choice` does with probabilities, which it would add up at every call.
        cumulative = np.cumsum(weights / weights.sum())
        results[f"uniform {classes}"] = measure(lambda: random.integers(0, classes, OUT, dtype=np.int32), seconds)
        results[f"log-uniform {classes}"] = measure(
            lambda: np.exp(random.random(OUT) * logarithm).astype(np.int32) - 1, seconds)
        results[f"unigram {classes}"] = measure(
            lambda: cumulative.searchsorted(random.random(OUT), side="right").astype(np.int32), seconds)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
