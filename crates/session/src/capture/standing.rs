//! How the verdict stands, told after every frame: what of it is worth a picture, and what it means for the
//! models that are asked next.

use std::time::Duration;

use domain::{ComparisonScore, MediaTime, Outcome, ReasonCode, Verdict};
use verdict::PresenceThresholds;

use super::{CaptureSession, InFlight};
use crate::io::Output;
use crate::schedule::MAX_EVIDENCE_PER_CODE;
use crate::track::TrackedFace;
use crate::{SessionEvent, TimelinePoint};

/// An outcome other than accept that has not moved for this long is settled: more samples as dense as
/// before would only repeat it, and what is worth a human's look already waits for one.
const STANDS_AFTER: Duration = Duration::from_secs(10);

impl CaptureSession {
    /// A sample that speaks against the person asks for more samples at once.
    pub(super) fn is_doubtful(
        &self,
        score: Option<ComparisonScore>,
        pad: Option<f32>,
        manipulation: Option<f32>,
    ) -> bool {
        let identity = score.is_some_and(|s| {
            f64::from(self.header.identity_calibration.llr(f64::from(s.get())).get()) < 0.0
        });
        let attack = |raw: Option<f64>, calibration: Option<&domain::Calibration>| {
            raw.zip(calibration)
                .is_some_and(|(v, c)| f64::from(c.llr(v).get()) >= self.policy.presence.attack_llr)
        };
        identity
            || attack(pad.map(f64::from), self.header.pad_calibration.as_ref())
            || attack(manipulation.map(f64::from), self.header.manipulation_calibration.as_ref())
    }

    /// Accepted, and twice as likely bona fide as the policy demands: near the threshold every sample
    /// counts. Or something else that is no longer forming and has stood for [`STANDS_AFTER`].
    fn is_settled(&mut self, verdict: &Verdict, at: MediaTime) -> bool {
        let since = match self.outcome {
            Some((outcome, since)) if outcome == verdict.outcome => since,
            _ => at,
        };
        self.outcome = Some((verdict.outcome, since));
        if verdict.outcome == Outcome::Accept {
            let limit =
                PresenceThresholds::of(&self.policy.presence, self.header.false_alarm.as_ref());
            let clear = limit.live - std::f64::consts::LN_2;
            return verdict.presence.llr.is_some_and(|llr| f64::from(llr.get()) <= clear);
        }
        at - since >= STANDS_AFTER && !verdict.reasons.iter().any(|r| is_forming(r.code))
    }

    pub(super) fn tell_verdict(&mut self, flight: &InFlight, subject: Option<&TrackedFace>) {
        let verdict = self.verdict();
        let is_settled = self.is_settled(&verdict, flight.at);
        self.schedule.set_settled(is_settled);
        self.schedule.set_suspected(is_suspected(&verdict));
        if let Some(subject) = subject {
            for reason in verdict.reasons.iter().filter(|r| !is_forming(r.code)) {
                let kept = self.kept.entry(reason.code).or_default();
                // Asked for every score on this frame: the picture shows what the score was made of.
                if *kept < MAX_EVIDENCE_PER_CODE && (*kept == 0 || flight.asked.all_scores()) {
                    *kept += 1;
                    self.outputs.push_back(Output::KeepEvidence {
                        seq: flight.seq,
                        at: flight.at,
                        face: subject.face.clone(),
                        code: reason.code,
                    });
                }
            }
        }
        let point = TimelinePoint::of(
            &self.evidence,
            &self.header,
            Some(&self.policy),
            flight.at,
            subject.is_some(),
        );
        self.outputs.push_back(Output::Emit(SessionEvent::Verdict {
            at: flight.at,
            verdict: Box::new(verdict),
            point,
        }));
    }
}

/// Whether something other than eyes that do not close speaks against a live, unaltered presentation: what
/// blinks could still say would change nothing.
fn is_suspected(verdict: &Verdict) -> bool {
    verdict.reasons.iter().any(|r| {
        matches!(
            r.code,
            ReasonCode::PresenceUncertain
                | ReasonCode::PresentationAttack
                | ReasonCode::PresentationAttackInPart
                | ReasonCode::Manipulation
                | ReasonCode::FrozenPicture
                | ReasonCode::LoopedPicture
        )
    }) && !verdict.reasons.iter().any(|r| is_forming(r.code))
}

/// Reasons that every session begins with; a picture of them shows nothing.
const fn is_forming(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::NotEnoughFaces
            | ReasonCode::SignalMissing
            | ReasonCode::TooShort
            | ReasonCode::NoReference
            | ReasonCode::PresenceNotJudged
    )
}
