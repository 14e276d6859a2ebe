//! Head pose from five points, by a rigid face: good to about ten degrees, which is enough to refuse
//! profiles and to ask for another pose.
//!
//! Model: the eyes lie ±½ (in units of the inter-eye distance) beside the face's middle line, the mouth
//! below, and the tip of the nose `NOSE_DEPTH` before the plane of eyes and mouth. Turning the head by
//! yaw moves the nose sideways by depth × tan(yaw) against the foreshortened eye distance; nodding by
//! pitch moves it along the line from eyes to mouth.

use domain::{Landmarks, Point};

/// Tip of the nose before the plane of eyes and mouth, in inter-eye distances. Origin: the generic face
/// widely used for pose from points (nose 0,0,0; eye corners ±225,170,−135; mouth corners ±150,−150,−125
/// in tenths of a millimetre × 2), eye centres taken 63 mm apart.
const NOSE_DEPTH: f32 = 0.43;
/// From the eyes' to the mouth's middle, in inter-eye distances; same face.
const EYES_TO_MOUTH: f32 = 1.06;
/// Where the nose lies between eyes (0) and mouth (1) of a face looking straight ahead: the median over
/// LFW, studio clips and passport portraits, all of which look straight ahead in the median, with
/// YuNet's points (0.495 in the usual alignment templates, whose nose point lies higher).
const NOSE_AT_REST: f32 = 0.555;

/// Degrees, after the conventions of `domain::FaceQuality`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadPose {
    /// Positive: nose towards the picture's right.
    pub yaw: f32,
    /// Positive: looking up.
    pub pitch: f32,
    /// Positive: clockwise as seen.
    pub roll: f32,
}

/// The inter-eye distance that the face would have if it were not turned to a side, judged by its height:
/// so that a profile is not called small as well.
pub(super) fn unturned_size(landmarks: &Landmarks) -> f32 {
    let eyes = middle(landmarks.left_eye, landmarks.right_eye);
    let mouth = middle(landmarks.mouth_left, landmarks.mouth_right);
    landmarks.inter_eye_distance().max(eyes.distance(mouth) / EYES_TO_MOUTH)
}

fn middle(a: Point, b: Point) -> Point {
    Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0)
}

/// The pose of a face with these landmarks; finite for any finite landmarks.
pub fn head_pose(landmarks: &Landmarks) -> HeadPose {
    let (l, r) = (landmarks.left_eye, landmarks.right_eye);
    let roll = (r.y - l.y).atan2(r.x - l.x);
    let eyes = middle(l, r);
    let mouth = middle(landmarks.mouth_left, landmarks.mouth_right);
    // Into the face's own axes: x along the eyes, y from eyes to mouth.
    let (sin, cos) = roll.sin_cos();
    let turn = |p: Point| {
        let (x, y) = (p.x - eyes.x, p.y - eyes.y);
        (x * cos + y * sin, y * cos - x * sin)
    };
    let (nose, mouth) = (turn(landmarks.nose), turn(mouth));
    let eye_distance = l.distance(r).max(1e-3);
    let drop = if mouth.1.abs() > 1e-3 { mouth.1 } else { 1e-3 };
    let along = nose.1 / drop;
    let beside = (nose.0 - along.clamp(0.0, 1.0) * mouth.0) / eye_distance;
    HeadPose {
        yaw: (beside / NOSE_DEPTH).atan().to_degrees(),
        pitch: ((NOSE_AT_REST - along) * EYES_TO_MOUTH / NOSE_DEPTH).atan().to_degrees(),
        roll: roll.to_degrees(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rigid face turned by yaw, then pitch, then roll (degrees) and seen from afar, 100 px wide.
    fn face(yaw: f32, pitch: f32, roll: f32) -> Landmarks {
        let nose_y = NOSE_AT_REST * EYES_TO_MOUTH;
        let solid = [
            (-0.5, 0.0, 0.0),
            (0.5, 0.0, 0.0),
            (0.0, nose_y, NOSE_DEPTH),
            (-0.4, EYES_TO_MOUTH, 0.0),
            (0.4, EYES_TO_MOUTH, 0.0),
        ];
        let (sy, cy) = yaw.to_radians().sin_cos();
        let (sp, cp) = pitch.to_radians().sin_cos();
        let (sr, cr) = roll.to_radians().sin_cos();
        Landmarks::from_points(solid.map(|(x, y, z)| {
            // z towards the viewer; yaw to the picture's right, pitch upwards (y is down).
            let (x, z) = (x * cy + z * sy, z * cy - x * sy);
            let y = y * cp - z * sp;
            Point::new(300.0 + 100.0 * (x * cr - y * sr), 200.0 + 100.0 * (x * sr + y * cr))
        }))
    }

    fn check(yaw: f32, pitch: f32, roll: f32, tolerance: f32) {
        let pose = head_pose(&face(yaw, pitch, roll));
        for (name, found, expected) in
            [("yaw", pose.yaw, yaw), ("pitch", pose.pitch, pitch), ("roll", pose.roll, roll)]
        {
            assert!((found - expected).abs() < tolerance, "{name} {found} instead of {expected}");
        }
    }

    #[test]
    fn single_turns_are_found_with_their_sign() {
        check(0.0, 0.0, 0.0, 0.1);
        check(30.0, 0.0, 0.0, 0.5);
        check(-30.0, 0.0, 0.0, 0.5);
        check(0.0, 20.0, 0.0, 0.5);
        check(0.0, -20.0, 0.0, 0.5);
        check(0.0, 0.0, 25.0, 0.1);
    }

    proptest! {
        #[test]
        fn joint_turns_are_found_roughly(
            yaw in -35_f32..35.0, pitch in -20_f32..20.0, roll in -40_f32..40.0,
        ) {
            let pose = head_pose(&face(yaw, pitch, roll));
            prop_assert!((pose.yaw - yaw).abs() < 12.0, "{pose:?}");
            prop_assert!((pose.pitch - pitch).abs() < 12.0, "{pose:?}");
            prop_assert!((pose.roll - roll).abs() < 15.0, "{pose:?}");
        }

        #[test]
        fn any_points_have_a_finite_pose(
            v in prop::collection::vec(-1e4_f32..1e4, 10),
        ) {
            let p = |i: usize| Point::new(v[2 * i], v[2 * i + 1]);
            let pose = head_pose(&Landmarks::from_points([p(0), p(1), p(2), p(3), p(4)]));
            prop_assert!(pose.yaw.is_finite() && pose.pitch.is_finite() && pose.roll.is_finite());
        }
    }
}
