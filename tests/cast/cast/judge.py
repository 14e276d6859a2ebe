"""What the product's own program says of the clips, against the truth: `python -m cast.judge --likeness BIN --models DIR`.

Prints the tables of FIGURES.md: errors of pose, eye and mouth, blinks, and the raw scores of the presence models. Eye and mouth come in
units of their own, so each clip gets the straight line that fits its truth best before the error is taken; `fixed` is the error
that the clip's own mean would make, which the measurement has to beat.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

from . import blinks, ready, truth

MEDIA = Path(__file__).parent.parent / "media"
ANGLES = ("yaw", "pitch", "roll")
MODELS = ("pad", "manipulation")
REPEATED = ("frozen picture", "looped picture", "lips late", "swap of the person")


def main() -> None:
    """Asks about every clip once; answers are kept in `--work` until the clip changes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--likeness", type=Path, required=True)
    parser.add_argument("--models", type=Path, help="folder with the weights of the pack; where the program looks by itself when absent")
    parser.add_argument("--pack", default="standard", help="whose models judge")
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--work", type=Path, default=Path(".runtime/cast-judge"))
    parser.add_argument("--sample-fps", default="5")
    parser.add_argument("clips", nargs="*")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    clips, watched = [], []
    for path in sorted(options.media.glob("*.json")):
        clip = next((p for p in (path.with_suffix(".mp4"), path.with_suffix(".webm")) if p.exists()), None)
        if clip is not None and (not options.clips or clip.stem in options.clips):
            facts = truth.read(path)
            rate = lambda fps: matched(facts, asked(clip, facts["script"], options, fps))
            clips.append((clip.stem, facts, rate(options.sample_fps)))
            attack = facts["attack"] or {}
            # Clips that repeat or only re-time another one's pictures would count its blinks again.
            if not attack.get("replaces_face") and attack.get("species") not in REPEATED:
                counted = lambda pairs: blinks.compared(facts, [(r["t"], r, f) for r, f in pairs])
                watched.append((clip.stem, facts["fps"], counted(clips[-1][2]), counted(rate(f"{facts['fps']:g}"))))
    errors(clips)
    blinks.table(watched)
    presence(clips)


def asked(clip: Path, script: str, options, fps: str) -> list[dict]:
    """Frames as `likeness inspect` sees them, so many a second."""
    kept = options.work / f"{options.pack}-{clip.stem}-{script}-{fps}.json"
    if not kept.exists():
        where = ["--models", options.models] if options.models else []
        said = subprocess.run([options.likeness, "inspect", clip, "--pack", options.pack, *where, "--sample-fps", fps, "--json"],
                              capture_output=True, text=True)
        if said.returncode:
            raise SystemExit(f"{clip.name}: {said.stderr.strip()}")
        ready.put(kept, said.stdout.encode())
    return json.loads(kept.read_text())["frames"]


def matched(facts: dict, frames: list[dict]) -> list[tuple[dict, dict | None]]:
    """Each looked-at frame's truth row with the face found there: the one nearest to where the face is, else the largest."""
    out = []
    for frame in frames:
        row = facts["frames"][min(round(frame["at_ms"] / 1000 * facts["fps"]), len(facts["frames"]) - 1)]
        size = lambda f: f["box"]["width"] * f["box"]["height"]
        face = max(frame["faces"], key=size, default=None)
        if row["box"] and face:
            x, y, w, h = row["box"]
            away = lambda f: abs(f["box"]["x"] + f["box"]["width"] / 2 - x - w / 2) + abs(f["box"]["y"] + f["box"]["height"] / 2 - y - h / 2)
            face = min(frame["faces"], key=away)
            face = face if away(face) < w else None
        out.append((row, face))
    return out


def fitted(measured: list[float], true: list[float]) -> tuple[float, float, float]:
    """Mean absolute error after the best straight line, that of the mean alone, and the correlation."""
    m, t = np.array(measured), np.array(true)
    fixed = float(np.abs(t - t.mean()).mean())
    if m.std() < 1e-9 or t.std() < 1e-9:
        return fixed, fixed, float("nan")
    a, b = np.polyfit(m, t, 1)
    return float(np.abs(a * m + b - t).mean()), fixed, float(np.corrcoef(m, t)[0, 1])


def errors(clips: list) -> None:
    """Pose in degrees, eye opening in shares of the open eye, mouth in millimetres."""
    print("| clip | faces found | yaw | pitch | roll | eyes (fixed) | mouth mm (fixed) |\n| --- | --- | --- | --- | --- | --- | --- |")
    total: dict[str, list] = {k: [] for k in ANGLES}
    eyes, mouths, counts = [], [], np.zeros(2, int)
    slopes: dict[str, list] = {k: [] for k in ANGLES}
    for name, facts, pairs in clips:
        if (facts["attack"] or {}).get("replaces_face"):
            continue
        expected = [(r, f) for r, f in pairs if r["person"]]
        seen = [(r, f) for r, f in expected if f]
        counts += len(seen), len(expected)
        cells = [name, f"{len(seen)} of {len(expected)}"]
        for k in ANGLES:
            off = [f["quality"][f"{k}_deg"] - r[k] for r, f in seen]
            total[k] += off
            slopes[k] += [(r[k], f["quality"][f"{k}_deg"]) for r, f in seen]
            cells.append(f"{np.abs(off).mean():.1f}" if off else "-")
        for key, column, store in (("eyes_open", lambda r: (r["eye_left"] + r["eye_right"]) / 2, eyes), ("mouth_open", lambda r: r["mouth_mm"], mouths)):
            both = [(raw(f, key), column(r)) for r, f in seen if raw(f, key) is not None]
            if len(both) < 8:
                cells.append("-")
                continue
            error, fixed, alike = fitted(*zip(*both))
            store.append((error, fixed, alike, len(both)))
            cells.append(f"{error:.2f} ({fixed:.2f})")
        print("| " + " | ".join(cells) + " |")
    print(f"\nfaces found in {counts[0]} of {counts[1]} frames with somebody in them")
    for k in ANGLES:
        off, (t, m) = np.array(total[k]), np.array(slopes[k]).T
        print(f"{k}: mean absolute error {np.abs(off).mean():.1f} degrees, bias {off.mean():+.1f}, median {np.median(np.abs(off)):.1f}, {len(off)} frames; "
              f"measured = {np.polyfit(t, m, 1)[0]:.2f} x truth {np.polyfit(t, m, 1)[1]:+.1f}, r {np.corrcoef(t, m)[0, 1]:.2f}")
        for low, high in ((0, 10), (10, 25), (25, 90)):
            pick = (np.abs(t) >= low) & (np.abs(t) < high)
            if pick.sum() > 5:
                print(f"    |{k}| {low} to {high}: {np.abs(off[pick]).mean():.1f} over {pick.sum()}")
    for word, store, unit in (("eyes", eyes, "of the open eye"), ("mouth", mouths, "mm")):
        e = np.array(store)
        if len(e):
            w = e[:, 3]
            print(f"{word}: mean absolute error {np.average(e[:, 0], weights=w):.3f} {unit} after a line per clip, {np.average(e[:, 1], weights=w):.3f} by the clip's mean, "
                  f"median correlation {np.nanmedian(e[:, 2]):.2f}, {int(w.sum())} frames of {len(e)} clips")


def raw(face: dict, key: str) -> float | None:
    return (face.get(key) or {}).get("raw")


def presence(clips: list) -> None:
    """Medians per clip of what the presence models say: raw score, and evidence for an attack (LLR) of a single frame."""
    keys = [k for k in MODELS if any(raw(f, k) is not None for _, _, p in clips for _, f in p if f)]
    print("\n| clip | attack | " + " | ".join(f"{k}: raw, LLR" for k in keys) + " | quality |\n| --- | --- |" + " --- |" * (len(keys) + 1))
    for name, facts, pairs in clips:
        faces = [f for _, f in pairs if f]
        cells = [name, (facts["attack"] or {}).get("species", "")]
        for k in keys:
            scores = [(raw(f, k), (f[k].get("llr") or 0.0)) for f in faces if raw(f, k) is not None]
            cells.append("{:.2f}, {:+.1f}".format(*np.median(scores, axis=0)) if scores else "-")
        cells.append(f"{np.median([f['quality']['score'] for f in faces]):.0f}" if faces else "-")
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
