//! The same person, again and again: who is due for re-verification and when, what others saw that raises
//! what a person has to do, and what a session settles.
//!
//! Dates come from [`rule`], which is pure; what holds for a person now is [`App::requirement`], which a
//! login asks before it lets anybody in. Nothing here lowers a requirement but an accepted session.
//!
//! [`App::requirement`]: crate::App::requirement

mod manage;
mod networks;
mod remind;
mod risk;
mod rule;
mod settle;

pub use manage::{DueLine, ReverificationDetails};
pub use networks::{AddressFacts, Networks, NetworksError};
pub use remind::Reminder;
pub use risk::{NewRiskEvent, RiskSettings};
pub use rule::{DueState, Escalation, GroupRule, RuleError};
pub(crate) use settle::Ended;

use std::collections::BTreeMap;

/// Who is verified again, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReverificationSettings {
    /// By the group's name.
    pub groups: BTreeMap<String, GroupRule>,
    /// What risk events ask for.
    pub risk: RiskSettings,
}
