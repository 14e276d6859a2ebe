//! The figures of a verification study as `report.json` holds them. Plain data: how each is measured
//! stands where it is measured. `docs/eval-verification.schema.json` describes every key.

use std::collections::BTreeMap;

use rates::folds::FoldAccuracy;
use rates::{Interval, Proportion};
use serde::Serialize;

use crate::about::ModelUsed;
use crate::groups::GroupRate;

/// The whole report. All rates are shares from 0 to 1, all intervals 95 %, all scores cosines.
#[derive(Debug, Clone, Serialize)]
pub struct VerificationReport {
    /// Always `verification`.
    pub kind: &'static str,
    /// Version of this format.
    pub schema: u32,
    /// When it was measured, ISO 8601, UTC.
    pub created: String,
    /// Version of the program.
    pub code: String,
    /// What was measured.
    pub data: DataFacts,
    /// Which models measured.
    pub models: Vec<ModelUsed>,
    /// How it was measured.
    pub settings: SettingsFacts,
    /// Trials in the list and trials compared.
    pub trials: TrialCounts,
    /// Accuracy with each fold's threshold chosen on the other folds; null without folds.
    pub accuracy: Option<FoldAccuracy>,
    /// Equal error rate.
    pub eer: f64,
    /// Where it lies.
    pub eer_threshold: f64,
    /// Its interval; null when there are too few subjects.
    pub eer_interval: Option<Interval>,
    /// Area under the ROC curve.
    pub auc: f64,
    /// Its interval; null when there are too few subjects.
    pub auc_interval: Option<Interval>,
    /// FNMR at stated FMRs, over the trials of the list.
    pub fnmr_at_fmr: Vec<OperatingPoint>,
    /// Pictures from which nothing was acquired.
    pub failure_to_acquire: Failures,
    /// References (column `a`) from which no template could be made.
    pub failure_to_enrol: Failures,
    /// Every picture that failed, with the reason.
    pub failures: Vec<FailedPicture>,
    /// Acquired pictures that a live session would find too poor to compare; compared here all the same.
    pub poor_quality: PoorQuality,
    /// How the scores are distributed.
    pub scores: ScoreFacts,
    /// What the pack's own calibration makes of the scores.
    pub calibration: CalibrationFacts,
    /// By group; null when the list has no groups.
    pub groups: Option<GroupFacts>,
    /// All pictures against all pictures of other subjects; null when fewer than two subjects were acquired.
    pub cross: Option<CrossFacts>,
    /// Mated pairs with the lowest and non-mated pairs with the highest scores.
    pub worst: WorstFacts,
    /// What a reader must not miss, one sentence each.
    pub warnings: Vec<String>,
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct DataFacts {
    /// The list's file name.
    pub list: String,
    /// SHA-256 of the list, hexadecimal.
    pub list_sha256: String,
    /// Distinct pictures in it.
    pub pictures: usize,
    /// Distinct subjects in it.
    pub subjects: usize,
}

/// How it was measured.
#[derive(Debug, Clone, Serialize)]
pub struct SettingsFacts {
    /// The pack.
    pub pack: String,
    /// Which of several faces counted.
    pub face: &'static str,
    /// Bootstrap samples.
    pub bootstrap_samples: u32,
    /// Where the bootstrap's random numbers began.
    pub seed: u64,
    /// The FMR whose threshold groups are judged at.
    pub working_fmr: f64,
}

/// Trials of both classes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TrialCounts {
    /// Pairs of one subject.
    pub mated: ClassCounts,
    /// Pairs of two subjects.
    pub non_mated: ClassCounts,
}

/// Trials of one class.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ClassCounts {
    /// In the list.
    pub listed: usize,
    /// Of those, compared.
    pub compared: usize,
    /// Of those, not compared, because a picture failed.
    pub failed: usize,
}

/// FNMR at a stated FMR.
#[derive(Debug, Clone, Serialize)]
pub struct OperatingPoint {
    /// The FMR that the threshold is set for.
    pub fmr: f64,
    /// Lowest observed score that keeps to it.
    pub threshold: f64,
    /// The FMR measured at the threshold.
    pub measured_fmr: f64,
    /// Its interval over subjects, the threshold held.
    pub fmr_interval: Interval,
    /// The counts behind it.
    pub false_matches: Proportion,
    /// The FMR of all pictures against all others at the threshold; null where there are none.
    pub cross_fmr: Option<f64>,
    /// The FNMR measured at the threshold.
    pub fnmr: f64,
    /// Its interval over subjects, the threshold chosen anew in each resample.
    pub interval: Interval,
    /// The counts behind it.
    pub false_non_matches: Proportion,
    /// Whether there are enough non-mated trials for this FMR (rule of 30).
    pub reliable: bool,
    /// FNMR when trials that could not be compared count as non-matches (ISO/IEC 19795-1: FRR).
    pub fnmr_with_failures: f64,
    /// FMR when trials that could not be compared count as non-matches (ISO/IEC 19795-1: FAR).
    pub fmr_with_failures: f64,
}

/// How many failed.
#[derive(Debug, Clone, Serialize)]
pub struct Failures {
    /// Failed.
    pub count: usize,
    /// Tried.
    pub of: usize,
    /// Share that failed.
    pub rate: f64,
    /// 95 % interval (Clopper-Pearson).
    pub interval: Interval,
    /// By kind of failure.
    pub by_kind: BTreeMap<&'static str, usize>,
}

/// A picture that failed.
#[derive(Debug, Clone, Serialize)]
pub struct FailedPicture {
    /// As the list names it.
    pub picture: String,
    /// Kind of failure.
    pub kind: &'static str,
    /// In words.
    pub reason: String,
}

/// Acquired pictures below the quality that live sessions ask for.
#[derive(Debug, Clone, Serialize)]
pub struct PoorQuality {
    /// So many.
    pub count: usize,
    /// Of so many acquired.
    pub of: usize,
    /// By issue; a picture may have several.
    pub by_issue: BTreeMap<String, usize>,
}

/// Quantiles of both classes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ScoreFacts {
    /// Pairs of one subject.
    pub mated: Quantiles,
    /// Pairs of two subjects.
    pub non_mated: Quantiles,
}

/// How scores are distributed.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Quantiles {
    /// Lowest.
    pub min: f64,
    /// 1 % are lower.
    pub p01: f64,
    /// 5 % are lower.
    pub p05: f64,
    /// Half are lower.
    pub median: f64,
    /// 95 % are lower.
    pub p95: f64,
    /// 99 % are lower.
    pub p99: f64,
    /// Highest.
    pub max: f64,
}

/// What the pack's calibration makes of these scores.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationFacts {
    /// Cost of its log-likelihood ratios, bits; 1 is worth nothing.
    pub cllr: f64,
    /// The least cost any calibration of these scores could have, bits.
    pub min_cllr: f64,
    /// What the calibration was fitted on.
    pub data: String,
    /// Whether it is provisional.
    pub provisional: bool,
}

/// Results by group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupFacts {
    /// The threshold they are judged at.
    pub threshold: f64,
    /// Where it came from.
    pub threshold_from: String,
    /// FNMR of all pairs there.
    pub fnmr: f64,
    /// FMR of all pairs there.
    pub fmr: f64,
    /// Each group.
    pub groups: Vec<GroupResult>,
}

/// One group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupResult {
    /// As the list names it.
    pub group: String,
    /// Pairs of the group that could not be compared.
    pub failed: usize,
    /// False non-matches.
    pub fnmr: GroupRate,
    /// False matches.
    pub fmr: GroupRate,
}

/// All pictures against all pictures of other subjects.
#[derive(Debug, Clone, Serialize)]
pub struct CrossFacts {
    /// Pictures compared.
    pub pictures: usize,
    /// Their subjects.
    pub subjects: usize,
    /// Comparisons of two subjects. They share pictures and are not independent.
    pub comparisons: usize,
    /// True when there were too many pictures, and an evenly spread part of them was taken.
    pub sampled: bool,
    /// The highest score of two subjects.
    pub max: f64,
    /// Thresholds at stated FMRs, with the FNMR of the list's mated pairs there.
    pub fnmr_at_fmr: Vec<CrossPoint>,
    /// The pairs with the highest scores.
    pub worst: Vec<WorstPair>,
}

/// A threshold from all comparisons.
#[derive(Debug, Clone, Serialize)]
pub struct CrossPoint {
    /// The FMR that the threshold is set for.
    pub fmr: f64,
    /// The threshold.
    pub threshold: f64,
    /// False matches there.
    pub false_matches: Proportion,
    /// Interval of the FMR over subjects, the threshold held.
    pub fmr_interval: Interval,
    /// FNMR of the list's mated pairs there.
    pub fnmr: f64,
    /// The counts behind it.
    pub false_non_matches: Proportion,
    /// Its interval (Clopper-Pearson), the threshold held.
    pub interval: Interval,
    /// Rule of 30.
    pub reliable: bool,
}

/// The worst pairs.
#[derive(Debug, Clone, Serialize)]
pub struct WorstFacts {
    /// Lowest scores of one subject.
    pub mated: Vec<WorstPair>,
    /// Highest scores of two subjects.
    pub non_mated: Vec<WorstPair>,
}

/// One pair.
#[derive(Debug, Clone, Serialize)]
pub struct WorstPair {
    /// Line of the list; null for a pair that is in no list.
    pub line: Option<u64>,
    /// Reference.
    pub a: String,
    /// Probe.
    pub b: String,
    /// Comparison score.
    pub score: f64,
}
