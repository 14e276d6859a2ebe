//! What is shown of links: plain values, for those with the right to them.

use domain::{
    ComparisonScore, DecisionId, LinkId, PersonId, QualityScore, Rate, ReferenceId, ReferenceKind,
    SessionId, SessionKind, UtcTime,
};
use storage::{Actor, LinkAnswer, LinkBasis, LinkKind, MarkKind, WaitsFor};
use vision::RoomView;

use super::bars::LinkBars;
use crate::view::Personal;

/// Whether everybody is searched, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchState {
    /// Whether the configuration allows it.
    pub enabled: bool,
    /// The basis in force; none: nobody is searched.
    pub basis: Option<LinkBasis>,
    /// Templates in memory.
    pub references: usize,
    /// People they are of.
    pub people: usize,
    /// Memory they take.
    pub bytes: usize,
    /// Links that wait for a decision.
    pub waiting: u64,
    /// From which score on faces are linked; none while nobody is searched.
    pub bars: Option<LinkBars>,
}

/// Somebody whom a link is about.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkPerson {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: Personal,
    /// When they were recorded.
    pub created_at: UtcTime,
    /// What is kept of them, oldest first; left out in lists.
    pub references: Vec<LinkReference>,
}

/// A reference of somebody whom a link is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkReference {
    /// Its id.
    pub id: ReferenceId,
    /// A picture, or an accepted session.
    pub kind: ReferenceKind,
    /// When it was captured.
    pub captured_at: UtcTime,
    /// Its quality.
    pub quality: QualityScore,
}

/// A face of a link, as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFace {
    /// The link.
    pub link: LinkId,
    /// The reference.
    pub reference: ReferenceId,
}

/// Two references, and how like they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkPair {
    /// Of the first person.
    pub here: ReferenceId,
    /// Of the second, or another one of the same.
    pub there: ReferenceId,
    /// How like.
    pub score: ComparisonScore,
    /// Share of strangers that look this similar, where it was measured.
    pub false_match: Option<Rate>,
}

/// The rooms of two sessions, and how like they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkRoomPair {
    /// Of the first person.
    pub here: SessionId,
    /// Of the second.
    pub there: SessionId,
    /// How like: the correlation of their edges, up to 1.
    pub score: f32,
}

/// A room of a link.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRoom {
    /// The session.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
    /// What it was for.
    pub kind: SessionKind,
    /// When it was made.
    pub at: UtcTime,
    /// What is kept of it; none once that is gone.
    pub view: Option<RoomView>,
}

/// A link as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkSummary {
    /// Its id.
    pub id: LinkId,
    /// What it ties together.
    pub kind: LinkKind,
    /// The one person, or the two.
    pub people: Vec<LinkPerson>,
    /// When it was found.
    pub found_at: UtcTime,
    /// The pair that says most: of one face the most similar, of several the least.
    pub leading: Option<LinkPair>,
    /// Of a room: the two rooms that are most alike.
    pub leading_room: Option<LinkRoomPair>,
    /// What two people agreed on.
    pub answer: Option<LinkAnswer>,
    /// Whose decision it waits for.
    pub waits_for: Option<WaitsFor>,
}

/// What one human made of a link.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkDecision {
    /// Its id.
    pub id: DecisionId,
    /// When.
    pub at: UtcTime,
    /// Who.
    pub actor: Actor,
    /// What.
    pub answer: LinkAnswer,
    /// Their note.
    pub note: Option<Personal>,
}

/// A value of somebody's application that others have as well.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkShared {
    /// Whose value.
    pub person: PersonId,
    /// What it is: a device, a bank account and so on. The value itself is nobody's here.
    pub kind: MarkKind,
    /// How many others have it, those of this link left out.
    pub others: u64,
    /// The first of them.
    pub people: Vec<LinkPerson>,
}

/// A link, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkDetails {
    /// As the list shows it, with the references of its people.
    pub link: LinkSummary,
    /// The model that compared; of a room the method.
    pub model: String,
    /// Every pair, that which says most first.
    pub pairs: Vec<LinkPair>,
    /// Of a room: every pair of rooms, the most similar first.
    pub room_pairs: Vec<LinkRoomPair>,
    /// The rooms of the first of them.
    pub rooms: Vec<LinkRoom>,
    /// Kinds of values of their applications that both have.
    pub in_common: Vec<MarkKind>,
    /// Values of their applications that others have as well, who are not of this link.
    pub shared: Vec<LinkShared>,
    /// The decisions, oldest first.
    pub decisions: Vec<LinkDecision>,
    /// Everybody whom links that are not settled as harmless tie to these people, these among them.
    pub cluster: Vec<LinkPerson>,
    /// Those links, this one among them.
    pub cluster_links: Vec<LinkSummary>,
}
