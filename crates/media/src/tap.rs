//! From decoded pictures to frames: counting and sampling, then conversion and hand-over. What pulls, what
//! decodes and what is pushed all pass here, so that one source counts and tells time in one way.
//!
//! [`Tap::picture`] runs for every picture and decides by its time stamp; [`Tap::frame`] runs for the
//! sampled ones, upright by then, on the same thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use domain::{Clock, Frame, FrameSize, MediaInfo, MediaTime, PixelFormat, SourceEvent};

use crate::mailbox::{Counters, Mailbox, Rule};
use crate::sampler::{Grid, RhythmWatch, Timeline};
use crate::silence::{Silence, SilenceWatch};
use crate::spec::Timing;

/// The reader has gone, or the source was stopped.
pub(crate) struct Gone;

/// Pixels and how they lie.
pub(crate) struct Rgb {
    pub(crate) size: FrameSize,
    pub(crate) stride_bytes: usize,
    pub(crate) pixels: Bytes,
}

/// What is known about a frame's stream.
pub(crate) struct About {
    pub(crate) codec: String,
    pub(crate) duration: Option<Duration>,
    pub(crate) live: bool,
}

/// What the mutex protects; held for the length of a decision, never while handing over.
struct Inside {
    timeline: Timeline,
    rhythm: RhythmWatch,
    grid: Grid,
    silence: SilenceWatch,
    /// Position of the last picture before a silence, until it is over.
    silent_at: Option<MediaTime>,
    /// Pictures up to here were handed out before a reconnect.
    skip_to: Option<MediaTime>,
    /// The sampled picture on its way through the converter, and the hole before it.
    sampled: Option<MediaTime>,
    gap: Option<Duration>,
    seq: u64,
    info: Option<MediaInfo>,
}

/// Where a source's pictures pass; shared by all its connections.
pub(crate) struct Tap {
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) clock: Arc<dyn Clock>,
    gap_after: Duration,
    inside: Mutex<Inside>,
}

impl Tap {
    pub(crate) fn new(
        timing: &Timing,
        fps: f32,
        mailbox: Arc<Mailbox>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let gap_after = timing.gap_after;
        let inside = Inside {
            timeline: Timeline::new(gap_after),
            rhythm: RhythmWatch::default(),
            grid: Grid::new(fps),
            silence: SilenceWatch::new(timing.silent_after),
            silent_at: None,
            skip_to: None,
            sampled: None,
            gap: None,
            seq: 0,
            info: None,
        };
        Self { mailbox, clock, gap_after, inside: Mutex::new(inside) }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // Every decision is complete before the next can panic.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A picture came; `running` is its running time in nanoseconds. True when it is sampled and goes on to
    /// the converter.
    pub(crate) fn picture(&self, running: Option<u64>) -> bool {
        let now = self.clock.now();
        let mut inside = self.lock();
        let placed = inside.timeline.place(running);
        if inside.skip_to.is_some_and(|to| placed.at <= to) {
            return false;
        }
        Counters::raise(&self.mailbox.counters.received);
        inside.silence.picture(now);
        // A straggler may come before the hole proper; what counts is the way to the next sampled picture.
        let silence = inside.silent_at.map(|last| placed.at.since(last));
        // A recording that is fetched again has no hole where the connection broke.
        let hole = if inside.skip_to.take().is_some() { None } else { silence.or(placed.gap) };
        inside.gap = inside.gap.max(hole);
        // A recording says nothing of how its pictures once came.
        let is_live = inside.info.as_ref().is_some_and(|info| info.live);
        if is_live && let Some(rhythm) = inside.rhythm.picture(placed.at, hole.is_some()) {
            self.mailbox.event(SourceEvent::Rhythm(rhythm));
        }
        if !inside.grid.takes(placed.at) {
            return false;
        }
        inside.silent_at = None;
        Counters::raise(&self.mailbox.counters.sampled);
        inside.sampled = Some(placed.at);
        true
    }

    /// A picture that no other needs is about to be decoded, the one before it lying `step` earlier. True
    /// when sampling would throw it away: then it counts as received and need not be decoded.
    pub(crate) fn spares(&self, running: Option<u64>, step: Duration) -> bool {
        let inside = self.lock();
        let Some(at) = running.and_then(|r| inside.timeline.position(r)) else {
            return false;
        };
        let is_spared = inside.skip_to.is_none() && inside.grid.passes_over(at, step);
        if is_spared {
            Counters::raise(&self.mailbox.counters.received);
        }
        is_spared
    }

    /// A sampled picture came out upright. True when a frame was handed over.
    pub(crate) fn frame(
        &self,
        convert: impl FnOnce() -> Option<Rgb>,
        about: impl FnOnce(bool) -> About,
    ) -> Result<bool, Gone> {
        let Some(at) = self.lock().sampled.take() else { return Ok(false) };
        let converted = convert().map(|rgb| Frame {
            seq: 0,
            pts: at,
            received_at: self.clock.now(),
            size: rgb.size,
            stride_bytes: rgb.stride_bytes,
            format: PixelFormat::Rgb8,
            pixels: rgb.pixels,
        });
        let Some(mut frame) = converted.filter(|frame| frame.check().is_ok()) else {
            Counters::raise(&self.mailbox.counters.malformed);
            return Ok(false);
        };
        let mut inside = self.lock();
        frame.seq = inside.seq;
        inside.seq += 1;
        let about = about(inside.info.is_none());
        let changed = inside
            .info
            .as_ref()
            .is_none_or(|info| info.size != frame.size || info.codec != about.codec);
        let mut events = Vec::new();
        if changed {
            let first = inside.info.as_ref();
            let info = MediaInfo {
                size: frame.size,
                codec: about.codec,
                duration: first.map_or(about.duration, |first| first.duration),
                live: first.map_or(about.live, |first| first.live),
            };
            let known = inside.info.replace(info.clone()).is_some();
            events.push(if known { SourceEvent::Changed(info) } else { SourceEvent::Opened(info) });
        }
        if let Some(gap) = inside.gap.take() {
            events.push(SourceEvent::Resumed { at, gap });
        }
        drop(inside);
        for event in events {
            self.mailbox.event(event);
        }
        self.mailbox.frame(frame).map(|()| true).map_err(|_| Gone)
    }

    /// The stream turned out to be live although its address did not say so.
    pub(crate) fn turned_live(&self) {
        self.mailbox.set_rule(Rule::NewestWins);
    }

    /// Looks for silence in a live stream, and tells it. Returns how long nothing has come.
    pub(crate) fn watch(&self) -> Duration {
        let now = self.clock.now();
        let mut inside = self.lock();
        if inside.silence.ask(now) == Silence::Began {
            let at = inside.timeline.last().unwrap_or_default();
            inside.silent_at.get_or_insert(at);
            self.mailbox.event(SourceEvent::Silent { at });
        }
        inside.silence.quiet_for(now)
    }

    /// A live stream is opened again: its time goes on, with the pause as a hole.
    pub(crate) fn reopen_live(&self) {
        let now = self.clock.now();
        let mut inside = self.lock();
        if let Some(last) = inside.timeline.last() {
            inside.silent_at.get_or_insert(last);
        }
        let pause = inside.silence.quiet_for(now);
        inside.timeline.reopened(pause);
    }

    /// A recording is fetched again from its start: what was handed out is skipped. Returns the
    /// position up to which that is.
    pub(crate) fn reopen_recording(&self) -> MediaTime {
        let mut inside = self.lock();
        let done = inside.skip_to.max(inside.timeline.last()).unwrap_or_default();
        inside.skip_to = Some(done);
        inside.timeline = Timeline::new(self.gap_after);
        done
    }

    /// True once the stream is known to be live.
    pub(crate) fn is_live(&self) -> bool {
        self.lock().info.as_ref().is_some_and(|info| info.live)
    }

    pub(crate) fn codec(&self) -> Option<String> {
        self.lock().info.as_ref().map(|info| info.codec.clone())
    }
}
