//! The camera step of a check: begun, fed, ended.

use std::fmt;
use std::sync::Arc;

use domain::{InvitationId, SessionId, SessionKind, SignKind};
use serde_json::Value;
use session::{Conclusion, Following, GuidePlan, conclude};
use storage::{AttemptRecord, DocumentState, InvitationPurpose};

use super::bound::{Bound, NOT_NOW};
use super::hints::{camera_signs, signs_of};
use super::view::{CheckHints, StartedAttempt};
use super::{ATTEMPTS, flow};
use crate::error::AppError;
use crate::facade::App;
use crate::led::{LedEnd, LedInput, LedMessage, LedPage, LedSession, LedStart};
use crate::sessions::{FrameIntake, StartSession};
use crate::view::Actor;

/// Movements of one attempt.
const MOVEMENTS: usize = 2;

/// Hints that are kept of one attempt.
const HINTS: u32 = 50;

/// What a page says when an attempt begins is kept under this word.
const AT_BEGINNING: &str = "begin";

/// What a page may tell hints about.
const HINT_KINDS: [&str; 3] = ["visibility", "timing", CAMERA];

/// The camera was changed.
const CAMERA: &str = "camera";

const NONE_RUNS: AppError =
    AppError::Conflict("no attempt is running: begin one with POST /v1/check/camera");

impl App {
    /// Begins a try at the camera. `shows_colours` false: the candidate does not want them.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` (not the step, one runs, or none is left), `no_portrait`, `busy`,
    /// `shutting_down`, `invitation_expired`, `invitation_used`, `invitation_revoked`.
    pub async fn begin_attempt(
        &self,
        cookie: &str,
        shows_colours: bool,
        hints: CheckHints,
    ) -> Result<StartedAttempt, AppError> {
        let bound = {
            let mut unit = self.records().read().await?;
            self.usable(&mut *unit, cookie).await?
        };
        let id = bound.invitation.id;
        let _beginning = self.running_checks().beginning(id).ok_or(NOT_NOW)?;
        let Bound { mut invitation, attempts } = self.settled(bound).await?;
        let number = flow::next_attempt(&invitation, &attempts).ok_or(NOT_NOW)?;
        let mut signs = signs_of(&hints.0);
        match invitation.document_result.as_ref().map(|d| d.state) {
            Some(DocumentState::NotRead) => signs.push(SignKind::DocumentUnread),
            Some(DocumentState::Doubtful) => signs.push(SignKind::DocumentDoubtful),
            Some(DocumentState::Read) | None => {}
        }
        let plan = GuidePlan::draw(MOVEMENTS, invitation.colours, || {
            let mut bytes = [0; 4];
            self.entropy().fill(&mut bytes);
            u32::from_le_bytes(bytes)
        });
        let plan = if shows_colours { plan } else { plan.without_colours() };
        if !shows_colours && invitation.colours {
            flow::find(&mut invitation, SignKind::ColoursDeclined.as_str());
        }
        let start = StartSession {
            person: invitation.person,
            kind: kind_of(invitation.purpose),
            policy: None,
            following: Following::Largest,
        };
        for sign in &signs {
            flow::find(&mut invitation, sign.as_str());
        }
        let actor = Actor::Invited(id);
        let ready = self.start_led(actor, LedStart { start, plan, signs }).await?;
        let (session, created_at) = (ready.session.id, ready.session.created_at);
        let hint = self.sealed_hint(id, invitation.person, AT_BEGINNING, &hints.0);
        let attempt = AttemptRecord {
            invitation: id,
            number,
            session: Some(session),
            started_at: created_at,
            outcome: None,
            code: None,
        };
        let recorded = async {
            let mut unit = self.records().begin().await?;
            // Read anew: it may have been called off in the meantime.
            let now = unit.invitations().get(id).await?;
            if now.is_none_or(|now| now.state.is_over()) {
                return Err(NOT_NOW);
            }
            unit.invitations().update(&invitation).await?;
            unit.invitations().add_attempt(&attempt).await?;
            unit.invitations().add_hint(&hint).await?;
            unit.commit().await?;
            Ok::<(), AppError>(())
        };
        if let Err(error) = recorded.await {
            ready.call_off();
            return Err(error);
        }
        let key = ready.key.clone();
        ready.lead(move |app, end| async move { app.end_attempt(id, number, end).await });
        Ok(StartedAttempt { session, key, attempts_left: ATTEMPTS.saturating_sub(number) })
    }

    /// Opens the door for the pictures of the attempt that runs.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` (none runs, or somebody pushes already).
    pub async fn push_check_frames(&self, cookie: &str) -> Result<FrameIntake, AppError> {
        let session = self.running_attempt(cookie).await?;
        self.push_frames(session).await
    }

    /// Follows the attempt that runs, in place of the page that did before.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` when none runs.
    pub async fn follow_attempt(&self, cookie: &str) -> Result<AttemptPage, AppError> {
        let session = self.running_attempt(cookie).await?;
        let led = self.running_checks().get(session).ok_or(NONE_RUNS)?;
        let (page, number) = led.attach();
        Ok(AttemptPage { app: self.clone(), cookie: cookie.to_owned(), led, page, number })
    }

    async fn running_attempt(&self, cookie: &str) -> Result<SessionId, AppError> {
        let mut unit = self.records().read().await?;
        let bound = self.bound(&mut *unit, cookie).await?;
        flow::running(&bound.attempts).and_then(|a| a.session).ok_or(NONE_RUNS)
    }

    /// An attempt is over and recorded.
    async fn end_attempt(self, id: InvitationId, number: u32, end: LedEnd) -> (Conclusion, u32) {
        let verdict = end.details.verdict.as_ref().map(|v| &v.verdict);
        match self.record_end(id, number, end.end, verdict, &end.signs).await {
            Ok(told) => told,
            Err(error) => {
                // The next look at the check notes it.
                let code = error.code();
                tracing::warn!(session.id = %end.session, code, "an attempt's end was not noted");
                (conclude(end.end, verdict, false), 0)
            }
        }
    }
}

/// What a session is for whose link was made for that.
const fn kind_of(purpose: InvitationPurpose) -> SessionKind {
    match purpose {
        InvitationPurpose::Check => SessionKind::Onboarding,
        InvitationPurpose::Reverification => SessionKind::Login,
    }
}

/// A page's side of an attempt that runs. Dropping it tells the attempt that its page has gone.
pub struct AttemptPage {
    app: App,
    cookie: String,
    led: Arc<LedSession>,
    page: LedPage,
    number: u64,
}

impl AttemptPage {
    /// The next message; none after the last.
    pub async fn next(&mut self) -> Option<LedMessage> {
        self.page.next().await
    }

    /// The page says something.
    pub fn say(&self, input: LedInput) {
        self.led.say(input);
    }

    /// The page hints at something. False when it is one too many, or about nothing known.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn hint(&self, kind: &str, data: &Value) -> Result<bool, AppError> {
        if !HINT_KINDS.contains(&kind) || !self.led.count_hint(HINTS) {
            return Ok(false);
        }
        let app = &self.app;
        let mut unit = app.records().begin().await?;
        let Bound { mut invitation, .. } = app.bound(&mut *unit, &self.cookie).await?;
        let hint = app.sealed_hint(invitation.id, invitation.person, kind, data);
        unit.invitations().add_hint(&hint).await?;
        if kind == CAMERA {
            for sign in camera_signs(data) {
                if let Some(live) = app.live().get(self.led.session()) {
                    live.control.sign(sign);
                }
                flow::find(&mut invitation, sign.as_str());
            }
            unit.invitations().update(&invitation).await?;
        }
        unit.commit().await?;
        Ok(true)
    }
}

impl Drop for AttemptPage {
    fn drop(&mut self) {
        self.led.detach(self.number);
    }
}

impl fmt::Debug for AttemptPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptPage").field("session", &self.led.session()).finish_non_exhaustive()
    }
}
