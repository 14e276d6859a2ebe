//! Movements of a head as measurements show them: pose, size, and whether a movement was held.

use std::time::Duration;

use domain::{CueKind, FaceRecord, MediaTime};

/// How long the movement must be held, and on how many frames it must be seen. `scripts/cue_study.py`
/// states what the constants here come to: at any moment of 34 clips of people who were asked for nothing,
/// a turn to the left would have been seen by chance in 4.1 %, to the right in 3.3 %, looking up in 4.6 %,
/// down in 1.8 %, coming closer in 0 %, moving back in 2.5 %; all seven movements that four clips show
/// were seen.
const HOLD: Duration = Duration::from_millis(600);
const HOLD_FRAMES: u32 = 3;

/// Degrees of yaw from the resting pose.
const TURNED_DEG: f32 = 30.0;

/// Degrees of pitch from the resting pose.
const NODDED_DEG: f32 = 10.0;

/// Growth or shrinkage of the face's height.
const APPROACHED: f32 = 1.2;

/// Pose and size of a face.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pose {
    pub yaw: f32,
    pub pitch: f32,
    pub height: f32,
}

impl Pose {
    pub fn of(face: &FaceRecord) -> Option<Self> {
        let pose = Self {
            yaw: face.quality.yaw_deg,
            pitch: face.quality.pitch_deg,
            height: face.rect.height,
        };
        let is_one = pose.yaw.is_finite() && pose.pitch.is_finite() && pose.height > 0.0;
        is_one.then_some(pose)
    }

    /// Whether this is the movement, seen from `rest`. The picture is not mirrored: the person's left is
    /// its right.
    pub fn answers(self, kind: CueKind, rest: Self) -> bool {
        match kind {
            CueKind::TurnLeft => self.yaw - rest.yaw >= TURNED_DEG,
            CueKind::TurnRight => rest.yaw - self.yaw >= TURNED_DEG,
            CueKind::LookUp => self.pitch - rest.pitch >= NODDED_DEG,
            CueKind::LookDown => rest.pitch - self.pitch >= NODDED_DEG,
            CueKind::ComeCloser => self.height >= APPROACHED * rest.height,
            CueKind::MoveBack => rest.height >= APPROACHED * self.height,
        }
    }
}

/// A movement that is being held.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hold(Option<(MediaTime, u32)>);

impl Hold {
    /// Takes a frame on which the movement is seen or not. Answers since when it is held, once it is held
    /// long enough.
    pub fn push(&mut self, at: MediaTime, is_moved: bool) -> Option<MediaTime> {
        self.0 = match (is_moved, self.0) {
            (false, _) => None,
            (true, None) => Some((at, 1)),
            (true, Some((since, frames))) => Some((since, frames + 1)),
        };
        self.0
            .filter(|(since, frames)| *frames >= HOLD_FRAMES && at - *since >= HOLD)
            .map(|(since, _)| since)
    }
}

/// Movements that nobody asked for, while another was waited for. One is a misunderstanding of left and
/// right; a second one is how a recording of several movements looks.
#[derive(Debug, Default)]
pub(crate) struct Others {
    holds: Vec<(CueKind, Hold, bool)>,
}

impl Others {
    /// What to watch for while `asked` is waited for. Nodding is left out: five points measure it coarsely
    /// on a turned or a near head.
    pub fn than(asked: CueKind) -> Self {
        let watched = [CueKind::TurnLeft, CueKind::TurnRight, CueKind::ComeCloser];
        let holds = watched.into_iter().filter(|kind| *kind != asked);
        Self { holds: holds.map(|kind| (kind, Hold::default(), false)).collect() }
    }

    /// Takes a frame; answers whether at least two other movements were held by now.
    pub fn push(&mut self, at: MediaTime, pose: Option<Pose>, rest: Option<Pose>) -> bool {
        for (kind, hold, was_held) in &mut self.holds {
            let is_moved = pose.zip(rest).is_some_and(|(p, rest)| p.answers(*kind, rest));
            *was_held |= hold.push(at, is_moved).is_some();
        }
        self.holds.iter().filter(|(_, _, was_held)| *was_held).count() >= 2
    }
}
