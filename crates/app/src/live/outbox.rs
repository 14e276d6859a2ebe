//! The bounded queue in front of one follower.
//!
//! State messages (progress, face, faces, verdict) coalesce to the newest of their kind. Events are never lost
//! silently: a follower that stays so far behind that one would be is cut off with a named code.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::Notify;

use super::{CloseCode, LiveMessage};

/// How many messages may wait for one follower. State messages take at most four places; the rest is
/// for events, of which a session has a few dozen in an hour.
pub const OUTBOX_CAPACITY: usize = 64;

/// A bounded queue with one reader.
#[derive(Debug)]
pub struct LiveOutbox {
    /// Protects the queue. Never held across an await.
    queue: Mutex<Queue>,
    ready: Notify,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<LiveMessage>,
    /// A last message is in the queue or was taken: nothing more goes in.
    is_closed: bool,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It waits for its reader, perhaps in place of an older one of its kind.
    Waiting,
    /// The reader was too slow and has just been cut off.
    CutOff,
    /// The outbox was closed before.
    Closed,
}

impl Default for LiveOutbox {
    fn default() -> Self {
        Self::with_capacity(OUTBOX_CAPACITY)
    }
}

impl LiveOutbox {
    /// An empty queue for `capacity` messages, at least five.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { queue: Mutex::default(), ready: Notify::new(), capacity: capacity.max(5) }
    }

    /// Puts a message in line.
    pub fn post(&self, message: LiveMessage) -> Posted {
        let posted = {
            let mut queue = self.lock();
            if queue.is_closed {
                return Posted::Closed;
            }
            if message.is_state() {
                let kind = std::mem::discriminant(&message);
                queue.waiting.retain(|m| std::mem::discriminant(m) != kind);
            }
            if queue.waiting.len() >= self.capacity && !message.is_last() {
                queue.waiting.clear();
                queue.waiting.push_back(LiveMessage::Closed(CloseCode::TooSlow));
                queue.is_closed = true;
                Posted::CutOff
            } else {
                queue.is_closed = message.is_last();
                queue.waiting.push_back(message);
                Posted::Waiting
            }
        };
        self.ready.notify_one();
        posted
    }

    /// The next message, without waiting.
    pub fn take(&self) -> Option<LiveMessage> {
        self.lock().waiting.pop_front()
    }

    /// The next message; none after the last one.
    pub async fn next(&self) -> Option<LiveMessage> {
        loop {
            // One permit is stored, so a message posted between the look and the wait is not missed.
            let ready = self.ready.notified();
            {
                let mut queue = self.lock();
                if let Some(message) = queue.waiting.pop_front() {
                    return Some(message);
                }
                if queue.is_closed {
                    return None;
                }
            }
            ready.await;
        }
    }

    /// Closes the queue for its writer: the reader has gone.
    pub fn close(&self) {
        let mut queue = self.lock();
        queue.waiting.clear();
        queue.is_closed = true;
    }

    /// Whether nothing more goes in.
    pub fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::{FrameCounts, FrameSize, MediaInfo, MediaTime, SourceEvent};
    use proptest::prelude::*;

    use super::*;

    fn progress(received: u64) -> LiveMessage {
        LiveMessage::Progress {
            at: MediaTime::from_millis(received),
            frames: FrameCounts { received, ..FrameCounts::default() },
        }
    }

    fn event(attempt: u32) -> LiveMessage {
        LiveMessage::Source(SourceEvent::Reconnecting { attempt })
    }

    fn opened() -> LiveMessage {
        LiveMessage::Opened(MediaInfo {
            size: FrameSize { width: 2, height: 2 },
            codec: "H.264".into(),
            duration: None,
            live: true,
        })
    }

    fn rest(outbox: &LiveOutbox) -> Vec<LiveMessage> {
        std::iter::from_fn(|| outbox.take()).collect()
    }

    #[test]
    fn state_messages_coalesce_to_the_newest_and_go_to_the_end() {
        let outbox = LiveOutbox::default();
        for message in [progress(1), event(1), progress(2), event(2), progress(3)] {
            assert_eq!(outbox.post(message), Posted::Waiting);
        }
        assert_eq!(rest(&outbox), [event(1), event(2), progress(3)]);
    }

    #[test]
    fn any_number_of_state_messages_fits() {
        let outbox = LiveOutbox::with_capacity(4);
        for n in 0..10_000 {
            assert_eq!(outbox.post(progress(n)), Posted::Waiting);
        }
        assert_eq!(rest(&outbox), [progress(9_999)]);
    }

    #[test]
    fn events_keep_their_order_and_none_is_lost_up_to_the_capacity() {
        let outbox = LiveOutbox::with_capacity(5);
        let all = [opened(), event(1), event(2), event(3), event(4)];
        for message in all.clone() {
            assert_eq!(outbox.post(message), Posted::Waiting);
        }
        assert_eq!(rest(&outbox), all);
    }

    #[test]
    fn a_reader_that_stays_behind_is_cut_off_by_name() {
        let outbox = LiveOutbox::with_capacity(5);
        for n in 0..5 {
            outbox.post(event(n));
        }
        assert_eq!(outbox.post(event(5)), Posted::CutOff);
        assert_eq!(outbox.post(event(6)), Posted::Closed);
        assert_eq!(rest(&outbox), [LiveMessage::Closed(CloseCode::TooSlow)]);
    }

    #[test]
    fn the_last_message_always_fits() {
        let outbox = LiveOutbox::with_capacity(5);
        for n in 0..5 {
            outbox.post(event(n));
        }
        assert_eq!(outbox.post(LiveMessage::Closed(CloseCode::Gone)), Posted::Waiting);
        assert_eq!(rest(&outbox).len(), 6);
        assert_eq!(outbox.post(progress(1)), Posted::Closed);
    }

    proptest! {
        /// Whatever is posted and taken in whatever order: events come in order and without holes until
        /// the reader is cut off, and of a state only the newest waits.
        #[test]
        fn nothing_is_lost_silently(steps in prop::collection::vec(0..5_u8, 0..300)) {
            let outbox = LiveOutbox::with_capacity(8);
            let (mut posted, mut taken, mut cut_off) = (0, 0, false);
            for (n, step) in (0..).zip(steps) {
                match step {
                    0 => {
                        let last = outbox.post(event(posted));
                        posted += 1;
                        cut_off |= last == Posted::CutOff;
                    }
                    1 | 2 => cut_off |= outbox.post(progress(n)) == Posted::CutOff,
                    _ => match outbox.take() {
                        Some(LiveMessage::Source(SourceEvent::Reconnecting { attempt })) => {
                            prop_assert_eq!(attempt, taken);
                            taken += 1;
                        }
                        Some(LiveMessage::Closed(code)) => {
                            prop_assert!(cut_off);
                            prop_assert_eq!(code, CloseCode::TooSlow);
                        }
                        Some(LiveMessage::Progress { .. }) | None => {}
                        Some(other) => prop_assert!(false, "{:?}", other),
                    },
                }
            }
            let rest = rest(&outbox);
            let states = rest.iter().filter(|m| m.is_state()).count();
            prop_assert!(states <= 1);
            if cut_off {
                prop_assert!(rest.iter().all(LiveMessage::is_last));
            } else {
                prop_assert_eq!((rest.len() - states) as u32, posted - taken);
            }
        }
    }

    #[tokio::test]
    async fn the_reader_is_woken_and_sees_the_end() {
        let outbox = std::sync::Arc::new(LiveOutbox::default());
        let reader = tokio::spawn({
            let outbox = std::sync::Arc::clone(&outbox);
            async move {
                let mut seen = Vec::new();
                while let Some(message) = outbox.next().await {
                    seen.push(message);
                }
                seen
            }
        });
        tokio::task::yield_now().await;
        outbox.post(event(1));
        tokio::task::yield_now().await;
        outbox.post(LiveMessage::Closed(CloseCode::Gone));
        let seen = reader.await.unwrap();
        assert_eq!(seen, [event(1), LiveMessage::Closed(CloseCode::Gone)]);
    }
}
