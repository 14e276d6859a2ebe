//! Who asks: API keys, what they may do, and the actor that the audit trail names.

use std::fmt;

use domain::{ApiKeyId, UtcTime};
use storage::Actor;

/// What an API key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Read people, their references and portraits.
    PeopleRead,
    /// Create people, set portraits, erase.
    PeopleWrite,
    /// Read sessions, follow them, see evidence.
    SessionsRead,
    /// Start and stop sessions, push frames.
    SessionsWrite,
    /// See who is linked with whom, and decide on it.
    Links,
    /// Everything, and keys, audit trail and metrics.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 6] = [
        Self::PeopleRead,
        Self::PeopleWrite,
        Self::SessionsRead,
        Self::SessionsWrite,
        Self::Links,
        Self::Admin,
    ];

    /// The name on the wire and in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PeopleRead => "people:read",
            Self::PeopleWrite => "people:write",
            Self::SessionsRead => "sessions:read",
            Self::SessionsWrite => "sessions:write",
            Self::Links => "links",
            Self::Admin => "admin",
        }
    }

    /// The scope with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// An authenticated API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Which key.
    pub key_id: ApiKeyId,
    /// The key's name, given by the operator.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

impl Caller {
    /// Whether this key may do what `scope` stands for. `admin` may do everything.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|s| *s == scope || *s == Scope::Admin)
    }

    /// The actor for the audit trail.
    pub const fn actor(&self) -> Actor {
        Actor::ApiKey(self.key_id)
    }
}

/// An API key as the list of keys shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyDetails {
    /// Its public id.
    pub id: ApiKeyId,
    /// Its name, given by the operator.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: UtcTime,
    /// When it was revoked.
    pub revoked_at: Option<UtcTime>,
}

/// A fresh key with its secret: `lk_<id>_<secret>`. Shown once; only a hash is kept.
pub struct CreatedKey {
    /// The key's record.
    pub details: ApiKeyDetails,
    /// The whole token.
    pub token: String,
}

impl fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedKey").field("details", &self.details).finish_non_exhaustive()
    }
}
