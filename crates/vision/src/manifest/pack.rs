//! Packs: which model plays which role, and what its scores are worth.

use domain::{Calibration, CalibrationOrigin, IdentityRates, RateTable};
use serde::Deserialize;

use super::Figures;

/// One pack.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackEntry {
    /// One line for people.
    pub title: String,
    /// Model id of the detector.
    pub detector: String,
    /// Model id of the network that places the five landmarks of the detector's faces; a part of it.
    #[serde(default)]
    pub landmarks: Option<String>,
    /// Model id of the embedder.
    pub embedder: String,
    /// Model ids for PAD, by family: probabilities are averaged within one, log-odds over all. May be empty.
    #[serde(default)]
    pub pad: Vec<Vec<String>>,
    /// Model id for manipulation.
    #[serde(default)]
    pub manipulation: Option<String>,
    /// Model id for learned quality.
    #[serde(default)]
    pub quality: Option<String>,
    /// Model id for the face mesh.
    #[serde(default)]
    pub mesh: Option<String>,
    /// Model id for hands before a face.
    #[serde(default)]
    pub hand: Option<String>,
    /// Model id for finding lines of text on documents; with `text_recogniser` or not at all.
    #[serde(default)]
    pub text_detector: Option<String>,
    /// Model id for reading a line of text.
    #[serde(default)]
    pub text_recogniser: Option<String>,
    /// How good its parts are, measured so that packs compare.
    #[serde(default)]
    pub figures: Figures,
    /// What the scores are worth.
    pub calibration: CalibrationTables,
}

impl PackEntry {
    /// All its model ids.
    pub fn model_ids(&self) -> impl Iterator<Item = &str> {
        let text = self.text_detector.iter().chain(&self.text_recogniser).map(String::as_str);
        self.session_model_ids().chain(text)
    }

    /// The models that judge faces; those that read documents are opened apart, where one is to be read.
    pub fn session_model_ids(&self) -> impl Iterator<Item = &str> {
        [&self.detector, &self.embedder]
            .into_iter()
            .chain(&self.landmarks)
            .chain(self.pad.iter().flatten())
            .chain(&self.manipulation)
            .chain(&self.quality)
            .chain(&self.mesh)
            .chain(&self.hand)
            .map(String::as_str)
    }
}

/// The calibration tables of a pack.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationTables {
    /// Cosine to LLR, same person : other person.
    pub identity: CalibrationTable,
    /// Share of non-mated trials at or above a cosine: falls.
    #[serde(default)]
    pub false_match: Option<RateTableEntry>,
    /// Share of mated trials at or below a cosine: rises.
    #[serde(default)]
    pub false_non_match: Option<RateTableEntry>,
    /// Cosines that would match but lie below this are in the imitation band, where face swaps live.
    #[serde(default)]
    pub imitation_below: Option<f32>,
    /// Cosine to LLR, a face laid over another : the person; worth nothing at `imitation_below`.
    #[serde(default)]
    pub imitation: Option<CalibrationTable>,
    /// PAD log-odds to LLR, attack : bona fide.
    #[serde(default)]
    pub pad: Option<CalibrationTable>,
    /// Manipulation logit to LLR, manipulated : bona fide.
    #[serde(default)]
    pub manipulation: Option<CalibrationTable>,
    /// Share of bona fide sessions whose presence LLR is at or above a value: falls.
    #[serde(default)]
    pub false_alarm: Option<RateTableEntry>,
}

impl CalibrationTables {
    fn identity_rates(&self) -> Option<IdentityRates> {
        Some(IdentityRates {
            false_match: self.false_match.as_ref()?.table()?,
            false_non_match: self.false_non_match.as_ref()?.table()?,
        })
    }
}

/// Measured shares of trials by score, with their origin.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateTableEntry {
    /// Scores, rising.
    pub scores: Vec<f64>,
    /// The share at each.
    pub rates: Vec<f64>,
    /// Trials.
    pub trials: u64,
    /// Subjects they come from.
    pub subjects: u32,
    /// Data and protocol, in words.
    pub data: String,
    /// Date of the measurement, ISO 8601.
    #[serde(default)]
    pub date: String,
    /// Version of the code that measured.
    #[serde(default)]
    pub code: String,
}

impl RateTableEntry {
    /// The table as the verdict wants it; none when its numbers fit together in no way.
    pub(crate) fn table(&self) -> Option<RateTable> {
        let points = self.scores.iter().copied().zip(self.rates.iter().copied()).collect();
        let same_length = self.scores.len() == self.rates.len();
        RateTable::new(points, self.trials, self.data.clone()).ok().filter(|_| same_length)
    }
}

/// One logistic calibration with its origin.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationTable {
    /// Natural-log units per unit of raw score.
    pub slope: f64,
    /// Natural-log units at a raw score of zero.
    pub intercept: f64,
    /// |llr| never exceeds this.
    pub cap: f64,
    /// Data and protocol, in words.
    pub data: String,
    /// Date of the fit, ISO 8601.
    pub date: String,
    /// Trials of the first and of the second hypothesis.
    pub trials: [u32; 2],
    /// True until an evaluation run has replaced the first fit.
    #[serde(default)]
    pub provisional: bool,
    /// Version of the code that fitted it.
    #[serde(default)]
    pub code: String,
}

impl From<&CalibrationTable> for Calibration {
    fn from(table: &CalibrationTable) -> Self {
        Self {
            slope: table.slope,
            intercept: table.intercept,
            cap: table.cap,
            origin: CalibrationOrigin {
                data: table.data.clone(),
                date: table.date.clone(),
                trials_first: table.trials[0],
                trials_second: table.trials[1],
                provisional: table.provisional,
            },
        }
    }
}

/// The calibrations of a pack, as the verdict wants them.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrations {
    /// Comparison score to LLR, same person : other person.
    pub identity: Calibration,
    /// What share of strangers and of true pairs a score stands for, where it was measured.
    pub identity_rates: Option<IdentityRates>,
    /// Comparison scores that would match but lie below this are in the imitation band.
    pub imitation_below: Option<f32>,
    /// Comparison score to LLR, a face laid over another : the person, where it was measured.
    pub imitation: Option<Calibration>,
    /// PAD score to LLR, attack : bona fide; absent when the pack has no PAD model.
    pub pad: Option<Calibration>,
    /// Manipulation score to LLR, manipulated : bona fide; absent when the pack has no such model.
    pub manipulation: Option<Calibration>,
    /// Share of bona fide sessions whose presence LLR is at or above a value, where it was measured.
    pub false_alarm: Option<RateTable>,
}

impl From<&CalibrationTables> for Calibrations {
    fn from(tables: &CalibrationTables) -> Self {
        Self {
            identity: (&tables.identity).into(),
            identity_rates: tables.identity_rates(),
            imitation_below: tables.imitation_below,
            imitation: tables.imitation.as_ref().map(Into::into),
            pad: tables.pad.as_ref().map(Into::into),
            manipulation: tables.manipulation.as_ref().map(Into::into),
            false_alarm: tables.false_alarm.as_ref().and_then(RateTableEntry::table),
        }
    }
}
