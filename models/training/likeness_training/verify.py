"""An embedder over labelled pairs (LFW's protocol): accuracy with thresholds of the other folds, FNMR at an FMR.

The face nearest the middle is taken. `likeness eval verification` measures the same through the product.
"""

import csv
from pathlib import Path

import cv2
import numpy as np

from .aligned import Embedder
from .faces import Detector
from .progress import Progress
from .scores import auc


def verify(pairs, images, model, models):
    """Prints the figures of one exported embedder, and returns scores, truth and folds."""
    with open(pairs, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    detector, embed, features = Detector(models), Embedder(model), {}
    names = sorted({r[k] for r in rows for k in "ab"})
    bar = Progress("pictures", len(names))
    for name in names:
        picture = cv2.imread(str(Path(images) / name))
        faces = detector(picture) if picture is not None else []
        if faces:
            middle = np.array(picture.shape[1::-1]) / 2
            face = min(faces, key=lambda f: np.linalg.norm(f.box[:2] + f.box[2:] / 2 - middle))
            features[name] = embed(picture, face.points)
        bar.step()
    bar.close()
    usable = [r for r in rows if r["a"] in features and r["b"] in features]
    scores = np.array([float(features[r["a"]] @ features[r["b"]]) for r in usable])
    truth = np.array([r["mated"] == "1" for r in usable])
    folds = np.array([int(r.get("fold") or 0) for r in usable])
    print(f"{Path(model).name}: accuracy {accuracy(scores, truth, folds):.2%} over {len(usable)} of {len(rows)} pairs; "
          f"AUC {auc(scores[truth], scores[~truth]):.4f}; "
          + "; ".join(f"FNMR {fnmr(scores, truth, f):.2%} at FMR {f:.1%}" for f in (0.01, 0.001)))
    return scores, truth, folds


def best(scores, truth):
    """The threshold that tells most pairs rightly."""
    order = np.argsort(scores)
    mated = truth[order]
    # Below a threshold at place k everything is called non-mated.
    right = np.concatenate([[0], np.cumsum(~mated)]) + mated.sum() - np.concatenate([[0], np.cumsum(mated)])
    k = int(right.argmax())
    edges = np.concatenate([[-1.0], (scores[order][1:] + scores[order][:-1]) / 2, [1.0]])
    return edges[k]


def accuracy(scores, truth, folds):
    """Mean over folds, each judged with the threshold that is best on the others."""
    found = []
    for fold in np.unique(folds):
        here = folds == fold
        others = ~here if (~here).any() else here
        found.append(((scores[here] >= best(scores[others], truth[others])) == truth[here]).mean())
    return float(np.mean(found))


def fnmr(scores, truth, fmr):
    """The share of mated pairs below the lowest threshold that keeps to the FMR."""
    strangers = np.sort(scores[~truth])[::-1]
    allowed = int(fmr * len(strangers))
    return float((scores[truth] <= strangers[min(allowed, len(strangers) - 1)]).mean())
