//! The repositories, one per aggregate, behind one unit of work that is committed or dropped.
//!
//! Look-ups answer `Ok(None)` when there is nothing: absence is not an error. Writes check how many rows
//! they touched and answer [`StorageError::NotFound`] when it was none. No plaintext of a template,
//! name, verdict or log crosses these traits: sealing happens above them.

mod applications;
mod continuity;
mod invitations;
mod links;
mod logins;
mod operators;
mod people;
mod sessions;
mod webhooks;

pub use applications::ApplicationRepository;
pub use continuity::{EventStreamRepository, ReverificationRepository, RiskEventRepository};
pub use invitations::InvitationRepository;
pub use links::LinkRepository;
pub use logins::LoginRepository;
pub use operators::{ApiKeyRepository, AuditRepository};
pub use people::{PersonRepository, ReferenceRepository};
pub use sessions::{
    DecisionRepository, EvidenceRepository, LogRepository, ReviewRepository, SessionRepository,
};
pub use webhooks::WebhookRepository;

use async_trait::async_trait;

use crate::StorageError;
use crate::seal::{KeyId, Sealed, SealedCell};

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
    /// Who is due for re-verification.
    fn reverifications(&mut self) -> &mut dyn ReverificationRepository;
    /// What raises what a person has to do.
    fn risk_events(&mut self) -> &mut dyn RiskEventRepository;
    /// Receivers of security events, and the events to them.
    fn event_streams(&mut self) -> &mut dyn EventStreamRepository;
    /// What the one-to-many search found, and on what basis it runs.
    fn links(&mut self) -> &mut dyn LinkRepository;
    /// Logins, their keys, and how people are found for them.
    fn logins(&mut self) -> &mut dyn LoginRepository;
    /// Sealed values wherever they lie, for key rotation.
    fn sealed_cells(&mut self) -> &mut dyn SealedCellRepository;
    /// Saves the unit.
    async fn commit(self: Box<Self>) -> Result<(), StorageError>;
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
