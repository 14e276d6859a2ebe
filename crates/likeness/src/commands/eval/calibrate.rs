//! `likeness eval calibrate`: from measured scores to the calibration tables of a manifest.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use domain::Calibration;
use eval::attacks::{AttackReport, Plan};
use eval::cache::Cache;
use eval::calibrate::{self, CalibrationReport, Class, Fit, Head, RateTable, Subject};
use eval::clips::Role;
use eval::list::{read_media, read_pairs};
use eval::models::Models;
use eval::report;
use eval::verification::Comparisons;
use vision::{Calibrations, Manifest};

use super::clips::{Bench, folder_of};
use super::progress::Bar;
use super::verification::{cross, file_name, measure};
use super::{Loaded, now};
use crate::args::eval::calibrate::{
    CalibrateArgs, CalibrateWhat, ClipCalibrationArgs, IdentityArgs, TargetArgs,
};
use crate::args::eval::clips::DegradeArgs;
use crate::context::Context;
use crate::exit::Exit;
use crate::pack;

/// Version of the report's format.
const SCHEMA: u32 = 1;

pub(crate) fn run(args: &CalibrateArgs, context: &Context) -> Result<Exit> {
    match &args.what {
        CalibrateWhat::Identity(args) => identity(args, context),
        CalibrateWhat::Pad(args) => clips(args, Subject::Pad, context),
        CalibrateWhat::Manipulation(args) => clips(args, Subject::Manipulation, context),
        CalibrateWhat::Presence(args) => super::presence::run(args, context),
    }
}

fn identity(args: &IdentityArgs, context: &Context) -> Result<Exit> {
    let pairs = read_pairs(&args.pictures.pairs)?;
    let cache = Cache::open(&args.measure.out)?;
    let folder = place(&args.measure.out, Subject::Identity.as_str())?;
    let loaded = Loaded::new(context, &args.measure.pack)?;
    let before = target(&args.target, Subject::Identity.as_str(), &loaded.models)?
        .unwrap_or_else(|| loaded.pack.calibrations())
        .identity;
    let bar = Bar::new();
    let pictures = measure(&pairs, &args.pictures, &args.measure, &cache, &loaded, &bar)?;
    let comparisons = Comparisons::of(&pairs, &pictures)?;
    let all = cross(&comparisons, &args.measure, &bar)?;
    bar.clear();
    let mated = comparisons.scores(true);
    let non_mated = all.scores();
    let data = args.target.data.clone().unwrap_or_else(|| file_name(&args.pictures.pairs));
    let fit = calibrate::fit(
        Subject::Identity,
        &Class::plain(mated.clone()),
        &Class::plain(non_mated.clone()),
        &before,
        args.line.cap,
    )?;
    let protocol = format!(
        "{data}: {} mated pairs, all pictures of {} subjects against all others; logistic fit, equal priors",
        mated.len(),
        all.subject_count()
    );
    let tables = calibrate::identity_tables(&mated, &non_mated, all.subject_count(), &data);
    let measured = Measured { fit, protocol, tables, models: &loaded.models };
    finish(measured, &args.target, &folder, context)
}

fn clips(args: &ClipCalibrationArgs, subject: Subject, context: &Context) -> Result<Exit> {
    let ClipCalibrationArgs { from: args, line } = args;
    let role = match subject {
        Subject::Manipulation => Role::Manipulation,
        _ => Role::Pad,
    };
    let folder = folder_of(&args.clips, &args.list);
    let plan = Plan::new(role, read_media(&args.list)?, folder, args.degrade.parsed()?)?;
    let place = place(&args.clips.measure.out, subject.as_str())?;
    let bench = Bench::open(&args.clips, None, context)?;
    let found = target(&args.target, subject.as_str(), &bench.models)?;
    let before = calibration(subject, found.unwrap_or_else(|| bench.calibrations()))
        .with_context(|| format!("the pack has no model for {}", subject.as_str()))?;
    let results = bench.run(&plan.jobs())?;
    let study = plan.report(&results, &[], bench.thresholds(), bench.about(&args.list));
    let [first, second] = [true, false].map(|is_attack| class(&study, subject, is_attack));
    let data = args.target.data.clone().unwrap_or_else(|| file_name(&args.list));
    let fit = calibrate::fit(subject, &first, &second, &before, line.cap)?;
    let protocol = format!(
        "{data}: clip means of {} attack and {} bona fide clips{}; logistic fit, equal priors, clips \
         weighted by subject",
        first.scores.len(),
        second.scores.len(),
        with_variants(&args.degrade)
    );
    let measured = Measured { fit, protocol, tables: (None, None), models: &bench.models };
    finish(measured, &args.target, &place, context)
}

/// How the clips were degraded, in words.
pub(super) fn with_variants(degrade: &DegradeArgs) -> String {
    if degrade.degrade.is_empty() {
        return String::new();
    }
    format!(", each as it is and as {}", degrade.degrade.join(", "))
}

/// Raw scores of the pack's own models over the clips of one class; stills are no clips.
fn class(study: &AttackReport, subject: Subject, is_attack: bool) -> Class {
    // The study turns every score so that higher means attack; a PAD model's own is the other way round.
    let sign = if subject == Subject::Pad { -1.0 } else { 1.0 };
    let scores: Vec<(Option<&str>, f64)> = study
        .rows
        .iter()
        .filter(|row| !row.is_still)
        .filter(|row| (row.label != "bona-fide") == is_attack)
        .filter_map(|row| {
            // A clip of nobody named is a subject of its own, with all its variants.
            let subject = row.subject.as_deref().unwrap_or(&row.file);
            Some((Some(subject), sign * row.scores.first().copied()??))
        })
        .collect();
    Class::by_subject(&scores)
}

fn calibration(subject: Subject, of: Calibrations) -> Option<Calibration> {
    match subject {
        Subject::Identity => Some(of.identity),
        Subject::Pad => of.pad,
        Subject::Manipulation => of.manipulation,
    }
}

/// Checks the manifest to write the table `what` into before anything is measured; its calibrations, when
/// there is one.
pub(super) fn target(
    args: &TargetArgs,
    what: &str,
    models: &Models,
) -> Result<Option<Calibrations>> {
    let Some(path) = &args.manifest else { return Ok(None) };
    calibrate::check_free(path, &models.pack, what, args.replace)?;
    let manifest = pack::manifest_at(path)?;
    if Models::of(&manifest, &models.pack).as_ref() != Some(models) {
        bail!(
            "pack `{}` of {} is not the one measured with; name the folder of that manifest with --models, \
             or build this program with it",
            models.pack,
            path.display()
        );
    }
    Ok(tables_of(&manifest, &models.pack))
}

fn tables_of(manifest: &Manifest, pack: &str) -> Option<Calibrations> {
    manifest.pack(pack).map(|entry| (&entry.calibration).into())
}

/// Kind of the report of a calibration of `what`.
fn kind_of(what: &str) -> String {
    format!("calibration-{what}")
}

/// The report's folder, one of its own, so that a calibration can share its cache with the study of the
/// same list. Refused where another kind of report lies.
pub(super) fn place(out: &Path, what: &str) -> Result<PathBuf> {
    let kind = kind_of(what);
    let folder = out.join(&kind);
    report::check_place(&folder, &kind)?;
    Ok(folder)
}

/// What every calibration's report begins with.
pub(super) fn head(
    what: &str,
    models: &Models,
    data: String,
    target: &TargetArgs,
    context: &Context,
) -> Head {
    Head {
        kind: kind_of(what),
        schema: SCHEMA,
        created: now(context),
        code: env!("CARGO_PKG_VERSION").into(),
        pack: models.pack.clone(),
        models: models.stamps.iter().map(Into::into).collect(),
        data,
        is_written: target.manifest.is_some(),
    }
}

/// The last lines on the terminal.
pub(super) fn say_where(target: &TargetArgs, html: &Path) {
    if target.manifest.is_none() {
        outln!("No manifest was named, so none was written.");
    }
    outln!("Report: {}", html.display());
}

struct Measured<'m> {
    fit: Fit,
    protocol: String,
    tables: (Option<RateTable>, Option<RateTable>),
    models: &'m Models,
}

/// Writes manifest and report.
fn finish(
    measured: Measured<'_>,
    args: &TargetArgs,
    folder: &Path,
    context: &Context,
) -> Result<Exit> {
    let (false_match, false_non_match) = measured.tables;
    let what = measured.fit.subject.as_str();
    let report = CalibrationReport {
        head: head(what, measured.models, measured.protocol, args, context),
        fit: measured.fit,
        false_match,
        false_non_match,
    };
    if let Some(path) = &args.manifest {
        let written = calibrate::write(path, &report, args.replace)?;
        outln!("{}: wrote {}", written.path.display(), written.tables.join(", "));
    }
    let json = serde_json::to_value(&report)?;
    let written = report::write(folder, &calibrate::document(&report), &json)?;
    let fit = &report.fit;
    outln!(
        "{}: slope {:.3}, intercept {:.3}, cap {:.2} from {} and {} trials\n\
         Cllr {:.4} bits (before {:.4}, least possible {:.4})",
        fit.subject.as_str(),
        fit.slope,
        fit.intercept,
        fit.cap,
        fit.trials[0],
        fit.trials[1],
        fit.cllr,
        fit.cllr_before,
        fit.min_cllr
    );
    say_where(args, &written.html);
    Ok(Exit::Success)
}
