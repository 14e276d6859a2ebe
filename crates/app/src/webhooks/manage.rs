//! Webhooks: made, listed, given a new secret, tried, removed; and the log of what was posted.

use std::fmt;
use std::time::Duration;

use domain::{DeliveryId, UtcTime, WebhookId};
use storage::{AuditAction, AuditSubject, DeliveryRecord, DisabledWhy, UnitOfWork, WebhookRecord};

use super::outbox::News;
use super::sign;
use crate::error::AppError;
use crate::facade::App;
use crate::view::{Actor, Page};

/// Webhooks at most: each makes a message of every session.
const MAX_WEBHOOKS: usize = 20;

/// How long the secret before the last change signs as well: a day to put the new one everywhere, as the
/// specification's example has it.
const BOTH_SIGN: Duration = Duration::from_secs(24 * 60 * 60);

/// A webhook without its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookDetails {
    /// Its id.
    pub id: WebhookId,
    /// Where messages are posted.
    pub url: String,
    /// When it was made.
    pub created_at: UtcTime,
    /// Until when the secret before the last change signs as well.
    pub earlier_until: Option<UtcTime>,
    /// Since when nothing is posted any more, and why.
    pub disabled: Option<(UtcTime, DisabledWhy)>,
}

impl fmt::Debug for WebhookDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookDetails").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A webhook with its fresh secret, `whsec_…`. Shown once.
pub struct CreatedWebhook {
    /// The webhook.
    pub details: WebhookDetails,
    /// What its receiver checks signatures with.
    pub secret: String,
}

impl fmt::Debug for CreatedWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedWebhook").field("details", &self.details).finish_non_exhaustive()
    }
}

impl App {
    /// All webhooks, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn webhooks(&self) -> Result<Vec<WebhookDetails>, AppError> {
        let now = self.clock().utc();
        let found = self.records().read().await?.webhooks().list().await?;
        Ok(found.into_iter().map(|webhook| details(webhook, now)).collect())
    }

    /// Makes a webhook.
    ///
    /// # Errors
    /// `invalid` for an address that may not be posted to; `conflict` when there are as many as there may be.
    pub async fn create_webhook(
        &self,
        actor: Actor,
        url: &str,
    ) -> Result<CreatedWebhook, AppError> {
        let url = self.settings().webhooks.checked(url)?;
        let now = self.clock().utc();
        let id = WebhookId::generate(now, self.entropy());
        let secret = sign::fresh_secret(self.entropy());
        let webhook = WebhookRecord {
            id,
            url,
            secret: self.sealer().seal_webhook_secret(id, &*secret),
            earlier: None,
            created_at: now,
            disabled: None,
        };
        let mut unit = self.records().begin().await?;
        if unit.webhooks().list().await?.len() >= MAX_WEBHOOKS {
            return Err(AppError::Conflict("there are 20 webhooks already: remove one first"));
        }
        unit.webhooks().add(&webhook).await?;
        self.note_webhook(&mut *unit, actor, AuditAction::WebhookCreated, id).await?;
        unit.commit().await?;
        Ok(CreatedWebhook { details: details(webhook, now), secret: sign::shown(&*secret) })
    }

    /// Gives a webhook a new secret. For a day both sign.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn rotate_webhook(
        &self,
        actor: Actor,
        id: WebhookId,
    ) -> Result<CreatedWebhook, AppError> {
        let now = self.clock().utc();
        let mut unit = self.records().begin().await?;
        let webhook = find(&mut *unit, id).await?;
        let before = self.sealer().webhook_secret(&webhook)?;
        let fresh = sign::fresh_secret(self.entropy());
        let secret = self.sealer().seal_webhook_secret(id, &*fresh);
        let earlier = self.sealer().seal_earlier_webhook_secret(id, &before);
        unit.webhooks().rotate(id, &secret, &earlier, now.plus(BOTH_SIGN)).await?;
        self.note_webhook(&mut *unit, actor, AuditAction::WebhookRotated, id).await?;
        let webhook = find(&mut *unit, id).await?;
        unit.commit().await?;
        Ok(CreatedWebhook { details: details(webhook, now), secret: sign::shown(&*fresh) })
    }

    /// Removes a webhook with what waits for it and its log.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_webhook(&self, actor: Actor, id: WebhookId) -> Result<(), AppError> {
        let mut unit = self.records().begin().await?;
        if !unit.webhooks().remove(id).await? {
            return Err(NO_WEBHOOK);
        }
        self.note_webhook(&mut *unit, actor, AuditAction::WebhookRemoved, id).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Puts a test message in. The delivery log says what became of it.
    ///
    /// # Errors
    /// `not_found`; `conflict` when nothing is posted to it any more.
    pub async fn test_webhook(
        &self,
        actor: Actor,
        id: WebhookId,
    ) -> Result<DeliveryRecord, AppError> {
        let mut unit = self.records().begin().await?;
        let webhook = find_working(&mut *unit, id).await?;
        let delivery = self.tell_one(&mut *unit, &webhook, &News::test(id)).await?;
        self.note_webhook(&mut *unit, actor, AuditAction::WebhookTested, id).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(delivery)
    }

    /// What was and will be posted to a webhook, newest first.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn deliveries(
        &self,
        id: WebhookId,
        limit: u32,
        after: Option<DeliveryId>,
    ) -> Result<Page<DeliveryRecord, DeliveryId>, AppError> {
        let mut unit = self.records().read().await?;
        find(&mut *unit, id).await?;
        let listing = unit.webhooks().deliveries(id, storage::Page { limit, after }).await?;
        Ok(Page { items: listing.items, next: listing.next })
    }

    /// Posts a message once more, now: one that was given up, waits, or was taken before.
    ///
    /// # Errors
    /// `not_found`; `conflict` when nothing is posted to the webhook any more.
    pub async fn retry_delivery(
        &self,
        actor: Actor,
        id: WebhookId,
        delivery: DeliveryId,
    ) -> Result<DeliveryRecord, AppError> {
        let mut unit = self.records().begin().await?;
        find_working(&mut *unit, id).await?;
        let found = unit.webhooks().delivery(delivery).await?;
        if found.is_none_or(|d| d.webhook != id) {
            return Err(NO_DELIVERY);
        }
        unit.webhooks().post_again(delivery, self.clock().utc()).await?;
        self.note_webhook(&mut *unit, actor, AuditAction::DeliveryRetried, id).await?;
        let found = unit.webhooks().delivery(delivery).await?.ok_or(NO_DELIVERY)?;
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(found)
    }

    async fn note_webhook(
        &self,
        unit: &mut dyn UnitOfWork,
        actor: Actor,
        action: AuditAction,
        id: WebhookId,
    ) -> Result<(), AppError> {
        let event = self.event(actor, action).about(AuditSubject::Webhook(id));
        Ok(unit.audit().append(&event).await?)
    }
}

const NO_WEBHOOK: AppError =
    AppError::NotThere("there is no such webhook: list the webhooks to find its id");
const NO_DELIVERY: AppError =
    AppError::NotThere("this webhook has no such delivery: list its deliveries to find the id");

async fn find(unit: &mut dyn UnitOfWork, id: WebhookId) -> Result<WebhookRecord, AppError> {
    unit.webhooks().get(id).await?.ok_or(NO_WEBHOOK)
}

async fn find_working(unit: &mut dyn UnitOfWork, id: WebhookId) -> Result<WebhookRecord, AppError> {
    let webhook = find(unit, id).await?;
    if webhook.disabled.is_some() {
        return Err(AppError::Conflict(
            "this webhook's receiver wanted nothing more (HTTP 410): remove it and make a new one",
        ));
    }
    Ok(webhook)
}

fn details(webhook: WebhookRecord, now: UtcTime) -> WebhookDetails {
    WebhookDetails {
        id: webhook.id,
        url: webhook.url,
        created_at: webhook.created_at,
        earlier_until: webhook.earlier.map(|(_, until)| until).filter(|until| now < *until),
        disabled: webhook.disabled,
    }
}
