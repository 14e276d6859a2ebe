//! What fast means: ratios against a peer measured in the same run, medians after a warm-up.
//!
//! Run by `make bench`. It needs real faces and standard weights, which are not part of the project: a
//! folder of clips (`--media`, or `../shared/data`) and `likeness models pull`.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod capacity;
mod clips;
mod decode;
mod gallery;
mod measure;
mod overhead;
mod rig;
mod watch;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::rig::Rig;

/// One line of the table.
pub(crate) struct Line {
    what: String,
    value: String,
    limit: &'static str,
    is_met: Option<bool>,
}

fn main() -> Result<()> {
    let media = match std::env::args().skip_while(|a| a != "--media").nth(1) {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
    };
    if !media.is_dir() {
        bail!(
            "the benchmark needs clips with faces: name a folder laid out like docs/OPERATIONS.md says with \
             --media DIR"
        );
    }
    media::init().context("GStreamer cannot start: run `make setup`")?;
    let rig = Rig::new()?;
    println!("{}\n", measure::machine());
    let clips = clips::make(&rig, &media)?;
    let mut lines = Vec::new();
    let mut failed = None;
    let only = std::env::args().skip_while(|a| a != "--only").nth(1);
    for (name, run) in PARTS {
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        println!("… {name}");
        match run(&rig, &clips) {
            Ok(more) => lines.extend(more),
            // What was measured before is worth minutes, and is shown all the same.
            Err(error) => {
                failed = Some(error.context(*name));
                break;
            }
        }
    }
    print_table(&lines);
    failed.map_or(Ok(()), Err)
}

type Part = fn(&Rig, &clips::Clips) -> Result<Vec<Line>>;

const PARTS: &[(&str, Part)] = &[
    ("(a) overhead over the bare models", overhead::run),
    ("(b) decode and sample against a bare pipeline", decode::run),
    ("(c) watching, against plain Python", watch::run),
    ("(d) live streams on two cores", capacity::run),
    ("(e) one face over many, against faiss", gallery::run),
];

fn print_table(lines: &[Line]) {
    let wide = lines.iter().map(|l| l.what.chars().count()).max().unwrap_or(0);
    let value = lines.iter().map(|l| l.value.chars().count()).max().unwrap_or(0);
    println!();
    for l in lines {
        let mark = match l.is_met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        println!("{:wide$}  {:>value$}  {}  {mark}", l.what, l.value, l.limit);
    }
}
