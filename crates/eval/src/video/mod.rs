//! Whole sessions against what they really are: outcomes by truth, attacks accepted (IAPAR), time and
//! frames until the decision, and how identity errors fall with the seconds watched.
//!
//! One trial is one session. A session that could not be run is a row of its own and counts as not
//! accepted in the rates that say so; it never vanishes.

mod document;
mod groups;
mod rows;
mod seconds;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use domain::{IdentityState, Outcome};
use rates::Rates;
use serde::Serialize;

use crate::about::About;
use crate::clips::{ClipResult, ClipRun, Moment};
use crate::count::{Rate, Spread};
use crate::list::{SessionItem, Truth};

pub use groups::{GroupOutcome, VideoGroups};
pub use rows::{VideoRow, samples_csv, timeline_csv};
pub use seconds::{AtSecond, SECONDS};

/// The kind of this report, as `report.json` names it.
pub const KIND: &str = "video";

/// Outcomes of one class of sessions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassCount {
    /// The truth as the list writes it.
    pub truth: String,
    /// Sessions of that truth.
    pub sessions: usize,
    /// Accepted.
    pub accept: usize,
    /// Referred to a human.
    pub refer: usize,
    /// Rejected.
    pub reject: usize,
    /// Not run; see the rows.
    pub failed: usize,
    /// Pooled comparison score at the end.
    pub score: Option<Spread>,
    /// Presence LLR (attack : bona fide) at the end.
    pub presence_llr: Option<Spread>,
    /// Seconds until the outcome stood for good.
    pub settled_s: Option<Spread>,
    /// Frames analysed by then.
    pub settled_frames: Option<Spread>,
}

/// Bona fide sessions against their own person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mated {
    /// Not accepted, failures included.
    pub not_accepted: Rate,
    /// Rejected.
    pub rejected: Rate,
    /// Comparison was possible and did not end as `same` (FNMR at the policy's threshold).
    pub fnmr: Rate,
    /// No comparison came about (FTA).
    pub failure_to_acquire: Rate,
    /// Not accepted, each subject weighing the same: mean over subjects.
    pub not_accepted_by_subject: Option<f64>,
    /// Subjects known by name.
    pub subjects: usize,
    /// Sessions of the subject with the most.
    pub most_of_one: usize,
}

/// Bona fide sessions against somebody else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NonMated {
    /// Accepted.
    pub accepted: Rate,
    /// Comparison was possible and ended as `same` (FMR at the policy's threshold).
    pub fmr: Rate,
    /// Identity was said to be another's.
    pub different: Rate,
}

/// How many attacks of one kind were accepted as the person they imitate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accepted {
    /// The truth as the list writes it.
    pub truth: String,
    /// Accepted end to end (IAPAR).
    pub iapar: Rate,
    /// Identity alone said `same`.
    pub same: Rate,
    /// Presence alone said `live` (APCER of the verdict).
    pub live: Rate,
}

/// How well the pooled scores of mated and non-mated sessions are told apart at the end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Separation {
    /// Area under the ROC curve.
    pub auc: f64,
    /// Equal error rate.
    pub eer: f64,
    /// Mated sessions with a score.
    pub mated: usize,
    /// Non-mated sessions with a score.
    pub non_mated: usize,
}

/// The whole study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoReport {
    /// `video`.
    pub kind: &'static str,
    /// What was measured with what.
    pub about: About,
    /// Outcomes by truth.
    pub classes: Vec<ClassCount>,
    /// Bona fide sessions against their own person.
    pub mated: Mated,
    /// Bona fide sessions against somebody else.
    pub non_mated: NonMated,
    /// Presentation attacks, by species.
    pub attacks: Vec<Accepted>,
    /// Manipulated media, by kind.
    pub manipulated: Vec<Accepted>,
    /// The kind of attack or manipulation accepted most often, of those accepted at all.
    pub worst: Option<Accepted>,
    /// Errors by group; none where the list has no groups.
    pub groups: Option<VideoGroups>,
    /// Errors after so many seconds.
    pub seconds: Vec<AtSecond>,
    /// Pooled scores at the end; none when a class is missing.
    pub separation: Option<Separation>,
    /// Every session.
    pub rows: Vec<VideoRow>,
}

/// A session and what came of it.
#[derive(Clone, Copy)]
pub(crate) struct Trial<'t> {
    pub item: &'t SessionItem,
    pub result: &'t ClipResult,
}

impl<'t> Trial<'t> {
    pub(crate) fn run(self) -> Option<&'t ClipRun> {
        self.result.as_ref().ok()
    }

    pub(crate) fn end(self) -> Option<&'t Moment> {
        self.run()?.verdict.as_ref()
    }

    fn is(self, outcome: Outcome) -> bool {
        self.end().is_some_and(|end| end.outcome == outcome)
    }
}

/// The truth as a list writes it.
pub(crate) fn name_of(truth: &Truth) -> String {
    match truth {
        Truth::Accept => "accept".into(),
        Truth::OtherPerson => "other_person".into(),
        Truth::Attack(species) => format!("attack:{species}"),
        Truth::Manipulated(kind) => format!("manipulated:{kind}"),
    }
}

/// Sums up the sessions; `results` are those of `items`, in order.
pub fn study(items: &[SessionItem], results: &[ClipResult], about: About) -> VideoReport {
    let trials: Vec<Trial<'_>> =
        items.iter().zip(results).map(|(item, result)| Trial { item, result }).collect();
    let mated: Vec<_> = of(&trials, |t| *t == Truth::Accept);
    let non_mated: Vec<_> = of(&trials, |t| *t == Truth::OtherPerson);
    let attacks = accepted(&trials, |t| matches!(t, Truth::Attack(_)));
    let manipulated = accepted(&trials, |t| matches!(t, Truth::Manipulated(_)));
    let worst = attacks
        .iter()
        .chain(&manipulated)
        .filter(|a| a.iapar.hits > 0)
        .max_by(|a, b| a.iapar.rate.partial_cmp(&b.iapar.rate).unwrap_or(std::cmp::Ordering::Equal))
        .cloned();
    VideoReport {
        kind: KIND,
        about,
        classes: classes(&trials),
        groups: groups::judge(&mated, &non_mated),
        seconds: seconds::table(&mated, &non_mated),
        separation: separation(&mated, &non_mated),
        mated: mated_rates(&mated),
        non_mated: non_mated_rates(&non_mated),
        attacks,
        manipulated,
        worst,
        rows: trials.iter().map(|t| VideoRow::of(*t)).collect(),
    }
}

fn of<'t>(trials: &[Trial<'t>], is_wanted: impl Fn(&Truth) -> bool) -> Vec<Trial<'t>> {
    trials.iter().copied().filter(|t| is_wanted(&t.item.truth)).collect()
}

fn by_truth<'t>(trials: &[Trial<'t>]) -> BTreeMap<Truth, Vec<Trial<'t>>> {
    let mut found: BTreeMap<Truth, Vec<Trial<'t>>> = BTreeMap::new();
    for trial in trials {
        found.entry(trial.item.truth.clone()).or_default().push(*trial);
    }
    found
}

fn classes(trials: &[Trial<'_>]) -> Vec<ClassCount> {
    let spread = |trials: &[Trial<'_>], of: &dyn Fn(Trial<'_>) -> Option<f64>| {
        Spread::of(trials.iter().filter_map(|t| of(*t)))
    };
    by_truth(trials)
        .into_iter()
        .map(|(truth, trials)| {
            let count = |outcome| trials.iter().filter(|t| t.is(outcome)).count();
            ClassCount {
                truth: name_of(&truth),
                sessions: trials.len(),
                accept: count(Outcome::Accept),
                refer: count(Outcome::Refer),
                reject: count(Outcome::Reject),
                failed: trials.iter().filter(|t| t.end().is_none()).count(),
                score: spread(&trials, &|t| t.end()?.score.map(f64::from)),
                presence_llr: spread(&trials, &|t| t.end()?.presence_llr.map(f64::from)),
                settled_s: spread(&trials, &|t| Some(t.run()?.settled?.at_s)),
                settled_frames: spread(&trials, &|t| Some(t.run()?.settled?.frames as f64)),
            }
        })
        .collect()
}

/// A comparison that came about, and whether it ended as `same`.
pub(crate) fn compared(end: Option<&Moment>) -> Option<bool> {
    let end = end.filter(|end| end.score.is_some())?;
    Some(end.identity == IdentityState::Same)
}

fn mated_rates(trials: &[Trial<'_>]) -> Mated {
    let mut subjects: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for trial in trials {
        if let Some(subject) = &trial.item.subject {
            subjects.entry(subject).or_default().push(!trial.is(Outcome::Accept));
        }
    }
    let shares = subjects.values().map(|all| share_of(all));
    let by_subject = (!subjects.is_empty()).then(|| shares.sum::<f64>() / subjects.len() as f64);
    Mated {
        not_accepted: Rate::count(trials, |t| !t.is(Outcome::Accept)),
        rejected: Rate::count(trials, |t| t.is(Outcome::Reject)),
        fnmr: Rate::count(trials.iter().filter_map(|t| compared(t.end())), |same| !same),
        failure_to_acquire: Rate::count(trials, |t| compared(t.end()).is_none()),
        not_accepted_by_subject: by_subject,
        subjects: subjects.len(),
        most_of_one: subjects.values().map(Vec::len).max().unwrap_or(0),
    }
}

fn share_of(hits: &[bool]) -> f64 {
    hits.iter().filter(|h| **h).count() as f64 / hits.len().max(1) as f64
}

fn non_mated_rates(trials: &[Trial<'_>]) -> NonMated {
    let different = |t: &Trial<'_>| t.end().is_some_and(|e| e.identity == IdentityState::Different);
    NonMated {
        accepted: Rate::count(trials, |t| t.is(Outcome::Accept)),
        fmr: Rate::count(trials.iter().filter_map(|t| compared(t.end())), |same| same),
        different: Rate::count(trials, different),
    }
}

fn accepted(trials: &[Trial<'_>], is_wanted: impl Fn(&Truth) -> bool) -> Vec<Accepted> {
    let run = |trials: &[Trial<'_>]| -> Vec<Moment> {
        trials.iter().filter_map(|t| t.end().cloned()).collect()
    };
    by_truth(&of(trials, is_wanted))
        .into_iter()
        .map(|(truth, trials)| {
            let ends = run(&trials);
            Accepted {
                truth: name_of(&truth),
                iapar: Rate::count(&ends, |e| e.outcome == Outcome::Accept),
                same: Rate::count(&ends, |e| e.identity == IdentityState::Same),
                live: Rate::count(&ends, |e| e.presence == domain::PresenceState::Live),
            }
        })
        .collect()
}

fn separation(mated: &[Trial<'_>], non_mated: &[Trial<'_>]) -> Option<Separation> {
    let scores = |trials: &[Trial<'_>]| -> Vec<f64> {
        trials.iter().filter_map(|t| t.end()?.score.map(f64::from)).collect()
    };
    let (mated, non_mated) = (scores(mated), scores(non_mated));
    let rates = Rates::new(&mated, &non_mated).ok()?;
    Some(Separation {
        auc: rates.auc(),
        eer: rates.eer().0,
        mated: mated.len(),
        non_mated: non_mated.len(),
    })
}
