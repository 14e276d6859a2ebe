"""Mends who looks like somebody else: `python -m cast.recast NAME... --assets DIR --models DIR`.

A whole face drawn anew lands near somebody more often than not. So one part of the face after the other (nose, brow, chin, the
shape of the head, the skin) is drawn from other seeds, and whatever leaves the nearest stranger furthest away is kept, unless it
makes the face odd. The parts go to `Person.parts` in people.py. Everybody else is taken as the clips and portraits show them.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from . import assets, body, check, gl, measure, people, scene, skin, story
from .camera import Webcam

PARTS = ("nose", "head", "eyes", "mouth", "chin", "forehead", "cheek", "macrodetails", "traits", "eyebrows", "neck")
SIDE = 224  # pixels of a try's picture
STRONG, ODD = 0.45, 0.02  # weight from which a feature is strong, and what each whole unit above it costs in similarity
OCCLUSION = body.Actor._occlusion


class Tries:
    """Features of people who are not filmed yet, in the rooms and looks of their clips."""

    def __init__(self, folder: Path, models: measure.Models) -> None:
        self.base, self.gl, self.models = assets.load(folder), gl.Renderer(), models
        self.shared, self.names = body.Shared(self.base), list(self.base.targets)
        self.rooms: dict = {}
        self.open_sky: dict = {}  # by hair style

    def features(self, person, looks: list, others: list, limit: float = 9.0) -> list | None:
        """Features for each (look, room, webcam); None when one shows no face or somebody more alike than `limit` (embedder A)."""
        out, actor = [], None
        for look, room, sensor in looks:
            style = look.hair or person.hair
            if actor is None or style != (actor.look.hair or person.hair):
                if actor:
                    actor.release()
                # Occlusion differs little between faces under the same hair: measured once.
                body.Actor._occlusion = (lambda *_, kept=self.open_sky[style]: kept) if style in self.open_sky else OCCLUSION
                actor = body.Actor(self.shared, self.gl, person, look)
                self.open_sky.setdefault(style, actor.occlusion)
            actor.look = look
            found = self.models.embed(self._picture(actor, room, sensor))
            if found is None or max(float(found[0] @ o[0]) for o in others) > limit:
                break
            out.append(found)
        actor.release()
        return out if len(out) == len(looks) else None

    def _picture(self, actor: body.Actor, room: str, sensor) -> np.ndarray:
        if room not in self.rooms:
            self.rooms[room] = scene.room(room, self.gl)
        meshes, strands, _ = actor.pose(body.State(pitch=-2.0, blink=(0.08, 0.08)))
        eyes = float(actor.eyes[0][0][1])
        camera = gl.Camera((0, eyes + 0.25, 6.0), (0, eyes - 0.32, 0.9), 24)
        colour, _ = self.gl.draw(meshes, strands, camera, self.rooms[room].light, SIDE, SIDE, 1.4)
        return Webcam(sensor, 10.0, 1).take(colour[..., :3] + 0.3 * (1 - colour[..., 3:]))


def worst(features: list, others: list, letters=(0, 1)) -> tuple[float, float]:
    """Largest similarity to anybody else by embedder A, and a cost that also minds B and the ones behind the first."""
    s = [np.array([[f[k] @ o[k] for o in others] for f in features]) for k in letters]
    return float(s[0].max()), float(s[0].max() + 0.5 * max(s[1].max() - 0.20, 0) + (np.clip(s[0], 0, None) ** 4).sum() / len(others))


def oddness(person) -> float:
    """What the strong features of a face cost: nobody has all of them at once."""
    return ODD * sum(max(w - STRONG, 0.0) for n, w in person.weights.items() if not n.startswith(("macrodetails/", "neck/")))


def mend(name: str, tries: Tries, others: list, options) -> list | None:
    """Prints the parts for one person as they get better, and gives the features of the best."""
    member = next(m for m in people.CAST if m.name == name)
    looks = [(r.look, t.room, t.sensor) for t in story.takes() for r in getattr(t, "roles", []) if r.person == name][:3]
    make = lambda parts: replace(member, parts=parts, weights={}, traits={}).draw(tries.names)
    rng, parts = np.random.default_rng(options.seed), dict(member.parts)
    best = tries.features(make(parts), looks, others)
    nearest, cost = worst(best, others)
    cost += oddness(make(parts))
    free = [p for p in PARTS if p not in options.keep.split(",")]
    begun = time.process_time()
    print(f"{name}: {nearest:.3f} as cast", flush=True)
    while nearest > options.target and time.process_time() - begun < options.seconds:
        part, seed = free[int(rng.integers(len(free)))], int(rng.integers(1, 100_000))
        tried = make({**parts, part: seed})
        found = tries.features(tried, looks, others, nearest + 0.01)
        if found is None:
            continue
        near, now = worst(found, others)
        now += oddness(tried)
        if now < cost:
            parts, best, nearest, cost = {**parts, part: seed}, found, near, now
            print(f"{name}: {nearest:.3f} {parts}", flush=True)
    return best


def main() -> None:
    """Mends the people named, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--assets", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--media", type=Path, default=check.HERE)
    parser.add_argument("--target", type=float, default=0.18, help="largest similarity by embedder A at which the search ends")
    parser.add_argument("--seconds", type=float, default=600, help="longest search for one person, processor time")
    parser.add_argument("--keep", default="", help="parts that stay, with commas between")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    models = measure.Models(options.models)
    features, owners, _ = check.people_seen(models, options.media)
    known = [(o, f) for o, f in zip(owners, features) if o not in options.names]
    skin.WIDE, skin.HIGH = 768, 384
    tries = Tries(options.assets, models)
    for name in options.names:
        # Who is mended later still looks as filmed; who was mended before looks as found.
        rest = [f for o, f in known] + [f for o, f in zip(owners, features) if o in options.names[options.names.index(name) + 1:]]
        known += [(name, f) for f in mend(name, tries, rest, options)]


if __name__ == "__main__":
    main()
