//! The real clock and the real randomness. Everything else gets them as parameters.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use domain::{Clock, Entropy, UtcTime};

/// The machine's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the binary owns the real clock")]
    fn now(&self) -> Instant {
        Instant::now()
    }

    #[expect(clippy::disallowed_methods, reason = "the binary owns the real clock")]
    fn utc(&self) -> UtcTime {
        // A clock before 1970 is a broken clock; records then say 1970.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UtcTime::from_unix_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::disallowed_methods, reason = "the binary owns the real random source")]
    #[expect(clippy::expect_used, reason = "without randomness no key is safe: stop at once")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system's random source works");
    }
}
