//! A pack of models, checked once and opened as often as there are worker threads.

use std::sync::{Mutex, PoisonError};

use domain::{ModelRole, ModelStampSet};

use super::detector::YunetDetector;
use super::embedder::TemplateEmbedder;
use super::hand::SquareHands;
use super::landmarks::LevelLandmarks;
use super::mesh::LevelMesh;
use super::presence::{PadEnsemble, SquareManipulation};
use super::quality::TemplateQuality;
use super::rewrite::without_prelu;
use super::text::{MapTextDetector, ZoneRecogniser};
use super::{CheckedModel, OnnxRuntime};
use crate::{
    Analyst, AnalystModels, Calibrations, LoadError, Manifest, ModelFiles, ModelManifest,
    TextReader,
};

/// How a pack is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackOptions {
    /// Threads of each session, at least one: the caller's own.
    pub threads: usize,
    /// Whether slow nodes may be replaced by equivalent faster ones while loading (see `rewrite`). Off
    /// only for benches that need the runtime's time on the files as they are.
    pub faster_graphs: bool,
}

impl Default for PackOptions {
    fn default() -> Self {
        Self { threads: 1, faster_graphs: true }
    }
}

/// All models of a pack: bytes checked against the manifest, graphs checked and run once.
pub struct Pack {
    name: String,
    runtime: OnnxRuntime,
    threads: usize,
    models: Vec<CheckedModel>,
    /// Families of PAD models.
    pad: Vec<Vec<String>>,
    calibrations: Calibrations,
    /// Where models lie, and the entries of the two that read documents.
    text: Option<(ModelFiles, [(String, ModelManifest); 2])>,
    /// The analyst that loading made, for whoever asks first. The lock is held to take it, no longer.
    spare: Mutex<Option<Analyst>>,
}

/// A model whose kinds of crop and output do not belong together. Validation of the manifest excludes it.
pub(super) fn unfit(model: &CheckedModel) -> LoadError {
    LoadError::Contract {
        id: model.stamp.id.clone(),
        detail: format!("its crop rule and output cannot serve the role {}", model.stamp.role),
    }
}

impl Pack {
    /// Reads, checks and warms up every model of pack `name` among `files`. Each session uses `threads`
    /// threads (at least one: the caller's own).
    ///
    /// # Errors
    /// On the first model that is missing, altered or not what the manifest says. The sentence names the
    /// remedy.
    pub fn load(
        files: impl Into<ModelFiles>,
        manifest: &Manifest,
        name: &str,
        runtime: &OnnxRuntime,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let options = PackOptions { threads, ..PackOptions::default() };
        Self::load_with(files, manifest, name, runtime, options)
    }

    /// As [`load`](Self::load), with every option.
    ///
    /// # Errors
    /// As there.
    pub fn load_with(
        files: impl Into<ModelFiles>,
        manifest: &Manifest,
        name: &str,
        runtime: &OnnxRuntime,
        options: PackOptions,
    ) -> Result<Self, LoadError> {
        let Some(entry) = manifest.pack(name) else {
            let known: Vec<&str> = manifest.packs.keys().map(String::as_str).collect();
            return Err(LoadError::UnknownPack { name: name.into(), known: known.join(", ") });
        };
        let files = files.into();
        let mut models = Vec::new();
        for id in entry.session_model_ids() {
            let Some(model) = manifest.model(id) else { continue };
            let mut bytes = files.read(id, model)?;
            if options.faster_graphs
                && let Some(faster) = without_prelu(&bytes)
            {
                bytes = faster.into();
            }
            models.push(CheckedModel { stamp: model.stamp(id), entry: model.clone(), bytes });
        }
        models.sort_by_key(|m| m.stamp.role);
        let pack = Self {
            name: name.into(),
            runtime: runtime.clone(),
            threads: options.threads.max(1),
            models,
            pad: entry.pad.clone(),
            calibrations: (&entry.calibration).into(),
            text: entry.text_detector.iter().zip(&entry.text_recogniser).next().and_then(
                |(d, r)| {
                    let of = |id: &String| manifest.model(id).map(|m| (id.clone(), m.clone()));
                    Some((files.clone(), [of(d)?, of(r)?]))
                },
            ),
            spare: Mutex::new(None),
        };
        let analyst = pack.open_analyst()?;
        *pack.spare.lock().unwrap_or_else(PoisonError::into_inner) = Some(analyst);
        Ok(pack)
    }

    /// The pack's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every model, in order of role.
    pub fn stamps(&self) -> ModelStampSet {
        self.models.iter().map(|m| m.stamp.clone()).collect()
    }

    /// What the scores of its models are worth.
    pub fn calibrations(&self) -> Calibrations {
        self.calibrations.clone()
    }

    /// An analyst of its own for one worker thread.
    ///
    /// # Errors
    /// When the runtime cannot open a model a second time, for want of memory.
    pub fn analyst(&self) -> Result<Analyst, LoadError> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        spare.map_or_else(|| self.open_analyst(), Ok)
    }

    /// A reader of documents of its own, its two models checked as all others are; none when the pack names
    /// no such models. They are not needed to judge faces, so loading the pack leaves them alone.
    ///
    /// # Errors
    /// When one of them is missing, altered or not what the manifest says.
    pub fn text_reader(&self) -> Result<Option<TextReader>, LoadError> {
        let Some((files, entries)) = &self.text else { return Ok(None) };
        let open = |(id, entry): &(String, ModelManifest)| -> Result<CheckedModel, LoadError> {
            let bytes = files.read(id, entry)?;
            Ok(CheckedModel { stamp: entry.stamp(id), entry: entry.clone(), bytes })
        };
        let detector = MapTextDetector::open(&self.runtime, &open(&entries[0])?, self.threads)?;
        let recogniser = ZoneRecogniser::open(&self.runtime, &open(&entries[1])?, self.threads)?;
        Ok(Some(TextReader::new(Box::new(detector), Box::new(recogniser))))
    }

    fn of_role(&self, role: ModelRole) -> Vec<&CheckedModel> {
        self.models.iter().filter(|m| m.stamp.role == role).collect()
    }

    fn named(&self, ids: &[String]) -> Vec<&CheckedModel> {
        let by_id = |id: &String| self.models.iter().find(|m| m.stamp.id.as_str() == id);
        ids.iter().filter_map(by_id).collect()
    }

    fn open_analyst(&self) -> Result<Analyst, LoadError> {
        let (runtime, threads) = (&self.runtime, self.threads);
        let required = |role: ModelRole| {
            self.of_role(role).first().copied().ok_or_else(|| LoadError::UnknownPack {
                name: format!("{} with a {role}", self.name),
                known: "none of that kind".into(),
            })
        };
        let pad: Vec<Vec<&CheckedModel>> = self.pad.iter().map(|ids| self.named(ids)).collect();
        let manipulation = self.of_role(ModelRole::Manipulation);
        let quality = self.of_role(ModelRole::Quality);
        let mesh = self.of_role(ModelRole::Mesh);
        let hand = self.of_role(ModelRole::Hand);
        let landmarks = self.of_role(ModelRole::Landmarks);
        let mut models = AnalystModels {
            detector: Box::new(YunetDetector::open(
                runtime,
                required(ModelRole::Detector)?,
                threads,
            )?),
            landmarks: None,
            embedder: Box::new(TemplateEmbedder::open(
                runtime,
                required(ModelRole::Embedder)?,
                threads,
            )?),
            pad: None,
            manipulation: None,
            quality: None,
            mesh: None,
            hand: None,
            identity: self.calibrations.identity.clone(),
        };
        if let Some(model) = landmarks.first() {
            models.landmarks = Some(Box::new(LevelLandmarks::open(runtime, model, threads)?));
        }
        if !pad.is_empty() {
            models.pad = Some(Box::new(PadEnsemble::open(runtime, &pad, threads)?));
        }
        if let Some(model) = manipulation.first() {
            models.manipulation =
                Some(Box::new(SquareManipulation::open(runtime, model, threads)?));
        }
        if let Some(model) = quality.first() {
            models.quality = Some(Box::new(TemplateQuality::open(runtime, model, threads)?));
        }
        if let Some(model) = mesh.first() {
            models.mesh = Some(Box::new(LevelMesh::open(runtime, model, threads)?));
        }
        if let Some(model) = hand.first() {
            models.hand = Some(Box::new(SquareHands::open(runtime, model, threads)?));
        }
        Ok(Analyst::new(models))
    }
}
