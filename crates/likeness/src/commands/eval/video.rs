//! `likeness eval video`: whole sessions against the truth.

use anyhow::{Context as _, Result};
use eval::clips::{ClipJob, ReferenceFile};
use eval::list::read_sessions;
use eval::video::{KIND, VideoReport, samples_csv, study, timeline_csv};

use super::clips::{Bench, folder_of};
use crate::args::eval::clips::VideoArgs;
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &VideoArgs, context: &Context) -> Result<Exit> {
    let items = read_sessions(&args.list)?;
    // A folder that the report cannot go to is told before anything is measured.
    eval::report::check_place(&args.clips.measure.out, KIND)?;
    let bench = Bench::open(&args.clips, None, context)?;
    let folder = folder_of(&args.clips, &args.list);
    let jobs: Vec<ClipJob> = items
        .iter()
        .map(|item| ClipJob {
            file: folder.join(&item.video),
            reference: Some(ReferenceFile {
                file: folder.join(&item.reference.file),
                at_s: item.reference.at_s,
            }),
            degradation: None,
        })
        .collect();
    let results = bench.run(&jobs)?;
    let report = study(&items, &results, bench.about(&args.list));
    let written = bench.write(&report.document(), &report)?;
    let out = &args.clips.measure.out;
    samples_csv(&out.join("samples.csv"), &items, &results)
        .and_then(|()| timeline_csv(&out.join("timeline.csv"), &items, &results))
        .with_context(|| format!("cannot write into {}", out.display()))?;
    say(&report);
    outln!("\nReport: {}", written.html.display());
    Ok(Exit::Success)
}

fn say(report: &VideoReport) {
    outln!(
        "{:28} {:>8} {:>7} {:>6} {:>7} {:>8}",
        "truth",
        "sessions",
        "accept",
        "refer",
        "reject",
        "not run"
    );
    for c in &report.classes {
        outln!(
            "{:28} {:8} {:7} {:6} {:7} {:8}",
            c.truth,
            c.sessions,
            c.accept,
            c.refer,
            c.reject,
            c.failed
        );
    }
    let is_bad =
        |r: &&eval::video::VideoRow| (r.truth == "accept") != (r.outcome == Some("accept"));
    let expected = |r: &&eval::video::VideoRow| r.truth == "accept" || r.outcome == Some("accept");
    for row in report.rows.iter().filter(is_bad).filter(expected) {
        let why = match &row.failure {
            Some((kind, sentence)) => format!("{kind}: {sentence}"),
            None => row.codes.join(", "),
        };
        let outcome = row.outcome.unwrap_or("not run");
        outln!("  {}: {} against {}: {outcome} ({why})", row.truth, row.video, row.reference);
    }
}
