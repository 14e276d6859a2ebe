//! Humans' decisions on the wire.

use app::{Decision, Standing};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::OutcomeView;
use super::time::iso;

/// What one human made of one session.
#[derive(Clone, Serialize, ToSchema)]
pub struct DecisionView {
    /// Its id.
    pub id: Uuid,
    /// When, ISO 8601.
    pub at: String,
    /// Who: `api_key:<id>` or `operator`.
    pub actor: String,
    /// What they decided.
    pub outcome: OutcomeView,
    /// The verdict they saw; null when there was none.
    #[schema(required)]
    pub verdict: Option<OutcomeView>,
    /// Whether they agree with the verdict; null when there was none.
    #[schema(required)]
    pub agrees: Option<bool>,
    /// Their note; null without one.
    #[schema(required)]
    pub note: Option<String>,
}

impl From<&Decision> for DecisionView {
    fn from(decision: &Decision) -> Self {
        Self {
            id: decision.id.uuid(),
            at: iso(decision.at),
            actor: decision.actor.to_string(),
            outcome: decision.outcome.into(),
            verdict: decision.verdict.map(Into::into),
            agrees: decision.verdict.map(|verdict| verdict == decision.outcome),
            note: decision.note.as_ref().map(|note| note.reveal().to_owned()),
        }
    }
}

/// What holds when verdict and decisions are put together.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct StandingView {
    /// What holds.
    pub outcome: OutcomeView,
    /// Whether a human's decision makes it hold, and not the verdict.
    pub is_human: bool,
    /// Whether somebody overturned a reject and a second person has not agreed yet.
    pub waits_for_second: bool,
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        Self {
            outcome: standing.outcome.into(),
            is_human: standing.is_human,
            waits_for_second: standing.waits_for_second,
        }
    }
}

/// The decisions on a session, and what holds.
#[derive(Clone, Serialize, ToSchema)]
pub struct DecisionsView {
    /// The decisions, oldest first.
    pub items: Vec<DecisionView>,
    /// What holds; null without a verdict and without a decision.
    #[schema(required)]
    pub standing: Option<StandingView>,
}

impl DecisionsView {
    /// Of the decisions on a session with that verdict.
    pub fn of(verdict: Option<domain::Outcome>, decisions: &[Decision]) -> Self {
        Self {
            items: decisions.iter().map(Into::into).collect(),
            standing: app::standing(verdict, decisions).map(Into::into),
        }
    }
}
