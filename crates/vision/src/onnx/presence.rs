//! Presence models: PAD behind [`PadScorer`], manipulation behind [`ManipulationScorer`].

use domain::{Frame, ManipulationScore, ModelStamp, PadScore, Rect};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::manifest::{CropRule, OutputContract};
use crate::pad::{box_fit_crop, log_odds, softmax_probability, square_crop};
use crate::sample::{Filter, PixelView, TensorImage};
use crate::{InferenceError, LoadError, ManipulationScorer, PadScorer};

/// How a PAD network's input is cut out.
#[derive(Clone, Copy)]
enum PadCrop {
    /// The box enlarged as far as it fits the picture, scaled without a filter: MiniFASNet's authors' way.
    BoxFit { factor: f32 },
    /// A square, reflected at the border, area-filtered when it shrinks: as for manipulation.
    Square { factor: f32 },
}

/// One network of a PAD ensemble with its input.
struct PadMember {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    crop: PadCrop,
    output: String,
    classes: usize,
    bona_fide: usize,
}

impl PadMember {
    fn bona_fide_probability(
        &mut self,
        pixels: PixelView<'_>,
        face: Rect,
    ) -> Result<f64, InferenceError> {
        let whole = (pixels.width, pixels.height);
        match self.crop {
            PadCrop::BoxFit { factor } => {
                let size = self.tensor.size();
                // Bilinear also when shrinking: the networks were trained on that.
                let crop = box_fit_crop(face, factor, whole);
                self.tensor.resize(pixels, crop, size, Filter::Bilinear);
            }
            PadCrop::Square { factor } => {
                self.tensor.shrink(pixels, square_crop(face, factor, whole));
            }
        }
        let (name, classes, index) = (&self.output, self.classes, self.bona_fide);
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            Ok(softmax_probability(outputs.values(name, classes)?, index))
        })
    }
}

/// Families of PAD networks. Within one the probabilities of bona fide are averaged, as MiniFASNet's authors
/// do; over families, which were trained apart, the log-odds are, so that each weighs the same.
pub(super) struct PadEnsemble(Vec<Vec<PadMember>>);

impl PadEnsemble {
    /// At least one family, of at least one model each.
    pub fn open(
        runtime: &OnnxRuntime,
        families: &[Vec<&CheckedModel>],
        threads: usize,
    ) -> Result<Self, LoadError> {
        let open = |model: &&CheckedModel| {
            let crop = match model.entry.crop {
                CropRule::BoxFit { factor } => PadCrop::BoxFit { factor },
                CropRule::SquareReflect { factor } => PadCrop::Square { factor },
                _ => return Err(super::pack::unfit(model)),
            };
            let OutputContract::Softmax { name, classes, bona_fide, .. } = &model.entry.output
            else {
                return Err(super::pack::unfit(model));
            };
            Ok(PadMember {
                stamp: model.stamp.clone(),
                network: Network::open(runtime, model, threads)?,
                tensor: TensorImage::new(&model.entry.input),
                crop,
                output: name.clone(),
                classes: *classes,
                bona_fide: *bona_fide,
            })
        };
        let family = |models: &Vec<&CheckedModel>| models.iter().map(open).collect();
        families.iter().map(family).collect::<Result<_, _>>().map(Self)
    }
}

impl PadScorer for PadEnsemble {
    fn stamps(&self) -> Vec<ModelStamp> {
        self.0.iter().flatten().map(|m| m.stamp.clone()).collect()
    }

    fn score_pad(&mut self, frame: &Frame, face: Rect) -> Result<PadScore, InferenceError> {
        let pixels = PixelView::of(frame);
        let mut sum = 0.0;
        for family in &mut self.0 {
            let mut probabilities = 0.0;
            for member in family.iter_mut() {
                probabilities += member.bona_fide_probability(pixels, face)?;
            }
            let score = log_odds(probabilities / family.len() as f64);
            // Each family answers for its own numbers.
            PadScore::new(score).map_err(|source| InferenceError::Score {
                id: family[0].network.id().clone(),
                source,
            })?;
            sum += f64::from(score);
        }
        let score = (sum / self.0.len() as f64) as f32;
        PadScore::new(score).map_err(|source| InferenceError::Score {
            id: self.0[0][0].network.id().clone(),
            source,
        })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.0.iter_mut().flatten().try_for_each(|member| {
            member.network.run(member.tensor.shape(), member.tensor.values(), |_| Ok(()))
        })
    }
}

/// A manipulation session with its input.
pub(super) struct SquareManipulation {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    factor: f32,
    output: String,
}

impl SquareManipulation {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let (CropRule::SquareReflect { factor }, OutputContract::Logit { name, .. }) =
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

impl ManipulationScorer for SquareManipulation {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn score_manipulation(
        &mut self,
        frame: &Frame,
        face: Rect,
    ) -> Result<ManipulationScore, InferenceError> {
        let pixels = PixelView::of(frame);
        let crop = square_crop(face, self.factor, (pixels.width, pixels.height));
        self.tensor.shrink(pixels, crop);
        let name = &self.output;
        let logit = self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            Ok(outputs.values(name, 1)?[0])
        })?;
        ManipulationScore::new(logit)
            .map_err(|source| InferenceError::Score { id: self.stamp.id.clone(), source })
    }

    fn rerun(&mut self) -> Result<(), InferenceError> {
        self.network.run(self.tensor.shape(), self.tensor.values(), |_| Ok(()))
    }
}
