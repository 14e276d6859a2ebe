//! Whether a face is well placed before the camera, and if not, the one thing to change first.

use domain::{DetectedFace, FrameSize, QualityIssue};

/// What to change. The first that helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaceHint {
    /// Nobody is in the picture.
    NoFace,
    /// The face is small.
    Closer,
    /// The face fills the picture.
    Further,
    /// The face is not in the middle.
    Centre,
    /// Too dark, too bright, or from behind.
    Light,
    /// Out of focus, smeared, or covered.
    Sharper,
    /// Turned or tilted.
    Straight,
    /// Somebody else is in the picture.
    OnePerson,
}

impl FaceHint {
    /// Every hint.
    pub const ALL: [Self; 8] = [
        Self::NoFace,
        Self::Closer,
        Self::Further,
        Self::Centre,
        Self::Light,
        Self::Sharper,
        Self::Straight,
        Self::OnePerson,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoFace => "no_face",
            Self::Closer => "closer",
            Self::Further => "further",
            Self::Centre => "centre",
            Self::Light => "light",
            Self::Sharper => "sharper",
            Self::Straight => "straight",
            Self::OnePerson => "one_person",
        }
    }

    /// What to change about this face in a picture of that size; none when it is well placed.
    pub fn of(face: &DetectedFace, size: FrameSize) -> Option<Self> {
        let (width, height) = (size.width as f32, size.height as f32);
        let short = width.min(height);
        let centre =
            |at: f32, length: f32, side: f32| (at + length / 2.0 - side / 2.0).abs() / side;
        let has = |wanted: &[QualityIssue]| face.quality.issues.iter().any(|i| wanted.contains(i));
        if face.rect.height < SMALLEST * short || has(&[QualityIssue::TooSmall]) {
            Some(Self::Closer)
        } else if face.rect.height > LARGEST * short {
            Some(Self::Further)
        } else if centre(face.rect.x, face.rect.width, width) > OFF_CENTRE
            || centre(face.rect.y, face.rect.height, height) > OFF_CENTRE
            || has(&[QualityIssue::CutOff])
        {
            Some(Self::Centre)
        } else if has(&[QualityIssue::TooDark, QualityIssue::TooBright, QualityIssue::LowContrast])
        {
            Some(Self::Light)
        } else if has(&[QualityIssue::Blurred, QualityIssue::Occluded]) {
            Some(Self::Sharper)
        } else if has(&[QualityIssue::TurnedAway, QualityIssue::TiltedUpOrDown]) {
            Some(Self::Straight)
        } else {
            None
        }
    }
}

/// Least height of a face as a share of the picture's shorter side: of 480 lines 106, some 40 pixels
/// between the eyes, three times the least that is compared. A choice.
const SMALLEST: f32 = 0.22;

/// Greatest height: coming closer makes a face 1.2 times as high, and it must still be found in the picture
/// whole. A choice.
const LARGEST: f32 = 0.72;

/// Greatest distance of the face's middle from the picture's, as a share of that side. A choice: two thirds
/// of the picture are the middle.
const OFF_CENTRE: f32 = 0.22;

#[cfg(test)]
mod tests {
    use domain::Rect;

    use super::*;

    fn check(rect: Rect, issues: &[QualityIssue], expected: Option<FaceHint>) {
        let record = testkit::face_record(0);
        let mut face = DetectedFace {
            rect,
            landmarks: record.landmarks,
            confidence: record.confidence,
            quality: record.quality,
        };
        face.quality.issues = issues.to_vec();
        let size = FrameSize { width: 640, height: 480 };
        assert_eq!(FaceHint::of(&face, size), expected, "{rect:?} {issues:?}");
    }

    #[test]
    fn the_first_thing_to_change_is_said() {
        let good = Rect::new(250.0, 140.0, 140.0, 190.0);
        check(good, &[], None);
        check(
            Rect::new(300.0, 200.0, 50.0, 70.0),
            &[QualityIssue::TooDark],
            Some(FaceHint::Closer),
        );
        check(Rect::new(180.0, 40.0, 280.0, 380.0), &[], Some(FaceHint::Further));
        check(Rect::new(0.0, 140.0, 140.0, 190.0), &[], Some(FaceHint::Centre));
        check(good, &[QualityIssue::CutOff], Some(FaceHint::Centre));
        check(good, &[QualityIssue::TooDark, QualityIssue::Blurred], Some(FaceHint::Light));
        check(good, &[QualityIssue::Occluded], Some(FaceHint::Sharper));
        check(good, &[QualityIssue::TurnedAway], Some(FaceHint::Straight));
    }
}
