"""Who somebody is: everything about a face that stays the same from one session to the next, drawn from a seed."""

from dataclasses import dataclass, field, replace

import numpy as np

# Skin albedo (linear RGB) from light to dark; origins take ranges of it.
TONES = np.array([[0.60, 0.40, 0.31], [0.52, 0.33, 0.24], [0.44, 0.27, 0.18], [0.34, 0.19, 0.115],
                  [0.22, 0.115, 0.065], [0.12, 0.060, 0.036], [0.070, 0.036, 0.023]])
TONE_RANGE = {"caucasian": (0.0, 2.2), "asian": (0.7, 3.0), "african": (3.4, 5.6)}
HAIR_COLOURS = {
    "black": ((0.010, 0.008, 0.007), (0.018, 0.013, 0.011)),
    "dark": ((0.022, 0.014, 0.009), (0.038, 0.023, 0.014)),
    "brown": ((0.060, 0.032, 0.016), (0.095, 0.052, 0.026)),
    "auburn": ((0.120, 0.040, 0.014), (0.170, 0.060, 0.022)),
    "red": ((0.260, 0.080, 0.020), (0.340, 0.120, 0.035)),
    "blond": ((0.260, 0.160, 0.070), (0.400, 0.270, 0.130)),
    "grey": ((0.240, 0.235, 0.230), (0.330, 0.325, 0.320)),
    "white": ((0.480, 0.470, 0.450), (0.560, 0.550, 0.530)),
}
EYES = {"brown": ((0.045, 0.018, 0.007), (0.085, 0.035, 0.012)), "hazel": ((0.075, 0.055, 0.020), (0.13, 0.070, 0.022)),
        "green": ((0.070, 0.095, 0.050), (0.10, 0.085, 0.035)), "blue": ((0.065, 0.115, 0.190), (0.11, 0.15, 0.19)),
        "grey": ((0.110, 0.130, 0.140), (0.15, 0.15, 0.13)), "black": ((0.016, 0.008, 0.005), (0.030, 0.014, 0.008))}
# Face targets that come in opposed pairs: one draw decides between the two.
OPPOSED = (("-decr", "-incr"), ("-down", "-up"), ("-in", "-out"), ("-backward", "-forward"), ("-concave", "-convex"),
           ("-compress", "-uncompress"))
SHAPES = ("head-diamond", "head-invertedtriangular", "head-oval", "head-rectangular", "head-round", "head-square",
          "head-triangular")
STRENGTH = {"head": 0.55, "nose": 0.75, "eyes": 0.6, "mouth": 0.7, "chin": 0.75, "cheek": 0.7, "forehead": 0.7,
            "eyebrows": 0.8, "ears": 0.6, "neck": 0.4}


@dataclass
class Person:
    """A cast member. `seed` decides all that the named fields do not."""

    name: str
    sex: str  # female, male
    age: int  # years
    origin: str  # african, asian, caucasian
    seed: int
    hair: str = "short"  # a style of hair.py
    hair_colour: str = "dark"
    eyes: str = "brown"
    beard: str = "none"  # none, stubble, moustache, goatee, full
    grey: float = 0.0  # share of grey hairs
    tone: float | None = None
    # Folder of targets (or `traits`) -> another seed that decides it. Not in `repr`: what it does is in the weights and traits.
    parts: dict = field(default_factory=dict, repr=False)
    weights: dict = field(default_factory=dict)  # target name -> weight, filled by `draw`
    traits: dict = field(default_factory=dict)

    def draw(self, names: list[str]) -> "Person":
        """Fills `weights` and `traits` from the seed."""
        rng = np.random.default_rng([self.seed, 4])
        w = dict(macro(self.sex, self.age, self.origin, rng))
        pairs: dict[str, float] = {}
        for name in sorted(names):
            folder, _, leaf = name.partition("/")
            if folder not in STRENGTH or leaf in SHAPES or "head-trans" in leaf or "head-age" in leaf:
                continue
            if leaf.startswith("r-"):
                continue  # faces are drawn symmetric, then made uneven below
            stem = leaf
            sign = 1.0
            for low, high in OPPOSED:
                if leaf.endswith(low):
                    stem, sign = leaf[: -len(low)], -1.0
                elif leaf.endswith(high):
                    stem = leaf[: -len(high)]
            key = f"{folder}/{stem}"
            if key not in pairs:
                # Heavy tails: most features are ordinary, a few are what a face is known by.
                pairs[key] = float(np.clip(rng.standard_t(3) * 0.42, -1.0, 1.0)) * STRENGTH[folder]
            weight = max(0.0, sign * pairs[key])
            if stem == leaf:
                weight = max(0.0, pairs[key])
            if "scale" in stem and folder == "eyes":
                weight *= 0.6
            if weight > 0:
                w[name] = weight
                if leaf.startswith("l-"):
                    uneven = float(rng.normal(1.0, 0.10))
                    w[f"{folder}/r-{leaf[2:]}"] = max(0.0, weight * uneven)
        for shape in rng.choice(SHAPES, 2, replace=False):
            w[f"head/{shape}"] = float(rng.uniform(0.1, 0.75))
        self.weights = w
        low, high = TONE_RANGE[self.origin]
        tone = self.tone if self.tone is not None else rng.uniform(low, high)
        at = np.array([np.interp(tone, np.arange(len(TONES)), TONES[:, k]) for k in range(3)])
        at = at * (1 + rng.normal(0, 0.03, 3))
        self.traits = {
            "tone": tone, "albedo": at, "freckles": float(rng.random() ** 3) * (1.0 if tone < 1.2 else 0.3),
            "moles": int(rng.integers(0, 6)), "blush": float(rng.uniform(0.3, 1.0)),
            "under_eye": float(rng.uniform(0.2, 0.8)), "uneven": float(rng.uniform(0.5, 1.2)),
            "oil": float(rng.uniform(0.3, 1.0)), "pores": float(rng.uniform(0.6, 1.3)),
            "lip": at * np.array([0.86, 0.56, 0.60]) * rng.uniform(0.75, 1.05) * (1 + rng.normal(0, 0.05, 3)),
            "brow": {"height": float(rng.normal(0.0, 0.018)), "arch": float(rng.uniform(0.0, 0.07)),
                     "slant": float(rng.normal(0.0, 0.03)), "thick": float(rng.uniform(0.028, 0.062) * (1.2 if self.sex == "male" else 0.8)),
                     "inner": float(rng.uniform(0.09, 0.16)), "outer": float(rng.uniform(0.50, 0.62)),
                     "dense": float(rng.uniform(0.55, 1.0))},
            "hairline": float(rng.normal(0.0, 0.05)) + (0.08 * max(0, self.age - 40) / 30 if self.sex == "male" else 0.0),
            "temples": float(rng.uniform(0.0, 0.12)) * (1.0 if self.sex == "male" else 0.2),
            "wrinkles": float(np.clip((self.age - 28) / 40, 0, 1)), "iris": float(rng.uniform(0.43, 0.48)),
            "pupil": float(rng.uniform(0.30, 0.42)),
        }
        for part, seed in self.parts.items():
            self._take(part, seed, names)
        return self

    def _take(self, part: str, seed: int, names: list[str]) -> None:
        """One part of the face, or the traits of skin and brows, as another seed draws them."""
        other = replace(self, seed=seed, parts={}, weights={}, traits={}).draw(names)
        if part == "traits":
            self.traits = other.traits
            return
        kept = {k: v for k, v in self.weights.items() if not k.startswith(f"{part}/")}
        self.weights = {**kept, **{k: v for k, v in other.weights.items() if k.startswith(f"{part}/")}}


def macro(sex: str, age: int, origin: str, rng: np.random.Generator):
    """Weights of the macro targets: sex, age and origin, a little mixed as people are."""
    old = float(np.clip((age - 25) / 55, 0, 1))
    male = 0.97 if sex == "male" else 0.03
    share = {o: (0.90 if o == origin else 0.05) for o in ("african", "asian", "caucasian")}
    weight = float(np.clip(rng.normal(0.0, 0.42), -0.8, 0.9))
    for s, sw in (("male", male), ("female", 1 - male)):
        for a, aw in (("young", 1 - old), ("old", old)):
            for o, ow in share.items():
                yield f"macrodetails/{o}-{s}-{a}", sw * aw * ow
            stem = f"macrodetails/universal-{s}-{a}-averagemuscle-"
            yield stem + "averageweight", sw * aw * (1 - abs(weight))
            yield stem + ("maxweight" if weight > 0 else "minweight"), sw * aw * abs(weight)
