//! The real analyst: `vision` behind the pool's seam.

use domain::{
    DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Rect, Signal, Stages,
};
use vision::{Analyst, PictureError, PictureLimits, PortraitError};

use crate::analyst::{AnalystError, EnrolledPicture, FrameAnalyst, PictureRefusal};

impl FrameAnalyst for Analyst {
    fn measure_frame(
        &mut self,
        frame: &Frame,
        region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError> {
        Self::measure_frame(self, frame, region).map_err(|e| AnalystError(Box::new(e)))
    }

    fn measure_face(
        &mut self,
        frame: &Frame,
        face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement {
        Self::measure_face(self, frame, face, stages)
    }

    fn measure_hand(&mut self, frame: &Frame, face: Rect) -> Signal<Option<HandSeen>> {
        Self::measure_hand(self, frame, face)
    }

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        let portrait =
            Self::enrol_picture(self, bytes, PictureLimits::default()).map_err(|e| refusal(&e))?;
        if matches!(portrait.measurement.features, Signal::NotAssessed(_)) {
            return Err(PictureRefusal {
                code: "not_assessed",
                detail:
                    "no features could be computed from the face; try a sharper, better lit picture"
                        .to_owned(),
            });
        }
        Ok(EnrolledPicture {
            frame: portrait.frame,
            rotated_deg: portrait.rotated_deg,
            face: portrait.face,
            measurement: portrait.measurement,
        })
    }
}

fn refusal(error: &PortraitError) -> PictureRefusal {
    let code = match error {
        PortraitError::Picture(PictureError::Empty) => "picture_empty",
        PortraitError::Picture(
            PictureError::TooManyBytes { .. } | PictureError::TooManyPixels { .. },
        ) => "picture_too_large",
        PortraitError::Picture(
            PictureError::NotAPicture { .. }
            | PictureError::UnsupportedFormat { .. }
            | PictureError::Animated,
        ) => "not_a_picture",
        PortraitError::Picture(PictureError::Truncated | PictureError::Damaged) => {
            "picture_damaged"
        }
        PortraitError::NoFace => "no_face",
        PortraitError::SeveralFaces { .. } => "several_faces",
        PortraitError::FaceTooSmall { .. } => "face_too_small",
        PortraitError::Inference(_) => "not_assessed",
    };
    PictureRefusal { code, detail: error.to_string() }
}
