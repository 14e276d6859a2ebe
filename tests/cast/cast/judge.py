"""What the product's own program says of the clips, against the truth: `python -m cast.judge --likeness BIN --models DIR`."""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

from . import truth

MEDIA = Path(__file__).parent.parent / "media"


def main() -> None:
    """One line per clip: faces found, pose error in degrees, and the raw scores of the presence models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--likeness", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--sample-fps", default="2")
    parser.add_argument("clips", nargs="*")
    options = parser.parse_args()
    errors = {"yaw": [], "pitch": [], "roll": []}
    print(f"{'clip':22} {'found':>7} {'yaw':>6} {'pitch':>6} {'roll':>6}   {'PAD raw':>8} {'llr':>6} {'SBI raw':>8} {'llr':>6}  quality")
    for path in sorted(options.media.glob("*.json")):
        clip = next((p for p in (path.with_suffix(".mp4"), path.with_suffix(".webm")) if p.exists()), None)
        if clip is None or options.clips and clip.stem not in options.clips:
            continue
        facts = truth.read(path)
        said = subprocess.run([options.likeness, "inspect", clip, "--models", options.models, "--sample-fps", options.sample_fps, "--json"],
                              capture_output=True, text=True)
        if said.returncode:
            print(f"{clip.stem:22} {said.stderr.strip()[:90]}")
            continue
        found = expected = 0
        own = {k: [] for k in errors}
        scores = {"pad": [], "manipulation": []}
        quality = []
        for frame in json.loads(said.stdout)["frames"]:
            row = facts["frames"][min(round(frame["at_ms"] / 1000 * facts["fps"]), len(facts["frames"]) - 1)]
            replay = bool((facts["attack"] or {}).get("replaces_face"))
            expected += bool(row["person"]) or replay
            if not frame["faces"]:
                continue
            face = max(frame["faces"], key=lambda f: f["box"]["width"] * f["box"]["height"])
            found += bool(row["person"]) or replay
            if row["person"]:
                for k in own:
                    own[k].append(abs(face["quality"][f"{k}_deg"] - row[k]))
            quality.append(face["quality"]["score"])
            for k, v in scores.items():
                if face.get(k):
                    v.append((face[k]["raw"], face[k]["llr"]))
        mean = lambda v: f"{np.mean(v):6.1f}" if v else "     -"
        pair = lambda v: "%8.2f %6.2f" % (np.mean([a for a, _ in v]), np.mean([b or 0 for _, b in v])) if v else "       -      -"
        print(f"{clip.stem:22} {found:3}/{expected:<3} {mean(own['yaw'])} {mean(own['pitch'])} {mean(own['roll'])}   {pair(scores['pad'])} "
              f"{pair(scores['manipulation'])}  {mean(quality)}", flush=True)
        for k in errors:
            errors[k] += own[k]
    for k, v in errors.items():
        if v:
            print(f"mean absolute error of {k}: {np.mean(v):.1f} degrees over {len(v)} frames")


if __name__ == "__main__":
    main()
