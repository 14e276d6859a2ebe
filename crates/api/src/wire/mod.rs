//! Wire types: the shapes that clients see, separate from the domain, with explicit conversions, so that
//! the core can be renamed without breaking anybody. Nothing here decides anything.
//!
//! Types that carry a name or another personal text have no `Debug`, so that they cannot be logged.

mod application;
mod check;
mod check_document;
mod cue;
mod decision;
mod event_stream;
mod facts;
mod invitation;
mod light;
mod link;
mod live;
mod login;
mod person;
mod reverification;
mod review;
mod session;
mod signing_key;
mod stream;
mod time;
mod timeline;
mod verdict;
mod webhook;

pub use application::{
    AddressView, ApplicationRecordView, ApplicationView, ClockReportView, DocumentFactsView,
    FindingEvidenceView, FindingView, NoApplication, PayMethodView, PlaceView, StudyView,
};
pub use check::{
    CheckCameraView, CheckDocumentView, CheckNoticeView, CheckResultView, CheckStateView,
    CheckStepView, ColourStepView, DocumentAnswerView, DocumentIssueView, GuidanceMessageView,
    GuidanceView,
};
pub use check_document::CheckDocumentTextView;
pub use cue::{CueKindView, CueStateView, CueView};
pub use decision::{DecisionView, DecisionsView, StandingView};
pub use event_stream::{EventDeliveryView, EventStreamView, SubjectFormatView};
pub use facts::{FramesView, MediaView, ModelView, PolicyView};
pub use invitation::{
    AttemptView, ConsentAnswerView, CreatedInvitationView, DocumentResultView, HintView,
    InvitationView, LetterView,
};
pub use light::{
    LightCardView, LightMissingView, LightSkipView, LightStateView, LightStepView, LightView,
};
pub use link::{
    LinkAnswerView, LinkBarsView, LinkBasisView, LinkDecisionView, LinkKindView, LinkPairView,
    LinkPersonView, LinkReferenceView, LinkRoomPairView, LinkRoomView, LinkSearchView,
    LinkSharedView, LinkView, OpenedLinkView,
};
pub use live::{CloseCodeView, FaceView, LIVE_VERSION, LiveEnvelope, LiveView, SourceEventView};
pub use login::{LoginClientView, LoginClientsView, LoginStateView, LoginView};
pub use person::{
    BoxView, ConsentView, PersonReferenceView, PersonView, PortraitQualityView, PortraitView,
};
pub use reverification::{
    DueStateView, DueView, RequirementView, ReverificationView, RiskEventView, RiskKindView,
};
pub use review::{ReviewCountsView, ReviewView, WaitsForView};
pub use session::{
    ErrorView, EvidenceView, SessionKindView, SessionStateView, SessionView, SourceView,
    TimelinePointView,
};
pub use signing_key::{SigningKeyView, SigningKeysView};
pub use stream::{CameraHintView, CameraView, SizeView, StreamFactsView};
pub use time::iso;
pub use timeline::{
    ComparedWithView, ComparisonView, DriftPointView, DriftView, HappeningView, TimelineEntryView,
};
pub use verdict::{
    ContinuityStateView, ContinuityView, IdentityStateView, IdentityView, MeaningView, OutcomeView,
    PresenceStateView, PresenceView, ReasonView, ReferenceFindingView, ReferenceKindView,
    VerdictView,
};
pub use webhook::{DeliveryView, WebhookView};

#[cfg(test)]
pub(crate) mod golden;
