//! Embedders behind [`FaceEmbedder`].

use domain::{FaceFeatures, Frame, Landmarks, ModelStamp};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::manifest::{CropRule, LandmarkSet, OutputContract};
use crate::sample::{PixelView, TensorImage};
use crate::{FaceEmbedder, InferenceError, LoadError, align};

/// Landmarks, and where a model wants them in its input.
pub(super) struct Template {
    set: LandmarkSet,
    points: Vec<domain::Point>,
}

impl Template {
    /// The template of a crop rule of that kind.
    pub fn of(rule: &CropRule) -> Option<Self> {
        let CropRule::Template { landmarks, points } = rule else { return None };
        let points = points.iter().map(|[x, y]| domain::Point::new(*x, *y)).collect();
        Some(Self { set: *landmarks, points })
    }

    /// Fills `tensor` with the face aligned to this template.
    pub fn fill(
        &self,
        tensor: &mut TensorImage,
        frame: &Frame,
        landmarks: &Landmarks,
    ) -> Result<(), InferenceError> {
        let (points, n) = align::select(landmarks, self.set);
        let to_source =
            align::ToSource::fit(&points[..n], &self.points).ok_or(InferenceError::Landmarks)?;
        tensor.warp(PixelView::of(frame), &to_source);
        Ok(())
    }
}

/// An embedder session with its input.
pub(super) struct TemplateEmbedder {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    template: Template,
    output: String,
    length: usize,
    mirrored: bool,
}

impl TemplateEmbedder {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let entry = &model.entry;
        let (Some(template), OutputContract::Embedding { name, length, mirrored, .. }) =
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
            length: *length,
            mirrored: *mirrored,
        })
    }
}

impl TemplateEmbedder {
    fn run(&mut self) -> Result<Vec<f32>, InferenceError> {
        let (name, length) = (&self.output, self.length);
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            Ok(outputs.values(name, length)?.to_vec())
        })
    }
}

/// The vector at unit length; one of length zero stays, and is refused later.
fn unit(mut values: Vec<f32>) -> Vec<f32> {
    let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    if length > 0.0 {
        values.iter_mut().for_each(|v| *v /= length);
    }
    values
}

impl FaceEmbedder for TemplateEmbedder {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn embed(
        &mut self,
        frame: &Frame,
        landmarks: &Landmarks,
    ) -> Result<FaceFeatures, InferenceError> {
        self.template.fill(&mut self.tensor, frame, landmarks)?;
        let mut values = self.run()?;
        if self.mirrored {
            self.tensor.mirror();
            // Both are of unit length, so that neither outweighs the other.
            let (own, mirrored) = (unit(values), unit(self.run()?));
            values = own.iter().zip(&mirrored).map(|(a, b)| a + b).collect();
        }
        FaceFeatures::from_raw(self.stamp.clone(), values)
            .map_err(|source| InferenceError::Features { id: self.stamp.id.clone(), source })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        for _ in 0..1 + usize::from(self.mirrored) {
            self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))?;
        }
        Ok(())
    }
}
