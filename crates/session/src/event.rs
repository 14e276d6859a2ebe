//! What a session tells those who watch it.

use domain::{
    ComparisonScore, DetectedFace, FrameCounts, ManipulationScore, MediaInfo, MediaTime, PadScore,
    SourceEvent, Verdict,
};

/// One point of the timeline: recent values, not sums, so that a change shows at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimelinePoint {
    /// Position in the stream.
    pub at: MediaTime,
    /// LLR (same person : other) of the newest few faces against the reference that fits worst.
    pub identity_llr: Option<f32>,
    /// LLR (attack : bona fide) of the newest few measurements.
    pub presence_llr: Option<f32>,
    /// Whether the subject's face was in the frame.
    pub face_visible: bool,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionEvent {
    /// The stream is open.
    Opened(MediaInfo),
    /// Frames went by.
    Progress {
        /// Position in the stream.
        at: MediaTime,
        /// What became of them.
        counts: FrameCounts,
    },
    /// The subject's face was found.
    Face {
        /// Position in the stream.
        at: MediaTime,
        /// Which frame.
        seq: u64,
        /// Where, and how good.
        face: DetectedFace,
        /// Score against the reference that fits worst, when features were computed on this frame.
        score: Option<ComparisonScore>,
        /// PAD of this frame, when assessed.
        pad: Option<PadScore>,
        /// Manipulation score of this frame, when assessed.
        manipulation: Option<ManipulationScore>,
    },
    /// The verdict as things stand.
    Verdict {
        /// Position in the stream.
        at: MediaTime,
        /// The verdict.
        verdict: Verdict,
        /// The timeline's newest point.
        point: TimelinePoint,
    },
    /// The source said something.
    Source(SourceEvent),
}
