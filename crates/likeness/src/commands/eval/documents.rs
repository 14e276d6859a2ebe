//! `likeness eval documents`: zones read right, false reads, portraits found.

use anyhow::Result;
use eval::documents::{DocumentRow, DocumentTrial, ZoneOutcome, study};
use serde_json::json;

use crate::args::documents::EvalDocumentsArgs;
use crate::commands::document::text_reader;
use crate::context::Context;
use crate::exit::Exit;
use crate::pack;

pub(crate) fn run(args: &EvalDocumentsArgs, context: &Context) -> Result<Exit> {
    let pack = pack::load(context, &args.pack, 1)?;
    let (mut analyst, mut reader) = (pack.analyst()?, text_reader(&pack)?);
    let trial = DocumentTrial { scale: args.scale, all_turns: !args.upright };
    let show = |row: &DocumentRow| {
        if !args.json {
            outln!("{}", line(row));
        }
    };
    let rows = study(&args.dir, &args.list, trial, &mut analyst, &mut reader, show)?;
    let count = |wanted: &[ZoneOutcome]| {
        rows.iter().flat_map(|r| &r.zones).filter(|z| wanted.contains(z)).count()
    };
    let trials: usize = rows.iter().filter(|r| r.lines > 0).map(|r| r.zones.len()).sum();
    let read = [ZoneOutcome::Right, ZoneOutcome::RightNamesUnclear];
    let unclear = [ZoneOutcome::RightNamesUnclear, ZoneOutcome::NamesUnclear];
    let portraits: Vec<bool> = rows.iter().flat_map(|r| r.portrait_right.clone()).collect();
    let right = portraits.iter().filter(|p| **p).count();
    let lines: usize = rows.iter().map(|r| r.lines * r.zones.len()).sum();
    let lines_right: usize = rows.iter().flat_map(|r| &r.lines_right).sum();
    if args.json {
        let object = json!({
            "schema": 1,
            "pack": pack.name(),
            "scale": args.scale,
            "rows": rows,
            "trials": trials,
            "zones_right": count(&read),
            "names_unclear": count(&unclear),
            "missed": count(&[ZoneOutcome::Missed]),
            "false_reads": count(&[ZoneOutcome::False]),
            "lines": lines,
            "lines_right": lines_right,
            "portraits_right": right,
            "portrait_trials": portraits.len(),
        });
        outln!("{object}");
    } else {
        outln!(
            "zones right {} of {trials} ({} of all with names reported as not clear), missed {}, false {}; \
             lines right {lines_right} of {lines}; portraits right {right} of {}",
            count(&read),
            count(&unclear),
            count(&[ZoneOutcome::Missed]),
            count(&[ZoneOutcome::False]),
            portraits.len()
        );
    }
    Ok(Exit::Success)
}

fn line(row: &DocumentRow) -> String {
    let zones: Vec<&str> = row
        .zones
        .iter()
        .map(|z| match z {
            ZoneOutcome::Right => "right",
            ZoneOutcome::RightNamesUnclear => "right, names not clear",
            ZoneOutcome::NamesUnclear => "names not clear, wrong",
            ZoneOutcome::False => "FALSE",
            ZoneOutcome::Missed => "missed",
            ZoneOutcome::NoneThere => "none there",
        })
        .collect();
    let portraits = row.portrait_right.iter().filter(|p| **p).count();
    format!(
        "| {} | {} | {} | {}/{} | {} |",
        row.file.display(),
        row.format.unwrap_or("none"),
        zones.join(" · "),
        portraits,
        row.portrait_right.len(),
        row.pitch_px.map_or_else(|| "–".to_owned(), |p| format!("{p:.1}"))
    )
}
