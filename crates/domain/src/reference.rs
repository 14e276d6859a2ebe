//! What a probe is compared with.

use crate::{QualityScore, ReferenceId, SessionId, SessionKind, Template, UtcTime};

/// Where a reference came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// A still picture, usually the portrait of an identity document.
    Picture,
    /// An earlier accepted session.
    Session {
        /// That session; absent when the reference is a clip given on the command line.
        session: Option<SessionId>,
        /// What that session was.
        kind: SessionKind,
    },
}

impl ReferenceKind {
    /// `picture` or `session`, as in reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Session { .. } => "session",
        }
    }
}

/// A reference in clear, in memory only.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Its id; made up for references given on the command line.
    pub id: ReferenceId,
    /// Where it came from.
    pub kind: ReferenceKind,
    /// When it was captured.
    pub captured_at: UtcTime,
    /// Quality of the sample, or of the pooled samples.
    pub quality: QualityScore,
    /// The features.
    pub template: Template,
}
