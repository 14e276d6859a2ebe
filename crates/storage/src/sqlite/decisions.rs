//! `decisions`.

use async_trait::async_trait;
use domain::{DecisionId, Outcome, PersonId, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, uuid};
use super::error::failed;
use crate::{DecisionRecord, DecisionRepository, Sealed, StorageError};

const WHAT: &str = "decision";

struct DecisionRow {
    id: Vec<u8>,
    session_id: Vec<u8>,
    at: i64,
    actor: String,
    outcome: String,
    verdict_outcome: Option<String>,
    note: Option<Vec<u8>>,
}

impl TryFrom<DecisionRow> for DecisionRecord {
    type Error = StorageError;

    fn try_from(row: DecisionRow) -> Result<Self, StorageError> {
        let outcome = |name: &str| Outcome::from_name(name).ok_or(damaged("outcome"));
        Ok(Self {
            id: DecisionId::from_uuid(uuid(&row.id)?),
            session: SessionId::from_uuid(uuid(&row.session_id)?),
            at: UtcTime::from_unix_millis(row.at),
            actor: row.actor.parse().map_err(|_| damaged("actor"))?,
            outcome: outcome(&row.outcome)?,
            verdict: row.verdict_outcome.as_deref().map(outcome).transpose()?,
            note: row.note.map(Sealed::from_bytes),
        })
    }
}

#[async_trait]
impl DecisionRepository for SqliteUnit {
    async fn add(&mut self, decision: &DecisionRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO decisions (id, session_id, at, actor, outcome, verdict_outcome, note) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            blob(decision.id.uuid()),
            blob(decision.session.uuid()),
            decision.at.unix_millis(),
            decision.actor.to_string(),
            decision.outcome.as_str(),
            decision.verdict.map(Outcome::as_str),
            decision.note.as_ref().map(Sealed::as_bytes),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn of_session(&mut self, id: SessionId) -> Result<Vec<DecisionRecord>, StorageError> {
        sqlx::query_as!(
            DecisionRow,
            "SELECT id, session_id, at, actor, outcome, verdict_outcome, note \
             FROM decisions WHERE session_id = ? ORDER BY id",
            blob(id.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn of_person(&mut self, id: PersonId) -> Result<Vec<DecisionRecord>, StorageError> {
        sqlx::query_as!(
            DecisionRow,
            "SELECT d.id, d.session_id, d.at, d.actor, d.outcome, d.verdict_outcome, d.note \
             FROM decisions d JOIN sessions s ON s.id = d.session_id \
             WHERE s.person_id = ? ORDER BY d.id",
            blob(id.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn newest(&mut self, id: SessionId) -> Result<Option<DecisionRecord>, StorageError> {
        sqlx::query_as!(
            DecisionRow,
            "SELECT id, session_id, at, actor, outcome, verdict_outcome, note \
             FROM decisions WHERE session_id = ? ORDER BY id DESC LIMIT 1",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }
}
