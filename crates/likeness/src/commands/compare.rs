//! `likeness compare`: two pictures.

use std::path::Path;

use anyhow::{Context as _, Result};
use domain::{FaceFeatures, IdentityState};
use serde_json::json;
use vision::{Analyst, PictureLimits, Portrait};

use crate::args::CompareArgs;
use crate::commands::references::read_picture;
use crate::context::Context;
use crate::exit::Exit;
use crate::{pack, policy};

pub(crate) fn run(args: &CompareArgs, context: &Context) -> Result<Exit> {
    let policy = policy::find(&args.policy)?.policy;
    let pack = pack::load(context, &args.pack, 1)?;
    let mut analyst = pack.analyst()?;
    let a = read(&mut analyst, &args.a)?;
    let b = read(&mut analyst, &args.b)?;
    let score = features(&a, &args.a)?.compare_features(features(&b, &args.b)?)?;
    let llr = pack.calibrations().identity.llr(f64::from(score.get()));
    let value = f64::from(llr.get());
    let state = if value >= policy.identity.same_llr {
        IdentityState::Same
    } else if value <= policy.identity.different_llr {
        IdentityState::Different
    } else {
        IdentityState::NotEnough
    };
    let (word, exit) = match state {
        IdentityState::Same => ("match", Exit::Success),
        IdentityState::Different => ("non_match", Exit::Reject),
        IdentityState::NotEnough => ("undecided", Exit::Refer),
    };
    let quality = |p: &Portrait| p.face.quality.score.get();
    if args.json {
        let object = json!({
            "score": score.get(),
            "llr": llr.get(),
            "decision": word,
            "thresholds": {
                "same_llr": policy.identity.same_llr,
                "different_llr": policy.identity.different_llr,
            },
            "quality": [quality(&a), quality(&b)],
            "policy": { "name": policy.name, "version": policy.version },
            "models": crate::commands::inspect::models(&pack),
        });
        outln!("{object}");
    } else {
        outln!(
            "{}  score {:.3}, evidence {:.1} (same at {:.1} or above, different at {:.1} or below)\n\
             quality {:.0} and {:.0} of 100, policy {} v{}",
            word.replace('_', "-").to_uppercase(),
            score.get(),
            llr.get(),
            policy.identity.same_llr,
            policy.identity.different_llr,
            quality(&a),
            quality(&b),
            policy.name,
            policy.version,
        );
    }
    Ok(exit)
}

fn read(analyst: &mut Analyst, path: &Path) -> Result<Portrait> {
    analyst
        .enrol_picture(&read_picture(path)?, PictureLimits::default())
        .with_context(|| path.display().to_string())
}

fn features<'a>(portrait: &'a Portrait, path: &Path) -> Result<&'a FaceFeatures> {
    portrait
        .measurement
        .features
        .assessed()
        .with_context(|| format!("{}: no features could be computed", path.display()))
}
