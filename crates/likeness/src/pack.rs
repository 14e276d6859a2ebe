//! Loading a model pack for a command.

use anyhow::{Context as _, Result};
use vision::{Manifest, Pack};

use crate::args::PackArgs;
use crate::context::Context;

/// The pack that is used when none is named.
pub(crate) const DEFAULT_PACK: &str = "standard";

/// Loads, checks and warms up the pack that `args` names.
pub(crate) fn load(context: &Context, args: &PackArgs, threads_per_model: usize) -> Result<Pack> {
    let runtime = context.folders.onnx_runtime(context.onnxruntime.as_deref())?;
    let name = args.pack.as_deref().unwrap_or(DEFAULT_PACK);
    let folder = match &args.models {
        Some(dir) => dir.clone(),
        None => context.folders.pack_folder(name)?,
    };
    let manifest = manifest(args.models.as_deref())?;
    Pack::load(&folder, &manifest, name, &runtime, threads_per_model)
        .with_context(|| format!("model pack `{name}` cannot be used"))
}

/// The manifest of a folder of weights, or the built-in one.
pub(crate) fn manifest(folder: Option<&std::path::Path>) -> Result<Manifest> {
    let Some(path) = folder.map(|d| d.join("manifest.toml")).filter(|p| p.is_file()) else {
        return Ok(Manifest::builtin());
    };
    manifest_at(&path)
}

/// The manifest in a file.
pub(crate) fn manifest_at(path: &std::path::Path) -> Result<Manifest> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Manifest::parse(&text).with_context(|| format!("{} is not a usable manifest", path.display()))
}
