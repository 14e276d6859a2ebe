//! `likeness eval verification`: pairs of pictures, measured, judged and reported.

use std::path::Path;

use anyhow::{Context as _, Result};
use domain::FeatureError;
use eval::about::ModelUsed;
use eval::cache::{Cache, content_hash};
use eval::list::{Pair, read_pairs};
use eval::pictures::{FaceRule, PictureResult, PictureRun};
use eval::report;
use eval::verification::{
    self, Comparisons, Cross, Judged, KIND, SettingsFacts, StudyFacts, pictures_of, worst_pictures,
};

use super::progress::Bar;
use super::{Loaded, now, workers};
use crate::args::eval::{FaceChoice, MeasureArgs, PictureArgs, VerificationArgs};
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &VerificationArgs, context: &Context) -> Result<Exit> {
    let pairs = read_pairs(&args.pictures.pairs)?;
    let cache = Cache::open(&args.measure.out)?;
    report::check_place(&args.measure.out, KIND)?;
    let loaded = Loaded::new(context, &args.measure.pack)?;
    let bar = Bar::new();
    let pictures = measure(&pairs, &args.pictures, &args.measure, &cache, &loaded, &bar)?;
    let comparisons = Comparisons::of(&pairs, &pictures)?;
    let cross = cross(&comparisons, &args.measure, &bar)?;
    bar.clear();
    let facts = StudyFacts {
        created: now(context),
        code: env!("CARGO_PKG_VERSION").into(),
        list: file_name(&args.pictures.pairs),
        list_sha256: sha256(&args.pictures.pairs)?,
        models: loaded.models.stamps.iter().map(ModelUsed::from).collect(),
        settings: SettingsFacts {
            pack: loaded.models.pack.clone(),
            face: rule(args.pictures.face).as_str(),
            bootstrap_samples: args.samples,
            seed: args.seed,
            working_fmr: args.fmr,
        },
        calibration: loaded.pack.calibrations().identity,
    };
    let judged = verification::judge(&comparisons, &cross, facts)?;
    let faces = (!args.no_pictures)
        .then(|| worst_pictures(&judged.report, &args.pictures.images, &pictures));
    let document = verification::document(&judged, faces);
    let json = serde_json::to_value(&judged.report)?;
    let written = report::write(&args.measure.out, &document, &json)?;
    outln!("{}\nReport: {}", summary(&judged), written.html.display());
    Ok(Exit::Success)
}

/// Measures every picture of the list, or takes it from the cache.
pub(super) fn measure(
    pairs: &[Pair],
    which: &PictureArgs,
    args: &MeasureArgs,
    cache: &Cache,
    loaded: &Loaded,
    bar: &Bar,
) -> Result<Vec<PictureResult>> {
    let run = PictureRun {
        folder: &which.images,
        face: rule(which.face),
        models: &loaded.models,
        cache,
        jobs: workers(args.jobs),
        progress: bar,
    };
    Ok(run.measure(&pictures_of(pairs), &|| loaded.pack.analyst())?)
}

/// All acquired pictures against all pictures of other subjects.
pub(super) fn cross<'s>(
    comparisons: &Comparisons<'s>,
    args: &MeasureArgs,
    bar: &Bar,
) -> Result<Cross<'s>, FeatureError> {
    Cross::compare(&comparisons.faces(), workers(args.jobs), bar)
}

fn rule(choice: FaceChoice) -> FaceRule {
    match choice {
        FaceChoice::Centre => FaceRule::Centre,
        FaceChoice::Largest => FaceRule::Largest,
        FaceChoice::Only => FaceRule::Only,
    }
}

/// What a report calls a file: its name, not where it lies on this machine.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// SHA-256 of a list, hexadecimal.
pub(super) fn sha256(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(content_hash(&bytes).iter().map(|b| format!("{b:02x}")).collect())
}

/// The figures that matter, for a terminal.
fn summary(judged: &Judged) -> String {
    let report = &judged.report;
    let (mated, non_mated) = (report.trials.mated, report.trials.non_mated);
    let mut lines = vec![format!(
        "{} mated and {} non-mated pairs compared, {} not; failure to acquire {} of {} pictures",
        mated.compared,
        non_mated.compared,
        mated.failed + non_mated.failed,
        report.failure_to_acquire.count,
        report.failure_to_acquire.of,
    )];
    if let Some(accuracy) = &report.accuracy {
        lines.push(format!(
            "accuracy  {:.2} % (standard error {:.2} %) over {} held-out folds",
            100.0 * accuracy.mean,
            100.0 * accuracy.std_error,
            accuracy.per_fold.len()
        ));
    }
    lines.push(format!("EER       {:.2} % at {:.3}", 100.0 * report.eer, report.eer_threshold));
    for p in &report.fnmr_at_fmr {
        lines.push(format!(
            "FNMR      {:.2} % ({:.2} to {:.2} %) at FMR {} (threshold {:.3}){}",
            100.0 * p.fnmr,
            100.0 * p.interval.low,
            100.0 * p.interval.high,
            p.fmr,
            p.threshold,
            if p.reliable { "" } else { "  unreliable: too few non-mated trials" }
        ));
    }
    if let Some(cross) = &report.cross {
        lines.push(format!(
            "all {} pictures against all others, {} comparisons:",
            cross.pictures, cross.comparisons
        ));
        for p in &cross.fnmr_at_fmr {
            lines.push(format!(
                "FNMR      {:.2} % at FMR {} (threshold {:.3}){}",
                100.0 * p.fnmr,
                p.fmr,
                p.threshold,
                if p.reliable { "" } else { "  unreliable: too few comparisons" }
            ));
        }
    }
    lines.extend(report.warnings.iter().map(|w| format!("note: {w}")));
    lines.join("\n")
}
