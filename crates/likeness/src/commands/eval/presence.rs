//! `likeness eval calibrate presence`: how many bona fide sessions give how much evidence for an attack.

use anyhow::{Context as _, Result};
use eval::attacks::Plan;
use eval::calibrate::{self, BonaFide, PresenceReport};
use eval::clips::Role;
use eval::list::read_media;
use eval::report;

use super::calibrate::{check_target, with_variants};
use super::clips::{Bench, folder_of};
use super::now;
use super::verification::file_name;
use crate::args::eval::calibrate::PresenceArgs;
use crate::context::Context;
use crate::exit::Exit;

/// Kind and folder of the report.
const KIND: &str = "calibration-presence";

pub(super) fn run(args: &PresenceArgs, context: &Context) -> Result<Exit> {
    let folder = folder_of(&args.clips, &args.list);
    let plan = Plan::new(Role::Pad, read_media(&args.list)?, folder, args.degrade.parsed()?)?;
    let place = args.clips.measure.out.join(KIND);
    report::check_place(&place, KIND)?;
    let bench = Bench::open(&args.clips, None, context)?;
    if let Some(path) = &args.manifest {
        check_target(path, calibrate::FALSE_ALARM, &bench.models, args.replace)?;
    }
    let results = bench.run(&plan.jobs())?;
    let study = plan.report(&results, &[], bench.thresholds(), bench.about(&args.list));
    let sessions = BonaFide::of(&study);
    let data = args.data.clone().unwrap_or_else(|| file_name(&args.list));
    let protocol = format!("{data}: bona fide clips{}", with_variants(&args.degrade));
    let mut report = PresenceReport::of(&sessions, &protocol).with_context(|| {
        format!(
            "{} bona fide sessions are too few for a share of them; add clips, or degraded variants with \
             --degrade",
            sessions.len()
        )
    })?;
    report.kind = KIND.into();
    report.created = now(context);
    report.code = env!("CARGO_PKG_VERSION").into();
    report.pack = bench.models.pack.clone();
    report.models = bench.models.stamps.iter().map(Into::into).collect();
    report.is_written = args.manifest.is_some();
    report.false_alarm.data = protocol;
    if let Some(path) = &args.manifest {
        let pack = &report.pack;
        let written = calibrate::write_false_alarm(path, pack, &report.false_alarm, args.replace)?;
        outln!("{}: wrote {}", written.path.display(), written.tables.join(", "));
    }
    let written = report::write(&place, &report.document(), &serde_json::to_value(&report)?)?;
    for (target, llr, by_subject) in &report.targets {
        outln!(
            "{:.0} % of {} bona fide sessions give an LLR of {llr:.3} or more ({:.0} % with each of {} \
             subjects weighing the same)",
            target * 100.0,
            report.false_alarm.trials,
            by_subject * 100.0,
            report.false_alarm.subjects
        );
    }
    if args.manifest.is_none() {
        outln!("No manifest was named, so none was written.");
    }
    outln!("Report: {}", written.html.display());
    Ok(Exit::Success)
}
