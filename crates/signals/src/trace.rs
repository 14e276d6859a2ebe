//! A measurement over time: sample times and one value each, checked once.

use crate::NotMeasurable;
use crate::stat::median;

/// A trace of one number. Times are seconds and rise; every value is finite; at least two samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trace<'a> {
    times_s: &'a [f64],
    values: &'a [f64],
}

impl<'a> Trace<'a> {
    /// One value per time.
    pub fn new(times_s: &'a [f64], values: &'a [f64]) -> Result<Self, NotMeasurable> {
        check_times(times_s, values.len(), 2)?;
        if !values.iter().all(|v| v.is_finite()) {
            return Err(NotMeasurable::NotFinite);
        }
        Ok(Self { times_s, values })
    }

    /// The values.
    pub const fn values(&self) -> &'a [f64] {
        self.values
    }

    /// The times in seconds.
    pub const fn times_s(&self) -> &'a [f64] {
        self.times_s
    }

    /// Seconds between the first and the last sample.
    pub fn span_s(&self) -> f64 {
        self.times_s[self.times_s.len() - 1] - self.times_s[0]
    }

    /// Samples per second, from the median step: a gap does not change it.
    pub fn rate_hz(&self) -> f64 {
        rate_hz(self.times_s)
    }

    /// The value at `t_s`, linear between samples; none outside the trace.
    pub fn at(&self, t_s: f64) -> Option<f64> {
        let after = self.times_s.partition_point(|t| *t <= t_s);
        if after == 0 {
            return None;
        }
        if after == self.times_s.len() {
            return (t_s <= self.times_s[after - 1]).then(|| self.values[after - 1]);
        }
        let (t0, t1) = (self.times_s[after - 1], self.times_s[after]);
        let (v0, v1) = (self.values[after - 1], self.values[after]);
        Some(v0 + (v1 - v0) * (t_s - t0) / (t1 - t0))
    }

    /// The trace at even steps of 1 / `rate_hz` from its first sample on.
    pub fn resampled(&self, rate_hz: f64) -> Vec<f64> {
        let count = (self.span_s() * rate_hz + 1e-9).floor() as usize + 1;
        (0..count).filter_map(|i| self.at(self.times_s[0] + i as f64 / rate_hz)).collect()
    }
}

/// Refuses times that are too few, not one per sample, not finite or not rising.
pub(crate) fn check_times(
    times_s: &[f64],
    samples: usize,
    least: usize,
) -> Result<(), NotMeasurable> {
    if times_s.len() != samples {
        return Err(NotMeasurable::Mismatched { left: times_s.len(), right: samples });
    }
    if samples < least {
        return Err(NotMeasurable::TooFew { needed: least, got: samples });
    }
    if !times_s.iter().all(|t| t.is_finite()) {
        return Err(NotMeasurable::NotFinite);
    }
    if times_s.windows(2).any(|w| w[1] <= w[0]) {
        return Err(NotMeasurable::NotRising);
    }
    Ok(())
}

/// Samples per second of rising times, from the median step.
pub(crate) fn rate_hz(times_s: &[f64]) -> f64 {
    1.0 / median(&times_s.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_broken_trace_is_refused_and_says_why() {
        let check = |t: &[f64], v: &[f64]| Trace::new(t, v).unwrap_err();
        assert_eq!(check(&[0.0], &[1.0]), NotMeasurable::TooFew { needed: 2, got: 1 });
        assert_eq!(check(&[0.0, 1.0], &[1.0]), NotMeasurable::Mismatched { left: 2, right: 1 });
        assert_eq!(check(&[0.0, 0.0], &[1.0, 1.0]), NotMeasurable::NotRising);
        assert_eq!(check(&[0.0, 1.0], &[1.0, f64::NAN]), NotMeasurable::NotFinite);
        assert_eq!(check(&[0.0, f64::INFINITY], &[1.0, 1.0]), NotMeasurable::NotFinite);
    }

    #[test]
    fn a_gap_does_not_change_the_rate() {
        let t = [0.0, 0.2, 0.4, 3.0, 3.2, 3.4];
        assert!((Trace::new(&t, &[0.0; 6]).unwrap().rate_hz() - 5.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn resampling_a_straight_line_gives_the_line(step in 0.01..0.5_f64, slope in -5.0..5.0_f64, rate in 1.0..40.0_f64) {
            let t: Vec<f64> = (0..20).map(|i| f64::from(i) * step).collect();
            let v: Vec<f64> = t.iter().map(|t| slope * t).collect();
            for (i, got) in Trace::new(&t, &v).unwrap().resampled(rate).iter().enumerate() {
                prop_assert!((got - slope * i as f64 / rate).abs() < 1e-6);
            }
        }
    }
}
