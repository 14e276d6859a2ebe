//! Which decoded pictures become frames: a pure function of their time stamps, so that the same file
//! gives exactly the same frames twice.
//!
//! [`Timeline`] turns running times into [`MediaTime`], which never runs backwards; [`Grid`] takes the
//! first picture of each slot of one sampling period.

use std::time::Duration;

use domain::{MediaTime, Rhythm};

/// Containers round time stamps to 1 ms (Matroska) or to a tick of 1/90000 s (MPEG); a picture that
/// close before its slot belongs to it.
const ROUNDING: Duration = Duration::from_millis(2);

/// A backward step longer than this is a joint between recordings, not reordering.
const JOINT: Duration = Duration::from_millis(500);

/// Where a picture lies, and how much was missing before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) at: MediaTime,
    /// Media time since the picture before, when that is longer than the reported gap.
    pub(crate) gap: Option<Duration>,
}

/// Media time from running times.
#[derive(Debug)]
pub(crate) struct Timeline {
    gap_after: Duration,
    /// Running time of the first picture, moved at each joint. May lie below zero.
    origin: Option<i128>,
    last: Option<MediaTime>,
    /// The usual distance between pictures, for pictures without a time stamp and for joints.
    step: Duration,
}

impl Timeline {
    /// Assumed until two pictures have been seen: 25 pictures a second.
    const FIRST_STEP: Duration = Duration::from_millis(40);

    pub(crate) fn new(gap_after: Duration) -> Self {
        Self { gap_after, origin: None, last: None, step: Self::FIRST_STEP }
    }

    /// Position of the last picture.
    pub(crate) fn last(&self) -> Option<MediaTime> {
        self.last
    }

    /// Where a picture would lie that has not come yet; none before the first.
    pub(crate) fn position(&self, running: u64) -> Option<MediaTime> {
        let at = i128::from(running) - self.origin?;
        u64::try_from(at).ok().map(MediaTime::from_nanos)
    }

    /// The stream was opened again: its running times start anew, `pause` after the last picture.
    pub(crate) fn reopened(&mut self, pause: Duration) {
        self.origin = None;
        self.last = self.last.map(|last| last + pause);
    }

    /// Places the next picture. `running` is its running time in nanoseconds.
    pub(crate) fn place(&mut self, running: Option<u64>) -> Placed {
        let next = self.last.map_or(MediaTime::ZERO, |last| last + self.step);
        let Some(running) = running else {
            self.last = Some(next);
            return Placed { at: next, gap: None };
        };
        let running = i128::from(running);
        let origin = *self.origin.get_or_insert(running - i128::from(next.nanos()));
        let mut at = running - origin;
        if let Some(last) = self.last {
            let behind = i128::from(last.nanos()) - at;
            if behind > JOINT.as_nanos() as i128 {
                self.origin = Some(running - i128::from(next.nanos()));
                at = i128::from(next.nanos());
            } else if behind > 0 {
                at = i128::from(last.nanos());
            }
        }
        let at = MediaTime::from_nanos(u64::try_from(at.max(0)).unwrap_or(u64::MAX));
        let distance = self.last.map_or(Duration::ZERO, |last| at.since(last));
        let gap = (distance > self.gap_after).then_some(distance);
        if gap.is_none() && distance > Duration::ZERO {
            self.step = distance;
        }
        self.last = Some(at);
        Placed { at, gap }
    }
}

/// Steps summed up at once: ten seconds of a 30 fps stream.
const STEPS: usize = 300;

/// How regularly pictures come.
#[derive(Debug, Default)]
pub(crate) struct RhythmWatch {
    last: Option<MediaTime>,
    steps: Vec<Duration>,
}

impl RhythmWatch {
    /// A picture lies at `at`; a hole before it is no step. A summary once enough have come.
    pub(crate) fn picture(&mut self, at: MediaTime, is_hole: bool) -> Option<Rhythm> {
        let last = self.last.replace(at)?;
        if is_hole {
            return None;
        }
        self.steps.push(at - last);
        if self.steps.len() < STEPS {
            return None;
        }
        let mut steps = std::mem::take(&mut self.steps);
        steps.sort_unstable();
        let median = steps[steps.len() / 2];
        let is_uneven = |step: &&Duration| **step * 2 < median || **step * 2 > median * 3;
        let uneven = steps.iter().filter(is_uneven).count() as u32;
        Some(Rhythm { at, steps: steps.len() as u32, median, uneven })
    }
}

/// Takes the first picture of each slot.
#[derive(Debug)]
pub(crate) struct Grid {
    fps: f64,
    slot: Option<u64>,
}

impl Grid {
    pub(crate) fn new(fps: f32) -> Self {
        Self { fps: f64::from(fps), slot: None }
    }

    /// True when the picture at `at` is the first of its slot. Positions must not run backwards.
    pub(crate) fn takes(&mut self, at: MediaTime) -> bool {
        let slot = ((at + ROUNDING).seconds() * self.fps) as u64;
        if self.slot.is_some_and(|last| slot <= last) {
            return false;
        }
        self.slot = Some(slot);
        true
    }

    /// True when the picture at `at` cannot be the first of its slot, the one before it lying `step`
    /// earlier.
    pub(crate) fn passes_over(&self, at: MediaTime, step: Duration) -> bool {
        let slot = |at: MediaTime| (at.seconds() * self.fps) as u64;
        let before = at.nanos().checked_sub((step + ROUNDING).as_nanos() as u64);
        before.is_some_and(|before| slot(MediaTime::from_nanos(before)) == slot(at + ROUNDING))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: u64 = 1_000_000;

    fn timeline() -> Timeline {
        Timeline::new(Duration::from_secs(1))
    }

    fn sampled(fps: f32, stamps: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let (mut timeline, mut grid) = (timeline(), Grid::new(fps));
        let placed = stamps.into_iter().map(|s| timeline.place(Some(s)).at);
        placed.filter(|at| grid.takes(*at)).map(MediaTime::millis).collect()
    }

    #[test]
    fn what_is_passed_over_is_never_taken() {
        for (fps, rate) in [(5.0, 30), (5.0, 25), (7.3, 30), (30.0, 30), (1.0, 24)] {
            let step = Duration::from_nanos(1_000_000_000 / rate);
            let mut grid = Grid::new(fps);
            let (mut passed, mut taken) = (0, 0);
            for n in 0..rate * 10 {
                // Rounded to a millisecond, as Matroska has it.
                let at = MediaTime::from_millis(n * 1000 / rate);
                let passes_over = grid.passes_over(at, step);
                let takes = grid.takes(at);
                assert!(!(passes_over && takes), "{fps} of {rate}: {at:?}");
                passed += u32::from(passes_over);
                taken += u32::from(takes);
            }
            let pictures = rate as u32 * 10;
            assert!(passed + 3 * taken >= pictures, "{fps} of {rate}: {passed} and {taken}");
        }
    }

    fn rhythm(steps_ms: impl IntoIterator<Item = u64>) -> Vec<Rhythm> {
        let (mut watch, mut at) = (RhythmWatch::default(), 0);
        let steps = std::iter::once(0).chain(steps_ms);
        steps
            .filter_map(|step| {
                at += step;
                watch.picture(MediaTime::from_millis(at), step > 1_000)
            })
            .collect()
    }

    #[test]
    fn an_even_stream_is_even_and_a_stuttering_one_is_not() {
        let even = rhythm([40; 700]);
        assert_eq!(even.len(), 2);
        let forty = Duration::from_millis(40);
        assert_eq!((even[0].steps, even[0].median, even[0].uneven), (300, forty, 0));
        // Rounded to milliseconds, as containers do.
        assert_eq!(rhythm((0..300).map(|i| 33 + u64::from(i % 3 == 0)))[0].uneven, 0);
        let stutter = rhythm((0..300).map(|i| if i % 10 == 9 { 80 } else { 40 }));
        assert_eq!(stutter[0].uneven, 30);
        assert_eq!(
            rhythm((0..301).map(|i| if i == 7 { 5_000 } else { 40 }))[0].uneven,
            0,
            "a hole"
        );
    }

    #[test]
    fn five_of_thirty_is_every_sixth() {
        let stamps = (0..60).map(|n| n * 1_000_000_000 / 30);
        assert_eq!(sampled(5.0, stamps), (0..10).map(|n| n * 200).collect::<Vec<_>>());
    }

    #[test]
    fn time_stamps_rounded_down_to_milliseconds_still_meet_their_slot() {
        let stamps = (0..90).map(|n| (n * 1000 / 30) * MS);
        let taken = sampled(10.0, stamps);
        assert_eq!(taken.len(), 30);
        assert!(taken.windows(2).all(|w| (99..=101).contains(&(w[1] - w[0]))), "{taken:?}");
    }

    #[test]
    fn a_rate_above_the_stream_takes_everything() {
        assert_eq!(sampled(60.0, (0..25).map(|n| n * 40 * MS)).len(), 25);
    }

    #[test]
    fn the_first_picture_is_zero_wherever_the_stream_starts() {
        assert_eq!(sampled(1.0, [3_600_000 * MS, 3_601_000 * MS]), [0, 1000]);
    }

    #[test]
    fn a_hole_is_reported_and_time_goes_on() {
        let mut timeline = timeline();
        timeline.place(Some(0));
        timeline.place(Some(40 * MS));
        let placed = timeline.place(Some(5_040 * MS));
        assert_eq!(placed.at.millis(), 5_040);
        assert_eq!(placed.gap, Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_joint_goes_on_after_the_last_picture() {
        let mut timeline = timeline();
        for n in 0..100 {
            timeline.place(Some(n * 40 * MS));
        }
        let placed = timeline.place(Some(0));
        assert_eq!((placed.at.millis(), placed.gap), (4_000, None));
        assert_eq!(timeline.place(Some(40 * MS)).at.millis(), 4_040);
    }

    #[test]
    fn pictures_without_a_stamp_follow_at_the_usual_distance() {
        let mut timeline = timeline();
        timeline.place(Some(0));
        timeline.place(Some(20 * MS));
        assert_eq!(timeline.place(None).at.millis(), 40);
    }

    #[test]
    fn a_reopened_stream_goes_on_after_the_pause() {
        let mut timeline = timeline();
        timeline.place(Some(500 * MS));
        timeline.place(Some(540 * MS));
        timeline.reopened(Duration::from_secs(3));
        let placed = timeline.place(Some(77 * MS));
        assert_eq!(placed.at.millis(), 3_080);
    }

    proptest! {
        #[test]
        fn time_never_runs_backwards_and_slots_hold_one_frame(
            stamps in prop::collection::vec(
                prop::option::of(prop_oneof![9 => 0u64..60_000_000_000, 1 => any::<u64>()]),
                1..200,
            ),
            fps in 0.5f32..60.0,
        ) {
            let (mut timeline, mut grid) = (timeline(), Grid::new(fps));
            let mut last = None;
            let mut slots = Vec::new();
            for stamp in stamps {
                let at = timeline.place(stamp).at;
                prop_assert!(last.is_none_or(|last| last <= at));
                last = Some(at);
                if grid.takes(at) {
                    slots.push(grid.slot);
                }
            }
            prop_assert!(!slots.is_empty());
            prop_assert!(slots.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
