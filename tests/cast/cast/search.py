"""How the seeds of people.py were found: draw many, keep one per role so that no two look alike to an embedder.

`python -m cast.search --assets DIR --models DIR --seeds 40` renders bare heads (no scalp hair, which sessions change) and prints
the choice with the least largest similarity under both embedders.
"""

import argparse
from pathlib import Path

import numpy as np

from . import assets, body, gl, hair, measure, people, skin


def main() -> None:
    """Prints one seed per member of the cast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=40)
    options = parser.parse_args()
    base, renderer, models = assets.load(options.assets), gl.Renderer(), measure.Models(options.models)
    skin.WIDE, skin.HIGH = 768, 384
    shared = body.Shared(base)
    hair.scalp = lambda *_: None
    measured, own = {}, body.Actor._occlusion
    features, roles, seeds = [], [], []
    for k, member in enumerate(people.CAST):
        for seed in range(k + 8, k + 8 * (options.seeds + 1), 8):
            person = type(member)(**{**vars(member), "seed": seed, "weights": {}, "traits": {}}).draw(list(base.targets))
            # Occlusion differs little between faces of one role: measured once.
            body.Actor._occlusion = (lambda *_, kept=measured[k]: kept) if k in measured else own
            actor = body.Actor(shared, renderer, person, body.Look())
            measured.setdefault(k, actor.occlusion)
            found = models.embed(_portrait(renderer, actor))
            if found:
                features.append(found), roles.append(k), seeds.append(seed)
    a, b = (np.array([f[n] for f in features]) for n in (0, 1))
    worst, chosen = choose(np.maximum(a @ a.T, b @ b.T), np.array(roles), len(people.CAST))
    for member, index in zip(people.CAST, chosen):
        print(member.name, seeds[index])
    print(f"largest similarity between two of them: {worst:.3f}")


def choose(similarity: np.ndarray, roles: np.ndarray, count: int, starts: int = 200) -> tuple[float, list[int]]:
    """One index per role with a small largest similarity: coordinate descent from many starts."""
    rng, best = np.random.default_rng(0), (np.inf, [])
    for _ in range(starts):
        now = [int(rng.choice(np.flatnonzero(roles == k))) for k in range(count)]
        for _ in range(6):
            for k in range(count):
                others = [now[j] for j in range(count) if j != k]
                options = np.flatnonzero(roles == k)
                cost = (np.clip(similarity[np.ix_(options, others)], 0, None) ** 4).sum(axis=1)
                now[k] = int(options[cost.argmin()])
        worst = float((similarity[np.ix_(now, now)] - np.eye(count) * 9).max())
        best = min(best, (worst, now))
    return best


def _portrait(renderer: gl.Renderer, actor: body.Actor) -> np.ndarray:
    meshes, strands, _ = actor.pose(body.State())
    eyes = float(actor.eyes[0][0][1])
    colour, _ = renderer.draw(meshes, strands, gl.Camera((0, eyes, 6.5), (0, eyes - 0.2, 0.5), 24), gl.Light(), 176, 176, 1)
    c = colour[..., :3] + 0.3 * (1 - colour[..., 3:])
    c = c * (1 + c / 6) / (1 + c) * 1.2
    return (np.clip(c, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)[..., ::-1].copy()


if __name__ == "__main__":
    main()
