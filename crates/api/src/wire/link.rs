//! Links between identities, on the wire.

use app::{
    LinkAnswer, LinkDecision, LinkDetails, LinkKind, LinkPair, LinkPerson, LinkReference, LinkRoom,
    LinkRoomPair, LinkShared, LinkSummary, SearchState,
};
use domain::{ReferenceKind, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::time::iso;
use super::{MeaningView, ReferenceKindView, SessionKindView, WaitsForView};

/// What a link ties together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKindView {
    /// One face under two identities.
    OneFace,
    /// Several faces under one identity.
    SeveralFaces,
    /// Two people before the camera in one room.
    OneRoom,
}

impl From<LinkKind> for LinkKindView {
    fn from(kind: LinkKind) -> Self {
        match kind {
            LinkKind::OneFace => Self::OneFace,
            LinkKind::SeveralFaces => Self::SeveralFaces,
            LinkKind::OneRoom => Self::OneRoom,
        }
    }
}

/// What a human makes of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkAnswerView {
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

impl From<LinkAnswer> for LinkAnswerView {
    fn from(answer: LinkAnswer) -> Self {
        match answer {
            LinkAnswer::SamePerson => Self::SamePerson,
            LinkAnswer::DifferentPeople => Self::DifferentPeople,
            LinkAnswer::SameRoom => Self::SameRoom,
            LinkAnswer::DifferentRooms => Self::DifferentRooms,
            LinkAnswer::Unclear => Self::Unclear,
        }
    }
}

impl From<LinkAnswerView> for LinkAnswer {
    fn from(answer: LinkAnswerView) -> Self {
        match answer {
            LinkAnswerView::SamePerson => Self::SamePerson,
            LinkAnswerView::DifferentPeople => Self::DifferentPeople,
            LinkAnswerView::SameRoom => Self::SameRoom,
            LinkAnswerView::DifferentRooms => Self::DifferentRooms,
            LinkAnswerView::Unclear => Self::Unclear,
        }
    }
}

/// The legal basis that is in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkBasisView {
    /// The operator's words.
    pub legal_basis: String,
    /// Version of the text that data subjects were given.
    pub text_version: String,
    /// When it was recorded, ISO 8601.
    pub recorded_at: String,
    /// Who recorded it: `api_key:<id>` or `operator`.
    pub recorded_by: String,
}

/// From which score on faces are linked, and what that means.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkBarsView {
    /// From this comparison score on two faces of two people are linked.
    pub one_face: f32,
    /// Up to this comparison score two faces of one person are linked as several.
    pub several_faces: f32,
    /// The false match rate that `one_face` was chosen for.
    pub false_match_rate: f64,
    /// Whether that rate is rarer than the embedder's trials could show, so that the score is extrapolated.
    pub is_extrapolated: bool,
    /// The share of true pairs that look less alike than `one_face` and are missed; null where it was not measured.
    #[schema(required)]
    pub missed: Option<f64>,
}

/// Whether everybody is searched, on what basis, and how.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkSearchView {
    /// Whether the configuration allows it (`links.enabled`).
    pub enabled: bool,
    /// The basis in force; null: nobody is searched.
    #[schema(required)]
    pub basis: Option<LinkBasisView>,
    /// References in the index.
    pub references: usize,
    /// People they are of.
    pub people: usize,
    /// Memory of the index in bytes.
    pub memory_bytes: usize,
    /// Links that wait for a decision.
    pub waiting: u64,
    /// The bars in force; null while nobody is searched.
    #[schema(required)]
    pub bars: Option<LinkBarsView>,
}

impl From<&SearchState> for LinkSearchView {
    fn from(state: &SearchState) -> Self {
        Self {
            enabled: state.enabled,
            basis: state.basis.as_ref().map(|b| LinkBasisView {
                legal_basis: b.legal_basis.clone(),
                text_version: b.text_version.clone(),
                recorded_at: iso(b.recorded_at),
                recorded_by: b.recorded_by.to_string(),
            }),
            references: state.references,
            people: state.people,
            memory_bytes: state.bytes,
            waiting: state.waiting,
            bars: state.bars.map(|b| LinkBarsView {
                one_face: b.one_face,
                several_faces: b.several_faces,
                false_match_rate: b.false_matches,
                is_extrapolated: b.is_extrapolated,
                missed: b.missed.map(|m| m.share),
            }),
        }
    }
}

/// A reference of somebody whom a link is about. Its picture is `/v1/links/{link}/faces/{id}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkReferenceView {
    /// Its id.
    pub id: Uuid,
    /// ID portrait or earlier session.
    pub kind: ReferenceKindView,
    /// What that session was for; null for pictures.
    #[schema(required)]
    pub session_kind: Option<SessionKindView>,
    /// That session; null for pictures, and once its record has expired.
    #[schema(required)]
    pub session_id: Option<Uuid>,
    /// When it was captured, ISO 8601.
    pub captured_at: String,
    /// Its quality, 0 to 100.
    pub quality: f32,
}

impl From<&LinkReference> for LinkReferenceView {
    fn from(reference: &LinkReference) -> Self {
        let (session_kind, session_id) = match reference.kind {
            ReferenceKind::Picture => (None, None),
            ReferenceKind::Session { session, kind } => {
                (Some(kind.into()), session.map(SessionId::uuid))
            }
        };
        Self {
            id: reference.id.uuid(),
            kind: (&reference.kind).into(),
            session_kind,
            session_id,
            captured_at: iso(reference.captured_at),
            quality: reference.quality.get(),
        }
    }
}

/// Somebody whom a link is about.
#[derive(Clone, Serialize, ToSchema)]
pub struct LinkPersonView {
    /// Their id.
    pub id: Uuid,
    /// Their name.
    pub display_name: String,
    /// When they were recorded, ISO 8601.
    pub created_at: String,
    /// What is kept of them, oldest first; empty in lists.
    pub references: Vec<LinkReferenceView>,
}

impl From<&LinkPerson> for LinkPersonView {
    fn from(person: &LinkPerson) -> Self {
        Self {
            id: person.id.uuid(),
            display_name: person.name.reveal().to_owned(),
            created_at: iso(person.created_at),
            references: person.references.iter().map(Into::into).collect(),
        }
    }
}

/// Two references, and how like they are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkPairView {
    /// Of the first person.
    pub here: Uuid,
    /// Of the second, or another one of the same.
    pub there: Uuid,
    /// Comparison score.
    pub score: f32,
    /// What it means; null where it was not measured.
    #[schema(required)]
    pub false_match: Option<MeaningView>,
}

impl From<&LinkPair> for LinkPairView {
    fn from(pair: &LinkPair) -> Self {
        Self {
            here: pair.here.uuid(),
            there: pair.there.uuid(),
            score: pair.score.get(),
            false_match: pair.false_match.map(MeaningView::of_score),
        }
    }
}

/// The rooms of two sessions, and how like they are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkRoomPairView {
    /// A session of the first person.
    pub here: Uuid,
    /// A session of the second.
    pub there: Uuid,
    /// How like: the correlation of their edges, up to 1.
    pub score: f32,
}

impl From<&LinkRoomPair> for LinkRoomPairView {
    fn from(pair: &LinkRoomPair) -> Self {
        Self { here: pair.here.uuid(), there: pair.there.uuid(), score: pair.score }
    }
}

/// What is kept of a room: the colours of a coarse grid.
#[derive(Clone, Serialize, ToSchema)]
pub struct RoomGridView {
    /// Cells along a row.
    pub columns: usize,
    /// Row by row, red, green and blue as `#rrggbb`; null where a person sat or something moved.
    pub colours: Vec<Option<String>>,
}

/// The room of a session.
#[derive(Clone, Serialize, ToSchema)]
pub struct LinkRoomView {
    /// The session.
    pub session_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// What it was for.
    pub session_kind: SessionKindView,
    /// When it was made, ISO 8601.
    pub created_at: String,
    /// What is kept of it; null once that is gone.
    #[schema(required)]
    pub grid: Option<RoomGridView>,
}

impl From<&LinkRoom> for LinkRoomView {
    fn from(room: &LinkRoom) -> Self {
        Self {
            session_id: room.session.uuid(),
            person_id: room.person.uuid(),
            session_kind: room.kind.into(),
            created_at: iso(room.at),
            grid: room.view.as_ref().map(|view| RoomGridView {
                columns: view.columns(),
                colours: view
                    .cells()
                    .iter()
                    .map(|cell| {
                        let [red, green, blue] = cell.as_ref()?.colour();
                        Some(format!("#{red:02x}{green:02x}{blue:02x}"))
                    })
                    .collect(),
            }),
        }
    }
}

/// A link between identities.
#[derive(Clone, Serialize, ToSchema)]
pub struct LinkView {
    /// Its id.
    pub id: Uuid,
    /// What it ties together.
    pub kind: LinkKindView,
    /// The two people, or the one.
    pub people: Vec<LinkPersonView>,
    /// When it was found, ISO 8601.
    pub found_at: String,
    /// The pair that says most: of one face the most similar, of several the least; null when none is kept.
    #[schema(required)]
    pub leading: Option<LinkPairView>,
    /// Of a room: the two rooms that are most alike; null of faces.
    #[schema(required)]
    pub leading_room: Option<LinkRoomPairView>,
    /// What two people agreed on; null before.
    #[schema(required)]
    pub answer: Option<LinkAnswerView>,
    /// Whose decision it waits for; null when it is settled.
    #[schema(required)]
    pub waits_for: Option<WaitsForView>,
}

impl From<&LinkSummary> for LinkView {
    fn from(link: &LinkSummary) -> Self {
        Self {
            id: link.id.uuid(),
            kind: link.kind.into(),
            people: link.people.iter().map(Into::into).collect(),
            found_at: iso(link.found_at),
            leading: link.leading.as_ref().map(Into::into),
            leading_room: link.leading_room.as_ref().map(Into::into),
            answer: link.answer.map(Into::into),
            waits_for: link.waits_for.map(Into::into),
        }
    }
}

/// What one human made of a link.
#[derive(Clone, Serialize, ToSchema)]
pub struct LinkDecisionView {
    /// Its id.
    pub id: Uuid,
    /// When, ISO 8601.
    pub at: String,
    /// Who: `api_key:<id>` or `operator`.
    pub actor: String,
    /// What.
    pub answer: LinkAnswerView,
    /// Their note; null without one.
    #[schema(required)]
    pub note: Option<String>,
}

impl From<&LinkDecision> for LinkDecisionView {
    fn from(decision: &LinkDecision) -> Self {
        Self {
            id: decision.id.uuid(),
            at: iso(decision.at),
            actor: decision.actor.to_string(),
            answer: decision.answer.into(),
            note: decision.note.as_ref().map(|n| n.reveal().to_owned()),
        }
    }
}

/// A value of somebody's application that others have as well.
#[derive(Clone, Serialize, ToSchema)]
pub struct LinkSharedView {
    /// Whose value.
    pub person_id: Uuid,
    /// `phone`, `email`, `address`, `bank_account`, `device` or `link`. The value itself is not told.
    pub kind: &'static str,
    /// How many people outside this link have it.
    pub others: u64,
    /// The first of them, without their references.
    pub people: Vec<LinkPersonView>,
}

impl From<&LinkShared> for LinkSharedView {
    fn from(shared: &LinkShared) -> Self {
        Self {
            person_id: shared.person.uuid(),
            kind: shared.kind.as_str(),
            others: shared.others,
            people: shared.people.iter().map(Into::into).collect(),
        }
    }
}

/// A link, opened: everything that is needed to decide on it.
#[derive(Clone, Serialize, ToSchema)]
pub struct OpenedLinkView {
    /// The link, with the references of its people.
    pub link: LinkView,
    /// Whether you made the newest decision: a second person is then somebody else.
    pub is_yours: bool,
    /// The face model that compared; of a room the measure.
    pub model: String,
    /// Every pair of faces, that which says most first; empty of a room.
    pub pairs: Vec<LinkPairView>,
    /// Of a room: every pair of rooms, the most similar first.
    pub room_pairs: Vec<LinkRoomPairView>,
    /// The rooms of the first of them.
    pub rooms: Vec<LinkRoomView>,
    /// Kinds of values that both said in their applications: `phone`, `email`, `address`, `bank_account`, `device`, `link`.
    pub in_common: Vec<&'static str>,
    /// Values of their applications that people outside this link have as well.
    pub shared: Vec<LinkSharedView>,
    /// The decisions, oldest first.
    pub decisions: Vec<LinkDecisionView>,
    /// Everybody whom links that may mean something tie to these people, these among them, nearest first.
    pub cluster: Vec<LinkPersonView>,
    /// Those links, this one among them.
    pub cluster_links: Vec<LinkView>,
}

impl OpenedLinkView {
    /// As `actor` sees it.
    pub fn seen_by(actor: app::Actor, details: &LinkDetails) -> Self {
        Self {
            link: (&details.link).into(),
            is_yours: details.decisions.last().is_some_and(|d| d.actor == actor),
            model: details.model.clone(),
            pairs: details.pairs.iter().map(Into::into).collect(),
            room_pairs: details.room_pairs.iter().map(Into::into).collect(),
            rooms: details.rooms.iter().map(Into::into).collect(),
            in_common: details.in_common.iter().map(|kind| kind.as_str()).collect(),
            shared: details.shared.iter().map(Into::into).collect(),
            decisions: details.decisions.iter().map(Into::into).collect(),
            cluster: details.cluster.iter().map(Into::into).collect(),
            cluster_links: details.cluster_links.iter().map(Into::into).collect(),
        }
    }
}
