//! Sealed values of all tables, for key rotation. The key id stands in bytes 2 to 5 of every one.

mod checks;
mod event_streams;
mod links;
mod logins;

use async_trait::async_trait;
use domain::{DecisionId, PersonId, ReferenceId, SessionId, WebhookId};

use super::SqliteUnit;
use super::convert::{blob, small, stamp, uuid};
use super::error::failed;
use crate::{
    ApplicationRepository, EventStreamRepository, KeyId, LoginRepository, SealContext, Sealed,
    SealedCell, SealedCellRepository, StorageError,
};

const WHAT: &str = "sealed value";

#[async_trait]
impl SealedCellRepository for SqliteUnit {
    async fn not_sealed_with(
        &mut self,
        key: KeyId,
        limit: u32,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let key = key.as_bytes().as_slice();
        let mut cells = self.person_cells(key, i64::from(limit)).await?;
        for kind in [
            Kind::Template,
            Kind::Session,
            Kind::Log,
            Kind::Note,
            Kind::Webhook,
            Kind::Document,
            Kind::Hint,
            Kind::Application,
            Kind::EventStream,
            Kind::Link,
            Kind::LinkNote,
            Kind::Room,
            Kind::LoginKey,
        ] {
            let left = i64::from(limit) - i64::try_from(cells.len()).unwrap_or(i64::MAX);
            if left <= 0 {
                break;
            }
            cells.extend(match kind {
                Kind::Template => self.template_cells(key, left).await?,
                Kind::Session => self.session_cells(key, left).await?,
                Kind::Log => self.log_cells(key, left).await?,
                Kind::Note => self.note_cells(key, left).await?,
                Kind::Webhook => self.webhook_cells(key, left).await?,
                Kind::Document => self.document_cells(key, left).await?,
                Kind::Hint => self.hint_cells(key, left).await?,
                Kind::Application => self.application_cells(key, left).await?,
                Kind::EventStream => self.event_stream_cells(key, left).await?,
                Kind::Link => self.link_cells(key, left).await?,
                Kind::LinkNote => self.link_note_cells(key, left).await?,
                Kind::Room => self.room_cells(key, left).await?,
                Kind::LoginKey => self.login_key_cells(key, left).await?,
            });
        }
        cells.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(cells)
    }

    async fn replace(&mut self, cell: &SealedCell, new: &Sealed) -> Result<bool, StorageError> {
        let (old, new) = (cell.sealed.as_bytes(), new.as_bytes());
        let done = match &cell.context {
            SealContext::PersonName(id) => {
                sqlx::query!(
                    "UPDATE people SET display_name = ? WHERE id = ? AND display_name = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::PersonExternalRef(id) => {
                sqlx::query!(
                    "UPDATE people SET external_ref = ? WHERE id = ? AND external_ref = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::Template { reference, .. } => {
                sqlx::query!(
                    "UPDATE person_references SET template = ? WHERE id = ? AND template = ?",
                    new,
                    blob(reference.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::SessionSource { session, .. } => {
                sqlx::query!(
                    "UPDATE sessions SET source_label = ? WHERE id = ? AND source_label = ?",
                    new,
                    blob(session.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::SessionVerdict { session, .. } => {
                sqlx::query!(
                    "UPDATE sessions SET verdict = ? WHERE id = ? AND verdict = ?",
                    new,
                    blob(session.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::LogChunk { session, seq, .. } => sqlx::query!(
                "UPDATE session_log SET chunk = ? WHERE session_id = ? AND seq = ? AND chunk = ?",
                new,
                blob(session.uuid()),
                seq,
                old
            )
            .execute(self.connection())
            .await,
            SealContext::DecisionNote { decision, .. } => {
                sqlx::query!(
                    "UPDATE decisions SET note = ? WHERE id = ? AND note = ?",
                    new,
                    blob(decision.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::LinkEvidence { link, .. } => {
                sqlx::query!(
                    "UPDATE links SET evidence = ? WHERE id = ? AND evidence = ?",
                    new,
                    blob(link.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::LinkNote { decision, .. } => {
                sqlx::query!(
                    "UPDATE link_decisions SET note = ? WHERE id = ? AND note = ?",
                    new,
                    blob(decision.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::SessionRoom { session, .. } => {
                sqlx::query!(
                    "UPDATE session_rooms SET view = ? WHERE session_id = ? AND view = ?",
                    new,
                    blob(session.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::CheckDocument { invitation, .. } => {
                sqlx::query!(
                    "UPDATE invitations SET document_data = ? WHERE id = ? AND document_data = ?",
                    new,
                    blob(invitation.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::CheckHint { hint, .. } => {
                sqlx::query!(
                    "UPDATE check_hints SET data = ? WHERE id = ? AND data = ?",
                    new,
                    blob(hint.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::WebhookSecret(id) => {
                sqlx::query!(
                    "UPDATE webhooks SET secret = ? WHERE id = ? AND secret = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::WebhookEarlierSecret(id) => {
                sqlx::query!(
                    "UPDATE webhooks SET earlier_secret = ? WHERE id = ? AND earlier_secret = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::Application(id) => {
                sqlx::query!(
                    "UPDATE applications SET record = ? WHERE person_id = ? AND record = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::LoginKey(id) => {
                sqlx::query!(
                    "UPDATE login_keys SET private_key = ? WHERE id = ? AND private_key = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::MarkKey => {
                sqlx::query!(
                    "UPDATE application_mark_key SET secret = ? WHERE id = 1 AND secret = ?",
                    new,
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::EventSigningKey => {
                sqlx::query!(
                    "UPDATE event_signing_key SET secret = ? WHERE id = 1 AND secret = ?",
                    new,
                    old
                )
                .execute(self.connection())
                .await
            }
            SealContext::EventPushHeader(id) => {
                sqlx::query!(
                    "UPDATE event_streams SET push_header = ? WHERE id = ? AND push_header = ?",
                    new,
                    blob(id.uuid()),
                    old
                )
                .execute(self.connection())
                .await
            }
            // These lie in files, not in rows.
            // Files, and what a browser carries: no cells.
            SealContext::Evidence { .. }
            | SealContext::Portrait { .. }
            | SealContext::LoginWayBack(_) => return Ok(false),
        };
        Ok(done.map_err(failed(WHAT))?.rows_affected() == 1)
    }

    async fn any(&mut self) -> Result<Option<SealedCell>, StorageError> {
        // Everything sealed hangs from a person or a webhook, and the oldest is found by the primary key; the
        // key of the marks, the keys of logins and the key that signs events outlive the people.
        let row = sqlx::query!("SELECT id, display_name FROM people ORDER BY id LIMIT 1")
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?;
        if let Some(row) = row {
            let context = SealContext::PersonName(PersonId::from_uuid(uuid(&row.id)?));
            let sealed = Sealed::from_bytes(row.display_name);
            return Ok(Some(SealedCell { context, sealed }));
        }
        let row = sqlx::query!("SELECT id, secret FROM webhooks ORDER BY id LIMIT 1")
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?;
        if let Some(row) = row {
            let context = SealContext::WebhookSecret(WebhookId::from_uuid(uuid(&row.id)?));
            return Ok(Some(SealedCell { context, sealed: Sealed::from_bytes(row.secret) }));
        }
        let key = ApplicationRepository::mark_key(self).await?;
        if let Some(sealed) = key {
            return Ok(Some(SealedCell { context: SealContext::MarkKey, sealed }));
        }
        let keys = LoginRepository::keys(self).await?;
        if let Some(key) = keys.into_iter().next() {
            let context = SealContext::LoginKey(key.id);
            return Ok(Some(SealedCell { context, sealed: key.private_key }));
        }
        // A header of a receiver is never there without the key that signs.
        let key = EventStreamRepository::signing_key(self).await?;
        Ok(key.map(|sealed| SealedCell { context: SealContext::EventSigningKey, sealed }))
    }
}

enum Kind {
    Template,
    Session,
    Log,
    Note,
    Webhook,
    Document,
    Hint,
    Application,
    EventStream,
    Link,
    LinkNote,
    Room,
    LoginKey,
}

impl SqliteUnit {
    async fn person_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, display_name, external_ref FROM people \
             WHERE substr(display_name, 2, 4) <> ?1 OR substr(external_ref, 2, 4) <> ?1 LIMIT ?2",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let id = PersonId::from_uuid(uuid(&row.id)?);
            push_if_other(&mut cells, key, SealContext::PersonName(id), Some(row.display_name));
            push_if_other(&mut cells, key, SealContext::PersonExternalRef(id), row.external_ref);
        }
        Ok(cells)
    }

    async fn template_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, person_id, model_role, model_id, model_sha256, template \
             FROM person_references WHERE substr(template, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::Template {
                reference: ReferenceId::from_uuid(uuid(&row.id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
                model: stamp(&row.model_role, &row.model_id, &row.model_sha256)?,
            };
            push_if_other(&mut cells, key, context, Some(row.template));
        }
        Ok(cells)
    }

    async fn session_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, person_id, source_label, verdict FROM sessions \
             WHERE substr(source_label, 2, 4) <> ?1 OR substr(verdict, 2, 4) <> ?1 LIMIT ?2",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let session = SessionId::from_uuid(uuid(&row.id)?);
            let person = PersonId::from_uuid(uuid(&row.person_id)?);
            let source = SealContext::SessionSource { session, person };
            push_if_other(&mut cells, key, source, row.source_label);
            let verdict = SealContext::SessionVerdict { session, person };
            push_if_other(&mut cells, key, verdict, row.verdict);
        }
        Ok(cells)
    }

    async fn log_cells(&mut self, key: &[u8], limit: i64) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT l.session_id, s.person_id, l.seq, l.chunk FROM session_log l \
             JOIN sessions s ON s.id = l.session_id WHERE substr(l.chunk, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::LogChunk {
                session: SessionId::from_uuid(uuid(&row.session_id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
                seq: small(row.seq)?,
            };
            push_if_other(&mut cells, key, context, Some(row.chunk));
        }
        Ok(cells)
    }

    async fn note_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT d.id, d.session_id, s.person_id, d.note FROM decisions d \
             JOIN sessions s ON s.id = d.session_id WHERE substr(d.note, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::DecisionNote {
                decision: DecisionId::from_uuid(uuid(&row.id)?),
                session: SessionId::from_uuid(uuid(&row.session_id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
            };
            push_if_other(&mut cells, key, context, row.note);
        }
        Ok(cells)
    }

    async fn webhook_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, secret, earlier_secret FROM webhooks \
             WHERE substr(secret, 2, 4) <> ?1 OR substr(earlier_secret, 2, 4) <> ?1 LIMIT ?2",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let id = WebhookId::from_uuid(uuid(&row.id)?);
            push_if_other(&mut cells, key, SealContext::WebhookSecret(id), Some(row.secret));
            let earlier = SealContext::WebhookEarlierSecret(id);
            push_if_other(&mut cells, key, earlier, row.earlier_secret);
        }
        Ok(cells)
    }
}

impl SqliteUnit {
    async fn application_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let mut cells = Vec::new();
        let secret = ApplicationRepository::mark_key(self).await?;
        let secret = secret.map(|sealed| sealed.as_bytes().to_vec());
        push_if_other(&mut cells, key, SealContext::MarkKey, secret);
        let rows = sqlx::query!(
            "SELECT person_id, record FROM applications WHERE substr(record, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        for row in rows {
            let context = SealContext::Application(PersonId::from_uuid(uuid(&row.person_id)?));
            push_if_other(&mut cells, key, context, Some(row.record));
        }
        Ok(cells)
    }
}

/// A row can hold two values, of which only one is of another key.
fn push_if_other(
    cells: &mut Vec<SealedCell>,
    key: &[u8],
    context: SealContext,
    bytes: Option<Vec<u8>>,
) {
    if let Some(bytes) = bytes.filter(|b| b.get(1..5) != Some(key)) {
        cells.push(SealedCell { context, sealed: Sealed::from_bytes(bytes) });
    }
}
