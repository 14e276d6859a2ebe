//! What the cache keeps of a picture: plain data, turned into the types of the field and back.

use domain::{FaceFeatures, ModelRole, ModelStamp, QualityIssue, Rect};
use serde::{Deserialize, Serialize};

use super::{AcquiredFace, Failure};

/// Quality issues by their number in a record.
const ISSUES: [QualityIssue; 9] = [
    QualityIssue::TooSmall,
    QualityIssue::Blurred,
    QualityIssue::TooDark,
    QualityIssue::TooBright,
    QualityIssue::LowContrast,
    QualityIssue::TurnedAway,
    QualityIssue::TiltedUpOrDown,
    QualityIssue::Occluded,
    QualityIssue::CutOff,
];

#[derive(Serialize, Deserialize)]
pub(super) enum Record {
    Face {
        features: Vec<f32>,
        /// x, y, width, height.
        rect: [f32; 4],
        faces: u32,
        quality: f32,
        inter_eye_px: f32,
        issues: Vec<u8>,
    },
    NotAPicture(String),
    NoFace,
    SeveralFaces(u32),
    /// Never kept; here so that every outcome has a record.
    Other,
}

impl Record {
    pub(super) fn of(outcome: &Result<AcquiredFace, Failure>) -> Self {
        let number = |issue: &QualityIssue| {
            ISSUES.iter().position(|i| i == issue).and_then(|n| u8::try_from(n).ok())
        };
        match outcome {
            Ok(face) => Self::Face {
                features: face.features.values().to_vec(),
                rect: [face.rect.x, face.rect.y, face.rect.width, face.rect.height],
                faces: face.faces,
                quality: face.quality,
                inter_eye_px: face.inter_eye_px,
                issues: face.issues.iter().filter_map(number).collect(),
            },
            Err(Failure::NotAPicture(why)) => Self::NotAPicture(why.clone()),
            Err(Failure::NoFace) => Self::NoFace,
            Err(Failure::SeveralFaces(n)) => Self::SeveralFaces(*n),
            Err(Failure::Missing | Failure::Unreadable(_) | Failure::ModelFailed(_)) => Self::Other,
        }
    }

    /// The outcome, with features of the embedder among `stamps`; none when the record makes no sense.
    pub(super) fn into_outcome(
        self,
        stamps: &[ModelStamp],
    ) -> Option<Result<AcquiredFace, Failure>> {
        Some(match self {
            Self::Face { features, rect, faces, quality, inter_eye_px, issues } => {
                let embedder = stamps.iter().find(|s| s.role == ModelRole::Embedder)?;
                let [x, y, width, height] = rect;
                let issues: Option<Vec<_>> =
                    issues.iter().map(|n| ISSUES.get(usize::from(*n)).copied()).collect();
                Ok(AcquiredFace {
                    features: FaceFeatures::from_raw(embedder.clone(), features).ok()?,
                    rect: Rect::new(x, y, width, height),
                    faces,
                    quality,
                    inter_eye_px,
                    issues: issues?,
                })
            }
            Self::NotAPicture(why) => Err(Failure::NotAPicture(why)),
            Self::NoFace => Err(Failure::NoFace),
            Self::SeveralFaces(n) => Err(Failure::SeveralFaces(n)),
            Self::Other => return None,
        })
    }
}
