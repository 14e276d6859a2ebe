//! `likeness eval calibrate presence`: how many bona fide sessions give how much evidence for an attack.

use anyhow::{Context as _, Result};
use eval::attacks::Plan;
use eval::calibrate::{self, BonaFide, PresenceReport};
use eval::clips::Role;
use eval::list::read_media;
use eval::report;

use super::calibrate::{head, place, say_where, target, with_variants};
use super::clips::{Bench, folder_of};
use super::verification::file_name;
use crate::args::eval::calibrate::PresenceArgs;
use crate::context::Context;
use crate::exit::Exit;

/// What is calibrated.
const WHAT: &str = "presence";

pub(super) fn run(args: &PresenceArgs, context: &Context) -> Result<Exit> {
    let folder = folder_of(&args.clips, &args.list);
    let plan = Plan::new(Role::Pad, read_media(&args.list)?, folder, args.degrade.parsed()?)?;
    let place = place(&args.clips.measure.out, WHAT)?;
    let bench = Bench::open(&args.clips, None, context)?;
    target(&args.target, calibrate::FALSE_ALARM, &bench.models)?;
    let results = bench.run(&plan.jobs())?;
    let study = plan.report(&results, &[], bench.thresholds(), bench.about(&args.list));
    let sessions = BonaFide::of(&study);
    let data = args.target.data.clone().unwrap_or_else(|| file_name(&args.list));
    let protocol = format!("{data}: bona fide clips{}", with_variants(&args.degrade));
    let head = head(WHAT, &bench.models, protocol, &args.target, context);
    let report = PresenceReport::of(&sessions, head).with_context(|| {
        format!(
            "{} bona fide sessions are too few for a share of them; add clips, or degraded variants with \
             --degrade",
            sessions.len()
        )
    })?;
    if let Some(path) = &args.target.manifest {
        let (pack, table) = (&report.head.pack, &report.false_alarm);
        let written = calibrate::write_false_alarm(path, pack, table, args.target.replace)?;
        outln!("{}: wrote {}", written.path.display(), written.tables.join(", "));
    }
    let written = report::write(&place, &report.document(), &serde_json::to_value(&report)?)?;
    for met in &report.targets {
        outln!(
            "{:.0} % of {} bona fide sessions give an LLR of {:.3} or more ({:.0} % with each of {} \
             subjects weighing the same)",
            met.bpcer * 100.0,
            report.false_alarm.trials,
            met.llr,
            met.by_subject * 100.0,
            report.false_alarm.subjects
        );
    }
    say_where(&args.target, &written.html);
    Ok(Exit::Success)
}
