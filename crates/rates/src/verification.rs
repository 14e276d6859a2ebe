//! Verification rates after ISO/IEC 19795-1 from mated and non-mated comparison scores: FMR, FNMR,
//! operating points, EER, AUC. Failures to acquire are the caller's to count; a trial that failed may be
//! given minus infinity, so that it never matches.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::RatesError;
use crate::det::{self, DetPoint};
use crate::interval::Proportion;
use crate::side::Side;

/// Doddington's rule of 30: with 30 errors the true rate lies within 30 % of the measured one, with 90 %
/// confidence (Doddington et al., "The NIST speaker recognition evaluation", 2000; ISO/IEC 19795-1).
pub const RULE_OF_30: f64 = 30.0;

/// One comparison with known ground truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// Comparison score, higher = more mated.
    pub score: f64,
    /// The subjects of probe and reference, as indices of the caller's own list: what a bootstrap draws.
    /// Both are the same for a mated trial.
    pub subjects: (u32, u32),
}

/// The comparisons of one study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trials {
    /// Comparisons of two samples of one subject.
    pub mated: Vec<Trial>,
    /// Comparisons of samples of two subjects.
    pub non_mated: Vec<Trial>,
}

impl Trials {
    /// The rates over all trials, each counted once.
    pub fn rates(&self) -> Result<Rates, RatesError> {
        let scores = |trials: &[Trial]| trials.iter().map(|t| t.score).collect::<Vec<_>>();
        Rates::new(&scores(&self.mated), &scores(&self.non_mated))
    }
}

/// An operating point: a threshold and the error rates there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Operating {
    /// The FMR that was asked for.
    pub target_fmr: f64,
    /// Lowest observed score that keeps to it.
    pub threshold: f64,
    /// The FMR measured at the threshold: the target or less, as the scores' steps allow.
    pub fmr: f64,
    /// The FNMR measured at the threshold.
    pub fnmr: f64,
    /// Rule of 30: the non-mated trials are enough to expect 30 false matches at the target.
    pub is_reliable: bool,
}

/// Mated and non-mated scores, sorted once and asked often.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    mated: Side,
    non_mated: Side,
    /// Every different finite score of either class, ascending: the thresholds at which a rate can change.
    observed: Vec<f64>,
}

impl Rates {
    /// Sorts the scores. Both classes must have trials; see [`false_matches`] and [`false_non_matches`]
    /// for one class alone.
    pub fn new(mated: &[f64], non_mated: &[f64]) -> Result<Self, RatesError> {
        Ok(Self::of(Side::new("mated", mated)?, Side::new("non-mated", non_mated)?))
    }

    /// The same for `(score, weight)`: a trial of weight 2 counts as two trials.
    pub fn weighted(mated: &[(f64, f64)], non_mated: &[(f64, f64)]) -> Result<Self, RatesError> {
        Ok(Self::of(Side::weighted("mated", mated)?, Side::weighted("non-mated", non_mated)?))
    }

    pub(crate) fn of(mated: Side, non_mated: Side) -> Self {
        let mut observed = [mated.scores(), non_mated.scores()].concat();
        observed.retain(|s| s.is_finite());
        observed.sort_unstable_by(f64::total_cmp);
        observed.dedup();
        Self { mated, non_mated, observed }
    }

    /// Gives the trials at each place of the ascending order a new weight. False when one class has lost
    /// all its weight: such rates must not be asked.
    pub(crate) fn reweigh(
        &mut self,
        mated: impl Fn(usize) -> f64,
        non_mated: impl Fn(usize) -> f64,
    ) -> bool {
        self.mated.reweigh(mated) > 0.0 && self.non_mated.reweigh(non_mated) > 0.0
    }

    /// Number of mated trials, whatever they weigh.
    pub fn mated_trials(&self) -> usize {
        self.mated.len()
    }

    /// Number of non-mated trials, whatever they weigh.
    pub fn non_mated_trials(&self) -> usize {
        self.non_mated.len()
    }

    /// False match rate: the share of non-mated trials at or above the threshold.
    pub fn fmr(&self, threshold: f64) -> f64 {
        self.non_mated.share_at_or_above(threshold)
    }

    /// False non-match rate: the share of mated trials below the threshold.
    pub fn fnmr(&self, threshold: f64) -> f64 {
        self.mated.share_below(threshold)
    }

    /// False matches at the threshold as counts, whatever the trials weigh.
    pub fn false_matches(&self, threshold: f64) -> Proportion {
        let trials = self.non_mated.len();
        let hits = (trials - self.non_mated.count_below(threshold)) as u64;
        Proportion { hits, trials: trials as u64 }
    }

    /// False non-matches at the threshold as counts, whatever the trials weigh.
    pub fn false_non_matches(&self, threshold: f64) -> Proportion {
        let hits = self.mated.count_below(threshold) as u64;
        Proportion { hits, trials: self.mated.len() as u64 }
    }

    /// The lowest observed score (of either class) whose FMR does not exceed `fmr`; where the highest
    /// non-mated score must be excluded and no mated score lies above it, the next number above it. None
    /// when `fmr` is negative or NaN. All thresholds down to the next lower observed score give the same
    /// rates here; an observed one also survives being stored as `f32` when the scores are `f32`.
    pub fn threshold_at_fmr(&self, fmr: f64) -> Option<f64> {
        if fmr.is_nan() || fmr < 0.0 {
            return None;
        }
        let place = self.observed.partition_point(|t| self.fmr(*t) > fmr);
        Some(self.observed.get(place).copied().unwrap_or_else(|| self.above_all()))
    }

    /// The operating point at [`Self::threshold_at_fmr`]. A target that is negative or NaN counts as 0.
    pub fn fnmr_at_fmr(&self, fmr: f64) -> Operating {
        let target_fmr = fmr.max(0.0);
        let threshold = self.threshold_at_fmr(target_fmr).unwrap_or_else(|| self.above_all());
        Operating {
            target_fmr,
            threshold,
            fmr: self.fmr(threshold),
            fnmr: self.fnmr(threshold),
            is_reliable: is_supported(target_fmr, self.non_mated.len()),
        }
    }

    /// Equal error rate and threshold: where the straight lines between neighbouring points of the DET
    /// cross FMR = FNMR. The threshold is the lowest observed score at which FNMR has reached FMR.
    pub fn eer(&self) -> (f64, f64) {
        // Rising FNMR and falling FMR: the order that the binary search needs.
        let place = self.observed.partition_point(|t| self.fnmr(*t) < self.fmr(*t));
        let after = self.observed.get(place).copied().unwrap_or_else(|| self.above_all());
        // Below every finite score FMR is 1, but for trials that can never match.
        let before = place.checked_sub(1).map_or(f64::MIN, |i| self.observed[i]);
        let (fmr, fnmr) = (self.fmr(after), self.fnmr(after));
        let (fmr_before, fnmr_before) = (self.fmr(before), self.fnmr(before));
        let (gap_before, gap) = (fmr_before - fnmr_before, fnmr - fmr);
        let along = if gap_before + gap > 0.0 { gap_before / (gap_before + gap) } else { 1.0 };
        (fmr_before + along * (fmr - fmr_before), after)
    }

    /// Area under the ROC curve: the probability that a mated trial scores above a non-mated one, ties
    /// counting one half.
    pub fn auc(&self) -> f64 {
        let (mut m, mut n, mut area) = (0, 0, 0.0);
        for score in [f64::NEG_INFINITY].iter().chain(&self.observed) {
            let (next_m, next_n) = (self.mated.pass(m, *score), self.non_mated.pass(n, *score));
            let wins = self.non_mated.weight_of(0, n) + 0.5 * self.non_mated.weight_of(n, next_n);
            area += self.mated.weight_of(m, next_m) * wins;
            (m, n) = (next_m, next_n);
        }
        area / (self.mated.total() * self.non_mated.total())
    }

    /// The detection error trade-off curve by rising threshold, from FMR 1 to FMR 0, thinned to at most
    /// 400 points that keep its shape on probit axes.
    pub fn det(&self) -> Vec<DetPoint> {
        let thresholds = self.observed.iter().copied().chain([self.above_all()]);
        let points = thresholds
            .map(|threshold| DetPoint {
                threshold,
                fmr: self.fmr(threshold),
                fnmr: self.fnmr(threshold),
            })
            .collect();
        det::thin(points, self.mated.len(), self.non_mated.len())
    }

    /// The lowest threshold that nothing observed reaches.
    fn above_all(&self) -> f64 {
        self.observed.last().map_or(f64::MAX, |s| s.next_up())
    }
}

/// Whether `trials` are enough to expect 30 errors at a rate ([`RULE_OF_30`]).
pub fn is_supported(rate: f64, trials: usize) -> bool {
    // A rate such as 1e-4 is not a binary fraction: without slack its product with 300 000 could miss 30.
    rate * trials as f64 >= RULE_OF_30 * (1.0 - 1e-9)
}

/// False matches among non-mated scores alone, such as those of one group.
pub fn false_matches(non_mated: &[f64], threshold: f64) -> Proportion {
    Proportion::count(non_mated, |s| *s >= threshold)
}

/// False non-matches among mated scores alone, such as those of one group. A NaN counts as one.
pub fn false_non_matches(mated: &[f64], threshold: f64) -> Proportion {
    Proportion::count(mated, |s| s.partial_cmp(&threshold).is_none_or(Ordering::is_lt))
}

#[cfg(test)]
#[path = "verification_tests.rs"]
mod tests;
