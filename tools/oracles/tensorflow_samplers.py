"""Expected counts of TensorFlow's candidate samplers: ../../packages/samplers/src/fixtures/tensorflow-samplers.json."""

import math
import os
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from fixture import write_text

DRAWS = 7
SEED = 2
v1 = tf.compat.v1
samplers = tf.random


def run(make, targets, steps=1):
    """Expected counts of the targets in the last of several runs of one operation, which keeps its state."""
    with tf.Graph().as_default(), v1.Session() as session:
        given = v1.placeholder(tf.int64, [None, len(targets[0])])
        sampled, true_counts, sampled_counts = make(given)
        for step in range(steps):
            results = session.run([sampled, true_counts, sampled_counts], {given: [targets[step % len(targets)]]})
    return [values.flatten().tolist() for values in results]


def counts(classes, draws, make):
    """Expected count of every class in so many draws."""
    return run(lambda given: make(given, draws, False), [list(range(classes))])[1]


def unique(classes, draws, make):
    """
    Expected counts of a draw without replacement, and its number of tries, which TensorFlow does not tell. Where the
    first tries all differ, it gives draws times probability instead: other seeds are tried then.
    """
    probabilities = [count / draws for count in counts(classes, draws, make)]
    for seed in range(1, 100):
        expected = run(lambda given: make(given, draws, True, seed), [list(range(classes))])[1]
        tries = [math.log1p(-e) / math.log1p(-p) for e, p in zip(expected, probabilities) if 0 < p < 1 and e < 0.99]
        found = round(float(np.median(tries)))
        if found > draws and all(abs(each / found - 1) < 1e-3 for each in tries):
            break
    else:
        raise RuntimeError("no seed draws a class twice")
    return {"tries": found, "expected": expected}


def main():
    laws = []

    def add(law, classes, options, make):
        draws = 40 if classes > 40 else 7
        laws.append({"law": law, "classes": classes, "options": options, "draws": draws,
                     "expected": counts(classes, draws, make), "unique": unique(classes, draws, make)})

    for classes in (10, 257):
        add("uniform", classes, {}, lambda given, draws, once, seed=SEED, classes=classes: samplers.uniform_candidate_sampler(
            given, classes, draws, once, classes, seed=seed))
        add("log-uniform", classes, {}, lambda given, draws, once, seed=SEED, classes=classes: samplers.log_uniform_candidate_sampler(
            given, classes, draws, once, classes, seed=seed))

    numbers = [50.0, 1.0, 7.0, 0.0, 13.0, 2.5, 300.0, 4.0, 4.0, 9.0, 21.0, 1.0, 8.0, 66.0]
    for options in ({}, {"distortion": 0.75}, {"distortion": 1.5}, {"distortion": 0.5, "reservedIds": 3}):
        reserved = options.get("reservedIds", 0)
        classes = reserved + len(numbers)
        law = dict(unigrams=numbers, distortion=options.get("distortion", 1.0), num_reserved_ids=reserved)
        add("fixed-unigram", classes, {"counts": numbers, **options},
            lambda given, draws, once, seed=SEED, classes=classes, law=law: samplers.fixed_unigram_candidate_sampler(
                given, classes, draws, once, classes, seed=seed, **law))

    # A vocabulary file, whose last column is the count; and shards, whose ids TensorFlow counts from 0. Without reserved
    # ids: with them it takes other words for a shard, since it numbers them from the reserved ids of the shard alone.
    text = "".join(f"word{i},{i * i},{count}\n" for i, count in enumerate(numbers))
    shards = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "vocabulary.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        for shard in range(3):
            classes = len(numbers)
            local = len(range(shard, classes, 3))
            make = lambda given: samplers.fixed_unigram_candidate_sampler(
                given, local, DRAWS, False, local, vocab_file=path, distortion=0.75,
                num_shards=3, shard=shard, seed=SEED)
            shards.append(run(make, [list(range(local))])[1])

    # The learned unigram counts its targets after each run.
    steps = [[0, 3, 3, 5], [3, 1, 1, 9], [7, 3, 0, 2], [9, 8, 7, 6]]
    learned = [run(lambda given: samplers.learned_unigram_candidate_sampler(given, 4, DRAWS, False, 10, seed=SEED), steps, made)[1]
               for made in range(1, 5)]

    every = run(lambda given: samplers.all_candidate_sampler(given, 4, 10, False, seed=SEED), [[0, 3, 4, 9]])
    made_by = {"script": "tools/oracles/tensorflow_samplers.py", "tensorflow": tf.__version__}
    write_text("tensorflow-samplers.json", made_by, {
        "draws": DRAWS,
        "laws": laws,
        "file": {"text": text, "shards": shards, "options": {"distortion": 0.75}},
        "learned": {"classes": 10, "steps": steps, "expected": learned},
        "all": {"classes": 10, "targets": [0, 3, 4, 9], "expected": every[1]},
    }, "samplers")


if __name__ == "__main__":
    main()
