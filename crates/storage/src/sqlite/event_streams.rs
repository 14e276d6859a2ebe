//! `event_streams`, `event_deliveries` and `event_signing_key`.

use async_trait::async_trait;
use domain::{DeliveryId, EventStreamId, PersonId, UtcTime};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, millis, sha256, small, time, unsigned, uuid};
use super::error::failed;
use crate::{
    DeliveryAttempt, DeliveryError, EventDeliveryRecord, EventStreamRecord, EventStreamRepository,
    Listing, Page, Sealed, SecurityEvent, StorageError, SubjectFormat,
};

const WHAT: &str = "event stream";
const DELIVERY: &str = "security event";
const KEY: &str = "key that signs events";

struct StreamRow {
    id: Vec<u8>,
    url: Option<String>,
    push_header: Option<Vec<u8>>,
    audience: String,
    subject: String,
    subject_issuer: Option<String>,
    secret_sha256: Vec<u8>,
    created_at: i64,
}

impl TryFrom<StreamRow> for EventStreamRecord {
    type Error = StorageError;

    fn try_from(row: StreamRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: EventStreamId::from_uuid(uuid(&row.id)?),
            url: row.url,
            push_header: row.push_header.map(Sealed::from_bytes),
            audience: row.audience,
            subject: SubjectFormat::from_name(&row.subject).ok_or(damaged("subject format"))?,
            subject_issuer: row.subject_issuer,
            secret_sha256: sha256(&row.secret_sha256)?,
            created_at: UtcTime::from_unix_millis(row.created_at),
        })
    }
}

struct DeliveryRow {
    id: Vec<u8>,
    stream_id: Vec<u8>,
    person_id: Option<Vec<u8>>,
    event: String,
    data: String,
    created_at: i64,
    attempts: i64,
    next_attempt_at: Option<i64>,
    delivered_at: Option<i64>,
    last_status: Option<i64>,
    last_error: Option<String>,
}

impl TryFrom<DeliveryRow> for EventDeliveryRecord {
    type Error = StorageError;

    fn try_from(row: DeliveryRow) -> Result<Self, StorageError> {
        let person = row.person_id.map(|id| uuid(&id)).transpose()?;
        let status = row.last_status.map(|s| u16::try_from(s).map_err(|_| damaged("status")));
        let error = row.last_error.as_deref();
        let error = error.map(|w| DeliveryError::from_name(w).ok_or(damaged("delivery's error")));
        Ok(Self {
            id: DeliveryId::from_uuid(uuid(&row.id)?),
            stream: EventStreamId::from_uuid(uuid(&row.stream_id)?),
            person: person.map(PersonId::from_uuid),
            event: SecurityEvent::from_name(&row.event).ok_or(damaged("security event"))?,
            data: row.data,
            created_at: UtcTime::from_unix_millis(row.created_at),
            attempts: small(row.attempts)?,
            next_attempt_at: time(row.next_attempt_at),
            delivered_at: time(row.delivered_at),
            last_status: status.transpose()?,
            last_error: error.transpose()?,
        })
    }
}

fn all<R, T: TryFrom<R, Error = StorageError>>(rows: Vec<R>) -> Result<Vec<T>, StorageError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

#[async_trait]
impl EventStreamRepository for SqliteUnit {
    async fn add(&mut self, stream: &EventStreamRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO event_streams (id, url, push_header, audience, subject, subject_issuer, \
             secret_sha256, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            blob(stream.id.uuid()),
            stream.url,
            stream.push_header.as_ref().map(Sealed::as_bytes),
            stream.audience,
            stream.subject.as_str(),
            stream.subject_issuer,
            stream.secret_sha256.as_slice(),
            stream.created_at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: EventStreamId) -> Result<Option<EventStreamRecord>, StorageError> {
        sqlx::query_as!(
            StreamRow,
            "SELECT id, url, push_header, audience, subject, subject_issuer, secret_sha256, \
             created_at FROM event_streams WHERE id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn by_secret(
        &mut self,
        secret_sha256: &[u8; 32],
    ) -> Result<Option<EventStreamRecord>, StorageError> {
        sqlx::query_as!(
            StreamRow,
            "SELECT id, url, push_header, audience, subject, subject_issuer, secret_sha256, \
             created_at FROM event_streams WHERE secret_sha256 = ?",
            secret_sha256.as_slice(),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn list(&mut self) -> Result<Vec<EventStreamRecord>, StorageError> {
        let rows = sqlx::query_as!(
            StreamRow,
            "SELECT id, url, push_header, audience, subject, subject_issuer, secret_sha256, \
             created_at FROM event_streams ORDER BY id DESC"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        all(rows)
    }

    async fn remove(&mut self, id: EventStreamId) -> Result<bool, StorageError> {
        let done = sqlx::query!("DELETE FROM event_streams WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn signing_key(&mut self) -> Result<Option<Sealed>, StorageError> {
        let secret = sqlx::query_scalar!("SELECT secret FROM event_signing_key WHERE id = 1")
            .fetch_optional(self.connection())
            .await
            .map_err(failed(KEY))?;
        Ok(secret.map(Sealed::from_bytes))
    }

    async fn set_signing_key(&mut self, secret: &Sealed, at: UtcTime) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO event_signing_key (id, secret, created_at) VALUES (1, ?, ?)",
            secret.as_bytes(),
            at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(KEY))?;
        Ok(())
    }

    async fn replace_signing_key(
        &mut self,
        secret: &Sealed,
        at: UtcTime,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query!(
            "UPDATE event_signing_key SET secret = ?, created_at = ? WHERE id = 1",
            secret.as_bytes(),
            at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(KEY))?;
        Ok(done.rows_affected() == 1)
    }

    async fn signing_key_made_at(&mut self) -> Result<Option<UtcTime>, StorageError> {
        let made = sqlx::query_scalar!("SELECT created_at FROM event_signing_key WHERE id = 1")
            .fetch_optional(self.connection())
            .await
            .map_err(failed(KEY))?;
        Ok(time(made))
    }

    async fn enqueue(&mut self, delivery: &EventDeliveryRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO event_deliveries (id, stream_id, person_id, event, data, created_at, \
             attempts, next_attempt_at, delivered_at, last_status, last_error) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(delivery.id.uuid()),
            blob(delivery.stream.uuid()),
            delivery.person.map(|p| blob(p.uuid())),
            delivery.event.as_str(),
            delivery.data,
            delivery.created_at.unix_millis(),
            delivery.attempts,
            millis(delivery.next_attempt_at),
            millis(delivery.delivered_at),
            delivery.last_status,
            delivery.last_error.map(DeliveryError::as_str),
        )
        .execute(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        Ok(())
    }

    async fn waiting(&mut self, id: EventStreamId) -> Result<u64, StorageError> {
        let count = sqlx::query_scalar!(
            "SELECT count(*) FROM event_deliveries \
             WHERE stream_id = ? AND next_attempt_at IS NOT NULL",
            blob(id.uuid()),
        )
        .fetch_one(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        unsigned(count)
    }

    async fn heads(&mut self) -> Result<Vec<EventDeliveryRecord>, StorageError> {
        let rows = sqlx::query_as!(
            DeliveryRow,
            "SELECT d.id, d.stream_id, d.person_id, d.event, d.data, d.created_at, d.attempts, \
             d.next_attempt_at, d.delivered_at, d.last_status, d.last_error \
             FROM event_streams s JOIN event_deliveries d ON d.id = \
             (SELECT e.id FROM event_deliveries e WHERE e.stream_id = s.id \
              AND e.next_attempt_at IS NOT NULL ORDER BY e.next_attempt_at, e.id LIMIT 1) \
             WHERE s.url IS NOT NULL ORDER BY d.next_attempt_at, d.id"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        all(rows)
    }

    async fn poll(
        &mut self,
        id: EventStreamId,
        limit: u32,
    ) -> Result<Vec<EventDeliveryRecord>, StorageError> {
        let rows = sqlx::query_as!(
            DeliveryRow,
            "SELECT id, stream_id, person_id, event, data, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error FROM event_deliveries \
             WHERE stream_id = ? AND next_attempt_at IS NOT NULL ORDER BY id LIMIT ?",
            blob(id.uuid()),
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        all(rows)
    }

    async fn acknowledge(
        &mut self,
        stream: EventStreamId,
        delivery: DeliveryId,
        at: UtcTime,
        error: Option<DeliveryError>,
    ) -> Result<bool, StorageError> {
        let taken_at = error.is_none().then_some(at);
        let done = sqlx::query!(
            "UPDATE event_deliveries SET attempts = attempts + 1, next_attempt_at = NULL, \
             delivered_at = ?, last_error = ? \
             WHERE id = ? AND stream_id = ? AND next_attempt_at IS NOT NULL",
            millis(taken_at),
            error.map(DeliveryError::as_str),
            blob(delivery.uuid()),
            blob(stream.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        Ok(done.rows_affected() == 1)
    }

    async fn record_attempt(
        &mut self,
        id: DeliveryId,
        attempt: &DeliveryAttempt,
    ) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE event_deliveries SET attempts = attempts + 1, last_status = ?, last_error = ?, \
             delivered_at = ?, next_attempt_at = ? WHERE id = ?",
            attempt.status,
            attempt.error.map(DeliveryError::as_str),
            millis(attempt.delivered_at),
            millis(attempt.next_attempt_at),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        if done.rows_affected() == 0 {
            return Err(StorageError::NotFound { what: DELIVERY });
        }
        Ok(())
    }

    async fn deliveries(
        &mut self,
        stream: EventStreamId,
        page: Page<DeliveryId>,
    ) -> Result<Listing<EventDeliveryRecord, DeliveryId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = sqlx::query_as!(
            DeliveryRow,
            "SELECT id, stream_id, person_id, event, data, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error \
             FROM event_deliveries WHERE stream_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            blob(stream.uuid()),
            before(page.after.map(DeliveryId::uuid)),
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        Ok(Listing::cut(all(rows)?, limit, |d: &EventDeliveryRecord| d.id))
    }

    async fn about_person(
        &mut self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<EventDeliveryRecord>, StorageError> {
        let rows = sqlx::query_as!(
            DeliveryRow,
            "SELECT id, stream_id, person_id, event, data, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error \
             FROM event_deliveries WHERE person_id = ? ORDER BY id DESC LIMIT ?",
            blob(person.uuid()),
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        all(rows)
    }

    async fn remove_deliveries_before(&mut self, moment: UtcTime) -> Result<u64, StorageError> {
        let done = sqlx::query!(
            "DELETE FROM event_deliveries WHERE created_at <= ?",
            moment.unix_millis()
        )
        .execute(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        Ok(done.rows_affected())
    }
}
