//! The points of a table that turns a comparison score into a rate anyone understands: "1 in 12 000
//! strangers would look this similar". They end where the rule of 30 ends. Reading a table is
//! `domain::RateTable`'s; here its points are made from trials.

use crate::RatesError;
use crate::verification::{RULE_OF_30, is_supported};

/// Points a table has at most: from 0.5 down to 1e-6 that is five per factor of ten.
const MAX_POINTS: usize = 30;
/// The rate at which a table begins.
const FIRST_RATE: f64 = 0.5;

/// FMR by score, from the scores of non-mated trials in any order: each point is a score that occurred and
/// the share of trials at or above it. Scores rise strictly, shares fall strictly.
///
/// # Errors
/// When a score is no number, or the trials are too few for one point.
pub fn false_match_points(non_mated: &[f64]) -> Result<Vec<(f64, f64)>, RatesError> {
    check("non-mated", non_mated)?;
    tail(non_mated.to_vec())
}

/// FNMR by score, from the scores of mated trials in any order: each point is a score that occurred and
/// the share of trials at or below it. Scores and shares rise strictly. Trials at minus infinity (failures)
/// count as misses at every score.
///
/// # Errors
/// When a score is no number, or the trials are too few for one point.
pub fn false_non_match_points(mated: &[f64]) -> Result<Vec<(f64, f64)>, RatesError> {
    check("mated", mated)?;
    let mut points = tail(mated.iter().map(|s| -s).collect())?;
    points.reverse();
    Ok(points.into_iter().map(|(x, rate)| (-x, rate)).collect())
}

fn check(class: &'static str, scores: &[f64]) -> Result<(), RatesError> {
    match scores.iter().position(|s| s.is_nan() || *s == f64::INFINITY) {
        Some(index) => Err(RatesError::Score { class, index, score: scores[index] }),
        None => Ok(()),
    }
}

/// Points (x, share at or above x) of the upper tail, at shares evenly spaced in logarithm from
/// [`FIRST_RATE`] to what the rule of 30 supports, x strictly rising.
fn tail(mut values: Vec<f64>) -> Result<Vec<(f64, f64)>, RatesError> {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len();
    let trials = n as f64;
    let last_rate = RULE_OF_30 / trials;
    let mut points: Vec<(f64, f64)> = Vec::new();
    for i in 0..MAX_POINTS {
        let along = i as f64 / (MAX_POINTS - 1) as f64;
        let target = FIRST_RATE * (last_rate / FIRST_RATE).powf(along);
        if target > FIRST_RATE {
            break;
        }
        // Whole trials at or above; rounding must not lose the very last one, which is 30.
        let allowed = (target * trials * (1.0 + 1e-9)).floor() as usize;
        let Some(x) = lowest_with(&values, allowed) else { continue };
        let rate = (n - values.partition_point(|v| *v < x)) as f64 / trials;
        if x.is_finite() && is_supported(rate, n) && points.last().is_none_or(|p| p.0 < x) {
            points.push((x, rate));
        }
    }
    if points.is_empty() {
        let needed = (RULE_OF_30 / FIRST_RATE) as usize;
        return Err(RatesError::TooFew { trials: n, needed });
    }
    Ok(points)
}

/// The lowest of the ascending values that at most `allowed` of them reach.
fn lowest_with(sorted: &[f64], allowed: usize) -> Option<f64> {
    let place = sorted.len().checked_sub(allowed)?;
    let x = *sorted.get(place)?;
    let is_first_of_its_ties = place == 0 || sorted[place - 1] < x;
    if is_first_of_its_ties {
        return Some(x);
    }
    sorted.get(sorted.partition_point(|v| *v <= x)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// n different scores, 1 to n: exactly n + 1 - s of them reach score s.
    fn uniform(n: u32) -> Vec<f64> {
        (1..=n).map(f64::from).collect()
    }

    #[test]
    fn from_one_half_to_thirty_trials() {
        let points = false_match_points(&uniform(3000)).unwrap();
        assert_eq!(points.len(), MAX_POINTS);
        assert_eq!((points[0], points[29]), ((1501.0, 0.5), (2971.0, 0.01)));
    }

    /// Exactly enough for one point, where half of the trials are 30.
    #[test]
    fn the_smallest_table() {
        assert_eq!(false_match_points(&uniform(60)).unwrap(), [(31.0, 0.5)]);
        let error = false_match_points(&uniform(59)).unwrap_err();
        assert_eq!(error, RatesError::TooFew { trials: 59, needed: 60 });
        assert!(false_match_points(&[]).is_err());
        assert!(false_match_points(&[0.3; 1000]).is_err(), "all alike");
    }

    #[test]
    fn ties_are_taken_whole() {
        // 100 zeros, 40 ones: from 0.5 on only the ones can be had, at 40 of 140.
        let scores = [vec![0.0; 100], vec![1.0; 40]].concat();
        assert_eq!(false_match_points(&scores).unwrap(), [(1.0, 40.0 / 140.0)]);
    }

    #[test]
    fn misses_by_score() {
        let points = false_non_match_points(&uniform(3000)).unwrap();
        assert_eq!((points[0], points[29]), ((30.0, 0.01), (1500.0, 0.5)));
    }

    #[test]
    fn failures_are_misses_at_every_score() {
        let mut scores = uniform(100);
        scores.extend([f64::NEG_INFINITY; 100]);
        let mated = false_non_match_points(&scores);
        assert!(mated.is_err(), "half is exceeded before the first score");
        assert_eq!(false_match_points(&scores).unwrap()[0], (1.0, 0.5));
        assert!(false_match_points(&[f64::NAN; 100]).is_err());
        assert!(false_non_match_points(&[f64::INFINITY; 100]).is_err());
    }

    proptest! {
        /// Each point is a measurement: its rate is the share of trials at or above, supported, and falls.
        #[test]
        fn points_are_measured(scores in prop::collection::vec(-50..50_i8, 60..400)) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            if let Ok(points) = false_match_points(&scores) {
                for (score, rate) in &points {
                    let hits = scores.iter().filter(|s| *s >= score).count();
                    prop_assert!(hits >= 30 && 2 * hits <= scores.len());
                    prop_assert_eq!(*rate, hits as f64 / scores.len() as f64);
                }
                prop_assert!(points.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 > w[1].1));
            }
        }
    }
}
