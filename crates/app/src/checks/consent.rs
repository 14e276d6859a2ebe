//! The candidate reads the notice and answers it.

use storage::{AuditAction, AuditSubject, Consent, ConsentAnswer};

use super::bound::NOT_NOW;
use super::flow;
use super::invite::check_language;
use super::view::CheckState;
use crate::error::AppError;
use crate::facade::App;
use crate::view::Actor;
use crate::webhooks::News;

impl App {
    /// Notes what the candidate answered to the notice of that version, read in that language. A refusal ends
    /// the check, and is told as such.
    ///
    /// # Errors
    /// `unauthenticated`, `invalid`, `conflict` (answered before, or another version), `invitation_expired`,
    /// `invitation_used`, `invitation_revoked`.
    pub async fn answer_notice(
        &self,
        cookie: &str,
        agreed: bool,
        notice_version: &str,
        language: &str,
    ) -> Result<CheckState, AppError> {
        check_language(language)?;
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        if notice_version != self.settings().checks.notice_version {
            return Err(AppError::Conflict(
                "the text has changed since it was shown: read the state of the check and show it again",
            ));
        }
        let at = self.clock().utc();
        let answer = ConsentAnswer {
            agreed,
            notice_version: notice_version.to_owned(),
            language: language.to_owned(),
            at,
        };
        if !flow::answer_notice(&mut bound.invitation, answer) {
            return Err(NOT_NOW);
        }
        let (id, person) = (bound.invitation.id, bound.invitation.person);
        unit.invitations().update(&bound.invitation).await?;
        let action = if agreed {
            let text_version = format!("{notice_version}/{language}");
            unit.people().set_consent(person, &Consent { text_version, at }).await?;
            AuditAction::ConsentGiven
        } else {
            self.tell(&mut *unit, &News::check_finished(&bound.invitation, None)).await?;
            AuditAction::ConsentRefused
        };
        let event = self.event(Actor::Invited(id), action);
        unit.audit().append(&event.about(AuditSubject::Invitation(id))).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(self.state_of(&bound))
    }
}
