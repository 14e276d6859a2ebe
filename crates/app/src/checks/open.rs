//! A candidate comes: the link's secret is exchanged for a cookie of one browser.

use storage::{AuditAction, AuditSubject, InvitationState, same_secret};

use super::bound::{Bound, NOT_NOW};
use super::flow;
use super::invite::check_language;
use super::token::{InvitationToken, cookie_sha256, new_cookie, parse};
use super::view::{CheckState, MovedInvitation};
use crate::error::{AppError, InvitationProblem};
use crate::facade::App;
use crate::view::Actor;

/// A check that was opened in a browser.
#[derive(Clone)]
pub struct OpenedCheck {
    /// How it stands.
    pub state: CheckState,
    /// The cookie to set; none when the browser has it already.
    pub cookie: Option<String>,
}

impl std::fmt::Debug for OpenedCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedCheck").field("state", &self.state).finish_non_exhaustive()
    }
}

impl App {
    /// Binds an invitation to a browser, or lets the browser that has it in again. A wrong secret and an
    /// unknown invitation are the same to whoever tries.
    ///
    /// # Errors
    /// `invitation_unknown`, `invitation_in_use`, `invitation_expired`, `invitation_used`,
    /// `invitation_revoked`.
    pub async fn open_check(
        &self,
        token: &str,
        cookie: Option<&str>,
    ) -> Result<OpenedCheck, AppError> {
        let unknown = AppError::Invitation(InvitationProblem::Unknown);
        let Some((id, secret)) = parse(token) else { return Err(unknown) };
        let mut unit = self.records().begin().await?;
        let Some(mut invitation) = unit.invitations().get(id).await? else { return Err(unknown) };
        if !same_secret(&*secret, &invitation.secret_sha256) {
            return Err(unknown);
        }
        let now = self.clock().utc();
        flow::check_usable(&invitation, now).map_err(AppError::Invitation)?;
        let attempts = unit.invitations().attempts(id).await?;
        if let Some(bound_to) = invitation.browser_sha256 {
            // A hash is compared: nothing is learned from the time it takes.
            if cookie.map(cookie_sha256) != Some(bound_to) {
                return Err(AppError::Invitation(InvitationProblem::InUse));
            }
            drop(unit);
            let state = self.state_of(&Bound { invitation, attempts });
            return Ok(OpenedCheck { state, cookie: None });
        }
        let (cookie, hash) = new_cookie(self.entropy());
        invitation.browser_sha256 = Some(hash);
        invitation.state = InvitationState::Opened;
        invitation.opened_at.get_or_insert(now);
        unit.invitations().update(&invitation).await?;
        let event = self.event(Actor::Invited(id), AuditAction::CheckOpened);
        unit.audit().append(&event.about(AuditSubject::Invitation(id))).await?;
        unit.commit().await?;
        let state = self.state_of(&Bound { invitation, attempts });
        Ok(OpenedCheck { state, cookie: Some(cookie) })
    }

    /// How the check of that browser stands.
    ///
    /// # Errors
    /// `unauthenticated`; `invitation_expired`, `invitation_revoked`.
    pub async fn check_state(&self, cookie: &str) -> Result<CheckState, AppError> {
        let mut unit = self.records().read().await?;
        let bound = self.bound(&mut *unit, cookie).await?;
        drop(unit);
        let bound = self.settled(bound).await?;
        match flow::check_usable(&bound.invitation, self.clock().utc()) {
            // Who comes back after the end learns the result again.
            Ok(()) | Err(InvitationProblem::Used) => Ok(self.state_of(&bound)),
            // Too late for anything but the end of what runs.
            Err(InvitationProblem::Expired) if flow::running(&bound.attempts).is_some() => {
                Ok(self.state_of(&bound))
            }
            Err(problem) => Err(AppError::Invitation(problem)),
        }
    }

    /// What its page shows from now on.
    ///
    /// # Errors
    /// `unauthenticated`, `invalid`, or as [`App::open_check`].
    pub async fn set_check_language(
        &self,
        cookie: &str,
        language: &str,
    ) -> Result<CheckState, AppError> {
        check_language(language)?;
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        language.clone_into(&mut bound.invitation.language);
        unit.invitations().update(&bound.invitation).await?;
        unit.commit().await?;
        Ok(self.state_of(&bound))
    }

    /// Lets the candidate go on with another device: a new secret, and neither the old link nor this browser's
    /// cookie works any more.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` once the camera step has begun, or as [`App::open_check`].
    pub async fn move_check(&self, cookie: &str) -> Result<MovedInvitation, AppError> {
        let mut unit = self.records().begin().await?;
        let Bound { mut invitation, attempts } = self.usable(&mut *unit, cookie).await?;
        if !attempts.is_empty() {
            return Err(NOT_NOW);
        }
        let (token, secret_sha256) = InvitationToken::generate(invitation.id, self.entropy());
        invitation.secret_sha256 = secret_sha256;
        invitation.browser_sha256 = None;
        unit.invitations().update(&invitation).await?;
        let event = self.event(Actor::Invited(invitation.id), AuditAction::CheckMoved);
        unit.audit().append(&event.about(AuditSubject::Invitation(invitation.id))).await?;
        unit.commit().await?;
        Ok(MovedInvitation { token })
    }
}
