//! Sessions and what hangs on them: logs, evidence, decisions, the queue of reviews.

use async_trait::async_trait;
use domain::{EvidenceId, FrameCounts, MediaInfo, PersonId, SessionId, SessionKind, UtcTime};

use crate::{
    DecisionRecord, EvidenceRecord, Listing, LogChunk, Page, Removed, ReviewRecord, SessionEnding,
    SessionRecord, StorageError,
};

/// Sessions.
#[async_trait]
pub trait SessionRepository: Send {
    /// Records a session.
    async fn add(&mut self, session: &SessionRecord) -> Result<(), StorageError>;
    /// Looks a session up.
    async fn get(&mut self, id: SessionId) -> Result<Option<SessionRecord>, StorageError>;
    /// Sessions, newest first; of one person when given.
    async fn list(
        &mut self,
        person: Option<PersonId>,
        page: Page<SessionId>,
    ) -> Result<Listing<SessionRecord, SessionId>, StorageError>;
    /// Moves a session from created to running.
    ///
    /// # Errors
    /// [`StorageError::WrongState`] from any other state.
    async fn start(&mut self, id: SessionId, at: UtcTime) -> Result<(), StorageError>;
    /// Notes how far a running session is. `media` none leaves what is there.
    ///
    /// # Errors
    /// [`StorageError::WrongState`] when it does not run.
    async fn progress(
        &mut self,
        id: SessionId,
        counts: FrameCounts,
        media: Option<&MediaInfo>,
    ) -> Result<(), StorageError>;
    /// Ends a session that was created or runs.
    ///
    /// # Errors
    /// [`StorageError::WrongState`] when it is over already, or `ending.state` is not an end.
    async fn end(&mut self, id: SessionId, ending: &SessionEnding) -> Result<(), StorageError>;
    /// Marks every session that is not over as interrupted; answers which. For start-up, before any
    /// session is created.
    async fn interrupt_all(&mut self, at: UtcTime) -> Result<Vec<SessionId>, StorageError>;
    /// Sessions that were over at or before `moment`, oldest first, at most `limit`.
    async fn over_before(
        &mut self,
        moment: UtcTime,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, StorageError>;
    /// Removes a session with its log, verdict and evidence rows. A reference it left stays, without
    /// naming it. Answers what went, or none.
    async fn remove(&mut self, id: SessionId) -> Result<Option<Removed>, StorageError>;
}

/// Measurement logs, in sealed chunks.
#[async_trait]
pub trait LogRepository: Send {
    /// Appends a chunk.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] when that number is taken, [`StorageError::NotFound`] when the
    /// session is gone.
    async fn append(&mut self, chunk: &LogChunk) -> Result<(), StorageError>;
    /// The first chunk of a session, which holds the log's header.
    async fn first(&mut self, session: SessionId) -> Result<Option<LogChunk>, StorageError>;
    /// All chunks of a session in order.
    async fn chunks(&mut self, session: SessionId) -> Result<Vec<LogChunk>, StorageError>;
}

/// Evidence pictures; their bytes are files.
#[async_trait]
pub trait EvidenceRepository: Send {
    /// Records a picture.
    async fn add(&mut self, evidence: &EvidenceRecord) -> Result<(), StorageError>;
    /// Looks a picture up.
    async fn get(&mut self, id: EvidenceId) -> Result<Option<EvidenceRecord>, StorageError>;
    /// All pictures of a session in order of stream position.
    async fn of_session(&mut self, id: SessionId) -> Result<Vec<EvidenceRecord>, StorageError>;
    /// Every picture and whose session it belongs to: what `evidence/` must hold.
    async fn all(&mut self) -> Result<Vec<(SessionId, EvidenceId, PersonId)>, StorageError>;
}

/// What humans decided. Appended and listed; gone with the session.
#[async_trait]
pub trait DecisionRepository: Send {
    /// Appends a decision.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the session is gone.
    async fn add(&mut self, decision: &DecisionRecord) -> Result<(), StorageError>;
    /// All decisions on a session, oldest first.
    async fn of_session(&mut self, id: SessionId) -> Result<Vec<DecisionRecord>, StorageError>;
    /// All decisions on all sessions of a person, oldest first.
    async fn of_person(&mut self, id: PersonId) -> Result<Vec<DecisionRecord>, StorageError>;
    /// The newest decision on a session.
    async fn newest(&mut self, id: SessionId) -> Result<Option<DecisionRecord>, StorageError>;
}

/// Sessions that wait for a human. A session leaves it when it is settled, or is removed.
#[async_trait]
pub trait ReviewRepository: Send {
    /// Has a session wait, or changes whose decision it waits for.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the session is gone.
    async fn put(&mut self, review: &ReviewRecord) -> Result<(), StorageError>;
    /// A session waits no longer. Answers whether it did.
    async fn settle(&mut self, session: SessionId) -> Result<bool, StorageError>;
    /// Looks up whether a session waits.
    async fn get(&mut self, session: SessionId) -> Result<Option<ReviewRecord>, StorageError>;
    /// What waits, oldest first: `after` names the last one of the page before. Of one kind when given.
    async fn list(
        &mut self,
        kind: Option<SessionKind>,
        page: Page<SessionId>,
    ) -> Result<Listing<ReviewRecord, SessionId>, StorageError>;
    /// What waits right before and right behind a session, whether it waits itself or not.
    async fn neighbours(
        &mut self,
        kind: Option<SessionKind>,
        session: SessionId,
    ) -> Result<(Option<SessionId>, Option<SessionId>), StorageError>;
    /// How many wait, by kind; a kind of which none waits is left out.
    async fn counts(&mut self) -> Result<Vec<(SessionKind, u64)>, StorageError>;
    /// Sessions that an earlier version left with a verdict and that nobody has looked at yet: each is to
    /// be [put](Self::put) or [settled](Self::settle). They take no part in anything else.
    async fn unsorted(&mut self, limit: u32) -> Result<Vec<SessionId>, StorageError>;
}
