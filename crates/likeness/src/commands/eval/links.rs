//! `likeness eval links`: links found and false links, over people whose truth is known.

use std::path::PathBuf;

use anyhow::Result;
use eval::links::{Enrolled, LinkTrial, study};
use eval::list::{Label, read_media};
use serde_json::json;

use super::clips::{Bench, folder_of};
use crate::args::eval::clips::LinkArgs;
use crate::context::Context;
use crate::exit::Exit;

/// False links that are printed.
const SHOWN: usize = 5;

pub(crate) fn run(args: &LinkArgs, context: &Context) -> Result<Exit> {
    let items = read_media(&args.list)?;
    let bench = Bench::open(&args.clips, None, context)?;
    let folder = folder_of(&args.clips, &args.list);
    let (mut files, mut subjects) = (Vec::new(), Vec::new());
    for item in &items {
        if let (Label::BonaFide, Some(subject)) = (&item.label, &item.subject) {
            files.push(folder.join(&item.file));
            subjects.push((item.file.clone(), subject.clone()));
        }
    }
    let left_out = items.len() - files.len();
    let (mut people, mut failed): (Vec<Enrolled>, Vec<(PathBuf, String)>) = Default::default();
    for ((file, subject), result) in subjects.into_iter().zip(bench.enrol(&files)?) {
        match result {
            Ok(reference) => people.push(Enrolled {
                file,
                subject,
                is_clip: matches!(reference.kind, domain::ReferenceKind::Session { .. }),
                template: reference.template.clone(),
            }),
            Err(failure) => failed.push((file, failure.sentence())),
        }
    }
    let trials = study(&people, &bench.calibrations(), &args.tolerate)?;
    if args.json {
        outln!(
            "{}",
            json!({
                "schema": 1,
                "about": bench.about(&args.list),
                "people": people.len(),
                "clips": people.iter().filter(|p| p.is_clip).count(),
                "failed_to_enrol": failed,
                "left_out": left_out,
                "trials": trials,
            })
        );
        return Ok(Exit::Success);
    }
    outln!(
        "{} enrolled ({} clips), {} failed to enrol, {left_out} rows left out",
        people.len(),
        people.iter().filter(|p| p.is_clip).count(),
        failed.len()
    );
    trials.iter().for_each(say);
    Ok(Exit::Success)
}

fn say(trial: &LinkTrial) {
    let percent = |rate: &eval::count::Rate| {
        let share = |s: f64| format!("{:.1}", 100.0 * s);
        format!(
            "{} % ({} to {} %, {} of {})",
            rate.rate.map_or("–".to_owned(), share),
            share(rate.interval.low),
            share(rate.interval.high),
            rate.hits,
            rate.trials
        )
    };
    outln!(
        "{} false links tolerated among a thousand people: bar {:.3}{}, found {}; of clips {}; {} false links of {} pairs, {:.2} among a thousand people",
        trial.tolerated_per_thousand,
        trial.bar,
        if trial.is_extrapolated { " (extrapolated)" } else { "" },
        percent(&trial.found),
        percent(&trial.found_of_clips),
        trial.false_links.hits,
        trial.false_links.trials,
        trial.false_per_thousand
    );
    for link in trial.worst.iter().take(SHOWN) {
        outln!("  {:.3}  {}  {}", link.score, link.a.display(), link.b.display());
    }
}
