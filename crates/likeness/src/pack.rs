//! Which models a command uses, and where their files are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use vision::{AUTO, LoadError, Manifest, ModelFiles, Pack, PartChoice};

use crate::args::PackArgs;
use crate::bundled::CARRIED;
use crate::context::Context;

/// What is to be loaded, and why.
pub(crate) struct Selection {
    /// Name of the pack.
    pub(crate) name: String,
    /// The manifest, in which the pack has an entry, also where it was put together.
    pub(crate) manifest: Manifest,
    /// Where the files are.
    pub(crate) files: ModelFiles,
    /// Where each part comes from.
    pub(crate) parts: Vec<PartChoice>,
}

impl Selection {
    /// The pack that `args` name, or what `auto` comes to.
    pub(crate) fn of(context: &Context, args: &PackArgs) -> Result<Self> {
        let folder = args.models.as_deref();
        if let Some(dir) = folder.filter(|dir| !dir.is_dir()) {
            bail!(
                "--models {0}: there is no such folder; `likeness models pull --from DIR --to {0}` fills \
                 one from a folder that holds the weights",
                dir.display()
            );
        }
        let manifest = manifest(folder)?;
        let name = args.pack.as_deref().unwrap_or(AUTO);
        let files = files(context, &manifest, name, folder)?;
        if name == AUTO {
            return Self::auto(manifest, files);
        }
        let parts = manifest.parts_of(name);
        Ok(Self { name: name.to_owned(), manifest, files, parts })
    }

    fn auto(mut manifest: Manifest, files: ModelFiles) -> Result<Self> {
        let packs: Vec<_> = manifest.auto.iter().filter_map(|name| manifest.pack(name)).collect();
        if packs.is_empty() {
            let known: Vec<&str> = manifest.packs.keys().map(String::as_str).collect();
            bail!(
                "the manifest has none of the packs that `{AUTO}` chooses from ({}); name one with --pack: it \
                 has {}",
                manifest.auto.join(", "),
                known.join(", ")
            );
        }
        let mut here = BTreeMap::new();
        for id in packs.iter().flat_map(|pack| pack.model_ids()) {
            if let Some(model) = manifest.model(id) {
                here.insert(id.to_owned(), files.has(id, model)?);
            }
        }
        let (entry, parts) = manifest
            .compose(|id| here.get(id).copied().unwrap_or(false))
            .map_err(LoadError::from)?;
        manifest.packs.insert(AUTO.to_owned(), entry);
        Ok(Self { name: AUTO.to_owned(), manifest, files, parts })
    }

    /// Loads, checks and warms up every model.
    pub(crate) fn load(&self, context: &Context, threads_per_model: usize) -> Result<Pack> {
        let runtime = context.folders.onnx_runtime(context.onnxruntime.as_deref())?;
        let (files, manifest) = (&self.files, &self.manifest);
        Pack::load(files, manifest, &self.name, &runtime, threads_per_model)
            .with_context(|| format!("model pack `{}` cannot be used", self.name))
    }
}

/// Loads, checks and warms up the pack that `args` names.
pub(crate) fn load(context: &Context, args: &PackArgs, threads_per_model: usize) -> Result<Pack> {
    Selection::of(context, args)?.load(context, threads_per_model)
}

/// Where the files of a pack are: in the folder given and nowhere else, or in the packs' usual folders and
/// in the program itself.
pub(crate) fn files(
    context: &Context,
    manifest: &Manifest,
    name: &str,
    folder: Option<&Path>,
) -> Result<ModelFiles> {
    if let Some(dir) = folder {
        return Ok(ModelFiles::from(dir));
    }
    let folder = |name: &str| context.folders.pack_folder(name);
    let folders: Result<Vec<PathBuf>> = if name == AUTO {
        manifest.auto.iter().map(|name| folder(name)).collect()
    } else {
        folder(name).map(|dir| vec![dir])
    };
    Ok(ModelFiles::new(folders?, CARRIED))
}

/// The manifest of a folder of weights, or the built-in one.
pub(crate) fn manifest(folder: Option<&Path>) -> Result<Manifest> {
    let Some(path) = folder.map(|d| d.join("manifest.toml")).filter(|p| p.is_file()) else {
        return Ok(Manifest::builtin());
    };
    manifest_at(&path)
}

/// The manifest in a file.
pub(crate) fn manifest_at(path: &Path) -> Result<Manifest> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Manifest::parse(&text).with_context(|| format!("{} is not a usable manifest", path.display()))
}

/// A line for each part: what it is, where it comes from and why.
pub(crate) fn part_lines(parts: &[PartChoice]) -> impl Iterator<Item = String> {
    parts.iter().map(|choice| {
        let models =
            if choice.models.is_empty() { "none".to_owned() } else { choice.models.join(" + ") };
        let from = choice.pack.as_ref().map_or_else(String::new, |pack| format!(" ({pack})"));
        format!("  {:<13} {models}{from}: {}", choice.part, choice.reason)
    })
}
