//! Landmark jitter: how much the five landmarks tremble within the face, the motion of the face itself
//! taken out.
//!
//! A face that is drawn anew for every frame trembles against its own frame; so does a small or blurred
//! one, and a talking one at a low sampling rate.

use domain::Landmarks;

use crate::NotMeasurable;
use crate::shape::{Shape, mean_shape};
use crate::stat::{median, quantile};
use crate::trace::{check_times, rate_hz};

/// Second differences from which a quantile is worth stating.
const LEAST: usize = 6;

/// A step longer than this many usual steps breaks the chain of three.
const GAP_STEPS: f64 = 1.8;

/// Root mean square over the landmarks of p(t−1) − 2 p(t) + p(t+1), in inter-eye distances, after the
/// similarity motion of the face was taken out of every frame. 0.01 to 0.02 for webcam faces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LandmarkJitter {
    /// Median over time.
    pub median: f64,
    /// What nine of ten stay below.
    pub p90: f64,
    /// Samples per second: only values of equal rates compare.
    pub rate_hz: f64,
}

impl LandmarkJitter {
    /// From the landmarks of one track in order of time.
    pub fn assess(times_s: &[f64], landmarks: &[Landmarks]) -> Result<Self, NotMeasurable> {
        check_times(times_s, landmarks.len(), LEAST + 2)?;
        let rate_hz = rate_hz(times_s);
        let shapes: Vec<Shape> = landmarks
            .iter()
            .map(|l| Shape::of(l).ok_or(NotMeasurable::NotFinite))
            .collect::<Result<_, _>>()?;
        let mean = mean_shape(&shapes);
        let steady: Vec<Shape> = shapes.iter().map(|s| s.aligned_to(&mean)).collect();
        let trembles: Vec<f64> = steady
            .windows(3)
            .zip(times_s.windows(3))
            .filter(|(_, t)| {
                (t[1] - t[0]) * rate_hz < GAP_STEPS && (t[2] - t[1]) * rate_hz < GAP_STEPS
            })
            .map(|(s, _)| {
                let squares: f64 = (0..5)
                    .map(|i| {
                        let d = |k: usize| s[0].0[i][k] - 2.0 * s[1].0[i][k] + s[2].0[i][k];
                        d(0) * d(0) + d(1) * d(1)
                    })
                    .sum();
                (squares / 5.0).sqrt()
            })
            .collect();
        if trembles.len() < LEAST {
            return Err(NotMeasurable::TooFew { needed: LEAST, got: trembles.len() });
        }
        Ok(Self { median: median(&trembles), p90: quantile(&trembles, 0.9), rate_hz })
    }
}

#[cfg(test)]
mod tests {
    use domain::Point;
    use proptest::prelude::*;

    use super::*;
    use crate::shape::FACE;

    fn moved(i: usize, scale: f64, angle: f64, tremble: f64) -> Landmarks {
        let (sin, cos) = (angle * i as f64).sin_cos();
        let grow = scale.powi(i as i32);
        let points = FACE.map(|p| {
            let (x, y) = (f64::from(p.x) * grow, f64::from(p.y) * grow);
            Point::new((x * cos - y * sin + 3.0 * i as f64) as f32, (x * sin + y * cos) as f32)
        });
        let mut l = Landmarks::from_points(points);
        l.nose.x += (tremble * if i.is_multiple_of(2) { 1.0 } else { -1.0 }) as f32;
        l
    }

    fn check(scale: f64, angle: f64, tremble: f64) -> LandmarkJitter {
        let t: Vec<f64> = (0..20).map(|i| f64::from(i) / 5.0).collect();
        let l: Vec<Landmarks> = (0..20).map(|i| moved(i, scale, angle, tremble)).collect();
        LandmarkJitter::assess(&t, &l).unwrap()
    }

    #[test]
    fn a_moving_growing_turning_face_does_not_tremble() {
        assert!(check(1.02, 0.03, 0.0).p90 < 1e-4);
    }

    #[test]
    fn a_trembling_nose_is_seen_and_measured_in_inter_eye_distances() {
        let (small, large) = (check(1.0, 0.0, 1.0).median, check(1.0, 0.0, 2.0).median);
        assert!((large / small - 2.0).abs() < 0.05, "{small} {large}");
        // Second difference of ±1 px is 4 px in one of five points; the eyes are 35.2 px apart, and a part
        // of it is taken for motion of the face.
        let whole = 4.0 / 5.0_f64.sqrt() / 35.236;
        assert!((0.6 * whole..whole).contains(&small), "{small} of {whole}");
    }

    proptest! {
        #[test]
        fn the_size_of_the_picture_does_not_matter(zoom in 0.5..8.0_f32) {
            let t: Vec<f64> = (0..12).map(|i| f64::from(i) / 5.0).collect();
            let l: Vec<Landmarks> = (0..12).map(|i| moved(i, 1.0, 0.01, 1.5)).collect();
            let zoomed: Vec<Landmarks> = l.iter().map(|l| l.map(|p| Point::new(p.x * zoom, p.y * zoom))).collect();
            let (a, b) = (LandmarkJitter::assess(&t, &l).unwrap(), LandmarkJitter::assess(&t, &zoomed).unwrap());
            prop_assert!((a.median - b.median).abs() < 1e-4 * (1.0 + a.median));
        }
    }
}
