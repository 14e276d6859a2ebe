//! What a session tells those who watch it.

use domain::{
    ComparisonScore, DetectedFace, FrameCounts, LogHeader, ManipulationScore, MediaInfo, MediaTime,
    PadScore, Rect, SourceEvent, TrackId, Verdict,
};
use verdict::{Evidence, Policy, recent_presence_llr};

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

/// Newest comparison scores averaged for a point of the timeline.
const RECENT_SCORES: usize = 3;

impl TimelinePoint {
    /// The point that `evidence` gives at this moment, live or when a stored log is read again. Without a
    /// policy there is no presence line.
    pub fn of(
        evidence: &Evidence,
        header: &LogHeader,
        policy: Option<&Policy>,
        at: MediaTime,
        face_visible: bool,
    ) -> Self {
        let identity_llr = evidence
            .recent_identity(RECENT_SCORES)
            .map(|score| header.identity_calibration.llr(score).get());
        let presence_llr =
            policy.and_then(|p| recent_presence_llr(evidence, header, p)).map(|llr| llr as f32);
        Self { at, identity_llr, presence_llr, face_visible }
    }
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
    /// Who is in the picture, where a human chooses whom to follow.
    Faces {
        /// Position in the stream.
        at: MediaTime,
        /// Every face found, with its track.
        faces: Vec<(TrackId, Rect)>,
        /// Whom the session follows, when it is in the picture.
        subject: Option<TrackId>,
        /// Whether anybody was chosen yet.
        is_chosen: bool,
    },
    /// The verdict as things stand.
    Verdict {
        /// Position in the stream.
        at: MediaTime,
        /// The verdict.
        verdict: Box<Verdict>,
        /// The timeline's newest point.
        point: TimelinePoint,
    },
    /// The source said something.
    Source(SourceEvent),
}
