//! One person's line, from the ID portrait to the last login: everything that happened, in time order, each
//! comparison with what it means. Read from what is kept; nothing is written for it, so that it can never
//! say anything else than the records do.

mod build;
mod drift;
mod words;

pub use drift::{Drift, DriftPoint};
pub use words::{ComparedWith, Comparison, Meaning};

use std::fmt;
use std::str::FromStr;

use domain::{
    DecisionId, DeliveryId, InvitationId, LinkId, Outcome, ReferenceId, SessionId, SessionKind,
    UtcTime,
};
use storage::{
    Actor, DeliveryError, InvitationPurpose, LinkAnswer, LinkKind, MilestoneKind, RiskEventRecord,
    SessionState,
};
use uuid::Uuid;

use crate::view::{Personal, ReferenceDetails, Standing};

/// Messages of one person that are looked through, of either kind. They are kept for 30 days; that is one
/// every twenty minutes.
pub const TOLD_AT_MOST: u32 = 2_000;

/// A place in a timeline: the moment, and an order among what has the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelinePlace {
    at: UtcTime,
    rank: u8,
    id: Uuid,
}

impl fmt::Display for TimelinePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at.unix_millis(), self.rank, self.id.simple())
    }
}

/// A text is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a timeline: pass on the `next` of the page before")]
pub struct NoPlace;

impl FromStr for TimelinePlace {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.split('.');
        let (Some(at), Some(rank), Some(id), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NoPlace);
        };
        Ok(Self {
            at: UtcTime::from_unix_millis(at.parse().map_err(|_| NoPlace)?),
            rank: rank.parse().map_err(|_| NoPlace)?,
            id: Uuid::try_parse(id).map_err(|_| NoPlace)?,
        })
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// Where it stands. Unique among the person's entries.
    pub place: TimelinePlace,
    /// What.
    pub what: Happening,
}

impl TimelineEntry {
    /// When it happened.
    pub const fn at(&self) -> UtcTime {
        self.place.at
    }
}

/// A turn of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvitationStep {
    /// The link was made.
    Invited,
    /// It was opened in a browser.
    Opened,
    /// The candidate agreed to the notice.
    Agreed,
    /// The candidate did not agree.
    Declined,
    /// A picture of the document was accepted.
    Document,
    /// It came to its end.
    Finished,
    /// It was called off.
    Revoked,
}

impl InvitationStep {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Opened => "opened",
            Self::Agreed => "agreed",
            Self::Declined => "declined",
            Self::Document => "document",
            Self::Finished => "finished",
            Self::Revoked => "revoked",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The person was recorded.
    Created,
    /// Consent was recorded.
    Consent {
        /// Which text.
        text_version: String,
    },
    /// A reference came in. Those that are gone left nothing to show.
    Reference(ReferenceDetails),
    /// An invitation took a turn.
    Invitation {
        /// Which.
        id: InvitationId,
        /// What for.
        purpose: InvitationPurpose,
        /// The turn.
        step: InvitationStep,
        /// What it came to, at its end.
        outcome: Option<Outcome>,
    },
    /// A session was held. It stands where it began.
    Session {
        /// Which.
        id: SessionId,
        /// What for.
        kind: SessionKind,
        /// Where it stands.
        state: SessionState,
        /// The verdict's outcome.
        outcome: Option<Outcome>,
        /// What holds, decisions included.
        standing: Option<Standing>,
        /// Why, most important first, as codes.
        reasons: Vec<&'static str>,
        /// With what it was compared, and what that means.
        comparison: Option<Comparison>,
        /// Why it has no verdict.
        error: Option<String>,
    },
    /// A human decided.
    Decision {
        /// Which decision.
        id: DecisionId,
        /// On which session.
        session: SessionId,
        /// Who.
        actor: Actor,
        /// What.
        outcome: Outcome,
        /// The verdict they saw.
        verdict: Option<Outcome>,
        /// Why, in their words.
        note: Option<Personal>,
    },
    /// Re-verification took a turn.
    Reverification {
        /// The turn.
        what: MilestoneKind,
        /// The group, as it was then.
        group: String,
        /// When that period was due.
        due_at: Option<UtcTime>,
        /// The session that did it.
        session: Option<SessionId>,
    },
    /// Something raised what the person has to do.
    Risk(RiskEventRecord),
    /// A link with another identity, or of several faces, was found. Only for those with the right to links, and
    /// without the other's name: looking at that is recorded.
    Link {
        /// Which.
        id: LinkId,
        /// What it ties together.
        kind: LinkKind,
        /// What holds by the decisions so far.
        answer: Option<LinkAnswer>,
        /// Whether it waits for a decision.
        is_waiting: bool,
    },
    /// Others were told.
    Told {
        /// Which message.
        id: DeliveryId,
        /// `webhook` or `security_event`.
        channel: &'static str,
        /// What it tells.
        event: &'static str,
        /// When the receiver took it.
        delivered_at: Option<UtcTime>,
        /// Whether it still waits.
        is_waiting: bool,
        /// Why the last attempt had no answer.
        error: Option<DeliveryError>,
    },
}

impl Happening {
    /// The order among what happened in the same millisecond: causes before what follows from them.
    const fn rank(&self) -> u8 {
        match self {
            Self::Created => 0,
            Self::Consent { .. } => 1,
            Self::Invitation { .. } => 2,
            Self::Session { .. } => 3,
            Self::Reference(_) => 4,
            Self::Decision { .. } | Self::Link { .. } => 5,
            Self::Risk(_) => 6,
            Self::Reverification { .. } => 7,
            Self::Told { .. } => 8,
        }
    }
}

/// Which reference a session was compared with, before its words are known.
pub(crate) type ReferencesById = std::collections::HashMap<ReferenceId, ReferenceDetails>;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_reads_back_as_what_it_was(at: i64, rank: u8, id: u128) {
            let id = Uuid::from_u128(id);
            let place = TimelinePlace { at: UtcTime::from_unix_millis(at), rank, id };
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }

        #[test]
        fn what_is_no_place_is_refused_and_never_a_panic(text in ".{0,60}") {
            if let Ok(place) = text.parse::<TimelinePlace>() {
                prop_assert_eq!(place.to_string().parse(), Ok(place));
            }
        }
    }
}
