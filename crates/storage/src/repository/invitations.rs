//! Invitations to a check, and how far each has come.

use async_trait::async_trait;
use domain::{InvitationId, PersonId, UtcTime};

use crate::{AttemptRecord, HintRecord, InvitationRecord, StorageError};

/// Invitations to checks, their attempts and what their pages said; all gone with the person.
#[async_trait]
pub trait InvitationRepository: Send {
    /// Records a fresh invitation: only what is fixed, and its state.
    async fn add(&mut self, invitation: &InvitationRecord) -> Result<(), StorageError>;
    /// Looks an invitation up.
    async fn get(&mut self, id: InvitationId) -> Result<Option<InvitationRecord>, StorageError>;
    /// The invitation that is bound to this cookie.
    async fn of_browser(
        &mut self,
        browser_sha256: &[u8; 32],
    ) -> Result<Option<InvitationRecord>, StorageError>;
    /// All invitations of a person, newest first. There are few.
    async fn of_person(&mut self, id: PersonId) -> Result<Vec<InvitationRecord>, StorageError>;
    /// Puts in what can change.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it is gone.
    async fn update(&mut self, invitation: &InvitationRecord) -> Result<(), StorageError>;
    /// Invitations that were over, or too old to be used, at or before `moment`; at most `limit`.
    async fn over_before(
        &mut self,
        moment: UtcTime,
        limit: u32,
    ) -> Result<Vec<InvitationRecord>, StorageError>;
    /// Removes an invitation with its attempts and hints. Answers whether there was one.
    async fn remove(&mut self, id: InvitationId) -> Result<bool, StorageError>;
    /// Records an attempt.
    async fn add_attempt(&mut self, attempt: &AttemptRecord) -> Result<(), StorageError>;
    /// Notes how an attempt ended. Answers false when it had ended before; the first end stays.
    async fn end_attempt(&mut self, attempt: &AttemptRecord) -> Result<bool, StorageError>;
    /// All attempts of an invitation, in order.
    async fn attempts(&mut self, id: InvitationId) -> Result<Vec<AttemptRecord>, StorageError>;
    /// Records a hint.
    async fn add_hint(&mut self, hint: &HintRecord) -> Result<(), StorageError>;
    /// All hints of an invitation, oldest first.
    async fn hints(&mut self, id: InvitationId) -> Result<Vec<HintRecord>, StorageError>;
}
