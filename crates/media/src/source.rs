//! The reader's side of every source, and the feeder's side for sources that are not pipelines.

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::{Frame, SourceEnd, SourceEvent};

use crate::mailbox::{Mailbox, Rule};

/// What a source has for its reader.
#[derive(Debug)]
pub enum Received {
    /// A sampled frame.
    Frame(Frame),
    /// Something about the stream.
    Event(SourceEvent),
    /// Nothing within the wait.
    Idle,
    /// The end has been told; nothing comes any more.
    Closed,
}

/// What became of a source's frames so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceCounts {
    /// Decoded pictures.
    pub received: u64,
    /// Those taken at the sampling rate, superseded and malformed ones included.
    pub sampled: u64,
    /// Sampled, but a newer frame took its place before it was read.
    pub superseded: u64,
    /// Sampled, but the buffer did not hold what its numbers claimed.
    pub malformed: u64,
}

/// Runs when a source is stopped, besides releasing its mailbox.
pub(crate) type StopHook = Arc<dyn Fn() + Send + Sync>;

/// Ends a source from another thread. Cheap to clone; stopping twice is harmless.
#[derive(Clone)]
pub struct Stopper {
    mailbox: Arc<Mailbox>,
    hook: Option<StopHook>,
}

impl Stopper {
    /// Ends the source. Its reader gets what was already handed over, then
    /// [`SourceEnd::Cancelled`], then [`Received::Closed`].
    pub fn stop(&self) {
        self.mailbox.stop();
        match &self.hook {
            Some(hook) => hook(),
            None => self.mailbox.end(SourceEnd::Cancelled),
        }
    }
}

impl fmt::Debug for Stopper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stopper")
    }
}

/// Notices silence while the reader waits; for sources without a thread of their own.
pub(crate) type IdleHook = Box<dyn Fn(&Mailbox) + Send + Sync>;

/// A stream of frames and events for one reader. Dropping it ends the stream and frees its decoder.
pub struct FrameSource {
    mailbox: Arc<Mailbox>,
    stopper: Stopper,
    idle: Option<IdleHook>,
    /// The thread that owns the pipeline.
    thread: Mutex<Option<Owner>>,
}

/// The thread that owns a pipeline. Joined on drop, so that nothing outlives the source, unless a network
/// element of it hangs: then it ends by itself.
struct Owner {
    thread: JoinHandle<()>,
    /// Disconnected when the pipeline is gone.
    ended: Receiver<()>,
    /// How long to wait for that; none for as long as it takes.
    patience: Option<Duration>,
}

impl Owner {
    fn leave(self) {
        if let Some(patience) = self.patience
            && self.ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout)
        {
            tracing::info!("a stream that does not let go is left to end by itself");
            return;
        }
        // The thread catches its own panics, and there is nobody to tell here.
        let _ = self.thread.join();
    }
}

impl FrameSource {
    pub(crate) fn new(mailbox: Arc<Mailbox>, hook: Option<StopHook>) -> Self {
        let stopper = Stopper { mailbox: Arc::clone(&mailbox), hook };
        Self { mailbox, stopper, idle: None, thread: Mutex::new(None) }
    }

    #[cfg(feature = "gstreamer")]
    pub(crate) fn with_thread(
        self,
        thread: JoinHandle<()>,
        ended: Receiver<()>,
        patience: Option<Duration>,
    ) -> Self {
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Owner { thread, ended, patience });
        self
    }

    pub(crate) fn with_idle(mut self, idle: IdleHook) -> Self {
        self.idle = Some(idle);
        self
    }

    /// The next frame or event, waiting up to `wait`.
    pub fn recv(&self, wait: Duration) -> Received {
        match self.mailbox.recv(wait) {
            Received::Idle => {}
            other => return other,
        }
        let Some(idle) = &self.idle else { return Received::Idle };
        idle(&self.mailbox);
        self.mailbox.recv(Duration::ZERO)
    }

    /// The counters so far. Readable also after the end.
    pub fn counts(&self) -> SourceCounts {
        let counters = &self.mailbox.counters;
        SourceCounts {
            received: counters.received.load(Ordering::Relaxed),
            sampled: counters.sampled.load(Ordering::Relaxed),
            superseded: counters.superseded.load(Ordering::Relaxed),
            malformed: counters.malformed.load(Ordering::Relaxed),
        }
    }

    /// A handle that ends this source from another thread.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }
}

impl Drop for FrameSource {
    fn drop(&mut self) {
        self.stopper.stop();
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(owner) = thread {
            owner.leave();
        }
    }
}

impl fmt::Debug for FrameSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameSource").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

/// Feeds a [`FrameSource`] with ready frames: what a capture adapter other than a pipeline uses, and
/// what tests play scripts through.
#[derive(Clone)]
pub struct FrameFeeder {
    mailbox: Arc<Mailbox>,
}

impl FrameFeeder {
    /// Hands a frame over. False when the reader has gone or the end was told.
    ///
    /// A frame that fails [`Frame::check`] is counted as malformed and not handed over.
    pub fn frame(&self, frame: Frame) -> bool {
        let counters = &self.mailbox.counters;
        counters.received.fetch_add(1, Ordering::Relaxed);
        counters.sampled.fetch_add(1, Ordering::Relaxed);
        if frame.check().is_err() {
            counters.malformed.fetch_add(1, Ordering::Relaxed);
            return !self.mailbox.is_stopped();
        }
        self.mailbox.frame(frame).is_ok()
    }

    /// Hands an event over. [`SourceEvent::Ended`] closes the source.
    pub fn event(&self, event: SourceEvent) {
        match event {
            SourceEvent::Ended(end) => self.mailbox.end(end),
            event => self.mailbox.event(event),
        }
    }
}

impl fmt::Debug for FrameFeeder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FrameFeeder")
    }
}

/// A source fed by hand. With `capacity` the feeder waits for the reader and nothing is dropped;
/// without, the newest frame wins.
pub fn feed(capacity: Option<usize>) -> (FrameFeeder, FrameSource) {
    let rule = capacity.map_or(Rule::NewestWins, |capacity| Rule::Wait { capacity });
    let mailbox = Arc::new(Mailbox::new(rule));
    (FrameFeeder { mailbox: Arc::clone(&mailbox) }, FrameSource::new(mailbox, None))
}

#[cfg(test)]
pub(crate) mod tests {
    use bytes::Bytes;
    use domain::{FrameSize, MediaInfo, MediaTime, PixelFormat};

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "the moment does not matter here")]
    pub(crate) fn blank(seq: u64) -> Frame {
        Frame {
            seq,
            pts: MediaTime::from_millis(seq * 200),
            received_at: std::time::Instant::now(),
            size: FrameSize { width: 2, height: 2 },
            stride_bytes: 8,
            format: PixelFormat::Rgb8,
            pixels: Bytes::from_static(&[0; 14]),
        }
    }

    pub(crate) fn info(width: u32) -> MediaInfo {
        MediaInfo {
            size: FrameSize { width, height: 2 },
            codec: "H.264".into(),
            duration: None,
            live: true,
        }
    }

    #[test]
    fn a_fed_source_counts_and_closes() {
        let (feeder, source) = feed(Some(3));
        assert!(feeder.frame(blank(0)));
        assert!(feeder.frame(Frame { stride_bytes: 1, ..blank(1) }));
        feeder.event(SourceEvent::Ended(SourceEnd::Finished));
        assert!(!feeder.frame(blank(2)));
        assert!(matches!(source.recv(Duration::ZERO), Received::Frame(f) if f.seq == 0));
        assert!(matches!(source.recv(Duration::ZERO), Received::Event(SourceEvent::Ended(_))));
        assert!(matches!(source.recv(Duration::ZERO), Received::Closed));
        let counts = source.counts();
        assert_eq!((counts.received, counts.sampled, counts.malformed), (3, 3, 1));
    }

    #[test]
    fn stopping_ends_the_source_as_cancelled() {
        let (feeder, source) = feed(Some(1));
        let stopper = source.stopper();
        stopper.stop();
        stopper.stop();
        assert!(!feeder.frame(blank(0)));
        let Received::Event(SourceEvent::Ended(end)) = source.recv(Duration::ZERO) else {
            panic!("no end")
        };
        assert_eq!(end, SourceEnd::Cancelled);
        assert!(matches!(source.recv(Duration::ZERO), Received::Closed));
    }

    #[cfg(feature = "gstreamer")]
    #[test]
    fn a_stream_that_does_not_let_go_holds_nobody_up() {
        // A pipeline that hangs until the reader has long gone.
        let (release, hang) = std::sync::mpsc::channel::<()>();
        let (over, ended) = std::sync::mpsc::sync_channel::<()>(1);
        let (told, gone) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let _ = hang.recv();
            drop(over);
            told.send(()).unwrap();
        });
        let (_feeder, source) = feed(None);
        drop(source.with_thread(thread, ended, Some(Duration::from_millis(1))));
        assert!(gone.try_recv().is_err(), "the pipeline still hangs, its reader has gone");
        drop(release);
        gone.recv().unwrap();
    }

    #[test]
    fn dropping_the_reader_releases_the_feeder() {
        let (feeder, source) = feed(Some(1));
        assert!(feeder.frame(blank(0)));
        let thread = std::thread::spawn(move || feeder.frame(blank(1)));
        drop(source);
        assert!(!thread.join().unwrap());
    }
}
