//! What is told, put in with what it tells: one unit of work holds both, so that neither is ever there
//! without the other.

use domain::{
    DeliveryId, Outcome, PersonId, Requirement, SessionId, SessionKind, UtcTime, WebhookId,
};
use serde_json::{Value, json};
use storage::{
    DeliveryError, DeliveryRecord, InvitationRecord, LoginReason, LoginRecord,
    ReverificationRecord, SessionState, StorageError, UnitOfWork, WebhookEvent, WebhookRecord,
};

use crate::facade::App;
use crate::view::Standing;

/// Messages that may wait for one webhook. A session that ends every half minute makes 9,000 in the 75
/// hours that messages are repeated. A further one is noted as never posted.
const MAX_WAITING: u64 = 10_000;

/// Reason codes in one message. There are fewer; it bounds a message far below the 20 kB that the
/// specification recommends.
const MAX_REASONS: usize = 100;

/// Something worth telling. Ids and closed words only: it is kept and sent in clear.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct News {
    event: WebhookEvent,
    person: Option<PersonId>,
    data: Value,
}

impl News {
    /// A session is over.
    pub(crate) fn session_over(
        session: SessionId,
        person: PersonId,
        kind: SessionKind,
        state: SessionState,
        verdict: Option<&domain::Verdict>,
        error: Option<&str>,
    ) -> Self {
        let mut reasons: Vec<&str> = Vec::new();
        for reason in verdict.iter().flat_map(|v| &v.reasons) {
            let code = reason.code.as_str();
            if !reasons.contains(&code) && reasons.len() < MAX_REASONS {
                reasons.push(code);
            }
        }
        let data = json!({
            "session_id": session.to_string(),
            "person_id": person.to_string(),
            "kind": kind.as_str(),
            "state": state.as_str(),
            "outcome": verdict.map(|v| v.outcome.as_str()),
            "reasons": reasons,
            "error": error,
        });
        Self { event: WebhookEvent::SessionFinished, person: Some(person), data }
    }

    /// A human decided on a session.
    pub(crate) fn decided(
        session: SessionId,
        person: PersonId,
        kind: SessionKind,
        outcome: Outcome,
        standing: Option<Standing>,
    ) -> Self {
        let standing = standing.map(|s| {
            json!({
                "outcome": s.outcome.as_str(),
                "is_human": s.is_human,
                "waits_for_second": s.waits_for_second,
            })
        });
        let data = json!({
            "session_id": session.to_string(),
            "person_id": person.to_string(),
            "kind": kind.as_str(),
            "outcome": outcome.as_str(),
            "standing": standing,
        });
        Self { event: WebhookEvent::SessionDecided, person: Some(person), data }
    }

    /// A candidate's check is over; `session` is its last.
    pub(crate) fn check_finished(
        invitation: &InvitationRecord,
        session: Option<SessionId>,
    ) -> Self {
        let data = json!({
            "invitation_id": invitation.id.to_string(),
            "person_id": invitation.person.to_string(),
            "session_id": session.map(|s| s.to_string()),
            "state": invitation.state.as_str(),
            "outcome": invitation.outcome.map(Outcome::as_str),
            "findings": invitation.findings,
        });
        Self { event: WebhookEvent::CheckFinished, person: Some(invitation.person), data }
    }

    /// Somebody is due for re-verification, overdue, or has done it.
    pub(crate) fn reverification(
        event: WebhookEvent,
        record: &ReverificationRecord,
        requirement: Requirement,
        session: Option<SessionId>,
    ) -> Self {
        let (due_at, overdue_at) = App::dates_of(record);
        let data = json!({
            "person_id": record.person.to_string(),
            "group": record.group,
            "due_at": due_at.map(iso),
            "overdue_at": overdue_at.map(iso),
            "requirement": requirement.as_str(),
            "session_id": session.map(|s| s.to_string()),
        });
        Self { event, person: Some(record.person), data }
    }

    /// A login that an application asked for is over.
    pub(crate) fn login_over(login: &LoginRecord) -> Self {
        let data = json!({
            "login_id": login.id.to_string(),
            "client_id": login.client,
            "person_id": login.person.map(|p| p.to_string()),
            "session_id": login.session.map(|s| s.to_string()),
            "state": login.state.as_str(),
            "reason": login.reason.map(LoginReason::as_str),
        });
        Self { event: WebhookEvent::LoginFinished, person: login.person, data }
    }

    /// Somebody tries a webhook.
    pub(super) fn test(webhook: WebhookId) -> Self {
        let data = json!({ "webhook_id": webhook.to_string() });
        Self { event: WebhookEvent::Test, person: None, data }
    }

    fn body(&self, at: UtcTime) -> String {
        json!({
            "type": self.event.as_str(),
            "timestamp": iso(at),
            "data": self.data,
        })
        .to_string()
    }
}

/// ISO 8601, UTC, milliseconds.
fn iso(at: UtcTime) -> String {
    let at = jiff::Timestamp::from_millisecond(at.unix_millis());
    format!("{:.3}", at.unwrap_or(jiff::Timestamp::UNIX_EPOCH))
}

impl App {
    /// Puts news in for every webhook that is posted to. Call [`wake_dispatcher`](Self::wake_dispatcher)
    /// when the unit is committed.
    pub(crate) async fn tell(
        &self,
        unit: &mut dyn UnitOfWork,
        news: &News,
    ) -> Result<(), StorageError> {
        for webhook in unit.webhooks().list().await? {
            if webhook.disabled.is_none() {
                self.tell_one(unit, &webhook, news).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn tell_one(
        &self,
        unit: &mut dyn UnitOfWork,
        webhook: &WebhookRecord,
        news: &News,
    ) -> Result<DeliveryRecord, StorageError> {
        let now = self.clock().utc();
        let is_full = unit.webhooks().waiting(webhook.id).await? >= MAX_WAITING;
        if is_full {
            tracing::warn!(webhook.id = %webhook.id, "too many messages wait: one was not put in");
        }
        let delivery = DeliveryRecord {
            id: DeliveryId::generate(now, self.entropy()),
            webhook: webhook.id,
            person: news.person,
            event: news.event,
            body: news.body(now),
            created_at: now,
            attempts: 0,
            next_attempt_at: (!is_full).then_some(now),
            delivered_at: None,
            last_status: None,
            last_error: is_full.then_some(DeliveryError::QueueFull),
        };
        unit.webhooks().enqueue(&delivery).await?;
        Ok(delivery)
    }

    /// Has the dispatcher look at once.
    pub(crate) fn wake_dispatcher(&self) {
        self.news().notify_one();
    }
}
