//! What an invitation allows when, and what each step makes of it. Pure: records in, records out.

use domain::{Outcome, UtcTime};
use session::{AgainCode, Conclusion};
use storage::{
    AttemptOutcome, AttemptRecord, ConsentAnswer, DocumentResult, DocumentRule, DocumentSide,
    InvitationRecord, InvitationState,
};

use super::view::{CheckResult, CheckStep};
use super::{ATTEMPTS, DOCUMENT_TRIES, InvitationStanding};
use crate::error::InvitationProblem;

/// How it stands at `now`.
pub(super) fn standing(invitation: &InvitationRecord, now: UtcTime) -> InvitationStanding {
    match invitation.state {
        InvitationState::Declined => InvitationStanding::Declined,
        InvitationState::Finished => InvitationStanding::Finished,
        InvitationState::Revoked => InvitationStanding::Revoked,
        InvitationState::Open | InvitationState::Opened if invitation.expires_at <= now => {
            InvitationStanding::Expired
        }
        InvitationState::Open => InvitationStanding::Open,
        InvitationState::Opened => InvitationStanding::Opened,
    }
}

/// Whether its link can be used at `now`.
pub(super) fn check_usable(
    invitation: &InvitationRecord,
    now: UtcTime,
) -> Result<(), InvitationProblem> {
    match standing(invitation, now) {
        InvitationStanding::Open | InvitationStanding::Opened => Ok(()),
        InvitationStanding::Declined | InvitationStanding::Finished => Err(InvitationProblem::Used),
        InvitationStanding::Expired => Err(InvitationProblem::Expired),
        InvitationStanding::Revoked => Err(InvitationProblem::Revoked),
    }
}

/// What the candidate does next.
pub(super) fn step(invitation: &InvitationRecord) -> CheckStep {
    if invitation.state.is_over() {
        CheckStep::Done
    } else if invitation.consent.is_none() {
        CheckStep::Consent
    } else if invitation.document == DocumentRule::Required && invitation.document_result.is_none()
    {
        CheckStep::Document
    } else {
        CheckStep::Camera
    }
}

/// Tries at the camera that are left.
pub(super) fn attempts_left(attempts: &[AttemptRecord]) -> u32 {
    ATTEMPTS.saturating_sub(attempts.len() as u32)
}

/// The attempt that has no end yet.
pub(super) fn running(attempts: &[AttemptRecord]) -> Option<&AttemptRecord> {
    attempts.iter().find(|a| a.outcome.is_none())
}

/// What the candidate was told last.
pub(super) fn result(
    invitation: &InvitationRecord,
    attempts: &[AttemptRecord],
) -> Option<CheckResult> {
    match invitation.state {
        InvitationState::Declined => Some(CheckResult::Declined),
        InvitationState::Finished if invitation.outcome == Some(Outcome::Accept) => {
            Some(CheckResult::Done)
        }
        InvitationState::Finished => Some(CheckResult::Human),
        InvitationState::Open | InvitationState::Opened | InvitationState::Revoked => {
            let last = attempts.last()?;
            let code = last.code.as_deref().and_then(AgainCode::from_name);
            (last.outcome == Some(AttemptOutcome::Again)).then_some(())?;
            Some(CheckResult::Again(code.unwrap_or(AgainCode::Interrupted)))
        }
    }
}

/// Notes an answer to the notice. A refusal ends the check.
pub(super) fn answer_notice(invitation: &mut InvitationRecord, answer: ConsentAnswer) -> bool {
    if step(invitation) != CheckStep::Consent {
        return false;
    }
    invitation.language.clone_from(&answer.language);
    if !answer.agreed {
        invitation.state = InvitationState::Declined;
        invitation.finished_at = Some(answer.at);
    }
    invitation.consent = Some(answer);
    true
}

/// Counts a picture of a document; false when none is wanted now.
pub(super) fn count_picture(invitation: &mut InvitationRecord) -> bool {
    let is_wanted =
        step(invitation) == CheckStep::Document && invitation.document_tries < DOCUMENT_TRIES;
    if is_wanted {
        invitation.document_tries += 1;
    }
    is_wanted
}

/// Whether that was the last picture.
pub(super) fn is_last_picture(invitation: &InvitationRecord) -> bool {
    invitation.document_tries >= DOCUMENT_TRIES
}

/// Notes the first side of a card. False when none is wanted now, or one was taken already.
pub(super) fn take_side(
    invitation: &mut InvitationRecord,
    side: DocumentSide,
    codes: Vec<String>,
) -> bool {
    let is_wanted = step(invitation) == CheckStep::Document && invitation.document_side.is_none();
    if is_wanted {
        invitation.document_side = Some(side);
        invitation.document_side_codes = codes;
    }
    is_wanted
}

/// The side of a card that is wanted next; none while it may be either, or a page that has everything.
pub(super) fn wanted_side(invitation: &InvitationRecord) -> Option<DocumentSide> {
    let is_wanted = step(invitation) == CheckStep::Document;
    match invitation.document_side.filter(|_| is_wanted)? {
        DocumentSide::Front => Some(DocumentSide::Back),
        DocumentSide::Back => Some(DocumentSide::Front),
    }
}

/// Goes on with a document.
pub(super) fn accept_document(invitation: &mut InvitationRecord, result: DocumentResult) -> bool {
    let is_wanted = step(invitation) == CheckStep::Document;
    if is_wanted {
        invitation.document_result = Some(result);
    }
    is_wanted
}

/// Whether an attempt may begin; the number it has.
pub(super) fn next_attempt(
    invitation: &InvitationRecord,
    attempts: &[AttemptRecord],
) -> Option<u32> {
    let may_begin = step(invitation) == CheckStep::Camera
        && running(attempts).is_none()
        && attempts_left(attempts) > 0;
    may_begin.then_some(attempts.len() as u32 + 1)
}

/// How an attempt ended, in the words of the records.
pub(super) fn told(conclusion: Conclusion) -> (AttemptOutcome, Option<String>) {
    match conclusion {
        Conclusion::Done => (AttemptOutcome::Done, None),
        Conclusion::Again(code) => (AttemptOutcome::Again, Some(code.as_str().to_owned())),
        Conclusion::Human => (AttemptOutcome::Human, None),
    }
}

/// Ends a check. False when it was over before.
pub(super) fn finish(
    invitation: &mut InvitationRecord,
    outcome: Option<Outcome>,
    now: UtcTime,
) -> bool {
    if invitation.state.is_over() {
        return false;
    }
    invitation.state = InvitationState::Finished;
    // Without a verdict a human must look.
    invitation.outcome = Some(outcome.unwrap_or(Outcome::Refer));
    invitation.finished_at = Some(now);
    true
}

/// Notes something for a human, once.
pub(super) fn find(invitation: &mut InvitationRecord, code: &str) {
    if !invitation.findings.iter().any(|known| known == code) {
        invitation.findings.push(code.to_owned());
    }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
