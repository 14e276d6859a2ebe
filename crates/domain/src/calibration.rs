//! From a raw score to a log-likelihood ratio. Tables are data in the model manifest, with their origin.

use crate::Llr;

/// Where a calibration came from. Shown in reports, so that a number can be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalibrationOrigin {
    /// Data set and protocol, in words.
    pub data: String,
    /// Date of the fit, ISO 8601.
    pub date: String,
    /// Mated (or bona fide) trials.
    pub trials_first: u32,
    /// Non-mated (or attack) trials.
    pub trials_second: u32,
    /// True until an evaluation run has replaced the first fit.
    pub provisional: bool,
}

/// A logistic calibration with prior odds removed: llr = slope × score + intercept, held within ±`cap`.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Natural-log units per unit of raw score.
    pub slope: f64,
    /// Natural-log units at a raw score of zero.
    pub intercept: f64,
    /// The fit says nothing beyond what its trials can show: |llr| never exceeds this.
    pub cap: f64,
    /// Where the numbers came from.
    pub origin: CalibrationOrigin,
}

impl Calibration {
    /// The score worth `llr`; none beyond the cap.
    pub fn score_at(&self, llr: f64) -> Option<f64> {
        (llr.abs() <= self.cap).then(|| (llr - self.intercept) / self.slope)
    }

    /// The log-likelihood ratio that `score` is worth.
    pub fn llr(&self, score: f64) -> Llr {
        Llr::saturating((self.slope * score + self.intercept).clamp(-self.cap, self.cap))
    }
}
