//! One time for the pictures of all layers. Pure.
//!
//! Senders give each layer a time of its own, which begins at a number drawn by chance (RFC 3550 section 5.1,
//! and browsers do so). Within a layer that time is exact; from one layer to the next only the moment of
//! arrival tells how much has passed.

use std::time::{Duration, Instant};

/// The time of the picture after which another layer begins is followed at least so closely: times must rise.
const LEAST_STEP: Duration = Duration::from_millis(1);

/// See the module's text.
#[derive(Debug, Default)]
pub(super) struct LayerClock {
    /// The first time of the watched layer, and what it counts as.
    origin: Option<(Duration, Duration)>,
    /// The newest time that was given out, and when.
    newest: Option<(Duration, Instant)>,
}

impl LayerClock {
    /// What `theirs` counts as, for a picture that arrived `now`; `begins` with the first picture of a layer.
    pub(super) fn at(&mut self, theirs: Duration, begins: bool, now: Instant) -> Duration {
        let origin = match self.origin {
            Some(origin) if !begins => origin,
            _ => (theirs, self.following(theirs, now)),
        };
        self.origin = Some(origin);
        let (first, counts_as) = origin;
        let at = match theirs.checked_sub(first) {
            Some(since) => counts_as.saturating_add(since),
            // It was overtaken by the key picture with which the layer began.
            None => counts_as.saturating_sub(first - theirs),
        };
        if self.newest.is_none_or(|(newest, _)| at > newest) {
            self.newest = Some((at, now));
        }
        at
    }

    /// Where a layer goes on that begins `now`. The first one keeps its own time.
    fn following(&self, theirs: Duration, now: Instant) -> Duration {
        self.newest.map_or(theirs, |(newest, when)| {
            newest.saturating_add(now.saturating_duration_since(when).max(LEAST_STEP))
        })
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn one_layer_keeps_its_own_time() {
        let (mut clock, start) = (LayerClock::default(), Instant::now());
        assert_eq!(clock.at(ms(5_000), true, start), ms(5_000));
        // Late on the way, and exact all the same.
        assert_eq!(clock.at(ms(5_040), false, start + ms(90)), ms(5_040));
        assert_eq!(clock.at(ms(5_020), false, start + ms(91)), ms(5_020));
    }

    #[test]
    fn another_layer_goes_on_where_the_one_before_it_was() {
        let (mut clock, start) = (LayerClock::default(), Instant::now());
        clock.at(ms(9_000_000), true, start);
        clock.at(ms(9_000_040), false, start + ms(40));
        // From far behind, and from hours ahead: what has passed is what has passed here.
        assert_eq!(clock.at(ms(17), true, start + ms(100)), ms(9_000_100));
        assert_eq!(clock.at(ms(57), false, start + ms(150)), ms(9_000_140));
        assert_eq!(clock.at(ms(40_000_000), true, start + ms(170)), ms(9_000_160));
        // Two key pictures in one datagram's time still rise.
        assert_eq!(clock.at(ms(3), true, start + ms(170)), ms(9_000_161));
        assert_eq!(clock.at(ms(1), false, start + ms(171)), ms(9_000_159), "overtaken");
    }

    #[test]
    fn made_up_times_do_no_harm() {
        let (mut clock, start) = (LayerClock::default(), Instant::now());
        for begins in [true, false, true, false] {
            clock.at(Duration::MAX, begins, start);
            clock.at(Duration::ZERO, begins, start);
        }
    }
}
