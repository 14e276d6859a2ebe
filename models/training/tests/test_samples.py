"""Masks, forgeries, degradations, pairs: deterministic, in range, and fakes differ where they should."""

import numpy as np
import pytest

from likeness_training import changes, degrade, fakes, masks, recapture, warp
from likeness_training.codec import CODECS, recompress
from likeness_training.level import cut, inside, square
from likeness_training.pairs import Pairs
from likeness_training.scenes import LARGEST, MOST, SMALLEST, Scenes, background
from likeness_training.turned import Squares, opposite

OPTIONS = {"size": 96, "same_degradation": 0.7, "shares": {"self_blended": 0.4, "swapped": 0.3, "redrawn": 0.2, "presented": 0.1}}


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("seed", range(6))
def test_a_mask_lies_in_0_to_1_and_covers_something(points, seed):
    mask, region = masks.blend_mask(rng(seed), (224, 224), points)
    assert region in masks.REGIONS
    assert mask.dtype == np.float32 and 0 <= mask.min() and 0.2 < mask.max() <= 1.0001


def test_region_shares_add_up():
    assert abs(sum(share for share, _ in masks.REGIONS.values()) - 1) < 1e-9


@pytest.mark.parametrize("change", [c for c, _ in changes.SOURCE_CHANGES])
def test_a_change_keeps_shape_and_changes_pixels(picture, change):
    changed = change(rng(), picture)
    assert changed.shape == picture.shape and changed.dtype == np.uint8
    assert (changed != picture).any()


def test_a_self_blended_face_leaves_the_corners_of_one_of_its_sources(picture, points):
    fake = fakes.self_blended(rng(3), picture, points)
    assert fake.shape == picture.shape and np.abs(fake.astype(int) - picture).mean() > 0.5


def test_a_swap_changes_the_face_and_nothing_far_from_it(picture, points):
    fake = fakes.swapped(rng(2), picture, points, picture[::-1].copy(), points)
    assert (fake[:8] == picture[:8]).all() and (fake[100:120, 100:120] != picture[100:120, 100:120]).any()


def test_a_redrawn_face_has_less_fine_noise(picture, points):
    def fine(p):
        return np.abs(np.diff(p[80:140, 80:140].astype(int), axis=1)).mean()

    drawn = [fakes.redrawn(rng(s), picture, points) for s in range(6)]
    assert np.median([fine(d) for d in drawn]) < fine(picture)


@pytest.mark.parametrize("codec", CODECS)
def test_a_codec_gives_back_a_near_picture(picture, codec):
    shown = recompress([picture, picture], codec, CODECS[codec][0])
    assert shown.shape == picture.shape
    assert 0 < np.abs(shown.astype(int) - picture).mean() < 25


def test_one_plan_does_the_same_twice(picture):
    plans = [degrade.plan(rng(s)) for s in range(20)]
    for what in plans:
        assert (degrade.apply(what, picture) == degrade.apply(what, picture)).all()


def test_the_identity_warp_changes_nothing_inside(picture, points):
    bent = warp.lay_over(picture, points, points, picture.shape)
    assert np.abs(bent[40:180, 40:180].astype(int) - picture[40:180, 40:180]).mean() < 1


def test_triangles_move_with_their_corners(picture, points):
    faces = warp.triangles(points, (224, 224))
    bent, cover = warp.piecewise(picture, points, points + 7, picture.shape, faces)
    assert cover[115, 115] and not cover[2, 2]
    assert np.abs(bent[110:120, 110:120].astype(int) - picture[103:113, 103:113]).mean() < 2


@pytest.mark.parametrize("seed", range(8))
def test_a_presented_face_is_a_picture_of_the_same_size(picture, points, seed):
    shown = recapture.presented(rng(seed), picture, points, picture[::-1].copy(), points)
    assert shown.shape == picture.shape and shown.dtype == np.uint8 and (shown != picture).any()


def test_a_sample_depends_on_seed_and_number_only(faces):
    one, other = (Pairs(faces, range(12), OPTIONS, 7) for _ in range(2))
    other[3]
    assert (one[17] == other[17]).all() and (one[17] != one[18]).any()
    assert one[17].shape == (2, 3, 96, 96)


def test_a_window_is_a_part_of_the_crop(faces):
    pairs = Pairs(faces, range(12), OPTIONS, 7)
    pairs.window = 64
    assert pairs[0].shape == (2, 3, 64, 64)


def test_a_scene_says_where_its_faces_are(faces):
    scenes = Scenes(faces, range(12), {"size": 128}, 3)
    made = [scenes[i] for i in range(24)]
    assert all(p.shape == (3, 128, 128) and p.dtype == np.uint8 and t.shape == (MOST, 15) for p, t in made)
    truth = np.concatenate([t[t[:, 0] > 0] for _, t in made])
    assert len(truth) > 10
    # The longer side of an untilted face is what was drawn; a tilt adds a little.
    assert (truth[:, 3:5].max(1) >= SMALLEST - 1).all() and (truth[:, 3:5].max(1) <= 1.5 * LARGEST).all()
    # Five points around the box's centre, eyes left and right, above the mouth where the head is upright.
    points = truth[:, 5:].reshape(-1, 5, 2)
    inside = np.abs(points - truth[:, None, 1:3]) <= 0.75 * truth[:, None, 3:5].max(2, keepdims=True)
    assert inside.all()
    assert (points[:, 1, 0] > points[:, 0, 0]).mean() > 0.9 and (points[:, 3, 1] > points[:, 0, 1]).mean() > 0.9


def test_a_scene_depends_on_seed_and_number_only(faces):
    one, other = (Scenes(faces, range(12), {"size": 96}, 7) for _ in range(2))
    other[3]
    assert (one[9][0] == other[9][0]).all() and (one[9][1] == other[9][1]).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_background_fills_the_scene(picture, seed):
    scene = background(rng(seed), 100, picture)
    assert scene.shape == (100, 100, 3) and scene.dtype == np.uint8


def test_a_level_square_shows_the_points_where_they_are_said(faces):
    marked = faces.fives[0].copy()
    picture = np.zeros((224, 224, 3), np.uint8)
    for x, y in marked.astype(int):
        picture[y - 2 : y + 2, x - 2 : x + 2] = 255
    eyes = np.float64([[84, 96], [140, 82]])
    for size in (48, 112):
        to_picture = square(faces.boxes[0].astype(np.float64), eyes, size)
        crop, points = cut(picture, to_picture, size), inside(marked, to_picture)
        y, x = np.mgrid[:size, :size] + 0.5
        for at in points:
            near = np.hypot(x - at[0], y - at[1]) < 0.05 * size
            weight = crop[..., 0] * near
            middle = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
            assert np.linalg.norm(middle - at) < 0.2, (size, at, middle)


def test_the_other_side_of_a_mesh_is_found_and_mirrored_back(faces):
    other = opposite(faces.meshes)
    assert other[33] == 263 and (other[other] == np.arange(478)).all()
    squares = Squares(faces, range(12), {"size": 32, "degraded": 0.0, "video": 0.0}, 1, other)
    given = faces.picture(0), faces.fives[0], faces.meshes[0], faces.boxes[0]
    back = squares.mirrored(*squares.mirrored(*given))
    assert all(np.allclose(a, b) for a, b in zip(given, back, strict=True))
    mirrored = squares.mirrored(*given)
    assert mirrored[1][0, 0] < mirrored[1][1, 0] and np.allclose(mirrored[2], given[2], atol=1e-4)


def test_a_sample_of_landmarks_is_the_same_each_time_and_some_show_no_face(faces):
    options = {"size": 48, "degraded": 0.7, "video": 0.1}
    squares = [Squares(faces, range(12), options, 3, opposite(faces.meshes)) for _ in range(2)]
    for i in (0, 5, 40):
        assert all(np.array_equal(a, b) for a, b in zip(squares[0][i], squares[1][i], strict=True))
    shown = [squares[0][i] for i in range(80)]
    assert 60 <= sum(s[3] for s in shown) < 80
    assert all(np.abs(s[1]).max() < 0.6 for s in shown if s[3])
