//! Tables that turn a comparison score into a rate anyone understands: "1 in 12 000 strangers would look
//! this similar". They end where the rule of 30 ends; beyond, the last rate is a bound, not an estimate.

use serde::{Deserialize, Serialize};

use crate::RatesError;
use crate::pav::interpolate;
use crate::verification::{RULE_OF_30, is_supported};

/// Points a table has at most: from 0.5 down to 1e-6 that is five per factor of ten.
const MAX_POINTS: usize = 30;
/// The rate at which a table begins.
const FIRST_RATE: f64 = 0.5;

/// A rate read from a table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TableRate {
    /// Share from 0 to 1.
    pub rate: f64,
    /// True beyond the table's supported end: the true rate is this or less. At the other end, where
    /// about every second trial is an error, the rate is this or more, and that is not marked.
    pub is_bound: bool,
}

/// FMR by score: strictly rising scores, strictly falling rates; between them linear in (score, ln FMR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FalseMatchTable {
    /// Comparison scores, strictly rising.
    pub scores: Vec<f64>,
    /// Share of non-mated trials at or above each score, strictly falling.
    pub rates: Vec<f64>,
    /// Non-mated trials behind the table.
    pub trials: usize,
}

impl FalseMatchTable {
    /// Builds the table from the scores of non-mated trials, in any order. Each point is a score that
    /// occurred and the share measured there.
    pub fn from_non_mated(scores: &[f64]) -> Result<Self, RatesError> {
        check("non-mated", scores)?;
        let (scores_kept, rates) = tail(scores.to_vec())?.into_iter().unzip();
        Ok(Self { scores: scores_kept, rates, trials: scores.len() })
    }

    /// The FMR of a threshold at this score.
    pub fn fmr(&self, score: f64) -> TableRate {
        read(self.scores.iter().copied().zip(self.rates.iter().copied()), score)
    }

    /// The score to set as threshold for an FMR; none where the table does not reach so far.
    pub fn threshold(&self, fmr: f64) -> Option<f64> {
        let (first, last) = (*self.rates.first()?, *self.rates.last()?);
        if !(last..=first).contains(&fmr) {
            return None;
        }
        let knots: Vec<_> = self.rates.iter().map(|r| -r.ln()).zip(self.scores.clone()).collect();
        Some(interpolate(&knots, -fmr.ln()))
    }
}

/// FNMR by score: strictly rising scores, strictly rising rates; between them linear in (score, ln FNMR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FalseNonMatchTable {
    /// Comparison scores, strictly rising.
    pub scores: Vec<f64>,
    /// Share of mated trials at or below each score, strictly rising.
    pub rates: Vec<f64>,
    /// Mated trials behind the table.
    pub trials: usize,
}

impl FalseNonMatchTable {
    /// Builds the table from the scores of mated trials, in any order. Trials at minus infinity (failures)
    /// count as misses at every score.
    pub fn from_mated(scores: &[f64]) -> Result<Self, RatesError> {
        check("mated", scores)?;
        let mut points = tail(scores.iter().map(|s| -s).collect())?;
        points.reverse();
        let (scores_kept, rates) = points.into_iter().map(|(x, rate)| (-x, rate)).unzip();
        Ok(Self { scores: scores_kept, rates, trials: scores.len() })
    }

    /// The FNMR of a threshold just above this score: the share of mated trials that score no higher.
    pub fn fnmr(&self, score: f64) -> TableRate {
        let points = self.scores.iter().map(|s| -s).zip(self.rates.iter().copied());
        read(points.rev(), -score)
    }
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

/// Reads points (x rising, rate falling) at `x`.
fn read(points: impl Iterator<Item = (f64, f64)>, x: f64) -> TableRate {
    let knots: Vec<_> = points.map(|(at, rate)| (at, rate.ln())).collect();
    let is_bound = knots.last().is_some_and(|last| x > last.0);
    TableRate { rate: interpolate(&knots, x).exp(), is_bound }
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
        let table = FalseMatchTable::from_non_mated(&uniform(3000)).unwrap();
        assert_eq!(table.trials, 3000);
        assert_eq!(table.scores.len(), MAX_POINTS);
        assert_eq!((table.scores[0], table.rates[0]), (1501.0, 0.5));
        assert_eq!((table.scores[29], table.rates[29]), (2971.0, 0.01));
    }

    /// Exactly enough for one point, where half of the trials are 30.
    #[test]
    fn the_smallest_table() {
        let table = FalseMatchTable::from_non_mated(&uniform(60)).unwrap();
        assert_eq!((table.scores.as_slice(), table.rates.as_slice()), (&[31.0][..], &[0.5][..]));
        let error = FalseMatchTable::from_non_mated(&uniform(59)).unwrap_err();
        assert_eq!(error, RatesError::TooFew { trials: 59, needed: 60 });
        assert!(FalseMatchTable::from_non_mated(&[]).is_err());
        assert!(FalseMatchTable::from_non_mated(&[0.3; 1000]).is_err(), "all alike");
    }

    #[test]
    fn between_points_the_logarithm_is_linear() {
        let table = FalseMatchTable {
            scores: vec![0.2, 0.4, 0.5],
            rates: vec![0.1, 0.001, 0.0001],
            trials: 300_000,
        };
        for (score, rate, is_bound) in [
            (0.2, 0.1, false),
            (0.3, 0.01, false),
            (0.4, 0.001, false),
            (0.45, 10.0_f64.powf(-3.5), false),
            (0.5, 0.0001, false),
            // Outside nothing is claimed beyond the ends.
            (0.0, 0.1, false),
            (0.9, 0.0001, true),
        ] {
            let found = table.fmr(score);
            assert!((found.rate / rate - 1.0).abs() < 1e-12, "{score}: {found:?}");
            assert_eq!(found.is_bound, is_bound, "{score}");
        }
        for (fmr, score) in [(0.1, 0.2), (0.01, 0.3), (0.0001, 0.5)] {
            assert!((table.threshold(fmr).unwrap() - score).abs() < 1e-12);
        }
        assert_eq!((table.threshold(0.2), table.threshold(0.00001)), (None, None));
        assert_eq!(table.threshold(f64::NAN), None);
    }

    #[test]
    fn ties_are_taken_whole() {
        // 100 zeros, 40 ones: from 0.5 on only the ones can be had, at 40 of 140.
        let scores = [vec![0.0; 100], vec![1.0; 40]].concat();
        let table = FalseMatchTable::from_non_mated(&scores).unwrap();
        assert_eq!((table.scores, table.rates), (vec![1.0], vec![40.0 / 140.0]));
    }

    #[test]
    fn misses_by_score() {
        let table = FalseNonMatchTable::from_mated(&uniform(3000)).unwrap();
        assert_eq!((table.scores[0], table.rates[0]), (30.0, 0.01));
        assert_eq!((table.scores[29], table.rates[29]), (1500.0, 0.5));
        assert_eq!(table.fnmr(1.0), TableRate { rate: table.fnmr(30.0).rate, is_bound: true });
        assert!((table.fnmr(30.0).rate - 0.01).abs() < 1e-15);
        assert!((table.fnmr(9000.0).rate - 0.5).abs() < 1e-15 && !table.fnmr(9000.0).is_bound);
    }

    #[test]
    fn failures_are_misses_at_every_score() {
        let mut scores = uniform(100);
        scores.extend([f64::NEG_INFINITY; 100]);
        let mated = FalseNonMatchTable::from_mated(&scores);
        assert!(mated.is_err(), "half is exceeded before the first score");
        let non_mated = FalseMatchTable::from_non_mated(&scores).unwrap();
        assert_eq!((non_mated.scores[0], non_mated.rates[0]), (1.0, 0.5));
        assert!(FalseMatchTable::from_non_mated(&[f64::NAN; 100]).is_err());
        assert!(FalseNonMatchTable::from_mated(&[f64::INFINITY; 100]).is_err());
    }

    proptest! {
        /// Each point is a measurement: its rate is the share of trials at or above, supported, and falls.
        #[test]
        fn points_are_measured(scores in prop::collection::vec(-50..50_i8, 60..400)) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            if let Ok(table) = FalseMatchTable::from_non_mated(&scores) {
                for (score, rate) in table.scores.iter().zip(&table.rates) {
                    let hits = scores.iter().filter(|s| *s >= score).count();
                    prop_assert!(hits >= 30 && 2 * hits <= scores.len());
                    prop_assert_eq!(*rate, hits as f64 / scores.len() as f64);
                    prop_assert!((table.fmr(*score).rate / rate - 1.0).abs() < 1e-12);
                }
                prop_assert!(table.scores.windows(2).all(|w| w[0] < w[1]));
                prop_assert!(table.rates.windows(2).all(|w| w[0] > w[1]));
            }
        }

        #[test]
        fn a_higher_score_is_never_commoner(step in 1..499_u32, a in 0.0..70.0, b in 0.0..70.0) {
            let scores: Vec<f64> = (0..500_u32).map(|i| f64::from(i * step % 499) / 10.0).collect();
            let table = FalseMatchTable::from_non_mated(&scores).unwrap();
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            prop_assert!(table.fmr(low).rate >= table.fmr(high).rate);
        }
    }
}
