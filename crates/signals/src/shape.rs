//! The five landmarks as a shape: free of place, and on request of size and turn.

use domain::Landmarks;
#[cfg(test)]
use domain::Point;

/// Five points about their centre, in picture pixels or, aligned, in inter-eye distances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shape(pub(crate) [[f64; 2]; 5]);

/// A frontal face, eyes 35 px apart: the reference points of ArcFace (Deng et al., CVPR 2019).
#[cfg(test)]
pub(crate) const FACE: [Point; 5] = [
    Point::new(38.2946, 51.6963),
    Point::new(73.5318, 51.5014),
    Point::new(56.0252, 71.7366),
    Point::new(41.5493, 92.3655),
    Point::new(70.7299, 92.2041),
];

impl Shape {
    /// None when a point is not finite or the points coincide.
    pub(crate) fn of(landmarks: &Landmarks) -> Option<Self> {
        let points = landmarks.points().map(|p| [f64::from(p.x), f64::from(p.y)]);
        let shape = Self(points).centred();
        let size: f64 = shape.0.iter().flatten().map(|v| v * v).sum();
        (size.is_finite() && size > 1e-9).then_some(shape)
    }

    fn centred(self) -> Self {
        let centre = |k: usize| self.0.iter().map(|p| p[k]).sum::<f64>() / 5.0;
        let (cx, cy) = (centre(0), centre(1));
        Self(self.0.map(|p| [p[0] - cx, p[1] - cy]))
    }

    fn scaled(self, factor: f64) -> Self {
        Self(self.0.map(|p| p.map(|v| v * factor)))
    }

    /// Turned and scaled to fit `to` by least squares.
    pub(crate) fn aligned_to(&self, to: &Self) -> Self {
        let (mut re, mut im, mut size) = (0.0, 0.0, 0.0);
        for (s, t) in self.0.iter().zip(&to.0) {
            re += s[0] * t[0] + s[1] * t[1];
            im += s[0] * t[1] - s[1] * t[0];
            size += s[0] * s[0] + s[1] * s[1];
        }
        let (a, b) = (re / size, im / size);
        Self(self.0.map(|p| [a * p[0] - b * p[1], b * p[0] + a * p[1]]))
    }
}

/// The mean of `shapes` after each was aligned to the first, scaled to an inter-eye distance of 1.
/// `shapes` is not empty.
pub(crate) fn mean_shape(shapes: &[Shape]) -> Shape {
    let mut sum = Shape([[0.0; 2]; 5]);
    for s in shapes {
        let aligned = s.aligned_to(&shapes[0]);
        for (total, p) in sum.0.iter_mut().zip(&aligned.0) {
            total[0] += p[0];
            total[1] += p[1];
        }
    }
    let eyes = (sum.0[1][0] - sum.0[0][0]).hypot(sum.0[1][1] - sum.0[0][1]);
    sum.scaled(1.0 / eyes.max(1e-9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_and_grown_face_aligns_to_itself() {
        let face = Shape::of(&Landmarks::from_points(FACE)).unwrap();
        let turned = Landmarks::from_points(FACE).map(|p| Point::new(-2.0 * p.y + 7.0, 2.0 * p.x));
        let back = Shape::of(&turned).unwrap().aligned_to(&face);
        for (a, b) in face.0.iter().flatten().zip(back.0.iter().flatten()) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn coinciding_points_are_no_shape() {
        assert_eq!(Shape::of(&Landmarks::from_points([Point::new(4.0, 4.0); 5])), None);
        assert_eq!(Shape::of(&Landmarks::from_points([Point::new(f32::NAN, 4.0); 5])), None);
    }
}
