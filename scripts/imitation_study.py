#!/usr/bin/env python3
"""Where a face that was laid over another one scores, by how many frames are pooled and how large they are.

Sessions are read at 5 frames a second with the plain pipeline of benches/peer; a session's reference is the
picture that its list names, as `likeness eval video` takes it. For 1, 2, 4, 8, 16 frames in a row, and for all,
the features are pooled by the plain mean and compared. Each session weighs the same. Lists may be repeated:
`--list` of any sessions, told apart by `truth`.

Given pairs of stills (`fold,a,b,mated`) as well, it fits what a pooled score of a whole session is worth as
evidence that a face is laid over another one (`manipulated:face-swap`) rather than the person's, equal priors, and
so where the imitation band ends; the person's side is half own sessions (`accept`) and half mated stills, because
ID photos age.

    .runtime/bench-venv/bin/python scripts/imitation_study.py --models DIR --list sessions.csv [--list ...] [--media DIR] \
        [--pairs pairs.csv --images DIR]
"""
import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pooling_study import plain, read, reference_frame, unit  # noqa: E402

COUNTS = [1, 2, 4, 8, 16, 10_000]
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}


def reference_of(path, models):
    """The features of a picture's largest face, of a clip's frame at `@SECONDS`, or of its median good frame."""
    if path.suffix.lower() not in PICTURES:
        name, _, second = path.name.partition("@")
        clip = read(path.with_name(name), models)
        if clip is None:
            return None
        frame = np.argmin(np.abs(clip[0] - float(second))) if second else reference_frame(clip)
        return unit(clip[1][frame])
    image = plain.cv2.imread(str(path))
    face = models["yunet"].largest(image)
    if face is None:
        return None
    return unit(models["embedder"](plain.embedder_input(image, face[1]))[0].reshape(-1).astype(float))


def pooled_scores(features, reference, count):
    """Scores of every `count` frames in a row, half overlapping; of all frames when there are fewer."""
    features = unit(features)
    count = min(count, len(features))
    begins = range(0, len(features) - count + 1, max(1, count // 2))
    return [float(unit(features[b:b + count].mean(axis=0)) @ reference) for b in begins]


def quantile(values, weights, share):
    order = np.argsort(values)
    place = np.searchsorted(np.cumsum(weights[order]) / weights.sum(), share)
    return values[order][min(place, len(values) - 1)]


def fit_band(swaps, sides):
    """Slope and intercept of a logistic fit; each list of `sides` weighs the same, and all together as `swaps`."""
    x = np.concatenate([swaps, *sides])
    y = np.concatenate([np.ones(len(swaps)), np.zeros(len(x) - len(swaps))])
    weights = [np.full(len(swaps), 1 / len(swaps))] + [np.full(len(s), 1 / len(s) / len(sides)) for s in sides]
    w, design, fit = np.concatenate(weights), np.c_[x, np.ones_like(x)], np.zeros(2)
    for _ in range(100):  # Newton's steps; a dozen are enough.
        p = 1 / (1 + np.exp(-design @ fit))
        fit -= np.linalg.solve((design * (w * p * (1 - p))[:, None]).T @ design, design.T @ (w * (p - y)))
    return fit


def mated_stills(pairs, images, models):
    rows = [r for r in csv.DictReader(pairs.open()) if r["mated"] == "1"]
    seen = {name: reference_of(images / name, models) for name in {r[side] for r in rows for side in "ab"}}
    found = [(seen[r["a"]], seen[r["b"]]) for r in rows]
    return np.array([float(a @ b) for a, b in found if a is not None and b is not None])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--models", type=Path, required=True, help="folder with the ONNX files")
    parser.add_argument("--list", type=Path, action="append", required=True, help="sessions.csv")
    parser.add_argument("--media", type=Path, help="folder that the lists' files are in; else the list's own")
    parser.add_argument("--pairs", type=Path, help="mated stills, to fit the end of the band")
    parser.add_argument("--images", type=Path, help="folder that the pairs' pictures are in")
    args = parser.parse_args()
    models = {"yunet": plain.YuNet(args.models / plain.MODEL_FILES["yunet"]),
              "embedder": plain.Model(args.models / plain.MODEL_FILES["embedder"]),
              "quality": plain.Model(args.models / "lightqnet_dm050_fp16w.onnx")}
    seen, sessions = {}, []
    for path in args.list:
        for row in csv.DictReader(path.open()):
            folder = args.media if args.media and (args.media / row["video"]).exists() else path.parent
            video, picture = folder / row["video"], folder / row["reference"]
            if video not in seen:
                seen[video] = read(video, models)
            if picture not in seen:
                seen[picture] = reference_of(picture, models)
            if seen[video] is not None and seen[picture] is not None:
                _, raw, _, eyes = seen[video]
                sessions.append((row["truth"], video.name, raw, float(np.median(eyes)), seen[picture]))
            print(f"\r{len(sessions)} sessions", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(f"{'truth':10} {'eyes px':>9} {'frames':>6} {'sessions':>8} {'lowest':>7} {'1 %':>6} {'5 %':>6} {'mean':>6} {'95 %':>6} "
          f"{'99 %':>6} {'highest':>7}")
    table = defaultdict(list)
    for truth, name, raw, eyes, reference in sessions:
        for band in ("all", "below 40" if eyes < 40 else "from 40"):
            for count in COUNTS:
                table[truth, band, count].append(pooled_scores(raw, reference, count))
    for (truth, band, count), groups in sorted(table.items()):
        values = np.concatenate([np.array(g) for g in groups])
        weights = np.concatenate([np.full(len(g), 1 / len(g)) for g in groups])
        q = {s: quantile(values, weights, s) for s in (0.01, 0.05, 0.95, 0.99)}
        mean = np.average(values, weights=weights)
        print(f"{truth:10} {band:>9} {'all' if count == COUNTS[-1] else count:>6} {len(groups):8} {values.min():7.3f} {q[0.01]:6.3f} "
              f"{q[0.05]:6.3f} {mean:6.3f} {q[0.95]:6.3f} {q[0.99]:6.3f} {values.max():7.3f}")
    if args.pairs:
        def whole(wanted):
            return np.array([pooled_scores(raw, ref, COUNTS[-1])[0] for t, _, raw, _, ref in sessions if t == wanted])
        swaps, own = whole("manipulated:face-swap"), whole("accept")
        stills = mated_stills(args.pairs, args.images, models)
        slope, intercept = fit_band(swaps, [own, stills])
        end = -intercept / slope
        print(f"llr = {slope:.4f} * score + {intercept:.4f}: the band ends at {end:.3f} ({len(swaps)} swaps, {len(own)} own sessions, {len(stills)} mated stills); "
              f"swaps above {np.sum(swaps >= end)}, own below {np.sum(own < end)}, stills below {np.mean(stills < end):.1%}")


if __name__ == "__main__":
    main()
