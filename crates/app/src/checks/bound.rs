//! The check that a browser's cookie stands for.

use std::time::Duration;

use storage::{AttemptRecord, DocumentRule, InvitationRecord, UnitOfWork};

use super::token::cookie_sha256;
use super::view::{CheckNotice, CheckState};
use super::{DOCUMENT_TRIES, flow};
use crate::error::{AppError, InvitationProblem};
use crate::facade::App;

const DAY: u64 = 24 * 60 * 60;

/// What does not fit the step that a check is at.
pub(super) const NOT_NOW: AppError = AppError::Conflict(
    "it is not the time for that: read the state of the check and go on with its step",
);

/// An invitation with its attempts.
pub(super) struct Bound {
    pub(super) invitation: InvitationRecord,
    pub(super) attempts: Vec<AttemptRecord>,
}

impl App {
    /// The check of that cookie, whatever came of it.
    pub(super) async fn bound(
        &self,
        unit: &mut dyn UnitOfWork,
        cookie: &str,
    ) -> Result<Bound, AppError> {
        let found = unit.invitations().of_browser(&cookie_sha256(cookie)).await?;
        let invitation = found.ok_or(AppError::Invitation(InvitationProblem::NotBound))?;
        let attempts = unit.invitations().attempts(invitation.id).await?;
        Ok(Bound { invitation, attempts })
    }

    /// The same, when something can still be done in it. An attempt that runs may come to its end.
    pub(super) async fn usable(
        &self,
        unit: &mut dyn UnitOfWork,
        cookie: &str,
    ) -> Result<Bound, AppError> {
        let bound = self.bound(unit, cookie).await?;
        flow::check_usable(&bound.invitation, self.clock().utc()).map_err(AppError::Invitation)?;
        Ok(bound)
    }

    /// What the operator tells people before a camera.
    pub(crate) fn check_notice(&self) -> CheckNotice {
        let checks = &self.settings().checks;
        let days = |kept: Option<Duration>| kept.map(|d| d.as_secs().div_ceil(DAY));
        CheckNotice {
            version: checks.notice_version.clone(),
            organisation: checks.organisation.clone().unwrap_or_default(),
            contact: checks.contact.clone(),
            privacy_url: checks.privacy_url.clone(),
            keep_sessions_days: days(checks.keep_sessions),
            keep_references_days: days(self.settings().keep_references),
        }
    }

    /// A check as its page sees it.
    pub(super) fn state_of(&self, bound: &Bound) -> CheckState {
        let Bound { invitation, attempts } = bound;
        CheckState {
            step: flow::step(invitation),
            language: invitation.language.clone(),
            expires_at: invitation.expires_at,
            notice: self.check_notice(),
            colours: invitation.colours,
            wants_document: invitation.document == DocumentRule::Required,
            reads_zone: self.pack().reads_documents,
            wanted_side: flow::wanted_side(invitation),
            document_tries_left: DOCUMENT_TRIES.saturating_sub(invitation.document_tries),
            attempts_left: flow::attempts_left(attempts),
            is_running: flow::running(attempts).is_some(),
            result: flow::result(invitation, attempts),
        }
    }
}
