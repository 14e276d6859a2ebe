//! What a running session tells those who follow it, and the bounded queue in front of each of them.

mod follower;
mod hub;
mod outbox;

pub use follower::Follower;
pub(crate) use hub::{HeaderFacts, LiveSession, keep_point};
pub use outbox::{LiveOutbox, OUTBOX_CAPACITY, Posted};

use domain::{
    ComparisonScore, DetectedFace, EvidenceId, FrameCounts, ManipulationScore, MediaInfo,
    MediaTime, PadScore, ReasonCode, Rect, SourceEvent, TrackId,
};

use session::TimelinePoint;

use crate::view::{SessionDetails, VerdictReport};

/// One message to a follower.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveMessage {
    /// Always the first: how things stand.
    Snapshot {
        /// The session.
        session: Box<SessionDetails>,
        /// The timeline so far.
        timeline: Vec<TimelinePoint>,
    },
    /// The first picture is known.
    Opened(MediaInfo),
    /// Frames are being watched.
    Progress {
        /// Position in the stream.
        at: MediaTime,
        /// What became of the frames.
        frames: FrameCounts,
    },
    /// The subject's face was measured; its picture can be fetched anew.
    Face {
        /// Position in the stream.
        at: MediaTime,
        /// Sampled frame number.
        seq: u64,
        /// Box, landmarks and quality.
        face: Box<DetectedFace>,
        /// Comparison score against the weakest reference, when assessed.
        score: Option<ComparisonScore>,
        /// PAD score, when assessed.
        pad: Option<PadScore>,
        /// Manipulation score, when assessed.
        manipulation: Option<ManipulationScore>,
    },
    /// Who is in the picture, in a session where a human chooses whom to follow.
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
    /// The verdict so far.
    Verdict {
        /// Position in the stream.
        at: MediaTime,
        /// The verdict.
        report: Box<VerdictReport>,
        /// The newest point of the timeline.
        point: TimelinePoint,
    },
    /// The source said something.
    Source(SourceEvent),
    /// An evidence picture was kept.
    Evidence {
        /// Its id.
        id: EvidenceId,
        /// The reason it stands for.
        code: ReasonCode,
        /// Where in the stream.
        at: MediaTime,
    },
    /// The session ended. The last message but for `Closed`.
    Ended(Box<SessionDetails>),
    /// This follower is cut off.
    Closed(CloseCode),
}

impl LiveMessage {
    /// Whether a newer message of the same kind makes this one worthless.
    pub const fn is_state(&self) -> bool {
        matches!(
            self,
            Self::Progress { .. } | Self::Face { .. } | Self::Faces { .. } | Self::Verdict { .. }
        )
    }

    /// Whether nothing follows.
    pub const fn is_last(&self) -> bool {
        matches!(self, Self::Ended(_) | Self::Closed(_))
    }
}

/// Why a follower is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// It stayed behind for so long that messages would have been lost.
    TooSlow,
    /// The session is gone: erased, or the service is stopping.
    Gone,
}

impl CloseCode {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooSlow => "too_slow",
            Self::Gone => "gone",
        }
    }
}
