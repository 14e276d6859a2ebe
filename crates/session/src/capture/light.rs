//! The light card's part of a session: what was asked, and on which frames the skin's colour is wanted.

use std::time::Duration;

use domain::{DetectedFace, LightAsked, LightEntry, LightSample, LogEntry, MediaTime};

use super::CaptureSession;
use crate::io::{LightInput, Output};

/// For how long after its last step a card's answer is looked for: the widest delay of the analysis, and a
/// second for a page that began late.
const AFTERWARDS: Duration = Duration::from_secs(5);

impl CaptureSession {
    /// Somebody shows a card, has shown it, or will not.
    pub(super) fn light(&mut self, input: LightInput) {
        let at = self.last_at;
        let entry = match input {
            LightInput::Show { number, steps } => {
                let asked = LightAsked { number, at, steps };
                self.light_until = Some(at + asked.lasts() + AFTERWARDS);
                LightEntry::Asked(asked)
            }
            LightInput::Shown { number, edges } => LightEntry::Shown { number, edges },
            LightInput::Skip(why) => {
                self.light_until = None;
                LightEntry::Skipped { at, why }
            }
        };
        self.log_light(entry);
    }

    /// The answer to [`Output::MeasureLight`].
    pub(super) fn light_measured(&mut self, sample: LightSample) {
        self.log_light(LightEntry::Sample(sample));
    }

    /// Wants the skin's colour on this frame while a card's answer may come.
    pub(super) fn look_for_light(&mut self, seq: u64, at: MediaTime, face: Option<&DetectedFace>) {
        if self.light_until.is_some_and(|until| at > until) {
            self.light_until = None;
        }
        if let Some(face) = face.filter(|_| self.light_until.is_some()) {
            self.outputs.push_back(Output::MeasureLight { seq, face: face.clone() });
        }
    }

    fn log_light(&mut self, entry: LightEntry) {
        let entry = LogEntry::Light(entry);
        self.evidence.push(&entry);
        self.outputs.push_back(Output::Log(entry));
    }
}
