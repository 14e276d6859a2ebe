//! `risk_events`.

use async_trait::async_trait;
use domain::{PersonId, Requirement, RiskEventId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, millis, sha256, time, uuid};
use super::error::failed;
use crate::{RiskEventRecord, RiskEventRepository, RiskKind, StorageError};

const WHAT: &str = "risk event";

struct RiskEventRow {
    id: Vec<u8>,
    person_id: Vec<u8>,
    key_sha256: Vec<u8>,
    kind: String,
    at: i64,
    requires: String,
    country: Option<String>,
    is_hosting: Option<i64>,
    settled_at: Option<i64>,
}

impl TryFrom<RiskEventRow> for RiskEventRecord {
    type Error = StorageError;

    fn try_from(row: RiskEventRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: RiskEventId::from_uuid(uuid(&row.id)?),
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            key_sha256: sha256(&row.key_sha256)?,
            kind: RiskKind::from_name(&row.kind).ok_or(damaged("kind of a risk event"))?,
            at: UtcTime::from_unix_millis(row.at),
            requires: Requirement::from_name(&row.requires).ok_or(damaged("requirement"))?,
            country: row.country,
            is_hosting: row.is_hosting.map(|n| n == 1),
            settled_at: time(row.settled_at),
        })
    }
}

#[async_trait]
impl RiskEventRepository for SqliteUnit {
    async fn add(&mut self, event: &RiskEventRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO risk_events (id, person_id, key_sha256, kind, at, requires, country, \
             is_hosting, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(event.id.uuid()),
            blob(event.person.uuid()),
            event.key_sha256.as_slice(),
            event.kind.as_str(),
            event.at.unix_millis(),
            event.requires.as_str(),
            event.country,
            event.is_hosting.map(i64::from),
            millis(event.settled_at),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn by_key(
        &mut self,
        person: PersonId,
        key_sha256: &[u8; 32],
    ) -> Result<Option<RiskEventRecord>, StorageError> {
        sqlx::query_as!(
            RiskEventRow,
            "SELECT id, person_id, key_sha256, kind, at, requires, country, is_hosting, settled_at \
             FROM risk_events WHERE person_id = ? AND key_sha256 = ?",
            blob(person.uuid()),
            key_sha256.as_slice(),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn of_person(&mut self, person: PersonId) -> Result<Vec<RiskEventRecord>, StorageError> {
        sqlx::query_as!(
            RiskEventRow,
            "SELECT id, person_id, key_sha256, kind, at, requires, country, is_hosting, settled_at \
             FROM risk_events WHERE person_id = ? ORDER BY id",
            blob(person.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn open(&mut self, person: PersonId) -> Result<Vec<RiskEventRecord>, StorageError> {
        sqlx::query_as!(
            RiskEventRow,
            "SELECT id, person_id, key_sha256, kind, at, requires, country, is_hosting, settled_at \
             FROM risk_events WHERE person_id = ? AND settled_at IS NULL ORDER BY id",
            blob(person.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn settle(
        &mut self,
        person: PersonId,
        until: UtcTime,
        at: UtcTime,
    ) -> Result<u64, StorageError> {
        let done = sqlx::query!(
            "UPDATE risk_events SET settled_at = ? \
             WHERE person_id = ? AND settled_at IS NULL AND at <= ?",
            at.unix_millis(),
            blob(person.uuid()),
            until.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(done.rows_affected())
    }
}
