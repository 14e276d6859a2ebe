//! Use cases: enrol, run a session, re-verify, compare, erase.
//!
//! [`App`] is the facade that the api and the binary use. No HTTP, no SQL, no pipeline type crosses it.

mod analyst;
mod applications;
mod caller;
mod capture;
mod checks;
mod deps;
mod error;
mod facade;
mod failure;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
mod keys;
mod led;
mod links;
mod live;
mod logins;
mod people;
mod policies;
mod pool;
mod portraits;
mod recompute;
mod reverification;
mod security_events;
mod sessions;
mod signing_keys;
mod sources;
mod telemetry;
mod timeline;
mod view;
mod vision_analyst;
mod webhooks;

#[cfg(test)]
mod tests;

pub use analyst::{
    AnalystError, DocumentPicture, DocumentProblem, DocumentText, EnrolledPicture, FrameAnalyst,
    PictureRefusal,
};
pub use applications::ApplicationFile;
pub use caller::{ApiKeyDetails, Caller, CreatedKey, Scope};
pub use capture::{
    CaptureControl, CaptureEnd, CaptureLimits, CaptureObserver, CaptureReport, FACE_PX, FaceShot,
    KeptFace, NoObserver, ShotError, run_capture,
};
pub use checks::{
    AttemptDetails, AttemptPage, CheckDocument, CheckHints, CheckNotice, CheckResult,
    CheckSettings, CheckState, CheckStep, CreatedInvitation, DocumentAnswer, DocumentIssue,
    HintDetails, InvitationDetails, InvitationStanding, InvitationToken, LANGUAGES, Letter,
    MovedInvitation, NewInvitation, OpenedCheck, StartedAttempt, qr_svg,
};
pub use deps::{AppDeps, AppSettings, PackInfo, PartInfo, StreamDoors};
pub use documents::Day;
pub use dossier::{
    Address, Application, ClockReport, Country, DocumentFacts, Evidence, Finding, FindingCode,
    PayMethod, Place, Severity, Study,
};
pub use error::{AppError, InvitationProblem};
pub use facade::{App, ShutdownReport};
pub use failure::SessionFailure;
pub use keys::ApiKeys;
pub use led::{LedClose, LedInput, LedMessage, LedPage};
pub use links::{
    FALSE_LINKS_PER_THOUSAND, LinkBars, LinkDecision, LinkDetails, LinkFace, LinkPair, LinkPerson,
    LinkReference, LinkRoom, LinkRoomPair, LinkSearch, LinkSearcher, LinkSettings, LinkShared,
    LinkStanding, LinkSummary, SearchState, allowed_false_matches, link_bars, refers, standing_of,
    ties,
};
pub use live::{CloseCode, Follower, LiveMessage, LiveOutbox, OUTBOX_CAPACITY, Posted};
pub use logins::{
    Authorized, Fallback, LoginClient, LoginClientDetails, LoginCookie, LoginDetails, LoginPage,
    LoginPageState, LoginProblem, LoginSettings, LoginStanding, LoginStep, PushedRequest,
    StartedLogin, SubjectRule, TokenFault, Tokens,
};
pub use oidc;
pub use policies::{PolicyBook, PolicyText};
pub use pool::{InferencePool, Pending, PoolCounts, PoolError, PoolSize, PoolStartError};
pub use recompute::{RecomputeOptions, RecomputeReport};
pub use reverification::{
    AddressFacts, DueLine, DueState, Escalation, GroupRule, Networks, NetworksError, NewRiskEvent,
    Reminder, ReverificationDetails, ReverificationSettings, RiskSettings, RuleError,
};
pub use security_events::{
    CreatedEventStream, EventMessage, EventStreamDetails, NewEventStream, PollAnswer, PollRequest,
    SecurityEventSettings, Transmitter,
};
pub use session::{AgainCode, Conclusion, FaceHint, Following, Guidance, TimelinePoint};
pub use sessions::{
    BundleParts, FrameIntake, GivenCue, IntakeCounts, LightCard, Pace, Publication, StartSession,
    StartSource, StreamKey, standing, waits_for,
};
pub use signing_keys::{KeyDetails, KeyState, PublishedKeys};
pub use sources::{MediaOpener, Opening, SourceOpener};
pub use storage::{
    AttemptOutcome, AuditAction, AuditId, AuditSubject, ConsentAnswer, DeliveryError,
    DeliveryRecord, DisabledWhy, DocumentResult, DocumentRule, DocumentSide, EventDeliveryRecord,
    IncomingFile, InvitationPurpose, LinkAnswer, LinkBasis, LinkKind, LoginReason, MarkKind,
    MilestoneKind, RiskEventRecord, RiskKind, SecurityEvent, SubjectFormat, WebhookEvent,
};
pub use telemetry::register_metrics;
pub use timeline::{
    ComparedWith, Comparison, Drift, DriftPoint, Happening, InvitationStep, Meaning, NoPlace,
    TOLD_AT_MOST, TimelineEntry, TimelinePlace,
};
pub use view::{
    About, Actor, AuditLine, Consent, Decision, EvidenceDetails, EvidenceFrame, NewPerson, Page,
    PersonSummary, Personal, PortraitReceipt, ReferenceDetails, ReplayReport, Review, ReviewCount,
    SessionDetails, SessionError, SessionState, SourceLabel, Standing, VerdictReport, WaitsFor,
};
pub use vision_analyst::ReadingAnalyst;
pub use webhooks::{
    CreatedWebhook, Dispatcher, HttpMessenger, Message, Messenger, WebhookDetails, WebhookRules,
};
