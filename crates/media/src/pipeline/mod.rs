//! The GStreamer adapter. Nothing outside this module names one of its types.
//!
//! One thread per source, the supervisor, owns the pipeline: it builds it, waits for signals, opens a
//! broken stream again and takes the pipeline down to Null, also when something panics. Streaming
//! threads only count, sample, map and hand over.

mod codec;
mod decode;
mod degrade;
mod fault;
mod guard;
mod pixels;
mod segments;
mod spare;
mod stream;
mod supervisor;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use domain::{Clock, SourceEnd};
use gstreamer as gst;
use gstreamer::prelude::*;

use crate::mailbox::{Mailbox, Rule};
use crate::tap::Tap;
use crate::{AccessPolicy, Address, FrameSource, OpenError, Pace, Resolve, SourceSpec, Timing};
pub(crate) use degrade::degrade;
use fault::Signal;
use segments::Segments;
pub(crate) use stream::{can_decode, decode_stream};
use supervisor::{Control, Supervisor};

/// What every source needs; codecs and protocols are looked for when a stream asks for them.
const ELEMENTS: [&str; 7] = [
    "uridecodebin",
    "decodebin",
    "videoconvertscale",
    "capsfilter",
    "deinterlace",
    "videoflip",
    "appsink",
];

/// Decoders that combine a picture with a transparency track. They refuse files that announce one and
/// have none (browsers record such), and transparency means nothing here.
const UNWANTED: [&str; 2] = ["vp8alphadecodebin", "vp9alphadecodebin"];

pub(crate) fn init() -> Result<(), OpenError> {
    gst::init().map_err(|_| OpenError::Runtime { what: "its library does not start".into() })?;
    for name in UNWANTED {
        if let Some(factory) = gst::ElementFactory::find(name) {
            factory.set_rank(gst::Rank::NONE);
        }
    }
    guard::register()
        .map_err(|_| OpenError::Runtime { what: "its elements cannot be extended".into() })?;
    match ELEMENTS.iter().find(|name| gst::ElementFactory::find(name).is_none()) {
        Some(name) => Err(OpenError::Runtime { what: format!("the element {name} is missing") }),
        None => Ok(()),
    }
}

/// How often an opener asks whether the source is still wanted: the capture loop's own rhythm.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// How long a reader that leaves waits for a network source to say good-bye. Five times what RTSP takes for
/// its TEARDOWN at most (`rtspsrc teardown-timeout`, 100 ms). A source that hangs longer ends behind it.
const FAREWELL: Duration = Duration::from_millis(500);

/// Everything about a source that stays the same across reconnects.
struct Plan {
    address: Address,
    pace: Pace,
    timing: Timing,
    policy: AccessPolicy,
    resolver: Arc<dyn Resolve>,
    /// The newest segments of an adaptive stream.
    segments: Segments,
}

impl Plan {
    fn rule(&self) -> Rule {
        if self.address.is_live() || self.pace == Pace::Realtime {
            Rule::NewestWins
        } else {
            Rule::Wait { capacity: self.timing.queue_frames }
        }
    }
}

pub(crate) fn start(
    spec: SourceSpec,
    policy: AccessPolicy,
    clock: Arc<dyn Clock>,
    timing: Timing,
    resolver: Arc<dyn Resolve>,
    is_wanted: &dyn Fn() -> bool,
) -> Result<FrameSource, OpenError> {
    init()?;
    let seed = jitter_seed(&spec.address, clock.as_ref());
    let deadline = timing.open_deadline;
    let is_file = matches!(spec.address, Address::File(_));
    let plan = Plan {
        address: spec.address,
        pace: spec.pace,
        timing,
        policy,
        resolver,
        segments: Segments::default(),
    };
    let mailbox = Arc::new(Mailbox::new(plan.rule()));
    let (signals, inbox) = mpsc::sync_channel(Signal::QUEUE);
    let control = Arc::new(Control::new(signals));
    let tap = Arc::new(Tap::new(&plan.timing, spec.sample_fps, Arc::clone(&mailbox), clock));

    let stop = Arc::clone(&control);
    let source = FrameSource::new(Arc::clone(&mailbox), Some(Arc::new(move || stop.stop())));
    let (opened, opening) = mpsc::sync_channel(1);
    let (over, ended) = mpsc::sync_channel::<()>(1);
    let mut supervisor = Supervisor::new(plan, control, inbox, tap, seed, opened);
    let thread = thread::Builder::new()
        .name("media-source".into())
        .spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| supervisor.run())).is_err() {
                tracing::error!("a media source ended by an internal fault");
            }
            // Counts only when the supervisor had no chance to say how it ended.
            mailbox.end(SourceEnd::Truncated { detail: "internal fault".into() });
            // The pipeline goes with it, and whoever waits for that hears it.
            drop(supervisor);
            drop(over);
        })
        .map_err(|_| OpenError::Runtime { what: "no thread can be started".into() })?;
    // A file must be closed when its reader goes on, because it may be removed then.
    let patience = if is_file { None } else { Some(FAREWELL) };
    let source = source.with_thread(thread, ended, patience);
    match first_word(&opening, deadline, is_wanted) {
        Some(Ok(())) => Ok(source),
        Some(Err(error)) => Err(error),
        // A decoder that neither fails nor gives a picture: bytes it waits for are not in the file.
        None if is_file => Err(OpenError::Damaged),
        None => Err(OpenError::TimedOut { waited: deadline }),
    }
}

/// The first frame, or why there is none; nothing when neither came within `deadline`.
fn first_word(
    opening: &mpsc::Receiver<Result<(), OpenError>>,
    deadline: Duration,
    is_wanted: &dyn Fn() -> bool,
) -> Option<Result<(), OpenError>> {
    let mut left = deadline;
    while !left.is_zero() {
        let slice = left.min(ASK_EVERY);
        match opening.recv_timeout(slice) {
            Ok(word) => return Some(word),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let what = "the source ended by an internal fault".into();
                return Some(Err(OpenError::Runtime { what }));
            }
            Err(mpsc::RecvTimeoutError::Timeout) if !is_wanted() => {
                return Some(Err(OpenError::GivenUp));
            }
            Err(mpsc::RecvTimeoutError::Timeout) => left -= slice,
        }
    }
    None
}

/// Spreads the reconnects of sources that broke together. Needs no secrecy.
fn jitter_seed(address: &Address, clock: &dyn Clock) -> u64 {
    static SOURCES: AtomicU64 = AtomicU64::new(0);
    let mut hasher = DefaultHasher::new();
    address.label().hash(&mut hasher);
    clock.utc().hash(&mut hasher);
    SOURCES.fetch_add(1, Ordering::Relaxed).hash(&mut hasher);
    hasher.finish()
}
