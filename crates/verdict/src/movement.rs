//! Movements of a head as measurements show them: pose, place, size, and whether a movement was held.

mod approach;

use std::time::Duration;

use domain::{CueKind, FaceRecord, MediaTime, MeshPose};

use self::approach::{Approach, Nearness};

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

/// Degrees of pitch from the resting pose, by the mesh where there is one at rest and now, else by the five
/// landmarks. The mesh tells nods of the cast's clip `up-down` of 20° and 25° as 17° and 25°, the landmarks as 5°
/// and 33°.
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
    /// How the mesh stands; none where it was not asked for.
    mesh: Option<MeshPose>,
}

/// Poses with a mesh that a resting one must rest on.
const MESHES_AT_REST: usize = 3;

impl Pose {
    pub fn of(face: &FaceRecord) -> Option<Self> {
        let pose = Self {
            yaw: face.quality.yaw_deg,
            pitch: face.quality.pitch_deg,
            height: face.rect.height,
            middle: face.rect.centre().y,
            mesh: face.measurement.openness.assessed().and_then(|o| o.pose),
        };
        let is_one = pose.yaw.is_finite()
            && pose.pitch.is_finite()
            && pose.height > 0.0
            && pose.middle.is_finite();
        is_one.then_some(pose)
    }

    /// Each value's median by itself; none of none.
    pub fn median(poses: &[Self]) -> Option<Self> {
        let median = |value: fn(&Self) -> f32| middle_of(poses.iter().map(value).collect());
        let meshes: Vec<MeshPose> = poses.iter().filter_map(|p| p.mesh).collect();
        let of_meshes = |value: fn(&MeshPose) -> f32| middle_of(meshes.iter().map(value).collect());
        let mesh = match (
            of_meshes(|m| m.yaw_deg),
            of_meshes(|m| m.pitch_deg),
            of_meshes(|m| m.perspective),
        ) {
            (Some(yaw_deg), Some(pitch_deg), Some(perspective))
                if meshes.len() >= MESHES_AT_REST =>
            {
                Some(MeshPose { yaw_deg, pitch_deg, perspective })
            }
            _ => None,
        };
        Some(Self {
            yaw: median(|p| p.yaw)?,
            pitch: median(|p| p.pitch)?,
            height: median(|p| p.height)?,
            middle: median(|p| p.middle)?,
            mesh,
        })
    }

    /// Degrees by which the head is nodded up from `rest`.
    fn nodded(self, rest: Self) -> f32 {
        match (self.mesh, rest.mesh) {
            (Some(now), Some(then)) => now.pitch_deg - then.pitch_deg,
            _ => self.pitch - rest.pitch,
        }
    }

    /// Whether this is the movement, seen from `rest`. The picture is not mirrored: the person's left is
    /// its right.
    fn answers(self, kind: CueKind, rest: Self) -> bool {
        match kind {
            CueKind::TurnLeft => self.yaw - rest.yaw >= TURNED_DEG,
            CueKind::TurnRight => rest.yaw - self.yaw >= TURNED_DEG,
            CueKind::LookUp => self.nodded(rest) >= NODDED_DEG,
            CueKind::LookDown => self.nodded(rest) <= -NODDED_DEG,
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

fn middle_of(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// A movement that is being held: since when, and on how many frames.
#[derive(Debug, Clone)]
pub(crate) struct Hold {
    kind: CueKind,
    held: Option<(MediaTime, u32)>,
    /// What an approach looks like; none where growth is enough.
    approach: Option<Approach>,
    /// The face grew as an enlarged picture does.
    was_enlarged: bool,
}

impl Hold {
    /// A movement that was asked for.
    pub fn of(kind: CueKind) -> Self {
        let approach = (kind == CueKind::ComeCloser).then(Approach::default);
        Self { kind, held: None, approach, was_enlarged: false }
    }

    /// A movement that nobody asked for: however it is made, it is one.
    const fn unasked(kind: CueKind) -> Self {
        Self { kind, held: None, approach: None, was_enlarged: false }
    }

    /// Whether the face grew as an enlarged picture of it does, and not as one that comes nearer.
    pub const fn was_enlarged(&self) -> bool {
        self.was_enlarged
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
        if let (Some(approach), Some(pose), Some(rest)) = (&mut self.approach, pose, rest) {
            if is_made {
                approach.push(pose, rest);
            } else {
                *approach = Approach::default();
            }
        }
        let (since, frames) = self.held?;
        let is_held = frames >= HOLD_FRAMES && at - since >= hold;
        (is_held && self.is_near(rest)).then_some(since)
    }

    /// Whether an approach changes the perspective, as far as that was measured.
    fn is_near(&mut self, rest: Option<Pose>) -> bool {
        let (Some(approach), Some(rest)) = (&self.approach, rest) else { return true };
        match approach.nearness(rest, HOLD_FRAMES) {
            Nearness::Nearer | Nearness::NotAssessed => true,
            Nearness::TooFew => false,
            Nearness::Enlarged => {
                self.was_enlarged = true;
                false
            }
        }
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
        Self { holds: holds.map(|kind| (Hold::unasked(kind), false)).collect() }
    }

    /// Takes a frame; answers whether at least two other movements were held by now.
    pub fn push(&mut self, at: MediaTime, pose: Option<Pose>, rest: Option<Pose>) -> bool {
        for (hold, was_held) in &mut self.holds {
            *was_held |= hold.push(at, pose, rest).is_some();
        }
        self.holds.iter().filter(|(_, was_held)| *was_held).count() >= 2
    }
}
