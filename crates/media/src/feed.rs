//! An encoded stream on its way into a pushed source: whole encoded pictures in, frames out, decoded on a
//! thread of its own. Bounded: when the decoder cannot follow, what comes up to the next key picture is
//! dropped and counted, because nothing in between can be decoded any more.
//!
//! Which transport brings the pictures (WebRTC, RTMP) is none of this file's business.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use domain::SourceEnd;

use crate::OpenError;
#[cfg(feature = "gstreamer")]
use crate::pipeline::decode_stream;
use crate::push::Shared;

/// Pictures that may wait for the decoder: two seconds of a 30 fps stream. A decoder that is further behind
/// does not catch up, and its verdict would be about the past.
const QUEUE: usize = 60;

/// The codecs that a pushed stream may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreamCodec {
    /// ITU-T H.264, with start codes (annex B), one access unit a picture.
    H264,
    /// RFC 6386.
    Vp8,
    /// VP9, one superframe a picture.
    Vp9,
    /// AV1, one temporal unit a picture, in the low-overhead format.
    Av1,
}

/// One encoded picture of a stream.
#[derive(Clone)]
pub struct EncodedPicture {
    /// How it is encoded.
    pub codec: StreamCodec,
    /// Position by the sender's clock, from an origin of the sender's choice.
    pub at: Duration,
    /// Whether decoding can start with it.
    pub is_key: bool,
    /// The bytes.
    pub data: Bytes,
}

impl fmt::Debug for EncodedPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodedPicture")
            .field("codec", &self.codec)
            .field("at", &self.at)
            .field("is_key", &self.is_key)
            .field("bytes", &self.data.len())
            .finish()
    }
}

/// What became of a picture that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fed {
    /// On its way to the decoder.
    Taken,
    /// Dropped; the sender is to be asked for a key picture.
    NeedsKey,
    /// The source is over: nobody wants the stream any more.
    Closed,
}

/// How a stream's sender left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedEnd {
    /// It said that it was done.
    Finished,
    /// It went without a word; another one may come.
    Gone,
}

type OnEnd = Box<dyn FnOnce(FeedEnd) + Send>;

/// What the feed and its decoder share.
pub(crate) struct Signals {
    /// Nothing but a key picture can be decoded now.
    pub(crate) needs_key: AtomicBool,
    /// Encoded pictures that were dropped before the decoder.
    dropped: AtomicU64,
    /// To be told when the last picture has been decoded, by a sender that is done.
    last: Mutex<Option<OnEnd>>,
}

impl Signals {
    /// The decoder has done all it could.
    pub(crate) fn decoded_all(&self) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(told) = last {
            told(FeedEnd::Finished);
        }
    }
}

/// The sender's end of a stream. Dropping it means that the sender has gone; [`StreamFeed::finish`] that it
/// is done.
pub struct StreamFeed {
    shared: Arc<Shared>,
    signals: Arc<Signals>,
    pictures: SyncSender<EncodedPicture>,
    sender: u64,
    /// Something came.
    has_begun: AtomicBool,
    end: FeedEnd,
    on_end: Option<OnEnd>,
}

#[cfg(not(feature = "gstreamer"))]
fn decode_stream(
    _: Arc<crate::tap::Tap>,
    _: Arc<Signals>,
    _: std::sync::mpsc::Receiver<EncodedPicture>,
) -> Result<(), OpenError> {
    Err(OpenError::NotBuilt)
}

impl StreamFeed {
    pub(crate) fn open(shared: Arc<Shared>) -> Result<Self, OpenError> {
        let (needs_key, dropped) = (AtomicBool::new(true), AtomicU64::new(0));
        let signals = Arc::new(Signals { needs_key, dropped, last: Mutex::default() });
        let (pictures, inbox) = sync_channel(QUEUE);
        decode_stream(Arc::clone(&shared.tap), Arc::clone(&signals), inbox)?;
        let sender = shared.new_sender();
        let has_begun = AtomicBool::new(false);
        let (end, on_end) = (FeedEnd::Gone, None);
        Ok(Self { shared, signals, pictures, sender, has_begun, end, on_end })
    }

    /// Has `told` hear how the sender left: at once when it has gone, after its last picture was decoded when
    /// it is done.
    #[must_use]
    pub fn on_end(mut self, told: impl FnOnce(FeedEnd) + Send + 'static) -> Self {
        self.on_end = Some(Box::new(told));
        self
    }

    /// Hands a picture over. Never waits.
    pub fn push(&self, picture: EncodedPicture) -> Fed {
        if self.is_closed() {
            return Fed::Closed;
        }
        let first = !self.has_begun.swap(true, Ordering::Relaxed);
        if first {
            self.shared.heard(self.sender);
        }
        if picture.is_key {
            self.signals.needs_key.store(false, Ordering::Relaxed);
        } else if self.needs_key() {
            self.signals.dropped.fetch_add(1, Ordering::Relaxed);
            return Fed::NeedsKey;
        }
        match self.pictures.try_send(picture) {
            Ok(()) => Fed::Taken,
            Err(TrySendError::Full(_)) => {
                self.signals.dropped.fetch_add(1, Ordering::Relaxed);
                self.signals.needs_key.store(true, Ordering::Relaxed);
                Fed::NeedsKey
            }
            Err(TrySendError::Disconnected(_)) => Fed::Closed,
        }
    }

    /// Pictures were lost on the way here: what follows cannot be decoded before a key picture.
    pub fn lost_some(&self) {
        self.signals.needs_key.store(true, Ordering::Relaxed);
    }

    /// Whether nothing but a key picture can be decoded now.
    pub fn needs_key(&self) -> bool {
        self.signals.needs_key.load(Ordering::Relaxed)
    }

    /// Whether the source is over.
    pub fn is_closed(&self) -> bool {
        self.shared.tap.mailbox.is_stopped()
    }

    /// Encoded pictures that were dropped before the decoder.
    pub fn dropped(&self) -> u64 {
        self.signals.dropped.load(Ordering::Relaxed)
    }

    /// The sender is done. One that never sent anything leaves the place to the next.
    pub fn finish(mut self) {
        if self.has_begun.load(Ordering::Relaxed) {
            self.end = FeedEnd::Finished;
        }
    }

    /// What it sends can never be decoded: the source ends, and says why.
    pub fn fail(self, why: &str) {
        self.shared.tap.mailbox.end(SourceEnd::Truncated { detail: why.to_owned() });
    }
}

impl Drop for StreamFeed {
    fn drop(&mut self) {
        if self.end == FeedEnd::Gone && self.has_begun.load(Ordering::Relaxed) {
            self.shared.vacated();
        }
        let Some(told) = self.on_end.take() else { return };
        match self.end {
            FeedEnd::Gone => told(FeedEnd::Gone),
            // The decoder learns of the end when the queue is empty. One that has gone is not wanted any more.
            FeedEnd::Finished => {
                let mut last = self.signals.last.lock().unwrap_or_else(PoisonError::into_inner);
                *last = Some(told);
            }
        }
    }
}

impl fmt::Debug for StreamFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamFeed").field("dropped", &self.dropped()).finish_non_exhaustive()
    }
}
