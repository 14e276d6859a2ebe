"""Configuration files: TOML, unknown keys refused, every key required."""

import tomllib

# Section: key: type, the same for all models but [samples], which is a task's own and has a `size`.
SHAPE = {
    "run": {"seed": int, "init": str, "held_out": float, "validation": int},
    "samples": None,
    "optimiser": {"batch": int, "rate": float, "head_rate": float, "decay": float, "warm_up_steps": int,
                  "average": float, "freeze_norm": bool, "frozen_blocks": int},
    "stages": {"until": float, "window": int},
}


def load(path, samples):
    """The file's tables, checked. `samples`: key and type of what a task wants in [samples]."""
    with open(path, "rb") as file:
        return check(tomllib.load(file), samples, path)


def check(config, samples, name="config"):
    """`config`, or an exit that names the key at fault."""
    if set(config) != set(SHAPE):
        raise SystemExit(f"{name}: sections must be {sorted(SHAPE)}, found {sorted(config)}")
    for section, keys in (SHAPE | {"samples": samples}).items():
        for table in config[section] if section == "stages" else [config[section]]:
            if set(table) != set(keys):
                odd = sorted(set(table) ^ set(keys))
                raise SystemExit(f"{name}: [{section}] has wrong or missing keys: {odd}")
            for key, kind in keys.items():
                if type(table[key]) is not kind:
                    raise SystemExit(f"{name}: [{section}] {key} must be of type {kind.__name__}")
    ends = [stage["until"] for stage in config["stages"]]
    if ends != sorted(ends) or not ends or ends[-1] != 1.0:
        raise SystemExit(f"{name}: stages must end in rising order, the last at 1.0")
    if any(s["window"] > config["samples"]["size"] for s in config["stages"]):
        raise SystemExit(f"{name}: a stage's window is larger than [samples] size")
    return config


def stage(config, share):
    """The stage that holds at `share` (0..1) of the budget."""
    return next((s for s in config["stages"] if share < s["until"]), config["stages"][-1])
