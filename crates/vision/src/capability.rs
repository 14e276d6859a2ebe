//! One trait per thing a model can do. Implementations own their session, so methods take `&mut self`.
//!
//! Every method reads the frame in place: an implementation samples its own input from the pixels.

use domain::{
    FaceFeatures, FaceOpenness, Frame, HandSeen, Landmarks, ManipulationScore, ModelStamp,
    PadScore, Point, Rect,
};

use crate::InferenceError;

/// One face as the detector's output says, before quality is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawFace {
    /// Box in picture pixels.
    pub rect: Rect,
    /// Landmarks in picture pixels.
    pub landmarks: Landmarks,
    /// 0..1.
    pub confidence: f32,
}

impl RawFace {
    /// Every coordinate through `f`, which must map axis-aligned boxes to axis-aligned boxes.
    pub fn map(&self, f: impl Fn(Point) -> Point) -> Self {
        let a = f(Point::new(self.rect.x, self.rect.y));
        let b = f(Point::new(self.rect.x + self.rect.width, self.rect.y + self.rect.height));
        Self {
            rect: Rect::new(a.x.min(b.x), a.y.min(b.y), (b.x - a.x).abs(), (b.y - a.y).abs()),
            landmarks: self.landmarks.map(&f),
            confidence: self.confidence,
        }
    }
}

/// What of a frame a detector is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum DetectorView {
    /// The whole picture at the manifest's input size.
    #[default]
    Whole,
    /// The whole picture, its longer side scaled down to at most this many pixels: for small faces.
    WholeAt(u32),
    /// Only this rectangle, at the manifest's small input size.
    Region(Rect),
}

/// Finds faces and five landmarks.
pub trait FaceDetector: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// Faces, best confidence first, in pixels of the whole picture.
    ///
    /// # Errors
    /// When the model fails or its output is malformed. No face is not an error.
    fn detect(&mut self, frame: &Frame, view: DetectorView)
    -> Result<Vec<RawFace>, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// Looks once more at a face that a detector found, for exact landmarks.
pub trait LandmarkFinder: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// The five landmarks of the face with this box and these rough landmarks, in picture pixels.
    ///
    /// # Errors
    /// When the rough landmarks span no face, the model fails or its output is not finite.
    fn find_landmarks(
        &mut self,
        frame: &Frame,
        face: Rect,
        rough: &Landmarks,
    ) -> Result<Landmarks, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// Turns a face into features comparable with templates of the same model.
pub trait FaceEmbedder: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// Features of the face with these landmarks.
    ///
    /// # Errors
    /// When the landmarks span no face, the model fails or its output is not finite.
    fn embed(
        &mut self,
        frame: &Frame,
        landmarks: &Landmarks,
    ) -> Result<FaceFeatures, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// Presentation-attack detection on one frame.
pub trait PadScorer: Send {
    /// The models behind it; their probabilities are averaged.
    fn stamps(&self) -> Vec<ModelStamp>;
    /// ln P(bona fide) / P(attack), within ±12.
    ///
    /// # Errors
    /// When a model fails or its output is not finite.
    fn score_pad(&mut self, frame: &Frame, face: Rect) -> Result<PadScore, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// Manipulated or synthetic faces on one frame.
pub trait ManipulationScorer: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// The logit, positive for manipulated.
    ///
    /// # Errors
    /// When the model fails or its output is not finite.
    fn score_manipulation(
        &mut self,
        frame: &Frame,
        face: Rect,
    ) -> Result<ManipulationScore, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// Learned quality: how far the features of a face can be trusted.
pub trait QualityScorer: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// In the model's own unit, higher is better.
    ///
    /// # Errors
    /// When the model fails or its output is not finite.
    fn score_quality(
        &mut self,
        frame: &Frame,
        landmarks: &Landmarks,
    ) -> Result<f32, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// A dense mesh of points on one face.
pub trait FaceMesher: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// How far eyes and mouth are open; none when the model sees no face there.
    ///
    /// # Errors
    /// When the landmarks span no face, the model fails or its output is not finite.
    fn openness(
        &mut self,
        frame: &Frame,
        face: Rect,
        landmarks: &Landmarks,
    ) -> Result<Option<FaceOpenness>, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}

/// Hands before or beside a face.
pub trait HandFinder: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// The hand that hides most of the face whose box this is, or that is near it; none when there is none.
    ///
    /// # Errors
    /// When the box is none or lies outside the picture, the model fails or its output is not finite.
    fn find_hand(&mut self, frame: &Frame, face: Rect) -> Result<Option<HandSeen>, InferenceError>;

    /// Runs the model once more on its last input and looks at nothing: what any pipeline must pay for
    /// it. For benches; models without a runtime have nothing to run.
    ///
    /// # Errors
    /// When the runtime fails.
    fn rerun(&mut self) -> Result<(), InferenceError> {
        Ok(())
    }
}
