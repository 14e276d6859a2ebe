"""What is true of every frame of a clip, as a small JSON file beside it."""

import json
from pathlib import Path

from . import ready

SCHEMA = 1
# Column: unit and meaning. Angles follow the head against the camera's axis.
COLUMNS = {
    "t": "s from the first frame",
    "person": "who is seen, empty when nobody is",
    "yaw": "degrees, + turns the face to the picture's right (the person's own left)",
    "pitch": "degrees, + looks up",
    "roll": "degrees, + tilts the head clockwise as seen in the picture",
    "gaze_x": "degrees in the head's frame, + to the picture's right",
    "gaze_y": "degrees in the head's frame, + up",
    "eye_left": "opening of the person's left eye: share of the wide open one, 0 shut, 1 open",
    "eye_right": "the same of the right eye",
    "mouth_mm": "gap between the lips in the middle, millimetres",
    "distance_m": "camera to the middle between the eyes, metres",
    "occluded": "share of the visible face behind a thing or a hand, 0 to 1",
    "screen_r": "light from the person's screen on the skin, linear share 0 to 1, red",
    "screen_g": "the same, green",
    "screen_b": "the same, blue",
    "light": "level of the room's light against its start, 1 is unchanged",
    "box": "face in pixels: left, top, width, height; null when nobody is seen",
    "points": "pixels of left eye, right eye, nose tip, left and right mouth corner, as seen in the picture; null when nobody is",
}


def write(path: Path, clip: str, header: dict, rows: list[dict]) -> None:
    """Writes the truth of a clip; refuses rows that miss a column."""
    table = [[_short(row[c]) for c in COLUMNS] for row in rows]
    head = {"schema": SCHEMA, "clip": clip, **header, "columns": list(COLUMNS)}
    text = json.dumps(head, indent=1)[:-2] + ',\n "frames": [\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in table) + "\n ]\n}\n"
    ready.put(path, text.encode())


def read(path: Path) -> dict:
    """The header, with `frames` as one dict per frame."""
    data = json.loads(path.read_text())
    data["frames"] = [dict(zip(data["columns"], row, strict=True)) for row in data["frames"]]
    return data


def _short(value):
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_short(v) for v in value]
    value = round(float(value), 3)
    return int(value) if value == int(value) else value
