//! Sources that play a script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::{Clock, Frame, FrameSize, MediaInfo, MediaTime, PixelFormat, SourceEnd, SourceEvent};
use media::{
    AccessError, AccessPolicy, Address, FrameFeeder, FramePusher, FrameSource, OpenError,
    PushConfig, Resolve,
};

use crate::sources::{Opening, SourceOpener};

const SIZE: FrameSize = FrameSize { width: 64, height: 64 };

/// Milliseconds between scripted frames: five a second.
const FRAME_MS: u64 = 200;

/// What a scripted source shows.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Who is in each frame; 0 is nobody.
    pub people: Vec<u8>,
    /// What is behind the people: frames large enough to see it, drawn from that number.
    pub room: Option<u8>,
    /// Every frame shows a screen.
    pub is_replay: bool,
    /// The source stays open after its last frame.
    pub stays_open: bool,
    /// Events told before the first frame.
    pub events: Vec<SourceEvent>,
    /// Opening panics.
    pub panics: bool,
    /// Opening fails.
    pub is_no_video: bool,
}

impl Script {
    /// `seconds` of one person, then the end.
    pub fn of(person: u8, seconds: usize) -> Self {
        Self { people: vec![person; seconds * 5], ..Self::default() }
    }

    /// The same, but the source stays open.
    pub fn open_end(person: u8, seconds: usize) -> Self {
        Self { stays_open: true, ..Self::of(person, seconds) }
    }
}

/// A frame with that person in it.
pub fn frame_of(seq: u64, person: u8, is_replay: bool, clock: &dyn Clock) -> Frame {
    let stride = SIZE.width as usize * 3;
    let mut pixels = vec![(seq * 37 % 251) as u8; stride * SIZE.height as usize];
    pixels[..3].copy_from_slice(&[person, u8::from(is_replay), 0]);
    Frame {
        seq,
        pts: MediaTime::from_millis(seq * FRAME_MS),
        received_at: clock.now(),
        size: SIZE,
        stride_bytes: stride,
        format: PixelFormat::Rgb8,
        pixels: Bytes::from(pixels),
    }
}

/// Size of a frame that shows a room.
const ROOM_SIZE: FrameSize = FrameSize { width: 320, height: 192 };

/// Where the person's body begins, from the left and from the top: below the face that is found there.
const BODY: u32 = 96;

/// Side of the boards that a drawn room is made of.
const BOARD: u32 = 24;

/// The same with a room behind them: boards of shades drawn from its number.
fn frame_in(room: u8, seq: u64, person: u8, is_replay: bool, clock: &dyn Clock) -> Frame {
    let size = ROOM_SIZE;
    let stride = size.width as usize * 3;
    let mut pixels = Vec::with_capacity(stride * size.height as usize);
    for y in 0..size.height {
        for x in 0..size.width {
            let mut state = (x / BOARD) * 31 + (y / BOARD) * 1009 + u32::from(room) * 65_537 + 7;
            for _ in 0..3 {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
            }
            // Somebody's clothes, which move.
            let is_body = x < BODY && y >= BODY;
            let shade = if is_body { (seq * 37 % 251) as u8 } else { (30 + state % 200) as u8 };
            pixels.extend([shade, shade, shade]);
        }
    }
    pixels[..3].copy_from_slice(&[person, u8::from(is_replay), 0]);
    // Where the scripted analyst looks for what has changed.
    pixels[stride] = (seq * 37 % 251) as u8;
    let pixels = Bytes::from(pixels);
    Frame { size, stride_bytes: stride, pixels, ..frame_of(seq, person, is_replay, clock) }
}

/// Plays one script per opened source, in order. Addresses below `cam.test` are allowed.
pub struct ScriptedSources {
    clock: Arc<dyn Clock>,
    scripts: Mutex<VecDeque<Script>>,
    /// Kept so that open-ended sources stay open.
    open: Mutex<Vec<FrameFeeder>>,
}

struct NoNames;

impl Resolve for NoNames {
    fn resolve(&self, _host: &str) -> Vec<std::net::IpAddr> {
        Vec::new()
    }
}

impl ScriptedSources {
    /// Nothing to play yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, scripts: Mutex::default(), open: Mutex::default() }
    }

    /// Plays `script` when the next source is opened.
    pub fn next(&self, script: Script) {
        lock(&self.scripts).push_back(script);
    }

    /// The feeder of the newest source, to tell it more.
    pub fn newest(&self) -> Option<FrameFeeder> {
        lock(&self.open).last().cloned()
    }

    /// Starts a source that plays `script`.
    pub fn play(&self, script: &Script) -> FrameSource {
        let (feeder, source) = media::feed(Some(script.people.len() + 1));
        feeder.event(SourceEvent::Opened(MediaInfo {
            size: SIZE,
            codec: "scripted".to_owned(),
            duration: None,
            live: script.stays_open,
        }));
        for event in &script.events {
            feeder.event(event.clone());
        }
        for (seq, person) in (0..).zip(&script.people) {
            feeder.frame(match script.room {
                Some(room) => frame_in(room, seq, *person, script.is_replay, &*self.clock),
                None => frame_of(seq, *person, script.is_replay, &*self.clock),
            });
        }
        if !script.stays_open {
            feeder.event(SourceEvent::Ended(SourceEnd::Finished));
        }
        lock(&self.open).push(feeder);
        source
    }
}

impl SourceOpener for ScriptedSources {
    fn check(&self, address: &Address) -> Result<(), AccessError> {
        AccessPolicy::api_default()
            .allow_scheme("rtsp")
            .allow_host("cam.test")
            .allow_private_ranges(true)
            .check(address, &NoNames)
    }

    fn open(
        &self,
        _opening: Opening,
        _is_wanted: &dyn Fn() -> bool,
    ) -> Result<FrameSource, OpenError> {
        let script = lock(&self.scripts).pop_front().unwrap_or_default();
        assert!(!script.panics, "the script says so");
        if script.is_no_video {
            return Err(OpenError::NoVideo);
        }
        Ok(self.play(&script))
    }

    fn camera(&self) -> (FramePusher, FrameSource) {
        media::push_source(PushConfig::new(5.0), Arc::clone(&self.clock))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
