//! API keys: made, checked, revoked. A secret is shown once; only its hash is kept.

use domain::{ApiKeyId, Clock, Entropy};
use storage::{ApiKeyRecord, AuditAction, AuditEvent, AuditSubject, Store, secret_sha256};
use zeroize::Zeroizing;

use crate::caller::{ApiKeyDetails, Caller, CreatedKey, Scope};
use crate::error::AppError;
use crate::facade::App;
use crate::people::checked;
use crate::view::Actor;

/// What every token begins with, so that a leaked one can be searched for.
const PREFIX: &str = "lk_";

/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;

impl App {
    /// Who holds this token (`lk_<id>_<secret>`); none when nobody does or the key is revoked.
    ///
    /// # Errors
    /// Only when the records cannot be read.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Caller>, AppError> {
        let Some((id, secret)) = parse_token(token) else { return Ok(None) };
        let mut unit = self.records().read().await?;
        let Some(key) = unit.api_keys().get(id).await? else { return Ok(None) };
        Ok(key.admits(&*secret).then(|| Caller {
            key_id: key.id,
            scopes: scopes_of(&key),
            name: key.name,
        }))
    }

    /// Makes the first key (scope `admin`) when there is none at all.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub async fn ensure_first_key(&self) -> Result<Option<CreatedKey>, AppError> {
        if !self.api_keys().await?.is_empty() {
            return Ok(None);
        }
        self.create_api_key(Actor::System, "first key", &[Scope::Admin]).await.map(Some)
    }

    /// As [`ApiKeys::list`].
    ///
    /// # Errors
    /// As there.
    pub async fn api_keys(&self) -> Result<Vec<ApiKeyDetails>, AppError> {
        self.keys().list().await
    }

    /// As [`ApiKeys::create`].
    ///
    /// # Errors
    /// As there.
    pub async fn create_api_key(
        &self,
        actor: Actor,
        name: &str,
        scopes: &[Scope],
    ) -> Result<CreatedKey, AppError> {
        self.keys().create(actor, name, scopes).await
    }

    /// As [`ApiKeys::revoke`].
    ///
    /// # Errors
    /// As there.
    pub async fn revoke_api_key(&self, actor: Actor, id: ApiKeyId) -> Result<(), AppError> {
        self.keys().revoke(actor, id).await
    }

    fn keys(&self) -> ApiKeys<'_> {
        ApiKeys::new(self.store(), self.clock(), self.entropy())
    }
}

/// The API keys of a store, also where no service runs: the way back for an operator who lost them.
#[derive(Clone, Copy)]
pub struct ApiKeys<'a> {
    store: &'a Store,
    clock: &'a dyn Clock,
    entropy: &'a dyn Entropy,
}

impl std::fmt::Debug for ApiKeys<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKeys").field("store", self.store).finish_non_exhaustive()
    }
}

impl<'a> ApiKeys<'a> {
    /// The keys of that store.
    pub const fn new(store: &'a Store, clock: &'a dyn Clock, entropy: &'a dyn Entropy) -> Self {
        Self { store, clock, entropy }
    }

    /// All keys, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn list(&self) -> Result<Vec<ApiKeyDetails>, AppError> {
        let mut unit = self.store.read().await?;
        Ok(unit.api_keys().list().await?.into_iter().map(details).collect())
    }

    /// Makes a key.
    ///
    /// # Errors
    /// `invalid` for an empty name or no scope.
    pub async fn create(
        &self,
        actor: Actor,
        name: &str,
        scopes: &[Scope],
    ) -> Result<CreatedKey, AppError> {
        if scopes.is_empty() {
            return Err(AppError::Invalid("a key without a scope can do nothing: name one".into()));
        }
        let now = self.clock.utc();
        let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
        self.entropy.fill(&mut *secret);
        let mut words: Vec<String> = scopes.iter().map(|s| s.as_str().to_owned()).collect();
        words.sort();
        words.dedup();
        let key = ApiKeyRecord {
            id: ApiKeyId::generate(now, self.entropy),
            name: checked("the key's name", name)?,
            secret_sha256: secret_sha256(&*secret),
            scopes: words,
            created_at: now,
            revoked_at: None,
        };
        let mut unit = self.store.begin().await?;
        unit.api_keys().add(&key).await?;
        unit.audit().append(&self.event(actor, AuditAction::ApiKeyCreated, key.id)).await?;
        unit.commit().await?;
        let token = format!("{PREFIX}{}_{}", hex::encode(key.id.uuid()), hex::encode(*secret));
        Ok(CreatedKey { details: details(key), token })
    }

    /// Revokes a key. Revoking twice is no error.
    ///
    /// # Errors
    /// `not_found`; `last_admin_key` for the last key that may make keys, because nobody could make
    /// another one over the API.
    pub async fn revoke(&self, actor: Actor, id: ApiKeyId) -> Result<(), AppError> {
        // One unit of work that may write: two revocations cannot both see the other's key alive.
        let mut unit = self.store.begin().await?;
        let keys = unit.api_keys().list().await?;
        let Some(key) = keys.iter().find(|k| k.id == id) else {
            return Err(AppError::NoSuchKey(id));
        };
        if is_living_admin(key) && keys.iter().filter(|k| is_living_admin(k)).count() == 1 {
            return Err(AppError::LastAdminKey);
        }
        if unit.api_keys().revoke(id, self.clock.utc()).await? {
            unit.audit().append(&self.event(actor, AuditAction::ApiKeyRevoked, id)).await?;
        }
        unit.commit().await?;
        Ok(())
    }

    fn event(&self, actor: Actor, action: AuditAction, id: ApiKeyId) -> AuditEvent {
        AuditEvent::new(self.clock.utc(), self.entropy, actor, action)
            .about(AuditSubject::ApiKey(id))
    }
}

fn is_living_admin(key: &ApiKeyRecord) -> bool {
    key.revoked_at.is_none() && key.has_scope(Scope::Admin.as_str())
}

fn parse_token(token: &str) -> Option<(ApiKeyId, Zeroizing<[u8; SECRET_BYTES]>)> {
    let (id, secret) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let mut bytes = Zeroizing::new([0_u8; SECRET_BYTES]);
    hex::decode_to_slice(secret, &mut *bytes).ok()?;
    Some((id.parse().ok()?, bytes))
}

fn scopes_of(key: &ApiKeyRecord) -> Vec<Scope> {
    // A scope of a later version grants nothing here.
    key.scopes.iter().filter_map(|s| Scope::from_name(s)).collect()
}

fn details(key: ApiKeyRecord) -> ApiKeyDetails {
    ApiKeyDetails {
        scopes: scopes_of(&key),
        id: key.id,
        name: key.name,
        created_at: key.created_at,
        revoked_at: key.revoked_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_another_shape_are_nobody() {
        let id = "0198f3a0000070008000000000000001";
        let secret = "ab".repeat(32);
        assert!(parse_token(&format!("lk_{id}_{secret}")).is_some());
        for bad in [
            String::new(),
            "lk_".into(),
            format!("{id}_{secret}"),
            format!("lk_{id}{secret}"),
            format!("lk_{id}_{}", &secret[2..]),
            format!("lk_{id}_{secret}00"),
            format!("lk_nobody_{secret}"),
            format!("lk_{id}_{}", "zz".repeat(32)),
        ] {
            assert!(parse_token(&bad).is_none(), "{bad}");
        }
    }
}
