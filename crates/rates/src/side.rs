//! One class of trials (mated or non-mated, attack or bona fide): sorted scores with running weights, so
//! that a share below a threshold is one binary search. No rate is named here; that is the caller's.

use crate::RatesError;

/// Scores in ascending order with the weight that lies below each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Side {
    scores: Vec<f64>,
    /// `below[i]` is the weight of `scores[..i]`; one entry more than scores, the last being the total.
    /// Whole-number weights (counts) are summed exactly.
    below: Vec<f64>,
}

impl Side {
    /// Sorts scores that all weigh 1.
    pub(crate) fn new(class: &'static str, scores: &[f64]) -> Result<Self, RatesError> {
        check_scores(class, scores)?;
        let mut scores = scores.to_vec();
        scores.sort_unstable_by(f64::total_cmp);
        let below = (0..=scores.len()).map(|i| i as f64).collect();
        Ok(Self { scores, below })
    }

    /// Sorts scores with their weights.
    pub(crate) fn weighted(class: &'static str, trials: &[(f64, f64)]) -> Result<Self, RatesError> {
        check_weights(trials.iter().map(|t| t.1))?;
        let mut trials = trials.to_vec();
        // The stable sort keeps the sums the same for the same input.
        trials.sort_by(|a, b| a.0.total_cmp(&b.0));
        let scores: Vec<f64> = trials.iter().map(|t| t.0).collect();
        check_scores(class, &scores)?;
        let mut side = Self { below: vec![0.0; scores.len() + 1], scores };
        if side.reweigh(|i| trials[i].1) > 0.0 {
            Ok(side)
        } else {
            Err(RatesError::Empty { class })
        }
    }

    /// Gives the score at each place of the ascending order a new weight, and says what they sum to.
    pub(crate) fn reweigh(&mut self, weight: impl Fn(usize) -> f64) -> f64 {
        let mut sum = 0.0;
        for (i, below) in self.below.iter_mut().skip(1).enumerate() {
            sum += weight(i);
            *below = sum;
        }
        sum
    }

    pub(crate) fn scores(&self) -> &[f64] {
        &self.scores
    }

    pub(crate) fn len(&self) -> usize {
        self.scores.len()
    }

    pub(crate) fn total(&self) -> f64 {
        self.below[self.scores.len()]
    }

    /// How many scores lie below the threshold.
    pub(crate) fn count_below(&self, threshold: f64) -> usize {
        self.scores.partition_point(|s| *s < threshold)
    }

    /// The first place from `place` on whose score lies above `score`: a step of a walk upwards.
    pub(crate) fn pass(&self, place: usize, score: f64) -> usize {
        place + self.scores[place..].iter().take_while(|s| **s <= score).count()
    }

    pub(crate) fn share_below(&self, threshold: f64) -> f64 {
        self.below[self.count_below(threshold)] / self.total()
    }

    pub(crate) fn share_at_or_above(&self, threshold: f64) -> f64 {
        self.share_from(self.count_below(threshold))
    }

    /// The share of weight from a place of the ascending order on.
    pub(crate) fn share_from(&self, place: usize) -> f64 {
        (self.total() - self.below[place]) / self.total()
    }

    /// The weight of the scores in a range of places.
    pub(crate) fn weight_of(&self, from: usize, to: usize) -> f64 {
        self.below[to] - self.below[from]
    }
}

fn check_scores(class: &'static str, scores: &[f64]) -> Result<(), RatesError> {
    if scores.is_empty() {
        return Err(RatesError::Empty { class });
    }
    match scores.iter().position(|s| s.is_nan() || *s == f64::INFINITY) {
        Some(index) => Err(RatesError::Score { class, index, score: scores[index] }),
        None => Ok(()),
    }
}

pub(crate) fn check_weights(weights: impl IntoIterator<Item = f64>) -> Result<(), RatesError> {
    match weights.into_iter().enumerate().find(|(_, w)| !(w.is_finite() && *w >= 0.0)) {
        Some((index, weight)) => Err(RatesError::Weight { index, weight }),
        None => Ok(()),
    }
}
