//! Logins: a relying party sends somebody's browser here, the person looks into the camera, and the relying party
//! is told whether it is them. The protocol is `oidc`'s; the camera step is [`crate::led`]'s.
//!
//! What waits to be answered lives in memory: a restart ends logins that are on their way, with a denial that the
//! browser brings back ([`way_back`]), and never one that was answered. What became of each is recorded, denied or not, and every look into the camera is a session of the
//! person.
//!
//! A relying party learns that it is the person, or that access was denied: never why.

mod authorize;
mod book;
mod end;
mod issue;
mod keys;
mod list;
mod page;
mod push;
mod redeem;
mod subject;
mod tenant;
mod view;
mod way_back;

pub use authorize::Authorized;
pub use list::{LoginClientDetails, LoginDetails, LoginStanding};
pub use page::LoginPage;
pub use push::PushedRequest;
pub use redeem::{TokenFault, Tokens};
pub use view::{LoginPageState, LoginStep, StartedLogin};
pub use way_back::LoginCookie;

pub(crate) use book::RunningLogins;
pub(crate) use keys::CERTIFICATE_NAME;

use std::time::Duration;

use oidc::Client;

/// Who may ask for logins, and under which address we answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginSettings {
    /// The address that tokens name as their issuer: an origin, without a slash at its end.
    pub issuer: String,
    /// The clients.
    pub clients: Vec<LoginClient>,
}

impl LoginSettings {
    fn client(&self, id: &str) -> Option<&LoginClient> {
        self.clients.iter().find(|client| client.oidc.id == id)
    }
}

/// One client, and how its logins are decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginClient {
    /// What the person at the camera is told whom it is for.
    pub name: String,
    /// What the protocol needs to know.
    pub oidc: Client,
    /// What in its requests names the person.
    pub subject: SubjectRule,
    /// The policy; that of logins when absent.
    pub policy: Option<String>,
    /// What happens when the verdict refers.
    pub fallback: Fallback,
    /// Where the keys of its tenant are published; Entra only.
    pub tenant_keys_url: Option<String>,
}

/// What in a request is the external reference of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubjectRule {
    /// `login_hint`.
    LoginHint,
    /// `sub` of an `id_token_hint` of ours.
    HintSub,
    /// `oid@tid` of Entra's `id_token_hint`.
    OidTid,
}

impl SubjectRule {
    /// The name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoginHint => "login_hint",
            Self::HintSub => "sub",
            Self::OidTid => "oid_tid",
        }
    }
}

/// What happens when the verdict refers to a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fallback {
    /// The login is denied.
    Deny,
    /// The page waits so long for a human's decision on the session; then the login is denied.
    Attest(Duration),
}

impl Fallback {
    /// The name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Attest(_) => "attest",
        }
    }
}

/// How long a login can be begun and finished: as long as Entra waits.
pub(crate) const LOGIN_LASTS: Duration = Duration::from_secs(10 * 60);

/// Tries at the camera in one login.
pub(crate) const TRIES: u32 = 3;

/// Why a browser's login goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoginProblem {
    /// This service logs nobody in.
    #[error("logins are switched off here: the operator sets [login] in the configuration")]
    Off,
    /// No login is bound to this browser.
    #[error("this browser has no login here: begin again from the application")]
    NotBound,
    /// Too late.
    #[error("this login took too long: begin again from the application")]
    Expired,
    /// Too many looks into the camera for one person in a short time.
    #[error("too many logins of this person were tried: wait ten minutes, then begin again")]
    TooMany,
}

impl LoginProblem {
    /// The stable machine-readable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "login_off",
            Self::NotBound => "unauthenticated",
            Self::Expired => "login_expired",
            Self::TooMany => "too_many_logins",
        }
    }
}
