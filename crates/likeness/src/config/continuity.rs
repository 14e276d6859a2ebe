//! What the configuration says of the time after the hire: who is verified again, what others' observations
//! ask for, and who tells receivers of security events.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use app::{
    Escalation, GroupRule, ReverificationSettings, RiskKind, RiskSettings, SecurityEventSettings,
};
use domain::Requirement;
use serde::Deserialize;

/// Longest name of a group, in bytes: it stands in lists and messages.
const MAX_NAME_BYTES: usize = 60;

/// Who is verified again. Nobody by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReverificationConfig {
    /// By the group's name.
    pub(crate) groups: BTreeMap<String, GroupConfig>,
}

/// How often the people of a group are verified again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupConfig {
    /// Days from one verification to the next, at most.
    pub(crate) every_days: u32,
    /// Up to that many days earlier, by chance.
    #[serde(default)]
    pub(crate) jitter_days: u32,
    /// Days from due to overdue.
    #[serde(default = "a_week")]
    pub(crate) grace_days: u32,
    /// What happens then: `reverify` or `block`.
    #[serde(default = "reverify")]
    pub(crate) escalate: String,
}

/// Over a holiday, and not over a quarter.
const fn a_week() -> u32 {
    7
}

fn reverify() -> String {
    "reverify".to_owned()
}

impl GroupConfig {
    fn rule(&self) -> Result<GroupRule> {
        let Some(escalate) = Escalation::from_name(&self.escalate) else {
            bail!("escalate must be `reverify` or `block`");
        };
        let rule = GroupRule {
            every_days: self.every_days,
            jitter_days: self.jitter_days,
            grace_days: self.grace_days,
            escalate,
        };
        rule.check()?;
        Ok(rule)
    }
}

impl ReverificationConfig {
    pub(super) fn validate(&self) -> Result<()> {
        for (name, group) in &self.groups {
            let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
            if name.is_empty() || name.len() > MAX_NAME_BYTES || !name.bytes().all(is_name) {
                bail!(
                    "reverification.groups: a name has 1 to {MAX_NAME_BYTES} letters, digits, \
                     hyphens and underscores"
                );
            }
            group.rule().with_context(|| format!("reverification.groups.{name}"))?;
        }
        Ok(())
    }

    /// As the application wants it. What does not fit was refused when the file was read.
    pub(crate) fn settings(&self, risk: &RiskConfig) -> ReverificationSettings {
        let rules =
            self.groups.iter().filter_map(|(name, group)| Some((name.clone(), group.rule().ok()?)));
        ReverificationSettings { groups: rules.collect(), risk: risk.settings() }
    }
}

/// What others' observations ask for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RiskConfig {
    /// What a kind asks for, where it is not the built-in answer.
    pub(crate) requires: BTreeMap<String, String>,
    /// Databases in MaxMind's format, by which addresses are looked up.
    pub(crate) address_databases: Vec<PathBuf>,
}

impl RiskConfig {
    fn required(&self) -> impl Iterator<Item = Result<(RiskKind, Requirement)>> {
        self.requires.iter().map(|(kind, requirement)| {
            let Some(kind) = RiskKind::from_name(kind).filter(|k| *k != RiskKind::SessionRejected)
            else {
                bail!("risk.requires: there is no kind `{kind}`");
            };
            let Some(requirement) = Requirement::from_name(requirement) else {
                let words = Requirement::ALL.map(Requirement::as_str).join(", ");
                bail!("risk.requires.{}: use one of {words}", kind.as_str());
            };
            Ok((kind, requirement))
        })
    }

    pub(super) fn validate(&self) -> Result<()> {
        self.required().try_for_each(|required| required.map(drop))
    }

    fn settings(&self) -> RiskSettings {
        let mut settings = RiskSettings::default();
        for (kind, requirement) in self.required().flatten() {
            settings.set(kind, requirement);
        }
        settings
    }
}

/// Who tells receivers of security events. Off by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SecurityEventsConfig {
    /// This service's public address, as receivers know it. Without it there are no receivers.
    pub(crate) issuer: Option<String>,
}

impl SecurityEventsConfig {
    pub(super) fn validate(&self, allow_http: bool) -> Result<()> {
        let Some(issuer) = &self.issuer else { return Ok(()) };
        let rest = match issuer.strip_prefix("https://") {
            Some(rest) => Some(rest),
            None => issuer.strip_prefix("http://").filter(|_| allow_http),
        };
        let Some(rest) = rest else {
            bail!("security_events.issuer must begin with https://");
        };
        let is_plain = |b: u8| b.is_ascii_graphic() && !b"?#@\"\\".contains(&b);
        if rest.is_empty() || rest.starts_with('/') || !rest.bytes().all(is_plain) {
            bail!(
                "security_events.issuer is no address: give one like https://likeness.example.org"
            );
        }
        Ok(())
    }

    /// As the application wants it.
    pub(crate) fn settings(&self) -> SecurityEventSettings {
        SecurityEventSettings { issuer: self.issuer.clone() }
    }
}
