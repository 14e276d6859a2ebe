//! What the one-to-many search found, on what basis it runs, and what humans made of it.

use domain::{DecisionId, LinkId, PersonId, SessionId, UtcTime};

use super::{Actor, WaitsFor};
use crate::Sealed;

/// What a link ties together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkKind {
    /// One face under two identities.
    OneFace,
    /// Several faces under one identity.
    SeveralFaces,
    /// Two people before the camera in one room.
    OneRoom,
}

impl LinkKind {
    /// The word in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneFace => "one_face",
            Self::SeveralFaces => "several_faces",
            Self::OneRoom => "one_room",
        }
    }

    /// The kind with that word.
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::OneFace, Self::SeveralFaces, Self::OneRoom].into_iter().find(|k| k.as_str() == word)
    }
}

/// What a human makes of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkAnswer {
    /// The faces are one person's.
    SamePerson,
    /// They are different people's.
    DifferentPeople,
    /// Both sat in one room.
    SameRoom,
    /// They sat in different rooms that look alike, or before the same picture of one.
    DifferentRooms,
    /// It cannot be told.
    Unclear,
}

impl LinkAnswer {
    /// Every answer.
    pub const ALL: [Self; 5] = [
        Self::SamePerson,
        Self::DifferentPeople,
        Self::SameRoom,
        Self::DifferentRooms,
        Self::Unclear,
    ];

    /// Whether it answers what a link of that kind asks.
    pub const fn is_of(self, kind: LinkKind) -> bool {
        match self {
            Self::Unclear => true,
            Self::SamePerson | Self::DifferentPeople => !matches!(kind, LinkKind::OneRoom),
            Self::SameRoom | Self::DifferentRooms => matches!(kind, LinkKind::OneRoom),
        }
    }

    /// The word in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::DifferentPeople => "different_people",
            Self::SameRoom => "same_room",
            Self::DifferentRooms => "different_rooms",
            Self::Unclear => "unclear",
        }
    }

    /// The answer with that word.
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == word)
    }
}

/// Whom a link is about, and by what. Two people are kept in the order of their ids, so that there is one link
/// of each kind of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Linked {
    /// The one, of two the lower id.
    pub person: PersonId,
    /// The other; none for several faces of one person.
    pub other: Option<PersonId>,
    /// What ties them together.
    kind: LinkKind,
}

impl Linked {
    /// Two people by one face, in either order; one by several faces, when both are the same.
    pub fn of(a: PersonId, b: PersonId) -> Self {
        if a == b {
            return Self { person: a, other: None, kind: LinkKind::SeveralFaces };
        }
        Self { person: a.min(b), other: Some(a.max(b)), kind: LinkKind::OneFace }
    }

    /// Two people by one room, in either order; nobody is linked with themselves.
    pub fn in_one_room(a: PersonId, b: PersonId) -> Option<Self> {
        let (person, other) = (a.min(b), Some(a.max(b)));
        (a != b).then_some(Self { person, other, kind: LinkKind::OneRoom })
    }

    /// What such a link says.
    pub const fn kind(self) -> LinkKind {
        self.kind
    }

    /// Everybody it is about.
    pub fn people(self) -> impl Iterator<Item = PersonId> {
        [Some(self.person), self.other].into_iter().flatten()
    }
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRecord {
    /// Sorts by creation.
    pub id: LinkId,
    /// Whom it is about.
    pub linked: Linked,
    /// When it was found first.
    pub found_at: UtcTime,
    /// Which references or rooms are like, or unlike, each other; sealed under
    /// [`SealContext::LinkEvidence`](crate::SealContext).
    pub evidence: Sealed,
    /// What holds by the decisions so far; none before the first.
    pub answer: Option<LinkAnswer>,
    /// Whose decision it waits for; none when it is settled.
    pub waits_for: Option<WaitsFor>,
}

/// What one human made of one link. Appended, never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDecisionRecord {
    /// Sorts by creation.
    pub id: DecisionId,
    /// The link.
    pub link: LinkId,
    /// When.
    pub at: UtcTime,
    /// Who.
    pub actor: Actor,
    /// What.
    pub answer: LinkAnswer,
    /// Their note. UTF-8, sealed: notes name people.
    pub note: Option<Sealed>,
}

/// What is behind the people of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// The session.
    pub session: SessionId,
    /// Whose session: read from it, never written.
    pub person: PersonId,
    /// The policy it was judged by: read from it, never written.
    pub policy: String,
    /// Names the measure. Views of another one are never compared.
    pub method: String,
    /// Sealed under [`SealContext::SessionRoom`](crate::SealContext).
    pub view: Sealed,
}

/// On what basis everybody is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkBasis {
    /// When it was recorded.
    pub recorded_at: UtcTime,
    /// Who recorded it.
    pub recorded_by: Actor,
    /// The legal basis in the operator's words. About nobody.
    pub legal_basis: String,
    /// Version of the text that data subjects were given.
    pub text_version: String,
    /// When it ended, and who ended it; none while it is in force.
    pub ended: Option<(UtcTime, Actor)>,
}
