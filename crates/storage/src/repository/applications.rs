//! What people said in their applications.

use async_trait::async_trait;
use domain::PersonId;

use crate::seal::Sealed;
use crate::{ApplicationRecord, SharedValue, StorageError, ValueMark};

/// What people said in their applications. Gone with the person.
#[async_trait]
pub trait ApplicationRepository: Send {
    /// Puts a person's application and the marks of its values in, in place of an earlier one.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the person is gone.
    async fn put(
        &mut self,
        application: &ApplicationRecord,
        marks: &[ValueMark],
    ) -> Result<(), StorageError>;
    /// Looks a person's application up.
    async fn get(&mut self, person: PersonId) -> Result<Option<ApplicationRecord>, StorageError>;
    /// Removes a person's application with its marks. Answers whether there was one.
    async fn remove(&mut self, person: PersonId) -> Result<bool, StorageError>;
    /// This person's values that others have as well, each with at most `limit` of the others.
    async fn shared(
        &mut self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<SharedValue>, StorageError>;
    /// The key of the marks, sealed under [`SealContext::MarkKey`](crate::SealContext); none before the
    /// first application.
    async fn mark_key(&mut self) -> Result<Option<Sealed>, StorageError>;
    /// Keeps the key of the marks.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] when there is one: marks under different keys never meet.
    async fn set_mark_key(&mut self, secret: &Sealed) -> Result<(), StorageError>;
}
