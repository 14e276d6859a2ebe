//! Keys that others check tokens with, on the wire. Public halves, by name.

use app::{KeyDetails, PublishedKeys};
use serde::Serialize;
use utoipa::ToSchema;

use super::iso;

/// A key that is published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SigningKeyView {
    /// Its name in the published set.
    pub kid: String,
    /// When it was made, ISO 8601.
    pub created_at: String,
    /// From when on it signs, ISO 8601.
    pub signs_from: String,
    /// `next`, `signing` or `earlier`.
    pub state: &'static str,
}

impl From<&KeyDetails> for SigningKeyView {
    fn from(key: &KeyDetails) -> Self {
        Self {
            kid: key.kid.clone(),
            created_at: iso(key.created_at),
            signs_from: iso(key.signs_from),
            state: key.state.as_str(),
        }
    }
}

/// All keys that are published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SigningKeysView {
    /// Of logins, the newest first; null where logins are off.
    #[schema(required)]
    pub logins: Option<Vec<SigningKeyView>>,
    /// Of security events; null where they are off.
    #[schema(required)]
    pub events: Option<Vec<SigningKeyView>>,
}

impl From<&PublishedKeys> for SigningKeysView {
    fn from(keys: &PublishedKeys) -> Self {
        let view = |keys: &Vec<KeyDetails>| keys.iter().map(Into::into).collect();
        Self { logins: keys.logins.as_ref().map(view), events: keys.events.as_ref().map(view) }
    }
}
