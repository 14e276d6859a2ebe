//! A clock that stands still until a test moves it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{Clock, UtcTime};

/// Starts at 2026-01-01T00:00:00Z and stands still.
#[derive(Debug)]
pub struct TestClock {
    start: Instant,
    /// Protects how far time was moved.
    elapsed: Mutex<Duration>,
}

impl TestClock {
    /// 2026-01-01T00:00:00Z.
    pub const START: UtcTime = UtcTime::from_unix_millis(1_767_225_600_000);

    /// Moves time forward.
    pub fn advance(&self, by: Duration) {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for TestClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "an Instant can only come from the system; it stands still from here on"
    )]
    fn default() -> Self {
        Self { start: Instant::now(), elapsed: Mutex::default() }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.start + self.elapsed()
    }

    fn utc(&self) -> UtcTime {
        Self::START.plus(self.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_stand_until_moved() {
        let clock = TestClock::default();
        let now = clock.now();
        assert_eq!((clock.now(), clock.utc()), (now, TestClock::START));
        clock.advance(Duration::from_millis(1_500));
        assert_eq!(clock.now() - now, Duration::from_millis(1_500));
        assert_eq!(clock.utc().unix_millis() - TestClock::START.unix_millis(), 1_500);
    }
}
