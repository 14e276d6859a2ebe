//! The pipeline that makes a degraded variant of a clip:
//!
//! ```text
//! filesrc ─▶ decodebin ─▶ [losses] convert, square, upright ─▶ [size] scale ─▶ x264enc ─▶ matroska ─▶ file
//! ```
//!
//! It runs to the end of the clip on the caller's thread. The encoder uses one thread, so that a variant
//! can be made again bit by bit on another machine with the same encoder.

use std::fs;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;

use super::fault::{self, Fault, Signal};
use crate::degrade::{Degradation, DegradeError, Degraded, Thinning};
use crate::sampler::Timeline;
use crate::{Address, Timing, open};

/// Elements beyond those that every source needs, and where Debian and Ubuntu keep them.
const ELEMENTS: [(&str, &str); 4] = [
    ("x264enc", "gstreamer1.0-plugins-ugly"),
    ("h264parse", "gstreamer1.0-plugins-bad"),
    ("matroskamux", "gstreamer1.0-plugins-good"),
    ("filesink", "gstreamer1.0-plugins-base"),
];

/// Constant quality at which H.264 shows no loss: x264's own "visually lossless".
const FINE: u32 = 17;

/// Seconds without a picture after which a clip counts as stuck.
const STALLED_S: u64 = 60;

/// Stops the pipeline however the work ends.
struct Guard(gst::Pipeline);

impl Drop for Guard {
    fn drop(&mut self) {
        // Going to Null cannot fail; a failure would be a plugin's bug with nothing left to do.
        let _ = self.0.set_state(gst::State::Null);
    }
}

/// Removes a half-written file, unless it was renamed to its name.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Usually it is gone already, under its name.
        let _ = fs::remove_file(&self.0);
    }
}

#[derive(Default)]
struct Counts {
    pictures: AtomicU64,
    kept: AtomicU64,
}

pub(crate) fn degrade(
    input: &Path,
    output: &Path,
    how: &Degradation,
    seed: u64,
) -> Result<Degraded, DegradeError> {
    super::init()?;
    for (element, package) in ELEMENTS {
        if gst::ElementFactory::find(element).is_none() {
            return Err(DegradeError::MissingElement { element, package });
        }
    }
    open::check_file(input, true)?;
    let unfinished = Unfinished(output.with_extension("part"));
    private_file(&unfinished.0).map_err(DegradeError::Write)?;
    let counts = Arc::new(Counts::default());
    let guard = Guard(build(input, &unfinished.0, how)?);
    thin_out(&guard.0, how, seed, &counts)?;
    fit_size(&guard.0, how)?;
    run(&guard.0, &counts)?;
    drop(guard);
    let done = Degraded {
        pictures: counts.pictures.load(Ordering::Relaxed),
        kept: counts.kept.load(Ordering::Relaxed),
    };
    if done.kept == 0 {
        return Err(DegradeError::Damaged);
    }
    fs::rename(&unfinished.0, output).map_err(DegradeError::Write)?;
    Ok(done)
}

/// An empty file that only its owner can read: the variant shows the face of the clip.
fn private_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).map(drop)
}

fn build(input: &Path, output: &Path, how: &Degradation) -> Result<gst::Pipeline, DegradeError> {
    let rate = match how.kbit_s {
        Some(kbit_s) => format!("tune=zerolatency bitrate={kbit_s} key-int-max=250"),
        None => format!("pass=qual quantizer={FINE} key-int-max=60"),
    };
    let description = format!(
        "filesrc name=from ! decodebin force-sw-decoders=true ! videoconvertscale name=entry ! \
         video/x-raw,pixel-aspect-ratio=1/1 ! videoflip video-direction=auto ! \
         videoconvertscale name=scale ! capsfilter name=size ! \
         x264enc name=encoder speed-preset=veryfast threads=1 {rate} ! h264parse ! matroskamux ! \
         filesink name=to"
    );
    let pipeline = gst::parse::launch(&description)
        .ok()
        .and_then(|element| element.downcast::<gst::Pipeline>().ok())
        .ok_or(DegradeError::Pipeline)?;
    for (name, path) in [("from", input), ("to", output)] {
        let element = pipeline.by_name(name).ok_or(DegradeError::Pipeline)?;
        element.set_property("location", path.to_str().ok_or(DegradeError::Pipeline)?);
    }
    Ok(pipeline)
}

fn sink_pad(pipeline: &gst::Pipeline, element: &str) -> Result<gst::Pad, DegradeError> {
    let element = pipeline.by_name(element).ok_or(DegradeError::Pipeline)?;
    element.static_pad("sink").ok_or(DegradeError::Pipeline)
}

/// Takes out the pictures that do not survive, before they are converted.
fn thin_out(
    pipeline: &gst::Pipeline,
    how: &Degradation,
    seed: u64,
    counts: &Arc<Counts>,
) -> Result<(), DegradeError> {
    let state = Mutex::new((Timeline::new(Timing::default().gap_after), Thinning::new(how, seed)));
    let counts = Arc::clone(counts);
    sink_pad(pipeline, "entry")?.add_probe(gst::PadProbeType::BUFFER, move |_, info| {
        let Some(buffer) = info.buffer() else { return gst::PadProbeReturn::Ok };
        counts.pictures.fetch_add(1, Ordering::Relaxed);
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let at = state.0.place(buffer.pts().map(gst::ClockTime::nseconds)).at;
        if state.1.keeps(at) {
            counts.kept.fetch_add(1, Ordering::Relaxed);
            gst::PadProbeReturn::Ok
        } else {
            // Consumed here. (`Drop` would make GStreamer 1.22 release the buffer a second time.)
            gst::PadProbeReturn::Handled
        }
    });
    Ok(())
}

/// Fixes size and rate once the first picture's are known. A clip that changes its size later keeps the
/// first one in its variant.
fn fit_size(pipeline: &gst::Pipeline, how: &Degradation) -> Result<(), DegradeError> {
    let filter = pipeline.by_name("size").ok_or(DegradeError::Pipeline)?.downgrade();
    let encoder = pipeline.by_name("encoder").ok_or(DegradeError::Pipeline)?.downgrade();
    let how = how.clone();
    let is_fitted = AtomicU64::new(0);
    let entry = sink_pad(pipeline, "scale")?;
    entry.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
        let Some(gst::EventView::Caps(caps)) = info.event().map(|event| event.view()) else {
            return gst::PadProbeReturn::Ok;
        };
        let Some(structure) = caps.caps().structure(0) else { return gst::PadProbeReturn::Ok };
        let side = |name| structure.get::<i32>(name).ok().and_then(|n| u32::try_from(n).ok());
        let (Some(width), Some(height), Some(filter), Some(encoder)) =
            (side("width"), side("height"), filter.upgrade(), encoder.upgrade())
        else {
            return gst::PadProbeReturn::Ok;
        };
        if is_fitted.swap(1, Ordering::Relaxed) == 0 {
            let (width, height) = how.size(width, height);
            let caps = gst::Caps::builder("video/x-raw")
                .field("format", "I420")
                .field("width", i32::try_from(width).unwrap_or(i32::MAX))
                .field("height", i32::try_from(height).unwrap_or(i32::MAX))
                .build();
            filter.set_property("caps", caps);
            let fps = structure.get::<gst::Fraction>("framerate").ok();
            let fps =
                fps.filter(|f| f.numer() > 0).map(|f| f64::from(f.numer()) / f64::from(f.denom()));
            if let Some(rate) = how.encoder_rate(fps) {
                encoder.set_property("bitrate", rate);
            }
        }
        gst::PadProbeReturn::Ok
    });
    Ok(())
}

fn run(pipeline: &gst::Pipeline, counts: &Counts) -> Result<(), DegradeError> {
    let bus = pipeline.bus().ok_or(DegradeError::Pipeline)?;
    // A failure is told on the bus with its reason.
    let _ = pipeline.set_state(gst::State::Playing);
    let kinds = [gst::MessageType::Eos, gst::MessageType::Error, gst::MessageType::Element];
    let (mut seen, mut missing) = (0, None);
    loop {
        let Some(message) = bus.timed_pop_filtered(gst::ClockTime::from_seconds(STALLED_S), &kinds)
        else {
            let now = counts.pictures.load(Ordering::Relaxed);
            if now == seen {
                return Err(DegradeError::Stalled { seconds: STALLED_S });
            }
            seen = now;
            continue;
        };
        if matches!(message.view(), gst::MessageView::Eos(_)) {
            return Ok(());
        }
        match fault::read(&message) {
            Some(Signal::Missing(what)) => missing = Some(what).max(missing),
            Some(Signal::Fault(fault)) => return Err(explain(fault.explained(missing))),
            _ => {}
        }
    }
}

fn explain(fault: Fault) -> DegradeError {
    match fault {
        Fault::Damaged | Fault::Internal => DegradeError::Damaged,
        other => other.into_open_error(&Address::File(PathBuf::new())).into(),
    }
}
