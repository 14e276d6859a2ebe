//! PP-OCR's text detection and recognition behind [`TextDetector`] and [`TextRecogniser`].

use documents::ctc::{BLANK, CLASSES, Step};
use documents::{SYMBOLS, symbol_of};
use domain::{Frame, ModelStamp};

use super::network::Network;
use super::{CheckedModel, OnnxRuntime};
use crate::manifest::{CropRule, OutputContract, StepValues};
use crate::sample::{Filter, PixelView, TensorImage};
use crate::text::{LineBox, MapRule, PageView, TextDetector, TextRecogniser, boxes_of};
use crate::{InferenceError, LoadError};

/// A text map's session with its input.
pub(super) struct MapTextDetector {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    long_sides: Vec<u32>,
    enlarge: f32,
    multiple: usize,
    output: String,
    rule: MapRule,
}

impl MapTextDetector {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let entry = &model.entry;
        let (
            CropRule::Page { long_sides, enlarge, multiple },
            OutputContract::TextMap { name, threshold, box_threshold, unclip, .. },
        ) = (&entry.crop, &entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&entry.input),
            long_sides: long_sides.clone(),
            enlarge: *enlarge,
            multiple: *multiple as usize,
            output: name.clone(),
            rule: MapRule { threshold: *threshold, box_threshold: *box_threshold, unclip: *unclip },
        })
    }
}

impl TextDetector for MapTextDetector {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn views(&self, width: u32, height: u32) -> Vec<PageView> {
        let longer = width.max(height).max(1) as f32;
        let mut views: Vec<PageView> = self
            .long_sides
            .iter()
            .map(|side| PageView { scale: (*side as f32 / longer).min(self.enlarge) })
            .collect();
        views.dedup_by(|a, b| a.scale == b.scale);
        // A view larger than the picture shows nothing that the one before did not, once that is full size.
        let first_full = views.iter().position(|v| v.scale >= 1.0).unwrap_or(views.len());
        views.truncate(first_full + 1);
        views
    }

    fn detect_text(
        &mut self,
        frame: &Frame,
        view: PageView,
    ) -> Result<Vec<LineBox>, InferenceError> {
        frame.check()?;
        let pixels = PixelView::of(frame);
        let scaled = |n: usize| ((n as f32 * view.scale).round() as usize).max(1);
        let size = (scaled(pixels.width), scaled(pixels.height));
        let (w, h) =
            (size.0.next_multiple_of(self.multiple), size.1.next_multiple_of(self.multiple));
        self.tensor.set_size(w, h);
        self.tensor.resize(pixels, pixels.whole(), size, Filter::Spread);
        let (output, rule) = (&self.output, &self.rule);
        let boxes = self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            Ok(boxes_of(outputs.values(output, w * h)?, w, rule))
        })?;
        let (x, y) = (pixels.width as f32 / size.0 as f32, pixels.height as f32 / size.1 as f32);
        Ok(boxes.into_iter().map(|b| b.scaled(x, y)).collect())
    }
}

/// A recogniser's session with its input, restricted to the characters of the zone.
pub(super) struct ZoneRecogniser {
    stamp: ModelStamp,
    network: Network,
    tensor: TensorImage,
    height: usize,
    multiple: usize,
    max_width: usize,
    output: String,
    classes: usize,
    blank: usize,
    values: StepValues,
    /// Classes of each of [`SYMBOLS`].
    characters: [Vec<usize>; SYMBOLS.len()],
}

impl ZoneRecogniser {
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let entry = &model.entry;
        let (
            CropRule::TextLine { height, multiple, max_width },
            OutputContract::Ctc { name, classes, blank, values, characters, .. },
        ) = (&entry.crop, &entry.output)
        else {
            return Err(super::pack::unfit(model));
        };
        let mut of_symbol = [const { Vec::new() }; SYMBOLS.len()];
        for (character, classes) in characters {
            if let Some(s) = u8::try_from(*character).ok().and_then(symbol_of) {
                of_symbol[s].clone_from(classes);
            }
        }
        Ok(Self {
            stamp: model.stamp.clone(),
            network: Network::open(runtime, model, threads)?,
            tensor: TensorImage::new(&entry.input),
            height: *height,
            multiple: *multiple,
            max_width: *max_width,
            output: name.clone(),
            classes: *classes,
            blank: *blank,
            values: *values,
            characters: of_symbol,
        })
    }
}

impl TextRecogniser for ZoneRecogniser {
    fn stamp(&self) -> &ModelStamp {
        &self.stamp
    }

    fn recognise(&mut self, frame: &Frame, line: &LineBox) -> Result<Vec<Step>, InferenceError> {
        frame.check()?;
        let Some(to_source) = line.to_source(self.height) else { return Ok(Vec::new()) };
        let width = (f64::from(line.width) / to_source.scale()).ceil() as usize;
        let width = width.next_multiple_of(self.multiple).clamp(self.multiple, self.max_width);
        self.tensor.set_size(width, self.height);
        self.tensor.warp(PixelView::of(frame), &to_source);
        let steps = width / self.multiple;
        let Self { output, classes, blank, values, characters, .. } = self;
        self.network.run(self.tensor.shape(), self.tensor.values(), |outputs| {
            let found = outputs.values(output, steps * *classes)?;
            let step = |of: &[f32]| restricted(of, *values, *blank, characters);
            Ok(found.chunks_exact(*classes).map(step).collect())
        })
    }
}

/// Probabilities among the zone's characters and the blank alone.
fn restricted(
    found: &[f32],
    values: StepValues,
    blank: usize,
    characters: &[Vec<usize>; SYMBOLS.len()],
) -> Step {
    let logit = |class: usize| match values {
        StepValues::Logits => found[class],
        // The logarithm of a probability is a logit but for a constant. None is so small that it is none.
        StepValues::Probabilities => found[class].max(f32::MIN_POSITIVE).ln(),
    };
    let mut step: Step = [f32::NEG_INFINITY; CLASSES];
    step[BLANK] = logit(blank);
    for (value, classes) in step.iter_mut().zip(characters) {
        *value = classes.iter().map(|c| logit(*c)).fold(f32::NEG_INFINITY, f32::max);
    }
    let top = step.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = step
        .iter_mut()
        .map(|v| {
            *v = (*v - top).exp();
            *v
        })
        .sum();
    step.map(|v| v / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_of_the_filler_compete_as_one() {
        let mut characters = [const { Vec::new() }; SYMBOLS.len()];
        for (i, classes) in characters.iter_mut().enumerate() {
            classes.push(i + 1);
        }
        characters[documents::FILLER].push(40);
        let mut logits = vec![0.0; 41];
        (logits[40], logits[13]) = (9.0, 8.0);
        let step = restricted(&logits, StepValues::Logits, 0, &characters);
        assert!(step[documents::FILLER] > 0.7 && step[12] > 0.2);
        assert!((step.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        // A softmax over all classes in the graph changes nothing.
        let total: f32 = logits.iter().map(|l| l.exp()).sum();
        let probabilities: Vec<f32> = logits.iter().map(|l| l.exp() / total).collect();
        let same = restricted(&probabilities, StepValues::Probabilities, 0, &characters);
        assert!(step.iter().zip(&same).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}
