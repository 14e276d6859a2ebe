//! What the studies over clips share: models, policy, cache, and the models asked one by one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use eval::about::About;
use eval::attacks::Thresholds;
use eval::cache::Cache;
use eval::clips::{
    Beside, ClipJob, ClipResult, ClipSet, EnrolResult, Role, RoomResult, contents_hash,
};
use eval::models::Models;
use eval::report::{Document, Written};
use verdict::PresenceThresholds;
use vision::{ModelStore, Pack};

use super::progress::Bar;
use crate::args::eval::clips::ClipArgs;
use crate::context::Context;
use crate::pack::Selection;
use crate::policy::{self, NamedPolicy};

/// Everything that is ready before the first clip.
pub(super) struct Bench<'a> {
    args: &'a ClipArgs,
    context: &'a Context,
    pack: Arc<Pack>,
    pub(super) models: Models,
    pub(super) beside: Vec<Beside>,
    pub(super) policy: NamedPolicy,
    cache: Cache,
    program: String,
}

impl<'a> Bench<'a> {
    /// With `role`, each model of that role whose weights are there is asked alone as well.
    pub(super) fn open(
        args: &'a ClipArgs,
        role: Option<Role>,
        context: &'a Context,
    ) -> Result<Self> {
        let policy = policy::find_judging(&args.policy)?;
        let which = &args.measure.pack;
        let chosen = Selection::of(context, which)?;
        let models = Models::of(&chosen.manifest, &chosen.name)
            .with_context(|| super::no_pack(&chosen.name))?;
        let pack = Arc::new(chosen.load(context, 1)?);
        let beside = match role {
            Some(role) => alone(role, chosen, context)?,
            None => Vec::new(),
        };
        let cache = Cache::open(&args.measure.out)?;
        // A program that cannot find its own file is told apart by its version only.
        let program = std::env::current_exe()
            .ok()
            .and_then(|path| contents_hash(&path))
            .unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned());
        Ok(Self { args, context, pack, models, beside, policy, cache, program })
    }

    /// Measures the clips, with a bar where somebody watches.
    pub(super) fn run(&self, jobs: &[ClipJob]) -> Result<Vec<ClipResult>> {
        let bar = Bar::new();
        let results = self.set(&bar).run(jobs);
        bar.clear();
        Ok(results?)
    }

    /// Enrols the files, with a bar where somebody watches.
    pub(super) fn enrol(&self, files: &[PathBuf]) -> Result<Vec<EnrolResult>> {
        let bar = Bar::new();
        let results = self.set(&bar).enrol(files);
        bar.clear();
        Ok(results?)
    }

    /// What is kept of the rooms in the files, with a bar where somebody watches.
    pub(super) fn rooms(&self, files: &[PathBuf]) -> Result<Vec<RoomResult>> {
        let bar = Bar::new();
        let results = self.set(&bar).rooms(files);
        bar.clear();
        Ok(results?)
    }

    fn set<'s>(&'s self, bar: &'s Bar) -> ClipSet<'s> {
        ClipSet {
            pack: Arc::clone(&self.pack),
            models: &self.models,
            beside: &self.beside,
            policy: &self.policy.policy,
            policy_text: &self.policy.text,
            sample_fps: self.args.sample_fps,
            clock: Arc::clone(&self.context.clock),
            entropy: Arc::clone(&self.context.entropy),
            program: &self.program,
            out: &self.args.measure.out,
            cache: &self.cache,
            jobs: super::workers(self.args.measure.jobs),
            progress: bar,
        }
    }

    /// What the pack says its scores are worth.
    pub(super) fn calibrations(&self) -> vision::Calibrations {
        self.pack.calibrations()
    }

    /// What the policy's presence answer is decided by, with this pack.
    pub(super) fn thresholds(&self) -> Thresholds {
        let tables = self.pack.calibrations();
        let limit =
            PresenceThresholds::of(&self.policy.policy.presence, tables.false_alarm.as_ref());
        Thresholds { attack_llr: limit.attack, live_llr: limit.live }
    }

    pub(super) fn about(&self, list: &Path) -> About {
        let stamp = self.policy.policy.stamp();
        About {
            list: list.display().to_string(),
            list_sha256: contents_hash(list).unwrap_or_default(),
            policy: format!("{} v{}", stamp.name, stamp.version),
            sample_fps: self.args.sample_fps,
            pack: self.pack.name().to_owned(),
            models: self.models.stamps.iter().map(Into::into).collect(),
            code: env!("CARGO_PKG_VERSION").to_owned(),
            date: super::now(self.context),
        }
    }

    /// Writes the report and says where it is.
    pub(super) fn write(
        &self,
        document: &Document,
        report: &impl serde::Serialize,
    ) -> Result<Written> {
        let json = serde_json::to_value(report)?;
        Ok(eval::report::write(&self.args.measure.out, document, &json)?)
    }
}

/// The folder that a list's paths begin in.
pub(super) fn folder_of<'p>(args: &'p ClipArgs, list: &'p Path) -> &'p Path {
    let media = args.media.as_deref();
    media.or(list.parent()).filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Each model of `role` alone in a pack that is otherwise the chosen one, where its weights are present.
fn alone(role: Role, chosen: Selection, context: &Context) -> Result<Vec<Beside>> {
    let wanted = match role {
        Role::Pad => domain::ModelRole::Pad,
        Role::Manipulation => domain::ModelRole::Manipulation,
    };
    let runtime = context.folders.onnx_runtime(context.onnxruntime.as_deref())?;
    let Selection { name, mut manifest, files, .. } = chosen;
    let present: Vec<String> = ModelStore::new(&files, &manifest)
        .states()
        .into_iter()
        .filter(|(_, model, state)| model.role == wanted && state.is_usable())
        .map(|(id, _, _)| id.to_owned())
        .collect();
    let Some(entry) = manifest.pack(&name).cloned() else { return Ok(Vec::new()) };
    present
        .into_iter()
        .map(|id| {
            let mut entry = entry.clone();
            entry.pad.clear();
            entry.manipulation = None;
            match role {
                Role::Pad => entry.pad.push(vec![id.clone()]),
                Role::Manipulation => entry.manipulation = Some(id.clone()),
            }
            let alone = format!("{name} with {id} alone");
            manifest.packs.insert(alone.clone(), entry);
            let pack = Pack::load(&files, &manifest, &alone, &runtime, 1)
                .with_context(|| format!("model `{id}` cannot be used alone"))?;
            Ok(Beside { name: id, pack: Arc::new(pack), role })
        })
        .collect()
}
