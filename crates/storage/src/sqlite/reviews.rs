//! `reviews`.

use async_trait::async_trait;
use domain::{SessionId, SessionKind, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, session_kind, unsigned, uuid};
use super::error::failed;
use crate::{Listing, Page, ReviewRecord, ReviewRepository, StorageError, WaitsFor};

const WHAT: &str = "review";

struct ReviewRow {
    session_id: Vec<u8>,
    kind: String,
    since: i64,
    waits_for: Option<String>,
}

impl TryFrom<ReviewRow> for ReviewRecord {
    type Error = StorageError;

    fn try_from(row: ReviewRow) -> Result<Self, StorageError> {
        let word = row.waits_for.as_deref().unwrap_or_default();
        Ok(Self {
            session: SessionId::from_uuid(uuid(&row.session_id)?),
            kind: session_kind(&row.kind)?,
            since: UtcTime::from_unix_millis(row.since),
            waits_for: WaitsFor::from_name(word).ok_or(damaged("review"))?,
        })
    }
}

/// The place behind which a list begins; no id is nil.
fn behind(id: Option<SessionId>) -> Vec<u8> {
    id.map_or_else(|| vec![0; 16], |id| blob(id.uuid()))
}

#[async_trait]
impl ReviewRepository for SqliteUnit {
    async fn put(&mut self, review: &ReviewRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO reviews (session_id, kind, since, waits_for) VALUES (?, ?, ?, ?) \
             ON CONFLICT (session_id) DO UPDATE SET waits_for = excluded.waits_for",
            blob(review.session.uuid()),
            review.kind.as_str(),
            review.since.unix_millis(),
            review.waits_for.as_str(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn settle(&mut self, session: SessionId) -> Result<bool, StorageError> {
        let done = sqlx::query!("DELETE FROM reviews WHERE session_id = ?", blob(session.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn get(&mut self, session: SessionId) -> Result<Option<ReviewRecord>, StorageError> {
        sqlx::query_as!(
            ReviewRow,
            "SELECT session_id, kind, since, waits_for FROM reviews \
             WHERE session_id = ? AND waits_for IS NOT NULL",
            blob(session.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn list(
        &mut self,
        kind: Option<SessionKind>,
        page: Page<SessionId>,
    ) -> Result<Listing<ReviewRecord, SessionId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = sqlx::query_as!(
            ReviewRow,
            "SELECT session_id, kind, since, waits_for FROM reviews \
             WHERE waits_for IS NOT NULL AND session_id > ?1 AND (?2 IS NULL OR kind = ?2) \
             ORDER BY session_id LIMIT ?3",
            behind(page.after),
            kind.map(SessionKind::as_str),
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let reviews = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(reviews, limit, |r: &ReviewRecord| r.session))
    }

    async fn neighbours(
        &mut self,
        kind: Option<SessionKind>,
        session: SessionId,
    ) -> Result<(Option<SessionId>, Option<SessionId>), StorageError> {
        let row = sqlx::query!(
            "SELECT (SELECT MAX(session_id) FROM reviews WHERE waits_for IS NOT NULL \
             AND session_id < ?1 AND (?2 IS NULL OR kind = ?2)) AS \"earlier?: Vec<u8>\", \
             (SELECT MIN(session_id) FROM reviews WHERE waits_for IS NOT NULL \
             AND session_id > ?1 AND (?2 IS NULL OR kind = ?2)) AS \"later?: Vec<u8>\"",
            blob(session.uuid()),
            kind.map(SessionKind::as_str),
        )
        .fetch_one(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let id =
            |bytes: Option<Vec<u8>>| bytes.map(|b| uuid(&b).map(SessionId::from_uuid)).transpose();
        Ok((id(row.earlier)?, id(row.later)?))
    }

    async fn counts(&mut self) -> Result<Vec<(SessionKind, u64)>, StorageError> {
        let rows = sqlx::query!(
            "SELECT kind, COUNT(*) AS \"count!: i64\" FROM reviews WHERE waits_for IS NOT NULL \
             GROUP BY kind ORDER BY kind"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        rows.into_iter().map(|r| Ok((session_kind(&r.kind)?, unsigned(r.count)?))).collect()
    }

    async fn unsorted(&mut self, limit: u32) -> Result<Vec<SessionId>, StorageError> {
        let ids = sqlx::query_scalar!(
            "SELECT session_id FROM reviews WHERE waits_for IS NULL ORDER BY session_id LIMIT ?",
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        ids.iter().map(|id| Ok(SessionId::from_uuid(uuid(id)?))).collect()
    }
}
