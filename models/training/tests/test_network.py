"""Network, its gradient, a run that resumes, and the export. Skipped where PyTorch is not installed."""

import copy

import numpy as np
import pytest

torch = pytest.importorskip("torch")
# The networks are tiny: on a busy machine two threads would only wait for each other.
torch.set_num_threads(1)

from likeness_training import config as configs
from likeness_training.aligned import KEPT_PX, MARGIN_PX
from likeness_training.budget import Budget
from likeness_training.depthwise import depthwise
from likeness_training.detector import Detection, assign, losses
from likeness_training.embedder import Distillation
from likeness_training.export import export
from likeness_training.faces import STRIDES, session
from likeness_training.finder import YunetMaps
from likeness_training.landmarks import Points
from likeness_training.lite0 import Lite0, SameConv
from likeness_training.manipulation import Manipulation
from likeness_training.start import exported
from likeness_training.traces import BLOCK, Traces, Triples

CONFIG = {
    "run": {"seed": 1, "init": "random", "held_out": 0.4, "validation": 2},
    "samples": {"size": 64, "same_degradation": 1.0, "shares": {"self_blended": 1.0}},
    "optimiser": {"batch": 2, "rate": 1e-4, "head_rate": 1e-4, "decay": 0.0, "warm_up_steps": 1,
                  "average": 0.5, "freeze_norm": False, "frozen_blocks": 0},
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


def test_frozen_blocks_learn_nothing_and_change_no_number():
    net = Lite0(drop=0.0)
    x = torch.rand(2, 3, 64, 64) * 255
    plain = net.eval()(x)
    net.frozen = 2
    assert torch.equal(net(x), plain)
    before = [b.clone() for b in net._blocks[1].buffers()]
    net.train()(x).sum().backward()
    assert net._conv_stem.weight.grad is None and net._blocks[1]._project_conv.weight.grad is None
    assert net._blocks[2]._project_conv.weight.grad is not None
    assert all(torch.equal(a, b) for a, b in zip(before, net._blocks[1].buffers(), strict=True))


class Small:
    """The few faces of conftest with a split."""

    def __init__(self, faces):
        self.faces = faces
        self.points, self.boxes, self.fives, self.picture = faces.points, faces.boxes, faces.fives, faces.picture
        self.meshes = faces.meshes

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
        self.face = lambda index: faces.picture(index)[: KEPT_PX + 2 * MARGIN_PX, : KEPT_PX + 2 * MARGIN_PX].copy()

    def split(self, share, seed):
        return np.arange(8), np.arange(8, 12)


@pytest.mark.parametrize("storage", ("fp16", "int8"))
def test_an_embedder_learns_and_is_exported(faces, tmp_path, storage):
    from likeness_training.train import train

    config = {**CONFIG, "samples": {"size": 32, "degraded": 0.5, "video": 0.2, "occluded": 0.5, "tremble": 0.05},
              "optimiser": {**CONFIG["optimiser"], "batch": 4}, "stages": [{"until": 1.0, "window": 32}]}
    configs.check(config, Distillation.SAMPLES)
    run = train(Distillation(config, Taught(faces)), tmp_path, Budget(images=8), 0, torch.device("cpu"))
    assert run.samples == 8 and "held_out_cosine" in run.history[-1]
    export(tmp_path / "last.pt", tmp_path / "e.onnx", storage)
    size = (tmp_path / "e.onnx").stat().st_size
    assert size < (2_500_000 if storage == "int8" else 4_500_000)


def test_a_cell_in_the_middle_of_a_face_claims_it_on_one_stride():
    truth = torch.zeros(1, 2, 15)
    truth[0, 0, :5] = torch.tensor([1.0, 64, 64, 24, 30])
    levels = assign(truth, 128, "cpu")
    claims = [int((claim > 0).sum()) for claim, _, _ in levels]
    assert claims[0] >= 1 and claims[1] == claims[2] == 0
    claim, face, corner = levels[0]
    at = int((claim[0] > 0).nonzero()[0])
    assert face[0, at, 3:5].tolist() == [24, 30] and (corner[at] - 60).abs().max() <= 8


def test_what_is_decoded_exactly_has_no_error():
    truth = torch.zeros(1, 1, 15)
    truth[0, 0] = torch.tensor([1.0, 50, 70, 40, 60] + [40, 60, 60, 60, 50, 72, 42, 85, 58, 85])
    maps = []
    for (claim, face, corner), stride in zip(assign(truth, 128, "cpu"), STRIDES, strict=True):
        values = torch.zeros(1, len(corner), 15)
        values[..., 0] = torch.where(claim > 0, 20.0, -20.0)
        values[..., 1:3] = (face[..., 1:3] - corner) / stride
        values[..., 3:5] = (face[..., 3:5].clamp(min=1) / stride).log()
        values[..., 5:] = ((face[..., 5:].reshape(1, -1, 5, 2) - corner[:, None]) / stride).flatten(2)
        maps.append(values)
    loss, points = losses(maps, truth, 128)
    assert float(loss) < 1e-4 and points < 1e-5


def test_a_detector_learns_and_is_exported_for_any_size(faces, tmp_path):
    from likeness_training.train import train

    config = {**CONFIG, "samples": {"size": 64}, "stages": [{"until": 1.0, "window": 64}]}
    configs.check(config, Detection.SAMPLES)
    train(Detection(config, Small(faces)), tmp_path, Budget(images=6), 0, torch.device("cpu"))
    export(tmp_path / "last.pt", tmp_path / "d.onnx", "int8")
    assert (tmp_path / "d.onnx").stat().st_size <= 200_000
    out = session(tmp_path / "d.onnx").run(YunetMaps.names(), {"input": np.zeros((1, 3, 96, 160), np.float32)})
    assert [o.shape for o in out[:4]] == [(1, 240, 1), (1, 240, 1), (1, 240, 4), (1, 240, 10)]
    assert (0 < out[0]).all() and (out[0] < 1).all() and (out[0] == out[1]).all()


def test_points_and_mesh_are_learnt_together_and_exported_apart(faces, tmp_path):
    from likeness_training.train import train

    config = {**CONFIG, "samples": {"size": 32, "degraded": 0.5, "video": 0.2},
              "optimiser": {**CONFIG["optimiser"], "batch": 8, "rate": 1e-3, "head_rate": 1e-3},
              "stages": [{"until": 1.0, "window": 32}]}
    configs.check(config, Points.SAMPLES)
    run = train(Points(config, Small(faces)), tmp_path, Budget(images=32), 0, torch.device("cpu"))
    assert run.samples == 32 and 0 < run.history[-1]["held_out_fine"] < 1
    x = np.random.default_rng(1).uniform(0, 255, (1, 3, 32, 32)).astype(np.float32)
    with torch.no_grad():
        five, mesh, presence = run.average.eval()(torch.from_numpy(x))
    with pytest.raises(SystemExit, match="--head"):
        export(tmp_path / "last.pt", tmp_path / "x.onnx")
    for head, expected in (("five", ((five + 0.5) * 32,)), ("mesh", (mesh * 32 + torch.tensor([16, 16, 0]), presence))):
        export(tmp_path / "last.pt", tmp_path / f"{head}.onnx", "fp16", head)
        out = session(tmp_path / f"{head}.onnx").run(None, {"input": x})
        assert len(out) == len(expected)
        assert all(np.abs(a.ravel() - b.numpy().ravel()).max() < 0.2 for a, b in zip(out, expected, strict=True))


def test_one_body_gives_two_detectors(faces, tmp_path):
    from likeness_training.train import train

    config = copy.deepcopy(CONFIG)
    config["samples"]["views"] = 2
    configs.check(config, Traces.SAMPLES)
    run = train(Traces(config, Small(faces)), tmp_path, Budget(images=6), 0, torch.device("cpu"))
    assert "held_out_pad_auc" in run.history[-1]
    x = np.random.default_rng(1).uniform(0, 255, (1, 3, 64, 64)).astype(np.float32)
    with torch.no_grad():
        ours = run.average.eval()(torch.from_numpy(x))[0].tolist()
    with pytest.raises(SystemExit, match="--head"):
        export(tmp_path / "last.pt", tmp_path / "x.onnx")
    for head, place, storage in (("manipulation", 0, "mixed"), ("pad", 1, "fp16")):
        export(tmp_path / "last.pt", tmp_path / f"{head}.onnx", storage, head)
        out = session(tmp_path / f"{head}.onnx").run(None, {"input": x})[0][0]
        assert len(out) == place + 1 and abs(out[-1] - ours[place]) < 0.02 and (place == 0 or out[0] == 0)


def test_a_triple_is_seen_twice_in_different_windows(faces):
    options = CONFIG["samples"] | {"views": 2, "size": 64}
    triples, made = Triples(faces, range(12), options, 3), []
    triples.window, make = 48, triples.made
    triples.made = lambda i: made.append(i) or make(i)
    first = [triples[i] for i in range(3)]
    again = [triples[BLOCK + i] for i in range(3)]
    assert made == [0, 1, 2] and first[0].shape == (3, 3, 48, 48)
    assert any(not np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    # The next block is made of other samples; and a process that begins in the middle gives the same.
    assert not np.array_equal(triples[2 * BLOCK], first[0]) and made[-1] == BLOCK
    other = Triples(faces, range(12), options, 3)
    other.window = 48
    assert np.array_equal(other[BLOCK + 1], again[1])
