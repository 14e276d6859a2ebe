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

    /// Lets sessions be judged by the demonstration's policy, which leaves presence undecided.
    ///
    /// # Errors
    /// When the shipped policy does not parse, which a test rules out.
    pub fn allow_demonstration(&mut self) -> Result<(), PolicyError> {
        self.put(Policy::parse(Policy::DEMONSTRATION)?, Policy::DEMONSTRATION);
        Ok(())
    }

    /// Adds a policy file's text; one of the same name is replaced.
    ///
    /// # Errors
    /// When it is no usable policy, or would bring the demonstration's in by the back door.
    pub fn add(&mut self, text: &str) -> Result<(), PolicyError> {
        let policy = Policy::parse(text)?;
        if policy.demonstration.is_some() {
            return Err(PolicyError::Contradiction {
                name: policy.name,
                problem: "the demonstration's policy is built in and comes with --allow-demo-policy \
                          only: take the file out",
            });
        }
        self.put(policy, text);
        Ok(())
    }

    fn put(&mut self, policy: Policy, text: &str) {
        self.0.retain(|p| p.policy.name != policy.name);
        self.0.push(PolicyText { policy, text: text.to_owned() });
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
    fn the_demonstration_is_there_only_when_it_was_allowed() {
        let mut book = PolicyBook::built_in().unwrap();
        assert!(book.get(Policy::DEMONSTRATION_NAME).is_none());
        assert!(book.add(Policy::DEMONSTRATION).is_err(), "not by a policy file");
        book.allow_demonstration().unwrap();
        assert!(book.get(Policy::DEMONSTRATION_NAME).is_some());
        for kind in [SessionKind::Interview, SessionKind::Onboarding, SessionKind::Login] {
            assert!(book.of_kind(kind).unwrap().policy.demonstration.is_none(), "{kind:?}");
        }
    }

    #[test]
    fn a_policy_of_the_same_name_is_replaced() {
        let mut book = PolicyBook::built_in().unwrap();
        let newer = Policy::BUILT_IN[0].replace("version = 4", "version = 7");
        book.add(&newer).unwrap();
        assert_eq!(book.stamps().len(), Policy::BUILT_IN.len());
        assert_eq!(book.get("interview").unwrap().policy.version, 7);
    }
}
