"""What is counted over scores: AUC and shares, with nothing but NumPy."""

import numpy as np


def auc(positive, negative):
    """The chance that a positive scores above a negative, ties counting half; NaN without trials."""
    positive, negative = np.asarray(positive, float), np.asarray(negative, float)
    if not len(positive) or not len(negative):
        return float("nan")
    order = np.sort(negative)
    below = np.searchsorted(order, positive, "left") + np.searchsorted(order, positive, "right")
    return float(below.mean() / (2 * len(negative)))


def share_above(scores, threshold=0.0):
    """The share of scores above a threshold; NaN without scores."""
    scores = np.asarray(scores, float)
    return float((scores > threshold).mean()) if len(scores) else float("nan")
