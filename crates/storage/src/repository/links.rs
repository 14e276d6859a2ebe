//! Links: on what basis everybody is searched, what was searched, and what was found.

use async_trait::async_trait;
use domain::{LinkId, ModelStamp, PersonId, ReferenceId, SessionId, UtcTime};

use crate::{
    Actor, LinkBasis, LinkDecisionRecord, LinkRecord, Linked, Listing, Page, ReferenceRecord,
    RoomRecord, StorageError,
};

/// Links. Gone with either person.
#[async_trait]
pub trait LinkRepository: Send {
    /// The basis in force.
    async fn basis(&mut self) -> Result<Option<LinkBasis>, StorageError>;
    /// Records a basis; one that has ended already is not recorded.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] while another is in force.
    async fn record_basis(&mut self, basis: &LinkBasis) -> Result<(), StorageError>;
    /// Ends the basis in force, forgets what was searched, and removes the rooms, which are kept for the search
    /// alone. Answers whether there was one.
    async fn end_basis(&mut self, at: UtcTime, by: Actor) -> Result<bool, StorageError>;
    /// References of a model that were searched, or were not, in order of their ids; those behind `after`.
    async fn references(
        &mut self,
        model: &ModelStamp,
        searched: bool,
        after: Option<ReferenceId>,
        limit: u32,
    ) -> Result<Vec<ReferenceRecord>, StorageError>;
    /// Notes that a reference was searched.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it is gone.
    async fn searched(&mut self, reference: ReferenceId, at: UtcTime) -> Result<(), StorageError>;
    /// Puts a session's room in; the person and the policy are the session's.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the session is gone, [`StorageError::AlreadyExists`] when it has one.
    async fn add_room(&mut self, room: &RoomRecord) -> Result<(), StorageError>;
    /// Rooms of a method that were searched, or were not, in order of their sessions; those behind `after`.
    async fn rooms(
        &mut self,
        method: &str,
        searched: bool,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<RoomRecord>, StorageError>;
    /// The room of a session.
    async fn room_of(&mut self, session: SessionId) -> Result<Option<RoomRecord>, StorageError>;
    /// Notes that a room was searched.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it is gone.
    async fn room_searched(&mut self, session: SessionId, at: UtcTime) -> Result<(), StorageError>;
    /// Puts a link in, or what can change of it: evidence, answer, and whose decision it waits for.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when a person is gone.
    async fn put(&mut self, link: &LinkRecord) -> Result<(), StorageError>;
    /// Looks a link up.
    async fn get(&mut self, id: LinkId) -> Result<Option<LinkRecord>, StorageError>;
    /// The link of these people of that kind.
    async fn between(&mut self, linked: Linked) -> Result<Option<LinkRecord>, StorageError>;
    /// All links of a person, oldest first.
    async fn of_person(&mut self, person: PersonId) -> Result<Vec<LinkRecord>, StorageError>;
    /// Links, newest first; only those that wait when asked for.
    async fn list(
        &mut self,
        only_waiting: bool,
        page: Page<LinkId>,
    ) -> Result<Listing<LinkRecord, LinkId>, StorageError>;
    /// How many wait for a decision.
    async fn waiting(&mut self) -> Result<u64, StorageError>;
    /// Removes links that nobody has decided on. Answers how many.
    async fn remove_undecided(&mut self) -> Result<u64, StorageError>;
    /// Appends a decision.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the link is gone.
    async fn add_decision(&mut self, decision: &LinkDecisionRecord) -> Result<(), StorageError>;
    /// All decisions on a link, oldest first.
    async fn decisions(&mut self, link: LinkId) -> Result<Vec<LinkDecisionRecord>, StorageError>;
}
