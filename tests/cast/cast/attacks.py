"""Attack presentations as things in the scene, and changes made to the stream behind the camera."""

import cv2
import numpy as np

from . import gl, scene
from .props import plain


def _tremor(rng: np.random.Generator, t: float, phase: np.ndarray) -> np.ndarray:
    """Where a held thing is: slow sway and the 8 to 10 Hz tremor of a hand, dm and degrees."""
    f = np.array([0.3, 0.7, 1.6, 8.7])
    a = np.array([0.030, 0.018, 0.008, 0.003])
    return (a * np.sin(2 * np.pi * f * t + phase)).sum(axis=1)


def to_linear(bgr: np.ndarray) -> np.ndarray:
    """Display values to linear RGB."""
    x = bgr[..., ::-1].astype(np.float32) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


def held_screen(frames: list[np.ndarray], fps: float, wide: float, seed: int, lines: float, centre=(0.0, -0.15, 2.0), bezel: float = 0.12,
                brightness: float = 1.05, hands: bool = True, steady: bool = False):
    """A phone, tablet or (`steady`) monitor before the camera, playing `frames` (BGR); `wide` in dm, `lines` of picture elements across."""
    phase = np.random.default_rng([seed, 77]).uniform(0, 6.28, (6, 4))

    kept: dict = {}  # number of the frame shown last, its texture

    def things(stage, k: int, t: float) -> list[gl.Mesh]:
        number = int(t * fps) % len(frames)
        source = frames[number]
        h, w = source.shape[:2]
        tall = wide * h / w
        sway = _tremor(None, 0.0 if steady else t, phase) * (0.2 if steady else 1.0)
        place = np.array(centre) + [0, stage.eye_y, 0] + sway[:3] * [1, 1, 1.5]
        tilt = sway[3:] * 45 + [4, -5, 2]
        turn = _turn(*tilt)
        put = lambda p: (np.asarray(p, float) @ turn.T + place).astype(np.float32)
        out = []
        body = scene.box((-wide / 2 - bezel, -tall / 2 - bezel, -0.09), (wide / 2 + bezel, tall / 2 + bezel, -0.01), (0.012, 0.012, 0.014), 0.5)
        body.points, body.normals = put(body.points), (body.normals @ turn.T).astype(np.float32)
        out.append(body)
        corners = put([(-wide / 2, -tall / 2, 0.0), (wide / 2, -tall / 2, 0.0), (wide / 2, tall / 2, 0.0), (-wide / 2, tall / 2, 0.0)])
        image = None if number in kept else to_linear(source) * np.float32([0.92, 0.98, 1.08]) + 0.012
        screen = scene.picture(corners, image, stage.gl, 6, moire=lines, board=kept.get(number))
        if number not in kept:
            for texture in kept.values():
                texture.release()
            kept.clear()
            kept[number] = screen.board
        screen.uniforms = {"glow": brightness}
        out.append(screen)
        if hands:
            out += grip(stage, put, turn, wide / 2 + bezel, tall / 2)
        for m in out:
            m.occluder = True
        return out

    return things


def held_print(photo: np.ndarray, wide: float, seed: int, centre=(0.0, -0.10, 1.6), gloss: float = 0.5, bend: float = 0.12, cut: np.ndarray | None = None):
    """A printed photograph held before the camera, slightly bent; the printer's gamut is smaller than the screen's."""
    phase = np.random.default_rng([seed, 78]).uniform(0, 6.28, (6, 4))
    linear = to_linear(photo)
    grey = linear.mean(axis=2, keepdims=True)
    linear = 0.035 + 0.80 * (grey + 0.82 * (linear - grey))  # black of ink, colour of paper
    image = np.dstack([linear, np.ones(linear.shape[:2], np.float32)]).astype(np.float16)
    h, w = photo.shape[:2]
    tall = wide * h / w
    columns = 15
    u = np.linspace(0, 1, columns)

    def things(stage, k: int, t: float) -> list[gl.Mesh]:
        sway = _tremor(None, t, phase)
        place = np.array(centre) + [0, stage.eye_y, 0] + sway[:3] * [1, 1, 1.5]
        turn = _turn(*(sway[3:] * 60 + [-5, -6, 1.5]))
        put = lambda p: (np.asarray(p, float) @ turn.T + place).astype(np.float32)
        arc = bend * (1 - (2 * u - 1) ** 2) * (1 + 0.6 * sway[0] / 0.03)
        flat = np.array([[(a - 0.5) * wide, y * tall, z] for y in (-0.5, 0.5) for a, z in zip(u, arc)])
        slope = np.gradient(arc, u * wide)
        n = np.array([[-s, 0, 1] for _ in (0, 1) for s in slope])
        n /= np.linalg.norm(n, axis=1, keepdims=True)
        i = np.arange(columns - 1)
        tri = np.concatenate([np.stack([i, i + 1, i + columns], 1), np.stack([i + columns, i + 1, i + columns + 1], 1)])
        canon = np.float32([[a, 1 - y, 0] for y in (0, 1) for a in u])
        attr = np.tile(np.float32([gloss, 0.95, 7, 0]), (2 * columns, 1))
        if not hasattr(stage, "prints"):
            stage.prints = {}
        if seed not in stage.prints:
            stage.prints[seed] = stage.gl.texture(image)
        sheet = gl.Mesh(put(flat), (n @ turn.T).astype(np.float32), canon, attr, tri, {"glow": 1.0}, board=stage.prints[seed], occluder=True)
        back = plain(put(flat - [0, 0, 0.01]), (-n @ turn.T).astype(np.float32), tri, (0.75, 0.74, 0.70), 0.0, {})
        return [sheet, back, *grip(stage, put, turn, wide / 2, tall / 2)]

    return things


def cut_out_mask(photo: np.ndarray, row: dict):
    """A photograph of a face, cut out along its outline with holes for the eyes and worn before the wearer's own.

    `row` is the truth of the photographed frame: its points say where the eyes are.
    """
    eyes = np.float32(row["points"][:2])
    apart = float(np.linalg.norm(eyes[1] - eyes[0]))
    middle = eyes.mean(axis=0)
    linear = to_linear(photo)
    grey = linear.mean(axis=2, keepdims=True)
    linear = 0.035 + 0.80 * (grey + 0.82 * (linear - grey))
    image = np.dstack([linear, np.ones(linear.shape[:2], np.float32)]).astype(np.float16)
    h, w = photo.shape[:2]
    # Face outline and eye holes in distances between the eyes.
    x, y = np.meshgrid(np.linspace(-1.2, 1.2, 121), np.linspace(-2.1, 1.2, 166))
    paper = (x / 1.12) ** 2 + ((y + 0.46) / 1.56) ** 2 < 1
    for side in (-0.5, 0.5):
        paper &= ((x - side) / 0.25) ** 2 + ((y - 0.01) / 0.14) ** 2 > 1
    rows, columns = x.shape
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    corner = i * columns + j
    whole = paper[:-1, :-1] & paper[1:, :-1] & paper[:-1, 1:] & paper[1:, 1:]
    corner = corner[whole]
    tri = np.concatenate([np.stack([corner, corner + 1, corner + columns], 1), np.stack([corner + columns, corner + 1, corner + columns + 1], 1)])
    at = np.stack([x.ravel(), y.ravel()], axis=1)
    chart = np.c_[(middle[0] + at[:, 0] * apart) / w, (middle[1] - at[:, 1] * apart) / h, np.zeros(len(at))].astype(np.float32)
    attr = np.tile(np.float32([0.25, 0.95, 7, 0]), (len(at), 1))

    def things(stage, k: int, t: float) -> list[gl.Mesh]:
        actor, points = stage.leading, stage.leading_points
        own = np.array([e[0] for e in actor.eyes])
        unit = abs(own[0, 0] - own[1, 0])
        nose = points["vertices"][stage.shared.marks["nose"]]
        p = np.c_[at * unit, np.zeros(len(at))] + [own[:, 0].mean(), own[:, 1].mean(), nose[2] + 0.04]
        p[:, 2] -= 0.30 * (at[:, 0] * unit) ** 2  # bent round the head
        n = np.c_[0.60 * at[:, 0] * unit, np.zeros(len(at)), np.ones(len(at))]
        n = (n / np.linalg.norm(n, axis=1, keepdims=True)) @ points["turn"].T
        if not hasattr(stage, "mask"):
            stage.mask = stage.gl.texture(image)
        return [gl.Mesh(points["place"](p).astype(np.float32), n.astype(np.float32), chart, attr, tri, {"glow": 1.0}, board=stage.mask, occluder=True)]

    return things


class Backdrop:
    """Another room put behind the person by software, as meeting programs do: a coarse matte that lags and frays."""

    def __init__(self, room: np.ndarray, seed: int) -> None:
        self.room, self.rng, self.matte = room.astype(np.float32), np.random.default_rng([seed, 91]), None

    def put(self, frame: np.ndarray, cover: np.ndarray) -> np.ndarray:
        """`frame` (BGR bytes) before the backdrop where `cover` (0 to 1) says person."""
        h, w = frame.shape[:2]
        small = cv2.resize(np.clip(cover, 0, 1).astype(np.float32), (160, 90), interpolation=cv2.INTER_AREA)
        fray = cv2.GaussianBlur(self.rng.standard_normal(small.shape).astype(np.float32), (0, 0), 1.6) * 0.55
        small = small + fray * 4 * small * (1 - small)
        self.matte = small if self.matte is None else 0.35 * self.matte + 0.65 * small
        soft = cv2.GaussianBlur(cv2.resize(self.matte, (w, h), interpolation=cv2.INTER_LINEAR), (0, 0), 1.5)
        a = np.clip((soft - 0.30) / 0.35, 0, 1)[..., None]  # a rim of the real room stays: the halo
        return (frame * a + self.room * (1 - a) + 0.5).astype(np.uint8)


def grip(stage, put, turn, half_wide: float, half_tall: float) -> list[gl.Mesh]:
    """Both hands from below: palms and fingers behind the thing."""
    from .hand import of_actor, skin_of
    actor = stage.holder
    surface, local, canon = of_actor(stage, actor)
    y, z = np.array([-0.26, 0.96, 0.0]), np.array([0.0, 0.10, -1.0])
    y, z = y / np.linalg.norm(y), z / np.linalg.norm(z)
    frame = np.stack([np.cross(y, z), y, z])
    out = []
    for side in (1, -1):
        mirror = np.array([side, 1, 1])
        p = put((local @ frame + [half_wide - 0.22, -half_tall - 0.30, -0.30]) * mirror)
        triangles = surface.triangles if side == 1 else surface.triangles[:, ::-1]
        out.append(gl.Mesh(p, side * surface.normals(p), canon, skin_of(len(p)), triangles, actor.uniforms, actor.texture, occluder=True))
    return out


def _turn(yaw, pitch, roll):
    from .body import rotation
    return rotation(yaw, pitch, roll)


def freeze(at_s: float, fps: float):
    """From `at_s` on the last picture stands still."""
    def change(frames, rows):
        k = int(at_s * fps)
        return frames[:k] + [frames[k]] * (len(frames) - k), rows[:k] + [{**rows[k], "t": r["t"]} for r in rows[k:]]
    return change


def loop(from_s: float, to_s: float, fps: float):
    """After `to_s` the part since `from_s` is shown again and again."""
    def change(frames, rows):
        a, b = int(from_s * fps), int(to_s * fps)
        index = [k if k < b else a + (k - a) % (b - a) for k in range(len(frames))]
        return [frames[k] for k in index], [{**rows[k], "t": rows[j]["t"]} for j, k in enumerate(index)]
    return change


def sharper(photo: np.ndarray, box, grow: float = 1.7) -> np.ndarray:
    """The part of a picture around a face, as a print would show it."""
    x, y, w, h = box
    cx, cy, side = x + w / 2, y + h / 2, max(w, h) * grow
    ratio = 4 / 3
    x0, y0 = int(max(cx - side / 2 / ratio * 1.1, 0)), int(max(cy - side / 2, 0))
    x1, y1 = int(min(cx + side / 2 / ratio * 1.1, photo.shape[1])), int(min(cy + side / 2, photo.shape[0]))
    print_ = cv2.resize(photo[y0:y1, x0:x1], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    edge = print_.shape[1] // 18
    return cv2.copyMakeBorder(print_, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(245, 246, 246))
