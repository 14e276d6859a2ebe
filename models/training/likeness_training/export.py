"""A run's averaged network as ONNX (opset 17, any batch), weights stored as fp16, checked against PyTorch."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .faces import session
from .lite0 import Lite0

OPSET = 17
# Weights of fewer values stay as they are: biases and constants, which cost no space.
LEAST_VALUES = 64
# Largest difference of a logit that storing weights as fp16 may make. Development clips differ by tenths.
TOLERANCE = 0.05


def export(checkpoint, out, size):
    """Writes `out` from `last.pt`; raises where the file does not give PyTorch's numbers."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    net = Lite0()
    net.load_state_dict(state["average"])
    net.eval()
    example = torch.zeros(2, 3, size, size)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(net, (example,), str(out), opset_version=OPSET, input_names=["input"],
                      output_names=["logit"], dynamic_axes={"input": {0: "n"}, "logit": {0: "n"}}, dynamo=False)
    model = as_fp16(onnx.load(out))
    onnx.checker.check_model(model)
    onnx.save(model, out)
    worst = difference(net, out, size)
    if worst > TOLERANCE:
        raise SystemExit(f"{out}: logits differ from PyTorch's by {worst:.4f}, allowed are {TOLERANCE}")
    print(f"{out}: {Path(out).stat().st_size} bytes, logits within {worst:.5f} of PyTorch's")


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


def difference(net, path, size):
    """The largest difference of logits over noise and flat pictures, in batches of 1 and 3."""
    rng, worst, run = np.random.default_rng(0), 0.0, session(path)
    for count in (1, 3):
        flat = np.full((count, 3, size, size), rng.uniform(0, 255), np.float32)
        for x in (flat, rng.uniform(0, 255, flat.shape).astype(np.float32)):
            with torch.no_grad():
                ours = net(torch.from_numpy(x)).numpy()
            worst = max(worst, float(np.abs(run.run(None, {"input": x})[0] - ours).max()))
    return worst
