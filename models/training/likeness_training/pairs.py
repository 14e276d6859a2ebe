"""One training sample of a detector: an original and a forgery of it, cut as the product cuts.

Sample i of a seed is always the same, whichever process makes it and after whatever was made before.
"""

import cv2
import numpy as np

from . import degrade, fakes, recapture

# models/manifest.toml, crop of the manipulation model: side of the square over the longer side of the box.
FACTOR = 1.25


class Pairs:
    """`[i]` gives `uint8[2, 3, window, window]` RGB, original first. `options`: [samples] of the config."""

    def __init__(self, faces, indices, options, seed):
        self.faces, self.indices, self.options, self.seed = faces, np.asarray(indices), options, seed
        self.size = options["size"]
        self.window = self.size
        self.epoch, self.order = -1, None
        # The shape of a face, free of place and size: donors are looked for among similar ones.
        points = faces.points[self.indices].astype(np.float32)
        points = points - points.mean(1, keepdims=True)
        self.shapes = (points / points.std((1, 2), keepdims=True))[:, ::12].reshape(len(points), -1)

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, i])
        at = self.at(i)
        picture, points, box = self.load(at, rng.random() < 0.5)
        fake = self.forge(rng, picture, points, at)
        same = rng.random() < self.options["same_degradation"]
        plans = [degrade.plan(rng)]
        plans.append(plans[0] if same else degrade.plan(rng))
        cut = (rng.normal(0, 0.03, 2), FACTOR * np.exp(rng.normal(0, 0.06)))
        corner = rng.integers(0, self.size - self.window + 1, 2) if self.window < self.size else (0, 0)
        both = [self.cut(degrade.apply(p, q), box, picture.shape[0], *cut, corner, self.window)
                for p, q in zip(plans, (picture, fake), strict=True)]
        return np.stack(both)

    def at(self, i):
        """Which picture sample i shows: all of them in an order of its own each time round."""
        epoch, place = divmod(i, len(self.indices))
        if epoch != self.epoch:
            self.epoch = epoch
            self.order = np.random.default_rng([self.seed, epoch, 1]).permutation(len(self.indices))
        return self.order[place]

    def load(self, at, flip):
        """Picture, mesh points and box, mirrored or not."""
        index = self.indices[at]
        picture = self.faces.picture(index)
        points, box = self.faces.points[index].astype(np.float32), self.faces.boxes[index].copy()
        if flip:
            # Regions are symmetric as sets of points, so left and right need no renaming.
            picture = picture[:, ::-1].copy()
            points[:, 0] = picture.shape[1] - 1 - points[:, 0]
            box[0] = picture.shape[1] - box[0] - box[2]
        return picture, points, box

    def forge(self, rng, picture, points, at):
        """A fake of a kind drawn by the config's shares."""
        share = self.options["shares"]
        kinds = list(share)
        total = sum(share.values())
        kind = kinds[rng.choice(len(kinds), p=[share[k] / total for k in kinds])]
        if kind == "redrawn":
            return fakes.redrawn(rng, picture, points)
        if kind == "self_blended":
            return fakes.self_blended(rng, picture, points)
        other, other_points, _ = self.load(self.donor(rng, at), False)
        make = {"swapped": fakes.swapped, "presented": recapture.presented}[kind]
        return make(rng, picture, points, other, other_points)

    def donor(self, rng, at):
        """Of 24 others drawn at random the one whose face has the most similar shape and pose."""
        among = rng.integers(0, len(self.indices), 24)
        among = among[among != at]
        distance = ((self.shapes[among] - self.shapes[at]) ** 2).sum(1)
        return int(among[distance.argmin()])

    def cut(self, picture, box, side, shift, factor, corner, window):
        """`window` pixels from `corner` on of the product's square, its place and size a little off as a
        detector's box is."""
        scale = picture.shape[0] / side
        longer = float(max(box[2:])) * scale
        square = longer * factor
        centre = (box[:2] + box[2:] / 2) * scale + shift * longer
        unit = square / self.size
        matrix = np.array([[unit, 0, centre[0] - square / 2 + corner[0] * unit + unit / 2 - 0.5],
                           [0, unit, centre[1] - square / 2 + corner[1] * unit + unit / 2 - 0.5]])
        if unit > 1.15:
            # Area filter before it shrinks, as the product does.
            picture = cv2.resize(picture, None, fx=1 / unit, fy=1 / unit, interpolation=cv2.INTER_AREA)
            matrix[:, 2] = (matrix[:, 2] + 0.5) / unit - 0.5
            matrix[0, 0] = matrix[1, 1] = 1.0
        crop = cv2.warpAffine(picture, matrix, (window, window),
                              flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101)
        return crop[:, :, ::-1].transpose(2, 0, 1)


