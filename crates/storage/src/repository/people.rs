//! People, and the references they are compared with.

use async_trait::async_trait;
use domain::{PersonId, ReferenceId, UtcTime};

use crate::{
    Consent, Listing, Page, Person, PortraitPicture, ReferenceRecord, Removed, StorageError,
};

/// People.
#[async_trait]
pub trait PersonRepository: Send {
    /// Records a person.
    async fn add(&mut self, person: &Person) -> Result<(), StorageError>;
    /// Looks a person up.
    async fn get(&mut self, id: PersonId) -> Result<Option<Person>, StorageError>;
    /// People, newest first.
    async fn list(
        &mut self,
        page: Page<PersonId>,
    ) -> Result<Listing<Person, PersonId>, StorageError>;
    /// Records what a person agreed to.
    async fn set_consent(&mut self, id: PersonId, consent: &Consent) -> Result<(), StorageError>;
    /// Removes a person with references, sessions, logs, verdicts and the rows of evidence and
    /// portraits. Answers what went, or none when there is no such person.
    async fn erase(&mut self, id: PersonId) -> Result<Option<Removed>, StorageError>;
}

/// References, and the pictures some were made from.
#[async_trait]
pub trait ReferenceRepository: Send {
    /// Records a reference.
    async fn add(&mut self, reference: &ReferenceRecord) -> Result<(), StorageError>;
    /// Looks a reference up.
    async fn get(&mut self, id: ReferenceId) -> Result<Option<ReferenceRecord>, StorageError>;
    /// All references of a person, oldest first.
    async fn of_person(&mut self, person: PersonId) -> Result<Vec<ReferenceRecord>, StorageError>;
    /// Removes a reference and its portrait's row. Answers what went, or none.
    async fn remove(&mut self, id: ReferenceId) -> Result<Option<Removed>, StorageError>;
    /// References whose retention ended at or before `now`, at most `limit`.
    async fn expired(
        &mut self,
        now: UtcTime,
        limit: u32,
    ) -> Result<Vec<ReferenceRecord>, StorageError>;
    /// Records the picture a reference was made from.
    async fn add_portrait(&mut self, picture: &PortraitPicture) -> Result<(), StorageError>;
    /// Looks a reference's picture up.
    async fn portrait(&mut self, id: ReferenceId) -> Result<Option<PortraitPicture>, StorageError>;
    /// Every reference with a picture, and whose it is: what `portraits/` must hold.
    async fn all_portraits(&mut self) -> Result<Vec<(ReferenceId, PersonId)>, StorageError>;
}
