//! Receivers of messages, and the messages to them.

use async_trait::async_trait;
use domain::{DeliveryId, PersonId, UtcTime, WebhookId};

use crate::seal::Sealed;
use crate::{
    DeliveryAttempt, DeliveryRecord, DisabledWhy, Listing, Page, StorageError, WebhookRecord,
};

/// Webhooks, and the messages to them. A message is gone with its webhook, and with the person it is about.
#[async_trait]
pub trait WebhookRepository: Send {
    /// Records a webhook.
    async fn add(&mut self, webhook: &WebhookRecord) -> Result<(), StorageError>;
    /// Looks a webhook up.
    async fn get(&mut self, id: WebhookId) -> Result<Option<WebhookRecord>, StorageError>;
    /// All webhooks, newest first. There are few.
    async fn list(&mut self) -> Result<Vec<WebhookRecord>, StorageError>;
    /// Puts a new secret in, and the one before it beside it.
    async fn rotate(
        &mut self,
        id: WebhookId,
        secret: &Sealed,
        earlier: &Sealed,
        earlier_until: UtcTime,
    ) -> Result<(), StorageError>;
    /// Ends posting to a webhook: none of its messages waits any more. Answers false when that was so
    /// before; the first date stays.
    async fn disable(
        &mut self,
        id: WebhookId,
        at: UtcTime,
        why: DisabledWhy,
    ) -> Result<bool, StorageError>;
    /// Removes a webhook with its messages. Answers whether there was one.
    async fn remove(&mut self, id: WebhookId) -> Result<bool, StorageError>;
    /// Puts a message in.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when its webhook or its person is gone.
    async fn enqueue(&mut self, delivery: &DeliveryRecord) -> Result<(), StorageError>;
    /// How many messages wait for this webhook.
    async fn waiting(&mut self, id: WebhookId) -> Result<u64, StorageError>;
    /// Of each webhook that is posted to, the message that is to be posted first; the earliest first.
    async fn heads(&mut self) -> Result<Vec<DeliveryRecord>, StorageError>;
    /// Looks a message up.
    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StorageError>;
    /// The messages to a webhook, newest first.
    async fn deliveries(
        &mut self,
        webhook: WebhookId,
        page: Page<DeliveryId>,
    ) -> Result<Listing<DeliveryRecord, DeliveryId>, StorageError>;
    /// The messages about a person, newest first, at most `limit`.
    async fn about_person(
        &mut self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<DeliveryRecord>, StorageError>;
    /// Counts an attempt and notes how it went.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the message is gone.
    async fn record_attempt(
        &mut self,
        id: DeliveryId,
        attempt: &DeliveryAttempt,
    ) -> Result<(), StorageError>;
    /// Makes a message wait for `at`, whatever became of it so far.
    async fn post_again(&mut self, id: DeliveryId, at: UtcTime) -> Result<(), StorageError>;
    /// Removes messages put in at or before `moment`; answers how many.
    async fn remove_deliveries_before(&mut self, moment: UtcTime) -> Result<u64, StorageError>;
}
