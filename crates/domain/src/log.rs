//! The measurement log: all that a verdict rests on. With its header it can be judged again, years
//! later, without a camera. In clear only in memory; storage seals it.

use crate::{
    Calibration, CameraClaim, CueAsked, FaceMeasurement, FaceQuality, HandSample, IdentityRates,
    Landmarks, LightEntry, MediaTime, ModelStampSet, PolicyStamp, RateTable, Rect, Reference,
    SessionId, SessionKind, Sign, SourceEvent, Steps, TrackId,
};

/// What a session was judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct LogHeader {
    /// The session.
    pub session: SessionId,
    /// What it was for.
    pub kind: SessionKind,
    /// The references in force when it began.
    pub references: Vec<Reference>,
    /// Name and version of the policy.
    pub policy: PolicyStamp,
    /// The policy file's own text, so that a later version cannot change an old verdict.
    pub policy_text: String,
    /// Comparison score → LLR (same person : other person).
    pub identity_calibration: Calibration,
    /// What share of strangers and of true pairs a comparison score stands for; none: not measured for
    /// this embedder.
    pub identity_rates: Option<IdentityRates>,
    /// Pooled comparison scores that would match but lie below this are in the imitation band, where face
    /// swaps live; from the embedder's calibration. None: no band is known for this embedder.
    pub imitation_below: Option<f32>,
    /// Pooled comparison score → LLR (a face laid over another : the person); falls, and is worth nothing
    /// at [`Self::imitation_below`]. None: not measured for this embedder.
    pub imitation_calibration: Option<Calibration>,
    /// Mean PAD score → LLR (attack : bona fide); absent when no PAD model is loaded.
    pub pad_calibration: Option<Calibration>,
    /// Mean manipulation score → LLR (manipulated : bona fide); absent without such a model.
    pub manipulation_calibration: Option<Calibration>,
    /// Share of bona fide sessions whose presence LLR is at or above a value: falls. None: not measured for
    /// these models.
    pub false_alarm: Option<RateTable>,
    /// Every model in use.
    pub models: ModelStampSet,
}

/// One face of one frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceRecord {
    /// The track it belongs to.
    pub track: TrackId,
    /// Box in picture pixels.
    pub rect: Rect,
    /// Landmarks in picture pixels.
    pub landmarks: Landmarks,
    /// Quality.
    pub quality: FaceQuality,
    /// Detector's confidence, 0..1.
    pub confidence: f32,
    /// What the face models said; [`FaceMeasurement::NOT_ASKED`] for faces that were only seen.
    pub measurement: FaceMeasurement,
}

/// One analysed frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameRecord {
    /// Sampled frame number.
    pub seq: u64,
    /// Position in the stream.
    pub pts: MediaTime,
    /// Mean luma change per cell against the analysed frame before, 0..255; none for the first.
    pub change: Option<f32>,
    /// True when the whole frame was searched, false when only the neighbourhood of the subject was.
    pub whole_frame: bool,
    /// Faces; the subject's track is the one the session follows.
    pub faces: Vec<FaceRecord>,
    /// Which of the tracks is the capture subject, if one is followed.
    pub subject: Option<TrackId>,
}

/// One entry of the log, in the order in which it happened.
#[derive(Debug, Clone, PartialEq)]
pub enum LogEntry {
    /// A frame was analysed.
    Frame(FrameRecord),
    /// The source said something.
    Source(SourceEvent),
    /// The person was asked for a movement.
    Cue(CueAsked),
    /// A light card was handed out, shown or skipped, or the skin was looked at meanwhile.
    Light(LightEntry),
    /// Something was noticed around the stream.
    Sign(Sign),
    /// What the service leads the person through. The first entry, where there is one.
    Steps(Steps),
    /// A hand was looked for, because a cue asks for one.
    Hand(HandSample),
    /// The page that runs the camera named it.
    Camera(CameraClaim),
}

/// Header and entries.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasurementLog {
    /// What it was judged by.
    pub header: LogHeader,
    /// What happened.
    pub entries: Vec<LogEntry>,
}
