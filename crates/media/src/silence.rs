//! Notices that a live stream has stopped giving pictures. Pure: fed with moments, asked for a finding.

use std::time::{Duration, Instant};

/// What the watch found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Pictures come, or the silence was already told.
    Nothing,
    /// The stream has just become silent.
    Began,
}

/// Watches one live stream.
#[derive(Debug)]
pub(crate) struct SilenceWatch {
    after: Duration,
    last: Option<Instant>,
    told: bool,
}

impl SilenceWatch {
    pub(crate) fn new(after: Duration) -> Self {
        Self { after, last: None, told: false }
    }

    /// A picture came at `at`. True when it ends a silence that was told.
    pub(crate) fn picture(&mut self, at: Instant) -> bool {
        self.last = Some(at);
        std::mem::take(&mut self.told)
    }

    /// How long nothing has come; zero before the first picture.
    pub(crate) fn quiet_for(&self, now: Instant) -> Duration {
        self.last.map_or(Duration::ZERO, |last| now.saturating_duration_since(last))
    }

    /// Asks whether the stream is silent now. Says so once per silence.
    pub(crate) fn ask(&mut self, now: Instant) -> Silence {
        if self.told || self.last.is_none() || self.quiet_for(now) < self.after {
            return Silence::Nothing;
        }
        self.told = true;
        Silence::Began
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
mod tests {
    use super::*;

    #[test]
    fn a_silence_is_told_once_and_ended_once() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut watch = SilenceWatch::new(2 * second);
        assert_eq!(watch.ask(start + 100 * second), Silence::Nothing, "before the first picture");
        assert!(!watch.picture(start));
        assert_eq!(watch.ask(start + second), Silence::Nothing);
        assert_eq!(watch.ask(start + 2 * second), Silence::Began);
        assert_eq!(watch.ask(start + 3 * second), Silence::Nothing);
        assert_eq!(watch.quiet_for(start + 3 * second), 3 * second);
        assert!(watch.picture(start + 4 * second));
        assert!(!watch.picture(start + 5 * second));
        assert_eq!(watch.ask(start + 7 * second), Silence::Began);
    }
}
