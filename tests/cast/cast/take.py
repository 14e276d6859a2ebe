"""One take: people in a room before a webcam, drawn frame by frame with the truth beside it."""

from dataclasses import dataclass, field, replace

import numpy as np

from . import acting, attacks, body, gl, scene
from .camera import Sensor, Webcam


@dataclass
class Role:
    """A person in the take, and where they sit (dm to the side, up and towards the camera)."""

    person: str
    look: body.Look
    script: acting.Script
    place: tuple = (0.0, 0.0, 0.0)
    from_s: float = 0.0  # seen from here on
    until_s: float = 1e9


@dataclass
class Take:
    """Everything that decides a clip's pixels."""

    name: str
    room: str
    roles: list
    seconds: float
    fps: float = 12.0
    width: int = 640
    height: int = 360
    distance: float = 6.0  # camera to the face's plane, dm
    fov: float = 38.0
    rise: float = 0.25  # camera above the eyes, dm
    sensor: Sensor = field(default_factory=Sensor)
    kbit: int = 230
    suffix: str = ".mp4"
    seed: int = 1
    screen: list = field(default_factory=list)  # (from s, (r, g, b)) light of the screen on the person
    screen_gain: float = 1.0
    room_gain: float = 1.0
    dims: list = field(default_factory=list)  # (at s, level) of the room's light
    holder: tuple = ()  # (person, look) whose hands hold a thing
    props: object = None  # function(stage, k, t) -> meshes
    backdrop: str = ""  # room shown behind the person by software, instead of their own
    after: object = None  # function(frames, rows) -> frames, rows
    attack: dict | None = None
    note: str = ""
    cues: list = field(default_factory=list)  # (kind, from s, to s) the person was asked and did


class Stage:
    """Holds what takes share: renderer, topology, cast, rooms, actors already dressed."""

    def __init__(self, shared: body.Shared, cast: dict) -> None:
        self.shared, self.cast = shared, cast
        self.gl = gl.Renderer()
        self.actors: dict = {}
        self.rooms: dict = {}
        self.eye_y = 7.2

    def actor(self, name: str, look: body.Look) -> body.Actor:
        key = (name, repr(look))
        if key not in self.actors:
            if len(self.actors) > 5:
                self.actors.clear()
            self.actors[key] = body.Actor(self.shared, self.gl, self.cast[name], look)
        return self.actors[key]

    def room(self, name: str) -> scene.Room:
        if name not in self.rooms:
            self.rooms[name] = scene.room(name, self.gl)
        return self.rooms[name]

    def shoot(self, take: Take) -> tuple[list[np.ndarray], list[dict]]:
        """Frames as BGR bytes, and the truth of each."""
        room = self.room(take.room)
        eye_y = EYES_AT
        self.eye_y = eye_y
        camera = gl.Camera((0.0, eye_y + take.rise, take.distance), (0.0, eye_y - 0.32, 0.9), take.fov)
        lit, unit = room.layers(self.gl, camera, take.width, take.height)
        self.holder = self.actor(*take.holder) if take.holder else None
        if hasattr(self, "leading"):
            del self.leading, self.leading_points  # of the take before
        webcam = Webcam(take.sensor, take.fps, take.seed)
        within = moments(take.sensor.shutter)
        middle = len(within) // 2
        acts = [acting.act(r.script, within) for r in take.roles]
        frames, rows = [], []
        for k in range(int(round(take.seconds * take.fps))):
            t = k / take.fps
            screen = np.array(_at(take.screen, t, (0.0, 0.0, 0.0)), float)
            level = _at(take.dims, t, 1.0) * take.room_gain
            base = room.light
            light = gl.Light(base.key_dir, tuple(np.array(base.key) * level), tuple(np.array(base.screen) * 0.6 + screen * take.screen_gain),
                             tuple(np.array(base.sky) * level), tuple(np.array(base.ground) * level), base.soft)
            # Moments drawn while the shutter is open, the middle one last: it has the truth.
            chosen = [j for j in _spread(self._motion(take, acts, k, t, within, camera), len(within)) if j != middle] + [middle]
            picture = 0.0
            for j in chosen:
                meshes, strands, seen = self._people(take, acts, k, j, t)
                things = take.props(self, k, max(t + within[j], 0.0)) if take.props else []
                drawn, ident = self.gl.draw(meshes + things, strands, camera, light, take.width, take.height, over=OVER) if meshes or things \
                    else (np.zeros((take.height, take.width, 4), np.float32), None)
                picture = picture + drawn / len(chosen)
            hidden = 0.0
            if things and seen and not (take.attack or {}).get("replaces_face"):
                _, clear = self.gl.draw(meshes, strands, camera, light, take.width, take.height, over=1)
                face = clear[..., 0].sum(dtype=float)  # coverage, so that the pixel grid does not matter
                hidden = 1 - min(1.0, ident[..., 0].sum(dtype=float) / max(face, 1))
            linear = picture[..., :3] + (lit * level + unit * (screen * take.screen_gain)) * (1 - picture[..., 3:])
            frames.append(webcam.take(linear))
            if take.backdrop:
                if k == 0:
                    behind = attacks.Backdrop(Webcam(Sensor(noise=0.0, lens=0.3), take.fps, 0).take(
                        self.room(take.backdrop).layers(self.gl, camera, take.width, take.height, 0.6)[0]), take.seed)
                frames[-1] = behind.put(frames[-1], picture[..., 3])
            rows.append(self._row(t, seen, camera, take, screen, level / take.room_gain, hidden))
        if take.after:
            frames, rows = take.after(frames, rows)
        return frames, rows

    def _people(self, take: Take, acts: list, k: int, j: int, t: float):
        """Meshes and strands of everybody at moment `j` of frame `k`, and the leading one with the points of the truth."""
        meshes, strands, seen = [], [], None
        for role, frames in zip(take.roles, acts):
            if not role.from_s <= t < role.until_s:
                continue
            actor = self.actor(role.person, role.look)
            state = replace(frames[min(k, len(frames) - 1)][j])
            state.shift = tuple(np.array(state.shift) + self._place(role, actor))
            m, s, points = actor.pose(state)
            meshes += m
            strands += s
            if seen is None:
                seen = (role, actor, state, points)
                self.leading, self.leading_points = actor, points
        return meshes, strands, seen

    def _place(self, role: Role, actor: body.Actor) -> np.ndarray:
        own = float(np.mean([e[0][1] for e in actor.eyes]))
        return np.array(role.place) + [0, self.eye_y - own, 0]

    def _motion(self, take: Take, acts: list, k: int, t: float, within: tuple, camera: gl.Camera) -> float:
        """Pixels by which the fastest thing moves while the shutter is open, roughly."""
        if len(within) == 1:
            return 0.0
        scale = take.height / (2 * np.tan(np.radians(camera.fov) / 2)) / max(camera.eye[2] - 1.5, 1.0)  # px per dm at the face
        most = 0.0
        for role, frames in zip(take.roles, acts):
            if role.from_s <= t < role.until_s:
                states = frames[min(k, len(frames) - 1)]
                for a, b in zip(states, states[1:]):
                    most += scale * _moved(a, b)
        if take.props and (hasattr(self, "leading") or not take.roles):
            first, last = (take.props(self, k, max(t + w, 0.0)) for w in (within[0], within[-1]))
            for a, b in zip(first, last):
                if len(a.points) == len(b.points):
                    most = max(most, scale * float(np.linalg.norm(a.points - b.points, axis=1).max()))
        return most

    def _row(self, t, seen, camera, take, screen, level, hidden) -> dict:
        row = {"t": t, "person": "", "yaw": None, "pitch": None, "roll": None, "gaze_x": None, "gaze_y": None, "eye_left": None,
               "eye_right": None, "mouth_mm": None, "distance_m": None, "occluded": hidden, "screen_r": screen[0], "screen_g": screen[1],
               "screen_b": screen[2], "light": level, "box": None, "points": None}
        if seen is None:
            return row
        role, actor, state, points = seen
        view = gl.look_at(camera.eye, camera.look)[:3, :3]
        # Towards the camera as seen from the face: turning the head towards it is a yaw of 0.
        forward = view @ points["turn"] @ np.array([0, 0, 1.0])
        side = view @ points["turn"] @ np.array([1.0, 0, 0])
        yaw, pitch = np.degrees(np.arctan2(forward[0], forward[2])), np.degrees(np.arcsin(np.clip(forward[1], -1, 1)))
        level_side = np.cross([0, 1.0, 0], forward)
        level_side /= np.linalg.norm(level_side)
        roll = -np.degrees(np.arctan2(np.dot(side, np.cross(forward, level_side)), np.dot(side, level_side)))
        marks = actor.marks(points)
        px = camera.project(np.array(marks["points"]), take.width, take.height)
        hull = camera.project(marks["hull"], take.width, take.height)
        low, high = hull.min(axis=0), hull.max(axis=0)
        inside = high[0] > 0 and low[0] < take.width and high[1] > 0 and low[1] < take.height
        if not inside:
            return row
        middle = np.mean(points["eyes"], axis=0)
        row.update(person=role.person, yaw=yaw, pitch=pitch, roll=roll, gaze_x=state.gaze[0], gaze_y=state.gaze[1],
                   eye_left=1 - state.blink[0], eye_right=1 - state.blink[1], mouth_mm=marks["mouth_mm"],
                   distance_m=float(np.linalg.norm(middle - np.array(camera.eye))) / 10,
                   box=[float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])],
                   points=[[round(float(x), 1) for x in p] for p in px])
        return row


ENGINE = 2  # raise it when a change of the drawing code must render every clip again
EYES_AT = 7.2  # everybody sits so that the eyes are here, dm; rooms are built round it
OVER = 1.4  # samples per pixel side: more costs time, fewer shows stairs


MOMENTS = 7  # most moments drawn for one frame
STEP = 1.2  # px of motion between two moments


def moments(shutter: float) -> tuple:
    """Times against the frame's own at which an open shutter may be sampled, s; the middle one is 0."""
    return tuple((j - MOMENTS // 2) / MOMENTS * shutter for j in range(MOMENTS)) if shutter else (0.0,)


def _spread(motion: float, count: int) -> list[int]:
    """Which of `count` moments are drawn: the middle one alone where nothing moves, three, or all."""
    if count == 1 or motion <= STEP:
        return [count // 2]
    return [0, count // 2, count - 1] if motion <= 3 * STEP else list(range(count))


def _moved(a, b) -> float:
    """How far a face goes between two states, dm: its place, its turn 0.9 dm from the neck, its lids and lips."""
    turn = np.radians(abs(b.yaw - a.yaw) + abs(b.pitch - a.pitch) + abs(b.roll - a.roll)) * 0.9
    lips = max((abs(b.mouth.get(n, 0.0) - a.mouth.get(n, 0.0)) for n in {*a.mouth, *b.mouth}), default=0.0) * 0.15
    return float(np.linalg.norm(np.subtract(b.shift, a.shift))) + turn + max(abs(b.blink[0] - a.blink[0]) * 0.10, lips)


def _at(steps: list, t: float, otherwise):
    value = otherwise
    for start, v in steps:
        if t >= start - 1e-9:
            value = v
    return value
