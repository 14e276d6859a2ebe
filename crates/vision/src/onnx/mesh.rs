//! Face meshes behind [`FaceMesher`].

use domain::{FaceOpenness, Frame, Landmarks, ModelStamp, Rect};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::manifest::{CropRule, OutputContract};
use crate::sample::{PixelView, TensorImage};
use crate::{FaceMesher, InferenceError, LoadError, mesh};

/// A mesh session with its input.
pub(super) struct LevelMesh {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    factor: f32,
    points: (String, usize),
    presence: String,
}

impl LevelMesh {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let (CropRule::SquareLevel { factor }, OutputContract::Mesh { name, points, presence, .. }) =
            (&model.entry.crop, &model.entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&model.entry.input),
            factor: *factor,
            points: (name.clone(), points * 3),
            presence: presence.clone(),
        })
    }
}

impl FaceMesher for LevelMesh {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn openness(
        &mut self,
        frame: &Frame,
        face: Rect,
        landmarks: &Landmarks,
    ) -> Result<Option<FaceOpenness>, InferenceError> {
        let to_source = mesh::level_square(face, landmarks, self.factor, self.tensor.size().0)
            .ok_or(InferenceError::Landmarks)?;
        self.tensor.warp(PixelView::of(frame), &to_source);
        let ((points, length), presence) = (&self.points, &self.presence);
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            let is_face = outputs.values(presence, 1)?[0] >= mesh::LEAST_PRESENCE;
            let points = outputs.values(points, *length)?;
            Ok(is_face.then(|| mesh::openness(points)).flatten())
        })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))
    }
}
