//! How steady the features of a face are from one sample to the next.
//!
//! A face swapped frame by frame drifts more than a filmed one; so does any face that moves, blurs or is
//! small, which is why this measure alone decides nothing (docs/SIGNALS.md has the pairs that show it).

use domain::FaceFeatures;

use crate::NotMeasurable;
use crate::stat::{median, quantile};
use crate::trace::{check_times, rate_hz};

/// Steps of more than this many usual steps are no neighbours.
const GAP_STEPS: f64 = 1.8;

/// Neighbouring pairs from which a quantile is worth stating.
const LEAST_PAIRS: usize = 6;

/// Between two samples the head turned by less than this, degrees: what still changes is not the pose.
const STILL_DEG: f64 = 3.0;

/// One sampled face.
#[derive(Debug, Clone, Copy)]
pub struct SampledFace<'a> {
    /// Seconds.
    pub at_s: f64,
    /// Its features.
    pub features: &'a FaceFeatures,
    /// Head turned about the vertical axis, degrees.
    pub yaw_deg: f64,
}

/// Distance between neighbouring samples: 1 − cosine, 0..2; below 0.1 for most faces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdentityStability {
    /// Median distance.
    pub median: f64,
    /// The distance that nine of ten stay below.
    pub p90: f64,
    /// Median over pairs between which the head hardly turned; none with fewer than six of them.
    pub median_still: Option<f64>,
    /// Samples per second it was measured at: distances grow with the time between samples, so that only
    /// values of equal rates compare.
    pub rate_hz: f64,
}

impl IdentityStability {
    /// From faces of one track in order of time.
    pub fn assess(faces: &[SampledFace<'_>]) -> Result<Self, NotMeasurable> {
        let times: Vec<f64> = faces.iter().map(|f| f.at_s).collect();
        check_times(&times, faces.len(), LEAST_PAIRS + 1)?;
        let rate_hz = rate_hz(&times);
        let (mut all, mut still) = (Vec::new(), Vec::new());
        for pair in faces.windows(2) {
            if (pair[1].at_s - pair[0].at_s) * rate_hz > GAP_STEPS {
                continue;
            }
            let score = pair[0]
                .features
                .compare_features(pair[1].features)
                .map_err(|_| NotMeasurable::OtherModel)?;
            let distance = 1.0 - f64::from(score.get());
            all.push(distance);
            if (pair[1].yaw_deg - pair[0].yaw_deg).abs() < STILL_DEG {
                still.push(distance);
            }
        }
        if all.len() < LEAST_PAIRS {
            return Err(NotMeasurable::TooFew { needed: LEAST_PAIRS, got: all.len() });
        }
        Ok(Self {
            median: median(&all),
            p90: quantile(&all, 0.9),
            median_still: (still.len() >= LEAST_PAIRS).then(|| median(&still)),
            rate_hz,
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::{ModelId, ModelRole, ModelStamp};

    use super::*;

    fn stamp(id: &str) -> ModelStamp {
        ModelStamp {
            role: ModelRole::Embedder,
            id: ModelId::new(id),
            sha256: "00".repeat(32).into(),
        }
    }

    /// Features that turn by `step` radians per sample, plus a swing of `tremble`.
    fn turning(count: usize, step: f64, tremble: f64) -> Vec<FaceFeatures> {
        (0..count)
            .map(|i| {
                let angle = step * i as f64 + if i % 2 == 0 { tremble } else { 0.0 };
                FaceFeatures::from_raw(stamp("a"), vec![angle.cos() as f32, angle.sin() as f32])
                    .unwrap()
            })
            .collect()
    }

    fn assess(features: &[FaceFeatures], yaw: impl Fn(usize) -> f64) -> IdentityStability {
        let faces: Vec<SampledFace<'_>> = features
            .iter()
            .enumerate()
            .map(|(i, features)| SampledFace { at_s: i as f64 * 0.2, features, yaw_deg: yaw(i) })
            .collect();
        IdentityStability::assess(&faces).unwrap()
    }

    #[test]
    fn the_distance_is_one_minus_the_cosine_of_neighbours() {
        let got = assess(&turning(12, 0.3, 0.0), |_| 0.0);
        assert!((got.median - (1.0 - 0.3_f64.cos())).abs() < 1e-6, "{got:?}");
        assert_eq!(got.median_still, Some(got.median));
        assert!((got.rate_hz - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_face_that_flickers_is_less_steady_than_one_that_turns_slowly() {
        let (slow, flickers) = (turning(20, 0.05, 0.0), turning(20, 0.0, 0.4));
        assert!(assess(&flickers, |_| 0.0).median > 10.0 * assess(&slow, |_| 0.0).median);
    }

    #[test]
    fn pairs_between_which_the_head_turned_are_kept_apart() {
        assert_eq!(assess(&turning(12, 0.3, 0.0), |i| 5.0 * i as f64).median_still, None);
    }

    #[test]
    fn samples_across_a_gap_are_no_neighbours() {
        let features = turning(9, 0.1, 0.0);
        let faces: Vec<SampledFace<'_>> = features
            .iter()
            .enumerate()
            .map(|(i, features)| SampledFace {
                at_s: i as f64 * 0.2 + if i > 4 { 9.0 } else { 0.0 },
                features,
                yaw_deg: 0.0,
            })
            .collect();
        assert!(IdentityStability::assess(&faces).is_ok());
        let got = IdentityStability::assess(&faces[2..]);
        assert!(matches!(got, Err(NotMeasurable::TooFew { needed: 6, got: 5 })), "{got:?}");
    }

    #[test]
    fn features_of_two_models_are_refused() {
        let mut features = turning(8, 0.1, 0.0);
        features[3] = FaceFeatures::from_raw(stamp("b"), vec![1.0, 0.0]).unwrap();
        let faces: Vec<SampledFace<'_>> = features
            .iter()
            .enumerate()
            .map(|(i, features)| SampledFace { at_s: i as f64, features, yaw_deg: 0.0 })
            .collect();
        assert_eq!(IdentityStability::assess(&faces), Err(NotMeasurable::OtherModel));
    }
}
