//! Exact landmarks behind [`LandmarkFinder`].

use domain::{Frame, Landmarks, ModelStamp, Point, Rect};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::manifest::{CropRule, OutputContract};
use crate::sample::{PixelView, TensorImage};
use crate::{InferenceError, LandmarkFinder, LoadError, mesh};

/// Values of five points.
const VALUES: usize = 10;

/// A landmark session with its input.
pub(super) struct LevelLandmarks {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    factor: f32,
    output: String,
}

impl LevelLandmarks {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let (CropRule::SquareLevel { factor }, OutputContract::Points { name, .. }) =
            (&model.entry.crop, &model.entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&model.entry.input),
            factor: *factor,
            output: name.clone(),
        })
    }
}

impl LandmarkFinder for LevelLandmarks {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn find_landmarks(
        &mut self,
        frame: &Frame,
        face: Rect,
        rough: &Landmarks,
    ) -> Result<Landmarks, InferenceError> {
        let to_source = mesh::level_square(face, rough, self.factor, self.tensor.size().0)
            .ok_or(InferenceError::Landmarks)?;
        self.tensor.warp(PixelView::of(frame), &to_source);
        let name = &self.output;
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            let values = outputs.values(name, VALUES)?;
            let mut points = [Point::new(0.0, 0.0); VALUES / 2];
            for (point, xy) in points.iter_mut().zip(values.chunks_exact(2)) {
                *point = to_source.apply(Point::new(xy[0], xy[1]));
            }
            Ok(Landmarks::from_points(points))
        })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))
    }
}
