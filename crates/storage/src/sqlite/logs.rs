//! `session_log`.

use async_trait::async_trait;
use domain::SessionId;

use super::SqliteUnit;
use super::convert::{blob, small};
use super::error::failed;
use crate::{LogChunk, LogRepository, Sealed, StorageError};

const WHAT: &str = "measurement log chunk";

#[async_trait]
impl LogRepository for SqliteUnit {
    async fn append(&mut self, chunk: &LogChunk) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO session_log (session_id, seq, chunk) VALUES (?, ?, ?)",
            blob(chunk.session.uuid()),
            chunk.seq,
            chunk.sealed.as_bytes(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn first(&mut self, session: SessionId) -> Result<Option<LogChunk>, StorageError> {
        let row = sqlx::query!(
            "SELECT chunk FROM session_log WHERE session_id = ? AND seq = 0",
            blob(session.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(row.map(|row| LogChunk { session, seq: 0, sealed: Sealed::from_bytes(row.chunk) }))
    }

    async fn chunks(&mut self, session: SessionId) -> Result<Vec<LogChunk>, StorageError> {
        let rows = sqlx::query!(
            "SELECT seq, chunk FROM session_log WHERE session_id = ? ORDER BY seq",
            blob(session.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        rows.into_iter()
            .map(|row| {
                let (seq, sealed) = (small(row.seq)?, Sealed::from_bytes(row.chunk));
                Ok(LogChunk { session, seq, sealed })
            })
            .collect()
    }
}
