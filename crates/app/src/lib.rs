//! Use cases: enrol, run a session, re-verify, compare, erase.
//!
//! [`App`] is the facade that the api and the binary use. No HTTP, no SQL, no pipeline type crosses it.

mod analyst;
mod caller;
mod capture;
mod deps;
mod error;
mod facade;
mod failure;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
mod keys;
mod live;
mod people;
mod policies;
mod pool;
mod portraits;
mod sessions;
mod sources;
mod telemetry;
mod view;
mod vision_analyst;
mod webhooks;

#[cfg(test)]
mod tests;

pub use analyst::{AnalystError, EnrolledPicture, FrameAnalyst, PictureRefusal};
pub use caller::{ApiKeyDetails, Caller, CreatedKey, Scope};
pub use capture::{
    CaptureControl, CaptureEnd, CaptureLimits, CaptureObserver, CaptureReport, FACE_PX, FaceShot,
    KeptFace, NoObserver, ShotError, run_capture,
};
pub use deps::{AppDeps, AppSettings, PackInfo, PartInfo, StreamDoors};
pub use error::AppError;
pub use facade::{App, ShutdownReport};
pub use failure::SessionFailure;
pub use keys::ApiKeys;
pub use live::{CloseCode, Follower, LiveMessage, LiveOutbox, OUTBOX_CAPACITY, Posted};
pub use policies::{PolicyBook, PolicyText};
pub use pool::{InferencePool, Pending, PoolCounts, PoolError, PoolSize, PoolStartError};
pub use session::{Following, TimelinePoint};
pub use sessions::{
    BundleParts, FrameIntake, GivenCue, IntakeCounts, LightCard, Pace, Publication, StartSession,
    StartSource, StreamKey, standing,
};
pub use sources::{MediaOpener, Opening, SourceOpener};
pub use storage::{
    AuditAction, AuditId, AuditSubject, DeliveryError, DeliveryRecord, DisabledWhy, IncomingFile,
    WebhookEvent,
};
pub use telemetry::register_metrics;
pub use view::{
    About, Actor, AuditLine, Consent, Decision, EvidenceDetails, EvidenceFrame, NewPerson, Page,
    PersonSummary, Personal, PortraitReceipt, ReferenceDetails, ReplayReport, SessionDetails,
    SessionError, SessionState, SourceLabel, Standing, VerdictReport,
};
pub use webhooks::{
    CreatedWebhook, Dispatcher, HttpMessenger, Message, Messenger, WebhookDetails, WebhookRules,
};
