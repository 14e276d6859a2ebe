//! The GStreamer adapter. Nothing outside this module names one of its types.
//!
//! One thread per source, the supervisor, owns the pipeline: it builds it, waits for signals, opens a
//! broken stream again and takes the pipeline down to Null, also when something panics. Streaming
//! threads only count, sample, map and hand over.

mod codec;
mod decode;
mod degrade;
mod fault;
mod frames;
mod pixels;
mod spare;
mod supervisor;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use domain::{Clock, SourceEnd};
use gstreamer as gst;
use gstreamer::prelude::*;

use crate::mailbox::{Mailbox, Rule};
use crate::{AccessPolicy, Address, FrameSource, OpenError, Pace, Resolve, SourceSpec, Timing};
pub(crate) use degrade::degrade;
use fault::Signal;
use frames::Tap;
use supervisor::{Control, Supervisor};

/// What every source needs; codecs and protocols are looked for when a stream asks for them.
const ELEMENTS: [&str; 6] =
    ["uridecodebin", "decodebin", "videoconvertscale", "capsfilter", "videoflip", "appsink"];

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
    match ELEMENTS.iter().find(|name| gst::ElementFactory::find(name).is_none()) {
        Some(name) => Err(OpenError::Runtime { what: format!("the element {name} is missing") }),
        None => Ok(()),
    }
}

/// Everything about a source that stays the same across reconnects.
struct Plan {
    address: Address,
    pace: Pace,
    timing: Timing,
    policy: AccessPolicy,
    resolver: Arc<dyn Resolve>,
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
) -> Result<FrameSource, OpenError> {
    init()?;
    let seed = jitter_seed(&spec.address, clock.as_ref());
    let deadline = timing.open_deadline;
    let is_file = matches!(spec.address, Address::File(_));
    let plan = Plan { address: spec.address, pace: spec.pace, timing, policy, resolver };
    let mailbox = Arc::new(Mailbox::new(plan.rule()));
    let (signals, inbox) = mpsc::sync_channel(Signal::QUEUE);
    let control = Arc::new(Control::new(signals));
    let tap = Arc::new(Tap::new(&plan, spec.sample_fps, Arc::clone(&mailbox), clock));

    let stop = Arc::clone(&control);
    let source = FrameSource::new(Arc::clone(&mailbox), Some(Arc::new(move || stop.stop())));
    let (opened, opening) = mpsc::sync_channel(1);
    let mut supervisor = Supervisor::new(plan, control, inbox, tap, seed, opened);
    let thread = thread::Builder::new()
        .name("media-source".into())
        .spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| supervisor.run())).is_err() {
                tracing::error!("a media source ended by an internal fault");
            }
            // Counts only when the supervisor had no chance to say how it ended.
            mailbox.end(SourceEnd::Truncated { detail: "internal fault".into() });
        })
        .map_err(|_| OpenError::Runtime { what: "no thread can be started".into() })?;
    let source = source.with_thread(thread);
    match opening.recv_timeout(deadline) {
        Ok(Ok(())) => Ok(source),
        Ok(Err(error)) => Err(error),
        // A decoder that neither fails nor gives a picture: bytes it waits for are not in the file.
        Err(mpsc::RecvTimeoutError::Timeout) if is_file => Err(OpenError::Damaged),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(OpenError::TimedOut { waited: deadline }),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(OpenError::Runtime { what: "the source ended by an internal fault".into() })
        }
    }
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
