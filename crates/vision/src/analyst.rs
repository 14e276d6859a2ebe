//! The analyst: one worker thread's own set of models, and the order in which they are asked.

use domain::{
    Calibration, DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, ModelRole,
    ModelStampSet, NotAssessedReason, Rect, Signal, Stages,
};

use crate::quality::assess;
use crate::thumb::scene_thumb;
use crate::{
    DetectorView, FaceDetector, FaceEmbedder, FaceMesher, HandFinder, InferenceError,
    LandmarkFinder, ManipulationScorer, PadScorer, PictureLimits, Portrait, PortraitError,
    QualityScorer, RawFace,
};

/// The models of one analyst. Only the detector and the embedder are required.
pub struct AnalystModels {
    /// Finds faces.
    pub detector: Box<dyn FaceDetector>,
    /// Looks at each face that was found once more, for exact landmarks.
    pub landmarks: Option<Box<dyn LandmarkFinder>>,
    /// Makes features.
    pub embedder: Box<dyn FaceEmbedder>,
    /// Judges presentations.
    pub pad: Option<Box<dyn PadScorer>>,
    /// Judges manipulation.
    pub manipulation: Option<Box<dyn ManipulationScorer>>,
    /// Judges how far features can be trusted.
    pub quality: Option<Box<dyn QualityScorer>>,
    /// Says how far eyes and mouth are open.
    pub mesh: Option<Box<dyn FaceMesher>>,
    /// Finds hands before a face.
    pub hand: Option<Box<dyn HandFinder>>,
    /// What the embedder's comparison scores are worth: tells a ghost portrait from a second person.
    pub identity: Calibration,
}

/// Faces of a frame that are looked at once more: in a crowd nobody is compared, and it must not cost.
const MOST_LOOKED_AT: usize = 8;

/// Measures frames and faces. Owns its models; each worker thread has its own.
pub struct Analyst {
    pub(crate) models: AnalystModels,
    /// The aligned luma of the face being judged.
    chip: Vec<f32>,
}

impl Analyst {
    /// An analyst with these models.
    pub const fn new(models: AnalystModels) -> Self {
        Self { models, chip: Vec::new() }
    }

    /// Every model it asks, in order of role.
    pub fn stamps(&self) -> ModelStampSet {
        let m = &self.models;
        let mut stamps = vec![m.detector.stamp().clone()];
        stamps.extend(m.landmarks.iter().map(|p| p.stamp().clone()));
        stamps.push(m.embedder.stamp().clone());
        stamps.extend(m.pad.iter().flat_map(|p| p.stamps()));
        stamps.extend(m.manipulation.iter().map(|p| p.stamp().clone()));
        stamps.extend(m.quality.iter().map(|p| p.stamp().clone()));
        stamps.extend(m.mesh.iter().map(|p| p.stamp().clone()));
        stamps.extend(m.hand.iter().map(|p| p.stamp().clone()));
        stamps
    }

    /// Finds the faces of a frame and judges their quality. With a `region` only that part is searched,
    /// at a small input: much cheaper, and blind to everything else. The thumbnail is always of the whole.
    ///
    /// # Errors
    /// When the frame is malformed or the detector fails. No face is not an error.
    pub fn measure_frame(
        &mut self,
        frame: &Frame,
        region: Option<Rect>,
    ) -> Result<FrameMeasurement, InferenceError> {
        frame.check()?;
        let view = region.map_or(DetectorView::Whole, DetectorView::Region);
        let faces = self.find_faces(frame, view)?;
        let faces = faces.iter().map(|f| self.with_quality(frame, f)).collect();
        Ok(FrameMeasurement { faces, thumb: scene_thumb(frame) })
    }

    /// Asks the models named by `stages` about one face. A model that fails gives "not assessed", never
    /// a score; the others are asked all the same.
    pub fn measure_face(
        &mut self,
        frame: &Frame,
        face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement {
        let mut measured = FaceMeasurement::NOT_ASKED;
        if !stages.any() {
            return measured;
        }
        if let Err(error) = frame.check() {
            return all_failed(stages, &InferenceError::from(error));
        }
        let models = &mut self.models;
        if stages.features {
            measured.features = signal(models.embedder.embed(frame, &face.landmarks));
            measured.learned_quality =
                ask(models.quality.as_mut(), |q| q.score_quality(frame, &face.landmarks));
        }
        if stages.pad {
            measured.pad = ask(models.pad.as_mut(), |p| p.score_pad(frame, face.rect));
        }
        if stages.manipulation {
            measured.manipulation =
                ask(models.manipulation.as_mut(), |m| m.score_manipulation(frame, face.rect));
        }
        if stages.mesh {
            measured.openness = match ask(models.mesh.as_mut(), |m| {
                m.openness(frame, face.rect, &face.landmarks)
            }) {
                Signal::Assessed(Some(openness)) => Signal::Assessed(openness),
                Signal::Assessed(None) => Signal::NotAssessed(NotAssessedReason::PoorQuality),
                Signal::NotAssessed(reason) => Signal::NotAssessed(reason),
            };
        }
        measured
    }

    /// Looks for a hand before or beside the face whose box this is. A model that fails gives "not
    /// assessed", and never "no hand".
    pub fn measure_hand(&mut self, frame: &Frame, face: Rect) -> Signal<Option<HandSeen>> {
        match frame.check() {
            Ok(()) => ask(self.models.hand.as_mut(), |h| h.find_hand(frame, face)),
            Err(error) => signal(Err(error.into())),
        }
    }

    /// Finds the portrait on a still picture: a plain photo or a whole document, in any of the four
    /// orientations, EXIF honoured.
    ///
    /// # Errors
    /// When it is no usable picture, shows no face, several different people of comparable size, or a
    /// face too small to compare. Each error is a sentence that says what to do.
    pub fn enrol_picture(
        &mut self,
        bytes: &[u8],
        limits: PictureLimits,
    ) -> Result<Portrait, PortraitError> {
        crate::portrait::find(self, crate::decode_picture(bytes, limits)?)
    }

    /// As [`enrol_picture`](Self::enrol_picture), from a picture that is decoded already.
    ///
    /// # Errors
    /// As there, but for what concerns decoding.
    pub fn enrol_frame(&mut self, picture: Frame) -> Result<Portrait, PortraitError> {
        crate::portrait::find(self, picture)
    }

    /// Runs the models of `role` once more on their last inputs and looks at nothing: the yardstick that
    /// benches divide by.
    ///
    /// # Errors
    /// When the runtime fails.
    pub fn rerun(&mut self, role: ModelRole) -> Result<(), InferenceError> {
        let m = &mut self.models;
        match role {
            ModelRole::Detector => m.detector.rerun(),
            ModelRole::Landmarks => m.landmarks.as_mut().map_or(Ok(()), |p| p.rerun()),
            ModelRole::Embedder => m.embedder.rerun(),
            ModelRole::Pad => m.pad.as_mut().map_or(Ok(()), |p| p.rerun()),
            ModelRole::Manipulation => m.manipulation.as_mut().map_or(Ok(()), |p| p.rerun()),
            ModelRole::Quality => m.quality.as_mut().map_or(Ok(()), |p| p.rerun()),
            ModelRole::Mesh => m.mesh.as_mut().map_or(Ok(()), |p| p.rerun()),
            ModelRole::Hand => m.hand.as_mut().map_or(Ok(()), |p| p.rerun()),
            // Documents are read apart from faces.
            ModelRole::TextDetector | ModelRole::TextRecogniser => Ok(()),
        }
    }

    /// The detector's faces, the landmarks of the most certain ones looked at once more. Where the second
    /// look fails, the detector's own stay.
    pub(crate) fn find_faces(
        &mut self,
        frame: &Frame,
        view: DetectorView,
    ) -> Result<Vec<RawFace>, InferenceError> {
        let mut faces = self.models.detector.detect(frame, view)?;
        if let Some(model) = self.models.landmarks.as_mut() {
            for face in faces.iter_mut().take(MOST_LOOKED_AT) {
                match model.find_landmarks(frame, face.rect, &face.landmarks) {
                    Ok(found) => face.landmarks = found,
                    Err(error) => tracing::debug!(error = %error, "landmarks were not refined"),
                }
            }
        }
        Ok(faces)
    }

    pub(crate) fn with_quality(&mut self, frame: &Frame, face: &RawFace) -> DetectedFace {
        DetectedFace {
            rect: face.rect,
            landmarks: face.landmarks,
            confidence: face.confidence,
            quality: assess(frame, face.rect, &face.landmarks, face.confidence, &mut self.chip),
        }
    }
}

fn ask<M: ?Sized, S>(
    model: Option<&mut Box<M>>,
    question: impl FnOnce(&mut M) -> Result<S, InferenceError>,
) -> Signal<S> {
    match model {
        None => Signal::NotAssessed(NotAssessedReason::NoModel),
        Some(model) => signal(question(model)),
    }
}

fn signal<S>(answer: Result<S, InferenceError>) -> Signal<S> {
    answer.map_or_else(
        |error| {
            tracing::debug!(error = %error, "a face model failed");
            Signal::NotAssessed(NotAssessedReason::ModelFailed)
        },
        Signal::Assessed,
    )
}

fn all_failed(stages: Stages, error: &InferenceError) -> FaceMeasurement {
    tracing::debug!(error = %error, "no face model was asked");
    let reason = |asked: bool| match asked {
        true => NotAssessedReason::ModelFailed,
        false => NotAssessedReason::NotAsked,
    };
    FaceMeasurement {
        features: Signal::NotAssessed(reason(stages.features)),
        learned_quality: Signal::NotAssessed(reason(stages.features)),
        pad: Signal::NotAssessed(reason(stages.pad)),
        manipulation: Signal::NotAssessed(reason(stages.manipulation)),
        openness: Signal::NotAssessed(reason(stages.mesh)),
    }
}

#[cfg(test)]
pub(crate) mod tests;
