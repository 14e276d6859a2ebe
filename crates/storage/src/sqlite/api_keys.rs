//! `api_keys`.

use async_trait::async_trait;
use domain::{ApiKeyId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, millis, sha256, time, uuid};
use super::error::failed;
use crate::{ApiKeyRecord, ApiKeyRepository, StorageError};

const WHAT: &str = "API key";

struct KeyRow {
    id: Vec<u8>,
    name: String,
    secret_sha256: Vec<u8>,
    scopes: String,
    created_at: i64,
    revoked_at: Option<i64>,
}

impl TryFrom<KeyRow> for ApiKeyRecord {
    type Error = StorageError;

    fn try_from(row: KeyRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: ApiKeyId::from_uuid(uuid(&row.id)?),
            name: row.name,
            secret_sha256: sha256(&row.secret_sha256)?,
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            created_at: UtcTime::from_unix_millis(row.created_at),
            revoked_at: time(row.revoked_at),
        })
    }
}

#[async_trait]
impl ApiKeyRepository for SqliteUnit {
    async fn add(&mut self, key: &ApiKeyRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO api_keys (id, name, secret_sha256, scopes, created_at, revoked_at) \
             VALUES (?, ?, ?, ?, ?, ?)",
            blob(key.id.uuid()),
            key.name,
            &key.secret_sha256[..],
            key.scopes.join(" "),
            key.created_at.unix_millis(),
            millis(key.revoked_at),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: ApiKeyId) -> Result<Option<ApiKeyRecord>, StorageError> {
        sqlx::query_as!(
            KeyRow,
            "SELECT id, name, secret_sha256, scopes, created_at, revoked_at FROM api_keys \
             WHERE id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn list(&mut self) -> Result<Vec<ApiKeyRecord>, StorageError> {
        sqlx::query_as!(
            KeyRow,
            "SELECT id, name, secret_sha256, scopes, created_at, revoked_at FROM api_keys \
             ORDER BY id DESC"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn revoke(&mut self, id: ApiKeyId, at: UtcTime) -> Result<bool, StorageError> {
        let done = sqlx::query!(
            "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            at.unix_millis(),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        if done.rows_affected() == 1 {
            return Ok(true);
        }
        match ApiKeyRepository::get(self, id).await? {
            Some(_) => Ok(false),
            None => Err(StorageError::NotFound { what: WHAT }),
        }
    }
}
