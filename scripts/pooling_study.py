#!/usr/bin/env python3
"""How best to make one template of many frames: single frame, best frame, plain and weighted means.

Every bona fide clip of a list is read at 5 frames a second with the plain pipeline of benches/peer. The
reference is one frame (the best quarter's median, as a portrait is chosen) of the person's first clip; probes
are stretches of SECONDS of their other clips, or, for people with one clip, of its part behind the reference.
Mated and non-mated probes are pooled in each way and compared; people weigh the same. Nothing is fitted, so
every clip is held out. The last table is the autocorrelation of the mated frame scores by lag.

    .runtime/bench-venv/bin/python scripts/pooling_study.py --list media.csv --models DIR \
        [--degraded DIR] [--seconds 3]

DIR of --degraded is what `likeness eval pad --degrade ...` leaves in OUT/degraded.
"""
import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benches" / "peer"))
import plain_pipeline as plain  # noqa: E402

FPS = 5.0
QUALITY = "lightqnet_dm050_fp16w.onnx"
# Where the embedder's FMR on LFW is below 1 in 200 000 (models/manifest.toml).
SAME_PERSON = 0.55
# Where LightQNet wants the eyes and the centre of the mouth (models/manifest.toml).
QUALITY_TEMPLATE = 0.96 * np.array([[34.19, 46.16], [65.65, 45.98], [50.12, 82.40]])


def quality_of(model, image, points):
    """LightQNet's value of a face: higher is more trustworthy."""
    three = np.array([points[0], points[1], (points[3] + points[4]) / 2], float)
    matrix = plain.similarity_transform(three, QUALITY_TEMPLATE)
    crop = plain.cv2.warpAffine(image, matrix, (96, 96), flags=plain.cv2.INTER_LINEAR)
    return float(model((crop.astype(np.float32)[None] - 128) / 128)[0].reshape(-1)[0])


def read(path, models):
    """Seconds, raw features [n, 256], quality and inter-eye pixels of the largest face of each sampled frame."""
    rows = []
    for at, frame in plain.sampled_frames(path, FPS):
        face = models["yunet"].largest(frame)
        if face is None:
            continue
        _, points, _ = face
        raw = models["embedder"](plain.embedder_input(frame, points))[0].reshape(-1)
        rows.append((at, raw, quality_of(models["quality"], frame, points),
                     float(np.linalg.norm(points[1] - points[0]))))
    if not rows:
        return None
    at, raw, quality, size = zip(*rows)
    return np.array(at), np.array(raw, float), np.array(quality), np.array(size)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def weighted(features, weights):
    return unit(np.sum(unit(features) * np.asarray(weights)[:, None], axis=0))


def ranks(values):
    return np.argsort(np.argsort(values)) / max(len(values) - 1, 1)


POOLINGS = {
    "single frame (each)": None,
    "best frame by quality": lambda f, q, s: unit(f[np.argmax(q)]),
    "plain mean": lambda f, q, s: weighted(f, np.ones(len(f))),
    "mean weighted by quality": lambda f, q, s: weighted(f, np.maximum(q, 0.01)),
    "mean weighted by quality, squared": lambda f, q, s: weighted(f, np.maximum(q, 0.01) ** 2),
    "mean weighted by quality rank (0.1 to 1)": lambda f, q, s: weighted(f, 0.1 + 0.9 * ranks(q)),
    "mean of the better half": lambda f, q, s: weighted(f, q >= np.median(q)),
    "mean weighted by face size": lambda f, q, s: weighted(f, s),
    "mean of features before normalisation": lambda f, q, s: unit(f.mean(axis=0)),
    "geometric median": lambda f, q, s: geometric_median(unit(f)),
}


def geometric_median(points, steps=30):
    centre = points.mean(axis=0)
    for _ in range(steps):
        distance = np.maximum(np.linalg.norm(points - centre, axis=1), 1e-6)
        centre = (points / distance[:, None]).sum(axis=0) / (1 / distance).sum()
    return unit(centre)


def reference_frame(clip):
    """The frame of median features among the best quarter by quality."""
    _, raw, quality, _ = clip
    best = np.argsort(quality)[-max(1, len(quality) // 4):]
    features = unit(raw[best])
    return best[np.argmax(features @ unit(features.mean(axis=0)))]


def stretches(clip, seconds, after=0.0):
    at = clip[0]
    begin = after
    while begin + seconds * 0.8 <= at[-1] + 1 / FPS:
        chosen = (at >= begin) & (at < begin + seconds)
        if chosen.sum() >= 5:
            yield tuple(part[chosen] for part in clip)
        begin += seconds


def fnmr_at(mated, mated_weights, non_mated, fmr):
    threshold = np.quantile(non_mated, 1 - fmr)
    return float(np.sum(mated_weights * (mated < threshold)) / np.sum(mated_weights))


def clips_of(args):
    """Subject to variant to clips, in the order of the list."""
    found = defaultdict(lambda: defaultdict(list))
    rows = [r for r in csv.DictReader(args.list.open()) if r["label"] == "bona-fide"]
    for row in rows:
        path = args.list.parent / row["file"]
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}:
            continue
        found[row["subject"] or row["file"]]["original"].append(path)
        for folder in sorted(args.degraded.iterdir()) if args.degraded else []:
            same = sorted(folder.glob(f"{path.stem}-????????????.mkv"))
            if same:
                found[row["subject"] or row["file"]][folder.name].append(same[0])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", type=Path, required=True, help="CSV with file, subject, label")
    parser.add_argument("--models", type=Path, required=True, help="folder with the ONNX files")
    parser.add_argument("--degraded", type=Path, help="folder of degraded variants")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a probe")
    args = parser.parse_args()
    models = {"yunet": plain.YuNet(args.models / plain.MODEL_FILES["yunet"]),
              "embedder": plain.Model(args.models / plain.MODEL_FILES["embedder"]),
              "quality": plain.Model(args.models / QUALITY)}
    references, probes = {}, []
    for subject, variants in clips_of(args).items():
        for variant, paths in variants.items():
            clips = [clip for clip in (read(path, models) for path in paths) if clip is not None]
            if not clips:
                continue
            if variant == "original":
                index = reference_frame(clips[0])
                references[subject] = unit(clips[0][1][index]), clips[0][0][index]
            rest = clips[1:] or [clips[0]]
            after = 0.0 if clips[1:] else references[subject][1] + 1.0
            for clip in rest:
                probes += [(subject, variant, p) for p in stretches(clip, args.seconds, after)]
        print(f"\r{len(references)} people, {len(probes)} probes", end="", file=sys.stderr)
    print(file=sys.stderr)
    report(references, probes)


def report(references, probes):
    names = list(references)
    matrix = np.array([references[name][0] for name in names])
    # One person under two names would be a false match: such references are left out against each other.
    alike = matrix @ matrix.T >= SAME_PERSON
    twice = [(names[a], names[b]) for a, b in zip(*np.nonzero(np.triu(alike, 1)))]
    print(f"left out as one person under two names (references at {SAME_PERSON} or above): {twice}")
    count = defaultdict(int)
    for subject, _, _ in probes:
        count[subject] += 1
    for wanted in ["original", "degraded"]:
        chosen = [p for p in probes if (p[1] == "original") == (wanted == "original")]
        if not chosen:
            continue
        people = len({p[0] for p in chosen})
        print(f"\n{wanted}: {len(chosen)} probes of {people} people, {len(names)} references")
        print(f"{'pooling':42} {'mated':>7} {'5 %':>7} {'non 99.9 %':>10} {'d prime':>8} "
              f"{'FNMR@1e-2':>9} {'FNMR@1e-3':>9}")
        for name, pool in POOLINGS.items():
            mated, weights, non_mated = [], [], []
            for subject, _, (_, raw, quality, size) in chosen:
                templates = unit(raw) if pool is None else pool(raw, quality, size)[None]
                scores = templates @ matrix.T
                own = names.index(subject)
                mated += list(scores[:, own])
                weights += [1 / count[subject] / len(templates)] * len(templates)
                non_mated += list(scores[:, ~alike[own]].ravel())
            mated, weights, non_mated = map(np.array, (mated, weights, non_mated))
            mean = np.average(mated, weights=weights)
            spread = np.average((mated - mean) ** 2, weights=weights)
            order = np.argsort(mated)
            low = mated[order][np.searchsorted(np.cumsum(weights[order]) / weights.sum(), 0.05)]
            d = (mean - non_mated.mean()) / np.sqrt((spread + non_mated.var()) / 2)
            print(f"{name:42} {mean:7.3f} {low:7.3f} {np.quantile(non_mated, 0.999):10.3f} {d:8.2f} "
                  f"{fnmr_at(mated, weights, non_mated, 1e-2):9.3f} {fnmr_at(mated, weights, non_mated, 1e-3):9.3f}")
    autocorrelation(references, probes)


def autocorrelation(references, probes):
    """Of the frame scores against the own reference, over stretches of the original clips."""
    products, variances = defaultdict(list), []
    for subject, variant, (_, raw, _, _) in probes:
        if variant != "original":
            continue
        scores = unit(raw) @ references[subject][0]
        scores = scores - scores.mean()
        variances.append(np.mean(scores ** 2))
        for lag in range(1, 8):
            if len(scores) > lag:
                products[lag].append(np.mean(scores[lag:] * scores[:-lag]))
    total = np.mean(variances)
    line = ", ".join(f"{lag / FPS:.1f} s {np.mean(products[lag]) / total:.2f}" for lag in sorted(products))
    print(f"\nautocorrelation of frame scores within a stretch: {line}")


if __name__ == "__main__":
    main()
