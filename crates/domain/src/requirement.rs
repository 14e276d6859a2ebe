//! What a person has to do before they are let in.

/// What is asked of a person at the next opportunity. Ordered: the greater asks more, and of several the
/// greatest holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Requirement {
    /// Nothing is due.
    #[default]
    None,
    /// The camera step at the next login.
    Login,
    /// A re-verification before anything else; what runs should end.
    ReverifyNow,
    /// No login at all, until a session that somebody sent a link for was accepted.
    Blocked,
}

impl Requirement {
    /// Every one, from the least to the most.
    pub const ALL: [Self; 4] = [Self::None, Self::Login, Self::ReverifyNow, Self::Blocked];

    /// The word in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::ReverifyNow => "reverify_now",
            Self::Blocked => "blocked",
        }
    }

    /// The one with that word.
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_what_is_asked_and_words_read_back() {
        assert!(Requirement::ALL.is_sorted());
        for requirement in Requirement::ALL {
            assert_eq!(Requirement::from_name(requirement.as_str()), Some(requirement));
        }
        assert_eq!(Requirement::from_name("all"), None);
    }
}
