"""What must be here before anything is drawn, said in a sentence that names the remedy; and files that are whole or not there.

`python -m cast.ready DIR` checks the assets' folder alone, before an environment was made: it needs Python's standard library only.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ASSETS = ("base.obj.gz", "targets.npz")
PACKAGES = "libegl1 libgl1-mesa-dri espeak-ng ffmpeg fonts-ocr-b fonts-dejavu-core"
FONTS = ("/usr/share/fonts/opentype/ocr-b/OCRB.otf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PROGRAMS = ("ffmpeg", "ffprobe")
LIBRARIES = ("libEGL.so.1", "libespeak-ng.so.1")


class NotReady(Exception):
    """Something that is missing."""


def assets(folder: Path) -> None:
    """Refuses a folder without the two files that are made from MakeHuman's assets."""
    if not folder.is_dir():
        raise NotReady(f"{folder} is not a folder: ASSETS names the one with {' and '.join(ASSETS)} (tests/cast/README.md)")
    missing = [name for name in ASSETS if not (folder / name).is_file()]
    if missing:
        raise NotReady(f"{folder} has no {' and no '.join(missing)}: python -m cast.pack makes them (tests/cast/README.md)")


def machine() -> None:
    """Refuses a machine on which a clip could not be finished, before the first one is begun."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    missing += [path for path in FONTS if not Path(path).is_file()]
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if missing:
        raise NotReady(f"not installed: {', '.join(missing)}. On Debian: apt-get install {PACKAGES}")


def put(path: Path, data: bytes) -> None:
    """Writes a file at once: whoever stops the program leaves the old one or the new one, and no half."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(work: Path) -> Iterator[None]:
    """Refuses a second run that would write the same pictures at the same time."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotReady(f"another run works in {work}: wait for it, or name another folder with CAST=DIR") from None
        yield


if __name__ == "__main__":
    try:
        assets(Path(sys.argv[1]))
    except NotReady as refusal:
        sys.exit(f"cast: {refusal}")
