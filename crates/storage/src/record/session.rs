//! The record of one capture session, and one chunk of its measurement log.

use domain::{FrameCounts, MediaInfo, PersonId, PolicyStamp, SessionId, SessionKind, UtcTime};

use crate::Sealed;

/// Where a session stands. It only ever moves forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionState {
    /// Recorded, not started.
    Created,
    /// Frames are being judged.
    Running,
    /// Ended with a verdict.
    Finished,
    /// Ended without one; the error code says why.
    Failed,
    /// The process ended before the session did.
    Interrupted,
}

impl SessionState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Created, Self::Running, Self::Finished, Self::Failed, Self::Interrupted];

    /// The name in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// The state with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Interrupted)
    }
}

/// How the frames come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// From a stream address.
    Address,
    /// From a file that was uploaded.
    Upload,
    /// Pushed by a browser's camera.
    Camera,
    /// Sent as a stream by whoever holds the session's key.
    Stream,
}

impl SourceKind {
    /// The name in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Upload => "upload",
            Self::Camera => "camera",
            Self::Stream => "stream",
        }
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Address, Self::Upload, Self::Camera, Self::Stream]
            .into_iter()
            .find(|s| s.as_str() == name)
    }
}

/// One capture session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Sorts by creation.
    pub id: SessionId,
    /// The claim: who it is said to be.
    pub person: PersonId,
    /// What it is for.
    pub kind: SessionKind,
    /// Where it stands.
    pub state: SessionState,
    /// How the frames come.
    pub source: SourceKind,
    /// The address or file name. UTF-8, sealed: addresses carry credentials and file names carry names.
    pub source_label: Option<Sealed>,
    /// The policy that judges.
    pub policy: PolicyStamp,
    /// When it was asked for.
    pub created_at: UtcTime,
    /// When its runner started.
    pub started_at: Option<UtcTime>,
    /// When it was over.
    pub ended_at: Option<UtcTime>,
    /// The verdict, encoded by [`codec`](crate::codec) and sealed.
    pub verdict: Option<Sealed>,
    /// What became of the frames.
    pub counts: FrameCounts,
    /// What the stream turned out to be.
    pub media: Option<MediaInfo>,
    /// Why it failed: a stable word, never a sentence.
    pub error_code: Option<String>,
}

impl SessionRecord {
    /// A session that was just asked for.
    pub fn created(
        id: SessionId,
        person: PersonId,
        kind: SessionKind,
        source: SourceKind,
        source_label: Option<Sealed>,
        policy: PolicyStamp,
        created_at: UtcTime,
    ) -> Self {
        Self {
            id,
            person,
            kind,
            state: SessionState::Created,
            source,
            source_label,
            policy,
            created_at,
            started_at: None,
            ended_at: None,
            verdict: None,
            counts: FrameCounts::default(),
            media: None,
            error_code: None,
        }
    }
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEnding {
    /// One of the states that [are over](SessionState::is_over).
    pub state: SessionState,
    /// When.
    pub at: UtcTime,
    /// The verdict, sealed; none when there is none.
    pub verdict: Option<Sealed>,
    /// What became of the frames.
    pub counts: FrameCounts,
    /// What the stream turned out to be.
    pub media: Option<MediaInfo>,
    /// Why it failed.
    pub error_code: Option<String>,
}

/// One sealed part of a measurement log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogChunk {
    /// The session.
    pub session: SessionId,
    /// Counts from 0 without holes; chunk 0 holds the header.
    pub seq: u32,
    /// The chunk, encoded, compressed and sealed; bound to session, person and `seq`.
    pub sealed: Sealed,
}
