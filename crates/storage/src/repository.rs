//! The repositories, one per aggregate, behind one unit of work that is committed or dropped.
//!
//! Look-ups answer `Ok(None)` when there is nothing: absence is not an error. Writes check how many rows
//! they touched and answer [`StorageError::NotFound`] when it was none. No plaintext of a template,
//! name, verdict or log crosses these traits: sealing happens above them.

mod logins;

pub use logins::LoginRepository;

use async_trait::async_trait;
use domain::{
    ApiKeyId, DeliveryId, EvidenceId, FrameCounts, InvitationId, MediaInfo, PersonId, ReferenceId,
    SessionId, SessionKind, UtcTime, WebhookId,
};

use crate::seal::{KeyId, Sealed, SealedCell};
use crate::{
    ApiKeyRecord, ApplicationRecord, AttemptRecord, AuditEvent, AuditId, Consent, DecisionRecord,
    DeliveryAttempt, DeliveryRecord, DisabledWhy, EvidenceRecord, HintRecord, InvitationRecord,
    Listing, LogChunk, Page, Person, PortraitPicture, ReferenceRecord, Removed, ReviewRecord,
    SessionEnding, SessionRecord, SharedValue, StorageError, ValueMark, WebhookRecord,
};

/// A place where records are kept.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Begins a unit of work that may write. Writers take turns; hold it briefly, and never begin a
    /// second one while holding the first.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StorageError>;

    /// Begins a unit of work that only reads, on one unchanging view. Writing through it is an error.
    async fn read(&self) -> Result<Box<dyn UnitOfWork>, StorageError>;

    /// Makes removed rows leave the disk as well: called after an erasure. Answers false when a reader
    /// was in the way and it should be tried again later.
    async fn scrub(&self) -> Result<bool, StorageError>;

    /// Waits for units of work in flight and lets go of the backend.
    async fn close(&self);
}

/// One unit of work: all of it happens at [`commit`](UnitOfWork::commit), or, when dropped, none.
#[async_trait]
pub trait UnitOfWork: Send {
    /// People.
    fn people(&mut self) -> &mut dyn PersonRepository;
    /// References and portraits.
    fn references(&mut self) -> &mut dyn ReferenceRepository;
    /// Sessions.
    fn sessions(&mut self) -> &mut dyn SessionRepository;
    /// Measurement logs.
    fn logs(&mut self) -> &mut dyn LogRepository;
    /// Evidence pictures.
    fn evidence(&mut self) -> &mut dyn EvidenceRepository;
    /// What humans decided.
    fn decisions(&mut self) -> &mut dyn DecisionRepository;
    /// Sessions that wait for a human.
    fn reviews(&mut self) -> &mut dyn ReviewRepository;
    /// What people said in their applications.
    fn applications(&mut self) -> &mut dyn ApplicationRepository;
    /// Audit events.
    fn audit(&mut self) -> &mut dyn AuditRepository;
    /// API keys.
    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository;
    /// Webhooks, and the messages to them.
    fn webhooks(&mut self) -> &mut dyn WebhookRepository;
    /// Invitations to checks.
    fn invitations(&mut self) -> &mut dyn InvitationRepository;
    /// Logins, their keys, and how people are found for them.
    fn logins(&mut self) -> &mut dyn LoginRepository;
    /// Sealed values wherever they lie, for key rotation.
    fn sealed_cells(&mut self) -> &mut dyn SealedCellRepository;
    /// Saves the unit.
    async fn commit(self: Box<Self>) -> Result<(), StorageError>;
}

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

/// Sealed values wherever they lie.
#[async_trait]
pub trait SealedCellRepository: Send {
    /// Up to `limit` values that are not sealed with `key`.
    async fn not_sealed_with(
        &mut self,
        key: KeyId,
        limit: u32,
    ) -> Result<Vec<SealedCell>, StorageError>;
    /// Puts `new` where `cell` lies, unless the value there has changed since; answers whether it did.
    async fn replace(&mut self, cell: &SealedCell, new: &Sealed) -> Result<bool, StorageError>;
    /// Any one sealed value: none in a store that holds nothing sealed yet.
    async fn any(&mut self) -> Result<Option<SealedCell>, StorageError>;
}
