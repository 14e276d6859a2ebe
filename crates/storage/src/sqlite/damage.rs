//! What somebody with the database file and an editor could do. For tests, which must show that each
//! of these is noticed.

use std::path::Path;

use domain::SessionId;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::convert::blob;

/// One way to damage a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Takes away the log chunks of this number.
    DeleteChunk(u32),
    /// Takes away the log chunks from this number on.
    DeleteChunksFrom(u32),
    /// Changes one byte in the log chunks of this number.
    ChangeChunk(u32),
    /// Exchanges the log chunks of two numbers.
    SwapChunks(u32, u32),
    /// Gives the log of the first session to the second.
    MoveLog(SessionId, SessionId),
    /// Claims that a later version has changed the layout.
    LaterLayout,
}

impl Damage {
    /// Does it, on a connection of its own; answers how many rows it touched.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub async fn inflict(self, database: &Path) -> Result<u64, sqlx::Error> {
        let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
        let query = match self {
            Self::DeleteChunk(seq) => {
                sqlx::query("DELETE FROM session_log WHERE seq = ?").bind(seq)
            }
            Self::DeleteChunksFrom(seq) => {
                sqlx::query("DELETE FROM session_log WHERE seq >= ?").bind(seq)
            }
            Self::ChangeChunk(seq) => sqlx::query(
                "UPDATE session_log SET chunk = CAST(substr(chunk, 1, 60) || x'00' || \
                 substr(chunk, 62) AS BLOB) WHERE seq = ?",
            )
            .bind(seq),
            Self::SwapChunks(one, two) => {
                // Past the other rows first: a number is taken once.
                sqlx::query("UPDATE session_log SET seq = seq + 1000000 WHERE seq IN (?, ?)")
                    .bind(one)
                    .bind(two)
                    .execute(&mut connection)
                    .await?;
                sqlx::query(
                    "UPDATE session_log SET seq = CASE seq WHEN 1000000 + ?1 THEN ?2 ELSE ?1 END \
                     WHERE seq >= 1000000",
                )
                .bind(one)
                .bind(two)
            }
            Self::MoveLog(from, to) => {
                sqlx::query("UPDATE session_log SET session_id = ? WHERE session_id = ?")
                    .bind(blob(to.uuid()))
                    .bind(blob(from.uuid()))
            }
            Self::LaterLayout => sqlx::query(
                "INSERT INTO _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'from the future', 1, x'00', 0)",
            ),
        };
        let done = query.execute(&mut connection).await?;
        connection.close().await?;
        Ok(done.rows_affected())
    }
}
