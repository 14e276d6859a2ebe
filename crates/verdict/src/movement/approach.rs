//! Whether a face that grows comes nearer: a near face has more perspective, an enlarged picture of it has not.
//!
//! The face mesh says how much (`MeshPose`), with an offset of each face's own, so only the change from the
//! resting pose counts. Without a mesh nothing is said here, and growth is all there is.

use std::collections::VecDeque;

use super::Pose;

/// Least change of the perspective per growth of the face. Who comes closer from 1 m has 0.09, from 60 cm 0.15:
/// the width between the eyes' outer corners, 9 cm, over the distance. A single mesh is good to about 0.04 at a
/// growth of a third. docs/CHECK.md has what was measured.
const LEAST_CHANGE: f32 = 0.04;

/// Turns against the resting pose, degrees, up to which the perspective is that of the distance: a mesh that is
/// nodded further down seems nearer (0.05 at 16° on the cast's clip `up-down`).
const TURNED_DEG: f32 = 15.0;
const NODDED_DEG: f32 = 12.0;

/// Frames of the movement that are looked at, the newest ones: a second and a half, which evens a single mesh out.
const FRAMES: usize = 8;

/// What the frames of one approach say.
#[derive(Debug, Clone, Default)]
pub(super) struct Approach {
    changes: VecDeque<f32>,
}

/// What they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearness {
    /// Nothing: no mesh at rest.
    NotAssessed,
    /// Too few frames with the head as it was at rest.
    TooFew,
    /// It comes nearer.
    Nearer,
    /// It grows as an enlarged picture does.
    Enlarged,
}

impl Approach {
    /// Takes a frame on which the face has grown.
    pub(super) fn push(&mut self, pose: Pose, rest: Pose) {
        let (Some(now), Some(then)) = (pose.mesh, rest.mesh) else { return };
        let turned = (now.yaw_deg - then.yaw_deg).abs();
        let nodded = (now.pitch_deg - then.pitch_deg).abs();
        let growth = pose.height / rest.height - 1.0;
        if turned > TURNED_DEG || nodded > NODDED_DEG || growth <= 0.0 {
            return;
        }
        self.changes.push_back((now.perspective - then.perspective) / growth);
        while self.changes.len() > FRAMES {
            self.changes.pop_front();
        }
    }

    /// What the newest frames say, given the pose at rest and how many frames there must be.
    pub(super) fn nearness(&self, rest: Pose, least: u32) -> Nearness {
        if rest.mesh.is_none() {
            return Nearness::NotAssessed;
        }
        let mut changes: Vec<f32> = self.changes.iter().copied().collect();
        if changes.len() < least as usize {
            return Nearness::TooFew;
        }
        changes.sort_by(f32::total_cmp);
        if changes[changes.len() / 2] >= LEAST_CHANGE {
            Nearness::Nearer
        } else {
            Nearness::Enlarged
        }
    }
}
