//! From measured scores to a calibration: the line that turns a score into a log-likelihood ratio, how
//! good it is, and tables of error rates by score.
//!
//! The line is fitted by logistic regression with both hypotheses weighing the same, so prior odds stay
//! out of it. The isotonic fit assumes no line, and is what the line is held against. Writing a manifest
//! is in `manifest`.

mod cost;
mod document;
mod manifest;
mod presence;
mod tables;

use rates::{RatesError, logistic, pav};
use serde::Serialize;

pub use document::document;
pub use manifest::{
    FALSE_ALARM, ManifestWriteError, Written, check_free, write, write_false_alarm,
};
pub use presence::{BonaFide, Met, PresenceReport, VariantAlarms};
pub use tables::{RateTable, false_alarm_table, identity_tables};

/// Log-likelihood ratios never exceed this, however many trials there are: beyond 1 : 160 000 wrong labels
/// in the data weigh more than any evidence (natural logarithm).
pub const MAX_CAP: f64 = 12.0;
/// With n trials of a class and not one error, its true rate may still be 3/n (rule of three, 95 %).
const RULE_OF_THREE: f64 = 3.0;
/// Steps of the isotonic fit with fewer trials than this are not compared with the line.
const STEP_TRIALS: usize = 10;

/// What a calibration is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Comparison score to LLR, same person : other person.
    Identity,
    /// PAD score to LLR, attack : bona fide. The score is higher for bona fide.
    Pad,
    /// Manipulation score to LLR, manipulated : bona fide.
    Manipulation,
}

impl Subject {
    /// Its name in manifests and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Pad => "pad",
            Self::Manipulation => "manipulation",
        }
    }

    /// +1 when a higher score speaks for the first hypothesis, -1 when it speaks against it.
    const fn sign(self) -> f64 {
        match self {
            Self::Identity | Self::Manipulation => 1.0,
            Self::Pad => -1.0,
        }
    }

    /// Both hypotheses in words.
    pub const fn hypotheses(self) -> [&'static str; 2] {
        match self {
            Self::Identity => ["one person", "two people"],
            Self::Pad => ["attack", "bona fide"],
            Self::Manipulation => ["manipulated", "bona fide"],
        }
    }
}

/// Scores of one hypothesis, in the model's own unit, each with a weight.
#[derive(Debug, Clone, Default)]
pub struct Class {
    /// Raw scores.
    pub scores: Vec<f64>,
    /// Their weights within the class; empty for 1 each. Clips of one subject share the weight of 1.
    pub weights: Vec<f64>,
    /// How many trials there are: subjects where clips share a weight, else scores.
    pub trials: usize,
}

impl Class {
    /// Scores that count the same.
    pub fn plain(scores: Vec<f64>) -> Self {
        Self { trials: scores.len(), scores, weights: Vec::new() }
    }

    /// Scores of subjects, each subject weighing 1. Scores without a subject are subjects of their own.
    pub fn by_subject(scores: &[(Option<&str>, f64)]) -> Self {
        let count = |subject: &str| scores.iter().filter(|(s, _)| *s == Some(subject)).count();
        let weights: Vec<f64> =
            scores.iter().map(|(s, _)| s.map_or(1.0, |s| 1.0 / count(s) as f64)).collect();
        Self {
            trials: weights.iter().sum::<f64>().round() as usize,
            scores: scores.iter().map(|(_, score)| *score).collect(),
            weights,
        }
    }

    /// The share of each score in the class; together they are 1.
    fn shares(&self) -> Vec<f64> {
        if self.weights.is_empty() {
            return vec![1.0 / self.scores.len() as f64; self.scores.len()];
        }
        let total: f64 = self.weights.iter().sum();
        self.weights.iter().map(|w| w / total).collect()
    }
}

/// A fitted calibration and how good it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// What it is for.
    pub subject: Subject,
    /// Natural-log units per unit of raw score.
    pub slope: f64,
    /// Natural-log units at a raw score of zero.
    pub intercept: f64,
    /// |llr| never exceeds this.
    pub cap: f64,
    /// Trials of the first and of the second hypothesis: subjects where clips share a weight, else
    /// comparisons, which may share pictures.
    pub trials: [usize; 2],
    /// Scores of the first and of the second hypothesis.
    pub scores: [usize; 2],
    /// Cost of the capped line's ratios on these very scores, bits.
    pub cllr: f64,
    /// The least cost of any rising calibration of them, bits.
    pub min_cllr: f64,
    /// Cost of what stood in the manifest before, bits.
    pub cllr_before: f64,
    /// Where line and isotonic fit are furthest apart, over steps with enough trials of both hypotheses.
    pub largest_gap: Option<Gap>,
    /// The isotonic fit, each score counted once: steps with finite ratios.
    pub isotonic: Vec<Step>,
}

/// A step of the isotonic fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// Lowest raw score of the step.
    pub from: f64,
    /// Highest raw score of the step.
    pub to: f64,
    /// Its log-likelihood ratio.
    pub llr: f64,
}

/// A difference between line and isotonic fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gap {
    /// Raw score in the middle of the step.
    pub score: f64,
    /// The line's ratio there.
    pub line: f64,
    /// The isotonic fit's.
    pub isotonic: f64,
}

/// Fits a calibration. `before` is what stands in the manifest; `cap` replaces the derived one.
///
/// # Errors
/// When a class is empty, a score is not a number, or the slope has the wrong direction: such a model
/// says the opposite of what its manifest says.
pub fn fit(
    subject: Subject,
    first: &Class,
    second: &Class,
    before: &domain::Calibration,
    cap: Option<f64>,
) -> Result<Fit, FitError> {
    let all = [&first.scores[..], &second.scores[..]].concat();
    let labels: Vec<bool> = (0..all.len()).map(|i| i < first.scores.len()).collect();
    let weights = match (first.weights.is_empty(), second.weights.is_empty()) {
        (true, true) => Vec::new(),
        _ => [first, second].map(Class::shares).concat(),
    };
    let line = logistic::fit(&all, &labels, &weights)?;
    if line.slope * subject.sign() <= 0.0 {
        return Err(FitError::Direction { subject: subject.as_str(), slope: line.slope });
    }
    let cap = cap.unwrap_or_else(|| derived_cap(first.trials.max(second.trials)));
    let capped = |score: f64| line.llr(score).clamp(-cap, cap);
    let turned =
        |class: &Class| -> Vec<f64> { class.scores.iter().map(|s| s * subject.sign()).collect() };
    let (rising_first, rising_second) = (turned(first), turned(second));
    let isotonic = steps(subject, &rising_first, &rising_second)?;
    Ok(Fit {
        subject,
        slope: line.slope,
        intercept: line.intercept,
        cap,
        trials: [first.trials, second.trials],
        scores: [first.scores.len(), second.scores.len()],
        cllr: cost::cllr(first, second, capped),
        min_cllr: cost::min_cllr(first, second, subject.sign())?,
        cllr_before: cost::cllr(first, second, |s| f64::from(before.llr(s).get())),
        largest_gap: largest_gap(&isotonic, &capped, first, second),
        isotonic,
    })
}

/// A fit that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// The slope says the opposite of what the model's manifest says.
    #[error(
        "the {subject} scores of this data speak against their own direction (slope {slope:.3}); check \
         the labels of the list and the model's `direction`"
    )]
    Direction {
        /// Which calibration.
        subject: &'static str,
        /// What was fitted.
        slope: f64,
    },
    /// The numbers give no fit.
    #[error("no calibration can be fitted")]
    Rates(#[from] RatesError),
}

/// Evidence as strong as the larger class of trials can support: had not one of its n trials gone wrong,
/// the true rate could still be 3/n.
fn derived_cap(trials: usize) -> f64 {
    (trials as f64 / RULE_OF_THREE).ln().clamp(1.0, MAX_CAP)
}

/// The finite steps of the isotonic fit, in raw scores.
fn steps(subject: Subject, first: &[f64], second: &[f64]) -> Result<Vec<Step>, RatesError> {
    let sign = subject.sign();
    let finite = pav::llr_steps(first, second)?.into_iter().filter(|s| s.llr.is_finite());
    let mut steps: Vec<Step> = finite
        .map(|s| {
            let (a, b) = (sign * s.from, sign * s.to);
            Step { from: a.min(b), to: a.max(b), llr: s.llr }
        })
        .collect();
    steps.sort_by(|a, b| a.from.total_cmp(&b.from));
    Ok(steps)
}

fn largest_gap(
    steps: &[Step],
    line: &dyn Fn(f64) -> f64,
    first: &Class,
    second: &Class,
) -> Option<Gap> {
    let within = |class: &Class, step: &Step| {
        class.scores.iter().filter(|s| (step.from..=step.to).contains(s)).count()
    };
    steps
        .iter()
        .filter(|s| within(first, s) + within(second, s) >= STEP_TRIALS)
        .map(|s| {
            let score = f64::midpoint(s.from, s.to);
            Gap { score, line: line(score), isotonic: s.llr }
        })
        .max_by(|a, b| (a.line - a.isotonic).abs().total_cmp(&(b.line - b.isotonic).abs()))
}

/// What every report of a calibration begins with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// `calibration-` and what was calibrated: `identity`, `pad`, `manipulation` or `presence`.
    pub kind: String,
    /// Version of this format.
    pub schema: u32,
    /// When it was measured, ISO 8601, UTC.
    pub created: String,
    /// Version of the program.
    pub code: String,
    /// The pack.
    pub pack: String,
    /// Its models.
    pub models: Vec<crate::about::ModelUsed>,
    /// Data and protocol, as the manifest says it.
    pub data: String,
    /// Whether a manifest was written.
    pub is_written: bool,
}

/// A calibration run as `report.json` holds it.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationReport {
    /// What was measured with what.
    #[serde(flatten)]
    pub head: Head,
    /// The line.
    pub fit: Fit,
    /// FMR by score; identity only.
    pub false_match: Option<RateTable>,
    /// FNMR by score; identity only.
    pub false_non_match: Option<RateTable>,
}

#[cfg(test)]
mod tests;
