//! The detectors of a study: each model alone, the pack's combination, and the verdict's presence answer.
//! Every score is turned so that higher means more like an attack.

use serde::Serialize;

use crate::clips::{ClipRun, Role};

/// What a detector's score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Source {
    /// A model asked beside the pack's own, by its place.
    Alone(usize),
    /// The pack's models of the role together.
    Combination,
    /// LLR (attack : bona fide) of the verdict at the end.
    Verdict,
}

/// A detector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detector {
    /// Its name in reports.
    pub name: String,
    #[serde(skip)]
    role: Role,
    #[serde(skip)]
    source: Source,
}

impl Detector {
    /// The detectors of a study, the models beside in their order.
    pub(super) fn all(role: Role, beside: &[String]) -> Vec<Self> {
        let alone = beside.iter().enumerate().map(|(at, name)| (name.clone(), Source::Alone(at)));
        let together = match role {
            Role::Pad => "PAD, the pack's combination",
            Role::Manipulation => "manipulation, the pack's model",
        };
        alone
            .chain([
                (together.to_owned(), Source::Combination),
                ("verdict (presence LLR)".to_owned(), Source::Verdict),
            ])
            .map(|(name, source)| Self { name, role, source })
            .collect()
    }

    /// Whether it is the verdict's own answer, which the policy's thresholds are for.
    pub(super) fn is_verdict(&self) -> bool {
        self.source == Source::Verdict
    }

    /// Its score of a clip, higher for an attack: the mean over time, or the verdict's LLR. None when it
    /// was never asked.
    pub(super) fn score(&self, run: &ClipRun) -> Option<f64> {
        // PAD models speak of bona fide.
        let sign = match self.role {
            Role::Pad => -1.0,
            Role::Manipulation => 1.0,
        };
        match self.source {
            Source::Alone(at) => {
                run.mean(|s| s.beside.get(at).copied().flatten()).map(|mean| sign * mean)
            }
            Source::Combination => {
                let mean = run.mean(|s| match self.role {
                    Role::Pad => s.pad,
                    Role::Manipulation => s.manipulation,
                });
                mean.map(|mean| sign * mean)
            }
            Source::Verdict => run.verdict.as_ref()?.presence_llr.map(f64::from),
        }
    }
}
