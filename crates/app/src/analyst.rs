//! The seam to the models: what the pool's threads own. `vision` implements it; tests bring their own.

use std::fmt;

use documents::{Day, Fields, PrintedLines};
use domain::{
    DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Rect, Signal, Stages,
};

/// Measures frames, faces and pictures. One per thread: methods take `&mut self` because a model
/// session is exclusive.
pub trait FrameAnalyst: Send {
    /// Finds faces, in `region` only if there is one (picture pixels, may reach outside).
    ///
    /// # Errors
    /// When the model fails or answers with numbers that are none.
    fn measure_frame(
        &mut self,
        frame: &Frame,
        region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError>;

    /// Asks the face models about one face. A model that fails is a signal not assessed.
    fn measure_face(
        &mut self,
        frame: &Frame,
        face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement;

    /// Looks for a hand before or beside the face with this box.
    fn measure_hand(&mut self, frame: &Frame, face: Rect) -> Signal<Option<HandSeen>>;

    /// Finds the one face of an encoded picture and measures it.
    ///
    /// # Errors
    /// When the bytes are no picture, or it cannot be a reference.
    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal>;

    /// Reads the document on an encoded picture, as of `today`. Without models for text only its portrait is
    /// found, and it says so.
    ///
    /// # Errors
    /// When the bytes are no picture, or a model fails. What is wrong with a document is no error.
    fn read_document(
        &mut self,
        bytes: &[u8],
        _today: Day,
    ) -> Result<DocumentPicture, PictureRefusal> {
        self.read_portrait(bytes)
    }

    /// A picture of a document without what it says: its portrait alone.
    ///
    /// # Errors
    /// As [`read_document`](Self::read_document).
    fn read_portrait(&mut self, bytes: &[u8]) -> Result<DocumentPicture, PictureRefusal> {
        let not_read = DocumentProblem { code: NOT_READ, is_worth_a_retry: false };
        match self.enrol_picture(bytes) {
            Ok(portrait) => Ok(DocumentPicture {
                portrait: Some(portrait),
                text: None,
                lines: PrintedLines::default(),
                problems: vec![not_read],
            }),
            Err(refusal) if OF_FACES.contains(&refusal.code) => Ok(DocumentPicture {
                portrait: None,
                text: None,
                lines: PrintedLines::default(),
                problems: vec![DocumentProblem { code: refusal.code, is_worth_a_retry: true }],
            }),
            Err(refusal) => Err(refusal),
        }
    }
}

/// The code of a document that nobody here can read.
pub(crate) const NOT_READ: &str = "not_read";

/// Codes of [`PictureRefusal`] that are about the face and not about the file.
pub(crate) const OF_FACES: [&str; 4] =
    ["no_face", "several_faces", "face_too_small", "not_assessed"];

/// What was found on a picture of a document.
#[derive(Debug, Clone)]
pub struct DocumentPicture {
    /// Its portrait, when it can be a reference.
    pub portrait: Option<EnrolledPicture>,
    /// What it says: of a zone with every check digit right, or of a licence's barcode.
    pub text: Option<DocumentText>,
    /// What is printed beside the portrait, where it is the front of a card.
    pub lines: PrintedLines,
    /// What is wrong with it, most important first.
    pub problems: Vec<DocumentProblem>,
}

/// One thing that is wrong with a document or its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentProblem {
    /// A word for programs.
    pub code: &'static str,
    /// Whether another picture, or another document, may help.
    pub is_worth_a_retry: bool,
}

/// What a document says.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentText {
    /// What it says.
    pub fields: Fields,
    /// Whether its names were read clearly.
    pub names_are_clear: bool,
}

/// Without what it says.
impl fmt::Debug for DocumentText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentText")
    }
}

/// The models could not measure a frame.
#[derive(Debug, thiserror::Error)]
#[error("the models could not measure a frame")]
pub struct AnalystError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A picture that can be a reference.
#[derive(Debug, Clone)]
pub struct EnrolledPicture {
    /// The picture, upright.
    pub frame: Frame,
    /// By how much it was turned clockwise: 0, 90, 180 or 270.
    pub rotated_deg: u16,
    /// Its one face.
    pub face: DetectedFace,
    /// What the face models say; the features are assessed.
    pub measurement: FaceMeasurement,
}

/// A picture that cannot be a reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct PictureRefusal {
    /// Stable code, for instance `no_face`.
    pub code: &'static str,
    /// A sentence that helps.
    pub detail: String,
}
