//! What staff see: who may ask for logins, and what became of those that were asked for.

use domain::{LoginId, PersonId, SessionId, UtcTime};
use oidc::Profile;
use storage::{LoginReason, LoginRecord, LoginState};

use crate::error::AppError;
use crate::facade::App;
use crate::view::Page;

/// A client as the operator registered it, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginClientDetails {
    /// `client_id`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// `oidc`, `entra` or `okta`.
    pub profile: &'static str,
    /// Where answers go.
    pub redirect_uris: Vec<String>,
    /// What names the person.
    pub subject: &'static str,
    /// The policy; none: that of logins.
    pub policy: Option<String>,
    /// What happens when the verdict refers.
    pub fallback: &'static str,
    /// Whether it must push its requests.
    pub must_push: bool,
}

/// How a login stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginStanding {
    /// The person is to look into the camera.
    Open,
    /// A human has to decide.
    Waiting,
    /// It is the person.
    Granted,
    /// The application was told no.
    Denied,
    /// Nobody came to its end.
    Abandoned,
}

impl LoginStanding {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Abandoned => "abandoned",
        }
    }

    fn of(record: &LoginRecord, now: UtcTime) -> Self {
        match record.state {
            LoginState::Granted => Self::Granted,
            LoginState::Denied => Self::Denied,
            LoginState::Open | LoginState::Waiting if record.expires_at <= now => Self::Abandoned,
            LoginState::Open => Self::Open,
            LoginState::Waiting => Self::Waiting,
        }
    }
}

/// A login that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginDetails {
    /// Its id.
    pub id: LoginId,
    /// Who asked.
    pub client: String,
    /// Whose it is; none when nobody was found.
    pub person: Option<PersonId>,
    /// The newest session.
    pub session: Option<SessionId>,
    /// When it was asked for.
    pub created_at: UtcTime,
    /// How it stands.
    pub standing: LoginStanding,
    /// Why it ended.
    pub reason: Option<LoginReason>,
    /// When it was over.
    pub finished_at: Option<UtcTime>,
}

impl App {
    /// The address that tokens name as their issuer; none where logins are off.
    pub fn login_issuer(&self) -> Option<&str> {
        self.settings().logins.as_ref().map(|logins| logins.issuer.as_str())
    }

    /// Who may ask for logins; nobody where they are off.
    pub fn login_clients(&self) -> Vec<LoginClientDetails> {
        let clients = self.settings().logins.iter().flat_map(|logins| &logins.clients);
        clients
            .map(|client| LoginClientDetails {
                id: client.oidc.id.clone(),
                name: client.name.clone(),
                profile: match client.oidc.profile {
                    Profile::Oidc => "oidc",
                    Profile::Entra(_) => "entra",
                    Profile::Okta => "okta",
                },
                redirect_uris: client.oidc.redirect_uris.clone(),
                subject: client.subject.as_str(),
                policy: client.policy.clone(),
                fallback: client.fallback.as_str(),
                must_push: client.oidc.must_push,
            })
            .collect()
    }

    /// Logins that were asked for, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn logins(
        &self,
        limit: u32,
        after: Option<LoginId>,
    ) -> Result<Page<LoginDetails, LoginId>, AppError> {
        let now = self.clock().utc();
        let mut unit = self.records().read().await?;
        let listing = unit.logins().list(storage::Page { limit, after }).await?;
        let details = |record: LoginRecord| LoginDetails {
            standing: LoginStanding::of(&record, now),
            id: record.id,
            client: record.client,
            person: record.person,
            session: record.session,
            created_at: record.created_at,
            reason: record.reason,
            finished_at: record.finished_at,
        };
        Ok(Page { items: listing.items.into_iter().map(details).collect(), next: listing.next })
    }
}
