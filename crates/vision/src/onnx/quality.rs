//! Learned quality behind [`QualityScorer`].

use domain::{Frame, Landmarks, ModelStamp};

use super::embedder::Template;
use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::manifest::OutputContract;
use crate::sample::TensorImage;
use crate::{InferenceError, LoadError, QualityScorer};

/// A quality session with its input.
pub(super) struct TemplateQuality {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    template: Template,
    output: String,
}

impl TemplateQuality {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let entry = &model.entry;
        let (Some(template), OutputContract::Scalar { name, .. }) =
            (Template::of(&entry.crop), &entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&entry.input),
            template,
            output: name.clone(),
        })
    }
}

impl QualityScorer for TemplateQuality {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn score_quality(
        &mut self,
        frame: &Frame,
        landmarks: &Landmarks,
    ) -> Result<f32, InferenceError> {
        self.template.fill(&mut self.tensor, frame, landmarks)?;
        let name = &self.output;
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            Ok(outputs.values(name, 1)?[0])
        })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))
    }
}
