//! `webhooks` and `deliveries`.

use async_trait::async_trait;
use domain::{DeliveryId, PersonId, UtcTime, WebhookId};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, millis, small, time, unsigned, uuid};
use super::error::failed;
use crate::{
    DeliveryAttempt, DeliveryError, DeliveryRecord, DisabledWhy, Listing, Page, Sealed,
    StorageError, WebhookEvent, WebhookRecord, WebhookRepository,
};

const WHAT: &str = "webhook";
const DELIVERY: &str = "delivery";

struct WebhookRow {
    id: Vec<u8>,
    url: String,
    secret: Vec<u8>,
    earlier_secret: Option<Vec<u8>>,
    earlier_until: Option<i64>,
    created_at: i64,
    disabled_at: Option<i64>,
    disabled_why: Option<String>,
}

impl TryFrom<WebhookRow> for WebhookRecord {
    type Error = StorageError;

    fn try_from(row: WebhookRow) -> Result<Self, StorageError> {
        let why = row.disabled_why.as_deref().map(|word| {
            DisabledWhy::from_name(word).ok_or(damaged("reason of a disabled webhook"))
        });
        let earlier = row.earlier_secret.map(Sealed::from_bytes);
        Ok(Self {
            id: WebhookId::from_uuid(uuid(&row.id)?),
            url: row.url,
            secret: Sealed::from_bytes(row.secret),
            earlier: earlier.zip(time(row.earlier_until)),
            created_at: UtcTime::from_unix_millis(row.created_at),
            disabled: time(row.disabled_at).zip(why.transpose()?),
        })
    }
}

struct DeliveryRow {
    id: Vec<u8>,
    webhook_id: Vec<u8>,
    person_id: Option<Vec<u8>>,
    event: String,
    body: String,
    created_at: i64,
    attempts: i64,
    next_attempt_at: Option<i64>,
    delivered_at: Option<i64>,
    last_status: Option<i64>,
    last_error: Option<String>,
}

impl TryFrom<DeliveryRow> for DeliveryRecord {
    type Error = StorageError;

    fn try_from(row: DeliveryRow) -> Result<Self, StorageError> {
        let person = row.person_id.map(|id| uuid(&id)).transpose()?;
        let status = row.last_status.map(|s| u16::try_from(s).map_err(|_| damaged("status")));
        let error = row.last_error.as_deref();
        let error = error.map(|w| DeliveryError::from_name(w).ok_or(damaged("delivery's error")));
        Ok(Self {
            id: DeliveryId::from_uuid(uuid(&row.id)?),
            webhook: WebhookId::from_uuid(uuid(&row.webhook_id)?),
            person: person.map(PersonId::from_uuid),
            event: WebhookEvent::from_name(&row.event).ok_or(damaged("webhook event"))?,
            body: row.body,
            created_at: UtcTime::from_unix_millis(row.created_at),
            attempts: small(row.attempts)?,
            next_attempt_at: time(row.next_attempt_at),
            delivered_at: time(row.delivered_at),
            last_status: status.transpose()?,
            last_error: error.transpose()?,
        })
    }
}

fn touched(rows: u64, what: &'static str) -> Result<(), StorageError> {
    if rows == 0 { Err(StorageError::NotFound { what }) } else { Ok(()) }
}

#[async_trait]
impl WebhookRepository for SqliteUnit {
    async fn add(&mut self, webhook: &WebhookRecord) -> Result<(), StorageError> {
        let earlier = webhook.earlier.as_ref();
        sqlx::query!(
            "INSERT INTO webhooks (id, url, secret, earlier_secret, earlier_until, created_at, \
             disabled_at, disabled_why) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            blob(webhook.id.uuid()),
            webhook.url,
            webhook.secret.as_bytes(),
            earlier.map(|(secret, _)| secret.as_bytes()),
            millis(earlier.map(|(_, until)| *until)),
            webhook.created_at.unix_millis(),
            millis(webhook.disabled.map(|(at, _)| at)),
            webhook.disabled.map(|(_, why)| why.as_str()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: WebhookId) -> Result<Option<WebhookRecord>, StorageError> {
        sqlx::query_as!(
            WebhookRow,
            "SELECT id, url, secret, earlier_secret, earlier_until, created_at, disabled_at, \
             disabled_why FROM webhooks WHERE id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn list(&mut self) -> Result<Vec<WebhookRecord>, StorageError> {
        sqlx::query_as!(
            WebhookRow,
            "SELECT id, url, secret, earlier_secret, earlier_until, created_at, disabled_at, \
             disabled_why FROM webhooks ORDER BY id DESC"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn rotate(
        &mut self,
        id: WebhookId,
        secret: &Sealed,
        earlier: &Sealed,
        earlier_until: UtcTime,
    ) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE webhooks SET secret = ?, earlier_secret = ?, earlier_until = ? WHERE id = ?",
            secret.as_bytes(),
            earlier.as_bytes(),
            earlier_until.unix_millis(),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        touched(done.rows_affected(), WHAT)
    }

    async fn disable(
        &mut self,
        id: WebhookId,
        at: UtcTime,
        why: DisabledWhy,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query!(
            "UPDATE webhooks SET disabled_at = ?, disabled_why = ? \
             WHERE id = ? AND disabled_at IS NULL",
            at.unix_millis(),
            why.as_str(),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        sqlx::query!(
            "UPDATE deliveries SET next_attempt_at = NULL WHERE webhook_id = ?",
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        Ok(done.rows_affected() == 1)
    }

    async fn remove(&mut self, id: WebhookId) -> Result<bool, StorageError> {
        let done = sqlx::query!("DELETE FROM webhooks WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn enqueue(&mut self, delivery: &DeliveryRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO deliveries (id, webhook_id, person_id, event, body, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(delivery.id.uuid()),
            blob(delivery.webhook.uuid()),
            delivery.person.map(|p| blob(p.uuid())),
            delivery.event.as_str(),
            delivery.body,
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

    async fn waiting(&mut self, id: WebhookId) -> Result<u64, StorageError> {
        let count = sqlx::query_scalar!(
            "SELECT count(*) FROM deliveries WHERE webhook_id = ? AND next_attempt_at IS NOT NULL",
            blob(id.uuid()),
        )
        .fetch_one(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        unsigned(count)
    }

    async fn heads(&mut self) -> Result<Vec<DeliveryRecord>, StorageError> {
        sqlx::query_as!(
            DeliveryRow,
            "SELECT d.id, d.webhook_id, d.person_id, d.event, d.body, d.created_at, d.attempts, \
             d.next_attempt_at, d.delivered_at, d.last_status, d.last_error \
             FROM webhooks w JOIN deliveries d ON d.id = \
             (SELECT e.id FROM deliveries e WHERE e.webhook_id = w.id \
              AND e.next_attempt_at IS NOT NULL ORDER BY e.next_attempt_at, e.id LIMIT 1) \
             WHERE w.disabled_at IS NULL ORDER BY d.next_attempt_at, d.id"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StorageError> {
        sqlx::query_as!(
            DeliveryRow,
            "SELECT id, webhook_id, person_id, event, body, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error \
             FROM deliveries WHERE id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(DELIVERY))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn deliveries(
        &mut self,
        webhook: WebhookId,
        page: Page<DeliveryId>,
    ) -> Result<Listing<DeliveryRecord, DeliveryId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = sqlx::query_as!(
            DeliveryRow,
            "SELECT id, webhook_id, person_id, event, body, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error \
             FROM deliveries WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            blob(webhook.uuid()),
            before(page.after.map(DeliveryId::uuid)),
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        let items = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(items, limit, |d: &DeliveryRecord| d.id))
    }

    async fn about_person(
        &mut self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<DeliveryRecord>, StorageError> {
        sqlx::query_as!(
            DeliveryRow,
            "SELECT id, webhook_id, person_id, event, body, created_at, attempts, \
             next_attempt_at, delivered_at, last_status, last_error \
             FROM deliveries WHERE person_id = ? ORDER BY id DESC LIMIT ?",
            blob(person.uuid()),
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(DELIVERY))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn record_attempt(
        &mut self,
        id: DeliveryId,
        attempt: &DeliveryAttempt,
    ) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE deliveries SET attempts = attempts + 1, last_status = ?, last_error = ?, \
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
        touched(done.rows_affected(), DELIVERY)
    }

    async fn post_again(&mut self, id: DeliveryId, at: UtcTime) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE deliveries SET delivered_at = NULL, next_attempt_at = ? WHERE id = ?",
            at.unix_millis(),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(DELIVERY))?;
        touched(done.rows_affected(), DELIVERY)
    }

    async fn remove_deliveries_before(&mut self, moment: UtcTime) -> Result<u64, StorageError> {
        let done =
            sqlx::query!("DELETE FROM deliveries WHERE created_at <= ?", moment.unix_millis())
                .execute(self.connection())
                .await
                .map_err(failed(DELIVERY))?;
        Ok(done.rows_affected())
    }
}
