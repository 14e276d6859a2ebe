//! Encoded pictures pushed from outside (a browser over a WebSocket) become a live source.
//!
//! A picture is measured before it is decoded: bytes first, then the pixels its header claims. Decoding
//! runs on the pushing thread, never on the reader's, so call [`FramePusher::push`] where blocking for
//! some milliseconds is allowed.

use std::fmt;
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::{Clock, Frame, FrameSize, MediaInfo, MediaTime, PixelFormat, SourceEnd, SourceEvent};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::mailbox::{Counters, Mailbox, Rule};
use crate::sampler::Grid;
use crate::silence::{Silence, SilenceWatch};
use crate::{FrameSource, PushError, Timing};

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
}

impl PushConfig {
    /// 20 MB and 40 megapixels: a full-size phone photograph, and no more than 160 MB decoded.
    pub fn new(sample_fps: f32) -> Self {
        Self {
            sample_fps,
            max_bytes: 20_000_000,
            max_pixels: 40_000_000,
            silent_after: Timing::default().silent_after,
        }
    }
}

/// What the mutex protects: one picture is decoded at a time, in the order of arrival.
struct Inside {
    grid: Grid,
    started: Option<Instant>,
    seq: u64,
    size: Option<FrameSize>,
    codec: &'static str,
    last: MediaTime,
}

struct Shared {
    mailbox: Arc<Mailbox>,
    clock: Arc<dyn Clock>,
    config: PushConfig,
    inside: Mutex<Inside>,
    /// Apart from `inside`, so that the reader never waits for a decoder.
    silence: Mutex<SilenceWatch>,
}

/// The pushing side. Dropping it ends the source as finished.
pub struct FramePusher {
    shared: Arc<Shared>,
}

/// A live source whose pictures are pushed from outside; the newest frame wins.
///
/// A sampling rate outside the usable range is taken as one frame per second.
pub fn push_source(mut config: PushConfig, clock: Arc<dyn Clock>) -> (FramePusher, FrameSource) {
    if !crate::SourceSpec::rate_is_usable(config.sample_fps) {
        config.sample_fps = 1.0;
    }
    let mailbox = Arc::new(Mailbox::new(Rule::NewestWins));
    let shared = Arc::new(Shared {
        mailbox: Arc::clone(&mailbox),
        clock,
        inside: Mutex::new(Inside {
            grid: Grid::new(config.sample_fps),
            started: None,
            seq: 0,
            size: None,
            codec: "",
            last: MediaTime::ZERO,
        }),
        silence: Mutex::new(SilenceWatch::new(config.silent_after)),
        config,
    });
    let watched = Arc::downgrade(&shared);
    let source = FrameSource::new(mailbox, None).with_idle(Box::new(move |mailbox| {
        if let Some(shared) = watched.upgrade() {
            shared.report_silence(mailbox);
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
        self.shared.push(bytes)
    }

    /// Ends the source as finished.
    pub fn finish(self) {}
}

impl Drop for FramePusher {
    fn drop(&mut self) {
        self.shared.mailbox.end(SourceEnd::Finished);
    }
}

impl fmt::Debug for FramePusher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FramePusher").field("config", &self.shared.config).finish_non_exhaustive()
    }
}

impl Shared {
    fn push(&self, bytes: &[u8]) -> Result<(), PushError> {
        let counters = &self.mailbox.counters;
        if self.mailbox.is_stopped() {
            return Err(PushError::Closed);
        }
        let limit = self.config.max_bytes;
        if bytes.len() > limit {
            return Err(PushError::TooLarge { bytes: bytes.len(), limit });
        }
        let now = self.clock.now();
        let mut inside = lock(&self.inside);
        Counters::raise(&counters.received);
        let resumed = lock(&self.silence).picture(now);
        let started = *inside.started.get_or_insert(now);
        let at = MediaTime::ZERO + now.saturating_duration_since(started);
        if resumed {
            let gap = at.since(inside.last);
            self.mailbox.event(SourceEvent::Resumed { at, gap });
        }
        inside.last = at;
        if !inside.grid.takes(at) {
            return Ok(());
        }
        Counters::raise(&counters.sampled);
        let (picture, codec) = decode(bytes, self.config.max_pixels).inspect_err(|_| {
            Counters::raise(&counters.malformed);
        })?;
        let size = FrameSize { width: picture.width(), height: picture.height() };
        self.announce(&mut inside, size, codec);
        let frame = Frame {
            seq: inside.seq,
            pts: at,
            received_at: now,
            size,
            stride_bytes: size.width as usize * 3,
            format: PixelFormat::Rgb8,
            pixels: Bytes::from(picture.into_raw()),
        };
        inside.seq += 1;
        self.mailbox.frame(frame).map_err(|_| PushError::Closed)
    }

    fn announce(&self, inside: &mut Inside, size: FrameSize, codec: &'static str) {
        if inside.size == Some(size) && inside.codec == codec {
            return;
        }
        let info = MediaInfo { size, codec: codec.to_owned(), duration: None, live: true };
        let first = inside.size.is_none();
        inside.size = Some(size);
        inside.codec = codec;
        let event = if first { SourceEvent::Opened(info) } else { SourceEvent::Changed(info) };
        self.mailbox.event(event);
    }

    fn report_silence(&self, mailbox: &Mailbox) {
        if lock(&self.silence).ask(self.clock.now()) == Silence::Began {
            mailbox.event(SourceEvent::Silent { at: lock(&self.inside).last });
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
    use domain::UtcTime;
    use image::{Rgb, RgbImage};

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
        let image = RgbImage::from_pixel(width, height, Rgb([200, 30, 60]));
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
