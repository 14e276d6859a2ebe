//! The straight line from score to log-likelihood ratio: logistic regression with both classes weighing
//! the same, so that the prior odds of the data set stay out of the ratio.

use serde::{Deserialize, Serialize};

use crate::RatesError;
use crate::llr::softplus;
use crate::side::check_weights;

/// Penalty on the squared slope (of scores scaled to unit variance, against a mean cost in nats). It bends
/// an ordinary fit by about one part in 10^5 and keeps the slope finite where a threshold separates the
/// classes without error, which a few hundred trials of a good model do.
pub const RIDGE: f64 = 1e-6;
/// Newton steps allowed; ordinary data need fewer than ten, separable data about thirty.
const MAX_STEPS: usize = 200;
/// A step this small, relative to the line, ends the fit. Newton's method doubles its digits with each
/// step, so the result is better than that.
const TOLERANCE: f64 = 1e-8;
/// By so much a cost (at most ln 2 or so) may rise from rounding alone.
const ROUNDING: f64 = 1e-13;

/// A calibration line: log-likelihood ratio (natural logarithm) = `slope * score + intercept`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Nats per unit of score.
    pub slope: f64,
    /// Nats at score 0.
    pub intercept: f64,
}

impl Line {
    /// The log-likelihood ratio of a score, in nats. Far outside the data the line promises more than was
    /// measured: callers cap it.
    pub fn llr(&self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }
}

/// Fits the line by iteratively reweighted least squares. `labels` are true for mated (or attack), and
/// `weights` count within their class: the classes are scaled to weigh the same, so a result of 0 means
/// "as likely in either class". Empty `weights` mean 1 each.
pub fn fit(scores: &[f64], labels: &[bool], weights: &[f64]) -> Result<Line, RatesError> {
    let points = balanced(scores, labels, weights)?;
    let mean: f64 = points.iter().map(|p| p.weight * p.x).sum();
    let variance: f64 = points.iter().map(|p| p.weight * (p.x - mean).powi(2)).sum();
    // Scores that are all equal say nothing: any scale will do, and the slope comes out 0.
    let scale = if variance > 0.0 { variance.sqrt() } else { 1.0 };
    let scaled: Vec<Point> =
        points.into_iter().map(|p| Point { x: (p.x - mean) / scale, ..p }).collect();
    let (slope, offset) = newton(&scaled)?;
    Ok(Line { slope: slope / scale, intercept: offset - slope * mean / scale })
}

/// A score with its label as +1 or -1, and its share of the total weight.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: f64,
    sign: f64,
    weight: f64,
}

fn balanced(scores: &[f64], labels: &[bool], weights: &[f64]) -> Result<Vec<Point>, RatesError> {
    let n = scores.len();
    if labels.len() != n {
        return Err(RatesError::Lengths { scores: n, others: labels.len(), what: "labels" });
    }
    if !weights.is_empty() && weights.len() != n {
        return Err(RatesError::Lengths { scores: n, others: weights.len(), what: "weights" });
    }
    check_weights(weights.iter().copied())?;
    if let Some(index) = scores.iter().position(|s| !s.is_finite()) {
        let class = if labels[index] { "mated" } else { "non-mated" };
        return Err(RatesError::Score { class, index, score: scores[index] });
    }
    let weight = |i: usize| weights.get(i).copied().unwrap_or(1.0);
    let total = |label: bool| (0..n).filter(|i| labels[*i] == label).map(weight).sum::<f64>();
    let (mated, non_mated) = (total(true), total(false));
    for (class, total) in [("mated", mated), ("non-mated", non_mated)] {
        if total <= 0.0 {
            return Err(RatesError::Empty { class });
        }
    }
    let points = scores.iter().zip(labels).enumerate().map(|(i, (x, label))| {
        let (sign, total) = if *label { (1.0, mated) } else { (-1.0, non_mated) };
        Point { x: *x, sign, weight: 0.5 * weight(i) / total }
    });
    Ok(points.collect())
}

/// Newton's method with halved steps on the convex cost; returns slope and offset.
fn newton(points: &[Point]) -> Result<(f64, f64), RatesError> {
    let (mut slope, mut offset) = (0.0, 0.0);
    let mut now = cost(points, slope, offset);
    for _ in 0..MAX_STEPS {
        let step = newton_step(points, slope, offset);
        let mut length = 1.0;
        let mut next = cost(points, slope + step.0, offset + step.1);
        while next > now + ROUNDING {
            length *= 0.5;
            next = cost(points, slope + length * step.0, offset + length * step.1);
        }
        slope += length * step.0;
        offset += length * step.1;
        now = next;
        let reference = 1.0 + slope.abs().max(offset.abs());
        if step.0.abs().max(step.1.abs()) <= TOLERANCE * reference {
            return Ok((slope, offset));
        }
    }
    Err(RatesError::NotConverged { iterations: MAX_STEPS })
}

/// Mean cost in nats plus the ridge.
fn cost(points: &[Point], slope: f64, offset: f64) -> f64 {
    let fit: f64 =
        points.iter().map(|p| p.weight * softplus(-p.sign * (slope * p.x + offset))).sum();
    fit + 0.5 * RIDGE * slope * slope
}

/// The full step (slope, offset) that solves the normal equations at the present line.
fn newton_step(points: &[Point], slope: f64, offset: f64) -> (f64, f64) {
    let (mut g_slope, mut g_offset) = (RIDGE * slope, 0.0);
    let (mut h_slope, mut h_cross, mut h_offset) = (RIDGE, 0.0, 0.0);
    for p in points {
        // Probability given to the wrong class.
        let wrong = 1.0 / (1.0 + (p.sign * (slope * p.x + offset)).exp());
        let pull = -p.weight * p.sign * wrong;
        let curve = p.weight * wrong * (1.0 - wrong);
        g_slope += pull * p.x;
        g_offset += pull;
        h_slope += curve * p.x * p.x;
        h_cross += curve * p.x;
        h_offset += curve;
    }
    // Far out on separable data the curvature vanishes; a floor keeps the step finite.
    let h_offset = h_offset.max(1e-12);
    let determinant = (h_slope * h_offset - h_cross * h_cross).max(1e-24);
    (
        -(h_offset * g_slope - h_cross * g_offset) / determinant,
        -(h_slope * g_offset - h_cross * g_slope) / determinant,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(found: Line, slope: f64, intercept: f64) {
        assert!((found.slope - slope).abs() < 1e-4, "{found:?}, slope should be {slope}");
        assert!(
            (found.intercept - intercept).abs() < 1e-4,
            "{found:?}, intercept should be {intercept}"
        );
    }

    /// Two scores only: the line goes through both log ratios. At 0 one in four mated and three in four
    /// non-mated trials, ratio 1/3; at 1 the other way round.
    #[test]
    fn two_scores_by_hand() {
        let scores = [0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        let labels = [true, true, true, true, false, false, false, false];
        let three = 3.0_f64.ln();
        check(fit(&scores, &labels, &[]).unwrap(), 2.0 * three, -three);
    }

    /// Ten times as many non-mated trials change no ratio.
    #[test]
    fn prior_odds_are_removed() {
        let three = 3.0_f64.ln();
        let mut scores = vec![0.0, 1.0, 1.0, 1.0];
        let mut labels = vec![true; 4];
        for _ in 0..10 {
            scores.extend([0.0, 0.0, 0.0, 1.0]);
            labels.extend([false; 4]);
        }
        check(fit(&scores, &labels, &[]).unwrap(), 2.0 * three, -three);
    }

    #[test]
    fn weights_count_as_copies() {
        let three = 3.0_f64.ln();
        let found = fit(&[0.0, 1.0, 0.0, 1.0], &[true, true, false, false], &[1.0, 3.0, 3.0, 1.0]);
        check(found.unwrap(), 2.0 * three, -three);
    }

    #[test]
    fn separable_scores_give_a_steep_finite_line() {
        for n in [1_u32, 5, 500] {
            let scores: Vec<f64> = (0..2 * n).map(f64::from).collect();
            let labels: Vec<bool> = (0..2 * n).map(|i| i >= n).collect();
            let line = fit(&scores, &labels, &[]).unwrap();
            assert!(line.slope.is_finite() && line.slope > 0.0, "{line:?}");
            // The boundary lies in the middle of the gap.
            assert!((-line.intercept / line.slope - (f64::from(n) - 0.5)).abs() < 1e-3, "{line:?}");
        }
    }

    #[test]
    fn scores_that_say_nothing_give_a_flat_line() {
        check(fit(&[0.3; 6], &[true, false, true, false, true, false], &[]).unwrap(), 0.0, 0.0);
        check(fit(&[0.0, 1.0, 0.0, 1.0], &[true, true, false, false], &[]).unwrap(), 0.0, 0.0);
    }

    #[test]
    fn reversed_scores_give_a_falling_line() {
        let three = 3.0_f64.ln();
        let found =
            fit(&[0.0, 1.0, 0.0, 1.0], &[true, true, false, false], &[3.0, 1.0, 1.0, 3.0]).unwrap();
        check(found, -2.0 * three, three);
        assert!((found.llr(0.5)).abs() < 1e-9);
    }

    #[test]
    fn what_is_refused() {
        let error = |scores: &[f64], labels: &[bool], weights: &[f64]| {
            fit(scores, labels, weights).unwrap_err()
        };
        assert_eq!(error(&[], &[], &[]), RatesError::Empty { class: "mated" });
        assert_eq!(error(&[1.0], &[true], &[]), RatesError::Empty { class: "non-mated" });
        assert_eq!(
            error(&[1.0, 2.0], &[true, false], &[1.0, 0.0]),
            RatesError::Empty { class: "non-mated" }
        );
        assert!(matches!(error(&[1.0], &[], &[]), RatesError::Lengths { what: "labels", .. }));
        assert!(matches!(
            error(&[1.0], &[true], &[1.0, 1.0]),
            RatesError::Lengths { what: "weights", .. }
        ));
        assert!(matches!(
            error(&[f64::NEG_INFINITY, 1.0], &[true, false], &[]),
            RatesError::Score { .. }
        ));
        assert!(matches!(
            error(&[1.0, 1.0], &[true, false], &[1.0, -1.0]),
            RatesError::Weight { .. }
        ));
    }

    proptest! {
        /// The units of the score are free: llr(score) stays the same.
        #[test]
        fn scale_and_shift_change_no_ratio(
            trials in prop::collection::vec((-10..10_i8, any::<bool>()), 2..60),
            scale in 0.001..1000.0, shift in -100.0..100.0,
        ) {
            let labels: Vec<bool> = trials.iter().map(|t| t.1).collect();
            prop_assume!(labels.contains(&true) && labels.contains(&false));
            let scores: Vec<f64> = trials.iter().map(|t| t.0.into()).collect();
            let other: Vec<f64> = scores.iter().map(|s| scale * s + shift).collect();
            let (a, b) = (fit(&scores, &labels, &[]).unwrap(), fit(&other, &labels, &[]).unwrap());
            for (x, y) in scores.iter().zip(&other) {
                let (x, y) = (a.llr(*x), b.llr(*y));
                prop_assert!((x - y).abs() <= 1e-3 * x.abs().max(1.0), "{} {}", x, y);
            }
        }
    }
}
