"""Makes the two files of `make cast ASSETS=DIR` out of a checkout of makehumancommunity/makehuman.

`python -m cast.pack CHECKOUT DIR`. Base mesh and targets are CC0 1.0 since September 2020 (LICENSE.md of that repository says
which of its files are). The order of the targets decides how people are drawn from their seeds, so it is checked.
"""

import argparse
import gzip
import hashlib
import io
import sys
from pathlib import Path

import numpy as np

from . import ready

DATA = Path("makehuman", "data")
FOLDERS = ("head", "nose", "eyes", "mouth", "chin", "cheek", "forehead", "eyebrows", "ears", "neck",
           "expression/units/african", "expression/units/asian", "expression/units/caucasian")
# SHA-256 of the targets' names, one a line: another list would be another cast.
NAMES = "44c873226178b018423646f489d7db3788102be581b37ed344e3c4417643ff06"


def macros() -> list[str]:
    """Sex, age and origin, and how slim somebody is."""
    pairs = [(age, sex) for age in ("young", "old") for sex in ("female", "male")]
    out = [f"macrodetails/{origin}-{sex}-{age}" for age in ("young", "old") for origin in ("african", "asian", "caucasian")
           for sex in ("female", "male")]
    return out + [f"macrodetails/universal-{sex}-{age}-averagemuscle-{weight}weight" for age in ("young", "old")
                  for weight in ("average", "min", "max") for a, sex in pairs if a == age]


def names(targets: Path) -> list[str]:
    """Every target of the face's folders as `folder/name`, sorted as files are, then the macros."""
    out = []
    for folder in FOLDERS:
        out += [f"{folder}/{file.stem}" for file in sorted((targets / folder).glob("*.target"), key=lambda f: f.name)]
    return out + macros()


def packed(targets: Path, of: list[str]) -> dict[str, np.ndarray]:
    """The arrays of targets.npz: target k moves `vertex[offsets[k]:offsets[k + 1]]` by `delta`, in decimetres."""
    offsets, vertex, delta = [0], [], []
    for name in of:
        file = targets / f"{name}.target"
        if not file.is_file():
            raise ready.NotReady(f"{file} is not there: is this a checkout of makehumancommunity/makehuman?")
        for line in file.read_text(encoding="utf-8").splitlines():
            if (parts := line.split()) and not line.startswith("#"):
                vertex.append(int(parts[0]))
                delta.append([float(v) for v in parts[1:4]])
        offsets.append(len(vertex))
    return {"names": np.array(of), "offsets": np.array(offsets, np.int64), "vertex": np.array(vertex, np.int32),
            "delta": np.array(delta, np.float16).reshape(-1, 3)}


def main() -> int:
    """Writes base.obj.gz and targets.npz."""
    parser = argparse.ArgumentParser(prog="cast.pack", description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    data = options.checkout / DATA
    try:
        if not (data / "3dobjs" / "base.obj").is_file():
            raise ready.NotReady(f"{data / '3dobjs' / 'base.obj'} is not there: is this a checkout of makehumancommunity/makehuman?")
        of = names(data / "targets")
        if hashlib.sha256("\n".join(of).encode()).hexdigest() != NAMES:
            raise ready.NotReady(f"{data / 'targets'} has other targets than the cast was drawn from: take a state of that repository "
                                 f"from after September 2020 ({len(of)} targets found)")
        options.folder.mkdir(parents=True, exist_ok=True)
        whole = io.BytesIO()
        np.savez_compressed(whole, **packed(data / "targets", of))
        ready.put(options.folder / "targets.npz", whole.getvalue())
        ready.put(options.folder / "base.obj.gz", gzip.compress((data / "3dobjs" / "base.obj").read_bytes(), mtime=0))
    except ready.NotReady as refusal:
        print(f"cast: {refusal}", file=sys.stderr)
        return 2
    print(f"{len(of)} targets and the base mesh in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
