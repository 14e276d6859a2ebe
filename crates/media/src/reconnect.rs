//! When a broken stream is opened again: a pure state machine. It owns no clock, no thread and no
//! randomness; time comes in as `now`, jitter from a seed.

use std::time::{Duration, Instant};

/// Why a stream broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreakReason {
    /// The other side closed it.
    Ended,
    /// Nothing came for too long.
    TimedOut,
    /// The transport or decoder failed.
    Error,
}

/// Exponential back-off with jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Ceiling of the first wait.
    pub first: Duration,
    /// Ceiling of every wait.
    pub max: Duration,
    /// Attempts in a row before giving up. Zero: never reconnect.
    pub attempts: u32,
    /// A stream that has flowed this long counts as recovered, and the attempts start anew.
    pub stable_after: Duration,
}

impl Default for Backoff {
    /// 0.5 s doubling to 10 s, six times: about 25 s in all, the length of a router's restart that a
    /// call survives.
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            max: Duration::from_secs(10),
            attempts: 6,
            stable_after: Duration::from_secs(5),
        }
    }
}

/// What to do about a broken stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Open it again at that moment.
    RetryAt {
        /// When.
        at: Instant,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// Enough.
    GiveUp {
        /// Attempts made.
        attempts: u32,
    },
}

/// The state machine. Drive it with [`broke`](Self::broke) and [`frame`](Self::frame).
#[derive(Debug, Clone)]
pub struct Reconnect {
    backoff: Backoff,
    /// State of the jitter generator.
    jitter: u64,
    attempts: u32,
    /// First frame since the last break.
    flowing_since: Option<Instant>,
    last_reason: Option<BreakReason>,
}

impl Reconnect {
    /// A machine whose waits depend only on `seed`.
    pub fn new(backoff: Backoff, seed: u64) -> Self {
        Self { backoff, jitter: seed, attempts: 0, flowing_since: None, last_reason: None }
    }

    /// A frame arrived. A stream that flows long enough has recovered.
    pub fn frame(&mut self, now: Instant) {
        let since = *self.flowing_since.get_or_insert(now);
        if now.saturating_duration_since(since) >= self.backoff.stable_after {
            self.attempts = 0;
        }
    }

    /// The stream broke.
    pub fn broke(&mut self, now: Instant, reason: BreakReason) -> Step {
        self.flowing_since = None;
        self.last_reason = Some(reason);
        if self.attempts >= self.backoff.attempts {
            return Step::GiveUp { attempts: self.attempts };
        }
        let doubled = self.backoff.first.saturating_mul(1 << self.attempts.min(20));
        let ceiling = doubled.min(self.backoff.max);
        self.attempts += 1;
        // Half fixed, half jitter: never a burst of immediate retries, never all sources at once.
        let at = now + ceiling.mul_f64(0.5 + 0.5 * self.unit());
        Step::RetryAt { at, attempt: self.attempts }
    }

    /// Why it broke last.
    pub fn last_reason(&self) -> Option<BreakReason> {
        self.last_reason
    }

    /// Uniform in `[0, 1)`: SplitMix64 (Steele, Lea, Flood, 2014). Jitter needs spread, not secrecy.
    fn unit(&mut self) -> f64 {
        self.jitter = self.jitter.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.jitter;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
mod tests {
    use super::*;

    fn waits(seed: u64) -> Vec<Duration> {
        let now = Instant::now();
        let mut machine = Reconnect::new(Backoff { attempts: 8, ..Backoff::default() }, seed);
        let mut out = Vec::new();
        while let Step::RetryAt { at, .. } = machine.broke(now, BreakReason::Error) {
            out.push(at - now);
        }
        out
    }

    #[test]
    fn waits_double_up_to_the_ceiling_with_jitter_of_half() {
        for seed in 0..50 {
            for (n, wait) in waits(seed).into_iter().enumerate() {
                let ceiling = Duration::from_millis(500 << n).min(Duration::from_secs(10));
                assert!(wait >= ceiling / 2 && wait <= ceiling, "seed {seed}, wait {n}: {wait:?}");
            }
        }
        assert_eq!(waits(7), waits(7));
        assert_ne!(waits(7), waits(8));
    }

    #[test]
    fn it_gives_up_after_its_attempts_and_says_how_many() {
        let now = Instant::now();
        let mut machine = Reconnect::new(Backoff { attempts: 2, ..Backoff::default() }, 1);
        assert!(matches!(
            machine.broke(now, BreakReason::TimedOut),
            Step::RetryAt { attempt: 1, .. }
        ));
        assert!(matches!(machine.broke(now, BreakReason::Ended), Step::RetryAt { attempt: 2, .. }));
        assert_eq!(machine.broke(now, BreakReason::Ended), Step::GiveUp { attempts: 2 });
        assert_eq!(machine.last_reason(), Some(BreakReason::Ended));
    }

    #[test]
    fn only_a_stream_that_flows_for_a_while_starts_the_count_anew() {
        let start = Instant::now();
        let mut machine = Reconnect::new(Backoff { attempts: 1, ..Backoff::default() }, 1);
        machine.broke(start, BreakReason::Error);
        machine.frame(start);
        machine.frame(start + Duration::from_secs(1));
        assert!(matches!(machine.clone().broke(start, BreakReason::Error), Step::GiveUp { .. }));
        machine.frame(start + Duration::from_secs(6));
        assert!(matches!(
            machine.broke(start, BreakReason::Error),
            Step::RetryAt { attempt: 1, .. }
        ));
    }
}
