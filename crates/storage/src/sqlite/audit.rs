//! `audit_events`.

use async_trait::async_trait;
use domain::{SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, uuid};
use super::error::failed;
use crate::{AuditAction, AuditEvent, AuditId, AuditRepository, Listing, Page, StorageError};

const WHAT: &str = "audit event";

struct AuditRow {
    id: Vec<u8>,
    at: i64,
    actor: String,
    action: String,
    subject: Option<String>,
    session_id: Option<Vec<u8>>,
}

impl TryFrom<AuditRow> for AuditEvent {
    type Error = StorageError;

    fn try_from(row: AuditRow) -> Result<Self, StorageError> {
        let subject = row.subject.map(|s| s.parse()).transpose();
        Ok(Self {
            id: AuditId::from_uuid(uuid(&row.id)?),
            at: UtcTime::from_unix_millis(row.at),
            actor: row.actor.parse().map_err(|_| damaged("audit actor"))?,
            action: AuditAction::from_name(&row.action).ok_or(damaged("audit action"))?,
            subject: subject.map_err(|_| damaged("audit subject"))?,
            session: row.session_id.map(|s| uuid(&s)).transpose()?.map(SessionId::from_uuid),
        })
    }
}

#[async_trait]
impl AuditRepository for SqliteUnit {
    async fn append(&mut self, event: &AuditEvent) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO audit_events (id, at, actor, action, subject, session_id) \
             VALUES (?, ?, ?, ?, ?, ?)",
            blob(event.id.uuid()),
            event.at.unix_millis(),
            event.actor.to_string(),
            event.action.as_str(),
            event.subject.map(|s| s.to_string()),
            event.session.map(|s| blob(s.uuid())),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn list(
        &mut self,
        page: Page<AuditId>,
    ) -> Result<Listing<AuditEvent, AuditId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = sqlx::query_as!(
            AuditRow,
            "SELECT id, at, actor, action, subject, session_id FROM audit_events \
             WHERE id < ? ORDER BY id DESC LIMIT ?",
            before(page.after.map(AuditId::uuid)),
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let events = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(events, limit, |e: &AuditEvent| e.id))
    }

    async fn remove_before(&mut self, moment: UtcTime) -> Result<u64, StorageError> {
        let done = sqlx::query!("DELETE FROM audit_events WHERE at <= ?", moment.unix_millis())
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(done.rows_affected())
    }
}
