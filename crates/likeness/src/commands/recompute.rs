//! `likeness references recompute`: what an operator does after a change of the face model.

use anyhow::Result;
use app::{Actor, App, RecomputeOptions, RecomputeReport, StreamDoors};

use crate::args::{RecomputeArgs, ReferencesAction, ReferencesArgs};
use crate::commands::records::{self, block_on};
use crate::commands::serve;
use crate::config::Config;
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &ReferencesArgs, context: &Context) -> Result<Exit> {
    let ReferencesAction::Recompute(args) = &args.action;
    let report = block_on(recompute(args, context))?;
    tell(&report, args.dry_run);
    Ok(Exit::Success)
}

async fn recompute(args: &RecomputeArgs, context: &Context) -> Result<RecomputeReport> {
    let options = records::options(&args.store)?;
    let mut config = Config::default();
    config.models.pack.clone_from(&args.pack.pack);
    config.models.folder.clone_from(&args.pack.models);
    let models = serve::models(&config, context)?;
    let store = records::open(options, context).await?;
    let deps = serve::deps(&config, context, store.clone(), models, StreamDoors::default())?;
    let wanted = RecomputeOptions { evidence: args.evidence, dry_run: args.dry_run };
    let report = App::new(deps).recompute_references(Actor::Operator, wanted).await;
    store.close().await;
    Ok(report?)
}

fn tell(report: &RecomputeReport, is_dry_run: bool) {
    let done = if is_dry_run { "can be computed anew" } else { "computed anew" };
    outln!(
        "{} reference(s) of another face model found, {} {done}.",
        report.outdated,
        report.recomputed
    );
    if report.must_enrol.is_empty() {
        outln!("Nobody has to be enrolled again.");
        return;
    }
    outln!("These people have no reference that can be compared: set their ID photo again.");
    for person in &report.must_enrol {
        outln!("{person}");
    }
}
