"""Looks at rendered clips as the product would: faces found, people alike or not. `python -m cast.check --models DIR`."""

import argparse
from pathlib import Path

import cv2
import numpy as np

from . import encode, measure, truth

HERE = Path(__file__).parent.parent / "media"
EVERY = 6  # frames looked at: one in so many
STRANGERS = 0.25  # largest similarity asked for between two people, embedder A


def main() -> None:
    """Prints detection rate per clip and the similarity of people within and between clips."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder with the detector and both embedders")
    parser.add_argument("--media", type=Path, default=HERE)
    options = parser.parse_args()
    features, owners, names = people_seen(measure.Models(options.models), options.media, told=True)
    same = np.array(owners)[:, None] == np.array(owners)[None]
    upper = np.triu(np.ones_like(same), 1).astype(bool)
    for k, letter in enumerate("AB"):
        f = np.array([x[k] for x in features])
        s = f @ f.T
        for word, pick in (("mated", same & upper), ("non-mated", ~same & upper)):
            v = s[pick]
            print(f"embedder {letter} {word:9} {len(v):4} pairs: least {v.min():.2f}, mean {v.mean():.2f}, most {v.max():.2f}")
        over = [(s[i, j], i, j) for i, j in zip(*np.nonzero(~same & upper)) if s[i, j] > STRANGERS]
        for value, i, j in sorted(over, reverse=True):
            print(f"  over {STRANGERS}: {value:.3f} {owners[i]} in {names[i]}, {owners[j]} in {names[j]}")
        people = sorted(set(owners))
        for word, of in (("mean", np.mean), ("most", np.max)):
            print("        " + " ".join(f"{p[:6]:>6}" for p in people) + f"   ({word} over clips)")
            for p in people:
                row = [s[np.ix_([o == p for o in owners], [o == q for o in owners])] for q in people]
                print(f"{p[:6]:>6}  " + " ".join(f"{of(m):6.2f}" for m in row))


def people_seen(models: measure.Models, media: Path, told: bool = False) -> tuple[list, list, list]:
    """Unit features (embedders A and B) of each person in each clip without an attack and in each portrait; owners; where."""
    features, owners, names = [], [], []
    for path in sorted(media.glob("*.json")):
        clip = next((p for p in (path.with_suffix(".mp4"), path.with_suffix(".webm")) if p.exists()), None)
        if clip is None:
            continue
        facts = truth.read(path)
        if facts["attack"] is not None and not told:
            continue
        sums = _looked_at(clip, facts, models, told)
        if facts["attack"] is None:
            for person, rows in sums.items():
                mean = [np.mean([r[k] for r in rows], axis=0) for k in (0, 1)]
                features.append([m / np.linalg.norm(m) for m in mean])
                owners.append(person), names.append(clip.stem)
    for portrait in sorted(media.glob("portrait-*.jpg")):
        features.append(models.embed(cv2.imread(str(portrait))))
        owners.append(portrait.stem.split("-")[1]), names.append(portrait.stem)
    return features, owners, names


def _looked_at(clip: Path, facts: dict, models: measure.Models, told: bool) -> dict[str, list]:
    """Features per person of one clip's frames that face the camera freely."""
    found = expected = 0
    sums: dict[str, list] = {}
    off = []
    for frame, row in list(zip(encode.read_clip(clip), facts["frames"]))[::EVERY]:
        expected += bool(row["person"])
        seen = models.find(frame)
        if seen is None:
            continue
        found += bool(row["person"])
        if row["points"]:
            scale = np.linalg.norm(np.subtract(row["points"][0], row["points"][1]))
            off.append(np.linalg.norm(seen[1] - np.float32(row["points"]), axis=1).mean() / max(scale, 1))
        if row["person"] and abs(row["yaw"]) < 20 and row["occluded"] < 0.05:
            sums.setdefault(row["person"], []).append(models.embed(frame))
    if told:
        print(f"{clip.name:24} {clip.stat().st_size:7} B  faces {found}/{expected}"
              + (f"  landmarks off by {np.median(off):.3f} of the eye distance" if off else ""))
    return sums


if __name__ == "__main__":
    main()
