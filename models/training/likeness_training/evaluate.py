"""A detector of manipulations or attacks over clips, by clip: frames cut as the product cuts them, logits averaged.

A clip's score is the mean over up to 16 frames. AUC stands for swaps, for reenactments and for both; the
share of bona fide clips above 0 is given by clip and with each subject weighing the same.
"""

import csv
import hashlib
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .faces import Detector, cut_square, session
from .pairs import FACTOR
from .progress import Progress
from .scores import auc, share_above
from .swaps.clips import Writer, frames

CLIPS = (".mp4", ".mpg", ".mov", ".webm", ".mkv")
FRAMES = 16
# Seconds of a clip that are looked at, and frames a second, as the product takes them.
SECONDS = 12
SAMPLE_FPS = 5


class Clip(NamedTuple):
    path: Path
    subject: str
    label: str

    @property
    def kind(self):
        """`bona-fide`, or the kind of manipulation or species of attack."""
        return self.label.rsplit(":", 1)[-1]


def listed(path, against="manipulated"):
    """Bona fide clips of a `media.csv`, and those labelled `against:KIND`."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Clip(Path(path).parent / r["file"], r["subject"] or r["file"], r["label"]) for r in rows
            if (r["label"] == "bona-fide" or r["label"].startswith(f"{against}:"))
            and Path(r["file"]).suffix.lower() in CLIPS]


def crops(clip, detector, sizes, cache, bit_rate=None):
    """Size to `uint8[n, 3, size, size]` RGB of a clip, kept in `cache` by content; empty where nobody is seen."""
    digest = hashlib.sha256(clip.path.read_bytes()).hexdigest()[:16]
    paths = {size: Path(cache) / f"{digest}-{size}-{bit_rate or 'as-is'}.npy" for size in sizes}
    if all(path.is_file() for path in paths.values()):
        return {size: np.load(path) for size, path in paths.items()}
    if bit_rate:
        part = Path(cache) / f"{digest}.mp4"
        encoded(clip.path, part, bit_rate)
        shown = frames(part, SECONDS, None, SAMPLE_FPS)[1]
        part.unlink()
    else:
        shown = frames(clip.path, SECONDS, None, SAMPLE_FPS)[1]
    found = {size: [] for size in sizes}
    for i in np.unique(np.linspace(0, len(shown) - 1, FRAMES).round().astype(int)):
        faces = detector(shown[i])
        for size in sizes if faces else ():
            cut = cut_square(shown[i], faces[0].box, FACTOR, size)
            found[size].append(cut[:, :, ::-1].transpose(2, 0, 1))
    for size, path in paths.items():
        found[size] = np.stack(found[size]) if found[size] else np.empty((0, 3, size, size), np.uint8)
        np.save(path, found[size])
    return found


def encoded(path, out, bit_rate):
    """The clip as H.264 at a bit rate, as a meeting of 720 rows and 15 frames a second sends it."""
    rate, shown = frames(path, SECONDS, 720, 15)
    writer = Writer(out, rate, shown[0].shape[1::-1], bit_rate)
    for frame in shown:
        writer.write(frame)
    writer.close()


class Model:
    """An exported detector: RGB 0..255 in; out one logit, or two whose difference is one."""

    def __init__(self, path):
        self.net = session(path)
        self.name = Path(path).stem
        self.input = self.net.get_inputs()[0]
        self.size = self.input.shape[-1] if isinstance(self.input.shape[-1], int) else 192

    def __call__(self, batch):
        """The mean logit of a clip; one frame at a time, as the product asks."""
        logits = [self.net.run(None, {self.input.name: b[None].astype(np.float32)})[0][0] for b in batch]
        logits = [out[-1] - (out[0] if len(out) > 1 else 0) for out in logits]
        return float(np.mean(logits)) if logits else float("nan")


def evaluate(lists, models, weights, cache, out, bit_rates, against="manipulated"):
    """Writes `scores.csv` below `out` and prints a table per model and bit rate."""
    Path(cache).mkdir(parents=True, exist_ok=True)
    Path(out).mkdir(parents=True, exist_ok=True)
    detector, nets = Detector(weights), [Model(m) for m in models]
    clips = [c for path in lists for c in listed(path, against)]
    rows = []
    bar = Progress("clips", len(clips) * len(bit_rates))
    for clip in clips:
        for bit_rate in bit_rates:
            cut = crops(clip, detector, {net.size for net in nets}, cache, bit_rate or None)
            for net in nets:
                score = net(cut[net.size])
                rows.append({"model": net.name, "file": clip.path.name, "subject": clip.subject,
                             "kind": clip.kind, "bit_rate": bit_rate, "score": round(score, 4)})
            bar.step()
    bar.close()
    with open(Path(out) / "scores.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for net in nets:
        for bit_rate in bit_rates:
            chosen = [r for r in rows if r["model"] == net.name and r["bit_rate"] == bit_rate]
            print(f"{net.name} at {bit_rate or 'original'} bit/s: {summary(chosen)}")
    return rows


def summary(rows):
    """One line of figures with numbers of trials."""
    kinds, subjects = defaultdict(list), defaultdict(list)
    for row in rows:
        if not np.isnan(row["score"]):
            kinds[row["kind"]].append(row["score"])
            if row["kind"] == "bona-fide":
                subjects[row["subject"]].append(row["score"])
    bona_fide = kinds.pop("bona-fide", [])
    others = [s for scores in kinds.values() for s in scores]
    parts = [f"AUC {k} {auc(v, bona_fide):.3f} ({len(v)})" for k, v in sorted(kinds.items())]
    by_subject = np.mean([share_above(v) for v in subjects.values()]) if subjects else float("nan")
    return (f"{'; '.join(parts)}; all {auc(others, bona_fide):.3f} ({len(others)}); "
            f"bona fide above 0: {share_above(bona_fide):.1%} of {len(bona_fide)} clips, "
            f"{by_subject:.1%} over {len(subjects)} subjects; "
            f"the others above 0: {share_above(others):.1%}")
