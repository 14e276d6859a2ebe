//! One sender: its WebRTC state machine, and what of its media goes on to the decoder. No I/O: datagrams and
//! moments come in, datagrams go out.
//!
//! We are ICE lite (RFC 8445 section 2.5): the sender connects to us, every check must carry the secret of
//! this very offer, and nothing is sent to an address that has not proved itself by one.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use str0m::config::DtlsCert;
use str0m::format::Codec;
use str0m::media::{KeyframeRequestKind, MediaData, MediaKind, Mid, Rid};
use str0m::net::Transmit;
use str0m::rtp::{Extension, ExtensionMap};
use str0m::{Candidate, Event, IceCreds, Input, Output, Rtc, RtcConfig, RtcError};

use super::clock::LayerClock;
use super::layers::{Choice, Layers};
use super::sdp::{Fragment, Offer, fragment_of};
use super::{Counts, WhipError, raise};
use crate::feed::{EncodedPicture, Fed, StreamCodec, StreamFeed};

/// How long a sender may take from its offer to its first authenticated media: ICE, DTLS and the key
/// picture. RFC 8445 section 14 lets a full agent try a pair for 40 s, and nobody waits that long for a call.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);

/// A connected sender from which nothing comes for this long has gone. RFC 7675 section 5.1: consent is
/// asked for every five seconds, so this is two askings.
const SILENT_FOR: Duration = Duration::from_secs(10);

/// Key pictures are asked for this often at most: a round trip, and the time to encode one.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Why a sender is no longer listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    /// It closed the connection.
    Closed,
    /// It never connected.
    NeverCame,
    /// Nothing more came.
    Silent,
    /// The source is over.
    Unwanted,
    /// What it sent broke the protocol.
    Fault,
}

impl Leaving {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::NeverCame => "never connected",
            Self::Silent => "silent",
            Self::Unwanted => "session over",
            Self::Fault => "protocol fault",
        }
    }
}

/// What is decided for every sender alike.
pub(super) struct Terms {
    /// The addresses at which we are reached.
    pub(super) addresses: Vec<SocketAddr>,
    /// One certificate for all: its fingerprint is in every answer.
    pub(super) certificate: DtlsCert,
    /// The codecs that can be decoded here.
    pub(super) codecs: Vec<StreamCodec>,
}

/// See the module's text.
pub(super) struct Peer {
    rtc: Rtc,
    feed: StreamFeed,
    offer: Offer,
    /// Raised by every ICE restart.
    generation: u32,
    created: Instant,
    heard: Instant,
    is_connected: bool,
    /// When the state machine wants to be woken.
    due: Instant,
    /// The video that is watched: the first of the offer that flows.
    video: Option<Mid>,
    layers: Layers<Option<Rid>>,
    clock: LayerClock,
    asked_at: Option<Instant>,
    leaving: Option<Leaving>,
}

impl Peer {
    /// Answers an offer. The text of the answer comes with the peer.
    pub(super) fn accept(
        terms: &Terms,
        credentials: IceCreds,
        offer: Offer,
        feed: StreamFeed,
        now: Instant,
    ) -> Result<(Self, String), WhipError> {
        let mut rtc = configured(terms).set_local_ice_credentials(credentials).build(now);
        for address in &terms.addresses {
            let candidate = Candidate::host(*address, "udp").map_err(|_| WhipError::Stopped)?;
            rtc.add_local_candidate(candidate);
        }
        let answer = rtc.sdp_api().accept_offer(offer.sdp()?).map_err(|_| {
            WhipError::Malformed("the offer contradicts itself or lacks ICE or DTLS attributes")
        })?;
        let answer = answer.to_sdp_string();
        if !has_video(&answer) {
            return Err(WhipError::Unusable(
                "none of the offered video codecs can be decoded here: offer H.264, VP8 or VP9",
            ));
        }
        let peer = Self {
            rtc,
            feed,
            offer,
            generation: 1,
            created: now,
            heard: now,
            is_connected: false,
            due: now,
            video: None,
            layers: Layers::new(),
            clock: LayerClock::default(),
            asked_at: None,
            leaving: None,
        };
        Ok((peer, answer))
    }

    /// The version of its ICE session, as an entity tag.
    pub(super) fn etag(&self) -> String {
        format!("\"{}\"", self.generation)
    }

    /// A trickled fragment: what to answer, none when there is nothing to say.
    pub(super) fn patch(
        &mut self,
        fragment: &Fragment,
        if_match: &str,
    ) -> Result<Option<String>, WhipError> {
        let is_same = self.offer.ufrag() == Some(fragment.ufrag.as_str());
        if if_match != "*" && if_match != self.etag() {
            return Err(WhipError::Stale);
        }
        if is_same {
            return Ok(None);
        }
        let offer = self.offer.restarted(&fragment.ufrag, &fragment.password);
        let answer = self
            .rtc
            .sdp_api()
            .accept_offer(offer.sdp()?)
            .map_err(|_| WhipError::Malformed("the restart contradicts the offer"))?;
        self.offer = offer;
        self.generation += 1;
        Ok(Some(fragment_of(&answer.to_sdp_string())))
    }

    /// Whether a datagram is meant for it.
    pub(super) fn accepts(&self, input: &Input<'_>) -> bool {
        self.rtc.accepts(input)
    }

    /// When it wants to be woken.
    pub(super) fn due(&self) -> Instant {
        let limit =
            if self.is_connected { self.heard + SILENT_FOR } else { self.created + CONNECT_WITHIN };
        self.due.min(limit)
    }

    /// A datagram that it accepts, or the passing of time.
    pub(super) fn handle(
        &mut self,
        input: Input<'_>,
        now: Instant,
        counts: &Counts,
        out: &mut Vec<Transmit>,
    ) {
        if matches!(input, Input::Receive(..)) {
            self.heard = now;
        }
        if self.rtc.handle_input(input).is_err() {
            // One packet that cannot be read is the network's business; the state machine says when it is
            // beyond repair.
            raise(&counts.faulty);
        }
        self.drain(now, counts, out);
        let quiet = now.saturating_duration_since(self.heard);
        let waited = now.saturating_duration_since(self.created);
        if !self.rtc.is_alive() {
            self.leaves(Leaving::Closed);
        } else if self.feed.is_closed() {
            self.leaves(Leaving::Unwanted);
        } else if self.is_connected && quiet >= SILENT_FOR {
            self.leaves(Leaving::Silent);
        } else if !self.is_connected && waited >= CONNECT_WITHIN {
            self.leaves(Leaving::NeverCame);
        }
    }

    pub(super) fn drain(&mut self, now: Instant, counts: &Counts, out: &mut Vec<Transmit>) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(due)) => {
                    self.due = due;
                    return;
                }
                Ok(Output::Transmit(transmit)) => out.push(transmit),
                Ok(Output::Event(event)) => self.event(event, now, counts),
                Err(_) => return self.leaves(Leaving::Fault),
            }
        }
    }

    fn leaves(&mut self, why: Leaving) {
        self.leaving.get_or_insert(why);
    }

    /// Why it is no longer to be listened to.
    pub(super) fn leaving(&self) -> Option<Leaving> {
        self.leaving
    }

    /// Says good-bye; `is_done` when the sender asked for it.
    pub(super) fn leave(mut self, is_done: bool, now: Instant, out: &mut Vec<Transmit>) {
        if self.rtc.close().is_ok() {
            // Whatever it still has to tell the other side.
            self.drain(now, &Counts::default(), out);
        }
        if is_done {
            self.feed.finish();
        }
    }

    fn event(&mut self, event: Event, now: Instant, counts: &Counts) {
        match event {
            Event::Connected => {
                self.is_connected = true;
                tracing::info!("a sender is connected");
            }
            Event::MediaData(data) => self.media(&data, now, counts),
            Event::Closed => self.leaves(Leaving::Closed),
            _ => {}
        }
    }

    fn media(&mut self, data: &MediaData, now: Instant, counts: &Counts) {
        let is_video = self.rtc.media(data.mid).is_some_and(|m| m.kind() == MediaKind::Video);
        if !is_video {
            raise(&counts.audio);
            return;
        }
        raise(&counts.video);
        if *self.video.get_or_insert(data.mid) != data.mid {
            raise(&counts.unwatched);
            return;
        }
        let Some(codec) = codec_of(data.params.spec().codec) else { return };
        let is_key = data.is_keyframe();
        let choice = self.layers.choose(data.rid, is_key, data.data.len(), now);
        match choice {
            Choice::Take if !data.contiguous && !is_key => {
                raise(&counts.holes);
                self.feed.lost_some();
            }
            Choice::Take | Choice::Begin => {}
            Choice::Leave => return raise(&counts.unwatched),
            Choice::AskForKey => {
                raise(&counts.unwatched);
                return self.ask_for_key(data.mid, data.rid, now, counts);
            }
        }
        // In nanoseconds: 90 kHz ticks (RFC 6184, 7741 and 9628), extended to 64 bits.
        let ticks = data.time.rebase(str0m::media::Frequency::NINETY_KHZ).numer();
        let theirs = Duration::from_nanos(ticks.saturating_mul(100_000) / 9);
        let at = self.clock.at(theirs, choice == Choice::Begin, now);
        let picture =
            EncodedPicture { codec, at, is_key, data: Bytes::from_owner(data.data.clone()) };
        match self.feed.push(picture) {
            Fed::Taken => {}
            Fed::NeedsKey => {
                raise(&counts.dropped);
                self.ask_for_key(data.mid, data.rid, now, counts);
            }
            Fed::Closed => self.leaves(Leaving::Unwanted),
        }
        if self.feed.needs_key() {
            self.ask_for_key(data.mid, data.rid, now, counts);
        }
    }

    fn ask_for_key(&mut self, mid: Mid, rid: Option<Rid>, now: Instant, counts: &Counts) {
        let is_due = |at| now.saturating_duration_since(at) >= ASK_AGAIN_AFTER;
        if !self.asked_at.is_none_or(is_due) {
            return;
        }
        let asked: Option<Result<(), RtcError>> = self
            .rtc
            .writer(mid)
            .map(|mut writer| writer.request_keyframe(rid, KeyframeRequestKind::Pli));
        if matches!(asked, Some(Ok(()))) {
            raise(&counts.key_requests);
            self.asked_at = Some(now);
        }
    }
}

fn configured(terms: &Terms) -> RtcConfig {
    let has = |codec| terms.codecs.contains(&codec);
    // Without the orientation of the picture: who is not offered it turns the picture before encoding it.
    let mut extensions = ExtensionMap::empty();
    extensions.set(2, Extension::AbsoluteSendTime);
    extensions.set(3, Extension::TransportSequenceNumber);
    extensions.set(4, Extension::RtpMid);
    extensions.set(10, Extension::RtpStreamId);
    extensions.set(11, Extension::RepairedRtpStreamId);
    RtcConfig::new()
        .set_ice_lite(true)
        .set_dtls_cert(terms.certificate.clone())
        .set_extension_map(extensions)
        .clear_codecs()
        .enable_opus(true, false)
        .enable_h264(has(StreamCodec::H264))
        .enable_vp8(has(StreamCodec::Vp8))
        .enable_vp9(has(StreamCodec::Vp9))
        .enable_av1(has(StreamCodec::Av1))
}

/// Whether a video of the answer has a codec: a refused one has port 0.
fn has_video(answer: &str) -> bool {
    answer.lines().any(|line| line.starts_with("m=video ") && !line.starts_with("m=video 0 "))
}

fn codec_of(codec: Codec) -> Option<StreamCodec> {
    match codec {
        Codec::H264 => Some(StreamCodec::H264),
        Codec::Vp8 => Some(StreamCodec::Vp8),
        Codec::Vp9 => Some(StreamCodec::Vp9),
        Codec::Av1 => Some(StreamCodec::Av1),
        _ => None,
    }
}
