//! Two state machines in one process: the hub under test and a sender made of the same library, with a link
//! between them that loses, delays and reorders. Time is made up; the decoders are real.

mod hostile;
mod layers;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::{Clock, SourceEvent, UtcTime};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, MediaTime as RtpTime, Mid, Rid, Simulcast};
use str0m::net::{Protocol, Receive, Transmit};
use str0m::{Candidate, Event, IceCreds, Input, Output, Rtc};

use super::hub::Hub;
use super::peer::{Peer, Terms};
use super::sdp::{Fragment, Offer};
use super::*;
use crate::feed::{FeedEnd, StreamCodec};
use crate::{FramePusher, FrameSource, PushConfig, Received, push_source};

const STEP: Duration = Duration::from_millis(5);
/// Of the sender's video.
const FPS: u64 = 30;

struct Stepped(Mutex<Instant>);

impl Stepped {
    #[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is made up")]
    fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Instant::now())))
    }

    fn step(&self) {
        *self.0.lock().unwrap() += STEP;
    }
}

impl Clock for Stepped {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    fn utc(&self) -> UtcTime {
        UtcTime::from_unix_millis(0)
    }
}

/// Encoded pictures of a moving pattern.
fn video(codec: StreamCodec, width: u32, height: u32, pictures: u64) -> Vec<Vec<u8>> {
    let encoder = match codec {
        StreamCodec::H264 => {
            "x264enc tune=zerolatency speed-preset=ultrafast bitrate=500 key-int-max=30 ! \
             video/x-h264,stream-format=byte-stream,alignment=au,profile=baseline"
        }
        StreamCodec::Vp8 => {
            "vp8enc deadline=1 cpu-used=8 target-bitrate=500000 keyframe-max-dist=30"
        }
        StreamCodec::Vp9 => {
            "vp9enc deadline=1 cpu-used=8 target-bitrate=500000 keyframe-max-dist=30"
        }
        StreamCodec::Av1 => {
            "av1enc usage-profile=realtime cpu-used=10 lag-in-frames=0 target-bitrate=500 \
             keyframe-max-dist=30 ! av1parse ! video/x-av1,stream-format=obu-stream,alignment=tu"
        }
    };
    encoded("ball", encoder, width, height, pictures)
}

/// Encoded pictures of a pattern of `videotestsrc`.
fn encoded(pattern: &str, encoder: &str, width: u32, height: u32, pictures: u64) -> Vec<Vec<u8>> {
    gst::init().unwrap();
    let text = format!(
        "videotestsrc pattern={pattern} num-buffers={pictures} ! \
         video/x-raw,format=I420,width={width},height={height},framerate={FPS}/1 ! {encoder} ! \
         appsink name=out sync=false"
    );
    let pipeline = gst::parse::launch(&text).unwrap().downcast::<gst::Pipeline>().unwrap();
    let sink = pipeline.by_name("out").unwrap().downcast::<gst_app::AppSink>().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let mut out = Vec::new();
    while let Ok(sample) = sink.pull_sample() {
        out.push(sample.buffer().unwrap().map_readable().unwrap().to_vec());
    }
    pipeline.set_state(gst::State::Null).unwrap();
    assert_eq!(out.len() as u64, pictures);
    out
}

/// What the network does to a datagram.
#[derive(Clone, Copy)]
struct Link {
    loss: f64,
    delay: Duration,
    jitter: Duration,
}

const CLEAN: Link = Link { loss: 0.0, delay: Duration::from_millis(10), jitter: Duration::ZERO };

struct World {
    clock: Arc<Stepped>,
    start: Instant,
    hub: Hub,
    counts: Arc<Counts>,
    terms: Terms,
    sender: Rtc,
    pending: Option<SdpPendingOffer>,
    mid: Mid,
    /// The layers that the sender offers, if it is one of several.
    simulcast: Option<Simulcast>,
    /// Which share of its packets the sender was told to be lost, if it was told anything.
    told_lost: Option<f32>,
    address: SocketAddr,
    link: Link,
    random: u64,
    sent: u64,
    /// On their way: due, number, to the hub, sender's address, bytes.
    underway: BTreeMap<(Instant, u64), (bool, Vec<u8>)>,
    source: FrameSource,
    pusher: Option<FramePusher>,
    ends: Arc<Mutex<Vec<FeedEnd>>>,
    seen: Vec<String>,
    frames: u64,
    written: u64,
    /// Pictures that the hub took and the decoder never showed.
    swallowed: u64,
}

impl World {
    fn new(link: Link) -> Self {
        let clock = Stepped::new();
        let start = clock.now();
        let hub_address: SocketAddr = "192.0.2.1:8080".parse().unwrap();
        let address: SocketAddr = "198.51.100.7:4711".parse().unwrap();
        let counts = Arc::new(Counts::default());
        let certificate =
            str0m::crypto::from_feature_flags().dtls_provider.generate_certificate().unwrap();
        let codecs = vec![StreamCodec::H264, StreamCodec::Vp8, StreamCodec::Vp9, StreamCodec::Av1];
        let terms = Terms { addresses: vec![hub_address], certificate, codecs };
        let mut sender = Rtc::new(start);
        sender.add_local_candidate(Candidate::host(address, "udp").unwrap());
        let (pusher, source) = push_source(PushConfig::new(5.0), clock.clone());
        Self {
            hub: Hub::new(vec![hub_address], Arc::clone(&counts)),
            clock,
            start,
            counts,
            terms,
            sender,
            pending: None,
            mid: Mid::new(),
            simulcast: None,
            told_lost: None,
            address,
            link,
            random: 1,
            sent: 0,
            underway: BTreeMap::new(),
            source,
            pusher: Some(pusher),
            ends: Arc::default(),
            seen: Vec::new(),
            frames: 0,
            written: 0,
            swallowed: 0,
        }
    }

    fn offer(&mut self) -> String {
        let mut change = self.sender.sdp_api();
        let layers = self.simulcast.clone();
        self.mid = change.add_media(MediaKind::Video, Direction::SendOnly, None, None, layers);
        change.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
        let (offer, pending) = change.apply().unwrap();
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// Publishes under the name `id`.
    fn publish(&mut self, id: PublicationId) -> String {
        let offer = Offer::parse(&self.offer()).unwrap();
        let ends = Arc::clone(&self.ends);
        let feed = self.pusher.as_ref().unwrap().open_stream().unwrap();
        let feed = feed.on_end(move |end| ends.lock().unwrap().push(end));
        let credentials =
            IceCreds { ufrag: "hubhub".into(), pass: "0123456789abcdefghijkl".into() };
        let (peer, answer) =
            Peer::accept(&self.terms, credentials, offer, feed, self.clock.now()).unwrap();
        self.hub.add(id, peer, self.clock.now(), &mut Vec::new());
        let sdp = SdpAnswer::from_sdp_string(&answer).unwrap();
        self.sender.sdp_api().accept_answer(self.pending.take().unwrap(), sdp).unwrap();
        answer
    }

    fn unit(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn send(&mut self, to_hub: bool, transmit: &Transmit) {
        self.sent += 1;
        if self.unit() < self.link.loss {
            return;
        }
        let jitter = self.unit();
        let due = self.clock.now() + self.link.delay + self.link.jitter.mul_f64(jitter);
        self.underway.insert((due, self.sent), (to_hub, transmit.contents.to_vec()));
    }

    /// Five milliseconds pass.
    fn step(&mut self) {
        self.clock.step();
        let now = self.clock.now();
        let mut out = Vec::new();
        while let Some(entry) = self.underway.first_entry().filter(|e| e.key().0 <= now) {
            let (to_hub, bytes) = entry.remove();
            if to_hub {
                self.hub.receive(&bytes, self.address, now, &mut out);
            } else {
                let hub = self.terms.addresses[0];
                let receive =
                    Receive::new(Protocol::Udp, hub, self.address, &bytes).expect("a datagram");
                self.sender.handle_input(Input::Receive(now, receive)).unwrap();
                self.drain_sender();
            }
        }
        self.hub.tick(now, &mut out);
        for transmit in out {
            assert_eq!(transmit.destination, self.address, "nobody else is ever written to");
            self.send(false, &transmit);
        }
        // As above.
        let _ = self.sender.handle_input(Input::Timeout(now));
        self.drain_sender();
        self.look(Duration::ZERO);
    }

    fn drain_sender(&mut self) {
        loop {
            match self.sender.poll_output() {
                Ok(Output::Transmit(transmit)) => self.send(true, &transmit),
                Ok(Output::Event(Event::PeerStats(stats))) => {
                    self.told_lost = stats.egress_loss_fraction.or(self.told_lost);
                }
                Ok(Output::Event(_)) => {}
                // It gives up by itself when nothing comes back.
                Ok(Output::Timeout(_)) | Err(_) => return,
            }
        }
    }

    fn look(&mut self, wait: Duration) -> bool {
        match self.source.recv(wait) {
            Received::Frame(frame) => {
                frame.check().unwrap();
                self.frames += 1;
            }
            Received::Event(event) => self.seen.push(match event {
                SourceEvent::Opened(i) => format!("opened {} {}", i.codec, i.size.width),
                SourceEvent::Changed(i) => format!("changed {} {}", i.codec, i.size.width),
                SourceEvent::Ended(end) => format!("{end:?}"),
                SourceEvent::Silent { .. } => "silent".into(),
                SourceEvent::Resumed { .. } => "resumed".into(),
                SourceEvent::Reconnecting { .. } => "reconnecting".into(),
                SourceEvent::Rhythm(_) => "rhythm".into(),
            }),
            Received::Idle | Received::Closed => return false,
        }
        true
    }

    fn until_connected(&mut self) {
        for _ in 0..2000 {
            if self.sender.is_connected() {
                return;
            }
            self.step();
        }
        panic!("not connected: {:?}", self.counts.read());
    }

    /// Sends the pictures at their rate. The decoder gets as long as it needs by the real clock.
    fn play(&mut self, codec: Codec, pictures: &[Vec<u8>]) {
        for picture in pictures {
            let begun = self.clock.now();
            self.write(codec, None, picture);
            self.written += 1;
            while self.clock.now() < begun + Duration::from_nanos(1_000_000_000 / FPS) {
                self.step();
            }
            self.catch_up();
        }
        for _ in 0..100 {
            self.step();
        }
        self.catch_up();
    }

    /// Sends one picture, of one layer where there are several.
    fn write(&mut self, codec: Codec, layer: Option<Rid>, picture: &[u8]) {
        // As browsers do it: each layer counts from a number of its own.
        let origin =
            layer.map_or(0, |layer| u64::from(layer.as_bytes()[0]) * 3_600 * 90_000 % (1 << 32));
        let at = RtpTime::from_90khz(origin + self.written * 90_000 / FPS);
        let now = self.clock.now();
        let mut writer = self.sender.writer(self.mid).expect("a writer");
        if let Some(layer) = layer {
            writer = writer.rid(layer);
        }
        let pt = writer
            .payload_params()
            .find(|p| p.spec().codec == codec)
            .expect("the codec was negotiated")
            .pt();
        writer.write(pt, now, at, picture.to_vec()).unwrap();
        self.drain_sender();
    }

    /// Waits until the decoder has seen what the hub took. It may hold back one picture per thread, and
    /// swallows what it cannot decode: such pictures are waited for once.
    fn catch_up(&mut self) {
        let counts = self.counts.read();
        let taken = counts.video - counts.dropped - counts.unwatched;
        let missing = |world: &Self| taken.saturating_sub(world.source.counts().received + 4);
        for _ in 0..100 {
            if missing(self) <= self.swallowed {
                break;
            }
            self.look(Duration::from_millis(20));
        }
        self.swallowed = self.swallowed.max(missing(self));
        while self.look(Duration::ZERO) {}
    }

    fn for_seconds(&mut self, seconds: u64) {
        for _ in 0..seconds * 200 {
            self.step();
        }
    }

    fn end(&mut self) -> String {
        for _ in 0..100 {
            if let Some(end) =
                self.seen.iter().find(|s| s.contains("Finished") || s.contains("Lost"))
            {
                return end.clone();
            }
            self.look(Duration::from_millis(20));
        }
        panic!("no end: {:?}", self.seen)
    }
}

fn arrives(stream: StreamCodec, codec: Codec) {
    let pictures = video(stream, 320, 240, 90);
    let mut world = World::new(CLEAN);
    world.publish(1);
    world.until_connected();
    world.play(codec, &pictures);
    let (counts, seen) = (world.source.counts(), world.seen.clone());
    // Three seconds at five frames a second; a decoder keeps its last pictures back.
    assert!(counts.received >= 86, "{counts:?} {:?} {seen:?}", world.counts.read());
    assert!(world.frames + counts.superseded >= 14, "{} {counts:?}", world.frames);
    assert!(seen.iter().any(|s| s.starts_with("opened") && s.ends_with("320")), "{seen:?}");
    world.hub.end(1, world.clock.now(), &mut Vec::new()).unwrap();
    // Told when the decoder has nothing left to do.
    for _ in 0..500 {
        if !world.ends.lock().unwrap().is_empty() {
            break;
        }
        world.look(Duration::from_millis(20));
    }
    assert_eq!(*world.ends.lock().unwrap(), [FeedEnd::Finished]);
    world.pusher = None;
    assert_eq!(world.end(), "Finished");
}

#[test]
fn vp8_becomes_frames() {
    arrives(StreamCodec::Vp8, Codec::Vp8);
}

#[test]
fn h264_becomes_frames() {
    arrives(StreamCodec::H264, Codec::H264);
}

#[test]
fn vp9_becomes_frames() {
    arrives(StreamCodec::Vp9, Codec::Vp9);
}

#[test]
fn av1_becomes_frames() {
    let has = |name| gst::ElementFactory::find(name).is_some();
    gst::init().unwrap();
    if !crate::pipeline::can_decode(StreamCodec::Av1) || !has("av1enc") {
        println!("skipped: needs GStreamer's AV1 encoder and decoder");
        return;
    }
    arrives(StreamCodec::Av1, Codec::Av1);
}

#[test]
fn frames_still_arrive_over_a_bad_link() {
    let link =
        Link { loss: 0.05, delay: Duration::from_millis(20), jitter: Duration::from_millis(200) };
    let pictures = video(StreamCodec::H264, 640, 360, 300);
    let mut world = World::new(link);
    world.publish(1);
    world.until_connected();
    world.play(Codec::H264, &pictures);
    let (counts, hub) = (world.source.counts(), world.counts.read());
    println!("10 s at 5 % loss, 200 ms jitter: {counts:?} {hub:?} {:?}", world.seen);
    assert!(counts.sampled >= 25, "half of what a clean link samples: {counts:?} {hub:?}");
    assert_eq!(counts.malformed, 0);
}

#[test]
fn a_change_of_size_is_told_and_survived() {
    let small = video(StreamCodec::Vp8, 320, 240, 30);
    let large = video(StreamCodec::Vp8, 640, 480, 30);
    let mut world = World::new(CLEAN);
    world.publish(1);
    world.until_connected();
    world.play(Codec::Vp8, &small);
    world.play(Codec::Vp8, &large);
    let seen = &world.seen;
    assert!(seen.iter().any(|s| s == "opened VP8 320"), "{seen:?}");
    assert!(seen.iter().any(|s| s == "changed VP8 640"), "{seen:?}");
}

#[test]
fn an_ice_restart_goes_on_with_the_same_stream() {
    let pictures = video(StreamCodec::Vp8, 320, 240, 60);
    let mut world = World::new(CLEAN);
    let answer = world.publish(1);
    world.until_connected();
    world.play(Codec::Vp8, &pictures[..30]);
    let before = world.source.counts().received;
    let mut change = world.sender.sdp_api();
    let fresh = change.ice_restart(true);
    let (_, pending) = change.apply().unwrap();
    let text = format!("a=ice-ufrag:{}\r\na=ice-pwd:{}\r\n", fresh.ufrag, fresh.pass);
    let fragment = Fragment::parse(&text).unwrap();
    let now = world.clock.now();
    let stale = world.hub.patch(1, &fragment, "\"0\"", now, &mut Vec::new());
    assert_eq!(stale, Err(WhipError::Stale));
    let (back, etag) = world.hub.patch(1, &fragment, "*", now, &mut Vec::new()).unwrap();
    assert_eq!(etag, "\"2\"");
    let back = back.expect("a restart is answered");
    let of = |name: &str| {
        back.lines().find_map(|line| line.strip_prefix(name)).expect("in the fragment").to_owned()
    };
    let (ufrag, password) = (of("a=ice-ufrag:"), of("a=ice-pwd:"));
    assert_ne!(ufrag, "hubhub");
    // Candidates carry the user fragment as well.
    let answer = answer.replace("hubhub", &ufrag).replace("0123456789abcdefghijkl", &password);
    let answer = SdpAnswer::from_sdp_string(&answer).unwrap();
    world.sender.sdp_api().accept_answer(pending, answer).unwrap();
    world.until_connected();
    world.play(Codec::Vp8, &pictures[30..]);
    let after = world.source.counts().received;
    assert!(after >= before + 25, "{before} {after} {:?}", world.counts.read());
    assert_eq!(world.hub.patch(9, &fragment, "*", now, &mut Vec::new()), Err(WhipError::Gone));
}

#[test]
fn who_falls_silent_is_let_go_and_the_source_ends_as_lost() {
    let pictures = video(StreamCodec::Vp8, 320, 240, 15);
    let mut world = World::new(CLEAN);
    world.publish(1);
    world.until_connected();
    world.play(Codec::Vp8, &pictures);
    world.link.loss = 1.0;
    world.for_seconds(11);
    assert_eq!((world.hub.len(), world.ends.lock().unwrap().as_slice()), (0, &[FeedEnd::Gone][..]));
    assert!(world.seen.iter().any(|s| s == "silent"), "{:?}", world.seen);
    world.for_seconds(20);
    assert!(!world.seen.iter().any(|s| s.contains("Lost")), "{:?}", world.seen);
    world.for_seconds(11);
    assert_eq!(world.end(), "Lost { attempts: 0 }");
}

#[test]
fn who_comes_back_goes_on_where_the_stream_stopped() {
    let pictures = video(StreamCodec::Vp8, 320, 240, 30);
    let mut world = World::new(CLEAN);
    world.publish(1);
    world.until_connected();
    world.play(Codec::Vp8, &pictures);
    world.link.loss = 1.0;
    world.for_seconds(11);
    world.link = CLEAN;
    world.underway.clear();
    let mut sender = Rtc::new(world.clock.now());
    sender.add_local_candidate(Candidate::host(world.address, "udp").unwrap());
    world.sender = sender;
    world.publish(2);
    world.until_connected();
    world.play(Codec::Vp8, &pictures);
    world.for_seconds(3);
    assert!(world.seen.iter().any(|s| s == "resumed"), "{:?}", world.seen);
    assert!(world.source.counts().received >= 54, "{:?}", world.source.counts());
    assert!(!world.seen.iter().any(|s| s.contains("Lost")), "{:?}", world.seen);
}

#[test]
fn who_never_connects_is_forgotten_and_nobody_is_missed() {
    let mut world = World::new(Link { loss: 1.0, ..CLEAN });
    world.publish(1);
    assert_eq!(world.hub.len(), 1);
    world.for_seconds(21);
    assert_eq!((world.hub.len(), world.ends.lock().unwrap().as_slice()), (0, &[FeedEnd::Gone][..]));
    world.for_seconds(20);
    assert!(world.seen.is_empty(), "nothing had begun, so nothing is lost: {:?}", world.seen);
}

#[test]
fn strangers_are_counted_and_not_answered() {
    let mut world = World::new(CLEAN);
    world.publish(1);
    let stranger: SocketAddr = "203.0.113.9:9".parse().unwrap();
    let mut out = Vec::new();
    // A binding request of the right form with a secret that nobody gave out (RFC 8489).
    let forged: &[u8] = &[
        0, 1, 0, 20, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 6, 0, 13,
        b'h', b'u', b'b', b'h', b'u', b'b', b':', b's', b'o', b'm', b'e', b'b', b'o', 0, 0, 0,
    ];
    let all: [&[u8]; 6] = [b"", b"hello", &[0; 20], &[0x80; 200], &[22, 254, 253, 0, 0], forged];
    for bytes in all {
        world.hub.receive(bytes, stranger, world.clock.now(), &mut out);
    }
    world.hub.tick(world.clock.now(), &mut out);
    assert!(out.is_empty());
    assert_eq!(world.counts.read().strange, all.len() as u64);
}

#[test]
fn offers_that_cannot_be_served_are_refused() {
    let mut world = World::new(CLEAN);
    let text = world.offer();
    let check = |text: &str| {
        let pusher = world.pusher.as_ref().unwrap();
        let offer = Offer::parse(text)?;
        let credentials = IceCreds { ufrag: "abcd".into(), pass: "0123456789abcdefghijkl".into() };
        Peer::accept(&world.terms, credentials, offer, pusher.open_stream().unwrap(), world.start)
            .map(|_| ())
    };
    assert_eq!(check(&text), Ok(()));
    for without in ["a=fingerprint:", "a=ice-ufrag:"] {
        let cut: String =
            text.lines().filter(|l| !l.starts_with(without)).map(|l| format!("{l}\r\n")).collect();
        assert!(matches!(check(&cut), Err(WhipError::Malformed(_))), "{without}");
    }
    let strange = text.replace("VP8/", "X1/").replace("VP9/", "X2/").replace("H264/", "X3/");
    let strange = strange.replace("AV1/", "X4/").replace("H265/", "X5/");
    assert!(matches!(check(&strange), Err(WhipError::Unusable(_))), "{:?}", check(&strange));
}
