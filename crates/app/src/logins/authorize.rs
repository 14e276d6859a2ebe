//! A browser comes with a request of a relying party.

use std::fmt;
use std::sync::Arc;

use domain::{LoginId, Requirement, UtcTime};
use oidc::{
    Answer, AuthorizationRequest, Client, ErrorCode, OauthError, PageError, Params, Refused, Token,
};
use storage::{AuditAction, AuditSubject, LoginReason, LoginRecord, LoginState};

use super::book::{Ending, Pending, Stage};
use super::subject::NotNamed;
use super::way_back::LoginCookie;
use super::{Fallback, LOGIN_LASTS, LoginClient, LoginSettings};
use crate::error::AppError;
use crate::facade::App;
use crate::portraits::newest_portrait;
use crate::view::Actor;
use crate::webhooks::News;

/// What becomes of a request.
pub enum Authorized {
    /// A page of ours says what is wrong: nobody else is told.
    Page(PageError),
    /// The client is told at once.
    Answer(Answer),
    /// The person is to look into the camera: the login's page, in the browser with this cookie.
    Camera {
        /// The cookie.
        cookie: LoginCookie,
        /// How long it is of use.
        max_age_s: u64,
    },
}

impl fmt::Debug for Authorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Page(_) => "Page",
            Self::Answer(_) => "Answer",
            Self::Camera { .. } => "Camera",
        })
    }
}

impl App {
    /// Takes a request. Nothing of it is believed before its client and the address of its answer are known.
    ///
    /// # Errors
    /// `login_off`, or when the records cannot be used.
    pub async fn authorize(&self, params: Params) -> Result<Authorized, AppError> {
        let settings = self.login_settings()?;
        let (client, request, asked) = match self.read_request(settings, params) {
            Ok(found) => found,
            Err(Refused::Page(error)) => return Ok(Authorized::Page(error)),
            Err(Refused::Client(answer, error)) => {
                tracing::info!(code = error.code.as_str(), "a login was asked for wrongly");
                return Ok(Authorized::Answer(*answer));
            }
        };
        let named = match self.named(&client, &request).await {
            Ok(named) => named,
            Err(NotNamed::Client(error)) => return Ok(told(error, &request, &client, settings)),
            Err(NotNamed::Fault(error)) => return Err(error),
        };
        let now = self.clock().utc();
        if !self.logins_book().tidy(now).has_room_for_login() {
            let code = ErrorCode::TemporarilyUnavailable;
            let full = OauthError::new(code, "too many logins are on their way");
            return Ok(told(full, &request, &client, settings));
        }
        let found = self.person_named(&named.reference).await?;
        let record = LoginRecord {
            id: LoginId::generate(now, self.entropy()),
            client: client.oidc.id.clone(),
            person: found.ok(),
            session: None,
            created_at: now,
            expires_at: now.plus(LOGIN_LASTS),
            state: LoginState::Open,
            reason: None,
            finished_at: None,
        };
        let request = Arc::new(request);
        let person = match found {
            // The camera step is asked for anyway: of what a person has to do, only this says no by itself.
            Ok(person) if self.requirement(person).await? == Requirement::Blocked => {
                return self
                    .refuse_login(record, LoginReason::Blocked, client, request, named.subject)
                    .await;
            }
            Ok(person) if self.has_portrait(person).await? => person,
            Ok(_) => {
                return self
                    .refuse_login(record, LoginReason::NoReference, client, request, named.subject)
                    .await;
            }
            Err(reason) => {
                return self.refuse_login(record, reason, client, request, named.subject).await;
            }
        };
        let mut unit = self.records().begin().await?;
        unit.logins().add(&record).await?;
        let event = self.event(Actor::Login(record.id), AuditAction::LoginAsked);
        unit.audit().append(&event.about_person(person)).await?;
        unit.commit().await?;
        let secret = Token::generate(self.entropy());
        let cookie = self.cookie_of(&secret, &record, &named.subject, asked);
        // While a human is waited for the page asks again, and goes back.
        let lasts = match client.fallback {
            Fallback::Attest(patience) => LOGIN_LASTS + patience,
            Fallback::Deny => LOGIN_LASTS,
        };
        let pending = Pending {
            client,
            request,
            subject: named.subject,
            person,
            record,
            tries: 0,
            stage: Stage::Camera,
            again: None,
            answer: None,
        };
        self.logins_book().lock().logins.insert(secret.hash(), pending);
        Ok(Authorized::Camera { cookie, max_age_s: lasts.as_secs() })
    }

    /// The client, its request, pushed before or brought now, and the parameters of that.
    fn read_request(
        &self,
        settings: &LoginSettings,
        params: Params,
    ) -> Result<(Arc<LoginClient>, AuthorizationRequest, Params), Refused> {
        let client = params.get("client_id").and_then(|id| settings.client(id));
        let client = client.ok_or(Refused::Page(PageError::UnknownClient))?;
        let read =
            |params: &Params| AuthorizationRequest::read(params, &client.oidc, &settings.issuer);
        let (request, asked) = match params.get("request_uri") {
            Some(uri) => {
                let pushed = self.take_pushed(uri, &client.oidc.id);
                let pushed = pushed.ok_or(Refused::Page(PageError::UnknownRequestUri))?;
                (read(&pushed)?, pushed)
            }
            None => {
                let request = read(&params)?;
                if client.oidc.must_push {
                    let code = ErrorCode::InvalidRequest;
                    let error = OauthError::new(code, "this client must push its requests");
                    let answer = error_answer(error, &request, &client.oidc, settings);
                    return Err(Refused::Client(Box::new(answer), error));
                }
                (request, params)
            }
        };
        Ok((Arc::new(client.clone()), request, asked))
    }

    async fn has_portrait(&self, person: domain::PersonId) -> Result<bool, AppError> {
        let references = self.records().read().await?.references().of_person(person).await?;
        Ok(newest_portrait(&references).is_some())
    }

    /// Denies a login before anybody came to the camera. Recorded like any other.
    async fn refuse_login(
        &self,
        record: LoginRecord,
        reason: LoginReason,
        client: Arc<LoginClient>,
        request: Arc<AuthorizationRequest>,
        subject: String,
    ) -> Result<Authorized, AppError> {
        let now: UtcTime = self.clock().utc();
        let record = LoginRecord {
            state: LoginState::Denied,
            reason: Some(reason),
            finished_at: Some(now),
            ..record
        };
        let mut unit = self.records().begin().await?;
        unit.logins().add(&record).await?;
        let event = self.event(Actor::Login(record.id), AuditAction::LoginRefused);
        let event = match record.person {
            Some(person) => event.about_person(person),
            None => event.about(AuditSubject::Login(record.id)),
        };
        unit.audit().append(&event).await?;
        self.tell(&mut *unit, &News::login_over(&record)).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        tracing::info!(login.id = %record.id, reason = reason.as_str(), "a login was refused");
        let ending = Ending::Denied { at: now };
        let answer = self.login_answer(record, client, request, subject, ending).await?;
        Ok(Authorized::Answer(answer))
    }
}

fn error_answer(
    error: OauthError,
    request: &AuthorizationRequest,
    client: &Client,
    settings: &LoginSettings,
) -> Answer {
    request.answer(Answer::said(error), client, &settings.issuer)
}

fn told(
    error: OauthError,
    request: &AuthorizationRequest,
    client: &LoginClient,
    settings: &LoginSettings,
) -> Authorized {
    tracing::info!(code = error.code.as_str(), "a login was asked for wrongly");
    Authorized::Answer(error_answer(error, request, &client.oidc, settings))
}
