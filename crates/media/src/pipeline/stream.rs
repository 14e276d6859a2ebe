//! Decodes a pushed stream, on a thread of its own:
//!
//! ```text
//! queue ──▶ appsrc ─▶ parser ─▶ decoder ─▶ [sampling probe] ─▶ as behind every decoder ─▶ RGB
//! ```
//!
//! A fault of the decoder costs the pictures up to the next key picture; a stream of which nothing can be
//! decoded ends as damaged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use domain::SourceEnd;
use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::decode::{running_time, settle_decoder, tail};
use super::pixels::Converter;
use crate::OpenError;
use crate::feed::{EncodedPicture, Signals, StreamCodec};
use crate::tap::{About, Tap};

/// How often the thread looks whether its source is over.
const LOOK: Duration = Duration::from_millis(200);

/// How long the pipeline's last pictures may take: a handful, on a machine that has much else to do.
const LAST: Duration = Duration::from_secs(2);

/// Encoded pictures inside the pipeline. The queue proper is before it, where drops are counted.
const INSIDE: u64 = 4;

/// Faults in a row without one picture after which the stream counts as undecodable: each was followed by a
/// key picture, so chance losses are ruled out.
const HOPELESS: u32 = 5;

impl StreamCodec {
    /// How it is called.
    fn name(self) -> &'static str {
        match self {
            Self::H264 => "H.264",
            Self::Vp8 => "VP8",
            Self::Vp9 => "VP9",
            Self::Av1 => "AV1",
        }
    }

    /// The parser, when one is needed, and the decoders, the best first.
    fn elements(self) -> (Option<&'static str>, &'static [&'static str]) {
        match self {
            Self::H264 => (Some("h264parse"), &["avdec_h264", "openh264dec"]),
            Self::Vp8 => (None, &["vp8dec", "avdec_vp8"]),
            Self::Vp9 => (None, &["vp9dec", "avdec_vp9"]),
            Self::Av1 => (Some("av1parse"), &["dav1ddec", "av1dec"]),
        }
    }

    fn caps(self) -> gst::Caps {
        match self {
            Self::H264 => gst::Caps::builder("video/x-h264")
                .field("stream-format", "byte-stream")
                .field("alignment", "au")
                .build(),
            Self::Vp8 => gst::Caps::builder("video/x-vp8").build(),
            Self::Vp9 => gst::Caps::builder("video/x-vp9").build(),
            Self::Av1 => gst::Caps::builder("video/x-av1")
                .field("stream-format", "obu-stream")
                .field("alignment", "tu")
                .build(),
        }
    }

    fn decoder(self) -> Option<&'static str> {
        let (_, decoders) = self.elements();
        decoders.iter().copied().find(|name| gst::ElementFactory::find(name).is_some())
    }
}

/// Whether streams of that codec can be decoded here.
pub(crate) fn can_decode(codec: StreamCodec) -> bool {
    let parser_is_there =
        || codec.elements().0.is_none_or(|name| gst::ElementFactory::find(name).is_some());
    super::init().is_ok() && parser_is_there() && codec.decoder().is_some()
}

/// Starts the thread that decodes what comes out of `inbox`, until its other end is dropped or the source
/// is over.
pub(crate) fn decode_stream(
    tap: Arc<Tap>,
    signals: Arc<Signals>,
    inbox: Receiver<EncodedPicture>,
) -> Result<(), OpenError> {
    super::init()?;
    thread::Builder::new()
        .name("media-stream".into())
        .spawn(move || {
            let run = || Worker::new(&tap, &signals).run(&inbox);
            if catch_unwind(AssertUnwindSafe(run)).is_err() {
                tracing::error!("the decoder of a pushed stream ended by an internal fault");
                tap.mailbox.end(SourceEnd::Truncated { detail: "internal fault".into() });
            }
        })
        .map(|_| ())
        .map_err(|_| OpenError::Runtime { what: "no thread can be started".into() })
}

struct Worker<'a> {
    tap: &'a Arc<Tap>,
    signals: &'a Signals,
    decoder: Option<Decoder>,
    /// In a row, without a picture.
    faults: u32,
}

impl<'a> Worker<'a> {
    const fn new(tap: &'a Arc<Tap>, signals: &'a Signals) -> Self {
        Self { tap, signals, decoder: None, faults: 0 }
    }

    fn run(&mut self, inbox: &Receiver<EncodedPicture>) {
        while !self.tap.mailbox.is_stopped() {
            match inbox.recv_timeout(LOOK) {
                Ok(picture) => self.picture(picture),
                Err(RecvTimeoutError::Timeout) => self.look(),
                Err(RecvTimeoutError::Disconnected) => {
                    self.let_out();
                    self.signals.decoded_all();
                    return;
                }
            }
        }
    }

    fn picture(&mut self, picture: EncodedPicture) {
        self.look();
        if self.decoder.as_ref().is_some_and(|decoder| decoder.codec != picture.codec) {
            self.let_out();
        }
        if self.decoder.is_none() {
            if !picture.is_key {
                self.signals.needs_key.store(true, Ordering::Relaxed);
                return;
            }
            match Decoder::start(picture.codec, self.tap) {
                Ok(decoder) => self.decoder = Some(decoder),
                Err(_) => return self.hopeless("no decoder can be started for this codec"),
            }
        }
        if let Some(decoder) = &self.decoder
            && !decoder.push(picture, || self.tap.mailbox.is_stopped())
        {
            self.fault();
        }
    }

    fn look(&mut self) {
        if let Some(decoder) = &self.decoder {
            if decoder.shows.load(Ordering::Relaxed) > 0 {
                self.faults = 0;
            }
            if decoder.has_failed.load(Ordering::Relaxed) {
                self.fault();
            }
        }
    }

    fn fault(&mut self) {
        self.decoder = None;
        self.faults += 1;
        self.signals.needs_key.store(true, Ordering::Relaxed);
        tracing::info!(in_a_row = self.faults, "a pushed stream could not be decoded");
        if self.faults >= HOPELESS {
            self.hopeless("the stream cannot be decoded");
        }
    }

    fn hopeless(&mut self, detail: &str) {
        self.decoder = None;
        self.tap.mailbox.end(SourceEnd::Truncated { detail: detail.into() });
    }

    /// Lets the decoder hand over what it still holds.
    fn let_out(&mut self) {
        if let Some(decoder) = self.decoder.take() {
            decoder.finish();
        }
    }
}

/// A running pipeline. Dropping it reaches the Null state.
struct Decoder {
    codec: StreamCodec,
    pipeline: gst::Pipeline,
    source: gst_app::AppSrc,
    /// Told when the pipeline has nothing left to decode.
    room: Receiver<()>,
    has_failed: Arc<AtomicBool>,
    /// Pictures that came out.
    shows: Arc<AtomicU64>,
}

impl Decoder {
    fn start(codec: StreamCodec, tap: &Arc<Tap>) -> Result<Self, glib::BoolError> {
        let pipeline = gst::Pipeline::new();
        let has_failed = Arc::new(AtomicBool::new(false));
        let shows = Arc::new(AtomicU64::new(0));
        let bus = pipeline.bus().ok_or_else(|| glib::bool_error!("no bus"))?;
        let failed = Arc::clone(&has_failed);
        bus.set_sync_handler(move |_, message| {
            if matches!(message.view(), gst::MessageView::Error(_)) {
                failed.store(true, Ordering::Relaxed);
            }
            gst::BusSyncReply::Drop
        });
        let source = gst_app::AppSrc::builder()
            .caps(&codec.caps())
            .format(gst::Format::Time)
            .is_live(true)
            .max_buffers(INSIDE)
            .max_bytes(0)
            .build();
        // Waiting is done outside: inside, nothing would wake whoever waits for a decoder that failed.
        let (wants, room) = sync_channel(1);
        let callbacks = gst_app::AppSrcCallbacks::builder().need_data(move |_, _| {
            // Full: it was told before.
            let _ = wants.try_send(());
        });
        source.set_callbacks(callbacks.build());
        let name = codec.decoder().ok_or_else(|| glib::bool_error!("no decoder"))?;
        let decode = gst::ElementFactory::make(name).build()?;
        settle_decoder(&decode);
        let (entry, sink) = tail(&pipeline, false)?;
        pipeline.add_many([source.upcast_ref(), &decode])?;
        match codec.elements().0 {
            Some(parser) => {
                let parse = gst::ElementFactory::make(parser).build()?;
                pipeline.add(&parse)?;
                gst::Element::link_many([source.upcast_ref(), &parse, &decode])?;
            }
            None => source.link(&decode)?,
        }
        let exit = decode.static_pad("src").ok_or_else(|| glib::bool_error!("no source pad"))?;
        exit.link(&entry).map_err(|_| glib::bool_error!("the decoder does not link"))?;
        sample(&entry, tap);
        hand_over(&sink, codec, tap, &shows);
        let decoder = Self { codec, pipeline, source, room, has_failed, shows };
        decoder
            .pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| glib::bool_error!("the pipeline does not start"))?;
        Ok(decoder)
    }

    /// False when the pipeline does not take it.
    fn push(&self, picture: EncodedPicture, is_over: impl Fn() -> bool) -> bool {
        while self.source.current_level_buffers() >= INSIDE {
            if is_over() || self.has_failed.load(Ordering::Relaxed) {
                return false;
            }
            // Either way the level is looked at again.
            let _ = self.room.recv_timeout(LOOK);
        }
        let mut buffer = gst::Buffer::from_slice(picture.data);
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(gst::ClockTime::try_from(picture.at).ok());
            if !picture.is_key {
                buffer.set_flags(gst::BufferFlags::DELTA_UNIT);
            }
        }
        self.source.push_buffer(buffer).is_ok()
    }

    /// Lets out what is inside.
    fn finish(self) {
        let (over, ended) = sync_channel::<()>(1);
        let is_watched = self.pipeline.bus().is_some_and(|bus| {
            bus.unset_sync_handler();
            bus.set_sync_handler(move |_, message| {
                if matches!(message.view(), gst::MessageView::Eos(_) | gst::MessageView::Error(_)) {
                    // Full: it was told before.
                    let _ = over.try_send(());
                }
                gst::BusSyncReply::Drop
            });
            true
        });
        if is_watched && self.source.end_of_stream().is_ok() {
            let _ = ended.recv_timeout(LAST);
        }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        if let Some(bus) = self.pipeline.bus() {
            bus.unset_sync_handler();
        }
        // Going to Null cannot fail; a failure would be a plugin's bug with nothing left to do.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

/// Drops what is not sampled before it is converted.
fn sample(entry: &gst::Pad, tap: &Arc<Tap>) {
    let tap = Arc::downgrade(tap);
    entry.add_probe(gst::PadProbeType::BUFFER, move |pad, info| {
        let (Some(tap), Some(buffer)) = (tap.upgrade(), info.buffer()) else {
            return gst::PadProbeReturn::Handled;
        };
        if tap.picture(running_time(pad, buffer)) {
            gst::PadProbeReturn::Ok
        } else {
            gst::PadProbeReturn::Handled
        }
    });
}

fn hand_over(sink: &gst_app::AppSink, codec: StreamCodec, tap: &Arc<Tap>, shows: &Arc<AtomicU64>) {
    let (tap, shows) = (Arc::downgrade(tap), Arc::clone(shows));
    let converter = Converter::default();
    let callbacks = gst_app::AppSinkCallbacks::builder().new_sample(move |sink| {
        let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
        let tap = tap.upgrade().ok_or(gst::FlowError::Flushing)?;
        shows.fetch_add(1, Ordering::Relaxed);
        let about = |_| About { codec: codec.name().to_owned(), duration: None, live: true };
        // A reader who has gone is noticed by the thread that feeds this.
        let _ = tap.frame(|| converter.rgb(&sample), about);
        Ok(gst::FlowSuccess::Ok)
    });
    sink.set_callbacks(callbacks.build());
}
