//! `likeness eval pad` and `likeness eval manipulation`.

use std::collections::BTreeMap;

use anyhow::Result;
use eval::attacks::{AttackReport, Group, Plan, kind_of};
use eval::clips::Role;
use eval::list::read_media;

use super::clips::{Bench, folder_of};
use crate::args::eval::clips::AttackArgs;
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &AttackArgs, role: Role, context: &Context) -> Result<Exit> {
    let folder = folder_of(&args.clips, &args.list);
    let plan = Plan::new(role, read_media(&args.list)?, folder, args.degrade.parsed()?)?;
    // A folder that the report cannot go to is told before anything is measured.
    eval::report::check_place(&args.clips.measure.out, kind_of(role))?;
    let bench = Bench::open(&args.clips, Some(role), context)?;
    let results = bench.run(&plan.jobs())?;
    let names: Vec<String> = bench.beside.iter().map(|b| b.name.clone()).collect();
    let report = plan.report(&results, &names, bench.thresholds(), bench.about(&args.list));
    let written = bench.write(&report.document(), &report)?;
    say(&report);
    outln!("\nReport: {}", written.html.display());
    Ok(Exit::Success)
}

fn say(report: &AttackReport) {
    for variant in &report.variants {
        outln!("{}", variant.name);
        outln!(
            "  {:30} {:>5} {:>5} {:>7} {:>11} {:>9}",
            "label",
            "clips",
            "live",
            "attack",
            "not enough",
            "no score"
        );
        for s in &variant.clips.states {
            outln!(
                "  {:30} {:5} {:5} {:7} {:11} {:9}",
                s.label,
                s.items,
                s.live,
                s.attack,
                s.not_enough,
                s.failed
            );
        }
        say_detectors("clips", &variant.clips);
        if let Some(stills) = &variant.stills {
            say_detectors("stills", stills);
        }
    }
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &report.left_out {
        *left_out.entry(&item.label).or_default() += 1;
    }
    for (label, count) in left_out {
        outln!("  not of this study: {count} {label}");
    }
    for row in report.rows.iter().filter(|r| r.failure.is_some()) {
        if let Some((kind, sentence)) = &row.failure {
            outln!("  {} {}: {kind}: {sentence}", row.variant, row.file);
        }
    }
}

fn say_detectors(what: &str, group: &Group) {
    outln!(
        "  {:34} {:>6} {:>6} {:>24} {:>5}",
        format!("detector, {what}"),
        "AUC",
        "D-EER",
        "APCER at BPCER 10 %",
        "all"
    );
    for d in &group.detectors {
        let percent = |v: Option<f64>| v.map_or("-".into(), |v| format!("{:.1} %", v * 100.0));
        let tuned = d.at_bpcer.iter().find(|t| t.bpcer == 0.10);
        let worst = tuned
            .and_then(|t| t.rates.worst.as_ref())
            .map_or("-".into(), |w| format!("{}/{} {}", w.share.hits, w.share.trials, w.species));
        let all = tuned
            .map_or("-".into(), |t| format!("{}/{}", t.all_species.hits, t.all_species.trials));
        let auc = d.auc.map_or("-".into(), |v| format!("{v:.3}"));
        let d_eer = percent(d.d_eer.map(|(rate, _)| rate));
        outln!("  {:34} {auc:>6} {d_eer:>6} {worst:>24} {all:>5}", d.name);
    }
}
