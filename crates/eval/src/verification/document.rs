//! The study as a document for people, a compliance officer first and an engineer second: what comes
//! first in it. Its sections are in `sections`.

use super::Judged;
use super::figures::{CrossPoint, VerificationReport};
use super::sections::{
    calibration, cross, cross_share, failure_share, failures, fnmr_share, groups, rates, scores,
    trimmed, worst_pairs,
};
use super::worst::WorstFaces;
use crate::report::{Block, Document, Figure, Share, Text};

/// The document of a study. Without `faces` the worst pairs are named and not shown.
pub fn document(judged: &Judged, faces: Option<WorstFaces>) -> Document {
    let report = &judged.report;
    let mut sections = vec![rates(judged), scores(judged), failures(report)];
    sections.extend(report.cross.as_ref().map(cross));
    sections.extend(report.groups.as_ref().map(groups));
    sections.push(worst_pairs(report, faces.unwrap_or_default()));
    sections.push(calibration(report));
    Document {
        title: "Verification: error rates of one-to-one comparison".into(),
        subtitle: format!(
            "{}: {} pairs of {} pictures, {} subjects",
            report.data.list,
            report.trials.mated.listed + report.trials.non_mated.listed,
            report.data.pictures,
            report.data.subjects
        ),
        facts: facts(report),
        summary: summary(report),
        sections,
    }
}

fn facts(report: &VerificationReport) -> Vec<(String, String)> {
    let settings = &report.settings;
    let mut facts = vec![
        ("Measured".into(), report.created.clone()),
        ("Program".into(), format!("likeness {}", report.code)),
        ("List".into(), format!("{} (SHA-256 {})", report.data.list, report.data.list_sha256)),
        ("Pack".into(), settings.pack.clone()),
    ];
    for model in &report.models {
        facts.push((format!("Model, {}", model.role), format!("{} ({})", model.id, model.sha256)));
    }
    facts.push((
        "Face of a picture".into(),
        match settings.face {
            "centre" => "of several faces the one nearest the centre".into(),
            "largest" => "of several faces the largest".into(),
            _ => "pictures with several faces are failures".into(),
        },
    ));
    facts.push((
        "Intervals".into(),
        format!(
            "95 %, {} bootstrap samples over subjects, seed {}",
            settings.bootstrap_samples, settings.seed
        ),
    ));
    facts
}

fn summary(report: &VerificationReport) -> Vec<Block> {
    let mut figures = headlines(report);
    if let Some(accuracy) = &report.accuracy {
        let trials = accuracy.per_fold.iter().map(|f| f.trials).sum();
        figures.push(Figure::new("Accuracy", Share::rate(accuracy.mean).trials(trials)).note(
            format!(
                "Mean of {} folds, each judged at the others' threshold; standard error {:.2} %.",
                accuracy.per_fold.len(),
                100.0 * accuracy.std_error
            ),
        ));
    }
    figures.push(
        Figure::new("Failure to acquire", failure_share(&report.failure_to_acquire))
            .note("Pictures from which no features could be made."),
    );
    let text = Text::from(
        "A comparison of two pictures gives a score. At a threshold some pairs of two people match (FMR) \
         and some pairs of one person do not (FNMR): lowering one raises the other. Every rate stands \
         with the number of trials behind it and the interval in which the true rate lies with 95 % \
         confidence.",
    );
    let mut blocks = vec![Block::Figures(figures), Block::Text(text)];
    blocks.extend(report.warnings.iter().map(|w| Block::warning(w.as_str())));
    blocks
}

/// FNMR where the comparisons support it: at the FMR that NIST asks for, or at the strictest supported.
fn headlines(report: &VerificationReport) -> Vec<Figure> {
    /// FMR of NIST SP 800-63A-4.
    const WANTED: f64 = 1e-4;
    let label = |fmr: f64| format!("FNMR at FMR {} %", trimmed(100.0 * fmr));
    if let Some(point) = report.fnmr_at_fmr.iter().rfind(|p| p.reliable && p.fmr >= WANTED) {
        let note = "Of pairs of one person, those taken for two.";
        return vec![Figure::new(label(point.fmr), fnmr_share(point)).note(note)];
    }
    let points = report.cross.iter().flat_map(|c| &c.fnmr_at_fmr);
    let reliable: Vec<_> = points.filter(|p| p.reliable && p.fmr >= WANTED).collect();
    let last_two = reliable.len().saturating_sub(2)..;
    let figure = |p: &&CrossPoint| {
        Figure::new(label(p.fmr), cross_share(p))
            .note("Of pairs of one person, those taken for two; threshold from all against all.")
    };
    reliable[last_two].iter().map(figure).collect()
}
