#!/usr/bin/env python3
"""How often a cue is answered by chance, and whether true answers are seen.

    scripts/cue_study.py --program target/release/likeness CLIP...                 people asked for nothing
    scripts/cue_study.py --program ... --answer CLIP@SECONDS=KIND ...              true answers
    scripts/cue_study.py --program ... --led ...          as in a step that the service leads: the face mesh tells
                                                          nods, and the perspective of a face that comes closer

Pose, size and place of the largest face, and the hand before it, come from `likeness inspect --json
--sample-fps 5`; the rules are those of `crates/verdict/src/cues/`, whose constants rest on this. Every half
second of a clip counts as a moment at which somebody might have been asked; clips weigh the same. Standard
library only.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# As in crates/verdict/src/cues/.
WITHIN_S, REST_S, REST_FACES, HOLD_S, HOLD_FRAMES = 10.0, 2.0, 3, 0.6, 3
PROFILE_HOLD_S = 1.0
COVERED, FREE, BESIDE, PASS_S, PASS_SAMPLES, LOST_S = 0.35, 0.15, 0.4, 0.6, 2, 1.0
# Any overlap of the two boxes at all.
LEAST_OVERLAP = 1e-6
LIMITS = {"turn_left": 30.0, "turn_right": 30.0, "look_up": 10.0, "look_down": 10.0,
          "come_closer": 1.2, "move_back": 1.2, "profile_left": 58.0, "profile_right": 58.0, "stand_up": 0.35}
HANDS = ("cover_face", "pass_hand", "touch_nose")
# As in crates/verdict/src/movement/approach.rs.
LEAST_CHANGE, TURNED, NODDED, APPROACH_FRAMES, MESHES_AT_REST = 0.04, 15.0, 12.0, 8, 3


class Mesh(NamedTuple):
    """How the mesh stands."""
    yaw: float
    pitch: float
    perspective: float


class Look(NamedTuple):
    """The largest face of a frame, and the hand before it: share covered, and widths aside."""
    yaw: float
    pitch: float
    height: float
    middle: float
    covered: float
    aside: float | None
    mesh: Mesh | None = None


def looks(program: str, clip: str) -> list[tuple[float, Look | None]]:
    """Seconds and what is seen; none where there is no face."""
    out = subprocess.run([program, "inspect", clip, "--json", "--sample-fps", "5"],
                         capture_output=True, check=True, text=True).stdout
    found = []
    for frame in json.loads(out)["frames"]:
        largest = max(frame["faces"], key=lambda f: f["box"]["width"] * f["box"]["height"], default=None)
        look = None
        if largest:
            box, hand = largest["box"], largest["hand"] or {"covered": 0.0, "aside": None}
            look = Look(largest["quality"]["yaw_deg"], largest["quality"]["pitch_deg"], box["height"],
                        box["y"] + box["height"] / 2, hand["covered"], hand["aside"], mesh_of(largest))
        found.append((frame["at_ms"] / 1000, look))
    return found


def mesh_of(face) -> Mesh | None:
    values = [face[name].get("raw") for name in ("mesh_yaw_deg", "mesh_pitch_deg", "perspective")]
    return None if None in values else Mesh(*values)


def moved(kind: str, look: Look, rest: Look) -> bool:
    """Whether this is the movement, seen from the resting pose."""
    limit = LIMITS[kind]
    if kind in ("look_up", "look_down") and look.mesh and rest.mesh:
        nodded = look.mesh.pitch - rest.mesh.pitch
        return (nodded if kind == "look_up" else -nodded) >= limit
    return {
        "turn_left": look.yaw - rest.yaw >= limit, "turn_right": rest.yaw - look.yaw >= limit,
        "look_up": look.pitch - rest.pitch >= limit, "look_down": rest.pitch - look.pitch >= limit,
        "come_closer": look.height >= limit * rest.height, "move_back": rest.height >= limit * look.height,
        "profile_left": look.yaw - rest.yaw >= limit, "profile_right": rest.yaw - look.yaw >= limit,
        "stand_up": rest.middle - look.middle >= limit * rest.height,
    }[kind]


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def change(look: Look, rest: Look) -> float | None:
    """Change of the perspective per growth; none where the head is not as it was at rest."""
    growth = look.height / rest.height - 1
    if not look.mesh or growth <= 0 or abs(look.mesh.yaw - rest.mesh.yaw) > TURNED \
            or abs(look.mesh.pitch - rest.mesh.pitch) > NODDED:
        return None
    return (look.mesh.perspective - rest.mesh.perspective) / growth


def answered(track, asked: float, kind: str) -> float | None:
    """Seconds until the movement; NaN when there is no resting pose."""
    after = [(t, look) for t, look in track if asked < t <= asked + WITHIN_S]
    if kind in HANDS:
        seen = [(t, look) for t, look in after if look]
        since = {"cover_face": covered, "pass_hand": passed, "touch_nose": touched}[kind](seen)
        return since if since is None else since - asked
    before = [look for t, look in track if look and asked - REST_S <= t <= asked]
    if len(before) < REST_FACES:
        return float("nan")
    meshes = [look.mesh for look in before if look.mesh]
    mesh = Mesh(*map(middle, map(list, zip(*meshes)))) if len(meshes) >= MESHES_AT_REST else None
    rest = Look(*(statistics.median_high(look[i] for look in before) for i in range(5)), None, mesh)
    since, frames, changes = None, 0, []
    hold = PROFILE_HOLD_S if kind.startswith("profile") else HOLD_S
    for t, look in after:
        is_made = moved(kind, look, rest) if look else kind == "stand_up" and since is not None
        if not is_made:
            since, frames, changes = None, 0, []
            continue
        since, frames = (t, 1) if since is None else (since, frames + 1)
        if kind == "come_closer" and mesh and look and (now := change(look, rest)) is not None:
            changes = (changes + [now])[-APPROACH_FRAMES:]
        is_near = kind != "come_closer" or not mesh or len(changes) >= HOLD_FRAMES and middle(changes) >= LEAST_CHANGE
        if frames >= HOLD_FRAMES and t - since >= hold - 1e-6 and is_near:
            return since - asked
    return None


def touched(seen) -> float | None:
    """Since when a hand's box reaches a face that was free before: the nose is a place within, and asked for is more."""
    return covered(seen, LEAST_OVERLAP)


def covered(seen, least: float = COVERED) -> float | None:
    """Since when a hand hides that share, usually half, of a face that was free before."""
    was_free, since, samples = False, None, 0
    for t, look in seen:
        was_free |= look.covered < FREE
        if not was_free or look.covered < least:
            since, samples = None, 0
            continue
        since, samples = (t, 1) if since is None else (since, samples + 1)
        if samples >= HOLD_FRAMES and t - since >= HOLD_S - 1e-6:
            return since
    return None


def passed(seen) -> float | None:
    """Since when a hand moves slowly from one side of the face to the other."""
    was_free, begun = False, None
    for t, look in seen:
        was_free |= look.covered < FREE
        if begun and t - begun["seen"] > LOST_S:
            begun = None
        if not was_free or look.aside is None:
            continue
        if begun:
            begun["seen"] = t
            begun["before"] += look.covered >= FREE and abs(look.aside) < BESIDE
        if abs(look.aside) < BESIDE:
            continue
        right = look.aside > 0
        if begun and begun["right"] != right and t - begun["since"] >= PASS_S - 1e-6 \
                and begun["before"] >= PASS_SAMPLES:
            return begun["since"]
        begun = {"right": right, "since": t, "before": 0, "seen": t}
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--answer", action="append", default=[], metavar="CLIP@SECONDS=KIND")
    parser.add_argument("--led", action="store_true")
    parser.add_argument("clips", nargs="*")
    args = parser.parse_args()

    def tracked(clip: str):
        return [(t, look and (look if args.led else look._replace(mesh=None))) for t, look in looks(args.program, clip)]

    for answer in args.answer:
        place, kind = answer.rsplit("=", 1)
        clip, asked = place.rsplit("@", 1)
        after = answered(tracked(clip), float(asked), kind)
        print(f"{Path(clip).name} {kind}: {'not seen' if after is None else f'seen after {after:.1f} s'}")
    tracks = {clip: tracked(clip) for clip in args.clips}
    for kind in (*LIMITS, *HANDS) if tracks else ():
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
