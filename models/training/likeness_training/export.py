"""A run's averaged network as ONNX (opset 17, any batch), weights stored small, checked against PyTorch."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .aligned import unit
from .dense import Dense
from .faces import session
from .lite0 import Lite0

OPSET = 17
# Weights of fewer values stay as they are: biases and constants, which cost no space.
LEAST_VALUES = 64
# Largest difference that storing weights small may make: of a logit (development clips differ by tenths), and
# of one minus a cosine.
TOLERANCE = {"logit": 0.05, "features": 0.002}


def export(checkpoint, out, storage="fp16"):
    """Writes `out` from `last.pt`; exits where the file does not give PyTorch's numbers."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    weights, size = state["average"], state["config"]["samples"]["size"]
    is_detector = "logit.weight" in weights
    net, name = (Lite0(), "logit") if is_detector else (Dense(len(weights["features.bias"]), size), "features")
    net.load_state_dict(weights)
    net.eval()
    example = torch.zeros(2, 3, size, size)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(net, (example,), str(out), opset_version=OPSET, input_names=["input"],
                      output_names=[name], dynamic_axes={"input": {0: "n"}, name: {0: "n"}}, dynamo=False)
    model = {"fp16": as_fp16, "int8": as_int8}[storage](onnx.load(out))
    onnx.checker.check_model(model)
    onnx.save(model, out)
    worst = difference(net, out, size, name)
    if worst > TOLERANCE[name]:
        raise SystemExit(f"{out}: {name} differ from PyTorch's by {worst:.4f}, allowed are {TOLERANCE[name]}: "
                         "store the weights as fp16")
    print(f"{out}: {Path(out).stat().st_size} bytes, {name} within {worst:.5f} of PyTorch's")


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


def as_int8(model):
    """Stores the weights of convolutions and matrix products as int8, one scale per output channel."""
    large = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer if len(i.dims) in (2, 4)}
    large = {name: v for name, v in large.items() if v.dtype == np.float32 and v.size >= LEAST_VALUES}
    kept, nodes = [i for i in model.graph.initializer if i.name not in large], []
    for name, values in large.items():
        scale = np.abs(values).reshape(len(values), -1).max(1).clip(1e-12) / 127
        whole = np.round(values / scale.reshape(-1, *[1] * (values.ndim - 1))).astype(np.int8)
        kept += [numpy_helper.from_array(whole, f"{name}_int8"),
                 numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"),
                 numpy_helper.from_array(np.zeros(len(values), np.int8), f"{name}_zero")]
        nodes.append(helper.make_node("DequantizeLinear", [f"{name}_int8", f"{name}_scale", f"{name}_zero"],
                                      [name], axis=0))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes += list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def difference(net, path, size, name):
    """How far the file is from PyTorch over noise and flat pictures, in batches of 1 and 3.

    Logits by their difference, features by one minus their cosine.
    """
    rng, worst, run = np.random.default_rng(0), 0.0, session(path)
    for count in (1, 3):
        flat = np.full((count, 3, size, size), rng.uniform(0, 255), np.float32)
        for x in (flat, rng.uniform(0, 255, flat.shape).astype(np.float32)):
            with torch.no_grad():
                ours = net(torch.from_numpy(x)).numpy()
            theirs = run.run(None, {"input": x})[0]
            off = np.abs(theirs - ours) if name == "logit" else 1 - (unit(theirs) * unit(ours)).sum(1)
            worst = max(worst, float(off.max()))
    return worst
