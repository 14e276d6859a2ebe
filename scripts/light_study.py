#!/usr/bin/env python3
"""How often a light card is answered, by strength, bit rate and sampling, and how often by chance.

    .runtime/bench-venv/bin/python scripts/light_study.py --program target/release/likeness \\
        --analyser target/release/examples/light_trace CLIP...

Real talking faces are lit anew: on the skin each channel of the linear light grows by STRENGTH times what a
card shows, a tenth of that on everything else, a random delay of 0.3 to 3 s later. Then the camera: 70 % of
the mean's change is balanced away with a time constant of 2 s (white balance and exposure), sensor noise of
1.5 of 255. Then the call: 360 rows, 15 pictures a second, H.264 without delay at a bit rate. Clips that are
too short run forwards and backwards. Landmarks are those of the original clip. Controls: nothing shown on the
skin, and the answer to another card; both are asked for many cards that were not shown.

`--short` asks the same of the card of a login: fewer and shorter steps, and an answer 0.1 to 0.8 s late, as
that of a page and a camera on one computer.

`--cast FOLDER` measures the clips of the synthetic cast instead: answered, unanswered, wrong.

Needs ffmpeg and numpy; the analyser is `cargo build --release -p vision --example light_trace`.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

FPS, ROWS, SECONDS, BEFORE_S = 15, 360, 18.5, 0.5
# As in crates/domain/src/light.rs.
PALETTE = ["f3f3f3", "3f3f42", "f38981", "80ed90", "89a0ff", "f3e660", "6ce4f0"]
STEPS, SHORTEST_MS, LONGEST_MS = 12, 700, 1300
SHORT_STEPS, SHORT_LONGEST_MS, SHORT_SECONDS = 7, 900, 8.4
# The service looks for an answer from half a second before the card on (EARLY in crates/verdict/src/lights.rs).
DELAYS_S, SHORT_DELAYS_S = (0.3, 3.0), (0.5 + 0.1, 0.5 + 0.8)

TO_LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255],
                     np.float32)
FINE = np.arange(4096) / 4095
TO_SRGB = (255 * np.where(FINE <= 0.0031308, 12.92 * FINE, 1.055 * FINE ** (1 / 2.4) - 0.055)).astype(np.float32)


def linear(colour: str) -> list[float]:
    return [float(TO_LINEAR[int(colour[i:i + 2], 16)]) for i in (0, 2, 4)]


def draw(rng: random.Random) -> tuple[list[float], list[list[float]]]:
    """Edges in seconds and linear colours."""
    edges, colours, last = [BEFORE_S], [], None
    for _ in range(STEPS):
        last = rng.choice([c for c in PALETTE if c != last])
        colours.append(linear(last))
        edges.append(edges[-1] + rng.randint(SHORTEST_MS, LONGEST_MS) / 1000)
    return edges, colours


def shown(card, t: float) -> np.ndarray:
    edges, colours = card
    for begun, ended, colour in zip(edges, edges[1:], colours):
        if begun <= t < ended:
            return np.array(colour)
    return np.array(linear(PALETTE[1]))


def faces(program: str, clip: str, fps: int) -> list[tuple[float, list[float] | None]]:
    """Seconds, and box and landmarks of the largest face in pixels of the clip."""
    out = subprocess.run([program, "inspect", clip, "--json", "--sample-fps", str(fps)],
                         capture_output=True, check=True, text=True).stdout
    found = []
    for frame in json.loads(out)["frames"]:
        face = max(frame["faces"], key=lambda f: f["box"]["width"] * f["box"]["height"], default=None)
        if face is None:
            found.append((frame["at_ms"] / 1000, None))
            continue
        box = face["box"]
        points = [v for p in face["landmarks"].values() for v in (p["x"], p["y"])] \
            if isinstance(face["landmarks"], dict) else \
            [v for p in face["landmarks"] for v in ((p["x"], p["y"]) if isinstance(p, dict) else p)]
        found.append((frame["at_ms"] / 1000, [box["x"], box["y"], box["width"], box["height"], *points]))
    return found


def size_of(clip: str) -> tuple[int, int]:
    out = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height",
                          "-of", "csv=p=0", clip], capture_output=True, check=True, text=True).stdout
    width, height = out.strip().split(",")[:2]
    return int(width), int(height)


def pictures(clip: str, width: int, height: int, fps: int) -> np.ndarray:
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", clip, "-vf", f"fps={fps},scale={width}:{height}", "-f",
                          "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


class Clip:
    """Pictures and faces, run forwards and backwards until they last long enough."""

    def __init__(self, program: str, path: str):
        self.name = Path(path).stem
        width, height = size_of(path)
        self.height = ROWS
        self.width = 2 * round(width * ROWS / height / 2)
        scale = [self.width / width, ROWS / height] * 7
        found = faces(program, path, FPS)
        self.frames = pictures(path, self.width, ROWS, FPS)
        count = min(len(found), len(self.frames))
        track = [found[i][1] and [v * s for v, s in zip(found[i][1], scale)] for i in range(count)]
        swing = list(range(count)) + list(range(count - 2, 0, -1))
        self.order = [swing[i % len(swing)] for i in range(int(SECONDS * FPS))]
        self.track = [track[i] for i in self.order]
        self.masks: dict[int, np.ndarray] = {}

    def mask(self, i: int) -> np.ndarray:
        """How much of a place is skin: an ellipse with a soft edge."""
        place = self.order[i]
        if place not in self.masks:
            face = self.track[i]
            weight = np.full((self.height, self.width), 0.1, np.float32)
            if face:
                x, y, w, h = face[:4]
                ys, xs = np.mgrid[0:self.height, 0:self.width].astype(np.float32)
                r = np.hypot((xs - x - w / 2) / (0.5 * w), (ys - y - h / 2) / (0.55 * h))
                weight += 0.9 * np.clip((1.1 - r) / 0.25, 0, 1)
            self.masks[place] = weight[..., None]
        return self.masks[place]

    def lit(self, card, strength: float, delay: float, rng: np.random.Generator) -> np.ndarray:
        gain = np.zeros(3)
        out = np.empty((len(self.order), self.height, self.width, 3), np.uint8)
        for i, place in enumerate(self.order):
            light = TO_LINEAR[self.frames[place]]
            before = light.mean((0, 1))
            if strength:
                light = light * (1 + np.float32(strength) * self.mask(i) * shown(card, i / FPS - delay).astype(np.float32))
            change = np.log(light.mean((0, 1)) / before)
            gain += (-0.7 * change - gain) / (2 * FPS)
            index = np.clip(light * np.exp(gain).astype(np.float32), 0, 1) * 4095
            noisy = TO_SRGB[index.astype(np.int16)] + rng.normal(0, 1.5, light.shape[:2] + (1,)).astype(np.float32) \
                + rng.normal(0, 0.7, light.shape).astype(np.float32)
            out[i] = np.clip(noisy + 0.5, 0, 255).astype(np.uint8)
        return out


def through_a_call(frames: np.ndarray, kbit: int, folder: Path) -> np.ndarray:
    count, height, width, _ = frames.shape
    path = folder / "call.mp4"
    size = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FPS)]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *size, "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-tune",
                    "zerolatency", "-pix_fmt", "yuv420p", "-b:v", f"{kbit}k", "-maxrate", f"{kbit}k", "-bufsize",
                    f"{kbit // 2}k", "-threads", "1", str(path)], input=frames.tobytes(), check=True)
    return pictures(str(path), width, height, FPS)[:count]


def analysed(analyser: str, frames: np.ndarray, track, fps: int, cards, folder: Path) -> list[list[float] | None]:
    step = FPS // fps if fps < FPS else 1
    picked = frames[::step]
    (folder / "track").write_text("".join(("-" if t is None else " ".join(map(str, t))) + "\n"
                                          for t in track[:len(frames):step]))
    (folder / "cards").write_text("".join(f"{' '.join(map(str, e))};{' '.join(str(v) for c in cs for v in c)}\n"
                                          for e, cs in cards))
    height, width = frames.shape[1:3]
    out = subprocess.run([analyser, str(width), str(height), str(fps), str(folder / "track"), str(folder / "cards")],
                         input=np.ascontiguousarray(picked).tobytes(), capture_output=True, check=True).stdout.decode()
    return [None if line == "-" else [float(v) for v in line.split()] for line in out.splitlines()]


def cast(args) -> None:
    """The three clips with known truth: seven seconds, five of them a card."""
    with tempfile.TemporaryDirectory() as name:
        for kind in ("answered", "unanswered", "wrong"):
            clip = Path(args.cast) / f"light-{kind}.mp4"
            truth = json.loads(clip.with_suffix(".json").read_text())
            asked, fps = truth["light_card"]["asked"], int(truth["fps"])
            card = ([at for at, _ in asked] + [asked[-1][0] + 0.7], [rgb for _, rgb in asked])
            frames = pictures(str(clip), truth["width"], truth["height"], fps)
            track = [f and f[1] for f in faces(args.program, str(clip), fps)]
            step_fps, globals()["FPS"] = FPS, fps
            result = analysed(args.analyser, frames, track, fps, [card], Path(name))[0]
            globals()["FPS"] = step_fps
            print(f"cast light-{kind}: {result} (true delay {truth['light_card']['delay_ms']} ms)", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/likeness")
    parser.add_argument("--analyser", default="target/release/examples/light_trace")
    parser.add_argument("--cast")
    parser.add_argument("--short", action="store_true", help="the card of a login")
    parser.add_argument("--strength", type=float, nargs="+", default=[0.01, 0.02, 0.04, 0.08, 0.16])
    parser.add_argument("--kbit", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--fps", type=int, nargs="+", default=[5, 15])
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--cards", type=int, default=30, help="cards asked of each control")
    parser.add_argument("--json", help="where every single result goes")
    parser.add_argument("--report", nargs="+", help="report on results that are there, and measure nothing")
    parser.add_argument("clips", nargs="*")
    args = parser.parse_args()
    if args.report:
        report([row for path in args.report for row in json.loads(Path(path).read_text())])
        return 0
    if args.cast:
        cast(args)
    delays = DELAYS_S
    if args.short:
        globals().update(STEPS=SHORT_STEPS, LONGEST_MS=SHORT_LONGEST_MS, SECONDS=SHORT_SECONDS)
        delays = SHORT_DELAYS_S
    rng = random.Random(args.seed)
    noise = np.random.default_rng(args.seed)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in args.clips:
            clip = Clip(args.program, path)
            for strength in [0.0, *args.strength]:
                card, delay = draw(rng), rng.uniform(*delays)
                lit = clip.lit(card, strength, delay, noise)
                for kbit in args.kbit:
                    sent = through_a_call(lit, kbit, folder)
                    for fps in args.fps:
                        control = strength in (0.0, 0.08) and fps == args.fps[0]
                        cards = ([card] if strength else []) + [draw(rng) for _ in range(args.cards if control else 0)]
                        if not cards:
                            continue
                        for i, result in enumerate(analysed(args.analyser, sent, clip.track, fps, cards, folder)):
                            kind = "none" if not strength else "answered" if i == 0 else "wrong"
                            rows.append({"clip": clip.name, "kind": kind, "strength": strength, "kbit": kbit, "fps": fps,
                                         "delay": delay, "result": result})
            print(f"{clip.name}: done", file=sys.stderr, flush=True)
            if args.json:
                Path(args.json).write_text(json.dumps(rows))
    if rows:
        report(rows)
    return 0


def report(rows) -> None:
    said = [r for r in rows if r["result"]]
    print(f"{len(rows)} questions, {len(rows) - len(said)} without an answer (too short or too slow)")
    print("answered at one in 100 or rarer, by strength, bit rate and samples a second:")
    answered = [r for r in said if r["kind"] == "answered"]
    for key in sorted({(r["strength"], r["kbit"], r["fps"]) for r in answered}):
        group = [r for r in answered if (r["strength"], r["kbit"], r["fps"]) == key]
        hits = [r for r in group if r["result"][0] >= 100]
        late = [abs(r["result"][1] - r["delay"]) for r in hits]
        strengths = [r["result"][2] for r in hits]
        middle = f", delay off by {statistics.median(late):.2f} s, strength {statistics.median(strengths):.3f}" if hits else ""
        print(f"  {key[0]:.0%} {key[1]} kbit/s {key[2]} fps: {len(hits)} of {len(group)}{middle}")
    print("by chance:")
    for kind in ("none", "wrong"):
        group = [r["result"] for r in said if r["kind"] == kind]
        for limit in (20, 100, 1000):
            false = sum(r[0] >= limit for r in group)
            print(f"  {kind}: one in {limit} or rarer in {false} of {len(group)}")
    print("weakest answer that would have been seen, with nothing on the skin:")
    none = [r for r in said if r["kind"] == "none"]
    for kbit in sorted({r["kbit"] for r in none}):
        group = [r["result"][3] for r in none if r["kbit"] == kbit]
        print(f"  {kbit} kbit/s: " + ", ".join(f"{s:.0%} {sum(g == s for g in group)}"
                                              for s in (0.01, 0.02, 0.04, 0.08, 0.16, 1.0)) + f" of {len(group)}")
    print("restlessness of the skin, median and highest by clip and kind:")
    for kind in ("none", "wrong"):
        by_clip = {c: max(r["result"][4] for r in said if r["kind"] == kind and r["clip"] == c)
                   for c in {r["clip"] for r in said if r["kind"] == kind}}
        if by_clip:
            print(f"  {kind}: median {statistics.median(by_clip.values()):.3f}, highest {max(by_clip.values()):.3f}, "
                  + " ".join(f"{c} {v:.2f}" for c, v in sorted(by_clip.items())))


if __name__ == "__main__":
    sys.exit(main())
