//! Failures, quality, quantiles and warnings of a study: counting, no statistics.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rates::Proportion;

use super::comparisons::Comparisons;
use super::figures::{FailedPicture, Failures, PoorQuality, Quantiles, VerificationReport};
use super::groups;
use crate::pictures::PictureResult;

pub(super) struct Acquired {
    pub(super) to_acquire: Failures,
    pub(super) to_enrol: Failures,
    pub(super) failures: Vec<FailedPicture>,
    pub(super) poor_quality: PoorQuality,
}

/// What was acquired of the pictures and what was not.
pub(super) fn acquired(comparisons: &Comparisons<'_>) -> Acquired {
    let pictures = comparisons.pictures;
    let references: BTreeSet<&Path> = comparisons.pairs.iter().map(|p| p.a.as_path()).collect();
    let failures = pictures
        .iter()
        .filter_map(|p| {
            let failure = p.outcome.as_ref().err()?;
            Some(FailedPicture {
                picture: p.name.display().to_string(),
                kind: failure.kind(),
                reason: failure.sentence(),
            })
        })
        .collect();
    let mut by_issue = BTreeMap::new();
    let (mut poor, mut of) = (0, 0);
    for face in pictures.iter().filter_map(|p| p.outcome.as_ref().ok()) {
        of += 1;
        poor += usize::from(!face.issues.is_empty());
        for issue in &face.issues {
            *by_issue.entry(snake_case(&format!("{issue:?}"))).or_default() += 1;
        }
    }
    Acquired {
        to_acquire: failed(pictures.iter()),
        to_enrol: failed(pictures.iter().filter(|p| references.contains(p.name.as_path()))),
        failures,
        poor_quality: PoorQuality { count: poor, of, by_issue },
    }
}

fn failed<'p>(pictures: impl Iterator<Item = &'p PictureResult>) -> Failures {
    let (mut count, mut of, mut by_kind) = (0, 0, BTreeMap::new());
    for picture in pictures {
        of += 1;
        if let Err(failure) = &picture.outcome {
            count += 1;
            *by_kind.entry(failure.kind()).or_default() += 1;
        }
    }
    let errors = Proportion { hits: count as u64, trials: of as u64 };
    Failures { count, of, rate: errors.rate().unwrap_or(0.0), interval: errors.interval(), by_kind }
}

/// `TooSmall` as `too_small`.
fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Quantiles of scores, linear between order statistics.
pub(super) fn quantiles(scores: &[f64]) -> Quantiles {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = |share: f64| {
        let position = share * last as f64;
        let (low, high) = (position.floor() as usize, position.ceil() as usize);
        match (sorted.get(low), sorted.get(high)) {
            (Some(a), Some(b)) => a + (position - low as f64) * (b - a),
            _ => f64::NAN,
        }
    };
    Quantiles {
        min: at(0.0),
        p01: at(0.01),
        p05: at(0.05),
        median: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        max: at(1.0),
    }
}

/// What a reader must not miss.
pub(super) fn warnings(report: &VerificationReport) -> Vec<String> {
    let mut warnings = Vec::new();
    let unreliable: Vec<String> =
        report.fnmr_at_fmr.iter().filter(|p| !p.reliable).map(|p| percent(p.fmr)).collect();
    if !unreliable.is_empty() {
        warnings.push(format!(
            "The list has {} non-mated trials, too few for FMR {} (rule of 30): those figures are \
             indications, not measurements.",
            report.trials.non_mated.compared,
            unreliable.join(", ")
        ));
    }
    let failed = report.trials.mated.failed + report.trials.non_mated.failed;
    if failed > 0 {
        warnings.push(format!(
            "{failed} pairs could not be compared, because nothing was acquired from {} pictures. They are \
             not in FMR and FNMR; the rates with failures count them as non-matches.",
            report.failure_to_acquire.count
        ));
    }
    if report.fnmr_at_fmr.iter().any(|p| p.false_non_matches.hits < 5) {
        warnings.push(
            "At some thresholds fewer than five mated pairs failed: intervals there are widened by the \
             binomial one."
                .into(),
        );
    }
    if report.calibration.provisional {
        warnings.push(
            "The pack's identity calibration is provisional: `likeness eval calibrate identity` replaces \
             it."
                .into(),
        );
    }
    warnings.extend(report.groups.iter().flat_map(groups::warnings));
    warnings
}

fn percent(rate: f64) -> String {
    // Enough decimals for the strictest rate asked.
    let text = format!("{:.4}", 100.0 * rate);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_order_statistics() {
        let q = quantiles(&[4.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!((q.min, q.median, q.max), (0.0, 2.0, 4.0));
        assert!((q.p05 - 0.2).abs() < 1e-12 && (q.p99 - 3.96).abs() < 1e-12);
        assert!(quantiles(&[]).median.is_nan());
    }

    #[test]
    fn words_are_as_reports_want_them() {
        assert_eq!(snake_case("TiltedUpOrDown"), "tilted_up_or_down");
        assert_eq!((percent(0.01).as_str(), percent(1e-4).as_str()), ("1 %", "0.01 %"));
    }
}
