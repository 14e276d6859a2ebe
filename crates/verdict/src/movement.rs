//! Movements of a head as measurements show them: pose, place, size, and whether a movement was held.

use std::time::Duration;

use domain::{CueKind, FaceRecord, MediaTime};

/// How long a movement must be held, and on how many frames it must be seen. `scripts/cue_study.py` states
/// what the constants here come to; docs/SIGNALS.md has the table.
const HOLD: Duration = Duration::from_millis(600);
const HOLD_FRAMES: u32 = 3;

/// How long a profile must be held: what a face drawn anew from a frontal model can least do.
const PROFILE_HOLD: Duration = Duration::from_millis(1_000);

/// Degrees of yaw from the resting pose.
const TURNED_DEG: f32 = 30.0;

/// Degrees of yaw from the resting pose at which one eye's outer corner is hidden. Two people who show their
/// profiles read as 65 to 80 by the five landmarks, a head that is turned as far as 45 as 50 to 56.
const PROFILE_DEG: f32 = 58.0;

/// Degrees of pitch from the resting pose.
const NODDED_DEG: f32 = 10.0;

/// Growth or shrinkage of the face's height.
const APPROACHED: f32 = 1.2;

/// By how many heights of the face its middle rises: somebody who stands up rises by two or three, so this
/// is seen before the face has left the picture.
const RISEN: f32 = 0.35;

/// Pose, place and size of a face.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pose {
    yaw: f32,
    pitch: f32,
    height: f32,
    /// Pixels from the picture's top edge to the face's middle.
    middle: f32,
}

impl Pose {
    pub fn of(face: &FaceRecord) -> Option<Self> {
        let pose = Self {
            yaw: face.quality.yaw_deg,
            pitch: face.quality.pitch_deg,
            height: face.rect.height,
            middle: face.rect.centre().y,
        };
        let is_one = pose.yaw.is_finite()
            && pose.pitch.is_finite()
            && pose.height > 0.0
            && pose.middle.is_finite();
        is_one.then_some(pose)
    }

    /// Each value's median by itself; none of none.
    pub fn median(poses: &[Self]) -> Option<Self> {
        let median = |value: fn(&Self) -> f32| {
            let mut values: Vec<f32> = poses.iter().map(value).collect();
            values.sort_by(f32::total_cmp);
            values.get(values.len() / 2).copied()
        };
        Some(Self {
            yaw: median(|p| p.yaw)?,
            pitch: median(|p| p.pitch)?,
            height: median(|p| p.height)?,
            middle: median(|p| p.middle)?,
        })
    }

    /// Whether this is the movement, seen from `rest`. The picture is not mirrored: the person's left is
    /// its right.
    fn answers(self, kind: CueKind, rest: Self) -> bool {
        match kind {
            CueKind::TurnLeft => self.yaw - rest.yaw >= TURNED_DEG,
            CueKind::TurnRight => rest.yaw - self.yaw >= TURNED_DEG,
            CueKind::LookUp => self.pitch - rest.pitch >= NODDED_DEG,
            CueKind::LookDown => rest.pitch - self.pitch >= NODDED_DEG,
            CueKind::ComeCloser => self.height >= APPROACHED * rest.height,
            CueKind::MoveBack => rest.height >= APPROACHED * self.height,
            CueKind::ProfileLeft => self.yaw - rest.yaw >= PROFILE_DEG,
            CueKind::ProfileRight => rest.yaw - self.yaw >= PROFILE_DEG,
            CueKind::StandUp => rest.middle - self.middle >= RISEN * rest.height,
            CueKind::CoverFace
            | CueKind::PassHand
            | CueKind::TouchNose
            | CueKind::RemoveGlasses
            | CueKind::ReadDigits => false,
        }
    }
}

/// A movement that is being held: since when, and on how many frames.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hold {
    kind: CueKind,
    held: Option<(MediaTime, u32)>,
}

impl Hold {
    pub const fn of(kind: CueKind) -> Self {
        Self { kind, held: None }
    }

    /// Takes a frame, with the face or without. Answers since when the movement is held, once it is held
    /// long enough. Without a resting pose nothing is a movement.
    pub fn push(
        &mut self,
        at: MediaTime,
        pose: Option<Pose>,
        rest: Option<Pose>,
    ) -> Option<MediaTime> {
        let is_made = match pose {
            Some(pose) => rest.is_some_and(|rest| pose.answers(self.kind, rest)),
            // Whoever stands up leaves the picture at its top: the face was seen to rise.
            None => self.kind == CueKind::StandUp && self.held.is_some(),
        };
        self.held = match (is_made, self.held) {
            (false, _) => None,
            (true, None) => Some((at, 1)),
            (true, Some((since, frames))) => Some((since, frames + 1)),
        };
        let hold = match self.kind {
            CueKind::ProfileLeft | CueKind::ProfileRight => PROFILE_HOLD,
            _ => HOLD,
        };
        let (since, frames) = self.held?;
        (frames >= HOLD_FRAMES && at - since >= hold).then_some(since)
    }
}

/// Movements that nobody asked for, while another was waited for. One is a misunderstanding of left and
/// right; a second one is how a recording of several movements looks.
#[derive(Debug, Default)]
pub(crate) struct Others {
    holds: Vec<(Hold, bool)>,
}

impl Others {
    /// What to watch for while `asked` is waited for. Nodding is left out: five points measure it coarsely
    /// on a turned or a near head. On the way to a profile the head is turned to the same side.
    pub fn than(asked: CueKind) -> Self {
        let watched = [CueKind::TurnLeft, CueKind::TurnRight, CueKind::ComeCloser];
        let own = match asked {
            CueKind::ProfileLeft => CueKind::TurnLeft,
            CueKind::ProfileRight => CueKind::TurnRight,
            _ => asked,
        };
        let holds = watched.into_iter().filter(|kind| *kind != own);
        Self { holds: holds.map(|kind| (Hold::of(kind), false)).collect() }
    }

    /// Takes a frame; answers whether at least two other movements were held by now.
    pub fn push(&mut self, at: MediaTime, pose: Option<Pose>, rest: Option<Pose>) -> bool {
        for (hold, was_held) in &mut self.holds {
            *was_held |= hold.push(at, pose, rest).is_some();
        }
        self.holds.iter().filter(|(_, was_held)| *was_held).count() >= 2
    }
}
