//! How an attempt ended, noted once; and what a crash left open.

use domain::{InvitationId, ReasonCode, SignKind, Verdict};
use session::{Conclusion, GuideEnd, conclude};
use storage::{AttemptRecord, AuditAction, AuditSubject};

use super::bound::Bound;
use super::{flow, view::CheckResult};
use crate::error::AppError;
use crate::facade::App;
use crate::view::{Actor, SessionState};
use crate::webhooks::News;

/// A finding: no session of the check came to a verdict.
const NO_LIVE_FACE: &str = "no_live_face";

impl App {
    /// Notes how an attempt ended, what the candidate is told, and how many tries are left. Noted before: that
    /// stands.
    pub(super) async fn record_end(
        &self,
        id: InvitationId,
        number: u32,
        end: GuideEnd,
        verdict: Option<&Verdict>,
        signs: &[SignKind],
    ) -> Result<(Conclusion, u32), AppError> {
        let mut unit = self.records().begin().await?;
        let Some(mut invitation) = unit.invitations().get(id).await? else {
            // Erased in the meantime.
            return Ok((Conclusion::Human, 0));
        };
        let attempts = unit.invitations().attempts(id).await?;
        let left = flow::attempts_left(&attempts);
        let Some(attempt) = attempts.iter().find(|a| a.number == number && a.outcome.is_none())
        else {
            let told = match flow::result(&invitation, &attempts) {
                Some(CheckResult::Done) => Conclusion::Done,
                Some(CheckResult::Again(code)) => Conclusion::Again(code),
                Some(CheckResult::Human | CheckResult::Declined) | None => Conclusion::Human,
            };
            return Ok((told, left));
        };
        let conclusion = conclude(end, verdict, left > 0);
        let (outcome, code) = flow::told(conclusion);
        let ended = AttemptRecord { outcome: Some(outcome), code, ..attempt.clone() };
        unit.invitations().end_attempt(&ended).await?;
        for sign in signs {
            flow::find(&mut invitation, sign.as_str());
        }
        match verdict {
            None => flow::find(&mut invitation, NO_LIVE_FACE),
            Some(v) if v.reasons.iter().any(|r| r.code == ReasonCode::OtherMovement) => {
                flow::find(&mut invitation, ReasonCode::OtherMovement.as_str());
            }
            Some(_) => {}
        }
        let is_over = !matches!(conclusion, Conclusion::Again(_))
            && flow::finish(&mut invitation, verdict.map(|v| v.outcome), self.clock().utc());
        unit.invitations().update(&invitation).await?;
        let event = |action| {
            let event = self.event(Actor::System, action).about(AuditSubject::Invitation(id));
            match attempt.session {
                Some(session) => event.in_session(session),
                None => event,
            }
        };
        unit.audit().append(&event(AuditAction::CheckAttemptEnded)).await?;
        if is_over {
            unit.audit().append(&event(AuditAction::CheckFinished)).await?;
            let news = News::check_finished(&invitation, attempt.session);
            self.tell(&mut *unit, &news).await?;
        }
        unit.commit().await?;
        self.wake_dispatcher();
        Ok((conclusion, left))
    }

    /// The check, after an attempt that nobody leads any more was noted: a crash, or an end that could not be
    /// written when it came.
    pub(super) async fn settled(&self, bound: Bound) -> Result<Bound, AppError> {
        let Some(open) = flow::running(&bound.attempts) else { return Ok(bound) };
        let id = bound.invitation.id;
        let session = match open.session {
            Some(session) if self.running_checks().get(session).is_some() => return Ok(bound),
            Some(session) if self.live().get(session).is_some() => return Ok(bound),
            Some(session) => self.session(session).await.ok(),
            None => None,
        };
        let session = session.filter(|s| s.state == SessionState::Finished);
        let verdict = session.as_ref().and_then(|s| s.verdict.as_ref()).map(|v| &v.verdict);
        let end = if verdict.is_some() { GuideEnd::SessionOver } else { GuideEnd::Interrupted };
        self.record_end(id, open.number, end, verdict, &[]).await?;
        let mut unit = self.records().read().await?;
        let invitation = unit.invitations().get(id).await?;
        let invitation = invitation.ok_or(AppError::NoSuchInvitation(id))?;
        let attempts = unit.invitations().attempts(id).await?;
        Ok(Bound { invitation, attempts })
    }
}
