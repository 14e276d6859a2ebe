#!/usr/bin/env python3
"""How often a cue is answered by chance, and whether true answers are seen.

    scripts/cue_study.py --program target/release/likeness CLIP...                 people asked for nothing
    scripts/cue_study.py --program ... --answer CLIP@SECONDS=KIND ...              true answers

Pose and size of the largest face come from `likeness inspect --json --sample-fps 5`; the rule is that of
`crates/verdict/src/cues.rs`, whose constants rest on this. Every half second of a clip counts as a moment
at which somebody might have been asked; clips weigh the same. Standard library only.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

# As in crates/verdict/src/cues.rs.
WITHIN_S, REST_S, REST_FACES, HOLD_S, HOLD_FRAMES = 10.0, 2.0, 3, 0.6, 3
LIMITS = {"turn_left": 30.0, "turn_right": 30.0, "look_up": 10.0, "look_down": 10.0,
          "come_closer": 1.2, "move_back": 1.2}


def poses(program: str, clip: str) -> list[tuple[float, tuple[float, float, float] | None]]:
    """Seconds and yaw, pitch, height of the largest face; none where there is no face."""
    out = subprocess.run([program, "inspect", clip, "--json", "--sample-fps", "5"],
                         capture_output=True, check=True, text=True).stdout
    found = []
    for frame in json.loads(out)["frames"]:
        largest = max(frame["faces"], key=lambda f: f["box"]["width"] * f["box"]["height"], default=None)
        pose = largest and (largest["quality"]["yaw_deg"], largest["quality"]["pitch_deg"],
                            largest["box"]["height"])
        found.append((frame["at_ms"] / 1000, pose))
    return found


def moved(kind: str, pose, rest) -> bool:
    """Whether this is the movement, seen from the resting pose."""
    limit = LIMITS[kind]
    return {
        "turn_left": pose[0] - rest[0] >= limit, "turn_right": rest[0] - pose[0] >= limit,
        "look_up": pose[1] - rest[1] >= limit, "look_down": rest[1] - pose[1] >= limit,
        "come_closer": pose[2] >= limit * rest[2], "move_back": rest[2] >= limit * pose[2],
    }[kind]


def answered(track, asked: float, kind: str) -> float | None:
    """Seconds until the movement; NaN when there is no resting pose."""
    before = [p for t, p in track if p and asked - REST_S <= t <= asked]
    if len(before) < REST_FACES:
        return float("nan")
    rest = tuple(statistics.median_high(p[i] for p in before) for i in range(3))
    since, frames = None, 0
    for t, pose in track:
        if not asked < t <= asked + WITHIN_S:
            continue
        if pose is None or not moved(kind, pose, rest):
            since, frames = None, 0
            continue
        since, frames = (t, 1) if since is None else (since, frames + 1)
        if frames >= HOLD_FRAMES and t - since >= HOLD_S - 1e-6:
            return since - asked
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--answer", action="append", default=[], metavar="CLIP@SECONDS=KIND")
    parser.add_argument("clips", nargs="*")
    args = parser.parse_args()
    for answer in args.answer:
        place, kind = answer.rsplit("=", 1)
        clip, asked = place.rsplit("@", 1)
        after = answered(poses(args.program, clip), float(asked), kind)
        print(f"{Path(clip).name} {kind}: {'not seen' if after is None else f'seen after {after:.1f} s'}")
    tracks = {clip: poses(args.program, clip) for clip in args.clips}
    for kind in LIMITS if tracks else ():
        shares = []
        for track in tracks.values():
            moments = [m / 2 for m in range(2, int(2 * (track[-1][0] - 2)) + 1)]
            results = [r for m in moments if (r := answered(track, m, kind)) == r]
            if results:
                shares.append(sum(r is not None for r in results) / len(results))
        any_clip = sum(s > 0 for s in shares)
        print(f"{kind}: answered by chance at {statistics.fmean(shares):.1%} of moments, "
              f"in {any_clip} of {len(shares)} clips at all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
