//! Re-verification and risk events on the wire.

use app::{DueLine, DueState, ReverificationDetails, RiskEventRecord};
use domain::Requirement;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::iso;

/// What is asked of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementView {
    /// Nothing is due.
    None,
    /// The camera step at the next login.
    Login,
    /// A re-verification before anything else; what runs should end.
    ReverifyNow,
    /// No login at all, until a session that somebody sent a link for was accepted.
    Blocked,
}

impl From<Requirement> for RequirementView {
    fn from(requirement: Requirement) -> Self {
        match requirement {
            Requirement::None => Self::None,
            Requirement::Login => Self::Login,
            Requirement::ReverifyNow => Self::ReverifyNow,
            Requirement::Blocked => Self::Blocked,
        }
    }
}

/// How somebody stands towards their dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueStateView {
    /// Not due yet.
    Current,
    /// Due, with days of grace left.
    Due,
    /// The days of grace are over.
    Overdue,
}

impl From<DueState> for DueStateView {
    fn from(state: DueState) -> Self {
        match state {
            DueState::Current => Self::Current,
            DueState::Due => Self::Due,
            DueState::Overdue => Self::Overdue,
        }
    }
}

/// Where a person stands.
#[derive(Clone, Serialize, ToSchema)]
pub struct ReverificationView {
    /// Who.
    pub person_id: Uuid,
    /// Their group; null when they are not verified again.
    #[schema(required)]
    pub group: Option<String>,
    /// The groups of the configuration.
    pub groups: Vec<String>,
    /// Since when the period runs, ISO 8601; null without a group.
    #[schema(required)]
    pub since: Option<String>,
    /// When they are due, ISO 8601; null without a date.
    #[schema(required)]
    pub due_at: Option<String>,
    /// When the days of grace are over, ISO 8601; null without a date.
    #[schema(required)]
    pub overdue_at: Option<String>,
    /// How they stand towards these dates; null without a date.
    #[schema(required)]
    pub state: Option<DueStateView>,
    /// What is asked of them now.
    pub requirement: RequirementView,
    /// The risk events that count, oldest first.
    pub risk_events: Vec<RiskEventView>,
}

impl From<&ReverificationDetails> for ReverificationView {
    fn from(details: &ReverificationDetails) -> Self {
        Self {
            person_id: details.person.uuid(),
            group: details.group.clone(),
            groups: details.groups.clone(),
            since: details.since.map(iso),
            due_at: details.dates.map(|(due, _)| iso(due)),
            overdue_at: details.dates.map(|(_, overdue)| iso(overdue)),
            state: details.state.map(Into::into),
            requirement: details.requirement.into(),
            risk_events: details.risks.iter().map(Into::into).collect(),
        }
    }
}

/// Who is due.
#[derive(Clone, Serialize, ToSchema)]
pub struct DueView {
    /// Who.
    pub person_id: Uuid,
    /// What the interviewer calls them.
    pub display_name: String,
    /// Their group.
    pub group: String,
    /// When they are due, ISO 8601.
    pub due_at: String,
    /// When the days of grace are over, ISO 8601.
    pub overdue_at: String,
    /// How they stand.
    pub state: DueStateView,
}

impl From<&DueLine> for DueView {
    fn from(line: &DueLine) -> Self {
        Self {
            person_id: line.person.uuid(),
            display_name: line.display_name.reveal().to_owned(),
            group: line.group.clone(),
            due_at: iso(line.due_at),
            overdue_at: iso(line.overdue_at),
            state: line.state.into(),
        }
    }
}

/// What somebody else saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskKindView {
    /// A login from a device that was never seen before.
    NewDevice,
    /// A login from another country.
    NewCountry,
    /// The person was away for long.
    LongAbsence,
    /// The help desk gave the account new credentials.
    HelpDeskReset,
    /// The clock of the device does not fit the place.
    TimeZoneMismatch,
    /// A login from a hosting network or a VPN.
    HostingNetwork,
}

impl From<RiskKindView> for app::RiskKind {
    fn from(kind: RiskKindView) -> Self {
        match kind {
            RiskKindView::NewDevice => Self::NewDevice,
            RiskKindView::NewCountry => Self::NewCountry,
            RiskKindView::LongAbsence => Self::LongAbsence,
            RiskKindView::HelpDeskReset => Self::HelpDeskReset,
            RiskKindView::TimeZoneMismatch => Self::TimeZoneMismatch,
            RiskKindView::HostingNetwork => Self::HostingNetwork,
        }
    }
}

/// Something that raises what a person has to do.
#[derive(Clone, Serialize, ToSchema)]
pub struct RiskEventView {
    /// Its id.
    pub id: Uuid,
    /// What: a word of the list, or `session_rejected` for a session of ours that showed somebody else.
    pub kind: &'static str,
    /// When it was told, ISO 8601.
    pub at: String,
    /// What it asks for.
    pub requires: RequirementView,
    /// ISO 3166-1 of the address; null without an address or a database that knows it.
    #[schema(required)]
    pub country: Option<String>,
    /// Whether the address belongs to a hosting network; null when nobody knows.
    #[schema(required)]
    pub is_hosting: Option<bool>,
    /// When it stopped counting, ISO 8601; null while it counts.
    #[schema(required)]
    pub settled_at: Option<String>,
}

impl From<&RiskEventRecord> for RiskEventView {
    fn from(event: &RiskEventRecord) -> Self {
        Self {
            id: event.id.uuid(),
            kind: event.kind.as_str(),
            at: iso(event.at),
            requires: event.requires.into(),
            country: event.country.clone(),
            is_hosting: event.is_hosting,
            settled_at: event.settled_at.map(iso),
        }
    }
}
