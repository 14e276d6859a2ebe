//! Further models beside the product's own: they are asked about the very same faces, and what they say
//! is only written down. The session never hears of them, so its verdict is the product's.

use std::sync::{Arc, Mutex, PoisonError};

use app::{AnalystError, EnrolledPicture, FrameAnalyst, PictureRefusal};
use domain::{
    DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, ManipulationScore, PadScore,
    Rect, Signal, Stages,
};
use vision::{Analyst, LoadError, Pack};

/// Which stage the models beside answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Presentation-attack detection.
    Pad,
    /// Manipulation detection.
    Manipulation,
}

impl Role {
    const fn is_asked(self, stages: Stages) -> bool {
        match self {
            Self::Pad => stages.pad,
            Self::Manipulation => stages.manipulation,
        }
    }

    const fn stages(self) -> Stages {
        match self {
            Self::Pad => Stages { pad: true, ..Stages::NONE },
            Self::Manipulation => Stages { manipulation: true, ..Stages::NONE },
        }
    }

    fn score(self, said: &FaceMeasurement) -> Option<f32> {
        match self {
            Self::Pad => said.pad.assessed().copied().map(PadScore::get),
            Self::Manipulation => said.manipulation.assessed().copied().map(ManipulationScore::get),
        }
    }
}

/// A model to ask beside the product's own.
#[derive(Clone)]
pub struct Beside {
    /// Its name in reports.
    pub name: String,
    /// A pack that has it alone in its role.
    pub pack: Arc<Pack>,
    /// Its role.
    pub role: Role,
}

/// What was written down, by frame: one value per model.
pub(super) type Heard = Arc<Mutex<Vec<(u64, Vec<Option<f32>>)>>>;

/// The product's analyst with others beside it.
pub(super) struct SideBySide {
    product: Analyst,
    beside: Vec<(Role, Analyst)>,
    /// Held to add or to take notes, no longer.
    heard: Heard,
}

impl SideBySide {
    pub(super) fn open(pack: &Pack, beside: &[Beside], heard: Heard) -> Result<Self, LoadError> {
        let product = pack.analyst()?;
        let beside = beside
            .iter()
            .map(|b| Ok((b.role, b.pack.analyst()?)))
            .collect::<Result<_, LoadError>>()?;
        Ok(Self { product, beside, heard })
    }

    fn listen(&mut self, frame: &Frame, face: &DetectedFace, stages: Stages) {
        if !self.beside.iter().any(|(role, _)| role.is_asked(stages)) {
            return;
        }
        let said = self
            .beside
            .iter_mut()
            .map(|(role, analyst)| {
                let asked = role.is_asked(stages).then(|| role.stages())?;
                role.score(&analyst.measure_face(frame, face, asked))
            })
            .collect();
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push((frame.seq, said));
    }
}

impl FrameAnalyst for SideBySide {
    fn measure_frame(
        &mut self,
        frame: &Frame,
        region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError> {
        FrameAnalyst::measure_frame(&mut self.product, frame, region)
    }

    fn measure_face(
        &mut self,
        frame: &Frame,
        face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement {
        self.listen(frame, face, stages);
        FrameAnalyst::measure_face(&mut self.product, frame, face, stages)
    }

    fn measure_hand(&mut self, frame: &Frame, face: Rect) -> Signal<Option<HandSeen>> {
        self.product.measure_hand(frame, face)
    }

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        let enrolled = FrameAnalyst::enrol_picture(&mut self.product, bytes)?;
        self.listen(&enrolled.frame, &enrolled.face, Stages::ALL);
        Ok(enrolled)
    }
}
