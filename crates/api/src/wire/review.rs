//! Sessions that wait for a human, on the wire.

use app::{Review, ReviewCount, WaitsFor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DecisionsView, SessionView};

/// Whose decision a session waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitsForView {
    /// Nobody has decided yet.
    FirstDecision,
    /// Somebody overturned a reject, and a second person has to agree.
    SecondDecision,
}

impl From<WaitsFor> for WaitsForView {
    fn from(waits_for: WaitsFor) -> Self {
        match waits_for {
            WaitsFor::First => Self::FirstDecision,
            WaitsFor::Second => Self::SecondDecision,
        }
    }
}

/// One session that waits, or one that was opened to decide on it.
#[derive(Clone, Serialize, ToSchema)]
pub struct ReviewView {
    /// The session with its verdict.
    pub session: SessionView,
    /// Whose decision it waits for; null when it waits for nobody any more.
    #[schema(required)]
    pub waits_for: Option<WaitsForView>,
    /// Whether you made the newest decision: a second person is then somebody else.
    pub is_yours: bool,
    /// What humans decided, and what holds.
    pub decisions: DecisionsView,
    /// The session that waits right before it; null for the first and in lists.
    #[schema(required)]
    pub previous: Option<Uuid>,
    /// The session that waits right behind it; null for the last and in lists.
    #[schema(required)]
    pub next: Option<Uuid>,
}

impl ReviewView {
    /// As `actor` sees it.
    pub fn seen_by(actor: app::Actor, review: &Review) -> Self {
        let verdict = review.session.verdict.as_ref().map(|report| report.verdict.outcome);
        Self {
            session: (&review.session).into(),
            waits_for: review.waits_for.map(Into::into),
            is_yours: review.decisions.last().is_some_and(|d| d.actor == actor),
            decisions: DecisionsView::of(verdict, &review.decisions),
            previous: review.previous.map(domain::SessionId::uuid),
            next: review.next.map(domain::SessionId::uuid),
        }
    }
}

/// How many sessions wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReviewCountsView {
    /// Of all kinds.
    pub total: u64,
    /// Interviews.
    pub interview: u64,
    /// Onboardings.
    pub onboarding: u64,
    /// Logins.
    pub login: u64,
}

impl From<&[ReviewCount]> for ReviewCountsView {
    fn from(counts: &[ReviewCount]) -> Self {
        let of = |kind| counts.iter().find(|c| c.kind == kind).map_or(0, |c| c.waiting);
        let interview = of(domain::SessionKind::Interview);
        let onboarding = of(domain::SessionKind::Onboarding);
        let login = of(domain::SessionKind::Login);
        Self { total: interview + onboarding + login, interview, onboarding, login }
    }
}
