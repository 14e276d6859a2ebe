//! `likeness compare`: two pictures.

use std::path::Path;

use anyhow::{Context as _, Result};
use domain::{FaceFeatures, IdentityState, SessionKind};
use serde_json::json;
use verdict::IdentityThresholds;
use vision::{Analyst, PictureLimits, Portrait};

use crate::args::CompareArgs;
use crate::commands::references::{header, read_picture};
use crate::context::Context;
use crate::exit::Exit;
use crate::{pack, policy};

pub(crate) fn run(args: &CompareArgs, context: &Context) -> Result<Exit> {
    let named = policy::find(&args.policy)?;
    let policy = &named.policy;
    let pack = pack::load(context, &args.pack, 1)?;
    let mut analyst = pack.analyst()?;
    let a = read(&mut analyst, &args.a)?;
    let b = read(&mut analyst, &args.b)?;
    let score = features(&a, &args.a)?.compare_features(features(&b, &args.b)?)?;
    let value = f64::from(score.get());
    let header = header(context, &pack, &named, SessionKind::Interview, Vec::new());
    let llr = header.identity_calibration.llr(value);
    let thresholds = IdentityThresholds::of(&policy.identity, &header);
    let state = thresholds.state(value);
    let false_match = header.identity_rates.as_ref().map(|rates| rates.false_match.at(value));
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
            "false_match": false_match.map(|rate| json!({
                "share": rate.share,
                "is_bound": rate.is_bound,
                "text": rate.strangers(),
            })),
            "decision": word,
            "thresholds": {
                "same": finite(thresholds.same),
                "different": finite(thresholds.different),
                "target_fmr": policy.identity.target_fmr,
                "target_fnmr": policy.identity.target_fnmr,
            },
            "quality": [quality(&a), quality(&b)],
            "policy": { "name": policy.name, "version": policy.version },
            "models": crate::commands::inspect::models(&pack),
        });
        outln!("{object}");
    } else {
        outln!(
            "{}  score {:.3}, evidence {:.1} (same at {:.3} or above, different at {:.3} or below)\n\
             {}quality {:.0} and {:.0} of 100, policy {} v{}",
            word.replace('_', "-").to_uppercase(),
            score.get(),
            llr.get(),
            thresholds.same,
            thresholds.different,
            false_match.map(|rate| format!("{}\n", rate.strangers())).unwrap_or_default(),
            quality(&a),
            quality(&b),
            policy.name,
            policy.version,
        );
    }
    Ok(exit)
}

/// JSON has no infinity: a threshold that nothing reaches is null.
fn finite(threshold: f64) -> Option<f64> {
    threshold.is_finite().then_some(threshold)
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
