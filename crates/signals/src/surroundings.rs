//! Whether what surrounds the face moves with it, as the bezel, the hand and the room inside a device do.
//!
//! A person who carries the camera also moves everything at once, so this counts against nobody whose
//! whole picture moves: the caller compares with the picture's border, or asks for a turn of the head.

use crate::NotMeasurable;
use crate::parallax::TrackedPoint;
use crate::stat::median;

/// Points needed on each side.
const LEAST_POINTS: usize = 12;

/// The face must have moved by this much, inter-eye distances, before "moves with it" means something.
const LEAST_MOTION: f64 = 0.02;

/// How the surroundings follow the face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings {
    /// Median distance between where a point around the face went and where it would have gone with the
    /// face, over the face's own motion. 0: moves with it; 1: stays where it was. Development clips: bona
    /// fide 0.5 to 1.15, three replays 0.09, 0.5 and 0.9.
    pub departure: f64,
    /// Median motion of the face's points, inter-eye distances.
    pub motion: f64,
}

impl Surroundings {
    /// From points tracked on the face and beside or above it (not on the shoulders).
    pub fn assess(
        face: &[TrackedPoint],
        around: &[TrackedPoint],
        inter_eye_px: f64,
    ) -> Result<Self, NotMeasurable> {
        let fewest = face.len().min(around.len());
        if fewest < LEAST_POINTS {
            return Err(NotMeasurable::TooFew { needed: LEAST_POINTS, got: fewest });
        }
        let values = |p: &TrackedPoint| [p.from.x, p.from.y, p.to.x, p.to.y].map(f64::from);
        let face: Vec<[f64; 4]> = face.iter().map(values).collect();
        let around: Vec<[f64; 4]> = around.iter().map(values).collect();
        let is_finite = face.iter().chain(&around).flatten().all(|v| v.is_finite());
        if !is_finite || !inter_eye_px.is_finite() || inter_eye_px <= 0.0 {
            return Err(NotMeasurable::NotFinite);
        }
        let moved: Vec<f64> = face.iter().map(|p| (p[2] - p[0]).hypot(p[3] - p[1])).collect();
        let motion = median(&moved) / inter_eye_px;
        if motion < LEAST_MOTION {
            return Err(NotMeasurable::TooLittleMotion { needed: LEAST_MOTION, got: motion });
        }
        let n = face.len() as f64;
        let mean: [f64; 4] = std::array::from_fn(|k| face.iter().map(|p| p[k]).sum::<f64>() / n);
        let (mut re, mut im, mut size) = (0.0, 0.0, 0.0);
        for p in &face {
            let [x, y, u, v]: [f64; 4] = std::array::from_fn(|k| p[k] - mean[k]);
            re += x * u + y * v;
            im += x * v - y * u;
            size += x * x + y * y;
        }
        if size < 1e-9 {
            return Err(NotMeasurable::Constant);
        }
        let (a, b) = (re / size, im / size);
        let apart: Vec<f64> = around
            .iter()
            .map(|p| {
                let (x, y) = (p[0] - mean[0], p[1] - mean[1]);
                (a * x - b * y + mean[2] - p[2]).hypot(b * x + a * y + mean[3] - p[3])
            })
            .collect();
        Ok(Self { departure: median(&apart) / inter_eye_px / motion, motion })
    }
}

#[cfg(test)]
mod tests {
    use domain::Point;

    use super::*;

    fn grid(left: f32, top: f32, map: impl Fn(f32, f32) -> (f32, f32)) -> Vec<TrackedPoint> {
        (0..25)
            .map(|i| (left + 10.0 * (i % 5) as f32, top + 10.0 * (i / 5) as f32))
            .map(|(x, y)| {
                let (u, v) = map(x, y);
                TrackedPoint { from: Point::new(x, y), to: Point::new(u, v) }
            })
            .collect()
    }

    fn check(room: impl Fn(f32, f32) -> (f32, f32)) -> f64 {
        // A face shifted by 15 px and grown by 4 %.
        let face = grid(100.0, 100.0, |x, y| (1.04 * x + 15.0, 1.04 * y));
        Surroundings::assess(&face, &grid(40.0, 60.0, room), 50.0).unwrap().departure
    }

    #[test]
    fn a_room_that_moves_with_the_face_is_told_from_one_that_stays() {
        assert!(check(|x, y| (1.04 * x + 15.0, 1.04 * y)) < 1e-4);
        assert!(check(|x, y| (x, y)) > 0.8);
    }

    #[test]
    fn a_face_that_rests_tells_nothing() {
        let still = grid(100.0, 100.0, |x, y| (x, y));
        let got = Surroundings::assess(&still, &still, 50.0);
        assert!(matches!(got, Err(NotMeasurable::TooLittleMotion { .. })), "{got:?}");
        let got = Surroundings::assess(&still, &still[..4], 50.0);
        assert!(matches!(got, Err(NotMeasurable::TooFew { needed: 12, got: 4 })), "{got:?}");
    }
}
