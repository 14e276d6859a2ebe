//! Alignment: the least-squares similarity transform of landmarks to a template, and aligned pictures.

use domain::{Frame, Landmarks, Point};
use image::RgbImage;

use crate::manifest::LandmarkSet;
use crate::sample::{PixelView, RgbSink, warp};

/// Side of the field's common aligned face.
pub const CHIP_SIDE: usize = 112;

/// The five points in the 112×112 aligned face. Origin: the reference points of ArcFace (Deng et al.,
/// CVPR 2019), which the field's public data sets are aligned to. Used for quality measures and
/// pictures for people; a model's own template stands in the manifest.
pub const CHIP_TEMPLATE: [Point; 5] = [
    Point::new(38.2946, 51.6963),
    Point::new(73.5318, 51.5014),
    Point::new(56.0252, 71.7366),
    Point::new(41.5493, 92.3655),
    Point::new(70.7299, 92.2041),
];

/// A similarity transform from destination to source coordinates, both edge-based:
/// (x, y) goes to (a·x − b·y + tx, b·x + a·y + ty).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToSource {
    /// Scale × cosine.
    pub a: f64,
    /// Scale × sine.
    pub b: f64,
    /// Shift to the right.
    pub tx: f64,
    /// Shift downwards.
    pub ty: f64,
}

impl ToSource {
    /// The transform that takes `template` to `landmarks` after the inverse of the least-squares fit of
    /// `landmarks` to `template`. None when the landmarks coincide or are not finite.
    pub fn fit(landmarks: &[Point], template: &[Point]) -> Option<Self> {
        let mean = |points: &[Point]| {
            let n = points.len() as f64;
            let sum =
                points.iter().fold((0.0, 0.0), |s, p| (s.0 + f64::from(p.x), s.1 + f64::from(p.y)));
            (sum.0 / n, sum.1 / n)
        };
        if landmarks.len() != template.len() || landmarks.len() < 2 {
            return None;
        }
        let (sm, tm) = (mean(landmarks), mean(template));
        let (mut re, mut im, mut power) = (0.0, 0.0, 0.0);
        for (s, t) in landmarks.iter().zip(template) {
            let (sx, sy) = (f64::from(s.x) - sm.0, f64::from(s.y) - sm.1);
            let (tx, ty) = (f64::from(t.x) - tm.0, f64::from(t.y) - tm.1);
            re += sx * tx + sy * ty;
            im += sx * ty - sy * tx;
            power += sx * sx + sy * sy;
        }
        let fit = re.hypot(im);
        // Below a hundredth of a pixel of spread, or no common direction: not a face.
        if !power.is_finite() || !fit.is_finite() || power < 1e-4 || fit < 1e-6 {
            return None;
        }
        // Landmark to template is the complex factor (re + i·im) / power; this is its inverse.
        let (a, b) = (re * power / (fit * fit), -im * power / (fit * fit));
        Some(Self { a, b, tx: sm.0 - (a * tm.0 - b * tm.1), ty: sm.1 - (b * tm.0 + a * tm.1) })
    }

    /// Source pixels per destination pixel.
    pub fn scale(&self) -> f64 {
        self.a.hypot(self.b)
    }

    /// Where a destination point lies in the source.
    pub fn apply(&self, p: Point) -> Point {
        let (x, y) = (f64::from(p.x), f64::from(p.y));
        Point::new(
            (self.a * x - self.b * y + self.tx) as f32,
            (self.b * x + self.a * y + self.ty) as f32,
        )
    }

    /// Where a source point lies in the destination.
    pub fn unapply(&self, p: Point) -> Point {
        let (x, y) = (f64::from(p.x) - self.tx, f64::from(p.y) - self.ty);
        let power = self.a * self.a + self.b * self.b;
        Point::new(
            ((self.a * x + self.b * y) / power) as f32,
            ((self.a * y - self.b * x) / power) as f32,
        )
    }
}

/// The points of a landmark set, at most five; the rest of the array is unused.
pub fn select(landmarks: &Landmarks, set: LandmarkSet) -> ([Point; 5], usize) {
    match set {
        LandmarkSet::Five => (landmarks.points(), 5),
        LandmarkSet::EyesMouthCentre => {
            let (l, r) = (landmarks.mouth_left, landmarks.mouth_right);
            let mouth = Point::new((l.x + r.x) / 2.0, (l.y + r.y) / 2.0);
            let unused = Point::default();
            ([landmarks.left_eye, landmarks.right_eye, mouth, unused, unused], 3)
        }
    }
}

/// The transform of the 112×112 template scaled to `side`, with `margin` of the side added around it.
pub(crate) fn chip_transform(landmarks: &Landmarks, side: f32, margin: f32) -> Option<ToSource> {
    let scale = side / (CHIP_SIDE as f32 * (1.0 + 2.0 * margin));
    let shift = margin * CHIP_SIDE as f32;
    let template = CHIP_TEMPLATE.map(|p| Point::new((p.x + shift) * scale, (p.y + shift) * scale));
    ToSource::fit(&landmarks.points(), &template)
}

/// The aligned face, `size` × `size`: the 112×112 template scaled. Black outside the picture, and all
/// black when the landmarks span no face.
pub fn face_chip(frame: &Frame, landmarks: &Landmarks, size: u32) -> RgbImage {
    wide_face_chip(frame, landmarks, size, 0.0)
}

/// As [`face_chip`], with `margin` of the template's side added on every side (0.5 shows head and
/// shoulders), for pictures that people look at.
pub fn wide_face_chip(frame: &Frame, landmarks: &Landmarks, size: u32, margin: f32) -> RgbImage {
    let mut chip = RgbImage::new(size, size);
    if frame.check().is_ok()
        && size > 0
        && let Some(to_source) = chip_transform(landmarks, size as f32, margin)
    {
        let side = size as usize;
        warp(PixelView::of(frame), &to_source, (side, side), &mut RgbSink(&mut chip));
    }
    chip
}

#[cfg(test)]
mod tests {
    use domain::Landmarks;
    use proptest::prelude::*;

    use super::*;
    use crate::test_pictures::{frame_of, gradient};

    fn placed(scale: f32, angle: f32, x: f32, y: f32) -> Landmarks {
        let (s, c) = angle.sin_cos();
        let place =
            |p: Point| Point::new(scale * (c * p.x - s * p.y) + x, scale * (s * p.x + c * p.y) + y);
        Landmarks::from_points(CHIP_TEMPLATE).map(place)
    }

    proptest! {
        #[test]
        fn fit_finds_the_transform_that_placed_the_template(
            scale in 0.2_f32..8.0, angle in -3.1_f32..3.1, x in -500_f32..2000.0, y in -500_f32..2000.0,
        ) {
            let points = placed(scale, angle, x, y).points();
            let fit = ToSource::fit(&points, &CHIP_TEMPLATE).unwrap();
            prop_assert!((fit.scale() - f64::from(scale)).abs() < 1e-2 * f64::from(scale));
            for (t, p) in CHIP_TEMPLATE.iter().zip(points) {
                prop_assert!(fit.apply(*t).distance(p) < 0.01 * scale.max(1.0));
            }
        }

        #[test]
        fn unapply_is_the_inverse_of_apply(
            scale in 0.2_f32..8.0, angle in -3.1_f32..3.1, x in -200_f32..900.0, y in -200_f32..900.0,
            px in -50_f32..200.0, py in -50_f32..200.0,
        ) {
            let fit = ToSource::fit(&placed(scale, angle, x, y).points(), &CHIP_TEMPLATE).unwrap();
            let p = Point::new(px, py);
            prop_assert!(fit.unapply(fit.apply(p)).distance(p) < 0.02);
        }
    }

    #[test]
    fn coinciding_or_infinite_landmarks_span_no_face() {
        assert!(ToSource::fit(&[Point::new(5.0, 5.0); 5], &CHIP_TEMPLATE).is_none());
        let mut points = CHIP_TEMPLATE;
        points[2].x = f32::NAN;
        assert!(ToSource::fit(&points, &CHIP_TEMPLATE).is_none());
        assert!(ToSource::fit(&points[..1], &CHIP_TEMPLATE[..1]).is_none());
    }

    #[test]
    fn a_chip_of_an_untouched_template_is_the_picture_itself() {
        let frame = frame_of(&gradient(112, 112));
        let chip = face_chip(&frame, &Landmarks::from_points(CHIP_TEMPLATE), 112);
        for (x, y) in [(5, 5), (56, 70), (100, 20), (110, 110)] {
            let expected = frame.row(y)[x as usize * 3..][..3].to_vec();
            assert_eq!(chip.get_pixel(x, y).0.to_vec(), expected, "at {x},{y}");
        }
    }

    #[test]
    fn a_chip_outside_the_picture_is_black() {
        let frame = frame_of(&gradient(64, 64));
        let far = Landmarks::from_points(CHIP_TEMPLATE).map(|p| Point::new(p.x + 900.0, p.y));
        assert!(face_chip(&frame, &far, 32).iter().all(|v| *v == 0));
    }

    #[test]
    fn three_point_sets_take_the_middle_of_the_mouth() {
        let (points, n) =
            select(&Landmarks::from_points(CHIP_TEMPLATE), LandmarkSet::EyesMouthCentre);
        assert_eq!(n, 3);
        assert!((points[2].x - 56.139_6).abs() < 1e-3);
    }
}
