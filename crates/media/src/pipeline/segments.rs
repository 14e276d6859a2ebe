//! Which segments of an adaptive stream were asked for last.
//!
//! Whoever opens a live playlist anew is given its last segments again. When the recorder has died these have
//! been seen already, and shown once more they would look like a stream that goes on.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

/// A player begins three segments before the end of a live playlist (RFC 8216 §6.3.3); one more for a segment
/// that was listed while the last one played.
const REMEMBERED: usize = 4;

#[derive(Default)]
struct Inside {
    newest: VecDeque<Url>,
    /// Of the connections before this one.
    before: Vec<Url>,
}

/// The newest segments, across the connections of a source.
#[derive(Default)]
pub(super) struct Segments(Mutex<Inside>);

impl Segments {
    fn lock(&self) -> MutexGuard<'_, Inside> {
        // Each change is complete before the next can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new connection begins.
    pub(super) fn reconnected(&self) {
        let mut inside = self.lock();
        inside.before = inside.newest.iter().cloned().collect();
    }

    /// A segment is fetched. False when it was among the last that an earlier connection fetched.
    pub(super) fn asked_for(&self, url: &Url) -> bool {
        let mut inside = self.lock();
        if inside.before.contains(url) {
            return false;
        }
        // From here on the stream is ahead of what was seen.
        inside.before.clear();
        inside.newest.push_back(url.clone());
        if inside.newest.len() > REMEMBERED {
            inside.newest.pop_front();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_before_a_break_is_not_new() {
        let url = |n: u32| Url::parse(&format!("http://host/{n}.ts")).unwrap();
        let segments = Segments::default();
        segments.reconnected();
        assert!((0..6).all(|n| segments.asked_for(&url(n))));
        segments.reconnected();
        assert!((2..6).all(|n| !segments.asked_for(&url(n))), "the last four again");
        segments.reconnected();
        assert!(!segments.asked_for(&url(5)));
        assert!(segments.asked_for(&url(6)) && segments.asked_for(&url(5)), "ahead, and a rewind");
        segments.reconnected();
        // A recorder that begins anew uses its names again.
        assert!(segments.asked_for(&url(0)));
    }
}
