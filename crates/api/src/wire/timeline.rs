//! A person's timeline and drift on the wire.

use app::{Comparison, Drift, DriftPoint, Happening, Meaning, TimelineEntry};
use domain::ReferenceKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    IdentityStateView, LinkAnswerView, LinkKindView, OutcomeView, PersonReferenceView,
    ReferenceKindView, RiskEventView, SessionKindView, SessionStateView, StandingView, iso,
};

/// One thing that happened to a person.
#[derive(Clone, Serialize, ToSchema)]
pub struct TimelineEntryView {
    /// Unique among the person's entries.
    pub id: String,
    /// When, ISO 8601.
    pub at: String,
    /// What.
    #[serde(flatten)]
    pub what: HappeningView,
}

/// What happened. There will be more types: take those that you do not know.
#[derive(Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HappeningView {
    /// The person was recorded.
    Created,
    /// Consent was recorded.
    Consent {
        /// Which text.
        text_version: String,
    },
    /// A reference came in.
    Reference {
        /// The reference.
        reference: PersonReferenceView,
    },
    /// An invitation took a turn.
    Invitation {
        /// Which.
        invitation_id: Uuid,
        /// `check` or `reverification`.
        purpose: &'static str,
        /// `invited`, `opened`, `agreed`, `declined`, `document`, `finished` or `revoked`.
        step: &'static str,
        /// What it came to, at its end; null before.
        #[schema(required)]
        outcome: Option<OutcomeView>,
    },
    /// A session was held. It stands where it began.
    Session {
        /// Which.
        session_id: Uuid,
        /// What for.
        kind: SessionKindView,
        /// Where it stands.
        state: SessionStateView,
        /// The verdict's outcome; null without one.
        #[schema(required)]
        outcome: Option<OutcomeView>,
        /// What holds, decisions included; null without a verdict and without a decision.
        #[schema(required)]
        standing: Option<StandingView>,
        /// Why, most important first (docs/VERDICT.md).
        reasons: Vec<&'static str>,
        /// With what it was compared; null without a verdict.
        #[schema(required)]
        comparison: Option<ComparisonView>,
        /// Why it has no verdict, as a code; null otherwise.
        #[schema(required)]
        error: Option<String>,
    },
    /// A human decided.
    Decision {
        /// Which decision.
        decision_id: Uuid,
        /// On which session.
        session_id: Uuid,
        /// Who: `api_key:<id>` or `operator`.
        actor: String,
        /// What.
        outcome: OutcomeView,
        /// The verdict they saw; null without one.
        #[schema(required)]
        verdict: Option<OutcomeView>,
        /// Why, in their words; null without a note.
        #[schema(required)]
        note: Option<String>,
    },
    /// Re-verification took a turn.
    Reverification {
        /// `joined`, `left`, `due`, `overdue` or `done`.
        turn: &'static str,
        /// The group, as it was then.
        group: String,
        /// When that period was due, ISO 8601; null without a date.
        #[schema(required)]
        due_at: Option<String>,
        /// The session that did it; null otherwise.
        #[schema(required)]
        session_id: Option<Uuid>,
    },
    /// Something raised what the person has to do.
    Risk {
        /// What.
        risk: RiskEventView,
    },
    /// A link between identities was found. Only for keys with the scope `links`.
    Link {
        /// Which.
        link_id: Uuid,
        /// What it ties together.
        kind: LinkKindView,
        /// What holds by the decisions so far; null before the first.
        #[schema(required)]
        answer: Option<LinkAnswerView>,
        /// Whether it waits for a decision.
        is_waiting: bool,
    },
    /// Others were told.
    Told {
        /// Which message.
        delivery_id: Uuid,
        /// `webhook` or `security_event`.
        channel: &'static str,
        /// What it tells.
        event: &'static str,
        /// `delivered`, `waiting` or `given_up`.
        state: &'static str,
        /// When the receiver took it, ISO 8601; null until then.
        #[schema(required)]
        delivered_at: Option<String>,
        /// Why the last attempt had no answer, as a code; null otherwise.
        #[schema(required)]
        error: Option<&'static str>,
    },
}

/// A session against everything it was compared with.
#[derive(Clone, Serialize, ToSchema)]
pub struct ComparisonView {
    /// In one word: `same`, `hand_over` (the person of the ID, not of an earlier session), `borrowed_id` (the
    /// person of an earlier session, not of the ID), `mixed`, `somebody_else`, `not_told` or
    /// `nothing_to_compare`.
    pub meaning: &'static str,
    /// In a sentence.
    pub text: String,
    /// Each reference.
    pub with: Vec<ComparedWithView>,
}

/// One reference, and how the session compares with it.
#[derive(Clone, Serialize, ToSchema)]
pub struct ComparedWithView {
    /// Which.
    pub reference_id: Uuid,
    /// ID portrait or earlier session.
    pub kind: ReferenceKindView,
    /// What that session was for; null for pictures.
    #[schema(required)]
    pub session_kind: Option<SessionKindView>,
    /// When it was captured, ISO 8601; null when the reference is gone.
    #[schema(required)]
    pub captured_at: Option<String>,
    /// The answer.
    pub state: IdentityStateView,
    /// The comparison score; null when not assessed.
    #[schema(required)]
    pub score: Option<f32>,
}

impl From<&Comparison> for ComparisonView {
    fn from(comparison: &Comparison) -> Self {
        let with = comparison.with.iter().map(|c| ComparedWithView {
            reference_id: c.reference.uuid(),
            kind: (&c.kind).into(),
            session_kind: match c.kind {
                ReferenceKind::Picture => None,
                ReferenceKind::Session { kind, .. } => Some(kind.into()),
            },
            captured_at: c.captured_at.map(iso),
            state: c.state.into(),
            score: c.score.map(domain::ComparisonScore::get),
        });
        Self {
            meaning: Meaning::as_str(comparison.meaning),
            text: comparison.text.clone(),
            with: with.collect(),
        }
    }
}

impl From<&TimelineEntry> for TimelineEntryView {
    fn from(entry: &TimelineEntry) -> Self {
        Self { id: entry.place.to_string(), at: iso(entry.at()), what: (&entry.what).into() }
    }
}

impl From<&Happening> for HappeningView {
    fn from(what: &Happening) -> Self {
        match what {
            Happening::Created => Self::Created,
            Happening::Consent { text_version } => {
                Self::Consent { text_version: text_version.clone() }
            }
            Happening::Reference(reference) => Self::Reference { reference: reference.into() },
            Happening::Invitation { id, purpose, step, outcome } => Self::Invitation {
                invitation_id: id.uuid(),
                purpose: purpose.as_str(),
                step: step.as_str(),
                outcome: outcome.map(Into::into),
            },
            Happening::Session {
                id,
                kind,
                state,
                outcome,
                standing,
                reasons,
                comparison,
                error,
            } => Self::Session {
                session_id: id.uuid(),
                kind: (*kind).into(),
                state: (*state).into(),
                outcome: outcome.map(Into::into),
                standing: standing.map(Into::into),
                reasons: reasons.clone(),
                comparison: comparison.as_ref().map(Into::into),
                error: error.clone(),
            },
            Happening::Decision { id, session, actor, outcome, verdict, note } => Self::Decision {
                decision_id: id.uuid(),
                session_id: session.uuid(),
                actor: actor.to_string(),
                outcome: (*outcome).into(),
                verdict: verdict.map(Into::into),
                note: note.as_ref().map(|n| n.reveal().to_owned()),
            },
            Happening::Reverification { what, group, due_at, session } => Self::Reverification {
                turn: what.as_str(),
                group: group.clone(),
                due_at: due_at.map(iso),
                session_id: session.map(domain::SessionId::uuid),
            },
            Happening::Risk(risk) => Self::Risk { risk: risk.into() },
            Happening::Link { id, kind, answer, is_waiting } => Self::Link {
                link_id: id.uuid(),
                kind: (*kind).into(),
                answer: answer.map(Into::into),
                is_waiting: *is_waiting,
            },
            Happening::Told { id, channel, event, delivered_at, is_waiting, error } => Self::Told {
                delivery_id: id.uuid(),
                channel,
                event,
                state: match (delivered_at, is_waiting) {
                    (Some(_), _) => "delivered",
                    (None, true) => "waiting",
                    (None, false) => "given_up",
                },
                delivered_at: delivered_at.map(iso),
                error: error.map(app::DeliveryError::as_str),
            },
        }
    }
}

/// How the scores of a person's sessions went.
#[derive(Serialize, ToSchema)]
pub struct DriftView {
    /// The references in force, oldest first.
    pub references: Vec<PersonReferenceView>,
    /// Scores against them, in time order. What was not assessed has no point.
    pub points: Vec<DriftPointView>,
}

/// The score of one session against one reference.
#[derive(Serialize, ToSchema)]
pub struct DriftPointView {
    /// Of which session.
    pub session_id: Uuid,
    /// What that session was for.
    pub kind: SessionKindView,
    /// When it ended, ISO 8601.
    pub at: String,
    /// Against which reference.
    pub reference_id: Uuid,
    /// The comparison score.
    pub score: f32,
    /// What the verdict made of it.
    pub state: IdentityStateView,
}

impl From<&DriftPoint> for DriftPointView {
    fn from(point: &DriftPoint) -> Self {
        Self {
            session_id: point.session.uuid(),
            kind: point.kind.into(),
            at: iso(point.at),
            reference_id: point.reference.uuid(),
            score: point.score.get(),
            state: point.state.into(),
        }
    }
}

impl From<&Drift> for DriftView {
    fn from(drift: &Drift) -> Self {
        Self {
            references: drift.references.iter().map(Into::into).collect(),
            points: drift.points.iter().map(Into::into).collect(),
        }
    }
}
