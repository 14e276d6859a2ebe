//! Builds the pipeline of one connection:
//!
//! ```text
//! uridecodebin ──▶ [sampling probe] videoconvertscale ─▶ square pixels ─▶ deinterlace ─▶ videoflip ─▶ appsink ─▶ RGB
//! ```
//!
//! Pictures that are not sampled are dropped by the probe and never converted. What the decoder gives
//! goes straight through the converter when its pixels are square and in one of [`FORMATS`], through the
//! deinterlacer when it is progressive, and through the flip when it is upright. Sound is not plugged.
//! There is no queue after the decoder: what holds the appsink back holds the decoder back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use url::Url;

use super::fault::{self, Fault, Signal};
use super::pixels::{Converter, FORMATS};
use super::supervisor::Wire;
use super::{Plan, codec, guard, spare};
use crate::tap::{About, Tap};
use crate::{AccessError, Address, Pace};

/// Threads of one decoder. A 1080p stream needs a fraction of one core; two let a file decode ahead
/// while its frame is converted, and no stream can take a whole machine.
const DECODER_THREADS: &str = "2";

/// The largest side of a frame that is handed on: 8K. Larger pictures, and pixel shapes that would
/// blow a small picture up, do not negotiate and end the stream as damaged.
const MAX_SIDE: i32 = 8192;

/// Seconds without a byte before an HTTP source gives up by itself.
const HTTP_TIMEOUT_S: u32 = 10;

/// Microseconds without an answer before an RTSP source gives up by itself.
const RTSP_TIMEOUT_US: u64 = 5_000_000;

/// A running pipeline. Dropping it reaches the Null state.
pub(super) struct Running {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
}

impl Running {
    /// An error during start-up stops the pipeline on its way to Playing, and the sink would hold back
    /// what was decoded before it. This lets it out.
    pub(super) fn let_out(&self) {
        // A failure means that nothing comes out; the caller looks for progress anyway.
        let _ = self.sink.set_state(gst::State::Playing);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(bus) = self.pipeline.bus() {
            bus.unset_sync_handler();
        }
        // Going to Null cannot fail; a failure would be a plugin's bug with nothing left to do.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

/// What callbacks share; they hold it weakly, the supervisor holds it strongly.
pub(super) struct Connection {
    plan: Arc<Plan>,
    tap: Arc<Tap>,
    wire: Wire,
    uri: Url,
    pipeline: glib::WeakRef<gst::Pipeline>,
    converter: Converter,
    /// The decoder whose pictures are taken.
    decoder: Mutex<Option<glib::WeakRef<gst::Element>>>,
    /// A demuxer or decoder was plugged.
    has_begun: AtomicBool,
    /// An adaptive demuxer was plugged: without a length, the stream is live.
    adaptive: AtomicBool,
    /// Why a playlist or a key was not fetched.
    refusal: Mutex<Option<AccessError>>,
    /// What it shows was not shown by a connection before it.
    is_new: AtomicBool,
    /// The demuxer estimates the length from the bit rate, often wrongly by half.
    length_is_guessed: AtomicBool,
}

/// Starts a pipeline for `uri`.
pub(super) fn start(
    plan: &Arc<Plan>,
    tap: &Arc<Tap>,
    wire: Wire,
    uri: &Url,
    skip: Duration,
) -> Result<(Running, Arc<Connection>), Fault> {
    let pipeline = gst::Pipeline::new();
    let connection = Arc::new(Connection {
        plan: Arc::clone(plan),
        tap: Arc::clone(tap),
        wire: wire.clone(),
        uri: uri.clone(),
        pipeline: pipeline.downgrade(),
        converter: Converter::default(),
        decoder: Mutex::new(None),
        has_begun: AtomicBool::new(false),
        adaptive: AtomicBool::new(false),
        refusal: Mutex::new(None),
        is_new: AtomicBool::new(true),
        length_is_guessed: AtomicBool::new(false),
    });
    plan.segments.reconnected();
    guard::admit(Arc::downgrade(&connection));
    let bus = pipeline.bus().ok_or(Fault::Internal)?;
    bus.set_sync_handler(move |_, message| {
        if let Some(signal) = fault::read(message) {
            wire.send(signal);
        }
        gst::BusSyncReply::Drop
    });
    let sink = build(&pipeline, &connection).map_err(|_| Fault::Internal)?;
    sink.set_ts_offset(-i64::try_from(skip.as_nanos()).unwrap_or(0));
    let running = Running { pipeline, sink };
    // A failure is told on the bus with its reason.
    let _ = running.pipeline.set_state(gst::State::Playing);
    Ok((running, connection))
}

fn build(
    pipeline: &gst::Pipeline,
    connection: &Arc<Connection>,
) -> Result<gst_app::AppSink, glib::BoolError> {
    let source = gst::ElementFactory::make("uridecodebin")
        .property("uri", connection.uri.as_str())
        // The same decoder everywhere, so that a log can be repeated on another machine.
        .property("force-sw-decoders", true)
        .build()?;
    let live = connection.plan.address.is_live();
    let paced = !live && connection.plan.pace == Pace::Realtime;
    let (entry, sink) = tail(pipeline, paced)?;
    sink.set_callbacks(callbacks(connection));
    pipeline.add(&source)?;
    install_probe(&entry, connection);
    watch_source(&source, &entry, connection);
    let weak = Arc::downgrade(connection);
    pipeline.connect_deep_element_added(move |_, _, element| {
        if let Some(connection) = weak.upgrade() {
            connection.adjust(element);
        }
    });
    Ok(sink)
}

/// What every source has behind its decoder, added to `pipeline`: the pad that takes decoded pictures, and
/// the sink, which hands them on by its callbacks; by the pipeline's clock when `paced`.
pub(super) fn tail(
    pipeline: &gst::Pipeline,
    paced: bool,
) -> Result<(gst::Pad, gst_app::AppSink), glib::BoolError> {
    let convert = gst::ElementFactory::make("videoconvertscale").build()?;
    let square = gst::Caps::builder("video/x-raw")
        .field("format", gst::List::new(FORMATS))
        .field("width", gst::IntRange::new(1, MAX_SIDE))
        .field("height", gst::IntRange::new(1, MAX_SIDE))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build();
    let filter = gst::ElementFactory::make("capsfilter").property("caps", square).build()?;
    let weave = deinterlacer()?;
    let flip = gst::ElementFactory::make("videoflip")
        .property_from_str("video-direction", "auto")
        .build()?;
    let sink = gst_app::AppSink::builder()
        .sync(paced)
        .qos(false)
        .max_lateness(-1)
        .enable_last_sample(false)
        .max_buffers(1)
        .build();
    let exit = sink.static_pad("sink").ok_or_else(|| glib::bool_error!("no sink pad"))?;
    accept_layouts(&exit);
    pipeline.add_many([&convert, &filter, &weave, &flip, sink.upcast_ref()])?;
    gst::Element::link_many([&convert, &filter, &weave, &flip, sink.upcast_ref()])?;
    let entry = convert.static_pad("sink").ok_or_else(|| glib::bool_error!("no sink pad"))?;
    Ok((entry, sink))
}

/// Makes a whole picture of the first field of an interlaced one. Both fields together show a moving face as a
/// comb, which the detectors take for manipulation. Only the picture itself is looked at, because after
/// sampling its neighbours are far away.
fn deinterlacer() -> Result<gst::Element, glib::BoolError> {
    gst::ElementFactory::make("deinterlace")
        .property_from_str("mode", "auto")
        .property_from_str("method", "linear")
        .property_from_str("fields", "top")
        .build()
}

/// Tells decoders that any row length is fine; otherwise they copy each picture into the usual one.
fn accept_layouts(exit: &gst::Pad) {
    exit.add_probe(gst::PadProbeType::QUERY_DOWNSTREAM, |_, info| {
        let Some(query) = info.query_mut() else { return gst::PadProbeReturn::Ok };
        let gst::QueryViewMut::Allocation(query) = query.view_mut() else {
            return gst::PadProbeReturn::Ok;
        };
        query.add_allocation_meta::<gst_video::VideoMeta>(None);
        gst::PadProbeReturn::Handled
    });
}

/// Drops what is not sampled before it is converted.
fn install_probe(entry: &gst::Pad, connection: &Arc<Connection>) {
    let weak = Arc::downgrade(connection);
    entry.add_probe(gst::PadProbeType::BUFFER, move |pad, info| {
        let (Some(connection), Some(buffer)) = (weak.upgrade(), info.buffer()) else {
            return gst::PadProbeReturn::Handled;
        };
        if connection.is_new.load(Ordering::Relaxed)
            && connection.tap.picture(running_time(pad, buffer))
        {
            gst::PadProbeReturn::Ok
        } else {
            // Consumed here. (`Drop` would make GStreamer 1.22 release the buffer a second time.)
            gst::PadProbeReturn::Handled
        }
    });
}

/// In nanoseconds.
pub(super) fn running_time(pad: &gst::Pad, buffer: &gst::BufferRef) -> Option<u64> {
    let event = pad.sticky_event::<gst::event::Segment>(0)?;
    let segment = event.segment().downcast_ref::<gst::ClockTime>()?;
    segment.to_running_time(buffer.pts()?).map(gst::ClockTime::nseconds)
}

/// Settings of every decoder, whichever it is.
pub(super) fn settle_decoder(element: &gst::Element) {
    let set = |property: &str, value: &str| {
        if element.has_property(property) {
            element.set_property_from_str(property, value);
        }
    };
    for property in ["max-threads", "threads", "n-threads"] {
        set(property, DECODER_THREADS);
    }
    // A picture with missing parts must not be judged.
    set("output-corrupt", "false");
}

/// Spares the decoder the pictures that no other needs and that are not sampled.
fn spare_decoder(decoder: &gst::Element, connection: &Connection) {
    let Some(entry) = decoder.static_pad("sink") else { return };
    let tap = Arc::downgrade(&connection.tap);
    entry.add_probe(gst::PadProbeType::BUFFER, move |pad, info| {
        let (Some(tap), Some(buffer)) = (tap.upgrade(), info.buffer()) else {
            return gst::PadProbeReturn::Ok;
        };
        let framing = pad.current_caps().and_then(|caps| spare::Framing::of(&caps));
        let (Some(framing), Some(step)) = (framing, buffer.duration()) else {
            return gst::PadProbeReturn::Ok;
        };
        let is_needed = buffer
            .map_readable()
            .map_or(true, |picture| !spare::is_referred_to_by_none(&picture, framing));
        if is_needed || !tap.spares(running_time(pad, buffer), step.into()) {
            return gst::PadProbeReturn::Ok;
        }
        // Consumed here, as in `install_probe`.
        gst::PadProbeReturn::Handled
    });
}

fn callbacks(connection: &Arc<Connection>) -> gst_app::AppSinkCallbacks {
    let on_sample = Arc::downgrade(connection);
    let on_end = Arc::downgrade(connection);
    gst_app::AppSinkCallbacks::builder()
        .new_sample(move |sink| {
            let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
            let connection = on_sample.upgrade().ok_or(gst::FlowError::Flushing)?;
            connection.sampled(sink, &sample)
        })
        .eos(move |_| {
            if let Some(connection) = on_end.upgrade() {
                connection.wire.send(Signal::Eos);
            }
        })
        .build()
}

/// Links the first video track, and says when there is none.
fn watch_source(source: &gst::Element, entry: &gst::Pad, connection: &Arc<Connection>) {
    let (target, weak) = (entry.downgrade(), Arc::downgrade(connection));
    source.connect_pad_added(move |_, pad| {
        let (Some(entry), Some(connection)) = (target.upgrade(), weak.upgrade()) else { return };
        if !entry.is_linked() && pad.link(&entry).is_ok() {
            *lock(&connection.decoder) = producer(pad).map(|element| element.downgrade());
        }
    });
    let (target, weak) = (entry.downgrade(), Arc::downgrade(connection));
    source.connect_no_more_pads(move |_| {
        let (Some(entry), Some(connection)) = (target.upgrade(), weak.upgrade()) else { return };
        if !entry.is_linked() {
            connection.wire.send(Signal::NoVideo);
        }
    });
    // What is not video is exposed as it is, stays unlinked, and costs no decoder.
    source.connect("autoplug-continue", false, |values| {
        let caps = values.get(2).and_then(|value| value.get::<gst::Caps>().ok());
        Some(caps.is_none_or(|caps| leads_to_video(&caps)).to_value())
    });
    let weak: Weak<Connection> = Arc::downgrade(connection);
    source.connect("source-setup", false, move |values| {
        let element = values.get(1).and_then(|value| value.get::<gst::Element>().ok());
        if let (Some(connection), Some(element)) = (weak.upgrade(), element) {
            connection.adjust(&element);
        }
        None
    });
}

/// False for sound, subtitles and captions.
fn leads_to_video(caps: &gst::CapsRef) -> bool {
    let Some(structure) = caps.structure(0) else { return true };
    let name = structure.name().as_str();
    let other = ["audio/", "subpicture/", "closedcaption/", "application/x-subtitle"];
    let sound = structure.get::<&str>("media").is_ok_and(|media| media != "video");
    !sound && !other.iter().any(|kind| name.starts_with(kind))
}

/// The element behind a (ghost) pad.
fn producer(pad: &gst::Pad) -> Option<gst::Element> {
    let mut pad = pad.clone();
    while let Some(ghost) = pad.downcast_ref::<gst::GhostPad>() {
        pad = ghost.target()?;
    }
    pad.parent_element()
}

impl Connection {
    /// True once the media type was known: pictures may be on their way.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun.load(Ordering::Relaxed)
    }

    fn sampled(
        &self,
        sink: &gst_app::AppSink,
        sample: &gst::Sample,
    ) -> Result<gst::FlowSuccess, gst::FlowError> {
        let handed = self
            .tap
            .frame(|| self.converter.rgb(sample), |first| self.about(sink, first))
            .map_err(|_| gst::FlowError::Flushing)?;
        if handed {
            self.wire.first_frame();
        }
        Ok(gst::FlowSuccess::Ok)
    }

    fn about(&self, sink: &gst_app::AppSink, first: bool) -> About {
        let codec = self.codec();
        if !first {
            return About { codec, duration: None, live: false };
        }
        let duration = self
            .pipeline
            .upgrade()
            .and_then(|pipeline| pipeline.query_duration::<gst::ClockTime>())
            .map(Duration::from)
            .filter(|length| !length.is_zero() && !self.length_is_guessed.load(Ordering::Relaxed));
        let mut live = self.plan.address.is_live();
        if !live && self.adaptive.load(Ordering::Relaxed) && duration.is_none() {
            // Segments come in bursts, so a live playlist is paced by the clock.
            live = true;
            sink.set_sync(true);
            self.tap.turned_live();
        }
        About { codec, duration: duration.filter(|_| !live), live }
    }

    fn codec(&self) -> String {
        let decoder = lock(&self.decoder).as_ref().and_then(glib::WeakRef::upgrade);
        decoder
            .and_then(|element| element.static_pad("sink"))
            .and_then(|pad| pad.current_caps())
            .map(|caps| codec::name(&caps))
            // Between two decoders of one stream; or none at all.
            .or_else(|| self.tap.codec())
            .unwrap_or_else(|| "uncompressed".into())
    }

    /// Settings of elements that GStreamer chose. Unknown elements are left alone.
    fn adjust(&self, element: &gst::Element) {
        let Some(factory) = element.factory() else { return };
        let name = factory.name();
        let decoder = factory.has_type(gst::ElementFactoryType::DECODER);
        if decoder || factory.has_type(gst::ElementFactoryType::DEMUXER) {
            self.has_begun.store(true, Ordering::Relaxed);
        }
        let set = |property: &str, value: &str| {
            if element.has_property(property) {
                element.set_property_from_str(property, value);
            }
        };
        if decoder {
            settle_decoder(element);
            spare_decoder(element, self);
        } else if matches!(name.as_str(), "hlsdemux" | "hlsdemux2" | "dashdemux" | "mssdemux") {
            self.adaptive.store(true, Ordering::Relaxed);
        } else if name == "mpegpsdemux" {
            self.length_is_guessed.store(true, Ordering::Relaxed);
        } else if name == "rtspsrc" {
            // Cameras behind firewalls and lossy Wi-Fi: over TCP no picture is torn.
            set("protocols", "tcp+tls");
            set("tcp-timeout", &RTSP_TIMEOUT_US.to_string());
            set("latency", "100");
        } else if name == "srtsrc" {
            // Reconnecting is the supervisor's business: only it can tell the reader.
            set("auto-reconnect", "false");
        } else if name == "souphttpsrc" {
            set("timeout", &HTTP_TIMEOUT_S.to_string());
        }
        self.check_target(element);
    }

    /// The pipeline, while it runs.
    pub(super) fn pipeline(&self) -> Option<gst::Object> {
        self.pipeline.upgrade().map(Cast::upcast)
    }

    /// Why the stream could not go on, when that was an address that it named.
    pub(super) fn refusal(&self) -> Option<AccessError> {
        lock(&self.refusal).clone()
    }

    fn check(&self, url: &Url) -> Result<(), AccessError> {
        if !matches!(self.plan.address, Address::Url(_)) {
            // A file that may name addresses at all is the operator's.
            return if self.plan.policy.trusts_playlists() {
                Ok(())
            } else {
                Err(AccessError::Files)
            };
        }
        self.plan.policy.check_url(url, self.plan.resolver.as_ref())
    }

    /// Whether a part of this stream may be fetched. A refusal ends the stream.
    pub(super) fn admits_part(&self, url: &Url) -> bool {
        match self.check(url) {
            Ok(()) => {
                if self.adaptive.load(Ordering::Relaxed) && *url != self.uri {
                    let is_new = self.plan.segments.asked_for(url);
                    self.is_new.store(is_new, Ordering::Relaxed);
                }
                true
            }
            Err(error) => {
                self.wire.send(Signal::Fault(Fault::Refused(error)));
                false
            }
        }
    }

    /// Whether the redirects of an admitted address are followed unseen: those of the stream itself the
    /// supervisor follows, because it checks them; those of its parts only where everything is allowed.
    pub(super) fn follows(&self, url: &Url) -> bool {
        *url != self.uri && self.plan.policy.trusts_playlists()
    }

    /// As [`Self::admits_part`] for an address that may be another stream's. A refusal is remembered, in case this one fails.
    pub(super) fn admits_unseen(&self, url: &Url) -> bool {
        match self.check(url) {
            Ok(()) => true,
            Err(error) => {
                *lock(&self.refusal) = Some(error);
                false
            }
        }
    }

    /// Sources that a manifest brought in must obey the access policy like the address itself.
    fn check_target(&self, element: &gst::Element) {
        let Some(handler) = element.dynamic_cast_ref::<gst::URIHandler>() else { return };
        let Some(Ok(url)) = handler.uri().map(|uri| Url::parse(&uri)) else { return };
        if url == self.uri || !matches!(self.plan.address, Address::Url(_)) {
            return;
        }
        if let Err(error) = self.plan.policy.check_url(&url, self.plan.resolver.as_ref()) {
            // A locked element is not started with its parent: not a byte leaves.
            element.set_locked_state(true);
            self.wire.send(Signal::Fault(Fault::Refused(error)));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
