//! The seam to the models: what the pool's threads own. `vision` implements it; tests bring their own.

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
