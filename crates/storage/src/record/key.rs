//! API keys. Only the SHA-256 of a secret is kept: the secret has 256 random bits, so that a slow
//! password hash would add nothing.

use domain::{ApiKeyId, UtcTime};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// One API key. The secret itself was shown once and is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyRecord {
    /// The public part of the key.
    pub id: ApiKeyId,
    /// What the operator calls it.
    pub name: String,
    /// SHA-256 of the secret part.
    pub secret_sha256: [u8; 32],
    /// What it may do, for instance `people:read`. Words without spaces.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: UtcTime,
    /// When it stopped working.
    pub revoked_at: Option<UtcTime>,
}

impl ApiKeyRecord {
    /// Whether `secret` is this key's and the key still works. Takes the same time wherever the
    /// secrets differ.
    pub fn admits(&self, secret: &[u8]) -> bool {
        let same = same_secret(secret, &self.secret_sha256);
        same && self.revoked_at.is_none()
    }

    /// Whether it carries that scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|s| s == scope)
    }
}

/// Whether `secret` has that hash. Takes the same time wherever they differ.
pub fn same_secret(secret: &[u8], sha256: &[u8; 32]) -> bool {
    secret_sha256(secret).ct_eq(sha256).into()
}

/// What is stored instead of a secret.
pub fn secret_sha256(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn key() -> ApiKeyRecord {
        ApiKeyRecord {
            id: ApiKeyId::from_uuid(Uuid::from_u128(1)),
            name: "first".into(),
            secret_sha256: secret_sha256(b"right"),
            scopes: vec!["people:read".into()],
            created_at: UtcTime::from_unix_millis(0),
            revoked_at: None,
        }
    }

    #[test]
    fn only_the_right_secret_of_a_living_key_is_admitted() {
        assert!(key().admits(b"right"));
        assert!(!key().admits(b"wrong"));
        assert!(!key().admits(b""));
        let revoked = ApiKeyRecord { revoked_at: Some(UtcTime::from_unix_millis(1)), ..key() };
        assert!(!revoked.admits(b"right"));
    }

    #[test]
    fn scopes_are_whole_words() {
        assert!(key().has_scope("people:read"));
        assert!(!key().has_scope("people"));
    }
}
