//! Asking the models less: which stage is worth its cost on this frame.
//!
//! The models dominate the processor time, and evidence of neighbouring frames is nearly the same
//! evidence. So: dense at the start, sparse once the answer stands, dense again when something changes
//! (a new track, a gap, a doubtful score, a better face or another pose). The face mesh is the exception: a
//! blink is over in two frames, so it is asked on every frame for as long as the evidence wants blinks, and
//! then not at all.

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
    /// Pause between two follow-ups of doubtful samples.
    pub doubt: Duration,
}

impl Default for Cadence {
    /// The origin of the numbers: while the verdict is open, an attack that lasts two seconds must meet
    /// at least two samples of every detector, and a verdict of ten seconds rests on at least ten. A
    /// follow-up that stays doubtful has its stretch of five samples within a second; another one right
    /// after it would ask the same again. Once the verdict is settled all intervals double; whatever changes makes them
    /// short again.
    fn default() -> Self {
        Self {
            whole_search: Duration::from_millis(1_000),
            opening_samples: 8,
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

/// Degrees of yaw per pose bin; the first face of each bin is worth features out of turn.
const YAW_BIN_DEG: f32 = 15.0;

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
    doubt_from: Option<MediaTime>,
    is_settled: bool,
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
            doubt_from: None,
            is_settled: false,
        }
    }

    /// Whether the verdict stands.
    pub(crate) fn set_settled(&mut self, is_settled: bool) {
        self.is_settled = is_settled;
    }

    fn every(&self, interval: Duration) -> Duration {
        if self.is_settled { interval * SETTLED_FACTOR } else { interval }
    }

    /// A sample is doubtful: every stage is asked on each of the next `samples` frames, unless a
    /// follow-up just ended.
    pub(crate) fn doubt(&mut self, at: MediaTime, samples: u32) {
        let pause = FOLLOW_UP + self.every(self.cadence.doubt);
        let from = self.doubt_from.filter(|from| at - *from < pause).unwrap_or(at);
        self.doubt_from = Some(from);
        if at - from < FOLLOW_UP {
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
    /// the evidence says of the mesh.
    pub(crate) fn plan(
        &mut self,
        at: MediaTime,
        face: &DetectedFace,
        is_repeated: bool,
        wants_openness: bool,
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
            mesh: wants_openness,
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
