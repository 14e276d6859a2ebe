//! API keys: list, make, revoke. For `admin`.

pub(super) mod create;
pub(super) mod list;
pub(super) mod revoke;

use app::ApiKeyDetails;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::wire::iso;

/// An API key without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyView {
    /// Its public id.
    id: Uuid,
    /// Its name, given by the operator.
    name: String,
    /// What it may do.
    scopes: Vec<&'static str>,
    /// When it was made, ISO 8601.
    created_at: String,
    /// When it was revoked; null while it works.
    #[schema(required)]
    revoked_at: Option<String>,
}

impl From<&ApiKeyDetails> for KeyView {
    fn from(key: &ApiKeyDetails) -> Self {
        Self {
            id: key.id.uuid(),
            name: key.name.clone(),
            scopes: key.scopes.iter().map(|s| s.as_str()).collect(),
            created_at: iso(key.created_at),
            revoked_at: key.revoked_at.map(iso),
        }
    }
}
