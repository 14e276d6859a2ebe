//! Points of the detection error trade-off curve, and how they are thinned for a plot. The curve is drawn
//! on probit axes, so that is where its shape is kept.

use serde::{Deserialize, Serialize};

use crate::probit;

/// Most points a thinned curve has: finer than a plot of a page's width can show.
const MAX_POINTS: usize = 400;

/// One point of the detection error trade-off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DetPoint {
    /// Threshold, in units of the score.
    pub threshold: f64,
    /// False match rate there.
    pub fmr: f64,
    /// False non-match rate there.
    pub fnmr: f64,
}

/// Keeps at most [`MAX_POINTS`] of a monotone curve, evenly along its length on probit axes (rates held
/// half a trial away from 0 and 1), and always both ends.
pub(crate) fn thin(points: Vec<DetPoint>, mated: usize, non_mated: usize) -> Vec<DetPoint> {
    if points.len() <= MAX_POINTS {
        return points;
    }
    let at = |p: &DetPoint| (bounded_probit(p.fmr, non_mated), bounded_probit(p.fnmr, mated));
    let steps: Vec<f64> = points
        .windows(2)
        .map(|pair| {
            let ((x0, y0), (x1, y1)) = (at(&pair[0]), at(&pair[1]));
            (x1 - x0).abs() + (y1 - y0).abs()
        })
        .collect();
    // Each kept point uses up at least one stride. Two are left for the ends, one for rounding.
    let stride = steps.iter().sum::<f64>() / (MAX_POINTS - 3) as f64;
    let mut kept = vec![points[0]];
    let mut walked = 0.0;
    for (point, step) in points[1..points.len() - 1].iter().zip(&steps) {
        walked += step;
        if walked >= stride {
            kept.push(*point);
            walked = 0.0;
        }
    }
    kept.push(points[points.len() - 1]);
    kept
}

fn bounded_probit(rate: f64, trials: usize) -> f64 {
    let bound = 0.5 / trials.max(1) as f64;
    probit(rate.clamp(bound, 1.0 - bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The curve of two normal classes two deviations apart, a straight line on probit axes.
    fn line(n: u32) -> Vec<DetPoint> {
        let share = |x: f64| 0.5 * statrs::function::erf::erfc(x / std::f64::consts::SQRT_2);
        (0..n)
            .map(|i| {
                let threshold = -4.0 + 10.0 * f64::from(i) / f64::from(n - 1);
                DetPoint { threshold, fmr: share(threshold), fnmr: share(2.0 - threshold) }
            })
            .collect()
    }

    #[test]
    fn few_points_stay_as_they_are() {
        let points = line(400);
        assert_eq!(thin(points.clone(), 1000, 1000), points);
    }

    #[test]
    fn many_points_keep_their_ends_and_shape() {
        let points = line(20_000);
        let thinned = thin(points.clone(), 100_000, 100_000);
        assert!((350..=MAX_POINTS).contains(&thinned.len()), "{} points", thinned.len());
        assert_eq!((thinned[0], thinned[thinned.len() - 1]), (points[0], points[19_999]));
        // Within what half a trial resolves, no stretch of the drawn line is long.
        let at = |p: &DetPoint| bounded_probit(p.fmr, 100_000) - bounded_probit(p.fnmr, 100_000);
        for pair in thinned.windows(2) {
            assert!((at(&pair[1]) - at(&pair[0])).abs() < 0.06);
        }
    }

    /// A curve that is all jump: both sides of the jump survive the crowd of points at one end.
    #[test]
    fn a_jump_keeps_both_sides() {
        let crowd = (0..5000).map(|i| DetPoint {
            threshold: f64::from(i) * 1e-6,
            fmr: 1.0 - f64::from(i) * 1e-5,
            fnmr: 0.0,
        });
        let mut points: Vec<_> = crowd.collect();
        points.push(DetPoint { threshold: 0.9, fmr: 0.001, fnmr: 0.5 });
        points.push(DetPoint { threshold: 1.0, fmr: 0.0, fnmr: 1.0 });
        let thinned = thin(points.clone(), 1000, 1000);
        assert!(thinned.len() <= MAX_POINTS);
        assert_eq!(thinned[thinned.len() - 2..], points[5000..]);
        let before = thinned[thinned.len() - 3];
        assert!(before.fmr - points[4999].fmr < 0.02, "{before:?}");
    }
}
