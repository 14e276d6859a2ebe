//! Which of a sender's simulcast layers is watched: the largest that flows. Pure.
//!
//! A layer is taken up at a key picture only. How large its key pictures are stands for its resolution,
//! which the packets do not tell.

use std::time::{Duration, Instant};

/// A layer from which nothing has come for this long is taken as switched off; congested senders do so
/// within a second.
const QUIET: Duration = Duration::from_secs(1);

/// How much larger the key picture of a better layer is at least: neighbouring layers differ by two in
/// width and height, and so by about four in bytes; half of that leaves room for their contents.
const BETTER: usize = 2;

/// See the module's text. `L` names a layer.
#[derive(Debug)]
pub(super) struct Layers<L> {
    watched: Option<Watched<L>>,
}

#[derive(Debug)]
struct Watched<L> {
    layer: L,
    key_bytes: usize,
    last: Instant,
}

/// What to do with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// It belongs to the watched layer.
    Take,
    /// The watched layer begins with it.
    Begin,
    /// It belongs to another one.
    Leave,
    /// As before, and its layer would be watched if it had a key picture.
    AskForKey,
}

impl<L: PartialEq> Layers<L> {
    pub(super) const fn new() -> Self {
        Self { watched: None }
    }

    pub(super) fn choose(&mut self, layer: L, is_key: bool, bytes: usize, now: Instant) -> Choice {
        let Some(watched) = &mut self.watched else {
            return self.begin(layer, is_key, bytes, now);
        };
        if watched.layer == layer {
            watched.last = now;
            if is_key {
                watched.key_bytes = bytes;
            }
            return Choice::Take;
        }
        let is_off = now.saturating_duration_since(watched.last) > QUIET;
        if is_off || (is_key && bytes >= watched.key_bytes.saturating_mul(BETTER)) {
            return self.begin(layer, is_key, bytes, now);
        }
        Choice::Leave
    }

    fn begin(&mut self, layer: L, is_key: bool, bytes: usize, now: Instant) -> Choice {
        if !is_key {
            return Choice::AskForKey;
        }
        self.watched = Some(Watched { layer, key_bytes: bytes, last: now });
        Choice::Begin
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
mod tests {
    use super::*;

    #[test]
    fn the_largest_layer_that_flows_is_watched() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut layers = Layers::new();
        assert_eq!(layers.choose("low", false, 10, at(0)), Choice::AskForKey);
        assert_eq!(layers.choose("low", true, 1_000, at(1)), Choice::Begin);
        assert_eq!(layers.choose("low", false, 10, at(2)), Choice::Take);
        assert_eq!(layers.choose("mid", false, 50, at(3)), Choice::Leave);
        assert_eq!(layers.choose("mid", true, 1_500, at(4)), Choice::Leave, "hardly larger");
        assert_eq!(layers.choose("high", true, 8_000, at(5)), Choice::Begin);
        assert_eq!(layers.choose("low", true, 1_000, at(500)), Choice::Leave);
        // The large one is switched off.
        assert_eq!(layers.choose("mid", false, 50, at(1_200)), Choice::AskForKey);
        assert_eq!(layers.choose("mid", true, 3_000, at(1_300)), Choice::Begin);
        assert_eq!(layers.choose("high", true, 8_000, at(1_400)), Choice::Begin);
    }

    #[test]
    fn one_layer_is_watched_whatever_its_key_pictures_weigh() {
        let start = Instant::now();
        let mut layers = Layers::new();
        assert_eq!(layers.choose((), true, 100, start), Choice::Begin);
        for bytes in [1, 1_000_000, 3] {
            assert_eq!(layers.choose((), true, bytes, start), Choice::Take);
        }
        assert_eq!(layers.choose((), false, 9, start + 10 * QUIET), Choice::Take);
    }
}
