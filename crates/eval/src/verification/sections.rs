//! The sections of a verification study's document: tables and plots, one function each.

use rates::Interval;

use super::figures::{
    CrossFacts, CrossPoint, Failures, GroupFacts, OperatingPoint, Quantiles, VerificationReport,
};
use super::worst::WorstFaces;
use super::{Judged, WORST};
use crate::groups::GroupStanding;
use crate::report::{Axis, Block, Mark, Plot, Row, Section, Series, Share, Table, Value};

/// Failed pictures named in the document; `report.json` has all.
const NAMED_FAILURES: usize = 40;
/// Bins of the score distributions, over cosines from -0.5 to 1.
const BINS: usize = 75;
const SCORE_RANGE: (f64, f64) = (-0.5, 1.0);

pub(super) fn rates(judged: &Judged) -> Section {
    let report = &judged.report;
    let mut table = Table::new(
        "FNMR at stated FMR, over the pairs of the list",
        [
            "FMR wanted",
            "Threshold",
            "FMR measured",
            "FNMR",
            "FNMR with failures",
            "FMR with failures",
        ],
    );
    for p in &report.fnmr_at_fmr {
        table = table.row(vec![
            Value::Level(p.fmr),
            Value::number(p.threshold, 4),
            Share::of(to_usize(p.false_matches.hits), to_usize(p.false_matches.trials))
                .within(p.fmr_interval.low, p.fmr_interval.high)
                .into(),
            p.cross_fmr.map_or_else(|| Value::missing(""), |fmr| Share::rate(fmr).into()),
            fnmr_share(p).into(),
            Share::rate(p.fnmr_with_failures).trials(report.trials.mated.listed).into(),
            Share::rate(p.fmr_with_failures).trials(report.trials.non_mated.listed).into(),
        ]);
    }
    let table = table.note(
        "The threshold is the lowest observed score that keeps to the FMR. What it really lets through is \
         seen best in all pictures against all others. Rates with failures count pairs \
         that could not be compared as non-matches (ISO/IEC 19795-1: false reject and false accept rate).",
    );
    let more = Table::new("Single figures", ["Figure", "Value", "95 % interval"])
        .row(vec![
            "Equal error rate".into(),
            Share::rate(report.eer).trials(report.trials.non_mated.compared).into(),
            percent_interval(report.eer_interval),
        ])
        .row(vec![
            "Area under the ROC curve".into(),
            Value::number(report.auc, 5),
            report.auc_interval.map_or_else(
                || Value::missing("too few subjects"),
                |i| format!("{:.5} to {:.5}", i.low, i.high).into(),
            ),
        ]);
    let mut section = Section::new("Error rates").with(table).with(det(judged)).with(more);
    if let Some(accuracy) = &report.accuracy {
        let mut folds = Table::new(
            "Accuracy of each fold at the best threshold of the others",
            ["Fold", "Threshold", "Accuracy"],
        );
        for fold in &accuracy.per_fold {
            folds = folds.row(vec![
                Value::Count(u64::from(fold.fold)),
                Value::number(fold.threshold, 4),
                Share::rate(fold.accuracy).trials(fold.trials).into(),
            ]);
        }
        section = section.with(folds);
    }
    section
}

fn det(judged: &Judged) -> Plot {
    let curve = |rates: &rates::Rates| -> Vec<(f64, f64)> {
        rates.det().iter().map(|p| (p.fmr, p.fnmr)).collect()
    };
    let mut plot =
        Plot::new("det", "Detection error trade-off", Axis::probit("FMR"), Axis::probit("FNMR"))
            .series(Series::line("pairs of the list", curve(&judged.list_rates)));
    if let Some(cross) = &judged.cross_rates {
        plot = plot.series(Series::line("all pictures against all others", curve(cross)));
    }
    let eer = judged.report.eer;
    plot.mark(Mark::point(eer, eer, format!("EER {:.2} %", 100.0 * eer))).note(
        "Each point is one threshold. Lower left is better. The second curve has the same mated pairs, and \
         as non-mated comparisons all pictures of different subjects.",
    )
}

pub(super) fn scores(judged: &Judged) -> Section {
    let report = &judged.report;
    let mut plot = Plot::new(
        "scores",
        "Distribution of comparison scores",
        Axis::linear("comparison score (cosine)").range(SCORE_RANGE.0, SCORE_RANGE.1),
        Axis::percent("share of pairs"),
    )
    .series(Series::histogram("two people", &judged.non_mated, SCORE_RANGE, BINS))
    .series(Series::histogram("one person", &judged.mated, SCORE_RANGE, BINS));
    for p in &report.fnmr_at_fmr {
        plot = plot.mark(Mark::vertical(p.threshold, format!("FMR {} %", trimmed(100.0 * p.fmr))));
    }
    let row = |name: &str, q: &Quantiles| -> Vec<Value> {
        let values = [q.min, q.p01, q.p05, q.median, q.p95, q.p99, q.max];
        let mut cells = vec![Value::text(name)];
        cells.extend(values.map(|v| Value::number(v, 3)));
        cells
    };
    let table = Table::new(
        "Quantiles of the comparison scores",
        ["", "lowest", "1 %", "5 %", "median", "95 %", "99 %", "highest"],
    )
    .row(row("one person", &report.scores.mated))
    .row(row("two people", &report.scores.non_mated));
    Section::new("Comparison scores").with(plot).with(table)
}

pub(super) fn failures(report: &VerificationReport) -> Section {
    let mut table = Table::new("Pictures from which nothing was acquired", ["", "Share", "Kinds"]);
    for (name, failures) in [
        ("Failure to acquire, all pictures", &report.failure_to_acquire),
        ("Failure to enrol, references (column a)", &report.failure_to_enrol),
    ] {
        let kinds: Vec<_> =
            failures.by_kind.iter().map(|(k, n)| format!("{}: {n}", k.replace('_', " "))).collect();
        let kinds = if kinds.is_empty() { "none".into() } else { kinds.join(", ") };
        table = table.row(vec![name.into(), failure_share(failures).into(), kinds.into()]);
    }
    let counts = &report.trials;
    let trials = Table::new("Trials", ["", "listed", "compared", "not compared"])
        .row(vec![
            "one person (mated)".into(),
            Value::count(counts.mated.listed),
            Value::count(counts.mated.compared),
            Value::count(counts.mated.failed),
        ])
        .row(vec![
            "two people (non-mated)".into(),
            Value::count(counts.non_mated.listed),
            Value::count(counts.non_mated.compared),
            Value::count(counts.non_mated.failed),
        ]);
    let mut section = Section::new("Failures").with(table).with(trials);
    if !report.failures.is_empty() {
        let mut named = Table::new("Failed pictures", ["Picture", "Reason"]);
        for failed in report.failures.iter().take(NAMED_FAILURES) {
            named = named.row(vec![Value::code(&failed.picture), failed.reason.as_str().into()]);
        }
        let left = report.failures.len().saturating_sub(NAMED_FAILURES);
        if left > 0 {
            named = named.note(format!("{left} more stand in report.json."));
        }
        section = section.with(named);
    }
    let poor = &report.poor_quality;
    let issues: Vec<_> =
        poor.by_issue.iter().map(|(k, n)| format!("{}: {n}", k.replace('_', " "))).collect();
    section.with(Block::text(format!(
        "{} of {} acquired faces are below the quality that a live session compares{}. They are compared \
         here all the same, so that the figures cannot be improved by leaving out what is difficult.",
        poor.count,
        poor.of,
        if issues.is_empty() { String::new() } else { format!(" ({})", issues.join(", ")) }
    )))
}

pub(super) fn cross(cross: &CrossFacts) -> Section {
    let mut table = Table::new(
        "FNMR of the list's mated pairs at thresholds from all comparisons",
        ["FMR wanted", "Threshold", "FMR measured", "FNMR"],
    );
    for p in &cross.fnmr_at_fmr {
        table = table.row(vec![
            Value::Level(p.fmr),
            Value::number(p.threshold, 4),
            Share::of(to_usize(p.false_matches.hits), to_usize(p.false_matches.trials))
                .within(p.fmr_interval.low, p.fmr_interval.high)
                .reliable_if(p.reliable)
                .into(),
            cross_share(p).into(),
        ]);
    }
    let sampled = if cross.sampled { ", an evenly spread part of the list's" } else { "" };
    Section::new("All pictures against all others")
        .with(Block::text(format!(
            "{} pictures of {} subjects{sampled}, each compared with all pictures of other subjects. These \
             comparisons share pictures, so they are not independent, and the rule of 30 flatters them; \
             their intervals are over subjects. The highest score of two subjects is {:.3}: look at such \
             pairs first, for wrong names in the data end up there.",
            cross.pictures, cross.subjects, cross.max
        )))
        .with(table)
}

pub(super) fn groups(facts: &GroupFacts) -> Section {
    let mut table = Table::new(
        format!("Error rates by group at threshold {:.4}", facts.threshold),
        ["Group", "FNMR", "against overall", "FMR", "against overall", "not compared"],
    );
    for group in &facts.groups {
        let cells = vec![
            Value::text(&group.group),
            group.fnmr.share(),
            group.fnmr.against_overall(),
            group.fmr.share(),
            group.fmr.against_overall(),
            Value::count(group.failed),
        ];
        let is_worse = [group.fnmr.standing, group.fmr.standing].contains(&GroupStanding::Worse);
        table.rows.push(Row { cells, is_marked: is_worse });
    }
    Section::new("Groups")
        .with(Block::text(format!(
            "Every group is judged at the one threshold that everybody would meet, {:.4}, from {}. Overall \
             FNMR there is {:.2} %, FMR {:.3} %. NIST SP 800-63A-4 asks that no group be more than 25 % \
             worse than overall.",
            facts.threshold,
            facts.threshold_from,
            100.0 * facts.fnmr,
            100.0 * facts.fmr
        )))
        .with(table)
}

pub(super) fn worst_pairs(report: &VerificationReport, faces: WorstFaces) -> Section {
    let mut section = Section::new("The worst pairs").with(Block::text(format!(
        "Up to {WORST} pairs of each kind. Wrong names in the data show here first: one person under two \
         names counts as a false match, which makes the strictest rates look worse than they are."
    )));
    let crossed = report.cross.as_ref().map_or(&[][..], |c| &c.worst);
    for (title, pairs, pictures) in [
        ("One person, lowest scores", &*report.worst.mated, faces.mated),
        ("Two people, highest scores", &*report.worst.non_mated, faces.non_mated),
        ("Two people, highest scores of all against all", crossed, faces.cross),
    ] {
        let mut table = Table::new(title, ["Line", "Reference", "Probe", "Score"]);
        for pair in pairs {
            table = table.row(vec![
                pair.line.map_or_else(|| Value::text("–"), Value::Count),
                Value::code(&pair.a),
                Value::code(&pair.b),
                Value::number(pair.score, 3),
            ]);
        }
        if !pairs.is_empty() {
            section = section.with(table);
        }
        if !pictures.is_empty() {
            section = section.with(pictures);
        }
    }
    section
}

pub(super) fn calibration(report: &VerificationReport) -> Section {
    let facts = &report.calibration;
    let table = Table::new("Cost of the pack's identity calibration", ["Figure", "Value"])
        .row(vec!["Cllr".into(), Value::quantity(facts.cllr, 4, "bits")])
        .row(vec!["least possible (minCllr)".into(), Value::quantity(facts.min_cllr, 4, "bits")])
        .row(vec![
            "lost by calibration".into(),
            Value::quantity(facts.cllr - facts.min_cllr, 4, "bits"),
        ])
        .note("0 bits is perfect knowledge, 1 bit none at all.");
    Section::new("Calibration")
        .with(Block::text(format!(
            "The pack turns scores into evidence by a line fitted on: {}{}.",
            facts.data,
            if facts.provisional { " (provisional)" } else { "" }
        )))
        .with(table)
}

pub(super) fn fnmr_share(point: &OperatingPoint) -> Share {
    let counts = point.false_non_matches;
    Share::of(to_usize(counts.hits), to_usize(counts.trials))
        .within(point.interval.low, point.interval.high)
        .reliable_if(point.reliable)
}

pub(super) fn cross_share(point: &CrossPoint) -> Share {
    let counts = point.false_non_matches;
    Share::of(to_usize(counts.hits), to_usize(counts.trials))
        .within(point.interval.low, point.interval.high)
        .reliable_if(point.reliable)
}

pub(super) fn failure_share(failures: &Failures) -> Share {
    Share::of(failures.count, failures.of).within(failures.interval.low, failures.interval.high)
}

fn percent_interval(interval: Option<Interval>) -> Value {
    interval.map_or_else(
        || Value::missing("too few subjects"),
        |i| format!("{:.2} % to {:.2} %", 100.0 * i.low, 100.0 * i.high).into(),
    )
}

fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

pub(super) fn trimmed(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
