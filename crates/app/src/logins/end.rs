//! How logins end: by a verdict, by a human, by the person, by time.

use domain::{Outcome, SessionId, UtcTime};
use oidc::DecidedBy;
use session::{Conclusion, conclude};
use storage::{AuditAction, LoginReason, LoginRecord, LoginState, UnitOfWork};

use super::Fallback;
use super::book::{Ending, Hash, Pending, Stage};
use crate::error::AppError;
use crate::facade::App;
use crate::led::LedEnd;
use crate::sessions::standing;
use crate::view::Actor;
use crate::webhooks::News;

/// What follows from a try at the camera.
enum Next {
    /// Another try.
    Again(session::AgainCode),
    /// A human is asked.
    Wait(UtcTime),
    /// It is over.
    Over(Ending, LoginReason),
}

impl App {
    /// A look into the camera is over and recorded: what the person is told, and how many tries are left.
    pub(super) async fn end_login_try(self, login: Hash, end: LedEnd) -> (Conclusion, u32) {
        let now = self.clock().utc();
        let verdict = end.details.verdict.as_ref().map(|v| &v.verdict);
        let known = {
            let book = self.logins_book().lock();
            let pending = book.logins.get(&login);
            // Called off meanwhile, or forgotten: nothing is told.
            pending
                .filter(|p| p.stage == Stage::Running(end.session))
                .map(|p| (p.tries_left(), p.client.fallback))
        };
        let Some((left, fallback)) = known else { return (Conclusion::Human, 0) };
        let over = |ending, reason| Next::Over(ending, reason);
        let denied = |reason| over(Ending::Denied { at: now }, reason);
        let next = match (verdict.map(|v| v.outcome), conclude(end.end, verdict, left > 0)) {
            (Some(Outcome::Accept), Conclusion::Done) => {
                let granted = Ending::Granted { by: DecidedBy::Verdict, looked_at: now };
                over(granted, LoginReason::Accepted)
            }
            (Some(Outcome::Reject), _) => denied(LoginReason::Rejected),
            (_, Conclusion::Again(code)) => Next::Again(code),
            (Some(_), _) => match fallback {
                Fallback::Attest(patience) => Next::Wait(now.plus(patience)),
                Fallback::Deny => denied(LoginReason::Referred),
            },
            (None, _) => denied(LoginReason::NoTriesLeft),
        };
        match next {
            Next::Again(code) => {
                self.change_login(&login, Stage::Running(end.session), |pending| {
                    pending.stage = Stage::Camera;
                    pending.again = Some(code);
                });
                (Conclusion::Again(code), left)
            }
            Next::Wait(until) => {
                if let Err(error) = self.wait_for_human(&login, end.session, now, until).await {
                    tracing::error!(code = error.code(), "a login that waits was not recorded");
                }
                (Conclusion::Human, 0)
            }
            Next::Over(ending, reason) => {
                let is_granted = self.finish_login(&login, ending, reason).await;
                (if is_granted { Conclusion::Done } else { Conclusion::Human }, 0)
            }
        }
    }

    async fn wait_for_human(
        &self,
        login: &Hash,
        session: SessionId,
        looked_at: UtcTime,
        until: UtcTime,
    ) -> Result<(), AppError> {
        let changed = self.change_login(login, Stage::Running(session), |pending| {
            pending.stage = Stage::Waiting { session, until, looked_at };
            pending.record.state = LoginState::Waiting;
            pending.record.expires_at = until;
        });
        let Some(record) = changed else { return Ok(()) };
        self.record_login(&record, AuditAction::LoginWaits).await?;
        Ok(())
    }

    /// Ends a login that waits when a human has decided, or it has waited for long enough.
    pub(super) async fn settle_login(&self, login: &Hash) -> Result<(), AppError> {
        let waiting = {
            let book = self.logins_book().lock();
            match book.logins.get(login).map(|pending| pending.stage) {
                Some(Stage::Waiting { session, until, looked_at }) => {
                    Some((session, until, looked_at))
                }
                _ => None,
            }
        };
        let Some((session, until, looked_at)) = waiting else { return Ok(()) };
        let now = self.clock().utc();
        let verdict = self.session(session).await?.verdict.map(|v| v.verdict.outcome);
        let decided = standing(verdict, &self.decisions(session).await?).filter(|s| s.is_human);
        match decided.map(|s| s.outcome) {
            Some(Outcome::Accept) => {
                let granted = Ending::Granted { by: DecidedBy::Human, looked_at };
                self.finish_login(login, granted, LoginReason::Attested).await;
            }
            Some(Outcome::Reject) => {
                self.finish_login(login, Ending::Denied { at: now }, LoginReason::NotAttested)
                    .await;
            }
            Some(Outcome::Refer) | None if until <= now => {
                self.finish_login(login, Ending::Denied { at: now }, LoginReason::NotAttested)
                    .await;
            }
            Some(Outcome::Refer) | None => {}
        }
        Ok(())
    }

    /// Ends a login for good, once; whether it was granted. One that cannot be recorded is never granted.
    pub(super) async fn finish_login(
        &self,
        login: &Hash,
        ending: Ending,
        reason: LoginReason,
    ) -> bool {
        let now = self.clock().utc();
        let (state, action) = match ending {
            Ending::Granted { .. } => (LoginState::Granted, AuditAction::LoginGranted),
            Ending::Denied { .. } => (LoginState::Denied, AuditAction::LoginDenied),
        };
        let record = {
            let book = self.logins_book().lock();
            let pending = book.logins.get(login);
            pending.filter(|p| !matches!(p.stage, Stage::Over(_))).map(|p| p.record.clone())
        };
        let Some(record) = record else { return false };
        let record = LoginRecord { state, reason: Some(reason), finished_at: Some(now), ..record };
        let ending = match self.record_login(&record, action).await {
            Ok(true) => ending,
            // Another request is ending it at this moment: its end stands.
            Ok(false) => return false,
            Err(error) => {
                tracing::error!(
                    code = error.code(),
                    "a login's end was not recorded: it is denied"
                );
                Ending::Denied { at: now }
            }
        };
        tracing::info!(login.id = %record.id, reason = reason.as_str(), "a login is over");
        let mut book = self.logins_book().lock();
        if let Some(pending) = book.logins.get_mut(login) {
            pending.record = record;
            pending.stage = Stage::Over(ending);
        }
        matches!(ending, Ending::Granted { .. })
    }

    /// Changes a login that is at that stage; its record as it is then. None when it is not there any more: it may
    /// have been given up meanwhile.
    pub(super) fn change_login(
        &self,
        login: &Hash,
        at: Stage,
        change: impl FnOnce(&mut Pending),
    ) -> Option<LoginRecord> {
        let mut book = self.logins_book().lock();
        let pending = book.logins.get_mut(login).filter(|pending| pending.stage == at)?;
        change(pending);
        Some(pending.record.clone())
    }

    /// Whether it was recorded: a login that is over stays as it is.
    async fn record_login(
        &self,
        record: &LoginRecord,
        action: AuditAction,
    ) -> Result<bool, AppError> {
        let mut unit = self.records().begin().await?;
        if !self.note_login(&mut *unit, record, action).await? {
            return Ok(false);
        }
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(true)
    }

    /// Puts a change of a login into a unit, with what is told of it; false when it was over before.
    pub(super) async fn note_login(
        &self,
        unit: &mut dyn UnitOfWork,
        record: &LoginRecord,
        action: AuditAction,
    ) -> Result<bool, AppError> {
        if !unit.logins().update(record).await? {
            return Ok(false);
        }
        let event = self.event(Actor::Login(record.id), action);
        let event = match record.person {
            Some(person) => event.about_person(person),
            None => event,
        };
        let event = match record.session {
            Some(session) => event.in_session(session),
            None => event,
        };
        unit.audit().append(&event).await?;
        if record.state.is_over() {
            self.tell(unit, &News::login_over(record)).await?;
        }
        Ok(true)
    }
}
