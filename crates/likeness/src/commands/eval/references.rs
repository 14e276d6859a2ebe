//! `likeness eval references`: one reference of a person against several, over a folder per person.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use eval::cache::Cache;
use eval::pictures::{FaceRule, PictureRun};
use eval::references::{Errors, Subject, count, in_words};

use super::progress::Bar;
use super::{Loaded, workers};
use crate::args::eval::ReferencesArgs;
use crate::context::Context;
use crate::exit::Exit;

/// References of each person.
const REFERENCES: usize = 3;

pub(crate) fn run(args: &ReferencesArgs, context: &Context) -> Result<Exit> {
    let people = people(&args.images, args.most)?;
    let cache = Cache::open(&args.measure.out)?;
    let loaded = Loaded::new(context, &args.measure.pack)?;
    let bar = Bar::new();
    let run = PictureRun {
        folder: &args.images,
        face: FaceRule::Centre,
        models: &loaded.models,
        cache: &cache,
        jobs: workers(args.measure.jobs),
        progress: &bar,
    };
    let names: Vec<PathBuf> = people.iter().flatten().cloned().collect();
    let mut measured = run.measure(&names, &|| loaded.pack.analyst())?.into_iter();
    bar.clear();
    let (mut subjects, mut failed) = (Vec::new(), 0);
    for person in &people {
        let mut faces = Vec::new();
        for result in measured.by_ref().take(person.len()) {
            match result.outcome {
                Ok(face) => faces.push(face.features),
                Err(_) => failed += 1,
            }
        }
        if faces.len() > REFERENCES {
            let probes = faces.split_off(REFERENCES);
            subjects.push(Subject { references: faces, probes });
        }
    }
    outln!(
        "{} people with {REFERENCES} references and at least one probe each; failure to acquire {failed} of {} pictures",
        subjects.len(),
        names.len()
    );
    outln!("references  rule     FNMR at {:.2}                      FMR", args.threshold);
    for errors in count(&subjects, args.threshold)? {
        outln!("{}", line(&errors));
    }
    Ok(Exit::Success)
}

fn line(errors: &Errors) -> String {
    let (fnmr, fmr) = (in_words(errors.non_matches), in_words(errors.matches));
    format!("{:<10}  {:<7}  {fnmr:<32}  {fmr}", errors.references, errors.rule.as_str())
}

/// The pictures of everybody who has enough, one folder each, in order of names.
fn people(images: &Path, most: usize) -> Result<Vec<Vec<PathBuf>>> {
    let listed = |folder: &Path| -> Result<Vec<PathBuf>> {
        let read = fs::read_dir(folder)
            .with_context(|| format!("cannot read the folder {}", folder.display()))?;
        let mut found = read.map(|e| Ok(e?.path())).collect::<Result<Vec<_>>>()?;
        found.sort();
        Ok(found)
    };
    let mut people = Vec::new();
    for folder in listed(images)?.into_iter().filter(|f| f.is_dir()) {
        let mut pictures = Vec::new();
        for picture in listed(&folder)?.into_iter().filter(|p| p.is_file()).take(most) {
            pictures.push(picture.strip_prefix(images)?.to_owned());
        }
        if pictures.len() > REFERENCES {
            people.push(pictures);
        }
    }
    if people.is_empty() {
        bail!(
            "nobody in {} has more than {REFERENCES} pictures: it must hold a folder per person",
            images.display()
        );
    }
    Ok(people)
}
