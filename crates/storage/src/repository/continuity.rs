//! The line after the hire: who is due, what raises it, and who is told.

use async_trait::async_trait;
use domain::{DeliveryId, EventStreamId, PersonId, UtcTime};

use crate::seal::Sealed;
use crate::{
    DeliveryAttempt, DeliveryError, EventDeliveryRecord, EventStreamRecord, Listing,
    MilestoneRecord, Page, ReverificationRecord, RiskEventRecord, StorageError,
};

/// Who is due for re-verification. Gone with the person.
#[async_trait]
pub trait ReverificationRepository: Send {
    /// Puts a person's dates in, in place of earlier ones.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the person is gone.
    async fn put(&mut self, record: &ReverificationRecord) -> Result<(), StorageError>;
    /// Looks a person's dates up.
    async fn get(&mut self, person: PersonId)
    -> Result<Option<ReverificationRecord>, StorageError>;
    /// The person belongs to no group any more. Answers whether there was one.
    async fn remove(&mut self, person: PersonId) -> Result<bool, StorageError>;
    /// Everybody with a date, who is due first first; of one group when given. `after` is the last of the
    /// page before.
    async fn list(
        &mut self,
        group: Option<&str>,
        limit: u32,
        after: Option<(UtcTime, PersonId)>,
    ) -> Result<Vec<ReverificationRecord>, StorageError>;
    /// Everybody in a group, by person, for when the configuration has changed.
    async fn all(
        &mut self,
        limit: u32,
        after: Option<PersonId>,
    ) -> Result<Vec<ReverificationRecord>, StorageError>;
    /// Who is due, or whose grace is over, at `now` and was not told so, at most `limit`.
    async fn ripe(
        &mut self,
        now: UtcTime,
        limit: u32,
    ) -> Result<Vec<ReverificationRecord>, StorageError>;
    /// Notes a turn.
    async fn add_milestone(&mut self, milestone: &MilestoneRecord) -> Result<(), StorageError>;
    /// All turns of a person, oldest first.
    async fn milestones(&mut self, person: PersonId) -> Result<Vec<MilestoneRecord>, StorageError>;
}

/// What raises what a person has to do. Gone with the person.
#[async_trait]
pub trait RiskEventRepository: Send {
    /// Records an event.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] when the person has one with that key; [`StorageError::NotFound`]
    /// when the person is gone.
    async fn add(&mut self, event: &RiskEventRecord) -> Result<(), StorageError>;
    /// The person's event with that key.
    async fn by_key(
        &mut self,
        person: PersonId,
        key_sha256: &[u8; 32],
    ) -> Result<Option<RiskEventRecord>, StorageError>;
    /// All events of a person, oldest first.
    async fn of_person(&mut self, person: PersonId) -> Result<Vec<RiskEventRecord>, StorageError>;
    /// Those that still count.
    async fn open(&mut self, person: PersonId) -> Result<Vec<RiskEventRecord>, StorageError>;
    /// Those of a person that were told at or before `until` count no longer; answers how many did.
    async fn settle(
        &mut self,
        person: PersonId,
        until: UtcTime,
        at: UtcTime,
    ) -> Result<u64, StorageError>;
}

/// Receivers of security events. An event is gone with its receiver, and with the person it is about.
#[async_trait]
pub trait EventStreamRepository: Send {
    /// Records a receiver.
    async fn add(&mut self, stream: &EventStreamRecord) -> Result<(), StorageError>;
    /// Looks a receiver up.
    async fn get(&mut self, id: EventStreamId) -> Result<Option<EventStreamRecord>, StorageError>;
    /// The receiver with that bearer token.
    async fn by_secret(
        &mut self,
        secret_sha256: &[u8; 32],
    ) -> Result<Option<EventStreamRecord>, StorageError>;
    /// All receivers, newest first. There are few.
    async fn list(&mut self) -> Result<Vec<EventStreamRecord>, StorageError>;
    /// Removes a receiver with its events. Answers whether there was one.
    async fn remove(&mut self, id: EventStreamId) -> Result<bool, StorageError>;
    /// The key that signs, sealed under [`SealContext::EventSigningKey`](crate::SealContext); none before
    /// the first receiver.
    async fn signing_key(&mut self) -> Result<Option<Sealed>, StorageError>;
    /// Keeps the key that signs.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] when there is one.
    async fn set_signing_key(&mut self, secret: &Sealed, at: UtcTime) -> Result<(), StorageError>;
    /// Puts a key in the place of the one that signs. Answers whether there was one.
    async fn replace_signing_key(
        &mut self,
        secret: &Sealed,
        at: UtcTime,
    ) -> Result<bool, StorageError>;
    /// When the key that signs was made; none before the first receiver.
    async fn signing_key_made_at(&mut self) -> Result<Option<UtcTime>, StorageError>;
    /// Puts an event in.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when its receiver or its person is gone.
    async fn enqueue(&mut self, delivery: &EventDeliveryRecord) -> Result<(), StorageError>;
    /// How many events wait for this receiver.
    async fn waiting(&mut self, id: EventStreamId) -> Result<u64, StorageError>;
    /// Of each receiver that is pushed to, the event that is to be pushed first; the earliest first.
    async fn heads(&mut self) -> Result<Vec<EventDeliveryRecord>, StorageError>;
    /// The events that wait for a receiver, the oldest first, at most `limit`.
    async fn poll(
        &mut self,
        id: EventStreamId,
        limit: u32,
    ) -> Result<Vec<EventDeliveryRecord>, StorageError>;
    /// The receiver has taken an event (`error` none), or cannot use it. Answers whether it waited there.
    async fn acknowledge(
        &mut self,
        stream: EventStreamId,
        delivery: DeliveryId,
        at: UtcTime,
        error: Option<DeliveryError>,
    ) -> Result<bool, StorageError>;
    /// Counts an attempt to push and notes how it went.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the event is gone.
    async fn record_attempt(
        &mut self,
        id: DeliveryId,
        attempt: &DeliveryAttempt,
    ) -> Result<(), StorageError>;
    /// The events to a receiver, newest first.
    async fn deliveries(
        &mut self,
        stream: EventStreamId,
        page: Page<DeliveryId>,
    ) -> Result<Listing<EventDeliveryRecord, DeliveryId>, StorageError>;
    /// The events about a person, newest first, at most `limit`.
    async fn about_person(
        &mut self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<EventDeliveryRecord>, StorageError>;
    /// Removes events put in at or before `moment`; answers how many.
    async fn remove_deliveries_before(&mut self, moment: UtcTime) -> Result<u64, StorageError>;
}
