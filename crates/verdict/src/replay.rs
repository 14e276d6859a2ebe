//! Judging a stored session again.

use domain::{MeasurementLog, Verdict};

use crate::{Evidence, Policy, PolicyError};

/// A log that cannot be judged again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The stored policy text is not a policy of this version of Likeness.
    #[error("the session's stored policy cannot be read by this version")]
    Policy(#[source] PolicyError),
}

/// Recomputes the verdict from a log alone. Equal to the verdict that the session gave.
///
/// # Errors
/// [`ReplayError::Policy`] when the stored policy text no longer parses.
pub fn replay(log: &MeasurementLog) -> Result<Verdict, ReplayError> {
    let policy = Policy::parse(&log.header.policy_text).map_err(ReplayError::Policy)?;
    let mut evidence = Evidence::new(&log.header);
    for entry in &log.entries {
        evidence.push(entry);
    }
    Ok(evidence.judge(&log.header, &policy))
}
