//! Waiting with a deadline. The only place of these tests that looks at a clock.
#![expect(clippy::disallowed_methods, reason = "child processes live in real time")]

use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Between two looks at a condition that announces itself nowhere.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A moment after which a test gives up.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Instant);

impl Deadline {
    /// In so many seconds.
    pub fn seconds(seconds: u64) -> Self {
        Self(Instant::now() + Duration::from_secs(seconds))
    }

    /// What is left of it.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        self.left().is_zero()
    }
}

/// Looks at a condition until it gives a value.
///
/// # Panics
/// When it has given none within `seconds`; `what` says what was waited for.
pub fn until<T>(what: &str, seconds: u64, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Deadline::seconds(seconds);
    let (_nobody, bell) = mpsc::channel::<()>();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(!deadline.is_over(), "waited {seconds} s in vain: {what}");
        // Nobody rings: a wait with an end.
        let _ = bell.recv_timeout(LOOK_AGAIN.min(deadline.left()));
    }
}
