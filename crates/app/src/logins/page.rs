//! What the browser that a login is bound to may do: look, begin, follow, give up, go back with the answer.

use std::fmt;
use std::sync::Arc;

use domain::{LoginId, PersonId, SessionId, SessionKind};
use oidc::Answer;
use serde_json::Value;
use session::{Following, GuidePlan};
use storage::{LoginReason, LoginRecord};

use super::LoginProblem;
use super::book::{Ending, Hash, Pending, Stage};
use super::view::{LoginPageState, LoginStep, StartedLogin};
use super::way_back::hash_of;
use crate::checks::{CheckHints, camera_signs, signs_of};
use crate::error::AppError;
use crate::facade::App;
use crate::led::{LedInput, LedMessage, LedPage, LedSession, LedStart};
use crate::sessions::{FrameIntake, StartSession};
use crate::view::Actor;

/// Movements when the colours are not drawn, and when the person cannot look at them.
const MOVEMENTS: usize = 1;
const MOVEMENTS_INSTEAD_OF_COLOURS: usize = 2;

/// Hints that are listened to in one try.
const HINTS: u32 = 50;

/// What a page may tell hints about.
const HINT_KINDS: [&str; 3] = ["visibility", "timing", CAMERA];

/// The camera was changed.
const CAMERA: &str = "camera";

const NONE_RUNS: AppError =
    AppError::Conflict("no look into the camera is running: begin one with POST /v1/login/camera");

const NOT_NOW: AppError = AppError::Conflict(
    "it is not the time for that: read the state of the login and go on with its step",
);

const ANOTHER: AppError = AppError::Conflict(
    "another login was begun in this browser: read its state, and show whom it is for",
);

impl App {
    /// How the login of that browser stands.
    ///
    /// # Errors
    /// `unauthenticated`, `login_expired`.
    pub async fn login_state(&self, cookie: &str) -> Result<LoginPageState, AppError> {
        self.revive_login(cookie).await?;
        let login = hash_of(cookie);
        self.settle_login(&login).await?;
        let book = self.logins_book().lock();
        Ok(self.login_page_state(self.bound_login(&book.logins, &login)?))
    }

    /// Whether the login of that browser is the one that its page shows: another tab may have begun another one,
    /// whose application nobody reads there.
    ///
    /// # Errors
    /// `conflict` when it is another one.
    pub fn is_login_shown(&self, cookie: &str, shown: Option<LoginId>) -> Result<(), AppError> {
        let book = self.logins_book().lock();
        let bound = book.logins.get(&hash_of(cookie)).map(|pending| pending.record.id);
        match (bound, shown) {
            (Some(bound), Some(shown)) if bound != shown => Err(ANOTHER),
            _ => Ok(()),
        }
    }

    /// Begins a look into the camera. `shows_colours` false: the person does not want them, and moves twice.
    ///
    /// # Errors
    /// `unauthenticated`, `login_expired`, `too_many_logins`, `conflict` (not the step, or one runs), `busy`,
    /// `shutting_down`.
    pub async fn begin_login(
        &self,
        cookie: &str,
        shows_colours: bool,
        hints: &CheckHints,
    ) -> Result<StartedLogin, AppError> {
        self.revive_login(cookie).await?;
        let login = hash_of(cookie);
        let (id, person, policy) = self.take_try(&login)?;
        let start = StartSession {
            person,
            kind: SessionKind::Login,
            policy,
            following: Following::Largest,
        };
        let plan = self.login_plan(shows_colours);
        let led = LedStart { start, plan, signs: signs_of(&hints.0) };
        let ready = match self.start_led(Actor::Login(id), led).await {
            Ok(ready) => ready,
            Err(error) => {
                return Err(self.not_begun(&login, error).await);
            }
        };
        let session = ready.session.id;
        let begun = self.change_login(&login, Stage::Starting, |pending| {
            pending.stage = Stage::Running(session);
            pending.again = None;
            pending.record.session = Some(session);
        });
        let recorded = match begun {
            Some(record) => self.record_session(&record).await,
            // Given up while the session was being started.
            None => Err(NOT_NOW),
        };
        if let Err(error) = recorded {
            ready.call_off();
            let back = |pending: &mut Pending| pending.stage = Stage::Camera;
            self.change_login(&login, Stage::Running(session), back);
            return Err(error);
        }
        let key = ready.key.clone();
        ready.lead(move |app, end| async move { app.end_login_try(login, end).await });
        let attempts_left =
            self.logins_book().lock().logins.get(&login).map_or(0, Pending::tries_left);
        Ok(StartedLogin { session, key, attempts_left })
    }

    /// One movement or the colours, by chance.
    fn login_plan(&self, shows_colours: bool) -> GuidePlan {
        let next = || {
            let mut bytes = [0; 4];
            self.entropy().fill(&mut bytes);
            u32::from_le_bytes(bytes)
        };
        let plan = if !shows_colours {
            GuidePlan::draw(MOVEMENTS_INSTEAD_OF_COLOURS, false, next)
        } else if next() % 2 == 0 {
            GuidePlan::draw(0, true, next)
        } else {
            GuidePlan::draw(MOVEMENTS, false, next)
        };
        plan.with_a_short_card().stopping_at_reject()
    }

    /// Takes a try, so that a second request does not begin another.
    fn take_try(&self, login: &Hash) -> Result<(LoginId, PersonId, Option<String>), AppError> {
        let now = self.clock().utc();
        let mut book = self.logins_book().lock();
        let person = {
            let pending = self.bound_login(&book.logins, login)?;
            if pending.stage != Stage::Camera || pending.tries_left() == 0 {
                return Err(NOT_NOW);
            }
            pending.person
        };
        if !book.count_try(person, now) {
            return Err(AppError::Login(LoginProblem::TooMany));
        }
        let pending = book.logins.get_mut(login).ok_or(NOT_NOW)?;
        pending.stage = Stage::Starting;
        pending.tries += 1;
        Ok((pending.record.id, person, pending.client.policy.clone()))
    }

    /// Nothing began: what there is nothing to compare with for is denied, everything else may be tried again.
    async fn not_begun(&self, login: &Hash, error: AppError) -> AppError {
        let is_final = matches!(
            error,
            AppError::NoPortrait | AppError::ReferencesOfAnotherModel | AppError::NoSuchPerson(_)
        );
        if is_final {
            let ending = Ending::Denied { at: self.clock().utc() };
            self.finish_login(login, ending, LoginReason::NoReference).await;
            // The page reads the state anew and goes back: what is missing is nobody's business there.
            return NOT_NOW;
        }
        let mut book = self.logins_book().lock();
        let pending = book.logins.get_mut(login).filter(|p| p.stage == Stage::Starting);
        if let Some(pending) = pending {
            pending.stage = Stage::Camera;
            pending.tries -= 1;
            let person = pending.person;
            book.give_try_back(person);
        }
        error
    }

    async fn record_session(&self, record: &LoginRecord) -> Result<(), AppError> {
        let mut unit = self.records().begin().await?;
        if !unit.logins().update(record).await? {
            return Err(NOT_NOW);
        }
        unit.commit().await?;
        Ok(())
    }

    /// Opens the door for the pictures of the look that runs.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` (none runs, or somebody pushes already).
    pub async fn push_login_frames(&self, cookie: &str) -> Result<FrameIntake, AppError> {
        let session = self.running_login(cookie)?;
        self.push_frames(session).await
    }

    /// Follows the look that runs, in place of the page that did before.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` when none runs.
    pub fn follow_login(&self, cookie: &str) -> Result<LoginPage, AppError> {
        let session = self.running_login(cookie)?;
        let led = self.running_checks().get(session).ok_or(NONE_RUNS)?;
        let (page, number) = led.attach();
        Ok(LoginPage { app: self.clone(), led, page, number })
    }

    fn running_login(&self, cookie: &str) -> Result<SessionId, AppError> {
        let book = self.logins_book().lock();
        match self.bound_login(&book.logins, &hash_of(cookie))?.stage {
            Stage::Running(session) => Ok(session),
            _ => Err(NONE_RUNS),
        }
    }

    /// The person gives the login up. One that is over stays as it is.
    ///
    /// # Errors
    /// `unauthenticated`, `login_expired`.
    pub async fn cancel_login(&self, cookie: &str) -> Result<LoginPageState, AppError> {
        self.revive_login(cookie).await?;
        let login = hash_of(cookie);
        let running = {
            let book = self.logins_book().lock();
            match self.bound_login(&book.logins, &login)?.stage {
                Stage::Running(session) => Some(session),
                _ => None,
            }
        };
        let ending = Ending::Denied { at: self.clock().utc() };
        self.finish_login(&login, ending, LoginReason::Cancelled).await;
        if let Some(live) = running.and_then(|session| self.live().get(session)) {
            live.control.finish();
        }
        self.login_state(cookie).await
    }

    /// What the browser takes back to the relying party. Asked again, it is told the same.
    ///
    /// # Errors
    /// `unauthenticated`, `login_expired`, `conflict` while it is not over.
    pub async fn login_return(&self, cookie: &str) -> Result<Answer, AppError> {
        self.revive_login(cookie).await?;
        let login = hash_of(cookie);
        self.settle_login(&login).await?;
        let (record, client, request, subject, ending) = {
            let book = self.logins_book().lock();
            let pending = self.bound_login(&book.logins, &login)?;
            if let Some(answer) = &pending.answer {
                return Ok(answer.clone());
            }
            let Stage::Over(ending) = pending.stage else { return Err(NOT_NOW) };
            let Pending { record, client, request, subject, .. } = pending;
            let (client, request) = (Arc::clone(client), Arc::clone(request));
            (record.clone(), client, request, subject.clone(), ending)
        };
        let answer = self.login_answer(record, client, request, subject, ending).await?;
        let mut book = self.logins_book().lock();
        // Two requests at once: one code is told, the other one is nobody's.
        let told = match book.logins.get_mut(&login) {
            Some(pending) => pending.answer.get_or_insert(answer).clone(),
            None => answer,
        };
        Ok(told)
    }

    /// The login of that cookie, unless it is too late for it.
    fn bound_login<'a>(
        &self,
        logins: &'a std::collections::HashMap<Hash, Pending>,
        login: &Hash,
    ) -> Result<&'a Pending, AppError> {
        let pending = logins.get(login).ok_or(AppError::Login(LoginProblem::NotBound))?;
        if pending.is_late(self.clock().utc()) {
            return Err(AppError::Login(LoginProblem::Expired));
        }
        Ok(pending)
    }

    fn login_page_state(&self, pending: &Pending) -> LoginPageState {
        let (step, is_granted) = match pending.stage {
            Stage::Camera | Stage::Starting | Stage::Running(_) => (LoginStep::Camera, None),
            Stage::Waiting { .. } => (LoginStep::Waiting, None),
            Stage::Over(ending) => {
                (LoginStep::Done, Some(matches!(ending, Ending::Granted { .. })))
            }
        };
        LoginPageState {
            id: pending.record.id,
            step,
            application: pending.client.name.clone(),
            notice: self.check_notice(),
            languages: pending.request.ui_locales.clone(),
            expires_at: pending.record.expires_at,
            attempts_left: pending.tries_left(),
            is_running: matches!(pending.stage, Stage::Running(_)),
            again: pending.again,
            is_granted,
        }
    }
}

/// A page's side of a look that runs. Dropping it tells the session that its page has gone.
pub struct LoginPage {
    app: App,
    led: Arc<LedSession>,
    page: LedPage,
    number: u64,
}

impl LoginPage {
    /// The next message; none after the last.
    pub async fn next(&mut self) -> Option<LedMessage> {
        self.page.next().await
    }

    /// The page says something.
    pub fn say(&self, input: LedInput) {
        self.led.say(input);
    }

    /// The page hints at something: it may be a sign that sends to a human. False when it is one too many, or
    /// about nothing known.
    pub fn hint(&self, kind: &str, data: &Value) -> bool {
        if !HINT_KINDS.contains(&kind) || !self.led.count_hint(HINTS) {
            return false;
        }
        if kind == CAMERA
            && let Some(live) = self.app.live().get(self.led.session())
        {
            for sign in camera_signs(data) {
                live.control.sign(sign);
            }
        }
        true
    }
}

impl Drop for LoginPage {
    fn drop(&mut self) {
        self.led.detach(self.number);
    }
}

impl fmt::Debug for LoginPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginPage").field("session", &self.led.session()).finish_non_exhaustive()
    }
}
