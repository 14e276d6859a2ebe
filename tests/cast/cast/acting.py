"""Acting: from a script of events to the state of a body at every frame. All angles in degrees, times in seconds."""

from dataclasses import dataclass, field

import numpy as np

from .body import State
from .speech import Speech, mouth


@dataclass
class Script:
    """What one person does during one take."""

    seconds: float
    fps: float
    seed: int
    say: Speech | None = None
    say_at: float = 0.4
    lips_late: float = 0.0  # s by which the lips follow the sound (negative: they lead)
    moves: list = field(default_factory=list)  # (kind, start, end, amount), see `_apply`
    calm: float = 1.0  # scale of the small motion
    blink_every: float = 3.8  # s between blinks on average; people: 3 to 5


def smooth(t: np.ndarray, start: float, end: float, ramp: float = 0.55) -> np.ndarray:
    """0 outside, 1 inside, eased over `ramp` at both ends."""
    ease = lambda x: (lambda u: u * u * (3 - 2 * u))(np.clip(x, 0, 1))
    return ease((t - start) / ramp) * ease((end - t) / ramp)


def wander(t: np.ndarray, rng: np.random.Generator, slowest: float = 0.12, fastest: float = 1.4) -> np.ndarray:
    """Unit-variance motion with more power at low frequencies, as a sitting person's head has."""
    f = np.geomspace(slowest, fastest, 9)
    amplitude = f ** -0.8
    phase = rng.uniform(0, 2 * np.pi, len(f))
    y = (amplitude * np.sin(2 * np.pi * f * t[:, None] + phase)).sum(axis=1)
    return y / np.sqrt((amplitude**2).sum() / 2)


def blinks(t: np.ndarray, end: float, rng: np.random.Generator, every: float) -> np.ndarray:
    """Closure 0 to 1: closing takes 90 ms, closed 40 ms, opening 170 ms; gaps are gamma distributed."""
    out = np.zeros_like(t)
    at = rng.gamma(3.0, every / 3) * 0.5 + 0.3
    while at < end + 0.3:
        u = t - at
        shape = np.interp(u, [0, 0.09, 0.13, 0.30], [0, 1, 1, 0], left=0, right=0)
        out = np.maximum(out, shape)
        at += 0.45 + rng.gamma(2.0, max(every - 0.45, 0.5) / 2)
    return out


def saccades(t: np.ndarray, end: float, rng: np.random.Generator) -> np.ndarray:
    """Gaze (right, up) that rests on the camera or the screen below it and jumps between points."""
    out = np.zeros((len(t), 2))
    at = 0.0
    point = np.array([0.0, -3.0])
    while at < end:
        until = at + rng.gamma(2.5, 0.55)
        out[(t >= at) & (t < until + 1e-6)] = point
        point = np.array([0.0, -2.0]) if rng.random() < 0.45 else rng.normal([0, -5], [5.0, 2.5])
        at = until
    out[t >= at] = point
    return out


def act(script: Script, within: tuple = (0.0,)) -> list[list[State]]:
    """For each frame the states at its time plus each of `within` (s): more than one of them while the shutter is open."""
    n = int(round(script.seconds * script.fps))
    end = (n - 1) / script.fps
    t = np.maximum((np.arange(n)[:, None] / script.fps + np.asarray(within)).ravel(), 0.0)
    rng = np.random.default_rng([script.seed, 33])
    yaw, pitch, roll = (wander(t, rng) * s * script.calm for s in (2.4, 1.5, 1.2))
    shift = np.stack([wander(t, rng, 0.08, 0.5) * s * script.calm for s in (0.05, 0.025, 0.06)], axis=1)
    closure = blinks(t, end, rng, script.blink_every)
    gaze = saccades(t, end, rng)
    smile = 0.10 * np.clip(wander(t, rng, 0.08, 0.3), 0, 2)
    brow = 0.08 * np.clip(wander(t, rng, 0.1, 0.6), 0, 2)
    lips = mouth(script.say, t - script.say_at - script.lips_late) if script.say else [{} for _ in t]
    if script.say:
        inside = smooth(t, script.say_at, script.say_at + script.say.seconds, 0.3)
        level = _level(script.say, t - script.say_at)
        pitch = pitch + inside * (1.6 * wander(t, rng, 0.6, 2.2) * 0.6 + 1.2 * level)
        yaw = yaw + inside * 1.3 * wander(t, rng, 0.4, 1.6)
        brow = brow + 0.25 * level
    hands = np.zeros(len(t))
    for kind, start, end, amount in script.moves:
        w = smooth(t, start, end)
        if kind == "yaw":
            yaw = yaw * (1 - 0.6 * w) + amount * w
            gaze[:, 0] = gaze[:, 0] * (1 - w) + np.sign(amount) * 6 * w
        elif kind == "pitch":
            pitch = pitch + amount * w
            gaze[:, 1] = gaze[:, 1] * (1 - w) + np.sign(amount) * 5 * w
        elif kind == "closer":
            shift[:, 2] += amount * w
            shift[:, 1] -= 0.10 * amount * w
        elif kind == "stand":
            shift[:, 1] += amount * w
            shift[:, 2] -= 0.15 * amount * w
        elif kind == "leave":
            shift[:, 0] += amount * w
            yaw = yaw + 35 * np.sign(amount) * w * (1 - w) * 4
        elif kind == "gaze":
            gaze = gaze * (1 - w[:, None]) + np.array(amount) * w[:, None]
        elif kind == "smile":
            smile = smile + amount * w
        elif kind == "shut":
            closure = np.maximum(closure, w * amount)
        elif kind == "hand":
            hands = np.maximum(hands, w * amount)
        else:
            raise ValueError(f"no such move: {kind}")
    states = []
    for k in range(len(t)):
        # The upper lid follows the gaze down.
        lid = float(np.clip(closure[k] + np.clip(-gaze[k, 1] - 2, 0, 25) / 25 * 0.35, 0, 1))
        # Eyes hold their target while the head sways.
        look = (float(gaze[k, 0] - 0.8 * np.clip(yaw[k], -8, 8)), float(gaze[k, 1] - 0.8 * np.clip(pitch[k], -8, 8)))
        states.append(State(float(yaw[k]), float(pitch[k]), float(roll[k]), look, (lid, lid), lips[k], float(brow[k]),
                            float(smile[k]), tuple(float(x) for x in shift[k])))
        states[-1].hand = float(hands[k])
        states[-1].closure = float(closure[k])
    return [states[k: k + len(within)] for k in range(0, len(states), len(within))]


def _level(speech: Speech, t: np.ndarray) -> np.ndarray:
    """Loudness at each time, 0 to 1."""
    hop = int(speech.rate * 0.02)
    rms = np.sqrt(np.convolve(speech.samples**2, np.ones(hop * 5) / (hop * 5), mode="same")[::hop])
    return np.interp(t, np.arange(len(rms)) * 0.02, rms / max(rms.max(), 1e-6), left=0, right=0)
