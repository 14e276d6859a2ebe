"""A person as geometry: skin, eyes, teeth, lashes, clothes, glasses and hair, posed for one instant."""

from dataclasses import dataclass, field

import numpy as np

from . import gl, hair, skin
from .assets import DRAWN, Base, subdivide
from .person import EYES, HAIR_COLOURS, Person

PIVOT = np.array([0.0, 6.25, 0.15])  # the head turns about here, between skull and neck


@dataclass
class Look:
    """What changes from session to session: clothes, glasses, hair worn differently."""

    cloth: tuple = (0.10, 0.13, 0.20)
    cloth2: tuple = (0.5, 0.5, 0.5)
    pattern: float = 0.0  # 0 plain, 1 placket, 2 stripes, 3 squares
    neck: float = 5.62  # canonical height of the collar
    vee: float = 0.0  # depth of a V neck
    shine: float = 0.02
    glasses: str = ""  # "", "round", "square", "rim"
    glasses_colour: tuple = (0.02, 0.02, 0.025)
    hair: str = ""  # another style than the person's own


@dataclass
class State:
    """One instant of acting. Angles in degrees; shares 0 to 1."""

    yaw: float = 0.0  # + towards the person's own left, the picture's right
    pitch: float = 0.0  # + up
    roll: float = 0.0  # + towards the picture's right shoulder
    gaze: tuple = (0.0, 0.0)  # right and up in the head's frame, degrees
    blink: tuple = (0.0, 0.0)  # closure of left, right eye
    mouth: dict = field(default_factory=dict)  # expression unit -> weight
    brows: float = 0.0
    smile: float = 0.0
    shift: tuple = (0.0, 0.0, 0.0)  # of the whole body, dm


class Shared:
    """What all people share: the refined topology and the chart of the skin."""

    def __init__(self, base: Base) -> None:
        self.base = base
        v = base.vertices
        quads = base.quads["body"]
        near = (v[quads][..., 1].min(axis=1) > 0.6) & (np.abs(v[quads][..., 0]).max(axis=1) < 3.4)
        self.skin = subdivide(quads[near])
        seen = self.skin.points(v)[:, 1] > 4.7  # what lies under the clothes is not drawn
        self.bare = self.skin.triangles[seen[self.skin.triangles].all(axis=1)]
        self.cloth = subdivide(quads[near & (v[quads][..., 1].max(axis=1) < 6.15)])
        self.upper = subdivide(base.quads["helper-upper-teeth"])
        self.lower = subdivide(base.quads["helper-lower-teeth"])
        self.tongue = subdivide(base.quads["helper-tongue"])
        self.lashes = [subdivide(base.quads[g], 1) for g in DRAWN if "lashes" in g]
        self.chart = skin.Chart(v[np.unique(quads)])
        self.canon = self.skin.points(v)
        lips = np.zeros(len(v), np.float32)
        for part in ("lowerlip", "upperlip"):
            index, delta = base.targets[f"mouth/mouth-{part}-volume-incr"]
            size = np.linalg.norm(delta, axis=1)
            lips[index] = np.maximum(lips[index], size / np.percentile(size, 90))
        self.lip = np.clip(self.skin.refine @ lips[self.skin.source], 0, 1)
        ears = np.zeros(len(v), np.float32)
        for name, (index, _) in base.targets.items():
            if name.startswith("ears/") and "scale" in name:
                ears[index] = 1
        self.ears = (self.skin.refine @ ears[self.skin.source]) > 0.3
        c = self.canon
        # The mouth's lining and the nostrils lie behind the face's front surface.
        lining = ((np.abs(c[:, 0]) < 0.42) & (c[:, 1] < 6.98) & (c[:, 1] > 6.1) & (c[:, 2] < 1.36 - 0.9 * np.abs(c[:, 0])) & (c[:, 2] > 0.5))
        n = self.skin.normals(c)
        self.inner = (lining & ((c[:, 1] > 6.33))).astype(np.float32)
        self.turn = _smooth(5.65, 6.5, c[:, 1] + 0.45 * (c[:, 2] - 0.3))
        self.neutral_normals = n
        self.marks = _marks(base, lips)


def _marks(base: Base, lips: np.ndarray) -> dict:
    """Vertices of the base mesh that the truth follows."""
    v = base.vertices
    body = np.unique(base.quads["body"])
    near = lambda p: int(body[np.linalg.norm(v[body] - p, axis=1).argmin()])
    moved = np.zeros(len(v))
    index, delta = base.targets["expression/units/caucasian/mouth-open"]
    moved[index] = -delta[:, 1]
    middle = body[(np.abs(v[body, 0]) < 0.03) & (v[body, 2] > 1.50) & (v[body, 1] > 6.55) & (v[body, 1] < 6.72)]
    upper, lower = middle[moved[middle] < 0.05], middle[moved[middle] > 0.05]
    edge = body[(lips[body] > 0.15) & (v[body, 2] > 1.30)]
    front = (v[body, 2] > 0.55) & (v[body, 1] > 6.15) & (v[body, 1] < 7.9) & (np.abs(v[body, 0]) < 0.80)
    return {"nose": near([0, 6.935, 1.70]), "corner-l": int(edge[v[edge, 0].argmax()]), "corner-r": int(edge[v[edge, 0].argmin()]),
            "upper": int(upper[v[upper, 1].argmin()]), "lower": int(lower[v[lower, 1].argmax()]), "hull": body[front]}


def _smooth(a, b, x):
    t = np.clip((x - a) / (b - a), 0, 1)  # a > b falls
    return t * t * (3 - 2 * t)


class Actor:
    """A person in a look, ready to be posed; geometry that does not move is made once."""

    def __init__(self, shared: Shared, renderer: gl.Renderer, person: Person, look: Look, seed: int = 0) -> None:
        self.shared, self.gl, self.person, self.look = shared, renderer, person, look
        self.neutral = shared.base.morph(person.weights)
        style = look.hair or person.hair
        colour, tip = HAIR_COLOURS[person.hair_colour]
        self.hair_colour = np.array(colour)
        self.texture = renderer.texture(skin.paint(person, shared.chart, colour).astype(np.float16), repeat=True)
        fine = shared.skin.points(self.neutral)
        normals = shared.skin.normals(fine)
        rng = np.random.default_rng([person.seed, 21])
        triangles = shared.skin.triangles
        grown = [hair.scalp(person, fine, normals, shared.canon, triangles, shared.ears, style, rng),
                 hair.brows(person, fine, normals, shared.canon, triangles, np.random.default_rng([person.seed, 22])),
                 hair.beard(person, fine, normals, shared.canon, triangles, shared.lip, np.random.default_rng([person.seed, 23]))]
        thick = [(0.0185 if style in ("long", "wavy", "side") else 0.0150) if style not in ("afro", "buzz", "crew") else 0.0095, 0.0050, 0.0060]
        self.strands = []
        for g, width in zip(grown, thick):
            if g is not None:
                uniforms = {"hair_colour": colour, "hair_tip": tip, "gloss": 0.9 if width > 0.0100 and style not in ("afro", "curly") else 0.35,
                            "grey": person.grey, "thick": width}
                self.strands.append(renderer.strands(*g, np.eye(4), uniforms))
        self.eyes = [self._eye(side) for side in ("l", "r")]
        self.cloth_canon = shared.cloth.points(shared.base.vertices)
        self.occlusion = self._occlusion(fine, normals)
        self.inner = shared.inner * _smooth(0.30, 0.12, self.occlusion)
        self.cloth_points = None
        self.uniforms = {"bump": 0.5, "oil": 0.1, "lip_colour": (0.3, 0.1, 0.1), "centre": (0.0, 7.0, 0.9)}  # of loose parts
        m = shared.marks
        self.rest_gap = float(np.linalg.norm(self.neutral[m["upper"]] - self.neutral[m["lower"]]))

    def release(self) -> None:
        """Gives back what the renderer keeps for this actor, who must not be posed again."""
        self.texture.release()
        for s in self.strands:
            for array in s.buffer.values():
                array.release()

    def _eye(self, side: str):
        v = self.neutral[np.unique(self.shared.base.quads[f"helper-{side}-eye"])]
        centre = (v.max(axis=0) + v.min(axis=0)) / 2
        radius = float((v.max(axis=0) - v.min(axis=0))[:2].mean() / 2)
        u, w = np.meshgrid(np.linspace(0, np.pi * 0.62, 22), np.linspace(0, 2 * np.pi, 33))
        p = np.stack([np.sin(u) * np.cos(w), np.sin(u) * np.sin(w), np.cos(u)], axis=-1).reshape(-1, 3)
        bulge = 0.055 * np.clip(1 - (np.hypot(p[:, 0], p[:, 1]) / 0.5) ** 2, 0, 1)
        shape = p * (1 + bulge)[:, None]
        i = np.arange(32)[:, None] * 22 + np.arange(21)
        tri = np.stack([i, i + 1, i + 22, i + 22, i + 1, i + 23], axis=-1).reshape(-1, 3)
        n = p + np.c_[p[:, :2] * (0.55 * (bulge > 0))[:, None], 0 * bulge]
        return centre, radius, shape, p, n / np.linalg.norm(n, axis=1, keepdims=True), tri

    def _occlusion(self, fine: np.ndarray, normals: np.ndarray) -> np.ndarray:
        """How open the sky is at each skin vertex: depth maps from 18 directions, hair included."""
        rng = np.random.default_rng(5)
        d = rng.standard_normal((18, 3))
        d /= np.linalg.norm(d, axis=1, keepdims=True)
        probe = fine + normals * 0.02
        total, open_ = np.full(len(fine), 1e-3), np.full(len(fine), 1e-3)
        mesh = gl.Mesh(fine, normals, self.shared.canon, np.zeros((len(fine), 4), np.float32), self.shared.skin.triangles)
        for k in d:
            depth, matrix = self.gl.depth_map([mesh], self.strands, np.array([0, 6.9, 0.4]), k)
            q = np.c_[probe, np.ones(len(probe))] @ matrix.T
            side = depth.shape[0]
            col = np.clip(((q[:, 0] * 0.5 + 0.5) * side).astype(int), 0, side - 1)
            row = np.clip(((q[:, 1] * 0.5 + 0.5) * side).astype(int), 0, side - 1)
            seen = (q[:, 2] * 0.5 + 0.5) - 0.002 < depth[row, col]
            w = np.clip(normals @ k, 0, 1)
            total += w
            open_ += w * seen
        ao = open_ / total
        # Averaged over the neighbourhood: 18 directions leave speckles.
        a = self.shared.skin.triangles
        for _ in range(3):
            mean = ao[a].mean(axis=1)
            ao = 0.5 * ao + 0.5 * (self.shared.skin.gather @ mean) / np.maximum(np.asarray(self.shared.skin.gather.sum(axis=1)).ravel(), 1)
        return np.clip(ao * 1.12, 0.06, 1).astype(np.float32)

    def _expressed(self, state: State) -> np.ndarray:
        v = self.neutral.copy()
        units = f"expression/units/{self.person.origin}/"
        weights = dict(state.mouth)
        for side, closure in zip(("left", "right"), state.blink):
            weights[f"eye-{side}-closure"] = closure
            weights[f"eyebrows-{side}-up"] = state.brows
        weights["mouth-corner-puller"] = weights.get("mouth-corner-puller", 0) + state.smile
        for name, weight in weights.items():
            if weight:
                index, delta = self.shared.base.targets[units + name]
                v[index] += np.float32(weight) * delta
        return v

    def pose(self, state: State) -> tuple[list[gl.Mesh], list[gl.Strands], dict]:
        """Meshes and strands for one instant, and the points the truth needs (world, dm)."""
        s = self.shared
        v = self._expressed(state)
        turn, move = rotation(state.yaw, state.pitch, state.roll), np.asarray(state.shift, float)
        pivot = PIVOT + (self.neutral[s.base.joints["joint-head"]].mean(axis=0) - s.base.joint("joint-head"))

        def place(p, weight=None):
            turned = (p - pivot) @ turn.T + pivot
            return (turned if weight is None else p + (turned - p) * weight[:, None]) + move

        meshes = []
        t = self.person.traits
        eyes = EYES[self.person.eyes]
        uniforms = {"bump": 0.55, "oil": t["oil"], "lip_colour": t["lip"], "centre": tuple(np.array([0, 7.0, 0.5]) + move),
                    "iris_colour": eyes[0], "iris_colour2": eyes[1], "pupil": t["pupil"], "iris_size": t["iris"],
                    "cloth_colour": self.look.cloth, "cloth_colour2": self.look.cloth2,
                    "collar": (self.look.neck, self.look.vee, self.look.pattern, self.look.shine), "glow": 1.0}
        fine = place(s.skin.points(v), s.turn)
        attr = np.stack([s.lip, self.occlusion, np.zeros_like(s.lip), self.inner], axis=1)
        meshes.append(gl.Mesh(fine, s.skin.normals(fine), s.canon, attr, s.bare, uniforms, self.texture))
        meshes.append(self._clothes(move, uniforms))
        for part, surface, kind in (("upper", s.upper, 2), ("lower", s.lower, 2), ("tongue", s.tongue, 3)):
            p = place(surface.points(v))
            canon = surface.points(s.base.vertices)
            a = np.zeros((len(p), 4), np.float32)
            crown = canon[:, 1] < 6.76 if part == "upper" else canon[:, 1] > 6.52
            a[:, 0], a[:, 1], a[:, 2] = crown, 0.75 if part == "upper" else 0.5, kind
            meshes.append(gl.Mesh(p, surface.normals(p), canon, a, surface.triangles, uniforms))
        gaze = rotation(state.gaze[0], state.gaze[1], 0)
        centres = []
        for centre, radius, shape, local, normal, tri in self.eyes:
            p = place((shape @ gaze.T) * radius + centre)
            n = normal @ gaze.T @ turn.T
            a = np.zeros((len(p), 4), np.float32)
            socket = local @ gaze.T
            # Lids and lashes shade the eye's upper part; the corners lie deep.
            a[:, 1] = np.clip(1.0 - 0.75 * np.clip((socket[:, 1] - 0.12) / 0.5, 0, 1) - 0.5 * np.clip((np.abs(socket[:, 0]) - 0.35) / 0.5, 0, 1), 0.15, 1)
            a[:, 2] = 4
            meshes.append(gl.Mesh(p, n, local, a, tri, uniforms))
            centres.append(place(centre[None])[0])
        for surface in s.lashes:
            p = place(surface.points(v))
            uv = s.base.texcoord[surface.source]
            a = np.zeros((len(p), 4), np.float32)
            a[:, 2] = 8
            meshes.append(gl.Mesh(p, surface.normals(p), _lash_chart(surface, s.base, uv), a, surface.triangles,
                                  uniforms, shadow=False))
        head = np.eye(4)
        head[:3, :3], head[:3, 3] = turn, pivot - turn @ pivot + move
        strands = [gl.Strands(x.buffer, head, x.uniforms, x.count) for x in self.strands]
        if self.look.glasses:
            from . import props
            meshes += props.glasses(self, place, turn, uniforms)
        return meshes, strands, {"eyes": centres, "vertices": v, "place": place, "turn": turn}

    def marks(self, points: dict) -> dict:
        """World places the truth names: five points as seen in the picture, the face's hull, the gap of the lips in mm."""
        s, v, place = self.shared, points["vertices"], points["place"]
        m = s.marks
        spots = place(v[[m["nose"], m["corner-r"], m["corner-l"], m["upper"], m["lower"]]])
        left, right = points["eyes"][1], points["eyes"][0]  # the person's right eye is on the picture's left
        return {"points": [left, right, spots[0], spots[1], spots[2]], "hull": place(v[m["hull"]]),
                "mouth_mm": max(0.0, float(np.linalg.norm(spots[3] - spots[4]) - self.rest_gap) * 100)}

    def _clothes(self, move, uniforms) -> gl.Mesh:
        s = self.shared.cloth
        if self.cloth_points is None:
            p = s.points(self.neutral)
            for _ in range(14):  # cloth spans what the body's surface follows
                mean = p[s.triangles].mean(axis=1)
                p = 0.4 * p + 0.6 * (s.gather @ mean) / np.maximum(np.asarray(s.gather.sum(axis=1)), 1)
            n = s.normals(p)
            rest = s.points(self.neutral)
            lift = ((rest - p) * n).sum(axis=1)
            for _ in range(8):
                mean = lift[s.triangles].mean(axis=1)
                lift = 0.4 * lift + 0.6 * (s.gather @ mean) / np.maximum(np.asarray(s.gather.sum(axis=1)).ravel(), 1)
            p = p + n * (np.clip(lift, 0, 0.3) + 0.10)[:, None]
            self.cloth_points = p.astype(np.float32), s.normals(p)
        p, n = self.cloth_points
        a = np.zeros((len(p), 4), np.float32)
        a[:, 1] = np.clip(0.45 + 0.55 * _smooth(6.0, 5.0, self.cloth_canon[:, 1]), 0, 1)
        a[:, 2] = 1
        return gl.Mesh((p + move).astype(np.float32), n, self.cloth_canon, a, s.triangles, uniforms)


def _lash_chart(surface, base: Base, uv: np.ndarray) -> np.ndarray:
    """Lash number along the lid, and 0 at the root to 1 at the tip."""
    z = base.vertices[surface.source][:, 2]
    along, out = (uv - uv.min(axis=0)).T / np.ptp(uv, axis=0)[:, None]
    x = base.vertices[surface.source][:, 0]
    if abs(np.corrcoef(out, z)[0, 1]) < abs(np.corrcoef(along, z)[0, 1]) and abs(np.corrcoef(along, x)[0, 1]) < abs(np.corrcoef(out, x)[0, 1]):
        along, out = out, along
    if np.corrcoef(out, z)[0, 1] < 0:
        out = 1 - out
    return surface.refine @ np.stack([along * 34, out, 0 * out], axis=1).astype(np.float32)


def rotation(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """Degrees to a matrix: yaw about y (+ turns +z to +x), then pitch (+ up) in the turned frame, then roll."""
    y, p, r = np.radians([yaw, -pitch, -roll])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rx = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    rz = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return ry @ rx @ rz
