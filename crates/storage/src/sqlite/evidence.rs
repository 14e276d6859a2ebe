//! `evidence`.

use async_trait::async_trait;
use domain::{EvidenceId, MediaTime, PersonId, SessionId};

use super::SqliteUnit;
use super::convert::{blob, damaged, integer, sha256, unsigned, uuid};
use super::error::failed;
use crate::codec::reason_code_from_name;
use crate::{EvidenceRecord, EvidenceRepository, StorageError};

const WHAT: &str = "evidence";

struct EvidenceRow {
    id: Vec<u8>,
    session_id: Vec<u8>,
    code: String,
    at_ns: i64,
    frame_seq: i64,
    content_type: String,
    sha256: Vec<u8>,
}

impl TryFrom<EvidenceRow> for EvidenceRecord {
    type Error = StorageError;

    fn try_from(row: EvidenceRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: EvidenceId::from_uuid(uuid(&row.id)?),
            session: SessionId::from_uuid(uuid(&row.session_id)?),
            code: reason_code_from_name(&row.code).ok_or(damaged("reason code"))?,
            at: MediaTime::from_nanos(unsigned(row.at_ns)?),
            seq: unsigned(row.frame_seq)?,
            content_type: row.content_type,
            sha256: sha256(&row.sha256)?,
        })
    }
}

#[async_trait]
impl EvidenceRepository for SqliteUnit {
    async fn add(&mut self, evidence: &EvidenceRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO evidence (id, session_id, code, at_ns, frame_seq, content_type, sha256) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            blob(evidence.id.uuid()),
            blob(evidence.session.uuid()),
            evidence.code.as_str(),
            integer(evidence.at.nanos()),
            integer(evidence.seq),
            evidence.content_type,
            &evidence.sha256[..],
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: EvidenceId) -> Result<Option<EvidenceRecord>, StorageError> {
        sqlx::query_as!(
            EvidenceRow,
            "SELECT id, session_id, code, at_ns, frame_seq, content_type, sha256 \
             FROM evidence WHERE id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn of_session(&mut self, id: SessionId) -> Result<Vec<EvidenceRecord>, StorageError> {
        sqlx::query_as!(
            EvidenceRow,
            "SELECT id, session_id, code, at_ns, frame_seq, content_type, sha256 \
             FROM evidence WHERE session_id = ? ORDER BY at_ns, id",
            blob(id.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn all(&mut self) -> Result<Vec<(SessionId, EvidenceId, PersonId)>, StorageError> {
        let rows = sqlx::query!(
            "SELECT e.session_id, e.id, s.person_id FROM evidence e \
             JOIN sessions s ON s.id = e.session_id"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    SessionId::from_uuid(uuid(&row.session_id)?),
                    EvidenceId::from_uuid(uuid(&row.id)?),
                    PersonId::from_uuid(uuid(&row.person_id)?),
                ))
            })
            .collect()
    }
}
