//! The verification study: pairs of pictures through the real pipeline, to FMR and FNMR with intervals.
//!
//! ISO/IEC 19795-1 throughout: rates are over completed comparisons, failures to acquire stand beside
//! them and never among them, and a second pair of rates counts them as non-matches. Intervals resample
//! subjects, not pairs. Nothing here reads a picture or a clock.

mod comparisons;
mod cross;
mod document;
mod facts;
mod figures;
mod groups;
mod operating;
mod sections;
mod worst;

use std::path::PathBuf;

use domain::{Calibration, FeatureError};
use rates::folds::{self, FoldAccuracy};
use rates::{Rates, RatesError, llr};

use crate::about::ModelUsed;

pub use comparisons::{Compared, Comparisons, SubjectFace, pictures_of};
pub use cross::{Cross, MAX_COMPARISONS};
pub use document::document;
pub use figures::{
    CalibrationFacts, ClassCounts, CrossFacts, CrossPoint, DataFacts, FailedPicture, Failures,
    GroupFacts, GroupResult, OperatingPoint, PoorQuality, Quantiles, ScoreFacts, SettingsFacts,
    TrialCounts, VerificationReport, WorstFacts, WorstPair,
};
pub use worst::{WorstFaces, worst_pictures};

/// FMRs at which FNMR is asked of all pictures against all others. The first three also of the list.
pub const TARGETS: [f64; 5] = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
/// How many of them are asked of the list's own pairs.
const LIST_TARGETS: usize = 3;
/// Kind of the report.
pub const KIND: &str = "verification";
/// Version of the report's format.
const SCHEMA: u32 = 1;
/// Pairs shown of either kind.
const WORST: usize = 12;

/// A study that gives no rates. Each sentence says what to change.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// One picture is said to show two people.
    #[error(
        "line {line} of the list gives {picture} another subject than an earlier line; correct the one \
         that is wrong"
    )]
    TwoSubjects {
        /// The later line.
        line: u64,
        /// The picture.
        picture: PathBuf,
    },
    /// One class has no completed comparison.
    #[error("no {class} pair could be compared ({failed} of {listed} failed): {remedy}")]
    NoTrials {
        /// `mated` or `non-mated`.
        class: &'static str,
        /// In the list.
        listed: usize,
        /// Not compared.
        failed: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// Features of different models.
    #[error("features cannot be compared")]
    Features(#[source] FeatureError),
    /// A statistic cannot be had.
    #[error("error rates cannot be computed")]
    Rates(#[from] RatesError),
}

/// What a study is about and how it is judged.
#[derive(Debug, Clone)]
pub struct StudyFacts {
    /// When, ISO 8601, UTC.
    pub created: String,
    /// Version of the program.
    pub code: String,
    /// The list's file name.
    pub list: String,
    /// SHA-256 of the list, hexadecimal.
    pub list_sha256: String,
    /// The models.
    pub models: Vec<ModelUsed>,
    /// Pack, face rule, samples, seed, working FMR.
    pub settings: SettingsFacts,
    /// What the pack makes of identity scores.
    pub calibration: Calibration,
}

/// A judged study: the figures, and the curves that plots are drawn from.
pub struct Judged {
    /// The figures.
    pub report: VerificationReport,
    /// Rates over the list's pairs.
    pub list_rates: Rates,
    /// Rates of the list's mated pairs against all comparisons of two subjects.
    pub cross_rates: Option<Rates>,
    /// Scores of the list's mated pairs.
    pub mated: Vec<f64>,
    /// Scores of the list's non-mated pairs.
    pub non_mated: Vec<f64>,
}

/// Judges a study.
///
/// # Errors
/// When a class has no completed comparison.
pub fn judge(
    comparisons: &Comparisons<'_>,
    cross: &Cross<'_>,
    facts: StudyFacts,
) -> Result<Judged, VerificationError> {
    let counts = comparisons.counts();
    for (class, count) in [("mated", counts.mated), ("non-mated", counts.non_mated)] {
        if count.compared == 0 {
            let remedy = match count.listed {
                0 => "the list has none; add pairs with that truth",
                _ => "see why their pictures fail with `likeness inspect PICTURE`",
            };
            let (listed, failed) = (count.listed, count.failed);
            return Err(VerificationError::NoTrials { class, listed, failed, remedy });
        }
    }
    let (mated, non_mated) = (comparisons.scores(true), comparisons.scores(false));
    let list_rates = Rates::new(&mated, &non_mated)?;
    let cross_rates = cross::rates(&mated, cross)?;
    let settings = &facts.settings;
    let mut measured = operating::measure(comparisons, &list_rates, settings)?;
    for point in &mut measured.points {
        point.cross_fmr = cross_rates.as_ref().map(|rates| rates.fmr(point.threshold));
    }
    let cross_facts = cross_rates
        .as_ref()
        .and_then(|r| cross.facts(r, settings.bootstrap_samples, settings.seed));
    let (threshold, from) =
        working_threshold(&list_rates, cross_rates.as_ref(), settings.working_fmr);
    let groups = groups::judge(comparisons, threshold, from);
    let acquired = facts::acquired(comparisons);
    let (eer, eer_threshold) = list_rates.eer();
    let mut report = VerificationReport {
        kind: KIND,
        schema: SCHEMA,
        data: DataFacts {
            list: facts.list,
            list_sha256: facts.list_sha256,
            pictures: comparisons.pictures.len(),
            subjects: comparisons.subject_count(),
        },
        created: facts.created,
        code: facts.code,
        models: facts.models,
        trials: counts,
        accuracy: accuracy(comparisons)?,
        eer,
        eer_threshold,
        eer_interval: measured.eer,
        auc: list_rates.auc(),
        auc_interval: measured.auc,
        fnmr_at_fmr: measured.points,
        failure_to_acquire: acquired.to_acquire,
        failure_to_enrol: acquired.to_enrol,
        failures: acquired.failures,
        poor_quality: acquired.poor_quality,
        scores: ScoreFacts {
            mated: facts::quantiles(&mated),
            non_mated: facts::quantiles(&non_mated),
        },
        calibration: calibration(&facts.calibration, &mated, &non_mated)?,
        groups,
        cross: cross_facts,
        worst: worst::find(comparisons, WORST),
        settings: facts.settings,
        warnings: Vec::new(),
    };
    report.warnings = facts::warnings(&report);
    Ok(Judged { report, list_rates, cross_rates, mated, non_mated })
}

/// Accuracy by the protocol of "Labeled Faces in the Wild"; none where the list has fewer than two folds.
/// Pairs that could not be compared count as non-matches, as that protocol wants an answer for each.
fn accuracy(comparisons: &Comparisons<'_>) -> Result<Option<FoldAccuracy>, VerificationError> {
    let compared = comparisons.compared.iter().map(|c| (c.pair, c.score));
    let failed = comparisons.failed.iter().map(|p| (*p, f64::NEG_INFINITY));
    let trials: Option<Vec<_>> =
        compared.chain(failed).map(|(p, s)| Some((p.fold?, s, p.is_mated))).collect();
    match trials.map(|t| folds::accuracy(&t)) {
        None | Some(Err(RatesError::Folds { .. })) => Ok(None),
        Some(found) => Ok(Some(found?)),
    }
}

/// The threshold that an operator would set for `fmr`, from the larger set of comparisons where it is
/// large enough, and where it came from.
fn working_threshold(list: &Rates, cross: Option<&Rates>, fmr: f64) -> (f64, String) {
    let of = |rates: &Rates| rates.fnmr_at_fmr(fmr);
    match cross.map(of) {
        Some(point) if point.is_reliable => {
            (point.threshold, "all pictures against all others".into())
        }
        _ => (of(list).threshold, "the list's own non-mated pairs".into()),
    }
}

fn calibration(
    table: &Calibration,
    mated: &[f64],
    non_mated: &[f64],
) -> Result<CalibrationFacts, VerificationError> {
    let llrs = |scores: &[f64]| -> Vec<f64> {
        scores.iter().map(|s| f64::from(table.llr(*s).get())).collect()
    };
    Ok(CalibrationFacts {
        cllr: llr::cllr(&llrs(mated), &llrs(non_mated))?,
        min_cllr: llr::min_cllr(mated, non_mated)?,
        data: table.origin.data.clone(),
        provisional: table.origin.provisional,
    })
}

#[cfg(test)]
mod tests;
