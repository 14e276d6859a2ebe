//! A detector's scores over the time of a session, and what they are worth together.
//!
//! Frames of one video are not independent. The series knows its own lag-1 autocorrelation and states an
//! effective sample count, so that a frozen or slowly changing picture does not grow more convincing by
//! being long.

use domain::MediaTime;

/// Neighbouring samples averaged when looking for the worst stretch of a session.
/// At the cadence of one sample a second that is five seconds.
pub const STRETCH: usize = 5;

/// Correlation assumed while there are too few samples to measure it. Neighbouring frames at 5 fps of the
/// development clips correlate at about this value or below for PAD.
const ASSUMED_CORRELATION: f64 = 0.5;

/// Samples from which the correlation is measured instead of assumed.
const MEASURABLE: usize = 8;

/// No series is ever taken as more correlated than this, so that one sample always counts for something.
const MAX_CORRELATION: f64 = 0.95;

/// One sample speaks for at most this much time. The slowest cadence of a settled session is four seconds.
const MAX_COVER_S: f64 = 4.0;

/// Scores in order of time.
#[derive(Debug, Clone, Default)]
pub struct Series {
    samples: Vec<(MediaTime, f64)>,
}

/// What a series says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesSummary {
    /// Mean score over time: each sample weighs as much as the time it speaks for, so that looking more
    /// often where something is doubtful does not make the doubt count for more.
    pub mean: f64,
    /// Samples.
    pub count: u32,
    /// Independent samples they are worth, 1 ≤ n ≤ `count`.
    pub effective: f64,
    /// Highest mean over five neighbouring samples, and where that stretch begins.
    pub highest_stretch: (MediaTime, f64),
}

impl Series {
    /// Adds a finite score; keeps the order of time whatever the order of arrival.
    pub fn push(&mut self, at: MediaTime, score: f64) {
        if !score.is_finite() {
            return;
        }
        let index = self.samples.partition_point(|(t, _)| *t <= at);
        self.samples.insert(index, (at, score));
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// True before the first sample.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Mean of the newest `n` samples.
    pub fn recent(&self, n: usize) -> Option<f64> {
        let tail = &self.samples[self.samples.len().saturating_sub(n)..];
        (!tail.is_empty()).then(|| mean(tail))
    }

    /// The pair of neighbouring samples whose *higher* value is lowest: two in a row that are both low.
    pub fn lowest_pair(&self) -> Option<(MediaTime, f64)> {
        self.samples
            .windows(2)
            .map(|w| (w[0].0, w[0].1.max(w[1].1)))
            .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
    }

    /// The whole series in numbers; none when it is empty.
    pub fn summary(&self) -> Option<SeriesSummary> {
        if self.samples.is_empty() {
            return None;
        }
        let count = self.samples.len();
        let rho = self.correlation();
        let effective = (count as f64 * (1.0 - rho) / (1.0 + rho)).clamp(1.0, count as f64);
        let highest_stretch = self
            .samples
            .windows(STRETCH.min(count))
            .map(|w| (w[0].0, mean(w)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .expect("windows of a non-empty slice with a size of at most its length");
        Some(SeriesSummary {
            mean: self.mean_over_time(),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            effective,
            highest_stretch,
        })
    }

    fn mean_over_time(&self) -> f64 {
        let gap = |a: usize, b: usize| {
            (self.samples[b].0 - self.samples[a].0).as_secs_f64().min(MAX_COVER_S) / 2.0
        };
        let last = self.samples.len() - 1;
        let (mut sum, mut weight) = (0.0, 0.0);
        for (i, (_, score)) in self.samples.iter().enumerate() {
            let before = if i > 0 { gap(i - 1, i) } else { 0.0 };
            let after = if i < last { gap(i, i + 1) } else { 0.0 };
            sum += (before + after) * score;
            weight += before + after;
        }
        if weight > 0.0 { sum / weight } else { mean(&self.samples) }
    }

    /// Lag-1 autocorrelation, 0 to [`MAX_CORRELATION`].
    fn correlation(&self) -> f64 {
        if self.samples.len() < MEASURABLE {
            return ASSUMED_CORRELATION;
        }
        let m = mean(&self.samples);
        let variance: f64 = self.samples.iter().map(|(_, v)| (v - m).powi(2)).sum();
        if variance < 1e-12 {
            return MAX_CORRELATION;
        }
        let lagged: f64 = self.samples.windows(2).map(|w| (w[0].1 - m) * (w[1].1 - m)).sum();
        (lagged / variance).clamp(0.0, MAX_CORRELATION)
    }
}

fn mean(samples: &[(MediaTime, f64)]) -> f64 {
    samples.iter().map(|(_, v)| v).sum::<f64>() / samples.len() as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(values: &[f64]) -> Series {
        let mut s = Series::default();
        for (i, v) in values.iter().enumerate() {
            s.push(MediaTime::from_millis(i as u64 * 200), *v);
        }
        s
    }

    #[test]
    fn a_constant_series_is_worth_little_more_than_one_sample() {
        let s = series(&[1.0; 200]).summary().unwrap();
        assert!(s.effective < 6.0, "{}", s.effective);
        assert_eq!(s.mean, 1.0);
    }

    #[test]
    fn an_alternating_series_is_worth_all_its_samples() {
        let v: Vec<f64> = (0..40).map(|i| f64::from(i % 2)).collect();
        assert_eq!(series(&v).summary().unwrap().effective, 40.0);
    }

    #[test]
    fn the_highest_stretch_is_found_where_it_is() {
        let mut v = vec![0.0; 30];
        v[12..17].fill(4.0);
        let (at, m) = series(&v).summary().unwrap().highest_stretch;
        assert_eq!((at.millis(), m), (2400, 4.0));
    }

    #[test]
    fn one_low_sample_is_no_pair_but_two_in_a_row_are() {
        assert_eq!(series(&[0.7, 0.1, 0.7]).lowest_pair().unwrap().1, 0.7);
        let (at, v) = series(&[0.7, 0.1, 0.2, 0.7]).lowest_pair().unwrap();
        assert_eq!((at.millis(), v), (200, 0.2));
        assert!(series(&[0.1]).lowest_pair().is_none());
    }

    #[test]
    fn looking_more_often_at_a_doubtful_second_does_not_change_the_mean() {
        let mut even = Series::default();
        let mut dense = Series::default();
        for i in 0..60_u64 {
            let score = if (20..30).contains(&i) { 3.0 } else { -1.0 };
            even.push(MediaTime::from_millis(i * 1_000), score);
            dense.push(MediaTime::from_millis(i * 1_000), score);
            if score > 0.0 {
                for k in 1..5 {
                    dense.push(MediaTime::from_millis(i * 1_000 + k * 200), score);
                }
            }
        }
        let (a, b) = (even.summary().unwrap().mean, dense.summary().unwrap().mean);
        assert!((a - b).abs() < 0.05, "{a} and {b}");
    }

    #[test]
    fn what_is_not_a_number_is_not_taken() {
        let s = series(&[1.0, f64::NAN, f64::INFINITY]);
        assert_eq!(s.len(), 1);
    }

    proptest! {
        #[test]
        fn order_of_arrival_changes_nothing(values in prop::collection::vec(-9.0_f64..9.0, 1..40), seed in 0_usize..1000) {
            let timed: Vec<_> = values.iter().enumerate()
                .map(|(i, v)| (MediaTime::from_millis(i as u64 * 100), *v)).collect();
            let mut shuffled = timed.clone();
            let n = shuffled.len();
            for i in 0..n { shuffled.swap(i, (i * 7 + seed) % n); }
            let build = |items: &[(MediaTime, f64)]| {
                let mut s = Series::default();
                for (t, v) in items { s.push(*t, *v); }
                s.summary().unwrap()
            };
            prop_assert_eq!(build(&timed), build(&shuffled));
        }

        #[test]
        fn effective_count_stays_between_one_and_the_count(values in prop::collection::vec(-9.0_f64..9.0, 1..80)) {
            let s = series(&values).summary().unwrap();
            prop_assert!(s.effective >= 1.0 && s.effective <= f64::from(s.count));
        }
    }
}
