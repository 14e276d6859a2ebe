//! What comes from outside becomes a live source: single encoded pictures (a browser over a WebSocket), or
//! an encoded stream (WHIP, RTMP) that [`FramePusher::open_stream`] decodes.
//!
//! A picture is measured before it is decoded: bytes first, then the pixels its header claims. Decoding
//! runs on the pushing thread, never on the reader's, so call [`FramePusher::push`] where blocking for
//! some milliseconds is allowed.
//!
//! One sender at a time; whoever follows another goes on where that one stopped, with the pause as a hole.

use std::fmt;
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::{Clock, FrameSize, SourceEnd};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::feed::StreamFeed;
use crate::mailbox::{Counters, Mailbox, Rule};
use crate::tap::{About, Rgb, Tap};
use crate::{FrameSource, OpenError, PushError, Timing};

/// Limits and rates of a pushed source.
#[derive(Debug, Clone, PartialEq)]
pub struct PushConfig {
    /// Frames per second to hand out; pictures in between are counted but not decoded.
    pub sample_fps: f32,
    /// Bytes of one encoded picture.
    pub max_bytes: usize,
    /// Pixels of one picture, checked before decoding.
    pub max_pixels: u64,
    /// No picture for this long is reported as silence.
    pub silent_after: Duration,
    /// A stream whose sender has been gone for this long is lost.
    pub lost_after: Duration,
}

impl PushConfig {
    /// 20 MB and 40 megapixels: a full-size phone photograph, and no more than 160 MB decoded. Half a minute
    /// is enough to load a page anew and turn its camera on again, or to start an encoder again.
    pub fn new(sample_fps: f32) -> Self {
        Self {
            sample_fps,
            max_bytes: 20_000_000,
            max_pixels: 40_000_000,
            silent_after: Timing::default().silent_after,
            lost_after: Duration::from_secs(30),
        }
    }
}

/// A sender's clock that leaps ahead by more is another clock: a meeting has no such hole, and a time that
/// somebody made up would leave no room for those that follow.
const LEAP: Duration = Duration::from_secs(60 * 60);

/// What the mutex protects: one picture is decoded at a time, in the order of arrival.
struct Inside {
    started: Instant,
    /// The sender that pushed last; 0 are single pictures without a time of their own.
    sender: u64,
    senders: u64,
    /// The newest time of a sender's own clock.
    newest: Option<Duration>,
    /// Since when a stream has had no sender.
    vacant_since: Option<Instant>,
}

pub(crate) struct Shared {
    pub(crate) tap: Arc<Tap>,
    config: PushConfig,
    inside: Mutex<Inside>,
}

/// The pushing side. Dropping it ends the source as finished.
pub struct FramePusher {
    shared: Arc<Shared>,
}

/// Whose clock a picture's time is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderClock(u64);

/// A live source that is fed from outside; the newest frame wins.
///
/// A sampling rate outside the usable range is taken as one frame per second.
pub fn push_source(mut config: PushConfig, clock: Arc<dyn Clock>) -> (FramePusher, FrameSource) {
    if !crate::SourceSpec::rate_is_usable(config.sample_fps) {
        config.sample_fps = 1.0;
    }
    let mailbox = Arc::new(Mailbox::new(Rule::NewestWins));
    let timing = Timing {
        silent_after: config.silent_after,
        // Bots send a picture a second or fewer; a pause shorter than silence is no hole.
        gap_after: config.silent_after,
        ..Timing::default()
    };
    let started = clock.now();
    let tap = Arc::new(Tap::new(&timing, config.sample_fps, Arc::clone(&mailbox), clock));
    let inside = Inside { started, sender: 0, senders: 0, newest: None, vacant_since: None };
    let shared = Arc::new(Shared { tap, inside: Mutex::new(inside), config });
    let watched = Arc::downgrade(&shared);
    let source = FrameSource::new(mailbox, None).with_idle(Box::new(move |_| {
        if let Some(shared) = watched.upgrade() {
            shared.watch();
        }
    }));
    (FramePusher { shared }, source)
}

impl FramePusher {
    /// Takes one JPEG, PNG or WebP picture. It may be skipped by the sampling rate, undecoded.
    ///
    /// # Errors
    /// When the picture is too large or damaged (the source goes on), or the source is closed.
    pub fn push(&self, bytes: &[u8]) -> Result<(), PushError> {
        self.shared.push(bytes, None)
    }

    /// A clock of whoever sends pictures with a time of their own; one for each sender.
    pub fn new_clock(&self) -> SenderClock {
        SenderClock(self.shared.new_sender())
    }

    /// As [`FramePusher::push`], placed by the sender's clock: `at` counts from whatever that sender counts
    /// from, and should rise.
    ///
    /// # Errors
    /// As [`FramePusher::push`].
    pub fn push_at(&self, bytes: &[u8], clock: SenderClock, at: Duration) -> Result<(), PushError> {
        self.shared.push(bytes, Some((clock, at)))
    }

    /// Opens the way for an encoded stream, on a thread of its own. When its sender goes without
    /// finishing, the source waits [`PushConfig::lost_after`] for the next one and then ends as lost.
    ///
    /// # Errors
    /// When no decoder can be started.
    pub fn open_stream(&self) -> Result<StreamFeed, OpenError> {
        StreamFeed::open(Arc::clone(&self.shared))
    }

    /// Ends the source as finished.
    pub fn finish(self) {}
}

impl Drop for FramePusher {
    fn drop(&mut self) {
        self.shared.tap.mailbox.end(SourceEnd::Finished);
    }
}

impl fmt::Debug for FramePusher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FramePusher").field("config", &self.shared.config).finish_non_exhaustive()
    }
}

impl Shared {
    fn push(
        &self,
        bytes: &[u8],
        clocked: Option<(SenderClock, Duration)>,
    ) -> Result<(), PushError> {
        let mailbox = &self.tap.mailbox;
        if mailbox.is_stopped() {
            return Err(PushError::Closed);
        }
        let limit = self.config.max_bytes;
        if bytes.len() > limit {
            return Err(PushError::TooLarge { bytes: bytes.len(), limit });
        }
        let mut inside = lock(&self.inside);
        self.sent_by(&mut inside, clocked.map_or(0, |(SenderClock(sender), _)| sender));
        if let Some((_, at)) = clocked
            && inside.newest.replace(at).is_some_and(|before| at.saturating_sub(before) > LEAP)
        {
            self.tap.reopen_live();
        }
        let running = clocked.map_or_else(
            || self.tap.clock.now().saturating_duration_since(inside.started),
            |(_, at)| at,
        );
        if !self.tap.picture(Some(u64::try_from(running.as_nanos()).unwrap_or(u64::MAX))) {
            return Ok(());
        }
        let (picture, codec) = decode(bytes, self.config.max_pixels).inspect_err(|_| {
            Counters::raise(&mailbox.counters.malformed);
        })?;
        let size = FrameSize { width: picture.width(), height: picture.height() };
        let rgb = Rgb {
            size,
            stride_bytes: size.width as usize * 3,
            pixels: Bytes::from(picture.into_raw()),
        };
        let about = |_| About { codec: codec.to_owned(), duration: None, live: true };
        self.tap.frame(|| Some(rgb), about).map(|_| ()).map_err(|_| PushError::Closed)
    }

    /// A number for a sender of a stream.
    pub(crate) fn new_sender(&self) -> u64 {
        let mut inside = lock(&self.inside);
        inside.senders += 1;
        inside.senders
    }

    /// Something came from `sender`. A change of sender is a change of clocks.
    pub(crate) fn heard(&self, sender: u64) {
        self.sent_by(&mut lock(&self.inside), sender);
    }

    fn sent_by(&self, inside: &mut Inside, sender: u64) {
        inside.vacant_since = None;
        if inside.sender != sender {
            inside.sender = sender;
            inside.newest = None;
            self.tap.reopen_live();
        }
    }

    /// The sender of the stream has gone without a word.
    pub(crate) fn vacated(&self) {
        let now = self.tap.clock.now();
        lock(&self.inside).vacant_since.get_or_insert(now);
    }

    /// Tells silence, and ends a stream whose sender does not come back.
    fn watch(&self) {
        self.tap.watch();
        let now = self.tap.clock.now();
        let vacant = lock(&self.inside).vacant_since;
        let vacant_for = vacant.map(|since| now.saturating_duration_since(since));
        if vacant_for.is_some_and(|time| time >= self.config.lost_after) {
            self.tap.mailbox.end(SourceEnd::Lost { attempts: 0 });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Upright RGB pixels, and the format's name.
fn decode(bytes: &[u8], limit: u64) -> Result<(image::RgbImage, &'static str), PushError> {
    let bad = |_| PushError::NotAPicture;
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PushError::NotAPicture)?;
    let codec = match reader.format() {
        Some(ImageFormat::Jpeg) => "JPEG",
        Some(ImageFormat::Png) => "PNG",
        Some(ImageFormat::WebP) => "WebP",
        _ => return Err(PushError::NotAPicture),
    };
    let mut limits = Limits::default();
    // Eight bytes are the most one decoded pixel takes (RGBA, 16 bits each); twice for scratch space.
    limits.max_alloc = Some(limit.saturating_mul(16));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(bad)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limit {
        return Err(PushError::TooManyPixels { width, height, limit });
    }
    let orientation = decoder.orientation().map_err(bad)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(bad)?;
    picture.apply_orientation(orientation);
    Ok((picture.into_rgb8(), codec))
}

#[cfg(test)]
mod tests {
    use domain::{SourceEvent, UtcTime};
    use image::RgbImage;

    use super::*;
    use crate::Received;

    struct Stepped(Mutex<Instant>);

    impl Stepped {
        #[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
        fn new() -> Arc<Self> {
            Arc::new(Self(Mutex::new(Instant::now())))
        }

        fn step(&self, millis: u64) {
            *lock(&self.0) += Duration::from_millis(millis);
        }
    }

    impl Clock for Stepped {
        fn now(&self) -> Instant {
            *lock(&self.0)
        }

        fn utc(&self) -> UtcTime {
            UtcTime::from_unix_millis(0)
        }
    }

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let image = RgbImage::from_pixel(width, height, image::Rgb([200, 30, 60]));
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn next(source: &FrameSource) -> String {
        match source.recv(Duration::ZERO) {
            Received::Frame(f) => {
                f.check().unwrap();
                format!("frame {} {:?} {}x{}", f.seq, f.pts, f.size.width, f.size.height)
            }
            Received::Event(SourceEvent::Opened(i)) => format!("opened {}", i.codec),
            Received::Event(SourceEvent::Changed(i)) => format!("changed {}", i.size.width),
            Received::Event(event) => format!("{event:?}"),
            Received::Idle => "idle".into(),
            Received::Closed => "closed".into(),
        }
    }

    #[test]
    fn pictures_become_frames_at_the_sampling_rate() {
        let clock = Stepped::new();
        let (pusher, source) = push_source(PushConfig::new(5.0), clock.clone());
        let jpeg = picture(33, 17, ImageFormat::Jpeg);
        for _ in 0..3 {
            pusher.push(&jpeg).unwrap();
            clock.step(100);
        }
        assert_eq!(next(&source), "opened JPEG");
        assert_eq!(next(&source), "frame 1 0.200s 33x17");
        pusher.push(&picture(10, 10, ImageFormat::Png)).unwrap();
        clock.step(100);
        pusher.push(&picture(10, 10, ImageFormat::Png)).unwrap();
        assert_eq!(next(&source), "changed 10");
        assert_eq!(next(&source), "frame 2 0.400s 10x10");
        pusher.finish();
        assert_eq!(next(&source), "Ended(Finished)");
        assert_eq!(next(&source), "closed");
        let counts = source.counts();
        assert_eq!((counts.received, counts.sampled, counts.superseded), (5, 3, 1));
    }

    #[test]
    fn pictures_with_a_time_of_their_own_are_sampled_by_it() {
        let (pusher, source) = push_source(PushConfig::new(5.0), Stepped::new());
        let sender = pusher.new_clock();
        // A bot delivers late and in a burst; its clock began long before.
        for ms in [70_000, 70_100, 70_200, 70_300, 70_400] {
            let at = Duration::from_millis(ms);
            pusher.push_at(&picture(8, 4, ImageFormat::Png), sender, at).unwrap();
        }
        let counts = source.counts();
        assert_eq!((counts.received, counts.sampled), (5, 3));
    }

    #[test]
    fn a_time_that_nobody_can_have_leaves_room_for_those_after_it() {
        let (pusher, source) = push_source(PushConfig::new(5.0), Stepped::new());
        let sender = pusher.new_clock();
        // The second is made up, the fourth runs backwards.
        for ms in [1_000, u64::MAX, 1_400, 200, 1_800, 2_000] {
            let at = Duration::from_millis(ms);
            pusher.push_at(&picture(8, 4, ImageFormat::Png), sender, at).unwrap();
        }
        let counts = source.counts();
        assert!(counts.received == 6 && counts.sampled >= 3, "{counts:?}");
    }

    #[test]
    fn the_colour_and_the_orientation_are_kept() {
        let (pusher, source) = push_source(PushConfig::new(5.0), Stepped::new());
        pusher.push(&picture(8, 4, ImageFormat::Png)).unwrap();
        source.recv(Duration::ZERO);
        let Received::Frame(frame) = source.recv(Duration::ZERO) else { panic!("no frame") };
        assert_eq!(&frame.row(3)[21..], [200, 30, 60]);
    }

    #[test]
    fn bombs_and_rubbish_are_refused_and_the_source_goes_on() {
        let clock = Stepped::new();
        let config = PushConfig { max_pixels: 1000, max_bytes: 5000, ..PushConfig::new(240.0) };
        let (pusher, source) = push_source(config, clock.clone());
        let check = |bytes: &[u8], expected: PushError| {
            clock.step(1000);
            assert_eq!(pusher.push(bytes), Err(expected));
        };
        check(&[0; 5001], PushError::TooLarge { bytes: 5001, limit: 5000 });
        let large = PushError::TooManyPixels { width: 40, height: 26, limit: 1000 };
        check(&picture(40, 26, ImageFormat::Png), large);
        check(b"", PushError::NotAPicture);
        check(b"hello, world", PushError::NotAPicture);
        check(b"GIF89a\x01\0\x01\0\0\0\0", PushError::NotAPicture);
        let jpeg = picture(20, 20, ImageFormat::Jpeg);
        check(&jpeg[..30], PushError::NotAPicture);
        clock.step(1000);
        pusher.push(&jpeg).unwrap();
        assert_eq!(next(&source), "opened JPEG");
        assert_eq!(source.counts().malformed, 5);
    }

    /// A PNG of a few bytes whose header claims 60 000 x 60 000 pixels.
    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bomb = picture(1, 1, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        let (pusher, _source) = push_source(PushConfig::new(5.0), Stepped::new());
        let limit = 40_000_000;
        let expected = PushError::TooManyPixels { width: 60_000, height: 60_000, limit };
        assert_eq!(pusher.push(&bomb), Err(expected));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| {
                if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 }
            })
        })
    }

    #[test]
    fn silence_is_told_while_the_reader_waits() {
        let clock = Stepped::new();
        let (pusher, source) = push_source(PushConfig::new(5.0), clock.clone());
        let png = picture(4, 4, ImageFormat::Png);
        pusher.push(&png).unwrap();
        assert_eq!(next(&source), "opened PNG");
        assert_eq!(next(&source), "frame 0 0.000s 4x4");
        assert_eq!(next(&source), "idle");
        clock.step(3000);
        assert_eq!(next(&source), "Silent { at: 0.000s }");
        assert_eq!(next(&source), "idle");
        pusher.push(&png).unwrap();
        assert_eq!(next(&source), "Resumed { at: 3.000s, gap: 3s }");
        assert_eq!(next(&source), "frame 1 3.000s 4x4");
    }

    #[test]
    fn a_closed_source_takes_nothing() {
        let (pusher, source) = push_source(PushConfig::new(5.0), Stepped::new());
        source.stopper().stop();
        assert_eq!(pusher.push(&picture(4, 4, ImageFormat::Png)), Err(PushError::Closed));
        assert_eq!(next(&source), "Ended(Cancelled)");
    }
}
