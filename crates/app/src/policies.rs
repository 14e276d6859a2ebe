//! The policies that sessions are judged by, each with its own text: the text travels with every log.

use domain::{PolicyStamp, SessionKind};
use verdict::{Policy, PolicyError};

/// A policy and the text it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyText {
    /// The rules.
    pub policy: Policy,
    /// The file's own text.
    pub text: String,
}

/// The policies of this service, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyBook(Vec<PolicyText>);

impl PolicyBook {
    /// The policies that ship with Likeness.
    ///
    /// # Errors
    /// When a shipped policy does not parse, which a test rules out.
    pub fn built_in() -> Result<Self, PolicyError> {
        let mut book = Self(Vec::new());
        for text in Policy::BUILT_IN {
            book.add(text)?;
        }
        Ok(book)
    }

    /// Adds a policy file's text; one of the same name is replaced.
    ///
    /// # Errors
    /// When it is no usable policy.
    pub fn add(&mut self, text: &str) -> Result<(), PolicyError> {
        let policy = Policy::parse(text)?;
        self.0.retain(|p| p.policy.name != policy.name);
        self.0.push(PolicyText { policy, text: text.to_owned() });
        Ok(())
    }

    /// The policy of that name.
    pub fn get(&self, name: &str) -> Option<&PolicyText> {
        self.0.iter().find(|p| p.policy.name == name)
    }

    /// The policy a session of that kind is judged by when none is named. An onboarding is as strict as
    /// an interview.
    pub fn of_kind(&self, kind: SessionKind) -> Option<&PolicyText> {
        self.get(match kind {
            SessionKind::Interview | SessionKind::Onboarding => "interview",
            SessionKind::Login => "login",
        })
    }

    /// Names and versions.
    pub fn stamps(&self) -> Vec<PolicyStamp> {
        self.0.iter().map(|p| p.policy.stamp()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_built_in_policy() {
        let book = PolicyBook::built_in().unwrap();
        for kind in [SessionKind::Interview, SessionKind::Onboarding, SessionKind::Login] {
            assert!(book.of_kind(kind).is_some(), "{kind:?}");
        }
        assert!(book.get("strictest").is_none());
    }

    #[test]
    fn a_policy_of_the_same_name_is_replaced() {
        let mut book = PolicyBook::built_in().unwrap();
        let newer = Policy::BUILT_IN[0].replace("version = 3", "version = 7");
        book.add(&newer).unwrap();
        assert_eq!(book.stamps().len(), Policy::BUILT_IN.len());
        assert_eq!(book.get("interview").unwrap().policy.version, 7);
    }
}
