//! Rates as reports carry them: never without the number of trials, never without an interval.

use rates::{Interval, Proportion};
use serde::Serialize;

use crate::report::Share;

/// A share of trials with its 95 % Clopper-Pearson interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Hits over trials; none without trials.
    pub rate: Option<f64>,
    /// 95 % interval; from 0 to 1 without trials.
    pub interval: Interval,
    /// Trials with the outcome.
    pub hits: u64,
    /// All trials.
    pub trials: u64,
}

impl Rate {
    /// Counts the trials for which `is_hit` holds.
    pub fn count<T>(trials: impl IntoIterator<Item = T>, is_hit: impl Fn(T) -> bool) -> Self {
        Proportion::count(trials, is_hit).into()
    }

    /// As a report shows it.
    pub fn share(&self) -> Share {
        let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let share = Share::of(whole(self.hits), whole(self.trials));
        if self.trials == 0 { share } else { share.within(self.interval.low, self.interval.high) }
    }
}

impl From<Proportion> for Rate {
    fn from(found: Proportion) -> Self {
        Self {
            rate: found.rate(),
            interval: found.interval(),
            hits: found.hits,
            trials: found.trials,
        }
    }
}

/// Where a distribution lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Values.
    pub count: usize,
    /// The smallest.
    pub least: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// Nine in ten are not above it.
    pub p90: f64,
    /// The largest.
    pub most: f64,
}

impl Spread {
    /// Of the finite values among `values`; none without any.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let n = sorted.len();
        let median = f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2]);
        let p90 = sorted[(n * 9).div_ceil(10) - 1];
        Some(Self { count: n, least, median, p90, most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_knows_its_trials_and_none_of_none_is_no_rate() {
        let rate = Rate::count([1, 2, 3, 4], |n| n > 3);
        assert_eq!((rate.rate, rate.hits, rate.trials), (Some(0.25), 1, 4));
        assert!(rate.interval.contains(0.25) && !rate.interval.contains(0.9));
        let none = Rate::count(Vec::<u8>::new(), |_| true);
        assert_eq!((none.rate, none.interval.low, none.interval.high), (None, 0.0, 1.0));
        assert!(none.share().interval.is_none());
    }

    #[test]
    fn spreads_are_counted_by_hand() {
        let check = |values: &[f64], median: f64, p90: f64| {
            let spread = Spread::of(values.iter().copied()).unwrap();
            assert_eq!((spread.median, spread.p90), (median, p90));
        };
        check(&[3.0, 1.0, 2.0], 2.0, 3.0);
        check(&[1.0, 2.0, 3.0, 4.0], 2.5, 4.0);
        check(&[7.0, f64::NAN], 7.0, 7.0);
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        check(&ten, 5.5, 9.0);
        assert!(Spread::of([f64::NAN]).is_none());
    }
}
