"""Trains gensim's word2vec as the benchmark asks, and prints when training itself begins and ends."""

import argparse
import json
import platform
import warnings

warnings.filterwarnings("ignore")

import gensim  # noqa: E402
import numpy  # noqa: E402
import scipy  # noqa: E402
from gensim.models import word2vec  # noqa: E402

# What FAST_VERSION means (init in gensim/models/word2vec_inner.pyx): how the BLAS of scipy hands over the result of
# sdot. With 0 and 1 the loop calls the same sdot of float32.
LOOPS = {
    -1: "no compiled loop",
    0: "compiled loop with BLAS's sdot, whose result comes as a double",
    1: "compiled loop with BLAS's sdot, whose result comes as a float",
    2: "compiled loop without BLAS",
}


def version() -> str:
    loop = f"FAST_VERSION {word2vec.FAST_VERSION}: {LOOPS.get(word2vec.FAST_VERSION, 'unknown')}"
    return (
        f"gensim {gensim.__version__} ({loop}), numpy {numpy.__version__}, "
        f"scipy {scipy.__version__}, Python {platform.python_version()}"
    )


def event(kind: str) -> None:
    print(json.dumps({"type": kind}), flush=True)


def train(job: dict) -> None:
    sentences = word2vec.LineSentence(job["corpus"])
    model = word2vec.Word2Vec(
        sg=1,
        hs=0,
        negative=job["negatives"],
        vector_size=job["dim"],
        window=job["window"],
        sample=job["sample"],
        min_count=job["minCount"],
        alpha=job["learningRate"],
        min_alpha=job["learningRate"] * 1e-4,
        workers=job["threads"],
        seed=job["seed"],
    )
    model.build_vocab(sentences)
    event("begin")
    model.train(sentences, total_examples=model.corpus_count, total_words=model.corpus_total_words, epochs=job["epochs"])
    event("end")
    model.wv.save_word2vec_format(job["out"], binary=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", action="store_true", help="say what is here")
    parser.add_argument("--train", type=json.loads, help="the job, as JSON")
    options = parser.parse_args()
    if options.version:
        print(version())
    if options.train:
        train(options.train)


if __name__ == "__main__":
    main()
