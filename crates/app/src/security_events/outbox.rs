//! What is told, put in with what it tells: one unit of work holds both.

use domain::{DeliveryId, PersonId, SessionId, UtcTime};
use serde_json::{Value, json};
use storage::{
    DeliveryError, EventDeliveryRecord, EventStreamRecord, SecurityEvent, StorageError, UnitOfWork,
};

use super::token;
use crate::facade::App;

/// Events that may wait for one receiver, as many as messages for a webhook. A further one is noted as never
/// sent.
const MAX_WAITING: u64 = 10_000;

/// The namespace of the levels below, which receivers agree on with us (CAEP 1.0, section 3.4.1). None of the
/// registered ones fits: they grade proofing or a login, not the time since a face was last compared.
const NAMESPACE: &str = "likeness";

/// How certain it is that the subject is who they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The days of grace are over.
    Overdue,
    /// Due, with days of grace left.
    Due,
    /// Verified within the period.
    Verified,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::Verified => "verified",
        }
    }
}

/// Something that receivers of security events should know. Closed words, ids and times only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Signal {
    event: SecurityEvent,
    person: Option<PersonId>,
    data: Value,
}

impl Signal {
    /// Somebody else sat before the camera: what runs under this person's name is to be ended.
    pub(crate) fn revoked(
        person: PersonId,
        session: SessionId,
        code: &'static str,
        at: UtcTime,
    ) -> Self {
        let data = json!({
            "event_timestamp": seconds(at),
            "initiating_entity": "policy",
            "reason_admin": { "en": format!("Likeness session {session}: {code}") },
        });
        Self { event: SecurityEvent::SessionRevoked, person: Some(person), data }
    }

    /// It is more, or less, certain who this person is.
    pub(crate) fn assurance(person: PersonId, was: Level, is: Level, at: UtcTime) -> Self {
        let data = json!({
            "event_timestamp": seconds(at),
            "initiating_entity": "policy",
            "namespace": NAMESPACE,
            "previous_level": was.as_str(),
            "current_level": is.as_str(),
            "change_direction": if is > was { "increase" } else { "decrease" },
        });
        Self { event: SecurityEvent::AssuranceLevelChange, person: Some(person), data }
    }

    /// Somebody tries a stream. The state is the receiver's own and comes back to it.
    pub(super) fn verification(state: Option<&str>) -> Self {
        let data = state.map_or_else(|| json!({}), |state| json!({ "state": state }));
        Self { event: SecurityEvent::Verification, person: None, data }
    }
}

fn seconds(at: UtcTime) -> i64 {
    at.unix_millis().div_euclid(1_000)
}

impl App {
    /// Puts an event in for every receiver. Call [`wake_dispatcher`](Self::wake_dispatcher) when the unit is
    /// committed.
    pub(crate) async fn signal(
        &self,
        unit: &mut dyn UnitOfWork,
        signal: &Signal,
    ) -> Result<(), StorageError> {
        for stream in unit.event_streams().list().await? {
            self.signal_one(unit, &stream, signal).await?;
        }
        Ok(())
    }

    pub(super) async fn signal_one(
        &self,
        unit: &mut dyn UnitOfWork,
        stream: &EventStreamRecord,
        signal: &Signal,
    ) -> Result<EventDeliveryRecord, StorageError> {
        let now = self.clock().utc();
        let error = if unit.event_streams().waiting(stream.id).await? >= MAX_WAITING {
            tracing::warn!(stream.id = %stream.id, "too many events wait: one was not put in");
            Some(DeliveryError::QueueFull)
        } else if self.is_nameless(unit, stream, signal.person).await? {
            Some(DeliveryError::NoSubject)
        } else {
            None
        };
        let delivery = EventDeliveryRecord {
            id: DeliveryId::generate(now, self.entropy()),
            stream: stream.id,
            person: signal.person,
            event: signal.event,
            data: signal.data.to_string(),
            created_at: now,
            attempts: 0,
            next_attempt_at: error.is_none().then_some(now),
            delivered_at: None,
            last_status: None,
            last_error: error,
        };
        unit.event_streams().enqueue(&delivery).await?;
        Ok(delivery)
    }

    /// Whether the receiver has no name for the person.
    async fn is_nameless(
        &self,
        unit: &mut dyn UnitOfWork,
        stream: &EventStreamRecord,
        person: Option<PersonId>,
    ) -> Result<bool, StorageError> {
        let Some(person) = person else { return Ok(false) };
        let Some(person) = unit.people().get(person).await? else { return Ok(true) };
        // What does not open is told as an error where it is signed.
        let Ok(name) = self.sealer().external_ref(&person) else { return Ok(false) };
        Ok(token::subject(stream, name.as_deref()).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_is_that_of_the_levels_and_times_are_seconds() {
        let person = "0198f3a0-0000-7000-8000-000000000001".parse().unwrap();
        let at = UtcTime::from_unix_millis(12_999);
        for (was, is, direction) in [
            (Level::Verified, Level::Overdue, "decrease"),
            (Level::Overdue, Level::Verified, "increase"),
            (Level::Due, Level::Verified, "increase"),
        ] {
            let signal = Signal::assurance(person, was, is, at);
            assert_eq!(signal.data["change_direction"], direction);
            assert_eq!(signal.data["event_timestamp"], 12);
        }
    }
}
