//! What somebody else saw: told by a key of the caller's, so that it counts once, however often it is told.

use std::net::IpAddr;

use domain::{PersonId, Requirement, RiskEventId};
use sha2::{Digest, Sha256};
use storage::{AuditAction, RiskEventRecord, RiskKind};

use super::networks::AddressFacts;
use crate::error::AppError;
use crate::facade::App;
use crate::people::{checked, find_person};
use crate::view::Actor;

/// Risk events of one person that count at the same time: more tell nothing new, and a loop of a caller's
/// ends here.
const MAX_OPEN: usize = 200;

/// What each kind asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskSettings {
    /// By kind; the built-in answer for those that are not there.
    pub requires: Vec<(RiskKind, Requirement)>,
}

impl Default for RiskSettings {
    /// A changed device or clock asks for the camera at the next login. What a hand-over looks like from
    /// outside (new credentials over the telephone, another country, a network that hides where it is) asks
    /// for it at once.
    fn default() -> Self {
        Self {
            requires: vec![
                (RiskKind::NewDevice, Requirement::Login),
                (RiskKind::NewCountry, Requirement::ReverifyNow),
                (RiskKind::LongAbsence, Requirement::Login),
                (RiskKind::HelpDeskReset, Requirement::ReverifyNow),
                (RiskKind::TimeZoneMismatch, Requirement::Login),
                (RiskKind::HostingNetwork, Requirement::ReverifyNow),
            ],
        }
    }
}

impl RiskSettings {
    /// Changes what a kind asks for.
    pub fn set(&mut self, kind: RiskKind, requirement: Requirement) {
        self.requires.retain(|(known, _)| *known != kind);
        self.requires.push((kind, requirement));
    }

    fn of(&self, kind: RiskKind) -> Requirement {
        let found = self.requires.iter().find(|(known, _)| *known == kind);
        found.map_or(Requirement::ReverifyNow, |(_, requirement)| *requirement)
    }

    /// What an event of that kind asks for, from an address of which that is known. A hosting network adds
    /// what it asks for itself.
    fn asked(&self, kind: RiskKind, facts: &AddressFacts) -> Requirement {
        let by_kind = self.of(kind);
        match facts.is_hosting {
            Some(true) => by_kind.max(self.of(RiskKind::HostingNetwork)),
            Some(false) | None => by_kind,
        }
    }
}

/// Something that somebody else saw.
pub struct NewRiskEvent {
    /// What.
    pub kind: RiskKind,
    /// The caller's key for it.
    pub key: String,
    /// The address it came from. Looked up where the operator brought a database, and forgotten.
    pub address: Option<IpAddr>,
}

/// Without key and address.
impl std::fmt::Debug for NewRiskEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewRiskEvent").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl App {
    /// Takes a risk event in. Answers with it and whether it is new: told again by the same key, the first
    /// one stands.
    ///
    /// # Errors
    /// `not_found`; `invalid` for a key that is empty or too long, or a kind that is not a caller's;
    /// `conflict` when the person has as many as may count at the same time.
    pub async fn add_risk_event(
        &self,
        actor: Actor,
        person: PersonId,
        new: NewRiskEvent,
    ) -> Result<(RiskEventRecord, bool), AppError> {
        if new.kind == RiskKind::SessionRejected {
            return Err(AppError::Invalid(
                "session_rejected is told by sessions alone: use another kind".to_owned(),
            ));
        }
        let key = checked("the key", &new.key)?;
        // Prefixed: no caller's key is ever that of a session.
        let key_sha256: [u8; 32] = Sha256::digest(format!("key:{key}").as_bytes()).into();
        let facts = match (self.networks(), new.address) {
            (Some(networks), Some(address)) => networks.facts(address),
            _ => AddressFacts::default(),
        };
        let now = self.clock().utc();
        let event = RiskEventRecord {
            id: RiskEventId::generate(now, self.entropy()),
            person,
            key_sha256,
            kind: new.kind,
            at: now,
            requires: self.settings().reverification.risk.asked(new.kind, &facts),
            country: facts.country,
            is_hosting: facts.is_hosting,
            settled_at: None,
        };
        let mut unit = self.records().begin().await?;
        find_person(&mut *unit, person).await?;
        if let Some(known) = unit.risk_events().by_key(person, &key_sha256).await? {
            return Ok((known, false));
        }
        if unit.risk_events().open(person).await?.len() >= MAX_OPEN {
            return Err(AppError::Conflict(
                "this person has 200 risk events that still count: verify the person first",
            ));
        }
        unit.risk_events().add(&event).await?;
        let audit = self.event(actor, AuditAction::RiskEventAdded).about_person(person);
        unit.audit().append(&audit).await?;
        unit.commit().await?;
        Ok((event, true))
    }

    /// All risk events of a person, oldest first.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn risk_events(&self, person: PersonId) -> Result<Vec<RiskEventRecord>, AppError> {
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        Ok(unit.risk_events().of_person(person).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hosting_network_adds_what_it_asks_for_and_takes_nothing_away() {
        let mut settings = RiskSettings::default();
        let seen = |is_hosting| AddressFacts { country: None, is_hosting };
        for (is_hosting, wanted) in [
            (None, Requirement::Login),
            (Some(false), Requirement::Login),
            (Some(true), Requirement::ReverifyNow),
        ] {
            assert_eq!(settings.asked(RiskKind::NewDevice, &seen(is_hosting)), wanted);
        }
        settings.set(RiskKind::HostingNetwork, Requirement::None);
        assert_eq!(settings.asked(RiskKind::NewDevice, &seen(Some(true))), Requirement::Login);
        settings.set(RiskKind::NewDevice, Requirement::Blocked);
        assert_eq!(settings.asked(RiskKind::NewDevice, &seen(None)), Requirement::Blocked);
    }

    #[test]
    fn every_kind_of_a_caller_has_an_answer() {
        let settings = RiskSettings::default();
        for kind in RiskKind::ALL {
            let is_there = settings.requires.iter().any(|(known, _)| known == kind);
            assert_eq!(is_there, *kind != RiskKind::SessionRejected, "{}", kind.as_str());
        }
    }

    #[test]
    fn neither_key_nor_address_prints_itself() {
        let event = NewRiskEvent {
            kind: RiskKind::NewDevice,
            key: "Marker".to_owned(),
            address: Some("203.0.113.7".parse().unwrap()),
        };
        let shown = format!("{event:?}");
        assert!(!shown.contains("Marker") && !shown.contains("203"), "{shown}");
    }
}
