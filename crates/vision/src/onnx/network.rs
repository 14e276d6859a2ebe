//! One session, checked against its manifest entry before it is used and at every answer.

use domain::ModelId;
use ort::session::{Session, SessionOutputs, builder::GraphOptimizationLevel};
use ort::value::{TensorElementType, TensorRef, ValueType};

use super::{CheckedModel, OnnxRuntime};
use crate::manifest::{CropRule, ModelManifest, OutputContract, TensorLayout};
use crate::{InferenceError, LoadError};

/// A loaded graph.
pub(super) struct Network {
    id: ModelId,
    session: Session,
}

impl Network {
    /// Opens a model, checks names, types and shapes against its entry, and runs it once.
    pub fn open(
        runtime: &OnnxRuntime,
        model: &CheckedModel,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let id = model.stamp.id.clone();
        let session = build(runtime, &model.bytes, threads)
            .map_err(|e| LoadError::Open { id: id.clone(), source: e.to_string().into() })?;
        check_graph(&session, &model.entry)
            .map_err(|detail| LoadError::Contract { id: id.clone(), detail })?;
        let mut network = Self { id: id.clone(), session };
        network.warm_up(model).map_err(|source| LoadError::WarmUp { id, source })?;
        Ok(network)
    }

    /// The model's id.
    pub const fn id(&self) -> &ModelId {
        &self.id
    }

    /// Runs on one input, borrowed, and lets `read` look at the outputs.
    pub fn run<R>(
        &mut self,
        shape: [usize; 4],
        values: &[f32],
        read: impl FnOnce(&Outputs<'_, '_>) -> Result<R, InferenceError>,
    ) -> Result<R, InferenceError> {
        let failed = |e: ort::Error| InferenceError::Run {
            id: self.id.clone(),
            source: e.to_string().into(),
        };
        let input = TensorRef::from_array_view((shape, values)).map_err(failed)?;
        let outputs = self.session.run(ort::inputs![input]).map_err(failed)?;
        read(&Outputs { id: &self.id, outputs: &outputs })
    }

    /// One run on mid-grey; every promised output must come, in its length, finite.
    fn warm_up(&mut self, model: &CheckedModel) -> Result<(), InferenceError> {
        let (input, output) = (&model.entry.input, &model.entry.output);
        let (w, h) = input.fixed_size().unwrap_or_else(|| match model.entry.crop {
            CropRule::Whole { multiple, .. } | CropRule::Page { multiple, .. } => {
                (2 * multiple as usize, multiple as usize)
            }
            CropRule::TextLine { height, multiple, .. } => (8 * multiple, height),
            _ => (64, 32),
        });
        let grey: Vec<f32> = match input.layout {
            TensorLayout::Nchw => (0..3)
                .flat_map(|c| std::iter::repeat_n((128.0 - input.mean[c]) * input.scale[c], w * h))
                .collect(),
            TensorLayout::Nhwc => {
                (0..3 * w * h).map(|i| (128.0 - input.mean[i % 3]) * input.scale[i % 3]).collect()
            }
        };
        let lengths: Vec<(String, usize)> = match output {
            OutputContract::Yunet { strides, .. } => {
                let cells = strides.iter().map(|s| (w / s) * (h / s));
                let per_map = cells.flat_map(|n| std::iter::repeat_n(n, 4));
                output.tensors().into_iter().zip(per_map).map(|((k, n), c)| (k, n * c)).collect()
            }
            OutputContract::Boxes { strides, .. } => {
                let cells = strides.iter().map(|s| (w / s) * (h / s));
                let per_map = cells.flat_map(|n| std::iter::repeat_n(n, 2));
                output.tensors().into_iter().zip(per_map).map(|((k, n), c)| (k, n * c)).collect()
            }
            OutputContract::TextMap { name, .. } => vec![(name.clone(), w * h)],
            OutputContract::Ctc { name, classes, .. } => match model.entry.crop {
                CropRule::TextLine { multiple, .. } => vec![(name.clone(), w / multiple * classes)],
                _ => Vec::new(),
            },
            _ => output.tensors(),
        };
        self.run(input.shape(w, h), &grey, |outputs| {
            lengths.iter().try_for_each(|(name, length)| outputs.values(name, *length).map(drop))
        })
    }
}

/// The outputs of one run.
pub(super) struct Outputs<'a, 's> {
    id: &'a ModelId,
    outputs: &'a SessionOutputs<'s>,
}

impl Outputs<'_, '_> {
    /// The `length` values of an output: float32, batch of one, all finite.
    pub fn values(&self, name: &str, length: usize) -> Result<&[f32], InferenceError> {
        let wrong = |found: Vec<i64>| InferenceError::Shape {
            id: self.id.clone(),
            output: name.to_owned(),
            expected: format!("{length} float32 values"),
            found,
        };
        let value = self.outputs.get(name).ok_or_else(|| wrong(Vec::new()))?;
        let (shape, values) = value.try_extract_tensor::<f32>().map_err(|_| {
            wrong(value.dtype().tensor_shape().map(|s| s.to_vec()).unwrap_or_default())
        })?;
        if values.len() != length || shape.first().is_some_and(|batch| *batch != 1) {
            return Err(wrong(shape.to_vec()));
        }
        // No early exit, so that it vectorises: the usual answer is that all are finite.
        if values.iter().fold(false, |bad, v| bad | !v.is_finite()) {
            return Err(InferenceError::NotFinite { id: self.id.clone(), output: name.to_owned() });
        }
        Ok(values)
    }
}

/// Sequential, on the caller's own thread unless `threads` says more, without spinning.
fn build(runtime: &OnnxRuntime, bytes: &[u8], threads: usize) -> ort::Result<Session> {
    let cpu = ort::ep::CPU::default().with_arena_allocator(true).build();
    Session::builder(runtime.environment())?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_execution_providers([cpu.error_on_failure()])?
        .with_intra_threads(threads.max(1))?
        .with_inter_threads(1)?
        .with_parallel_execution(false)?
        .with_intra_op_spinning(false)?
        .with_inter_op_spinning(false)?
        .commit_from_memory(bytes)
}

/// What of the graph differs from the entry, as a clause.
fn check_graph(session: &Session, entry: &ModelManifest) -> Result<(), String> {
    let (input, output) = (&entry.input, &entry.output);
    let names: Vec<&str> = session.inputs().iter().map(ort::value::Outlet::name).collect();
    let [found] = session.inputs() else {
        return Err(format!("the graph has inputs {names:?} where one is expected"));
    };
    if found.name() != input.name {
        return Err(format!(
            "the graph's input is called {names:?}, the entry says {}",
            input.name
        ));
    }
    let shape = float_shape(found.dtype()).ok_or_else(|| {
        format!("input {} is {}, not a float32 tensor", input.name, found.dtype())
    })?;
    let (w, h) = match entry.crop {
        CropRule::TextLine { height, .. } => (-1, height as i64),
        _ => input.fixed_size().map_or((-1, -1), |(w, h)| (w as i64, h as i64)),
    };
    let expected = match input.layout {
        TensorLayout::Nchw => [1, 3, h, w],
        TensorLayout::Nhwc => [1, h, w, 3],
    };
    // An open axis of the graph takes anything; an open axis of the entry needs an open one.
    let fits = shape.len() == 4
        && shape.iter().zip(expected).all(|(found, expected)| *found == -1 || *found == expected);
    if !fits {
        return Err(format!(
            "input {} has shape {shape:?} where {expected:?} is expected (-1: any)",
            input.name
        ));
    }
    let outputs = session.outputs();
    for (name, length) in output.tensors() {
        let Some(found) = outputs.iter().find(|o| o.name() == name) else {
            let names: Vec<&str> = outputs.iter().map(ort::value::Outlet::name).collect();
            return Err(format!("the graph has outputs {names:?}, the entry needs {name}"));
        };
        let shape = float_shape(found.dtype())
            .ok_or_else(|| format!("output {name} is {}, not a float32 tensor", found.dtype()))?;
        let is_map = matches!(output, OutputContract::Yunet { .. } | OutputContract::Boxes { .. });
        if !holds(shape, length, is_map) {
            return Err(format!(
                "output {name} has shape {shape:?} where {length} values are expected"
            ));
        }
    }
    Ok(())
}

/// Whether a shape with open axes (-1) can hold `length` values, per cell for maps.
fn holds(shape: &[i64], length: usize, per_cell: bool) -> bool {
    let length = length as i64;
    if per_cell {
        // Batch, cells and values, or batch, rows, columns and values.
        let last = shape.last().copied().unwrap_or_default();
        return matches!(shape.len(), 3 | 4) && (last == -1 || last == length);
    }
    let rest = shape.get(1..).unwrap_or_default();
    let known: i64 = rest.iter().filter(|d| **d > 0).product();
    let open = rest.contains(&-1);
    shape.first().is_some_and(|b| *b == -1 || *b == 1)
        && if open { known > 0 && length % known == 0 } else { known == length }
}

fn float_shape(value: &ValueType) -> Option<&[i64]> {
    match value {
        ValueType::Tensor { ty: TensorElementType::Float32, shape, .. } => Some(shape),
        _ => None,
    }
}
