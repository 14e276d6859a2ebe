//! YuNet behind [`FaceDetector`].

use domain::{Frame, ModelStamp};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::detect::{DetectorPlan, PlanRule, YunetMaps, decode, suppress};
use crate::manifest::{CropRule, OutputContract};
use crate::sample::{Filter, PixelView, TensorImage};
use crate::{DetectorView, FaceDetector, InferenceError, LoadError, RawFace};

/// The four maps' names of one stride.
struct Level {
    stride: usize,
    names: [String; 4],
}

/// A YuNet session with its input.
pub(super) struct YunetDetector {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    rule: PlanRule,
    levels: Vec<Level>,
    score_threshold: f32,
    nms_threshold: f32,
}

impl YunetDetector {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let entry = &model.entry;
        let (
            CropRule::Whole { long_side, region_side, region_enlarge, multiple },
            OutputContract::Yunet { strides, score_threshold, nms_threshold, .. },
        ) = (&entry.crop, &entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        let level = |s: &usize| Level {
            stride: *s,
            names: ["cls", "obj", "bbox", "kps"].map(|kind| format!("{kind}_{s}")),
        };
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&entry.input),
            rule: PlanRule {
                long_side: *long_side,
                region_side: *region_side,
                region_enlarge: *region_enlarge,
                multiple: *multiple,
            },
            levels: strides.iter().map(level).collect(),
            score_threshold: *score_threshold,
            nms_threshold: *nms_threshold,
        })
    }
}

impl FaceDetector for YunetDetector {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn detect(
        &mut self,
        frame: &Frame,
        view: DetectorView,
    ) -> Result<Vec<RawFace>, InferenceError> {
        let pixels = PixelView::of(frame);
        let plan = DetectorPlan::new(&self.rule, (pixels.width, pixels.height), view);
        let (w, h) = plan.input;
        self.tensor.set_size(w, h);
        self.tensor.resize(pixels, plan.crop, plan.scaled, Filter::Spread);
        let (levels, threshold) = (&self.levels, self.score_threshold);
        let faces = self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            let mut faces = Vec::new();
            for Level { stride, names: [cls, obj, bbox, kps] } in levels {
                let columns = w / stride;
                let cells = columns * (h / stride);
                let maps = YunetMaps {
                    stride: *stride,
                    columns,
                    cls: outputs.values(cls, cells)?,
                    obj: outputs.values(obj, cells)?,
                    bbox: outputs.values(bbox, 4 * cells)?,
                    kps: outputs.values(kps, 10 * cells)?,
                };
                decode(&maps, threshold, &mut faces);
            }
            Ok(faces)
        })?;
        let mut faces = suppress(faces, self.nms_threshold);
        for face in &mut faces {
            *face = plan.face_to_picture(face);
        }
        Ok(faces)
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))
    }
}
