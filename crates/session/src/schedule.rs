//! Asking the models less: which stage is worth its cost on this frame.
//!
//! The models dominate the processor time, and evidence of neighbouring frames is nearly the same
//! evidence. So: dense at the start, sparse once the answer stands, dense again when something changes
//! (a new track, a gap, a doubtful score, a better face or another pose). The face mesh is the exception: a
//! blink is over in two frames, so it is asked on every frame for as long as the evidence wants blinks, and
//! then not at all; half of the time where the session is suspected for other reasons.

use std::time::Duration;

use domain::{DetectedFace, MediaTime, Stages};

/// Evidence pictures kept per reason code in one session.
pub const MAX_EVIDENCE_PER_CODE: usize = 2;

/// By how much every interval stretches once the verdict is settled.
const SETTLED_FACTOR: u32 = 2;

/// How often each stage is asked. All in media time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cadence {
    /// Whole-frame searches, to see a second face. In between only the subject's neighbourhood is
    /// searched.
    pub whole_search: Duration,
    /// Samples of each stage that are taken without waiting, at the start and after a change.
    pub opening_samples: u32,
    /// Features, once the opening is over.
    pub features: Duration,
    /// PAD, once the opening is over.
    pub pad: Duration,
    /// Manipulation, once the opening is over.
    pub manipulation: Duration,
    /// Pause between the first two follow-ups of doubtful samples. Each later one of an unbroken row
    /// doubles it, up to four times the first.
    pub doubt: Duration,
}

impl Default for Cadence {
    /// The origin of the numbers: while the verdict is open, an attack that lasts two seconds must meet
    /// at least two samples of every detector, and a verdict of ten seconds rests on at least ten. The
    /// opening gives at once the five samples that the policies ask for at least (`min_samples`). A
    /// follow-up that stays doubtful has its stretch of five samples within a second; another one right
    /// after it would ask the same again. Once the verdict is settled all intervals double; whatever
    /// changes makes them short again.
    fn default() -> Self {
        Self {
            whole_search: Duration::from_millis(1_000),
            opening_samples: 5,
            features: Duration::from_millis(1_000),
            pad: Duration::from_millis(1_000),
            manipulation: Duration::from_millis(1_000),
            doubt: Duration::from_millis(4_000),
        }
    }
}

/// Quality points by which a face must beat the best so far to be worth features out of turn.
const BETTER_BY: f32 = 8.0;

/// Longest follow-up of a doubtful sample: at 5 fps the five samples of a stretch.
const FOLLOW_UP: Duration = Duration::from_millis(1_000);

/// How far the pause between follow-ups grows in a session that is doubtful throughout. At four times the
/// pause (16 s, 32 s once settled) follow-ups cost less than the regular samples, which go on.
const LONGEST_DOUBT_FACTOR: u32 = 4;

/// Degrees of yaw per pose bin; the first face of each bin is worth features out of turn.
const YAW_BIN_DEG: f32 = 15.0;

/// Length of a stretch in which the mesh of a suspected session is asked, and of the rest before it: 20
/// samples at 5 fps, so that the rests do not look like a slow stream (the rate is the median step), and two
/// stretches make the eight seconds from which the absence of blinks counts.
const MESH_STRETCH: Duration = Duration::from_secs(4);

/// State of the schedule.
#[derive(Debug)]
pub(crate) struct Schedule {
    cadence: Cadence,
    last_whole: Option<MediaTime>,
    features: Stage,
    pad: Stage,
    manipulation: Stage,
    best_quality: f32,
    bins_seen: Vec<i32>,
    follow_up: Option<FollowUp>,
    is_settled: bool,
    is_suspected: bool,
    /// Beginning of the newest rest of the mesh.
    mesh_rest: Option<MediaTime>,
}

/// The last second of dense samples that a doubtful one began.
#[derive(Debug, Clone, Copy)]
struct FollowUp {
    from: MediaTime,
    /// By how much the pause after it is longer than the first.
    factor: u32,
}

#[derive(Debug, Default)]
struct Stage {
    opening_left: u32,
    last: Option<MediaTime>,
}

impl Stage {
    fn is_due(&self, at: MediaTime, every: Duration) -> bool {
        self.opening_left > 0 || self.last.is_none_or(|last| at - last >= every)
    }

    fn take(&mut self, at: MediaTime) {
        self.opening_left = self.opening_left.saturating_sub(1);
        self.last = Some(at);
    }
}

impl Schedule {
    pub(crate) fn new(cadence: Cadence) -> Self {
        let stage = || Stage { opening_left: cadence.opening_samples, last: None };
        Self {
            cadence,
            last_whole: None,
            features: stage(),
            pad: stage(),
            manipulation: stage(),
            best_quality: 0.0,
            bins_seen: Vec::new(),
            follow_up: None,
            is_settled: false,
            is_suspected: false,
            mesh_rest: None,
        }
    }

    /// Whether the verdict stands.
    pub(crate) fn set_settled(&mut self, is_settled: bool) {
        self.is_settled = is_settled;
    }

    /// Whether something other than the eyes keeps the session from being accepted.
    pub(crate) fn set_suspected(&mut self, is_suspected: bool) {
        self.is_suspected = is_suspected;
    }

    /// Whether the mesh is left out now. Rest and stretch take turns while the suspicion lasts.
    fn mesh_rests(&mut self, at: MediaTime) -> bool {
        if !self.is_suspected {
            return false;
        }
        if self.mesh_rest.is_none_or(|from| at - from >= MESH_STRETCH * 2) {
            self.mesh_rest = Some(at);
        }
        self.mesh_rest.is_some_and(|from| at - from < MESH_STRETCH)
    }

    fn every(&self, interval: Duration) -> Duration {
        if self.is_settled { interval * SETTLED_FACTOR } else { interval }
    }

    /// A sample is doubtful: every stage is asked on each of the next `samples` frames, unless a
    /// follow-up just ended. What stays doubtful is followed up ever more seldom.
    pub(crate) fn doubt(&mut self, at: MediaTime, samples: u32) {
        let pause = self.every(self.cadence.doubt);
        let now = match self.follow_up {
            Some(last) if at - last.from < FOLLOW_UP + pause * last.factor => last,
            // Still in doubt when the pause was over: the same question, the same answer.
            Some(last) if at - last.from < (FOLLOW_UP + pause * last.factor) * 2 => {
                FollowUp { from: at, factor: (last.factor * 2).min(LONGEST_DOUBT_FACTOR) }
            }
            _ => FollowUp { from: at, factor: 1 },
        };
        self.follow_up = Some(now);
        if at - now.from < FOLLOW_UP {
            self.densify(samples);
        }
    }

    fn densify(&mut self, samples: u32) {
        for stage in [&mut self.features, &mut self.pad, &mut self.manipulation] {
            stage.opening_left = stage.opening_left.max(samples);
        }
    }

    /// Something changed: dense again, and what was learned of this face's poses is forgotten.
    pub(crate) fn reopen(&mut self, samples: u32) {
        self.densify(samples);
        if let Some(last) = &mut self.follow_up {
            last.factor = 1;
        }
        self.bins_seen.clear();
        self.best_quality = 0.0;
    }

    /// Whether the whole frame must be searched now.
    pub(crate) fn is_whole_search_due(&self, at: MediaTime) -> bool {
        self.last_whole.is_none_or(|last| at - last >= self.every(self.cadence.whole_search))
    }

    /// Whether somebody who is not in sight is worth looking for again, this long after the last time.
    pub(crate) fn is_search_due(&self, since: Duration) -> bool {
        since >= self.cadence.features
    }

    pub(crate) fn whole_search_done(&mut self, at: MediaTime) {
        self.last_whole = Some(at);
    }

    /// The stages worth asking for this face. A repeated picture is worth none. `wants_openness` is what
    /// the evidence says of the mesh for blinks, `wants_pose` for how the head stands: that never rests.
    pub(crate) fn plan(
        &mut self,
        at: MediaTime,
        face: &DetectedFace,
        is_repeated: bool,
        wants_openness: bool,
        wants_pose: bool,
    ) -> Stages {
        if is_repeated {
            return Stages::NONE;
        }
        let comparable = face.quality.is_comparable();
        let bin = (face.quality.yaw_deg / YAW_BIN_DEG).round() as i32;
        let adds_something = face.quality.score.get() >= self.best_quality + BETTER_BY
            || !self.bins_seen.contains(&bin);
        let stages = Stages {
            features: comparable
                && (self.features.is_due(at, self.every(self.cadence.features)) || adds_something),
            pad: self.pad.is_due(at, self.every(self.cadence.pad)),
            manipulation: self.manipulation.is_due(at, self.every(self.cadence.manipulation)),
            mesh: wants_pose || (wants_openness && !self.mesh_rests(at)),
        };
        if stages.features {
            self.features.take(at);
            self.best_quality = self.best_quality.max(face.quality.score.get());
            if !self.bins_seen.contains(&bin) {
                self.bins_seen.push(bin);
            }
        }
        if stages.pad {
            self.pad.take(at);
        }
        if stages.manipulation {
            self.manipulation.take(at);
        }
        stages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Duration = Duration::from_millis(200);

    /// The seconds at which a session that is doubtful on every frame is followed up.
    fn followed_up(seconds: u64, reopened_at: Option<u64>) -> Vec<u64> {
        let mut schedule = Schedule::new(Cadence::default());
        let mut found = Vec::new();
        for frame in 0..seconds * 5 {
            let at = MediaTime::ZERO + FRAME * u32::try_from(frame).expect("a short session");
            if Some(frame) == reopened_at.map(|s| s * 5) {
                schedule.reopen(0);
            }
            schedule.features.opening_left = 0;
            schedule.doubt(at, 1);
            if schedule.features.opening_left > 0 && found.last() != Some(&(frame / 5)) {
                found.push(frame / 5);
            }
        }
        found
    }

    #[test]
    fn what_stays_doubtful_is_followed_up_ever_more_seldom() {
        assert_eq!(followed_up(70, None), [0, 5, 14, 31, 48, 65]);
    }

    #[test]
    fn after_a_change_doubt_is_followed_up_as_at_first() {
        assert_eq!(followed_up(40, Some(20)), [0, 5, 14, 20, 29]);
    }

    #[test]
    fn doubt_after_a_quiet_stretch_is_new() {
        let mut schedule = Schedule::new(Cadence::default());
        for second in [0, 5, 14, 100, 105] {
            schedule.features.opening_left = 0;
            schedule.doubt(MediaTime::ZERO + Duration::from_secs(second), 5);
            assert_eq!(schedule.features.opening_left, 5, "second {second}");
        }
    }
}
