//! The pure half of the face mesh: its crop, how far eyes and mouth are open, and how the head stands.
//!
//! What the numbers mean for a session (blinks) is the business of `signals` and `verdict`. The order of
//! the points is that of MediaPipe's face mesh; the indices below are its published ones.

mod shape;
mod solid;

use domain::{FaceOpenness, Landmarks, Point, Rect};
use signals::EyeLids;

use crate::align::ToSource;

/// Logit from which the model's points lie on a face: as likely as not, the model's own decision
/// boundary.
pub const LEAST_PRESENCE: f32 = 0.0;

/// Points that a mesh needs so that those of eyes and mouth are among them.
pub const LEAST_POINTS: usize = 388;

/// Corners, upper and lower lid of the eye on the picture's left, then on its right.
const EYES: [[[usize; 2]; 3]; 2] =
    [[[33, 133], [160, 158], [144, 153]], [[362, 263], [385, 387], [380, 373]]];

/// Middle of the inner edges of the lips, upper and lower.
const LIPS: [usize; 2] = [13, 14];

/// Corners of the mouth's inner opening.
const MOUTH: [usize; 2] = [78, 308];

/// The square of `factor` × the longer side of `face` around its centre, turned so that the eyes are
/// level, as the transform from a picture of `side` × `side` pixels. None when the eyes coincide, the
/// box is empty or a coordinate is not finite.
pub fn level_square(
    face: Rect,
    landmarks: &Landmarks,
    factor: f32,
    side: usize,
) -> Option<ToSource> {
    let (left, right) = (landmarks.left_eye, landmarks.right_eye);
    let across = (f64::from(right.x - left.x), f64::from(right.y - left.y));
    let apart = across.0.hypot(across.1);
    let scale = f64::from(factor * face.width.max(face.height)) / side as f64;
    let (a, b) = (scale * across.0 / apart, scale * across.1 / apart);
    let (centre, half) = (face.centre(), side as f64 / 2.0);
    let tx = f64::from(centre.x) - (a - b) * half;
    let ty = f64::from(centre.y) - (b + a) * half;
    let is_face = scale > 0.0 && apart > 0.0 && [a, b, tx, ty].iter().all(|v| v.is_finite());
    is_face.then_some(ToSource { a, b, tx, ty })
}

/// Openness from points as x, y, z triples. None when one is missing or not finite, or the corners of an
/// eye or of the mouth coincide.
pub fn openness(points: &[f32]) -> Option<FaceOpenness> {
    let at = |i: usize| Some(Point::new(*points.get(3 * i)?, *points.get(3 * i + 1)?));
    let pair = |[i, j]: [usize; 2]| Some([at(i)?, at(j)?]);
    let eye = |[corners, upper, lower]: [[usize; 2]; 3]| {
        EyeLids { corners: pair(corners)?, upper: pair(upper)?, lower: pair(lower)? }.openness()
    };
    let eyes = ((eye(EYES[0])? + eye(EYES[1])?) / 2.0) as f32;
    let [upper, lower] = pair(LIPS)?;
    let [left, right] = pair(MOUTH)?;
    let mouth = upper.distance(lower) / left.distance(right);
    let is_one = eyes.is_finite() && mouth.is_finite();
    is_one.then(|| FaceOpenness { eyes, mouth, pose: solid::pose(points) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A mesh of 478 points with eyes 30 wide and `eyes` × 30 open, a mouth 50 wide and `mouth` × 50 open.
    fn points(eyes: f32, mouth: f32) -> Vec<f32> {
        let mut points = vec![0.0; 478 * 3];
        let mut put = |i: usize, x: f32, y: f32| points[3 * i..3 * i + 2].copy_from_slice(&[x, y]);
        for ([corners, upper, lower], x) in EYES.into_iter().zip([60.0, 160.0]) {
            put(corners[0], x, 100.0);
            put(corners[1], x + 30.0, 100.0);
            for k in 0..2 {
                put(upper[k], x + 10.0 + 10.0 * k as f32, 100.0 - 15.0 * eyes);
                put(lower[k], x + 10.0 + 10.0 * k as f32, 100.0 + 15.0 * eyes);
            }
        }
        put(LIPS[0], 125.0, 180.0);
        put(LIPS[1], 125.0, 180.0 + 50.0 * mouth);
        put(MOUTH[0], 100.0, 180.0);
        put(MOUTH[1], 150.0, 180.0);
        points
    }

    #[test]
    fn openness_is_read_off_the_published_points() {
        let got = openness(&points(0.3, 0.1)).unwrap();
        assert!((got.eyes - 0.3).abs() < 1e-5 && (got.mouth - 0.1).abs() < 1e-5, "{got:?}");
        let closed = openness(&points(0.0, 0.0)).unwrap();
        assert_eq!((closed.eyes, closed.mouth), (0.0, 0.0));
        let highest = EYES.iter().flatten().flatten().chain(&LIPS).chain(&MOUTH).max();
        assert_eq!(highest.map(|i| i + 1), Some(LEAST_POINTS));
    }

    #[test]
    fn a_mesh_that_is_none_gives_no_number() {
        assert_eq!(openness(&[0.0; 478 * 3]), None);
        assert_eq!(openness(&points(0.3, 0.1)[..380 * 3]), None);
        for bad in [f32::NAN, f32::INFINITY] {
            for index in [160, 14] {
                let mut points = points(0.3, 0.1);
                points[3 * index + 1] = bad;
                assert_eq!(openness(&points), None);
            }
        }
    }

    fn eyes(left: (f32, f32), right: (f32, f32)) -> Landmarks {
        Landmarks {
            left_eye: Point::new(left.0, left.1),
            right_eye: Point::new(right.0, right.1),
            ..Landmarks::default()
        }
    }

    #[test]
    fn an_upright_face_is_cut_without_turning() {
        let face = Rect::new(100.0, 50.0, 80.0, 120.0);
        let t = level_square(face, &eyes((120.0, 90.0), (160.0, 90.0)), 1.5, 256).unwrap();
        // 180 pixels around (140, 110).
        assert!(t.apply(Point::new(0.0, 0.0)).distance(Point::new(50.0, 20.0)) < 1e-3);
        assert!(t.apply(Point::new(256.0, 256.0)).distance(Point::new(230.0, 200.0)) < 1e-3);
    }

    #[test]
    fn what_spans_no_face_is_not_cut() {
        let face = Rect::new(100.0, 50.0, 80.0, 120.0);
        let level = eyes((120.0, 90.0), (160.0, 90.0));
        assert_eq!(level_square(face, &eyes((9.0, 9.0), (9.0, 9.0)), 1.5, 256), None);
        assert_eq!(level_square(Rect::default(), &level, 1.5, 256), None);
        assert_eq!(level_square(Rect::new(f32::NAN, 0.0, 9.0, 9.0), &level, 1.5, 256), None);
        assert_eq!(level_square(face, &eyes((f32::NAN, 0.0), (1.0, 1.0)), 1.5, 256), None);
    }

    proptest! {
        #[test]
        fn the_eyes_are_level_and_the_centre_stays(
            x in -50_f32..900.0, y in -50_f32..900.0, w in 20_f32..400.0, h in 20_f32..400.0,
            angle in -3.1_f32..3.1, apart in 5_f32..200.0,
        ) {
            let face = Rect::new(x, y, w, h);
            let c = face.centre();
            let (s, k) = angle.sin_cos();
            let (dx, dy) = (k * apart / 2.0, s * apart / 2.0);
            let landmarks = eyes((c.x - dx, c.y - dy), (c.x + dx, c.y + dy));
            let t = level_square(face, &landmarks, 1.5, 256).unwrap();
            prop_assert!(t.apply(Point::new(128.0, 128.0)).distance(c) < 0.05);
            let (l, r) = (t.unapply(landmarks.left_eye), t.unapply(landmarks.right_eye));
            prop_assert!((l.y - r.y).abs() < 0.1 && l.x < r.x, "{l:?} {r:?}");
            prop_assert!((t.scale() * 256.0 - f64::from(1.5 * w.max(h))).abs() < 0.01);
        }

        #[test]
        fn openness_does_not_depend_on_place_size_or_turn(
            eyes in 0_f32..0.6, mouth in 0_f32..1.0, scale in 0.2_f32..3.0, angle in -3.1_f32..3.1,
        ) {
            let (s, c) = angle.sin_cos();
            let turned: Vec<f32> = points(eyes, mouth)
                .chunks(3)
                .flat_map(|p| [scale * (c * p[0] - s * p[1]) + 7.0, scale * (s * p[0] + c * p[1]), p[2]])
                .collect();
            let got = openness(&turned).unwrap();
            prop_assert!((got.eyes - eyes).abs() < 1e-3 && (got.mouth - mouth).abs() < 1e-3);
        }
    }
}
