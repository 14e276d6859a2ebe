//! What a session settles, and what it raises, put in with its end in one unit of work.

use domain::{
    MilestoneId, Outcome, PersonId, ReasonCode, Requirement, SessionId, SessionKind, UtcTime,
    Verdict,
};
use sha2::{Digest, Sha256};
use storage::{
    AuditAction, MilestoneKind, MilestoneRecord, ReverificationRecord, RiskEventRecord, RiskKind,
    StorageError, ToldOf, UnitOfWork, WebhookEvent,
};

use super::rule::DueState;
use crate::error::AppError;
use crate::facade::App;
use crate::security_events::{Level, Signal};
use crate::view::Actor;
use crate::webhooks::News;

/// Reasons that say that an earlier interview, or an ID, shows somebody else: the hand-over and its other half.
const HAND_OVER: [ReasonCode; 2] =
    [ReasonCode::NotTheInterviewedPerson, ReasonCode::SessionMatchesButNotTheId];

/// A session as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) session: SessionId,
    pub(crate) person: PersonId,
    pub(crate) kind: SessionKind,
    /// When it ended.
    pub(crate) at: UtcTime,
}

impl App {
    /// Somebody was accepted as this person, by the verdict or by whoever decides: a new period begins, and
    /// what others saw before counts no longer.
    pub(crate) async fn verified(
        &self,
        unit: &mut dyn UnitOfWork,
        ended: Ended,
    ) -> Result<(), StorageError> {
        let now = self.clock().utc();
        let Ended { session, person, at, .. } = ended;
        let before = unit.reverifications().get(person).await?;
        // A session that was accepted late does not put back what a later one began.
        let is_newest = before.as_ref().is_none_or(|before| before.since <= at);
        unit.risk_events().settle(person, at, now).await?;
        let Some(before) = before.filter(|_| is_newest) else { return Ok(()) };
        let record = self.period(person, &before.group, at);
        unit.reverifications().put(&record).await?;
        let state = before.dates.map(|dates| DueState::of(dates, now));
        if before.told == ToldOf::Nothing && state.is_none_or(|s| s == DueState::Current) {
            return Ok(());
        }
        let milestone = MilestoneRecord {
            id: MilestoneId::generate(now, self.entropy()),
            person,
            at: now,
            what: MilestoneKind::Done,
            group: before.group.clone(),
            due_at: before.dates.map(|(due, _)| due),
            session: Some(session),
        };
        unit.reverifications().add_milestone(&milestone).await?;
        let event = self.event(Actor::System, AuditAction::ReverificationDone);
        unit.audit().append(&event.about_person(person).in_session(session)).await?;
        let asked = self.asked(unit, person).await?;
        let done = WebhookEvent::ReverificationDone;
        self.tell(unit, &News::reverification(done, &record, asked, Some(session))).await?;
        let was = if before.told == ToldOf::Overdue { Level::Overdue } else { Level::Due };
        self.signal(unit, &Signal::assurance(person, was, Level::Verified, now)).await
    }

    /// Somebody else sat before the camera under this person's name.
    async fn somebody_else(
        &self,
        unit: &mut dyn UnitOfWork,
        ended: Ended,
        code: &'static str,
    ) -> Result<(), StorageError> {
        let now = self.clock().utc();
        let Ended { session, person, .. } = ended;
        let key_sha256: [u8; 32] = Sha256::digest(session.uuid().as_bytes()).into();
        if unit.risk_events().by_key(person, &key_sha256).await?.is_none() {
            let event = RiskEventRecord {
                id: domain::RiskEventId::generate(now, self.entropy()),
                person,
                key_sha256,
                kind: RiskKind::SessionRejected,
                at: now,
                requires: Requirement::ReverifyNow,
                country: None,
                is_hosting: None,
                settled_at: None,
            };
            unit.risk_events().add(&event).await?;
            let event = self.event(Actor::System, AuditAction::RiskEventAdded);
            unit.audit().append(&event.about_person(person).in_session(session)).await?;
        }
        self.signal(unit, &Signal::revoked(person, session, code, now)).await
    }

    /// What the verdict of a session that has just ended settles or raises. A demonstration never comes here.
    pub(crate) async fn settle_verdict(
        &self,
        unit: &mut dyn UnitOfWork,
        ended: Ended,
        verdict: &Verdict,
    ) -> Result<(), StorageError> {
        match verdict.outcome {
            Outcome::Accept => self.verified(unit, ended).await,
            Outcome::Refer => Ok(()),
            Outcome::Reject => match revoking(ended.kind, verdict) {
                Some(code) => self.somebody_else(unit, ended, code).await,
                None => Ok(()),
            },
        }
    }

    /// What a human's decision settles or raises, when it changed what holds.
    pub(crate) async fn settle_decision(
        &self,
        unit: &mut dyn UnitOfWork,
        ended: Ended,
        held: Option<Outcome>,
        holds: Option<Outcome>,
    ) -> Result<(), AppError> {
        match holds.filter(|_| holds != held) {
            Some(Outcome::Accept) => {
                self.verified(unit, ended).await?;
                // The session that raised it is the one that was accepted after all.
                let now = self.clock().utc();
                let key: [u8; 32] = Sha256::digest(ended.session.uuid().as_bytes()).into();
                if let Some(risk) = unit.risk_events().by_key(ended.person, &key).await? {
                    unit.risk_events().settle(ended.person, risk.at, now).await?;
                }
                Ok(())
            }
            Some(Outcome::Reject) if ended.kind == SessionKind::Login => {
                Ok(self.somebody_else(unit, ended, DECIDED).await?)
            }
            _ => Ok(()),
        }
    }

    /// The dates of a person, as webhooks tell them.
    pub(crate) fn dates_of(record: &ReverificationRecord) -> (Option<UtcTime>, Option<UtcTime>) {
        (record.dates.map(|(due, _)| due), record.dates.map(|(_, overdue)| overdue))
    }
}

/// A human rejected the session.
const DECIDED: &str = "decided";

/// Why a rejected session ends the sessions of its person elsewhere: any login, and any session that shows
/// the hand-over.
fn revoking(kind: SessionKind, verdict: &Verdict) -> Option<&'static str> {
    let hand_over = verdict.reasons.iter().map(|r| r.code).find(|code| HAND_OVER.contains(code));
    match (hand_over, kind) {
        (Some(code), _) => Some(code.as_str()),
        (None, SessionKind::Login) => verdict.reasons.first().map(|r| r.code.as_str()),
        (None, SessionKind::Interview | SessionKind::Onboarding) => None,
    }
}
