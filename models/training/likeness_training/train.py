"""The training loop of every model: budget, stages, averages, checkpoints that resume.

What is trained on what, and how good it is, is a task's (manipulation.py, embedder.py).

A run lives in one folder: `last.pt` (everything needed to go on), `history.csv`, `curves.png`.
"""

import copy
import csv
import os
import time
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader

from . import budget as budgets
from . import config as configs
from . import curves
from .progress import Progress

# Minutes between checkpoints, each with a validation: what a stopped run loses at most.
CHECKPOINT_MIN = 6.0


class Run:
    """Network, its running average, optimiser and counters."""

    def __init__(self, task, device):
        config = task.config
        torch.manual_seed(config["run"]["seed"])
        self.task, self.config, self.device = task, config, device
        self.net = task.network().to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net).eval()
        head = list(task.head(self.net).parameters())
        ids = {id(p) for p in head}
        body = [p for p in self.net.parameters() if id(p) not in ids]
        o = config["optimiser"]
        self.optimiser = torch.optim.AdamW(
            [{"params": body, "base": o["rate"]}, {"params": head, "base": o["head_rate"]}],
            lr=o["rate"], weight_decay=o["decay"])
        self.step = self.samples = 0
        self.seconds, self.history = 0.0, []

    def learn(self, batch, share):
        """One step on a batch; gives the loss and a second figure of the task's."""
        o = self.config["optimiser"]
        factor = budgets.rate(share, self.step, o["warm_up_steps"])
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * factor
        self.net.train()
        if o["freeze_norm"]:
            for module in self.net.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()
        loss, figure = self.task.loss(self.net, batch, self.device)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimiser.step()
        self.step, self.samples = self.step + 1, self.samples + o["batch"]
        # A short memory at first, so that the start does not linger in the average.
        keep = min(o["average"], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for a, b in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
                a.lerp_(b, 1 - keep) if a.is_floating_point() else a.copy_(b)
        return float(loss.detach()), figure

    def save(self, folder):
        """`last.pt`, never half written; curves and history beside it."""
        state = {"config": self.config, "net": self.net.state_dict(), "average": self.average.state_dict(),
                 "optimiser": self.optimiser.state_dict(), "step": self.step, "samples": self.samples,
                 "seconds": self.seconds, "history": self.history, "device": describe(self.device)}
        torch.save(state, folder / "last.part")
        os.replace(folder / "last.part", folder / "last.pt")
        with open(folder / "history.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(self.history[0]))
            writer.writeheader()
            writer.writerows(self.history)
        curves.draw(self.history, folder / "curves.png", self.task.PANELS)

    def resume(self, folder):
        """Goes on where `last.pt` stopped, if there is one."""
        path = folder / "last.pt"
        if not path.is_file():
            return False
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["config"] != self.config:
            raise SystemExit(f"{path} was trained with another configuration: choose another --out")
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        for name in ("step", "samples", "seconds", "history"):
            setattr(self, name, state[name])
        return True


def describe(device):
    """On what a run was trained, for the model's card."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU, {torch.get_num_threads()} threads, {torch.backends.cpu.get_cpu_capability()}"


def loader(data, batch, first, workers):
    """Batches from sample `first` on, made by `workers` processes; the order never depends on them."""
    return iter(DataLoader(data, batch, sampler=range(first, first + 2**40), num_workers=workers,
                           prefetch_factor=4 if workers else None, worker_init_fn=_quiet,
                           # A fork would copy OpenCV's threads as dead ones, and wait for them.
                           multiprocessing_context="forkserver" if workers else None))


def _quiet(_):
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(1)


def train(task, folder, budget, workers, device, clock=time.monotonic):
    """Trains until the budget is used; returns the run."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    config = task.config
    run = Run(task, device)
    resumed = run.resume(folder)
    held = task.held()
    print(f"{task.describe()}; {describe(device)}; {'resumed at' if resumed else 'from'} "
          f"{task.IMAGES * run.samples} images", flush=True)
    if not resumed:
        record(run, held, folder, [])
    bar = Progress("train", 1)
    window, batches, recent = None, None, []
    since = mark = clock()
    while (share := budget.share(run.seconds, task.IMAGES * run.samples)) < 1:
        now = configs.stage(config, share)["window"]
        if now != window:
            window = now
            batches = loader(task.data(window), config["optimiser"]["batch"], run.samples, workers)
        recent.append(run.learn(next(batches), share))
        run.seconds, mark = run.seconds + clock() - mark, clock()
        loss, figure = (sum(r[k] for r in recent[-50:]) / len(recent[-50:]) for k in (0, 1))
        bar.step(task.IMAGES * config["optimiser"]["batch"], f"loss {loss:.3f} {task.FIGURE} {figure:.3f}", share)
        if clock() - since >= 60 * CHECKPOINT_MIN:
            record(run, held, folder, recent)
            recent, since, mark = [], clock(), clock()
    record(run, held, folder, recent)
    bar.close()
    return run


def record(run, held, folder, recent):
    """Validates, adds a line to the history and saves."""
    row = {"images": run.task.IMAGES * run.samples, "minutes": round(run.seconds / 60, 2)}
    for k, name in enumerate(("loss", run.task.FIGURE)):
        row[name] = sum(r[k] for r in recent) / len(recent) if recent else None
    run.average.eval()
    with torch.no_grad():
        row |= run.task.validate(run.average, held, run.device)
    run.history.append(row)
    run.save(folder)
    print(" ".join(f"{k} {v:.4g}" for k, v in row.items() if v is not None), flush=True)
