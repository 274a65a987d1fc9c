"""Probes, neighbors and scores by scikit-learn and SciPy: ../../packages/evaluation/src/fixtures/frozen-features.json."""

import numpy as np
import scipy
import sklearn
from fixture import write_text
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, recall_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

# rows, test rows, columns, classes, C, how far the classes are apart
PROBES = [
    (60, 9, 4, 3, 1.0, 1.0),
    (50, 7, 5, 2, 1.0, 0.7),
    (50, 7, 5, 2, 0.05, 2.0),
    (90, 11, 7, 5, 0.1, 1.0),
    (40, 6, 3, 4, 20.0, 0.5),
]

# The same on features that differ little from column to column, as pixels do: the variances of their principal axes
# differ a millionfold. Rows, columns, classes, C.
ALIKE = [(120, 40, 3, 100.0), (30, 40, 4, 100.0)]

# k, metric, weights, temperature
NEIGHBORS = [
    (1, "cosine", "equal", 0.07),
    (20, "cosine", "equal", 0.07),
    (20, "cosine", "similarity", 0.07),
    (5, "cosine", "similarity", 0.5),
    (7, "euclidean", "equal", 0.07),
    (7, "euclidean", "similarity", 0.6),
]

INTERVALS = [(0, 1), (1, 1), (0, 300), (264, 300), (285, 300), (300, 300), (4999, 10000)]


def main():
    random = np.random.default_rng(17)

    def examples(rows, test, columns, classes, apart):
        """Features that float32 holds exactly, in columns of different scales, around a center for each class."""
        codes = np.r_[np.arange(classes), random.integers(0, classes, rows + test - classes)]
        centers = random.normal(size=(classes, columns))
        x = apart * centers[codes] + random.normal(size=(rows + test, columns))
        x = np.round(x * 64) / 64 * 2.0 ** np.arange(columns)
        return x[:rows], codes[:rows], x[rows:], codes[rows:]

    def probe(rows, test, columns, classes, strength, apart):
        x, y, given, expected = examples(rows, test, columns, classes, apart)
        scaler = StandardScaler().fit(x)
        z, zgiven = (scaler.transform(v).astype(np.float32).astype(np.float64) for v in (x, given))
        model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12).fit(z, y)
        p = model.predict_proba(z)
        objective = 0.5 * (model.coef_**2).sum() - strength * np.log(p[np.arange(rows), y]).sum()
        predicted = model.predict(zgiven)
        return {
            "C": strength, "classes": classes, "features": x.tolist(), "labels": y.tolist(), "test": given.tolist(),
            "testLabels": expected.tolist(), "mean": scaler.mean_.tolist(), "deviation": scaler.scale_.tolist(),
            "standardized": z.tolist(), "standardizedTest": zgiven.tolist(),
            "coefficients": model.coef_.tolist(), "intercepts": model.intercept_.tolist(), "objective": objective,
            "probabilities": model.predict_proba(zgiven).tolist(), "predicted": predicted.tolist(),
            "confusion": confusion_matrix(expected, predicted, labels=range(classes)).tolist(),
            "recalls": [None if np.isnan(r) else r for r in
                        recall_score(expected, predicted, labels=range(classes), average=None, zero_division=np.nan)],
        }

    def alike(rows, columns, classes, strength):
        """A random walk along each row, three times smoothed, its class a step of its own somewhere."""
        random = np.random.default_rng(rows)
        codes = np.arange(rows) % classes
        x = random.normal(size=(rows, columns)).cumsum(1)
        x[np.arange(rows)[:, None], (np.arange(3) + 9 * codes[:, None])] += 2
        for _ in range(3):
            x = (x + np.roll(x, 1, 1) + np.roll(x, 2, 1)) / 3
        z = StandardScaler().fit_transform(x).astype(np.float32).astype(np.float64)
        model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-13, max_iter=1000).fit(z, codes)
        p = model.predict_proba(z)
        objective = 0.5 * (model.coef_**2).sum() - strength * np.log(p[np.arange(rows), codes]).sum()
        return {"C": strength, "classes": classes, "features": [[float(str(v)) for v in row] for row in z.astype(np.float32)],
                "labels": codes.tolist(), "coefficients": model.coef_.tolist(), "intercepts": model.intercept_.tolist(),
                "objective": objective}

    x, y, given, _ = examples(70, 10, 4, 4, 0.6)
    x, given = x / 2.0 ** np.arange(4), given / 2.0 ** np.arange(4)

    def neighbors(k, metric, weights, temperature):
        by_similarity = {"equal": "uniform", "similarity": lambda distances: np.exp(-distances / temperature)}
        model = KNeighborsClassifier(k, metric=metric, weights=by_similarity[weights], algorithm="brute").fit(x, y)
        distances, rows = model.kneighbors(given)
        return {"k": k, "distance": metric, "weights": weights, "temperature": temperature, "rows": rows.tolist(),
                "similarities": (1 - distances if metric == "cosine" else -distances).tolist(),
                "probabilities": model.predict_proba(given).tolist()}

    def interval(correct, total):
        found = binomtest(correct, total).proportion_ci(confidence_level=0.95, method="wilson")
        return {"correct": correct, "total": total, "low": found.low, "high": found.high}

    write_text(
        "frozen-features.json",
        {"script": "tools/oracles/frozen_features.py", "scikit-learn": sklearn.__version__,
         "scipy": scipy.__version__, "numpy": np.__version__},
        {"probes": [probe(*case) for case in PROBES],
         "alike": [alike(*case) for case in ALIKE],
         "search": {"features": x.tolist(), "labels": y.tolist(), "test": given.tolist(),
                    "cases": [neighbors(*case) for case in NEIGHBORS]},
         "intervals": [interval(*case) for case in INTERVALS]},
        "evaluation",
    )


if __name__ == "__main__":
    main()
