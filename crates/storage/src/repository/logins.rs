//! Logins that relying parties asked for, the keys that sign them, and how a person is found by the name that a
//! relying party has for them.

use async_trait::async_trait;
use domain::{LoginId, LoginKeyId, PersonId, UtcTime};

use crate::{Listing, LoginKeyRecord, LoginRecord, Page, Person, StorageError};

/// Logins, and what they need.
#[async_trait]
pub trait LoginRepository: Send {
    /// Records a login.
    async fn add(&mut self, login: &LoginRecord) -> Result<(), StorageError>;
    /// Looks a login up.
    async fn get(&mut self, id: LoginId) -> Result<Option<LoginRecord>, StorageError>;
    /// Puts in what can change: session, state, reason and end. Answers false when it was over before; the first
    /// end stays.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the session is gone.
    async fn update(&mut self, login: &LoginRecord) -> Result<bool, StorageError>;
    /// Logins, newest first.
    async fn list(
        &mut self,
        page: Page<LoginId>,
    ) -> Result<Listing<LoginRecord, LoginId>, StorageError>;
    /// Removes logins that began at or before `moment`; answers how many.
    async fn remove_before(&mut self, moment: UtcTime) -> Result<u64, StorageError>;
    /// Keeps a signing key.
    async fn add_key(&mut self, key: &LoginKeyRecord) -> Result<(), StorageError>;
    /// All signing keys, oldest first. There are few.
    async fn keys(&mut self) -> Result<Vec<LoginKeyRecord>, StorageError>;
    /// Removes a signing key. Answers whether there was one.
    async fn remove_key(&mut self, id: LoginKeyId) -> Result<bool, StorageError>;
    /// Notes by which mark a person's external reference is found.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the person is gone.
    async fn mark_person(&mut self, person: PersonId, mark: &[u8; 32]) -> Result<(), StorageError>;
    /// People with an external reference that is not marked yet, at most `limit`.
    async fn unmarked_people(&mut self, limit: u32) -> Result<Vec<Person>, StorageError>;
    /// The people whose external reference has this mark, at most `limit`.
    async fn people_of_mark(
        &mut self,
        mark: &[u8; 32],
        limit: u32,
    ) -> Result<Vec<PersonId>, StorageError>;
}
