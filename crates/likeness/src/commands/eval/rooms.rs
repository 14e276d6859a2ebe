//! `likeness eval rooms`: pairs of one room found, and false ones, over clips whose rooms are known.

use std::path::PathBuf;

use anyhow::Result;
use eval::list::read_media;
use eval::rooms::{ComparedRooms, SeenRoom, study};
use serde_json::json;

use super::clips::{Bench, folder_of};
use crate::args::eval::clips::RoomArgs;
use crate::context::Context;
use crate::exit::Exit;

/// Pairs of each kind that are printed.
const SHOWN: usize = 8;

pub(crate) fn run(args: &RoomArgs, context: &Context) -> Result<Exit> {
    let items = read_media(&args.list)?;
    let bench = Bench::open(&args.clips, None, context)?;
    let folder = folder_of(&args.clips, &args.list);
    let named: Vec<(PathBuf, String)> =
        items.iter().filter_map(|i| Some((i.file.clone(), i.subject.clone()?))).collect();
    let left_out = items.len() - named.len();
    let files: Vec<_> = named.iter().map(|(file, _)| folder.join(file)).collect();
    let (mut rooms, mut failed) = (Vec::new(), Vec::new());
    for ((file, room), result) in named.into_iter().zip(bench.rooms(&files)?) {
        match result {
            Ok(view) => rooms.push(SeenRoom { file, room, view }),
            Err(failure) => failed.push((file, failure.sentence())),
        }
    }
    let trial = study(&rooms);
    if args.json {
        let about = bench.about(&args.list);
        outln!(
            "{}",
            json!({"schema": 1, "about": about, "failed": failed, "left_out": left_out, "trial": trial})
        );
        return Ok(Exit::Success);
    }
    outln!(
        "{} files, {} of them assessed, {} failed, {left_out} rows left out",
        trial.files,
        trial.assessed,
        failed.len()
    );
    outln!(
        "bar {:.2}: {} of {} pairs of one room found, {} of {} pairs of two rooms; {} pairs not assessed",
        trial.bar,
        trial.found.hits,
        trial.found.trials,
        trial.false_links.hits,
        trial.false_links.trials,
        trial.not_assessed
    );
    outln!("one room, least similar first:");
    trial.same.iter().take(SHOWN).for_each(say);
    outln!("two rooms, most similar first:");
    trial.other.iter().take(SHOWN).for_each(say);
    Ok(Exit::Success)
}

fn say(pair: &ComparedRooms) {
    outln!("  {:.3}  {}  {}", pair.score, pair.a.display(), pair.b.display());
}
