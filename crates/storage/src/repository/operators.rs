//! Those who use the service: their keys, and what they did.

use async_trait::async_trait;
use domain::{ApiKeyId, UtcTime};

use crate::{ApiKeyRecord, AuditEvent, AuditId, Listing, Page, StorageError};

/// Audit events. Appended, listed, expired; never changed.
#[async_trait]
pub trait AuditRepository: Send {
    /// Appends an event.
    async fn append(&mut self, event: &AuditEvent) -> Result<(), StorageError>;
    /// Events, newest first.
    async fn list(
        &mut self,
        page: Page<AuditId>,
    ) -> Result<Listing<AuditEvent, AuditId>, StorageError>;
    /// Removes events at or before `moment`; answers how many.
    async fn remove_before(&mut self, moment: UtcTime) -> Result<u64, StorageError>;
}

/// API keys.
#[async_trait]
pub trait ApiKeyRepository: Send {
    /// Records a key.
    async fn add(&mut self, key: &ApiKeyRecord) -> Result<(), StorageError>;
    /// Looks a key up, revoked or not.
    async fn get(&mut self, id: ApiKeyId) -> Result<Option<ApiKeyRecord>, StorageError>;
    /// All keys, newest first. There are few.
    async fn list(&mut self) -> Result<Vec<ApiKeyRecord>, StorageError>;
    /// Revokes a key. Answers false when it was revoked before; the first date stays.
    async fn revoke(&mut self, id: ApiKeyId, at: UtcTime) -> Result<bool, StorageError>;
}
