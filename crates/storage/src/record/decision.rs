//! What humans made of a session: their own outcome and their note, beside the verdict they saw.

use domain::{DecisionId, Outcome, SessionId, UtcTime};

use super::Actor;
use crate::Sealed;

/// One human's decision on one session. Appended, never changed: who changes their mind adds another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Sorts by creation.
    pub id: DecisionId,
    /// The session it is about.
    pub session: SessionId,
    /// When.
    pub at: UtcTime,
    /// Who.
    pub actor: Actor,
    /// What the human decided.
    pub outcome: Outcome,
    /// The verdict they saw; none when there was none.
    pub verdict: Option<Outcome>,
    /// Their note. UTF-8, sealed: notes name people.
    pub note: Option<Sealed>,
}
