//! Logins on the wire: what the login's page sees, and what staff see.

use app::{LANGUAGES, LoginClientDetails, LoginDetails, LoginPageState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{CheckNoticeView, iso};

/// A login as its page sees it.
#[derive(Serialize, ToSchema)]
pub struct LoginStateView {
    /// Which login. Say it back (`?login=`) with what you ask for next: another tab may have begun another one.
    pub login: Uuid,
    /// `camera`, `waiting` (for a human) or `done`.
    pub step: &'static str,
    /// Whom it is for, as the operator names the application.
    pub application: String,
    /// Who runs this, and what is said about data.
    pub notice: CheckNoticeView,
    /// Languages that the application would like, the preferred first.
    pub ui_locales: Vec<String>,
    /// Languages that there are texts in.
    pub languages: Vec<&'static str>,
    /// When it is too late; at `waiting`, until when a human may decide.
    pub expires_at: String,
    /// Tries at the camera that are left.
    pub attempts_left: u32,
    /// Whether one runs.
    pub is_running: bool,
    /// Why another try is to be made, as `code` of `/v1/check`; null otherwise.
    #[schema(required)]
    pub again: Option<&'static str>,
    /// Whether it succeeded; null until it is over.
    #[schema(required)]
    pub granted: Option<bool>,
}

impl From<&LoginPageState> for LoginStateView {
    fn from(state: &LoginPageState) -> Self {
        Self {
            login: state.id.uuid(),
            step: state.step.as_str(),
            application: state.application.clone(),
            notice: CheckNoticeView::from(&state.notice),
            ui_locales: state.languages.clone(),
            languages: LANGUAGES.to_vec(),
            expires_at: iso(state.expires_at),
            attempts_left: state.attempts_left,
            is_running: state.is_running,
            again: state.again.map(app::AgainCode::as_str),
            granted: state.is_granted,
        }
    }
}

/// A login that was asked for.
#[derive(Serialize, ToSchema)]
pub struct LoginView {
    /// Its id.
    pub id: Uuid,
    /// Who asked: `client_id`.
    pub client_id: String,
    /// Whose it is; null when nobody was found.
    #[schema(required)]
    pub person_id: Option<Uuid>,
    /// The newest session; null before the camera, and when that is past its retention.
    #[schema(required)]
    pub session_id: Option<Uuid>,
    /// When it was asked for, ISO 8601.
    pub created_at: String,
    /// `open`, `waiting`, `granted`, `denied` or `abandoned`.
    pub state: &'static str,
    /// Why it ended, a stable word; null until then.
    #[schema(required)]
    pub reason: Option<&'static str>,
    /// When it was over; null until then.
    #[schema(required)]
    pub finished_at: Option<String>,
}

impl From<&LoginDetails> for LoginView {
    fn from(login: &LoginDetails) -> Self {
        Self {
            id: login.id.uuid(),
            client_id: login.client.clone(),
            person_id: login.person.map(domain::PersonId::uuid),
            session_id: login.session.map(domain::SessionId::uuid),
            created_at: iso(login.created_at),
            state: login.standing.as_str(),
            reason: login.reason.map(app::LoginReason::as_str),
            finished_at: login.finished_at.map(iso),
        }
    }
}

/// Who may ask for a login.
#[derive(Serialize, ToSchema)]
pub struct LoginClientView {
    /// `client_id`.
    pub client_id: String,
    /// Its name for people.
    pub name: String,
    /// `oidc`, `entra` or `okta`.
    pub profile: &'static str,
    /// Where answers go.
    pub redirect_uris: Vec<String>,
    /// What in its requests is the external reference of the person: `login_hint`, `sub` or `oid_tid`.
    pub subject: &'static str,
    /// The policy; null: that of logins.
    #[schema(required)]
    pub policy: Option<String>,
    /// What happens when the verdict refers: `deny` or `attest`.
    pub fallback: &'static str,
    /// Whether it must push its requests.
    pub require_par: bool,
}

/// Everybody who may ask for logins, and what to register here with them.
#[derive(Serialize, ToSchema)]
pub struct LoginClientsView {
    /// The issuer; null where logins are off.
    #[schema(required)]
    pub issuer: Option<String>,
    /// Where a client finds everything else; null where logins are off.
    #[schema(required)]
    pub discovery_url: Option<String>,
    /// The clients.
    pub items: Vec<LoginClientView>,
}

impl LoginClientsView {
    /// The clients under that issuer.
    pub fn new(issuer: Option<&str>, clients: &[LoginClientDetails]) -> Self {
        let view = |client: &LoginClientDetails| LoginClientView {
            client_id: client.id.clone(),
            name: client.name.clone(),
            profile: client.profile,
            redirect_uris: client.redirect_uris.clone(),
            subject: client.subject,
            policy: client.policy.clone(),
            fallback: client.fallback,
            require_par: client.must_push,
        };
        Self {
            issuer: issuer.map(str::to_owned),
            discovery_url: issuer.map(|i| format!("{i}/.well-known/openid-configuration")),
            items: clients.iter().map(view).collect(),
        }
    }
}
