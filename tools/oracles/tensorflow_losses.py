"""TensorFlow's nce_loss and sampled_softmax_loss with gradients: ../../packages/core/src/fixtures/tensorflow-losses.json."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from fixture import write_text

CLASSES, WIDTH, BATCH, SAMPLES = 8, 3, 4, 5


def main():
    random = np.random.default_rng(3)
    weights, biases = random.normal(size=(CLASSES, WIDTH)), random.normal(size=CLASSES)
    inputs = random.normal(size=(BATCH, WIDTH))
    # Each once: of a class that comes twice, TensorFlow removes one hit and keeps the other.
    samples = np.array([1, 6, 3, 2, 0])
    sampled_counts = random.uniform(0.2, 2, SAMPLES)
    cases = []
    for true in (1, 2):
        labels = np.array([[1, 4], [2, 7], [5, 0], [3, 6]])[:, :true]
        true_counts = random.uniform(0.2, 2, (BATCH, true))
        for name, of in (("nce", tf.nn.nce_loss), ("sampledSoftmax", tf.nn.sampled_softmax_loss)):
            for remove in (False, True):
                leaves = [tf.Variable(x) for x in (weights, biases, inputs)]
                with tf.GradientTape() as tape:
                    values = (tf.constant(samples, tf.int64), tf.constant(true_counts), tf.constant(sampled_counts))
                    loss = of(weights=leaves[0], biases=leaves[1], labels=tf.constant(labels, tf.int64), inputs=leaves[2],
                              num_sampled=SAMPLES, num_classes=CLASSES, num_true=true, sampled_values=values,
                              remove_accidental_hits=remove)
                    total = tf.reduce_sum(loss)
                slopes = [tf.convert_to_tensor(slope).numpy().tolist() for slope in tape.gradient(total, leaves)]
                cases.append({"loss": name, "removeHits": remove, "labels": labels.tolist(),
                              "trueCounts": true_counts.tolist(), "values": loss.numpy().tolist(),
                              "gradients": dict(zip(("weights", "biases", "inputs"), slopes))})
    made_by = {"script": "tools/oracles/tensorflow_losses.py", "tensorflow": tf.__version__}
    write_text("tensorflow-losses.json", made_by, {
        "weights": weights.tolist(), "biases": biases.tolist(), "inputs": inputs.tolist(),
        "samples": samples.tolist(), "sampledCounts": sampled_counts.tolist(), "cases": cases,
    }, "core")


if __name__ == "__main__":
    main()
