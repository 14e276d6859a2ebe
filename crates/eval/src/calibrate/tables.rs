//! Error rates by score, as tables for a manifest: rounded so that they read well and stay monotone.

use rates::false_match::{false_match_points, false_non_match_points};
use serde::Serialize;

/// Decimals of a comparison score in a table: a ten-thousandth moves no rate noticeably.
const SCORE_DECIMALS: i32 = 5;
/// Significant digits of a rate in a table.
const RATE_DIGITS: i32 = 4;

/// A rate by score: scores strictly rising; between them the logarithm of the rate is linear.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateTable {
    /// Comparison scores.
    pub scores: Vec<f64>,
    /// The rate at each.
    pub rates: Vec<f64>,
    /// Trials it rests on.
    pub trials: usize,
    /// Subjects they came from.
    pub subjects: usize,
    /// Data and protocol, in words.
    pub data: String,
}

/// The two tables of an identity calibration: FMR from non-mated and FNMR from mated scores. One that the
/// rule of 30 does not support is left out.
pub fn identity_tables(
    mated: &[f64],
    non_mated: &[f64],
    subjects: usize,
    data: &str,
) -> (Option<RateTable>, Option<RateTable>) {
    let table = |points: Vec<(f64, f64)>, trials| {
        let (scores, rates) = rounded(points);
        RateTable { scores, rates, trials, subjects, data: data.to_owned() }
    };
    (
        false_match_points(non_mated).ok().map(|points| table(points, non_mated.len())),
        false_non_match_points(mated).ok().map(|points| table(points, mated.len())),
    )
}

/// Share of bona fide sessions whose presence LLR is at or above a value; none where the rule of 30 supports
/// no point of it.
pub fn false_alarm_table(llrs: &[f64], subjects: usize, data: &str) -> Option<RateTable> {
    let (scores, rates) = rounded(false_match_points(llrs).ok()?);
    Some(RateTable { scores, rates, trials: llrs.len(), subjects, data: data.to_owned() })
}

/// Rounds both columns; of points that then have one score or one rate only the first stays.
fn rounded(points: Vec<(f64, f64)>) -> (Vec<f64>, Vec<f64>) {
    let mut kept: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    for (score, rate) in points {
        let point = (round_to(score, SCORE_DECIMALS), significant(rate));
        if kept.last().is_none_or(|last| last.0 < point.0 && last.1 != point.1) {
            kept.push(point);
        }
    }
    kept.into_iter().unzip()
}

fn round_to(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit
}

fn significant(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return value;
    }
    let decimals = RATE_DIGITS - 1 - value.log10().floor() as i32;
    // By way of text, so that 7.3e-6 does not become 7.299999999999999e-6.
    format!("{value:.*}", decimals.max(0) as usize).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_what_they_are_worth() {
        let check = |value: f64, expected: f64| assert_eq!(significant(value), expected);
        check(0.123_456, 0.1235);
        check(7.345_678e-6, 7.346e-6);
        check(0.5, 0.5);
        check(0.0, 0.0);
        assert_eq!(round_to(0.338_100_582_361, 5), 0.3381);
    }

    #[test]
    fn tables_stay_monotone() {
        let non_mated: Vec<f64> = (0..9000).map(|i| (f64::from(i) * 0.37).sin() * 0.3).collect();
        let mated: Vec<f64> = (0..900).map(|i| 0.6 + (f64::from(i) * 0.7).sin() * 0.3).collect();
        let (fmr, fnmr) = identity_tables(&mated, &non_mated, 10, "test");
        for (table, falls) in [(fmr.unwrap(), true), (fnmr.unwrap(), false)] {
            assert!(table.scores.len() > 5 && table.scores.is_sorted_by(|a, b| a < b));
            assert!(
                table.rates.is_sorted_by(|a, b| if falls { a > b } else { a < b }),
                "{table:?}"
            );
            assert_eq!(table.scores.len(), table.rates.len());
        }
        let (none, _) = identity_tables(&mated, &non_mated[..10], 10, "test");
        assert!(none.is_none(), "ten trials support no rate");
    }
}
