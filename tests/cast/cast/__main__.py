"""Renders the cast: `python -m cast --assets DIR --out DIR`. A clip whose script did not change is left alone."""

import argparse
import dataclasses
import hashlib
import io
import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np

from . import acting, assets, body, document, encode, mrz, people, ready, story, take, truth

BUDGET_CLIP, BUDGET_ALL = 300_000, 12_000_000  # bytes
HASH = 16  # letters of a script's hash that are kept
CARD = 1  # raise it when a change of document.py must draw every card again
HERE = Path(__file__).parent


def script_hash(item, cast: dict, parts: dict) -> str:
    """Hash of everything that decides one clip: its script, its people, the clips it shows, the version of the code that draws."""
    who = sorted({r.person for r in getattr(item, "roles", [])} | set(getattr(item, "holder", ())[:1]))  # the holder's hands are seen
    needs = [parts.get(n, "") for n in (getattr(item, "needs", ""), getattr(item, "source", ""), getattr(item, "other", "")) if n]
    text = repr((sorted(_told(item).items()), [repr(cast[p]) for p in who], needs, take.ENGINE))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH]


def _told(thing) -> dict:
    """What a script says beyond the defaults, so that a new field with a default renders nothing again."""
    usual = {f.name: f.default_factory() if f.default_factory is not dataclasses.MISSING else f.default for f in dataclasses.fields(thing)}
    return {k: _stable(v) for k, v in vars(thing).items() if not callable(v) and repr(_stable(v)) != repr(_stable(usual.get(k)))}


def _stable(value):
    if isinstance(value, dict):
        return {k: _stable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_stable(v) for v in value]
    if isinstance(value, np.ndarray):
        return hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
    if hasattr(value, "__dataclass_fields__"):
        return _told(value)
    return "" if callable(value) else repr(value)


class Shop:
    """Renders what is asked for, keeps raw pictures of this run for takes made from others."""

    def __init__(self, folder: Path, work: Path, out: Path) -> None:
        self.base = assets.load(folder)
        self.cast = people.cast(self.base.targets)
        self.stage = take.Stage(body.Shared(self.base), self.cast)
        self.work, self.out = work, out
        work.mkdir(parents=True, exist_ok=True)
        out.mkdir(parents=True, exist_ok=True)
        self.items = {i.name: i for i in story.takes()}
        self.hashes: dict[str, str] = {}
        for name, item in self.items.items():
            self.hashes[name] = script_hash(item, self.cast, self.hashes)

    def pictures(self, name: str):
        """Frames before encoding, and truth rows; from the work folder when the script is the same."""
        kept = self.work / f"{name}-{self.hashes[name]}.npz"
        if kept.exists():
            data = np.load(kept, allow_pickle=False)
            return [cv2.imdecode(data[f"f{k}"], cv2.IMREAD_COLOR) for k in range(int(data["count"]))], json.loads(str(data["rows"]))
        item = self.items[name]
        if isinstance(item, story.Derived):
            frames, rows = self.pictures(item.source)
            if item.change:
                frames, rows = item.change(frames, rows, self.fps(name), self.pictures(item.other) if item.other else None)
            return frames, rows
        if hasattr(item, "needs"):
            frames, shown = self.pictures(item.needs)
            item.props = item.props_from(frames, self.fps(item.needs), shown)
        frames, rows = self.stage.shoot(item)
        rows = json.loads(json.dumps(rows, default=float))
        coded = {f"f{k}": cv2.imencode(".png", f, [cv2.IMWRITE_PNG_COMPRESSION, 2])[1] for k, f in enumerate(frames)}
        whole = io.BytesIO()
        np.savez(whole, count=len(frames), rows=json.dumps(rows), **coded)
        ready.put(kept, whole.getvalue())
        for older in self.work.glob(f"{name}-{'[0-9a-f]' * HASH}.npz"):
            if older != kept:
                older.unlink()
        return frames, rows

    def fps(self, name: str) -> float:
        item = self.items[name]
        return self.fps(item.source) if isinstance(item, story.Derived) else item.fps

    def render(self, name: str) -> float:
        """Writes one clip and its truth; gives the seconds it took, or 0 when nothing had changed."""
        item = self.items[name]
        path, facts = self.out / (name + item.suffix), self.out / (name + ".json")
        if path.exists() and facts.exists() and json.loads(facts.read_text()).get("script") == self.hashes[name]:
            return 0.0
        begun = time.perf_counter()
        frames, rows = self.pictures(name)
        fps = self.fps(name)
        sound, said = self._sound(item, len(frames) / fps)
        lead = item if not isinstance(item, story.Derived) else self.items[item.source]
        made = self.work / path.name  # beside the pictures until it is whole and known to be small enough
        encode.write_clip(made, frames, fps, item.kbit, sound)
        if (size := made.stat().st_size) > BUDGET_CLIP:
            raise ready.NotReady(f"{path.name} has {size} bytes, more than {BUDGET_CLIP}: shorten it or lower its kbit in story.py")
        header = {"script": self.hashes[name], "note": item.note, "people": sorted({r["person"] for r in rows if r["person"]}),
                  "room": lead.room, "fps": fps, "width": frames[0].shape[1], "height": frames[0].shape[0],
                  "codec": "vp8" if item.suffix == ".webm" else "h264", "kbit": item.kbit,
                  "exposure_ms": round(lead.sensor.shutter * 1000, 2), "audio": said, "cues": [list(c) for c in item.cues],
                  "light_card": getattr(item, "light_card", None), "attack": item.attack}
        # The truth names the script and comes last: stopped between the two, the clip is written again.
        ready.put(path, made.read_bytes())
        made.unlink()
        truth.write(facts, path.name, header, rows)
        return time.perf_counter() - begun

    def _sound(self, item, seconds: float):
        late = 0.0
        if isinstance(item, story.Derived):
            late, item = item.sound_late, self.items[item.source]
        said = next((r.script for r in item.roles if r.script.say), None)
        if said is None:
            return None, None
        rate = said.say.rate
        track = np.random.default_rng(3).normal(0, 0.0012, int(seconds * rate)).astype(np.float32)
        at = int(max(said.say_at - late, 0) * rate)
        cut = said.say.samples[max(0, int((late - said.say_at) * rate)):][: len(track) - at]
        track[at: at + len(cut)] += cut * 0.8
        return (track, rate), {"speech_from_s": round(said.say_at - late, 3), "speech_to_s": round(said.say_at - late + said.say.seconds, 3),
                               "lips_late_ms": int(round(late * 1000))}

    def documents(self) -> float:
        """Portraits and identity cards of the story; gives the seconds they took, or 0 when nothing had changed."""
        begun, drawn = time.perf_counter(), False
        known = json.loads(self.portraits.read_text())["scripts"] if self.portraits.exists() else {}
        for name in (*story.HOLDERS, *story.PORTRAITS):
            script = acting.Script(0.2, 10, 5, calm=0.15, blink_every=1e6)
            shot = take.Take(name, "booth", [take.Role(name, story.LOOKS["portrait"], script)], 0.1, 10.0, 600, 800, 8.2, 30.0, 0.05,
                             story.Sensor(noise=0.003, lens=0.3, sharpen=0.4, vignette=0.02), seed=5)
            holder = story.HOLDERS.get(name)
            told = script_hash(shot, self.cast, {}) + hashlib.sha256(repr((vars(holder) if holder else None, CARD)).encode()).hexdigest()[:8]
            files = [self.out / f"portrait-{name}.jpg"] + ([self.out / f"id-{name}.jpg", self.out / f"id-{name}.json"] if holder else [])
            if known.get(name) == told and all(f.exists() for f in files):
                continue
            drawn = True
            frames, _ = self.stage.shoot(shot)
            whole = frames[0]
            portrait = whole[40:800, 15:585]
            ready.put(files[0], _jpeg(portrait, 90))
            if holder:
                flat = document.card(holder, portrait, *ready.FONTS)
                ready.put(files[1], _jpeg(document.photograph(flat, 3), 88))
                facts = {"schema": truth.SCHEMA, "person": name, "kind": "TD1", "mrz": mrz.td1(holder), **vars(holder)}
                ready.put(files[2], (json.dumps(facts, indent=1) + "\n").encode())
            known[name] = told
            ready.put(self.portraits, (json.dumps({"schema": truth.SCHEMA, "scripts": known}, indent=1) + "\n").encode())
        return time.perf_counter() - begun if drawn else 0.0

    @property
    def portraits(self) -> Path:
        """What the portraits and cards were drawn from, as a clip's truth says it of the clip."""
        return self.out / "portraits.json"


def _jpeg(picture: np.ndarray, quality: int) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def main() -> int:
    """Renders all, or the names given."""
    parser = argparse.ArgumentParser(prog="cast", description=__doc__)
    parser.add_argument("--assets", type=Path, required=True, help="folder with base.obj.gz and targets.npz")
    parser.add_argument("--out", type=Path, default=HERE.parent / "media")
    parser.add_argument("--work", type=Path, default=Path(".cast"), help="where raw pictures are kept between runs")
    parser.add_argument("names", nargs="*", help="clips to render; all when none is named; `documents` for the cards")
    options = parser.parse_args()
    try:
        ready.assets(options.assets)
        ready.machine()
        with ready.alone(options.work):
            return render(options)
    except ready.NotReady as refusal:
        print(f"cast: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ncast: stopped; what is finished is kept, and the next run goes on from there", file=sys.stderr)
        return 130


def render(options: argparse.Namespace) -> int:
    """Renders what is asked for and says what it took."""
    shop = Shop(options.assets, options.work, options.out)
    known = ["documents", *(n for n in shop.items if not n.endswith("-part"))]
    if unknown := [n for n in options.names if n not in known]:
        raise ready.NotReady(f"no clip is named {' or '.join(unknown)}; there are {', '.join(known)}")
    for name in options.names or known:
        worked = time.process_time()
        took = shop.documents() if name == "documents" else shop.render(name)
        worked = time.process_time() - worked
        print(f"{name}: {'unchanged' if not took else f'{took:.0f} s, {worked:.0f} s of processor time'}", flush=True)
    print(f"{time.process_time():.0f} s of processor time in all, the encoder's left out")
    total = sum(p.stat().st_size for p in options.out.iterdir() if not p.name.startswith("."))
    print(f"{total} bytes in {options.out}")
    if total > BUDGET_ALL:
        print(f"more than {BUDGET_ALL} bytes: take clips out or lower their bit rate", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
