//! What is kept, sealed.
//!
//! Repository traits ([`Storage`], [`UnitOfWork`] and one repository per aggregate) stand above the
//! backends; sealing ([`Sealer`], [`KeyRing`]) stands above the traits; [`Store`] puts records, sealed
//! values and files together for the use cases: open a data folder, erase a person, expire what is past
//! its retention, seal again with a new key.
//!
//! What deliberately does not live here: wire types, the choice of a clock or of randomness, and any
//! judgement.
//!
//! Invariants: SQL stays in `sqlite/`; a plaintext template, name, verdict, log or picture never crosses
//! a repository trait; nothing personal is printed, logged or put into an error.

pub mod codec;
#[cfg(feature = "contract")]
#[expect(clippy::unwrap_used, reason = "a suite of tests fails by panicking")]
pub mod contract;
mod error;
mod folder;
mod log;
mod record;
mod repository;
mod seal;
mod sqlite;
mod store;

pub use error::{StorageError, StoreError};
pub use folder::{DataFolder, FolderError, IncomingFile};
pub use log::{LogError, LogWriter, read_log};
pub use record::{
    Actor, ApiKeyRecord, ApplicationRecord, AttemptOutcome, AttemptRecord, AuditAction, AuditEvent,
    AuditId, AuditSubject, Consent, ConsentAnswer, DecisionRecord, DeliveryAttempt, DeliveryError,
    DeliveryRecord, DisabledWhy, DocumentResult, DocumentRule, DocumentSide, DocumentState,
    EventDeliveryRecord, EventStreamRecord, EvidenceRecord, HintRecord, InvitationPurpose,
    InvitationRecord, InvitationState, LinkAnswer, LinkBasis, LinkDecisionRecord, LinkKind,
    LinkRecord, Linked, Listing, LogChunk, LoginKeyRecord, LoginReason, LoginRecord, LoginState,
    MarkKind, MilestoneKind, MilestoneRecord, Page, Person, PortraitPicture, ReferenceRecord,
    Removed, ReverificationRecord, ReviewRecord, RiskEventRecord, RiskKind, RoomRecord,
    SecurityEvent, SessionEnding, SessionRecord, SessionState, SharedValue, SourceKind,
    SubjectFormat, ToldOf, ValueMark, WaitsFor, WebhookEvent, WebhookRecord, same_secret,
    secret_sha256,
};
pub use repository::{
    ApiKeyRepository, ApplicationRepository, AuditRepository, DecisionRepository,
    EventStreamRepository, EvidenceRepository, InvitationRepository, LinkRepository, LogRepository,
    LoginRepository, PersonRepository, ReferenceRepository, ReverificationRepository,
    ReviewRepository, RiskEventRepository, SealedCellRepository, SessionRepository, Storage,
    UnitOfWork, WebhookRepository,
};
pub use seal::{
    KeyId, KeyRing, KeyRingError, NewPerson, SealContext, SealError, Sealed, SealedCell,
    SealedTemplate, Sealer,
};
#[cfg(feature = "contract")]
pub use sqlite::Damage;
pub use sqlite::SqliteStorage;
pub use store::{NewEvidence, Pending, Purged, RetentionPolicy, StartReport, Store, StoreOptions};
