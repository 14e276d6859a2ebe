//! Hand detection behind [`HandFinder`].

use domain::{Frame, HandSeen, ModelStamp, Rect};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::hand::{AROUND, HandMaps, HandPlan, most_hiding};
use crate::manifest::{CropRule, OutputContract};
use crate::sample::{Filter, PixelView, TensorImage};
use crate::{HandFinder, InferenceError, LoadError};

/// The two maps' names of one stride.
struct Level {
    stride: usize,
    boxes: String,
    scores: String,
}

/// A hand detector with its input.
pub(super) struct SquareHands {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    factor: f32,
    levels: Vec<Level>,
    score_threshold: f32,
}

impl SquareHands {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let (
            CropRule::SquareInside { factor },
            OutputContract::Boxes { boxes, scores, strides, score_threshold, .. },
        ) = (&model.entry.crop, &model.entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        let names = boxes.iter().zip(scores);
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&model.entry.input),
            factor: *factor,
            levels: strides
                .iter()
                .zip(names)
                .map(|(stride, (boxes, scores))| Level {
                    stride: *stride,
                    boxes: boxes.clone(),
                    scores: scores.clone(),
                })
                .collect(),
            score_threshold: *score_threshold,
        })
    }
}

impl HandFinder for SquareHands {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn find_hand(&mut self, frame: &Frame, face: Rect) -> Result<Option<HandSeen>, InferenceError> {
        let pixels = PixelView::of(frame);
        let (side, _) = self.tensor.size();
        let plan = HandPlan::new(face, self.factor, (pixels.width, pixels.height), side)
            .ok_or(InferenceError::Landmarks)?;
        self.tensor.resize_onto(pixels, plan.crop, plan.scaled, Filter::Spread, [AROUND; 3]);
        let (levels, least) = (&self.levels, self.score_threshold);
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            let mut maps = Vec::with_capacity(levels.len());
            for Level { stride, boxes, scores } in levels {
                let columns = side / stride;
                let cells = columns * columns;
                maps.push(HandMaps {
                    stride: *stride,
                    columns,
                    scores: outputs.values(scores, cells)?,
                    boxes: outputs.values(boxes, 4 * cells)?,
                });
            }
            Ok(most_hiding(&maps, plan, face, least))
        })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))
    }
}
