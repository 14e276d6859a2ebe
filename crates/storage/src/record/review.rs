//! Sessions that wait for a human.

use domain::{SessionId, SessionKind, UtcTime};

/// Whose decision a session waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaitsFor {
    /// Nobody has decided yet.
    First,
    /// Somebody overturned a reject, and a second person has to agree.
    Second,
}

impl WaitsFor {
    /// The word in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// The one with that word.
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::First, Self::Second].into_iter().find(|w| w.as_str() == word)
    }
}

/// A session that waits. Says that its verdict did not accept, as a decision's row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewRecord {
    /// The session.
    pub session: SessionId,
    /// What it was for.
    pub kind: SessionKind,
    /// When it ended.
    pub since: UtcTime,
    /// Whose decision.
    pub waits_for: WaitsFor,
}
