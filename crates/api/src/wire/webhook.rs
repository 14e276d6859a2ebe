//! Webhooks and their deliveries on the wire.

use app::{DeliveryRecord, WebhookDetails};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::time::iso;

/// A webhook without its secret.
#[derive(Clone, Serialize, ToSchema)]
pub struct WebhookView {
    /// Its id.
    pub id: Uuid,
    /// Where messages are posted.
    pub url: String,
    /// When it was made, ISO 8601.
    pub created_at: String,
    /// Until when the secret before the last change signs as well, ISO 8601; null when only one signs.
    #[schema(required)]
    pub earlier_secret_until: Option<String>,
    /// Since when nothing is posted any more, ISO 8601; null while it works.
    #[schema(required)]
    pub disabled_at: Option<String>,
    /// Why: `gone` (the receiver answered 410); null while it works.
    #[schema(required)]
    pub disabled_why: Option<&'static str>,
}

impl From<&WebhookDetails> for WebhookView {
    fn from(webhook: &WebhookDetails) -> Self {
        Self {
            id: webhook.id.uuid(),
            url: webhook.url.clone(),
            created_at: iso(webhook.created_at),
            earlier_secret_until: webhook.earlier_until.map(iso),
            disabled_at: webhook.disabled.map(|(at, _)| iso(at)),
            disabled_why: webhook.disabled.map(|(_, why)| why.as_str()),
        }
    }
}

/// One message to a webhook, and how far it is.
#[derive(Clone, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its id. The header `webhook-id` is `msg_` and this without its hyphens.
    pub id: Uuid,
    /// What it tells: `session.finished`, `session.decided` or `webhook.test`.
    pub event: &'static str,
    /// The body as it is posted: JSON in a text.
    pub body: String,
    /// When it was put in, ISO 8601.
    pub created_at: String,
    /// How often it was posted.
    pub attempts: u32,
    /// When it is posted next, ISO 8601; null when it is over.
    #[schema(required)]
    pub next_attempt_at: Option<String>,
    /// When the receiver took it, ISO 8601; null until then.
    #[schema(required)]
    pub delivered_at: Option<String>,
    /// HTTP status of the last answer; null without one.
    #[schema(required)]
    pub last_status: Option<u16>,
    /// Why the last attempt had no answer: `address_refused`, `unreachable`, `tls`, `timed_out`,
    /// `broken` or `queue_full`; null when it had one.
    #[schema(required)]
    pub last_error: Option<&'static str>,
}

impl From<&DeliveryRecord> for DeliveryView {
    fn from(delivery: &DeliveryRecord) -> Self {
        Self {
            id: delivery.id.uuid(),
            event: delivery.event.as_str(),
            body: delivery.body.clone(),
            created_at: iso(delivery.created_at),
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at.map(iso),
            delivered_at: delivery.delivered_at.map(iso),
            last_status: delivery.last_status,
            last_error: delivery.last_error.map(app::DeliveryError::as_str),
        }
    }
}
