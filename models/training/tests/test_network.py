"""Network, its gradient, a run that resumes, and the export. Skipped where PyTorch is not installed."""

import copy

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from likeness_training import config as configs
from likeness_training.budget import Budget
from likeness_training.depthwise import depthwise
from likeness_training.embedder import Distillation
from likeness_training.export import export
from likeness_training.lite0 import Lite0, SameConv
from likeness_training.manipulation import Manipulation
from likeness_training.start import exported

CONFIG = {
    "run": {"seed": 1, "init": "random", "held_out": 0.4, "validation": 2},
    "samples": {"size": 64, "same_degradation": 1.0, "shares": {"self_blended": 1.0}},
    "optimiser": {"batch": 2, "rate": 1e-4, "head_rate": 1e-4, "decay": 0.0, "warm_up_steps": 1,
                  "average": 0.5, "freeze_norm": False},
    "stages": [{"until": 0.5, "window": 32}, {"until": 1.0, "window": 64}],
}


@pytest.mark.parametrize(("kernel", "stride"), ((3, 1), (3, 2), (5, 2)))
def test_the_gradient_is_pytorchs(kernel, stride):
    torch.manual_seed(0)
    x = torch.randn(2, 6, 17, 14, requires_grad=True)
    weight = torch.randn(6, 1, kernel, kernel, requires_grad=True)
    ours = depthwise(x, weight, stride)
    theirs = torch.nn.functional.conv2d(x, weight, None, stride, 0, 1, 6)
    grad = torch.randn_like(ours)
    assert torch.allclose(ours, theirs, atol=1e-5)
    for a, b in zip(torch.autograd.grad(ours, (x, weight), grad),
                    torch.autograd.grad(theirs, (x, weight), grad), strict=True):
        assert torch.allclose(a, b, atol=1e-4)


@pytest.mark.parametrize("size", (31, 32))
def test_stride_two_halves_upwards(size):
    assert SameConv(3, 4, 3, 2, bias=False)(torch.zeros(1, 3, size, size)).shape[-1] == 16


def test_training_and_plain_mode_compute_the_same():
    torch.manual_seed(0)
    net = Lite0(drop=0.0)
    x = torch.rand(2, 3, 64, 64) * 255
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 0.0
    trained = net(x)
    for module in net.modules():
        if isinstance(module, SameConv):
            module.training = False
    assert torch.allclose(trained, net(x), atol=1e-4)


class Small:
    """The few faces of conftest with a split."""

    def __init__(self, faces):
        self.faces = faces
        self.points, self.boxes, self.picture = faces.points, faces.boxes, faces.picture

    def split(self, share, seed):
        return np.arange(8), np.arange(8, 12)


def test_a_run_stops_resumes_and_exports(faces, tmp_path):
    from likeness_training.train import train

    configs.check(copy.deepcopy(CONFIG), Manipulation.SAMPLES)
    cpu = torch.device("cpu")
    first = train(Manipulation(CONFIG, Small(faces)), tmp_path, Budget(images=4), 0, cpu)
    assert first.samples == 2 and (tmp_path / "curves.png").is_file()
    second = train(Manipulation(CONFIG, Small(faces)), tmp_path, Budget(images=12), 0, cpu)
    assert second.samples == 6 and len(second.history) == 3
    export(tmp_path / "last.pt", tmp_path / "m.onnx")
    again = exported(tmp_path / "m.onnx").eval()
    x = torch.rand(1, 3, 64, 64) * 255
    with torch.no_grad():
        assert torch.allclose(second.average.eval()(x), again(x), atol=0.05)
    other = {**CONFIG, "run": {**CONFIG["run"], "seed": 2}}
    with pytest.raises(SystemExit, match="another configuration"):
        train(Manipulation(other, Small(faces)), tmp_path, Budget(images=12), 0, cpu)


class Taught:
    """Faces of noise with features of noise."""

    def __init__(self, faces):
        rng = np.random.default_rng(1)
        self.features = rng.normal(size=(12, 16)).astype(np.float16)
        self.points = np.tile(np.float32([[80, 100], [144, 100], [112, 130], [90, 160], [134, 160]]), (12, 1, 1))
        self.picture = faces.picture

    def split(self, share, seed):
        return np.arange(8), np.arange(8, 12)


@pytest.mark.parametrize("storage", ("fp16", "int8"))
def test_an_embedder_learns_and_is_exported(faces, tmp_path, storage):
    from likeness_training.train import train

    config = {**CONFIG, "samples": {"size": 32, "degraded": 0.5, "occluded": 0.5},
              "optimiser": {**CONFIG["optimiser"], "batch": 4}, "stages": [{"until": 1.0, "window": 32}]}
    configs.check(config, Distillation.SAMPLES)
    run = train(Distillation(config, Taught(faces)), tmp_path, Budget(images=8), 0, torch.device("cpu"))
    assert run.samples == 8 and "held_out_cosine" in run.history[-1]
    export(tmp_path / "last.pt", tmp_path / "e.onnx", storage)
    size = (tmp_path / "e.onnx").stat().st_size
    assert size < (1_500_000 if storage == "int8" else 2_800_000)
