"""The commands. `python -m likeness_training COMMAND --help` explains each; README.md shows them in order."""

import argparse
import os
import sys
from pathlib import Path


def main(arguments=None):
    parser = argparse.ArgumentParser("likeness_training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    one = commands.add_parser("prepare", help="find the faces of a folder once")
    one.add_argument("--data", type=Path, required=True, help="folder of pictures")
    one.add_argument("--cache", type=Path, required=True, help="where faces.npz goes")
    one.add_argument("--models", type=Path, required=True, help="folder with the standard pack's files")
    one.add_argument("--jobs", type=int, default=os.cpu_count())

    one = commands.add_parser("train", help="train a model, or go on")
    one.add_argument("model", choices=["detector", "embedder", "landmarks", "manipulation", "pad", "traces"])
    one.add_argument("--config", type=Path, required=True)
    one.add_argument("--data", type=Path, help="folder of pictures (all but embedder)")
    one.add_argument("--cache", type=Path, required=True)
    one.add_argument("--out", type=Path, required=True, help="folder of the run; an existing one is resumed")
    one.add_argument("--init", help="replaces `init` of the configuration")
    one.add_argument("--minutes", type=float, help="of training, earlier parts of the run counted")
    one.add_argument("--images", type=int, help="likewise in images")
    one.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that make samples")
    one.add_argument("--threads", type=int, default=os.cpu_count(), help="of the network on a CPU")

    one = commands.add_parser("swaps", help="make attack clips: a still's face over a talking clip")
    one.add_argument("--pictures", type=Path, required=True, help="one folder of pictures per person")
    one.add_argument("--media", type=Path, required=True, help="folder with a media.csv of bona fide clips")
    one.add_argument("--models", type=Path, required=True, help="folder with the standard pack's files")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--count", type=int, default=28)
    one.add_argument("--seconds", type=float, default=8.0, help="length of a clip at most")
    one.add_argument("--seed", type=int, default=1)

    one = commands.add_parser("export", help="write a run's network as ONNX and check it")
    one.add_argument("--run", type=Path, required=True, help="folder of the run")
    one.add_argument("--out", type=Path, required=True, help="the .onnx file")
    one.add_argument("--storage", choices=["fp16", "int8", "mixed"], default="fp16", help="of the weights")
    one.add_argument("--head", choices=["manipulation", "pad", "five", "mesh"],
                     help="which detector of a run of `traces`, or what of one of `landmarks`")

    one = commands.add_parser("evaluate", help="score clips by clip, with one or more exported networks")
    one.add_argument("--list", type=Path, action="append", required=True, help="a media.csv; may be repeated")
    one.add_argument("--model", type=Path, action="append", required=True, help=".onnx; may be repeated")
    one.add_argument("--models", type=Path, required=True, help="folder with the standard pack's files")
    one.add_argument("--cache", type=Path, required=True, help="where cut faces are kept")
    one.add_argument("--out", type=Path, required=True, help="folder for scores.csv")
    one.add_argument("--against", choices=["manipulated", "attack"], default="manipulated", help="labels")
    one.add_argument("--bit-rate", type=int, action="append", help="encode anew at bit/s; 0: as it is")

    one = commands.add_parser("teach", help="ask the standard pack's embedder about a folder once")
    one.add_argument("--data", type=Path, action="append", required=True, help="folder of pictures; may be repeated")
    one.add_argument("--cache", type=Path, required=True, help="where teacher.npz goes")
    one.add_argument("--models", type=Path, required=True, help="folder with the standard pack's files")
    one.add_argument("--jobs", type=int, default=os.cpu_count())

    one = commands.add_parser("verify", help="score an exported embedder over labelled pairs")
    one.add_argument("--pairs", type=Path, required=True, help="CSV with a,b,mated and fold")
    one.add_argument("--images", type=Path, required=True)
    one.add_argument("--model", type=Path, required=True)
    one.add_argument("--models", type=Path, required=True, help="folder with the standard pack's files")

    one = commands.add_parser("compare", help="a face detector beside the standard pack's")
    one.add_argument("--model", type=Path, required=True)
    one.add_argument("--landmarks", type=Path, help="looks at each of its faces once more")
    one.add_argument("--models", type=Path, required=True, help="folder with the standard pack's files")
    one.add_argument("--pairs", type=Path, help="CSV whose a and b name pictures; the face nearest the middle counts")
    one.add_argument("--images", type=Path)
    one.add_argument("--list", type=Path, action="append", default=[], help="a media.csv; its bona fide clips count")
    one.add_argument("--every", type=int, default=1, help="of the pictures only each so manieth")

    given = parser.parse_args(arguments)
    return {"prepare": prepare, "train": train, "swaps": swaps, "export": export,
            "evaluate": evaluate, "teach": teach, "verify": verify, "compare": compare}[given.command](given)


def prepare(given):
    from .folder import prepare

    prepare(given.data, given.cache, given.models, given.jobs)


def train(given):
    import torch

    from . import config as configs
    from .aligned import Taught
    from .budget import Budget
    from .detector import Detection
    from .embedder import Distillation
    from .folder import Faces
    from .landmarks import Points
    from .manipulation import Manipulation
    from .traces import Traces
    from .train import train

    kind = {"detector": Detection, "embedder": Distillation, "landmarks": Points,
            "manipulation": Manipulation, "pad": Manipulation, "traces": Traces}[given.model]
    config = configs.load(given.config, kind.SAMPLES)
    if given.init:
        config["run"]["init"] = given.init
    if given.model != "embedder" and given.data is None:
        raise SystemExit("say where the pictures are: --data DIR")
    data = Taught(given.cache) if given.model == "embedder" else Faces(given.data, given.cache)
    torch.set_num_threads(given.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train(kind(config, data), given.out, Budget(given.minutes, given.images), given.workers, device)


def swaps(given):
    from .swaps.make import make

    make(given.pictures, given.media, given.models, given.out, given.count, given.seconds, given.seed)


def export(given):
    from .export import export

    export(given.run / "last.pt", given.out, given.storage, given.head)


def evaluate(given):
    from .evaluate import evaluate

    evaluate(given.list, given.model, given.models, given.cache, given.out, given.bit_rate or [0],
             given.against)


def teach(given):
    from .aligned import teach

    teach(given.data, given.cache, given.models, given.jobs)


def verify(given):
    from .verify import verify

    verify(given.pairs, given.images, given.model, given.models)


def compare(given):
    from .compare import compare

    compare(given.model, given.landmarks, given.models, given.pairs, given.images, given.list, given.every)


if __name__ == "__main__":
    sys.exit(main())
