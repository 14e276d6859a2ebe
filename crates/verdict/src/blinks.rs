//! Whether the subject's eyes close: the trace of their openness, and what of it is worth asking for.
//!
//! The count and its weight are `signals`' business. Here is only which samples belong together: one track,
//! one stretch of the stream, the newest two minutes. Missing samples say nothing at all.

use std::collections::VecDeque;
use std::time::Duration;

use domain::{LogHeader, MediaTime, ModelRole, TrackId};
use signals::{Blinks, LEAST_HZ, MOST_WATCH_S, Trace};

/// Closures after which a face is known to blink, and asking goes on only where even they are too few.
/// One may be a chance: 0.01 a second are found in faces that never blink (`docs/SIGNALS.md`).
const ENOUGH_CLOSURES: u32 = 2;

/// Longest time between two frames at which a closure can still be seen.
const LONGEST_STEP: Duration = Duration::from_millis((1_000.0 / LEAST_HZ) as u64);

/// Steps between frames whose median is the rate: at 5 fps the newest two seconds, so that a stall of a
/// second does not count as a slow stream.
const RATE_STEPS: usize = 10;

/// The openness of the subject's eyes over time.
#[derive(Debug, Default)]
pub(crate) struct BlinkWatch {
    has_model: bool,
    track: Option<TrackId>,
    /// Openness by time, rising, at most [`MOST_WATCH_S`] long.
    samples: VecDeque<(MediaTime, f32)>,
    /// What the trace of the track before said, until this one has an answer of its own: looking away
    /// for a moment must not wipe out that nobody blinked.
    before: Option<Blinks>,
    /// When the newest frames were that showed something new.
    frames: VecDeque<MediaTime>,
}

impl BlinkWatch {
    pub(crate) fn new(header: &LogHeader) -> Self {
        let has_model = header.models.iter().any(|m| m.role == ModelRole::Mesh);
        Self { has_model, ..Self::default() }
    }

    /// A frame that differs from the one before it, with or without a face.
    pub(crate) fn push_frame(&mut self, at: MediaTime) {
        if self.frames.back().is_none_or(|last| at > *last) {
            self.frames.push_back(at);
        }
        if self.frames.len() > RATE_STEPS + 1 {
            self.frames.pop_front();
        }
    }

    /// The subject is on this track now, its eyes open by `eyes` if they were measured.
    pub(crate) fn push_face(&mut self, at: MediaTime, track: TrackId, eyes: Option<f32>) {
        if self.track != Some(track) {
            self.begin();
            self.track = Some(track);
        }
        let Some(eyes) = eyes.filter(|e| e.is_finite()) else { return };
        if self.samples.back().is_some_and(|(last, _)| at <= *last) {
            return;
        }
        self.samples.push_back((at, eyes));
        let longest = Duration::from_secs_f64(MOST_WATCH_S);
        while self.samples.front().is_some_and(|(first, _)| at - *first > longest) {
            self.samples.pop_front();
        }
    }

    /// The stream was away or changed: what comes now need not be what was before, nor come as fast.
    pub(crate) fn interrupt(&mut self) {
        self.begin();
        self.frames.clear();
    }

    fn begin(&mut self) {
        self.before = self.blinks();
        self.samples.clear();
    }

    /// What the trace says, or the one before it while this one is too short to say anything.
    pub(crate) fn blinks(&self) -> Option<Blinks> {
        let now = self.newest();
        let has_answer = |b: &Blinks| b.closures >= ENOUGH_CLOSURES || b.lifeless_llr().is_some();
        now.filter(has_answer).or(self.before).or(now)
    }

    fn newest(&self) -> Option<Blinks> {
        let times: Vec<f64> = self.samples.iter().map(|(at, _)| at.seconds()).collect();
        let eyes: Vec<f64> = self.samples.iter().map(|(_, eyes)| f64::from(*eyes)).collect();
        Blinks::assess(Trace::new(&times, &eyes).ok()?).ok()
    }

    /// Whether the openness on the next frame, on this track, would say more: a model is there, frames come
    /// fast enough for a closure to be seen, and this face is not known to blink as a living one does.
    pub(crate) fn is_wanted_of(&self, track: TrackId) -> bool {
        let blinks_enough = |b: Blinks| {
            b.closures >= ENOUGH_CLOSURES && b.lifeless_llr().is_none_or(|llr| llr <= 0.0)
        };
        self.has_model
            && self.is_fast_enough()
            && (self.track != Some(track) || !self.newest().is_some_and(blinks_enough))
    }

    fn is_fast_enough(&self) -> bool {
        let (older, newer) = (self.frames.iter(), self.frames.iter().skip(1));
        let mut steps: Vec<Duration> = older.zip(newer).map(|(a, b)| *b - *a).collect();
        if steps.len() < RATE_STEPS {
            return true;
        }
        steps.sort_unstable();
        steps[RATE_STEPS / 2] <= LONGEST_STEP
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEP_MS: u64 = 200;
    const OPEN: f32 = 0.3;
    const CLOSED: f32 = 0.05;

    fn watch() -> BlinkWatch {
        BlinkWatch { has_model: true, ..BlinkWatch::default() }
    }

    /// Feeds `eyes` at 5 fps from `from_ms` on and gives the time after them.
    fn feed(watch: &mut BlinkWatch, track: u32, from_ms: u64, eyes: &[f32]) -> u64 {
        for (i, e) in eyes.iter().enumerate() {
            let at = MediaTime::from_millis(from_ms + i as u64 * STEP_MS);
            watch.push_frame(at);
            watch.push_face(at, TrackId(track), Some(*e));
        }
        from_ms + eyes.len() as u64 * STEP_MS
    }

    fn llr(watch: &BlinkWatch) -> Option<f64> {
        watch.blinks()?.lifeless_llr()
    }

    #[test]
    fn it_asks_until_two_closures_were_counted() {
        let mut watch = watch();
        assert!(watch.is_wanted_of(TrackId(0)));
        let at = feed(&mut watch, 0, 0, &[OPEN, OPEN, OPEN, CLOSED, OPEN]);
        assert!(watch.is_wanted_of(TrackId(0)));
        feed(&mut watch, 0, at, &[OPEN, CLOSED, OPEN]);
        assert!(!watch.is_wanted_of(TrackId(0)));
        assert_eq!(llr(&watch), None, "too short to weigh");
    }

    #[test]
    fn it_goes_on_where_two_closures_are_too_few() {
        let mut watch = watch();
        let mut eyes = vec![OPEN; 500];
        eyes[20] = CLOSED;
        eyes[400] = CLOSED;
        feed(&mut watch, 0, 0, &eyes);
        assert_eq!(watch.blinks().map(|b| b.closures), Some(2));
        assert!(llr(&watch).is_some_and(|l| l > 0.0) && watch.is_wanted_of(TrackId(0)));
    }

    #[test]
    fn without_a_model_or_below_four_frames_a_second_nothing_is_asked() {
        assert!(!BlinkWatch::default().is_wanted_of(TrackId(0)));
        let check = |step_ms: u64, wanted: bool| {
            let mut watch = watch();
            for i in 0..30 {
                watch.push_frame(MediaTime::from_millis(i * step_ms));
            }
            assert_eq!(watch.is_wanted_of(TrackId(0)), wanted, "{step_ms} ms");
        };
        check(200, true);
        check(250, true);
        check(300, false);
    }

    #[test]
    fn another_track_begins_anew_but_does_not_wipe_out_the_answer() {
        let mut watch = watch();
        let at = feed(&mut watch, 0, 0, &[OPEN; 100]);
        let before = llr(&watch);
        assert!(before.is_some_and(|l| l > 1.5), "{before:?}");
        let at = feed(&mut watch, 1, at, &[OPEN; 20]);
        assert_eq!(llr(&watch), before, "four seconds of the new track say nothing yet");
        feed(&mut watch, 1, at, &[CLOSED, OPEN, OPEN, CLOSED, OPEN]);
        assert_eq!(watch.blinks().map(|b| b.closures), Some(2), "the new track has its own answer");
        assert!(!watch.is_wanted_of(TrackId(1)));
        assert!(watch.is_wanted_of(TrackId(2)), "a third track is asked at once");
        watch.interrupt();
        assert!(watch.is_wanted_of(TrackId(1)), "and so is the same one after a gap");
    }

    #[test]
    fn only_the_newest_two_minutes_count() {
        let mut watch = watch();
        let at = feed(&mut watch, 0, 0, &[OPEN, CLOSED, OPEN, CLOSED, OPEN]);
        feed(&mut watch, 0, at, &[OPEN; 620]);
        let blinks = watch.blinks().unwrap();
        assert_eq!(blinks.closures, 0);
        assert!((blinks.watched_s - MOST_WATCH_S).abs() < 0.5, "{blinks:?}");
    }

    proptest! {
        #[test]
        fn whatever_comes_it_neither_panics_nor_grows(
            steps in prop::collection::vec((0_u64..3_000, 0_u32..3, prop::option::of(prop::num::f32::ANY)), 0..900),
        ) {
            let mut watch = watch();
            let mut at = 0;
            for (step, track, eyes) in steps {
                at += step;
                watch.push_frame(MediaTime::from_millis(at));
                watch.push_face(MediaTime::from_millis(at), TrackId(track), eyes);
            }
            watch.is_wanted_of(TrackId(0));
            if let Some(blinks) = watch.blinks() {
                prop_assert!(blinks.watched_s <= MOST_WATCH_S + 1e-6);
            }
        }
    }
}
