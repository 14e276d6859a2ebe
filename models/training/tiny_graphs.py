#!/usr/bin/env python3
"""Writes the graphs of a few hundred bytes that the loading tests of `vision` use.

    pip install onnx
    python models/training/tiny_graphs.py crates/vision/src/onnx/testdata

They compute nothing of use: each has the input and outputs of one kind of model, or one fault.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


def save(folder, name, nodes, inputs, outputs, constants=()):
    initialisers = [numpy_helper.from_array(np.asarray(v, dtype=t), n) for n, v, t in constants]
    graph = helper.make_graph(nodes, name, inputs, outputs, initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    (folder / f"{name}.onnx").write_bytes(data)
    print(f"{name}.onnx {len(data)} bytes")


def picture(name="input", shape=(1, 3, 16, 16), kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def values(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def reduced(output, extra=()):
    """The mean over rows and columns, [1,3], then `extra` nodes ending in `output`."""
    last = "mean" if extra else output
    return [helper.make_node("ReduceMean", ["input"], [last], axes=[2, 3], keepdims=0), *extra]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    # Three logits: the channels' means.
    save(folder, "softmax", reduced("logits"), [picture()], [values("logits", (1, 3))])
    # The same with an open batch axis and another input name.
    save(folder, "other_name",
         [helper.make_node("ReduceMean", ["picture"], ["logits"], axes=[2, 3], keepdims=0)],
         [picture("picture", ("n", 3, 16, 16))], [values("logits", ("n", 3))])
    # Two PRelu nodes, slopes per channel and shared, then the channels' means.
    save(folder, "prelu",
         [helper.make_node("PRelu", ["input", "slope"], ["first"]),
          helper.make_node("Sub", ["first", "hundred"], ["shifted"]),
          helper.make_node("PRelu", ["shifted", "shared"], ["second"]),
          helper.make_node("ReduceMean", ["second"], ["logits"], axes=[2, 3], keepdims=0)],
         [picture()], [values("logits", (1, 3))],
         [("slope", [[[0.5]], [[-2.0]], [[3.0]]], np.float32), ("hundred", [100.0], np.float32),
          ("shared", [0.25], np.float32)])
    # Three PRelu nodes: per channel behind a convolution with half-precision weights, shared behind a sum,
    # and behind a row of values, which is no picture.
    kernel = np.array([[1, 0, -1], [0.5, -0.5, 1], [-1, 1, 0], [0.25, 0.25, -1]]).reshape(4, 3, 1, 1)
    back = np.array([[1, -1, 0.5, 0], [0, 1, 0.5, -1], [0.5, 0, -1, 1]]).reshape(3, 4, 1, 1)
    save(folder, "conv_prelu",
         [helper.make_node("Cast", ["kernel"], ["kernel32"], to=TensorProto.FLOAT),
          helper.make_node("Conv", ["input", "kernel32"], ["wide"]),
          helper.make_node("PRelu", ["wide", "slope"], ["first"]),
          helper.make_node("Conv", ["first", "back"], ["narrow"]),
          helper.make_node("Add", ["narrow", "input"], ["sum"]),
          helper.make_node("PRelu", ["sum", "shared"], ["second"]),
          helper.make_node("ReduceMean", ["second"], ["row"], axes=[2, 3], keepdims=0),
          helper.make_node("PRelu", ["row", "last"], ["logits"])],
         [picture()], [values("logits", (1, 3))],
         [("kernel", kernel, np.float16), ("back", back, np.float32),
          ("slope", [[[0.5]], [[-2.0]], [[3.0]], [[0.125]]], np.float32),
          ("shared", [0.25], np.float32), ("last", [0.5, 2.0, -1.0], np.float32)])
    # Five points, x and y, the same for every picture.
    save(folder, "points",
         reduced("points", [helper.make_node("ReduceMean", ["mean"], ["one"], axes=[1], keepdims=1),
                            helper.make_node("Sub", ["one", "one"], ["zero"]),
                            helper.make_node("Add", ["zero", "five"], ["points"])]),
         [picture()], [values("points", (1, 10))],
         [("five", [[5, 6, 11, 6, 8, 9, 6, 12, 10, 12]], np.float32)])
    # A picture of another size.
    save(folder, "other_size", reduced("logits"), [picture(shape=(1, 3, 24, 24))],
         [values("logits", (1, 3))])
    # Bytes where floats are expected.
    save(folder, "other_type",
         [helper.make_node("Cast", ["input"], ["float"], to=TensorProto.FLOAT),
          helper.make_node("ReduceMean", ["float"], ["logits"], axes=[2, 3], keepdims=0)],
         [picture(kind=TensorProto.UINT8)], [values("logits", (1, 3))])
    # Not a number for any input: 0 / 0.
    save(folder, "nan",
         reduced("logits", [helper.make_node("Sub", ["mean", "mean"], ["zero"]),
                            helper.make_node("Div", ["zero", "zero"], ["logits"])]),
         [picture()], [values("logits", (1, 3))])
    # Finite for grey (the warm-up), not a number below zero: the root of the mean less 100.
    save(folder, "nan_when_dark",
         reduced("logits", [helper.make_node("Sub", ["mean", "hundred"], ["less"]),
                            helper.make_node("Sqrt", ["less"], ["logits"])]),
         [picture()], [values("logits", (1, 3))], [("hundred", [100.0], np.float32)])
    # An open length: as many values as pixels are above zero.
    save(folder, "open_length",
         [helper.make_node("Flatten", ["input"], ["row"], axis=0),
          helper.make_node("Greater", ["row", "zero"], ["above"]),
          helper.make_node("Reshape", ["above", "all"], ["which"]),
          helper.make_node("Compress", ["row", "which"], ["logits"], axis=1)],
         [picture()], [values("logits", (1, "any"))],
         [("zero", [0.0], np.float32), ("all", [-1], np.int64)])
    # A fixed length, but the wrong one.
    save(folder, "too_long", [helper.make_node("Flatten", ["input"], ["logits"])],
         [picture()], [values("logits", (1, 768))])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
