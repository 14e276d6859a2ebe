"""Depthwise convolution with a backward pass made of forward passes, for training on a CPU.

PyTorch's own CPU backward of a depthwise 5×5 over few pixels and many channels takes 60 % of a training
step of Lite0 in bfloat16 (profile at 128 px). The input's gradient is itself a depthwise convolution with
the kernel turned by 180 degrees; the kernel's is one multiply-and-sum per tap. On a GPU, and wherever no
gradient is wanted, the plain operation is used.
"""

import torch
from torch.nn import functional


class _Depthwise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride):
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        return functional.conv2d(x, weight, None, stride, 0, 1, x.shape[1])

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        kernel, stride, channels = weight.shape[-1], ctx.stride, x.shape[1]
        height, width = x.shape[2:]
        rows, columns = grad.shape[2:]
        # Spread to the input's raster, zeros between: a stride of one from here on.
        if stride > 1:
            spread = grad.new_zeros((grad.shape[0], channels, height - kernel + 1, width - kernel + 1))
            spread = spread.contiguous(memory_format=torch.channels_last)
            spread[:, :, : (rows - 1) * stride + 1 : stride, : (columns - 1) * stride + 1 : stride] = grad
        else:
            spread = grad
        grad_x = functional.conv2d(spread, weight.flip(2, 3), None, 1, kernel - 1, 1, channels)
        grad = grad.contiguous(memory_format=torch.channels_last)
        # A product with ones is the sum, at the speed of matrix products.
        ones = grad.new_ones((1, grad.shape[0] * rows * columns))
        grad_w = grad.new_empty((kernel, kernel, channels))
        for i in range(kernel):
            for j in range(kernel):
                part = x[:, :, i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
                grad_w[i, j] = (ones @ (part * grad).permute(0, 2, 3, 1).reshape(-1, channels))[0]
        return grad_x, grad_w.permute(2, 0, 1)[:, None].to(weight.dtype), None


def depthwise(x, weight, stride):
    """The same numbers as `functional.conv2d(x, weight, stride=stride, groups=channels)`, no padding."""
    if x.device.type != "cpu" or not torch.is_grad_enabled():
        return functional.conv2d(x, weight, None, stride, 0, 1, x.shape[1])
    if torch.is_autocast_enabled("cpu"):
        kind = torch.get_autocast_dtype("cpu")
        x, weight = x.to(kind), weight.to(kind)
    return _Depthwise.apply(x, weight, stride)
