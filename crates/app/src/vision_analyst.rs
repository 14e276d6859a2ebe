//! The real analyst: `vision` behind the pool's seam.

use documents::{Day, Fields};
use domain::{
    DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Rect, Signal, Stages,
};
use vision::{
    Analyst, DocumentReport, PictureError, PictureLimits, PortraitError, TextReader, ZoneFinding,
    decode_picture, read_document,
};

use crate::analyst::{
    AnalystError, DocumentPicture, DocumentProblem, DocumentText, EnrolledPicture, FrameAnalyst,
    PictureRefusal,
};

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

/// The same with a reader of documents, where the pack has one.
pub struct ReadingAnalyst {
    analyst: Analyst,
    reader: Option<TextReader>,
}

impl ReadingAnalyst {
    /// Puts the two together.
    pub const fn new(analyst: Analyst, reader: Option<TextReader>) -> Self {
        Self { analyst, reader }
    }
}

impl FrameAnalyst for ReadingAnalyst {
    fn measure_frame(
        &mut self,
        frame: &Frame,
        region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError> {
        FrameAnalyst::measure_frame(&mut self.analyst, frame, region)
    }

    fn measure_face(
        &mut self,
        frame: &Frame,
        face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement {
        FrameAnalyst::measure_face(&mut self.analyst, frame, face, stages)
    }

    fn measure_hand(&mut self, frame: &Frame, face: Rect) -> Signal<Option<HandSeen>> {
        FrameAnalyst::measure_hand(&mut self.analyst, frame, face)
    }

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        FrameAnalyst::enrol_picture(&mut self.analyst, bytes)
    }

    fn read_document(
        &mut self,
        bytes: &[u8],
        today: Day,
    ) -> Result<DocumentPicture, PictureRefusal> {
        let Some(reader) = &mut self.reader else {
            return FrameAnalyst::read_document(&mut self.analyst, bytes, today);
        };
        let picture = decode_picture(bytes, PictureLimits::default())
            .map_err(|e| refusal(&PortraitError::Picture(e)))?;
        let report = read_document(&mut self.analyst, reader, picture)
            .map_err(|e| refusal(&PortraitError::Inference(e)))?;
        Ok(document_of(report, today))
    }
}

fn document_of(report: DocumentReport, today: Day) -> DocumentPicture {
    let problems = report
        .problems(today)
        .iter()
        .map(|problem| DocumentProblem {
            code: problem.code(),
            // Not this one again, but there may be another document.
            is_worth_a_retry: problem.is_worth_a_retry()
                || matches!(problem, vision::DocumentProblem::Expired { .. }),
        })
        .collect();
    let text = match report.zone {
        ZoneFinding::Read(zone) => Some(DocumentText {
            names_are_clear: zone.reading.names_are_clear,
            fields: Fields::of_zone(&zone.reading.mrz, today),
        }),
        ZoneFinding::Unread(_) => report.barcode.and_then(Result::ok).map(|licence| DocumentText {
            // Its code words correct themselves, letters included.
            names_are_clear: true,
            fields: Fields::of_licence(&licence),
        }),
    };
    let lines = report.lines;
    let (frame, rotated_deg) = (report.frame, report.turned_deg);
    let portrait =
        report.portrait.ok().filter(|p| matches!(p.measurement.features, Signal::Assessed(_))).map(
            |p| EnrolledPicture { frame, rotated_deg, face: p.face, measurement: p.measurement },
        );
    DocumentPicture { portrait, text, lines, problems }
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
