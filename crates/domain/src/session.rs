//! Facts about a capture session and its stream.

use std::time::Duration;

use crate::{FrameSize, MediaTime, Rhythm};

/// What a session is for. The line from interview to login starts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionKind {
    /// A job interview.
    Interview,
    /// The check before day one.
    Onboarding,
    /// A later login or periodic re-verification.
    Login,
}

impl SessionKind {
    /// The name in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Onboarding => "onboarding",
            Self::Login => "login",
        }
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Interview, Self::Onboarding, Self::Login].into_iter().find(|k| k.as_str() == name)
    }
}

/// Why a frame was not analysed. Each drop is counted under its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DropReason {
    /// Live stream: a newer frame took its place before a worker was free.
    Superseded,
    /// The frame's buffer did not hold what its numbers claimed.
    Malformed,
    /// Inference failed or was overloaded.
    InferenceFailed,
}

impl DropReason {
    /// Every reason, for counters that exist at zero.
    pub const ALL: [Self; 3] = [Self::Superseded, Self::Malformed, Self::InferenceFailed];

    /// The name in counters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Malformed => "malformed",
            Self::InferenceFailed => "inference_failed",
        }
    }
}

/// What became of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrameCounts {
    /// Decoded pictures the source saw.
    pub received: u64,
    /// Those taken at the sampling rate.
    pub sampled: u64,
    /// Those the detector has seen.
    pub analysed: u64,
    /// Sampled but not analysed.
    pub dropped: u64,
}

/// What a stream turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaInfo {
    /// Size after rotation.
    pub size: FrameSize,
    /// Video codec in words, for instance `H.264`.
    pub codec: String,
    /// Total length, when the container says so.
    pub duration: Option<Duration>,
    /// True for a stream that cannot wait.
    pub live: bool,
}

/// Why a source ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceEnd {
    /// Its last frame was delivered.
    Finished,
    /// The file or stream broke off; what came before was used. The text says where, without addresses.
    Truncated {
        /// What the decoder said.
        detail: String,
    },
    /// Nothing more came, and reconnecting failed.
    Lost {
        /// Attempts made.
        attempts: u32,
    },
    /// The operator or the caller ended it.
    Cancelled,
    /// The service was told to stop while the session ran: nobody decided that enough was seen.
    CutShort,
}

/// What a source tells besides frames. A closed set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceEvent {
    /// The first picture is known.
    Opened(MediaInfo),
    /// Size or codec changed in mid-stream.
    Changed(MediaInfo),
    /// No frame for a while; `at` is the last frame's time.
    Silent {
        /// Position of the last frame.
        at: MediaTime,
    },
    /// Frames come again.
    Resumed {
        /// Position of the first frame after the gap.
        at: MediaTime,
        /// Media time without frames.
        gap: Duration,
    },
    /// The stream broke and is being opened again.
    Reconnecting {
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// How regularly pictures came.
    Rhythm(Rhythm),
    /// The end, with its reason.
    Ended(SourceEnd),
}
