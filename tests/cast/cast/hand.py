"""The actor's own hand, cut from the body, held before the face."""

import numpy as np

from . import gl
from .acting import smooth
from .assets import subdivide


def before_face(start: float, end: float, cover: float = 0.15, wave: float = 0.35):
    """A hand that rises before the face at `start`, waves slowly and goes at `end` (s)."""

    def things(stage, k: int, t: float) -> list[gl.Mesh]:
        up = float(smooth(np.array([t]), start, end, 0.7)[0])
        if up <= 0:
            return []
        actor = next(iter(stage.actors.values())) if not hasattr(stage, "leading") else stage.leading
        surface, local, canon = of_actor(stage, actor)
        x = cover + wave * np.sin(2 * np.pi * 0.45 * (t - start))
        roll = np.radians(-12 + 14 * np.sin(2 * np.pi * 0.45 * (t - start) + 0.6))
        turn = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        p = (local @ turn.T + [x, stage.eye_y - 0.75 - 4.2 * (1 - up), 2.45]).astype(np.float32)
        return [gl.Mesh(p, surface.normals(p), canon, skin_of(len(p)), surface.triangles, actor.uniforms, actor.texture, occluder=True)]

    return things


def skin_of(count: int) -> np.ndarray:
    """Attributes of plain skin: no lip, half open sky, material 0."""
    return np.tile(np.float32([0, 0.75, 0, 0]), (count, 1))


def of_actor(stage, actor):
    """The left hand and forearm with fingers along +y and the palm towards the face; canonical places on the smooth neck."""
    if getattr(actor, "own_hand", None) is None:
        base = stage.shared.base
        v = base.vertices
        quads = base.quads["body"]
        surface = subdivide(quads[v[quads][..., 0].min(axis=1) > 3.45])
        at = lambda j: base.joint(j, actor.neutral)
        wrist, tip, first, last = (at(j) for j in ("joint-l-hand", "joint-l-finger-3-4", "joint-l-finger-2-1", "joint-l-finger-5-1"))
        y = tip - wrist
        y /= np.linalg.norm(y)
        x = first - last
        x -= y * (x @ y)
        x /= np.linalg.norm(x)
        frame = np.stack([x, y, np.cross(x, y)])
        local = (surface.points(actor.neutral) - (wrist + tip) / 2) @ frame.T
        # The forearm is bent at the wrist in the rest pose: below the wrist it is sheared back under the hand.
        low = local[:, 1] < -0.9
        arm = np.array([(at("joint-l-elbow") - (wrist + tip) / 2) @ frame.T - (wrist - (wrist + tip) / 2) @ frame.T])[0]
        ratio = np.clip((-0.9 - local[:, 1]) / max(-arm[1], 0.3), 0, 3)
        local[low] -= (ratio[low, None] * np.array([arm[0], 0, arm[2]])) * 0.8
        # Skin colour comes from the map of the head: the sides of the neck are plain.
        canon = np.c_[0.45 + 0.03 * local[:, 0], np.full(len(local), 5.9) + 0.03 * local[:, 1], np.full(len(local), 0.25)].astype(np.float32)
        actor.own_hand = surface, local, canon
    return actor.own_hand
