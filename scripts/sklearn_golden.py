#!/usr/bin/env python3
"""Writes crates/rates/tests/sklearn.json: what scikit-learn and SciPy make of the same random scores.

The Rust tests compare the `rates` crate with the file, so that nobody needs Python to run them. Run this
only to change the cases, with scikit-learn installed (it brings SciPy and NumPy along):

    python3 -m venv .venv && .venv/bin/pip install scikit-learn
    .venv/bin/python scripts/sklearn_golden.py

The seed is fixed: the same versions write the same file. Written with scikit-learn 1.9.1, SciPy 1.17.1.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import binomtest, norm
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score, roc_curve

OUT = Path(__file__).resolve().parent.parent / "crates/rates/tests/sklearn.json"
SEED = 20_260_301
# The penalty of rates::logistic, on scores of unit variance and weights that sum to 1.
RIDGE = 1e-6


def draw(rng: np.random.Generator, mated: int, non_mated: int, apart: float, decimals: int):
    """Two normal classes, rounded: few decimals make many ties."""
    return (np.round(rng.normal(apart, 1.0, mated), decimals),
            np.round(rng.normal(0.0, 1.0, non_mated), decimals))


def labelled(mated: np.ndarray, non_mated: np.ndarray):
    return (np.concatenate([mated, non_mated]),
            np.concatenate([np.ones(len(mated), int), np.zeros(len(non_mated), int)]))


def balanced(labels: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Weights that sum to one half in each class."""
    weights = np.ones(len(labels)) if weights is None else weights
    totals = np.array([weights[labels == c].sum() for c in (0, 1)])
    return 0.5 * weights / totals[labels]


def verification(rng: np.random.Generator, *shape) -> dict:
    mated, non_mated = draw(rng, *shape)
    scores, labels = labelled(mated, non_mated)
    weights = rng.integers(0, 4, len(scores)).astype(float)
    fpr, tpr, thresholds = roc_curve(labels, scores, drop_intermediate=False)
    eer = brentq(lambda x: np.interp(x, fpr, tpr) - (1.0 - x), 0.0, 1.0, xtol=1e-15)
    w_fpr, w_tpr, w_thresholds = roc_curve(labels, scores, drop_intermediate=False, sample_weight=weights)
    return {
        "mated": mated, "non_mated": non_mated,
        "auc": roc_auc_score(labels, scores),
        # Without the first point, whose threshold is infinite.
        "roc": np.stack([thresholds, fpr, 1.0 - tpr], axis=1)[1:],
        "eer": eer,
        "fnmr_at_fmr": [[x, 1.0 - tpr[fpr <= x].max()] for x in (0.3, 0.1, 0.05, 0.01, 0.0)],
        "weights": weights,
        "weighted_auc": roc_auc_score(labels, scores, sample_weight=weights),
        "weighted_roc": np.stack([w_thresholds, w_fpr, 1.0 - w_tpr], axis=1)[1::4],
    }


def logistic(rng: np.random.Generator, mated: int, non_mated: int, apart: float, is_weighted: bool) -> dict:
    """A huge C and balanced classes, as anyone would check it."""
    scores, labels = labelled(*draw(rng, mated, non_mated, apart, 3))
    given = np.round(rng.uniform(0.1, 3.0, len(scores)), 2) if is_weighted else None
    # Class weights by hand: what "balanced" means for weighted samples has changed between versions.
    weights = balanced(labels, given) * len(labels)
    model = LogisticRegression(C=1e12, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    model.fit(scores[:, None], labels, sample_weight=weights)
    return {"scores": scores, "labels": labels, "weights": [] if given is None else given,
            "slope": model.coef_[0, 0], "intercept": model.intercept_[0], "tolerance": 1e-4}


def logistic_ridge(rng: np.random.Generator) -> dict:
    """Separable data, where only the penalty gives an answer: the very same one here."""
    scores, labels = labelled(rng.uniform(0.5, 0.8, 20).round(3), rng.uniform(-0.1, 0.3, 40).round(3))
    weights = balanced(labels)
    mean = (weights * scores).sum()
    scale = np.sqrt((weights * (scores - mean) ** 2).sum())
    model = LogisticRegression(C=1.0 / RIDGE, tol=1e-14, max_iter=100_000, solver="newton-cholesky")
    model.fit(((scores - mean) / scale)[:, None], labels, sample_weight=weights)
    slope = model.coef_[0, 0] / scale
    return {"scores": scores, "labels": labels, "weights": [], "slope": slope,
            "intercept": model.intercept_[0] - slope * mean, "tolerance": 1e-5}


def isotonic(rng: np.random.Generator, n: int, decimals: int, is_weighted: bool) -> dict:
    x = np.round(rng.normal(0.0, 1.0, n), decimals)
    y = np.round(x + rng.normal(0.0, 1.0, n), 3)
    weights = np.round(rng.uniform(0.1, 2.0, n), 2) if is_weighted else np.ones(n)
    model = IsotonicRegression(out_of_bounds="clip").fit(x, y, sample_weight=weights)
    probes = np.linspace(-3.0, 3.0, 25)
    return {"x": x, "y": y, "weights": weights, "probes": probes, "fitted": model.predict(probes)}


def llr(rng: np.random.Generator, *shape) -> dict:
    """Cllr is the balanced log loss in bits, minCllr that of the isotonic probabilities."""
    mated, non_mated = draw(rng, *shape)
    llrs, labels = labelled(3.0 * mated - 4.0, 3.0 * non_mated - 4.0)
    weights = balanced(labels)
    fitted = IsotonicRegression().fit(llrs, labels, sample_weight=weights).predict(llrs)
    loss = lambda p: log_loss(labels, p, sample_weight=weights) / np.log(2.0)
    return {"mated": llrs[labels == 1], "non_mated": llrs[labels == 0],
            "cllr": loss(expit(llrs)), "min_cllr": loss(fitted)}


def interval(k: int, n: int) -> dict:
    test = binomtest(k, n)
    exact, wilson = (test.proportion_ci(0.95, method=m) for m in ("exact", "wilson"))
    return {"k": k, "n": n, "clopper_pearson": [exact.low, exact.high], "wilson": [wilson.low, wilson.high]}


def plain(value):
    """NumPy values as JSON ones, with every digit they have."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value)
    return value


def main() -> None:
    rng = np.random.default_rng(SEED)
    golden = {
        "made_by": f"scripts/sklearn_golden.py, scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}",
        # (mated, non-mated, distance, decimals)
        "verification": [verification(rng, *shape) for shape in
                         [(60, 90, 2.0, 4), (80, 120, 1.5, 1), (25, 150, 3.0, 2), (40, 40, 0.0, 1)]],
        "logistic": [logistic(rng, 60, 90, 2.0, False), logistic(rng, 20, 200, 1.0, True),
                     logistic(rng, 50, 50, 0.0, False), logistic_ridge(rng)],
        "isotonic": [isotonic(rng, 80, 4, False), isotonic(rng, 120, 1, True), isotonic(rng, 30, 0, False)],
        "llr": [llr(rng, 50, 80, 2.0, 3), llr(rng, 60, 60, 1.0, 1), llr(rng, 30, 30, 6.0, 2)],
        "intervals": [interval(k, n) for k, n in
                      [(0, 1), (1, 1), (0, 20), (1, 20), (7, 20), (19, 20), (20, 20), (30, 3_000),
                       (2_999, 3_000), (1, 1_000_000), (500_000, 1_000_000), (3, 5_000_000), (30, 30_000_000)]],
        "probit": [[p, norm.ppf(p)] for p in (1e-9, 1e-6, 1e-4, 0.01, 0.2, 0.5, 0.7, 0.999, 0.9999999)],
    }
    # One case a line: a changed case shows as one changed line.
    lines = []
    for name, cases in plain(golden).items():
        if isinstance(cases, str):
            lines.append(f'"{name}": {json.dumps(cases)}')
        else:
            body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
            lines.append(f'"{name}": [\n{body}\n]')
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
