"""A run's averaged network as ONNX (opset 17, any batch), weights stored small, checked against PyTorch."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .aligned import unit
from .dense import Dense
from .faces import session
from .finder import Finder, YunetMaps
from .landmarks import FivePoints, MeshPoints, Regressor
from .lite0 import Lite0, OneHead
from .traces import HEADS

OPSET = 17
# Weights of fewer values stay as they are: biases and constants, which cost no space.
LEAST_VALUES = 64
# "mixed" stores dense weights of as many values and more as int8: they are nine tenths of Lite0. Its filters of
# single channels and its first layers suffer most from rounding.
LEAST_MIXED = 20_000
# Largest difference that storing weights small may make: of a logit (development clips differ by tenths), of
# one minus a cosine (0.003 moved LFW by less than 0.2 points), of the detector's scores and places (in cells), and of points (in pixels, of which there are
# some 37 between the eyes).
TOLERANCE = {"logit": 0.05, "logits": 0.05, "features": 0.005, "maps": 0.05, "points": 0.3, "mesh": 0.3}
# Side of the detector's input for the check; any multiple of 32 will do.
DETECTOR_PX = 160


def export(checkpoint, out, storage="fp16", head=None):
    """Writes `out` from `last.pt`; exits where the file does not give PyTorch's numbers.

    `head`: which detector of a run of `traces`, PAD's logit beside a zero, bona fide first; or `five` or `mesh` of
    one of `landmarks`.
    """
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    net, name, size = network(state["average"], state["config"]["samples"]["size"], head)
    net.eval()
    outputs, axes = [name], {"input": {0: "n"}, name: {0: "n"}}
    if name == "maps":
        outputs = YunetMaps.names()
        axes = {"input": {0: "n", 2: "h", 3: "w"}} | {o: {0: "n", 1: f"cells_{o[-2:].strip('_')}"} for o in outputs}
    if name == "mesh":
        outputs, axes = ["mesh", "presence"], axes | {"presence": {0: "n"}}
    example = torch.zeros(2, 3, size, size)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(net, (example,), str(out), opset_version=OPSET, input_names=["input"],
                      output_names=outputs, dynamic_axes=axes, dynamo=False)
    model = {"fp16": as_fp16, "int8": as_int8, "mixed": as_mixed}[storage](onnx.load(out))
    onnx.checker.check_model(model)
    onnx.save(model, out)
    worst = difference(net, out, size, name)
    if worst > TOLERANCE[name]:
        raise SystemExit(f"{out}: {name} differ from PyTorch's by {worst:.4f}, allowed are {TOLERANCE[name]}: "
                         "store the weights as fp16")
    print(f"{out}: {Path(out).stat().st_size} bytes, {name} within {worst:.5f} of PyTorch's")


def network(weights, size, head=None):
    """The network these weights belong to, what it gives, and the side of its input."""
    if "stem.weight" in weights:
        net = Finder()
        net.load_state_dict(weights)
        return YunetMaps(net), "maps", DETECTOR_PX
    if "presence.weight" in weights:
        if head not in ("five", "mesh"):
            raise SystemExit("a run of `landmarks` gives two files: say --head five or --head mesh")
        net = Regressor(size)
        net.load_state_dict(weights)
        return (FivePoints(net, size), "points", size) if head == "five" else (MeshPoints(net, size), "mesh", size)
    if "logit.weight" not in weights:
        net = Dense(len(weights["features.bias"]), size)
        net.load_state_dict(weights)
        return net, "features", size
    net = Lite0(logits=len(weights["logit.bias"]))
    net.load_state_dict(weights)
    if (head is None) if len(weights["logit.bias"]) > 1 else (head is not None):
        raise SystemExit("a run of `traces` has two detectors, other runs one: say --head for the former only")
    if head is None:
        return net, "logit", size
    return OneHead(net, HEADS.index(head), head == "pad"), {"manipulation": "logit", "pad": "logits"}[head], size


def as_fp16(model):
    """Stores large weights as fp16 behind a cast: half the file, computed in float32 as before."""
    kept, casts = [], []
    for item in model.graph.initializer:
        values = numpy_helper.to_array(item)
        if item.data_type == TensorProto.FLOAT and values.size >= LEAST_VALUES:
            half = numpy_helper.from_array(values.astype(np.float16), f"{item.name}_fp16")
            casts.append(helper.make_node("Cast", [half.name], [item.name], to=TensorProto.FLOAT))
            item = half
        kept.append(item)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)
    return model


def as_int8(model, least=LEAST_VALUES, dense_only=False):
    """Stores the weights of convolutions and matrix products as int8, one scale per output channel.

    A cast and a product turn them back, which ONNX Runtime does once, when it loads the file; it would keep a
    DequantizeLinear and run it again for every picture.
    """
    large = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer if len(i.dims) in (2, 4)}
    large = {name: v for name, v in large.items()
             if v.dtype == np.float32 and v.size >= least and (v.shape[1] > 1 or not dense_only)}
    kept, nodes = [i for i in model.graph.initializer if i.name not in large], []
    for name, values in large.items():
        scale = np.abs(values).reshape(len(values), -1).max(1).clip(1e-12) / 127
        scale = scale.reshape(-1, *[1] * (values.ndim - 1)).astype(np.float32)
        whole = np.round(values / scale).astype(np.int8)
        kept += [numpy_helper.from_array(whole, f"{name}_int8"), numpy_helper.from_array(scale, f"{name}_scale")]
        nodes += [helper.make_node("Cast", [f"{name}_int8"], [f"{name}_whole"], to=TensorProto.FLOAT),
                  helper.make_node("Mul", [f"{name}_whole", f"{name}_scale"], [name])]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes += list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def as_mixed(model):
    """Stores the large dense weights as int8 and what else is large as fp16."""
    return as_fp16(as_int8(model, LEAST_MIXED, dense_only=True))


def difference(net, path, size, name):
    """How far the file is from PyTorch over noise and flat pictures, in batches of 1 and 3.

    Features by one minus their cosine, everything else by its difference.
    """
    rng, worst, run = np.random.default_rng(0), 0.0, session(path)
    for count in (1, 3):
        flat = np.full((count, 3, size, size), rng.uniform(0, 255), np.float32)
        for x in (flat, rng.uniform(0, 255, flat.shape).astype(np.float32)):
            with torch.no_grad():
                ours = net(torch.from_numpy(x))
            ours = [o.numpy() for o in (ours if isinstance(ours, tuple) else (ours,))]
            for a, b in zip(ours, run.run(None, {"input": x}), strict=True):
                off = 1 - (unit(a) * unit(b)).sum(1) if name == "features" else np.abs(a - b)
                worst = max(worst, float(off.max()))
    return worst
