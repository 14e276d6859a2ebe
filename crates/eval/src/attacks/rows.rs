//! Every item measured as a row.

use domain::{Outcome, PresenceState};
use serde::Serialize;

use super::{Detector, label_name};
use crate::clips::ClipResult;
use crate::list::{Label, MediaItem};

/// One item in one variant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttackRow {
    /// `original`, or the degradation's name.
    pub variant: String,
    /// Line of the list.
    pub line: u64,
    /// The file as the list writes it.
    pub file: String,
    /// Its label.
    pub label: String,
    /// Who is on it.
    pub subject: Option<String>,
    /// Its group.
    pub group: Option<String>,
    /// A picture instead of a clip.
    pub is_still: bool,
    /// One score per detector, in the report's order, higher for an attack.
    pub scores: Vec<Option<f64>>,
    /// `live`, `attack` or `not_enough`; none for a still and for what was not run.
    pub presence: Option<&'static str>,
    /// `accept`, `refer` or `reject`, where the list names a reference.
    pub outcome: Option<&'static str>,
    /// Codes of the verdict's reasons.
    pub codes: Vec<String>,
    /// Kind of failure and its sentence, when there is nothing to score.
    pub failure: Option<(&'static str, String)>,
    /// Frames with the subject's face.
    pub faces: usize,
    /// Position of the last analysed frame, seconds.
    pub seconds: Option<f64>,
    /// In words, when the clip broke off.
    pub broke_off: Option<String>,
    #[serde(skip)]
    pub(super) is_attack: bool,
}

impl AttackRow {
    pub(super) fn of(
        variant: &str,
        item: &MediaItem,
        result: &ClipResult,
        detectors: &[Detector],
    ) -> Self {
        let run = result.as_ref().ok();
        let end = run.and_then(|r| r.verdict.as_ref());
        let failure = match result {
            Err(failure) => Some((failure.kind(), failure.sentence())),
            Ok(run) if !run.has_face() => Some(("no_face", "nobody was seen in it".to_owned())),
            Ok(_) => None,
        };
        Self {
            variant: variant.to_owned(),
            line: item.line,
            file: item.file.display().to_string(),
            label: label_name(&item.label),
            subject: item.subject.clone(),
            group: item.group.clone(),
            is_still: run.map_or_else(|| looks_like_a_picture(item), |r| r.verdict.is_none()),
            scores: detectors.iter().map(|d| run.and_then(|r| d.score(r))).collect(),
            presence: end.map(|e| match e.presence {
                PresenceState::Live => "live",
                PresenceState::Attack => "attack",
                PresenceState::NotEnough => "not_enough",
            }),
            outcome: end.filter(|_| item.reference.is_some()).map(|e| e.outcome.as_str()),
            codes: end.map(|e| e.codes.clone()).unwrap_or_default(),
            failure,
            faces: run.map_or(0, |r| r.samples.len()),
            seconds: run.map(|r| r.seconds),
            broke_off: run.and_then(|r| r.broke_off.clone()),
            is_attack: item.label != Label::BonaFide,
        }
    }

    pub(super) fn is_accepted(&self) -> Option<bool> {
        self.outcome.map(|outcome| outcome == Outcome::Accept.as_str())
    }
}

/// Of what could not be read only the name is known.
fn looks_like_a_picture(item: &MediaItem) -> bool {
    let extension = item.file.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}
