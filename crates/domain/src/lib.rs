//! The field's words as types, after ISO/IEC 2382-37, 19795-1 and 30107-3.
//!
//! Everything in Likeness speaks in these types. Nothing here does I/O, reads a clock, draws a random
//! number or depends on another crate of the workspace.
//!
//! Invariants: a score knows its direction and is finite; a missing signal is [`Signal::NotAssessed`],
//! never a number; features never print themselves.

mod calibration;
mod cue;
mod entropy;
mod features;
mod frame;
mod geometry;
mod hand;
mod id;
mod light;
mod log;
mod measurement;
mod model;
mod rate_table;
mod reference;
mod requirement;
mod score;
mod session;
mod sign;
mod steps;
mod stream;
mod time;
mod verdict;

pub use calibration::{Calibration, CalibrationOrigin};
pub use cue::{CueAsked, CueFinding, CueKind, CueState};
pub use entropy::Entropy;
pub use features::{FaceFeatures, FeatureError, Template};
pub use frame::{Frame, FrameError, FrameSize, PixelFormat};
pub use geometry::{Landmarks, Point, Rect};
pub use hand::{HandSample, HandSeen};
pub use id::{
    ApiKeyId, DecisionId, DeliveryId, EventStreamId, EvidenceId, HintId, InvitationId, LinkId,
    LoginId, LoginKeyId, MilestoneId, PersonId, ReferenceId, RiskEventId, SessionId, TrackId,
    WebhookId,
};
pub use light::{
    CardColour, LightAsked, LightColour, LightEntry, LightFinding, LightLength, LightMissing,
    LightSample, LightSkip, LightState, LightStep,
};
pub use log::{FaceRecord, FrameRecord, LogEntry, LogHeader, MeasurementLog};
pub use measurement::{
    DetectedFace, FaceMeasurement, FaceOpenness, FaceQuality, FrameMeasurement, MeshPose,
    NotAssessedReason, QualityIssue, SceneThumb, Signal, Stages,
};
pub use model::{ModelId, ModelRole, ModelStamp, ModelStampSet};
pub use rate_table::{IdentityRates, Rate, RateTable, RateTableError};
pub use reference::{Reference, ReferenceKind};
pub use requirement::Requirement;
pub use score::{ComparisonScore, Llr, ManipulationScore, PadScore, QualityScore, ScoreError};
pub use session::{DropReason, FrameCounts, MediaInfo, SessionKind, SourceEnd, SourceEvent};
pub use sign::{Sign, SignKind};
pub use steps::Steps;
pub use stream::{CameraClaim, CameraFinding, CameraHint, Rhythm, StreamFinding};
pub use time::{Clock, MediaTime, UtcTime};
pub use verdict::{
    Continuity, ContinuityState, Identity, IdentityState, Outcome, PolicyStamp, Presence,
    PresenceState, Reason, ReasonCode, ReferenceFinding, Verdict,
};
