//! Operating points of the list's own pairs, with intervals over subjects.

use rates::verification::is_supported;
use rates::{Interval, Proportion, Rates, bootstrap};

use super::comparisons::Comparisons;
use super::figures::{OperatingPoint, SettingsFacts};
use super::{LIST_TARGETS, TARGETS, VerificationError};

/// Statistics of one resample: FNMR per target, FMR per target, EER, AUC.
const STATISTICS: usize = 2 * LIST_TARGETS + 2;

pub(super) struct Measured {
    pub(super) points: Vec<OperatingPoint>,
    pub(super) eer: Option<Interval>,
    pub(super) auc: Option<Interval>,
}

/// The operating points and all intervals that need resamples, from the same resamples.
pub(super) fn measure(
    comparisons: &Comparisons<'_>,
    rates: &Rates,
    settings: &SettingsFacts,
) -> Result<Measured, VerificationError> {
    let targets = &TARGETS[..LIST_TARGETS];
    let at: Vec<_> = targets.iter().map(|f| rates.fnmr_at_fmr(*f)).collect();
    let statistics = |sample: &Rates| {
        let mut values = [0.0; STATISTICS];
        for (i, target) in targets.iter().enumerate() {
            // The operator's threshold is chosen from such a sample too, so it is chosen anew.
            values[i] = sample.fnmr_at_fmr(*target).fnmr;
            values[LIST_TARGETS + i] = sample.fmr(at[i].threshold);
        }
        values[2 * LIST_TARGETS] = sample.eer().0;
        values[2 * LIST_TARGETS + 1] = sample.auc();
        values
    };
    let samples = settings.bootstrap_samples as usize;
    // Too few subjects give no interval over subjects; the binomial one is then all there is.
    let intervals: Option<[Interval; STATISTICS]> =
        bootstrap::by_subject_each(&comparisons.trials(), samples, settings.seed, statistics).ok();
    let counts = comparisons.counts();
    let points = at
        .iter()
        .enumerate()
        .map(|(i, point)| {
            let false_matches = rates.false_matches(point.threshold);
            let false_non_matches = rates.false_non_matches(point.threshold);
            let (mated, non_mated) = (counts.mated, counts.non_mated);
            let missed = false_non_matches.hits + mated.failed as u64;
            OperatingPoint {
                fmr: point.target_fmr,
                threshold: point.threshold,
                measured_fmr: point.fmr,
                fmr_interval: interval(intervals.map(|v| v[LIST_TARGETS + i]), false_matches),
                false_matches,
                fnmr: point.fnmr,
                interval: interval(intervals.map(|v| v[i]), false_non_matches),
                false_non_matches,
                reliable: is_supported(point.target_fmr, non_mated.compared),
                fnmr_with_failures: missed as f64 / mated.listed as f64,
                cross_fmr: None,
                fmr_with_failures: false_matches.hits as f64 / non_mated.listed as f64,
            }
        })
        .collect();
    let extra = |i: usize| intervals.map(|v| v[2 * LIST_TARGETS + i]);
    Ok(Measured { points, eer: extra(0), auc: extra(1) })
}

/// The interval over subjects. Where hardly any error was observed every resample agrees and says nothing,
/// so the binomial interval is then added to it.
fn interval(over_subjects: Option<Interval>, counts: Proportion) -> Interval {
    const FEW: u64 = 5;
    let binomial = counts.interval();
    match over_subjects {
        Some(found) if counts.hits >= FEW => found,
        Some(found) => found.hull(binomial),
        None => binomial,
    }
}
