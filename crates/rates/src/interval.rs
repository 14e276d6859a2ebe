//! Binomial intervals: how far the true rate may lie from hits over trials. They assume independent
//! trials. Where one subject gives many trials use [`crate::bootstrap`], and these where the bootstrap is
//! blind: without a single error every resample has none either.

use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

/// The 97.5 % point of the standard normal distribution: two-sided 95 %.
const Z_95: f64 = 1.959_963_984_540_054;
/// Probability left out on either side of a two-sided 95 % interval.
const TAIL: f64 = 0.025;

/// A closed interval of a rate or another statistic, 95 % unless its source says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end, not below `low`.
    pub high: f64,
}

impl Interval {
    /// True when the value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The smallest interval that covers both: for a bootstrap interval that collapsed because there were
    /// hardly any errors, together with the binomial one.
    pub fn hull(&self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

/// Errors among trials: what every published rate must be traceable to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proportion {
    /// Trials with the outcome counted, at most `trials`.
    pub hits: u64,
    /// All trials.
    pub trials: u64,
}

impl Proportion {
    /// Counts the trials for which `is_hit` holds.
    pub fn count<T>(trials: impl IntoIterator<Item = T>, is_hit: impl Fn(T) -> bool) -> Self {
        let mut found = Self { hits: 0, trials: 0 };
        for trial in trials {
            found.trials += 1;
            found.hits += u64::from(is_hit(trial));
        }
        found
    }

    /// Hits over trials; none without trials, for there is nothing to report then.
    pub fn rate(&self) -> Option<f64> {
        (self.trials > 0).then(|| self.hits as f64 / self.trials as f64)
    }

    /// The Clopper-Pearson interval, which reports after ISO/IEC 30107-3 use. From 0 to 1 without trials.
    pub fn interval(&self) -> Interval {
        clopper_pearson(self.hits, self.trials)
    }
}

/// Wilson's score interval (Wilson 1927), 95 %: close to nominal coverage on average, so the better choice
/// for plots. `k` above `n` counts as `n`; from 0 to 1 when `n` is 0.
pub fn wilson(k: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (hits, n) = (k.min(n) as f64, n as f64);
    let p = hits / n;
    let z2 = Z_95 * Z_95;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // At the ends the formula gives 0 and 1 only up to rounding.
    Interval {
        low: if hits == 0.0 { 0.0 } else { (centre - half).max(0.0) },
        high: if hits == n { 1.0 } else { (centre + half).min(1.0) },
    }
}

/// The Clopper-Pearson interval, 95 %: covers the true rate with *at least* that probability, whatever it
/// is. `k` above `n` counts as `n`; from 0 to 1 when `n` is 0.
pub fn clopper_pearson(k: u64, n: u64) -> Interval {
    clopper_pearson_real(k.min(n) as f64, n as f64)
}

/// The same for real numbers of hits and trials, such as weighted trials give: the beta quantiles that
/// define the interval are continuous in both. Needs `0 <= k <= n`.
pub(crate) fn clopper_pearson_real(k: f64, n: f64) -> Interval {
    if n <= 0.0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    Interval {
        low: if k <= 0.0 { 0.0 } else { beta_quantile(k, n - k + 1.0, TAIL) },
        high: if k >= n { 1.0 } else { beta_quantile(k + 1.0, n - k, 1.0 - TAIL) },
    }
}

/// The `p` quantile of the beta distribution, by bisection on the regularised incomplete beta function:
/// `statrs` has an inverse, but below 1e-4, where false-match rates live, it stops early (error of 0.3 %
/// at 3 hits in 5 million, measured against SciPy). Bisection is slow (microseconds) and cannot fail.
fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // Halving 1 reaches the smallest rate of interest (1e-12) after 40 steps, and its 1e-12 relative
    // precision after 80; the loop ends earlier when the ends are neighbours.
    for _ in 0..120 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_reg(a, b, middle) < p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(found: Interval, low: f64, high: f64) {
        assert!((found.low - low).abs() < 5e-7, "{found:?}, low should be {low}");
        assert!((found.high - high).abs() < 5e-7, "{found:?}, high should be {high}");
    }

    /// With no hit of n the upper bound is 1 - 0.025^(1/n), in closed form.
    #[test]
    fn clopper_pearson_at_the_ends() {
        check(clopper_pearson(0, 10), 0.0, 1.0 - 0.025_f64.powf(0.1));
        check(clopper_pearson(10, 10), 0.025_f64.powf(0.1), 1.0);
        check(clopper_pearson(0, 300), 0.0, 1.0 - 0.025_f64.powf(1.0 / 300.0));
        check(clopper_pearson(1, 1), 0.025, 1.0);
    }

    /// 5 of 10, the example of every textbook: exact 0.187 to 0.813, Wilson 0.237 to 0.763.
    #[test]
    fn five_of_ten() {
        check(clopper_pearson(5, 10), 0.187_086, 0.812_914);
        check(wilson(5, 10), 0.236_593, 0.763_407);
    }

    /// With no hit Wilson's bound is z^2 / (n + z^2).
    #[test]
    fn wilson_at_the_ends() {
        let z2 = Z_95 * Z_95;
        check(wilson(0, 10), 0.0, z2 / (10.0 + z2));
        check(wilson(10, 10), 10.0 / (10.0 + z2), 1.0);
        assert_eq!(wilson(0, 7).low, 0.0);
        assert_eq!(wilson(7, 7).high, 1.0);
    }

    #[test]
    fn no_trials_know_nothing() {
        let all = Interval { low: 0.0, high: 1.0 };
        assert_eq!(wilson(0, 0), all);
        assert_eq!(clopper_pearson(0, 0), all);
        let none = Proportion { hits: 0, trials: 0 };
        assert_eq!((none.rate(), none.interval()), (None, all));
    }

    #[test]
    fn counting() {
        let found = Proportion::count([1, 2, 3, 4], |n| n > 1);
        assert_eq!(found, Proportion { hits: 3, trials: 4 });
        assert_eq!(found.rate(), Some(0.75));
    }

    #[test]
    fn hulls() {
        let (a, b) = (Interval { low: 0.0, high: 0.0 }, Interval { low: 0.0, high: 0.1 });
        assert_eq!(a.hull(b), b);
        assert!(b.contains(0.1) && !b.contains(0.11));
    }

    /// The definition itself: the exact interval covers the true rate in at least 95 % of all outcomes.
    #[test]
    fn exact_coverage_is_at_least_nominal() {
        for n in [5_u64, 20, 50] {
            for p in [0.01, 0.1, 0.37, 0.5, 0.93] {
                let mut chance = (1.0_f64 - p).powi(n as i32);
                let mut covered = 0.0;
                for k in 0..=n {
                    if clopper_pearson(k, n).contains(p) {
                        covered += chance;
                    }
                    chance *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
                }
                assert!(covered >= 0.95, "n {n}, p {p}: {covered}");
            }
        }
    }

    proptest! {
        #[test]
        fn intervals_hold_the_rate_and_move_with_the_hits(n in 1..5_000_u64, share in 0.0..1.0) {
            let k = (share * n as f64) as u64;
            for of in [wilson, clopper_pearson] {
                let (here, next) = (of(k, n), of(k + 1, n));
                prop_assert!(here.contains(k as f64 / n as f64));
                prop_assert!(0.0 <= here.low && here.high <= 1.0);
                prop_assert!(here.low < next.low && here.high <= next.high);
                let mirror = of(n - k, n);
                prop_assert!((here.low + mirror.high - 1.0).abs() < 1e-9);
            }
        }
    }
}
