//! The hand-over between a source's own threads and its reader: bounded, with a written drop rule.
//!
//! Invariants: events are never lost and keep their place among the frames; under [`Rule::Wait`] no
//! frame is lost either; after [`domain::SourceEvent::Ended`] nothing follows.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Frame, SourceEnd, SourceEvent};

use crate::Received;

/// What happens to a frame that finds the box full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The sender waits.
    Wait {
        /// Frames that may lie in the box.
        capacity: usize,
    },
    /// The frame in the box gives way and is counted as superseded.
    NewestWins,
}

/// The reader is gone, or the source was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stopped;

/// Counters of a source, raised from its streaming thread and read from anywhere.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) received: AtomicU64,
    pub(crate) sampled: AtomicU64,
    pub(crate) superseded: AtomicU64,
    pub(crate) malformed: AtomicU64,
}

impl Counters {
    pub(crate) fn raise(counter: &AtomicU64) -> u64 {
        counter.fetch_add(1, Ordering::Relaxed)
    }
}

enum Item {
    Frame(Frame),
    Event(SourceEvent),
}

/// What the mutex protects.
struct Inside {
    queue: VecDeque<Item>,
    frames: usize,
    rule: Rule,
    /// Nothing more is taken in.
    ended: bool,
    /// Senders must give up.
    stopped: bool,
}

/// See the module's text.
pub(crate) struct Mailbox {
    inside: Mutex<Inside>,
    filled: Condvar,
    emptied: Condvar,
    pub(crate) counters: Counters,
}

impl Mailbox {
    pub(crate) fn new(rule: Rule) -> Self {
        Self {
            inside: Mutex::new(Inside {
                queue: VecDeque::new(),
                frames: 0,
                rule,
                ended: false,
                stopped: false,
            }),
            filled: Condvar::new(),
            emptied: Condvar::new(),
            counters: Counters::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // A panic elsewhere cannot leave the queue half-changed: each change is one operation.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the drop rule: a stream turned out to be live.
    pub(crate) fn set_rule(&self, rule: Rule) {
        self.lock().rule = rule;
        self.emptied.notify_all();
    }

    /// Hands a frame over, waiting for room when the rule says so.
    pub(crate) fn frame(&self, frame: Frame) -> Result<(), Stopped> {
        let mut inside = self.lock();
        loop {
            if inside.stopped || inside.ended {
                return Err(Stopped);
            }
            match inside.rule {
                Rule::Wait { capacity } if inside.frames >= capacity.max(1) => {
                    inside = self.emptied.wait(inside).unwrap_or_else(PoisonError::into_inner);
                }
                Rule::Wait { .. } => break,
                Rule::NewestWins => {
                    let before = inside.queue.len();
                    inside.queue.retain(|item| matches!(item, Item::Event(_)));
                    let gone = before - inside.queue.len();
                    self.counters.superseded.fetch_add(gone as u64, Ordering::Relaxed);
                    inside.frames = 0;
                    break;
                }
            }
        }
        inside.frames += 1;
        inside.queue.push_back(Item::Frame(frame));
        self.filled.notify_one();
        Ok(())
    }

    /// Hands an event over. Never waits.
    pub(crate) fn event(&self, event: SourceEvent) {
        let mut inside = self.lock();
        if inside.ended {
            return;
        }
        // A hostile stream may change its size at every frame; only the newest change matters.
        if matches!(event, SourceEvent::Changed(_))
            && matches!(inside.queue.back(), Some(Item::Event(SourceEvent::Changed(_))))
        {
            inside.queue.pop_back();
        }
        inside.queue.push_back(Item::Event(event));
        self.filled.notify_one();
    }

    /// Hands over the end and takes nothing more. Only the first end counts.
    pub(crate) fn end(&self, end: SourceEnd) {
        let mut inside = self.lock();
        if !inside.ended {
            inside.queue.push_back(Item::Event(SourceEvent::Ended(end)));
            inside.ended = true;
        }
        self.filled.notify_all();
        self.emptied.notify_all();
    }

    /// Releases waiting senders. What lies in the box stays readable.
    pub(crate) fn stop(&self) {
        self.lock().stopped = true;
        self.emptied.notify_all();
    }

    pub(crate) fn is_stopped(&self) -> bool {
        let inside = self.lock();
        inside.stopped || inside.ended
    }

    /// True while a frame lies in it: the reader is behind.
    pub(crate) fn holds_a_frame(&self) -> bool {
        self.lock().frames > 0
    }

    /// The next item, waiting up to `wait` for it.
    pub(crate) fn recv(&self, wait: Duration) -> Received {
        let empty = |inside: &mut Inside| inside.queue.is_empty() && !inside.ended;
        let (mut inside, _) = self
            .filled
            .wait_timeout_while(self.lock(), wait, empty)
            .unwrap_or_else(PoisonError::into_inner);
        match inside.queue.pop_front() {
            Some(Item::Frame(frame)) => {
                inside.frames -= 1;
                self.emptied.notify_one();
                Received::Frame(frame)
            }
            Some(Item::Event(event)) => Received::Event(event),
            None if inside.ended => Received::Closed,
            None => Received::Idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::MediaTime;

    use super::*;
    use crate::source::tests::{blank, info};

    const NOW: Duration = Duration::ZERO;

    fn drain(mailbox: &Mailbox) -> Vec<String> {
        let mut out = Vec::new();
        loop {
            match mailbox.recv(NOW) {
                Received::Frame(f) => out.push(format!("f{}", f.seq)),
                Received::Event(SourceEvent::Changed(i)) => out.push(format!("w{}", i.size.width)),
                Received::Event(SourceEvent::Ended(_)) => out.push("end".into()),
                Received::Event(_) => out.push("e".into()),
                Received::Closed => {
                    out.push("closed".into());
                    return out;
                }
                Received::Idle => return out,
            }
        }
    }

    #[test]
    fn the_newest_frame_wins_and_the_other_is_counted() {
        let mailbox = Mailbox::new(Rule::NewestWins);
        for seq in 0..4 {
            mailbox.frame(blank(seq)).unwrap();
        }
        mailbox.event(SourceEvent::Silent { at: MediaTime::ZERO });
        mailbox.frame(blank(4)).unwrap();
        mailbox.end(SourceEnd::Finished);
        assert_eq!(drain(&mailbox), ["e", "f4", "end", "closed"]);
        assert_eq!(mailbox.counters.superseded.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn a_waiting_sender_loses_nothing() {
        let mailbox = Arc::new(Mailbox::new(Rule::Wait { capacity: 2 }));
        let sender = Arc::clone(&mailbox);
        let thread = std::thread::spawn(move || {
            for seq in 0..50 {
                sender.frame(blank(seq)).unwrap();
            }
            sender.end(SourceEnd::Finished);
        });
        let mut seen = 0;
        loop {
            match mailbox.recv(Duration::from_secs(10)) {
                Received::Frame(f) => {
                    assert_eq!(f.seq, seen);
                    seen += 1;
                }
                Received::Event(_) => {}
                Received::Closed => break,
                Received::Idle => panic!("the sender hangs"),
            }
        }
        thread.join().unwrap();
        assert_eq!(seen, 50);
        assert_eq!(mailbox.counters.superseded.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn stopping_releases_a_waiting_sender() {
        let mailbox = Arc::new(Mailbox::new(Rule::Wait { capacity: 1 }));
        mailbox.frame(blank(0)).unwrap();
        let sender = Arc::clone(&mailbox);
        let thread = std::thread::spawn(move || sender.frame(blank(1)));
        mailbox.stop();
        assert_eq!(thread.join().unwrap(), Err(Stopped));
        assert_eq!(drain(&mailbox), ["f0"]);
    }

    #[test]
    fn changes_coalesce_and_nothing_follows_the_end() {
        let mailbox = Mailbox::new(Rule::NewestWins);
        mailbox.event(SourceEvent::Opened(info(1)));
        for width in 2..100 {
            mailbox.event(SourceEvent::Changed(info(width)));
        }
        mailbox.end(SourceEnd::Cancelled);
        mailbox.end(SourceEnd::Finished);
        mailbox.event(SourceEvent::Silent { at: MediaTime::ZERO });
        assert_eq!(mailbox.frame(blank(0)), Err(Stopped));
        assert_eq!(drain(&mailbox), ["e", "w99", "end", "closed"]);
    }
}
