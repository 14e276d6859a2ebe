//! Exit statuses, part of the interface.

use std::process::ExitCode;

use domain::Outcome;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for `verify`: accept.
    Success,
    /// A human must look.
    Refer,
    /// Another person, or an attack.
    Reject,
    /// A replayed verdict differs from the stored one.
    Unequal,
    /// Bad input or usage.
    BadInput,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::BadInput => 2,
            Exit::Refer => 10,
            Exit::Reject => 11,
            Exit::Unequal => 12,
        })
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accept => Self::Success,
            Outcome::Refer => Self::Refer,
            Outcome::Reject => Self::Reject,
        }
    }
}
