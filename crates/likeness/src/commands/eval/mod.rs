//! `likeness eval`: error rates over a data set. One file per study; what they share is here.

mod attacks;
mod calibrate;
mod clips;
mod documents;
mod links;
mod presence;
mod progress;
mod references;
mod rooms;
mod verification;
mod video;

use std::num::NonZeroUsize;

use anyhow::{Context as _, Result};
use eval::clips::Role;
use eval::models::Models;
use vision::Pack;

use crate::args::PackArgs;
use crate::args::eval::{EvalAction, EvalArgs};
use crate::context::Context;
use crate::exit::Exit;
use crate::pack::Selection;

pub(crate) fn run(args: &EvalArgs, context: &Context) -> Result<Exit> {
    match &args.action {
        EvalAction::Verification(args) => verification::run(args, context),
        EvalAction::References(args) => references::run(args, context),
        EvalAction::Calibrate(args) => calibrate::run(args, context),
        EvalAction::Links(args) => links::run(args, context),
        EvalAction::Rooms(args) => rooms::run(args, context),
        EvalAction::Documents(args) => documents::run(args, context),
        EvalAction::Video(args) => video::run(args, context),
        EvalAction::Pad(args) => attacks::run(args, Role::Pad, context),
        EvalAction::Manipulation(args) => attacks::run(args, Role::Manipulation, context),
    }
}

/// Worker threads: as many as asked for, or one per core.
fn workers(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// What is said of a pack that the manifest has not.
fn no_pack(name: &str) -> String {
    format!("the manifest has no pack `{name}`")
}

/// Today's date, ISO 8601, by the binary's clock.
fn now(context: &Context) -> String {
    api::wire::iso(context.clock.utc())
}

/// A pack ready for use, and what makes its measurements repeatable.
struct Loaded {
    pack: Pack,
    models: Models,
}

impl Loaded {
    fn new(context: &Context, args: &PackArgs) -> Result<Self> {
        let chosen = Selection::of(context, args)?;
        let models =
            Models::of(&chosen.manifest, &chosen.name).with_context(|| no_pack(&chosen.name))?;
        Ok(Self { pack: chosen.load(context, 1)?, models })
    }
}
