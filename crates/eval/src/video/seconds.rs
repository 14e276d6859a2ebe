//! How the errors fall with the seconds watched.
//!
//! Two ways to count, both honest and not the same: only the clips that last so long, and all clips, each
//! as far as it goes. The first compares like with like on ever fewer trials; the second says what a user
//! of these clips would have met.

use domain::Outcome;
use serde::Serialize;

use super::{Trial, compared};
use crate::clips::Moment;
use crate::count::{Rate, Spread};

/// Seconds at which errors are stated.
pub const SECONDS: [f64; 7] = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0];

/// Errors after so many seconds, among some of the sessions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Errors {
    /// Mated sessions whose comparison did not stand at `same`, of those with a comparison (FNMR).
    pub fnmr: Rate,
    /// Mated sessions without a comparison yet, of all.
    pub no_comparison: Rate,
    /// Mated sessions not accepted so far, of all.
    pub not_accepted: Rate,
    /// Non-mated sessions whose comparison stood at `same`, of those with a comparison (FMR).
    pub fmr: Rate,
    /// Non-mated sessions that stood as accepted, of all.
    pub accepted: Rate,
    /// Pooled comparison scores of the mated ones.
    pub mated_scores: Option<Spread>,
    /// Pooled comparison scores of the non-mated ones.
    pub non_mated_scores: Option<Spread>,
}

/// Errors after so many seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtSecond {
    /// Seconds watched.
    pub seconds: f64,
    /// Among sessions that last at least so long.
    pub lasting: Errors,
    /// Among all sessions that ran, shorter ones with their last verdict.
    pub all: Errors,
}

pub(super) fn table(mated: &[Trial<'_>], non_mated: &[Trial<'_>]) -> Vec<AtSecond> {
    SECONDS
        .into_iter()
        .map(|seconds| {
            let errors = |only_lasting: bool| {
                let moments = |trials: &[Trial<'_>]| moments(trials, seconds, only_lasting);
                errors(&moments(mated), &moments(non_mated))
            };
            AtSecond { seconds, lasting: errors(true), all: errors(false) }
        })
        .collect()
}

/// The verdicts after `seconds`; none within for a session without a frame by then.
fn moments(trials: &[Trial<'_>], seconds: f64, only_lasting: bool) -> Vec<Option<Moment>> {
    let runs = trials.iter().filter_map(|t| t.run());
    runs.filter(|run| !only_lasting || run.lasts(seconds))
        .map(|run| {
            // Past its end a clip is judged for good: the end itself is evidence.
            let is_over = run.seconds < seconds;
            if is_over { run.verdict.clone() } else { run.after(seconds).cloned() }
        })
        .collect()
}

fn errors(mated: &[Option<Moment>], non_mated: &[Option<Moment>]) -> Errors {
    let is_accepted = |m: &Option<Moment>| m.as_ref().is_some_and(|m| m.outcome == Outcome::Accept);
    let same = |all: &[Option<Moment>]| -> Vec<bool> {
        all.iter().filter_map(|m| compared(m.as_ref())).collect()
    };
    let scores = |all: &[Option<Moment>]| {
        Spread::of(all.iter().filter_map(|m| m.as_ref()?.score.map(f64::from)))
    };
    Errors {
        fnmr: Rate::count(same(mated), |same| !same),
        no_comparison: Rate::count(mated, |m| compared(m.as_ref()).is_none()),
        not_accepted: Rate::count(mated, |m| !is_accepted(m)),
        fmr: Rate::count(same(non_mated), |same| same),
        accepted: Rate::count(non_mated, is_accepted),
        mated_scores: scores(mated),
        non_mated_scores: scores(non_mated),
    }
}
