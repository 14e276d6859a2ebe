//! A calibration as a document: what was fitted, how good it is, and what the tables say.

use super::{CalibrationReport, Fit, Head, RateTable};
use crate::report::{
    Axis, Block, Document, Figure, Plot, Section, Series, Style, Table, Text, Value,
};

/// The document of a calibration run.
pub fn document(report: &CalibrationReport) -> Document {
    let fit = &report.fit;
    let [first, second] = fit.subject.hypotheses();
    let mut sections = vec![line(fit)];
    sections.extend(report.false_match.as_ref().map(|t| {
        rate_table(
            t,
            "false-match",
            "False match rate by score",
            "FMR",
            "strangers look this similar or more",
        )
    }));
    sections.extend(report.false_non_match.as_ref().map(|t| {
        rate_table(
            t,
            "false-non-match",
            "False non-match rate by score",
            "FNMR",
            "pairs of one person look this dissimilar or more",
        )
    }));
    Document {
        title: format!("Calibration: {}", fit.subject.as_str()),
        subtitle: format!("log-likelihood ratio, {first} : {second}"),
        facts: facts(&report.head),
        summary: summary(fit),
        sections,
    }
}

/// What was measured with what.
pub(super) fn facts(head: &Head) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Measured".to_owned(), head.created.clone()),
        ("Program".to_owned(), format!("likeness {}", head.code)),
        ("Pack".to_owned(), head.pack.clone()),
        ("Data".to_owned(), head.data.clone()),
        ("Manifest".to_owned(), if head.is_written { "written" } else { "not written" }.to_owned()),
    ];
    for model in &head.models {
        facts.push((format!("Model, {}", model.role), format!("{} ({})", model.id, model.sha256)));
    }
    facts
}

fn summary(fit: &Fit) -> Vec<Block> {
    let [first, second] = fit.subject.hypotheses();
    let bits = |value: f64| Value::quantity(value, 4, "bits");
    let mut blocks: Vec<Block> = vec![
        vec![
            Figure::new("Cllr", bits(fit.cllr))
                .note("Cost of the fitted ratios; 1 bit is worth nothing."),
            Figure::new("minCllr", bits(fit.min_cllr))
                .note("The least any calibration could cost."),
            Figure::new("Cllr before", bits(fit.cllr_before))
                .note("Cost of what the manifest said."),
        ]
        .into(),
        Block::text(format!(
            "A score is worth what the line makes of it: how much more likely it is under “{first}” than \
             under “{second}”, as a natural logarithm. Prior odds are not part of it. The costs are \
             measured on the data of the fit, which flatters two fitted numbers by next to nothing where \
             there are thousands of trials, and by much where there are few."
        )),
    ];
    if fit.trials.iter().any(|n| *n < 30) {
        blocks.push(Block::warning(format!(
            "Only {} and {} trials: the line is an indication.",
            fit.trials[0], fit.trials[1]
        )));
    }
    blocks
}

fn line(fit: &Fit) -> Section {
    let [first, second] = fit.subject.hypotheses();
    let table = Table::new("The line", ["Figure", "Value"])
        .row(vec!["slope".into(), Value::number(fit.slope, 4)])
        .row(vec!["intercept".into(), Value::number(fit.intercept, 4)])
        .row(vec!["cap".into(), Value::number(fit.cap, 2)])
        .row(vec![format!("trials, {first}").into(), Value::count(fit.trials[0])])
        .row(vec![format!("trials, {second}").into(), Value::count(fit.trials[1])])
        .note(
            "Beyond the cap the trials support nothing: with n of them and no error the true rate may still \
             be 3/n.",
        );
    let (low, high) = range(fit);
    let at = |score: f64| (fit.slope * score + fit.intercept).clamp(-fit.cap, fit.cap);
    let points = (0..=100)
        .map(|i| low + (high - low) * f64::from(i) / 100.0)
        .map(|score| (score, at(score)))
        .collect();
    let steps = fit.isotonic.iter().flat_map(|s| [(s.from, s.llr), (s.to, s.llr)]).collect();
    let plot = Plot::new(
        "line",
        "Score to log-likelihood ratio",
        Axis::linear("raw score").range(low, high),
        Axis::linear("log-likelihood ratio"),
    )
    .series(Series::line("line", points))
    .series(Series::new("isotonic fit", Style::Line, steps))
    .note("The isotonic fit assumes only that a higher score never means less. Where it leaves the line, the line is wrong or trials are few.");
    let mut section = Section::new("The line").with(table).with(plot);
    if let Some(gap) = fit.largest_gap {
        section = section.with(Block::Text(Text::from(format!(
            "The two are furthest apart at score {:.3}: line {:.2}, isotonic fit {:.2}.",
            gap.score, gap.line, gap.isotonic
        ))));
    }
    section
}

/// Scores from where the line meets one cap to where it meets the other, a little wider.
fn range(fit: &Fit) -> (f64, f64) {
    let ends = [-fit.cap, fit.cap].map(|llr| (llr - fit.intercept) / fit.slope);
    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let margin = 0.05 * (high - low);
    (low - margin, high + margin)
}

fn rate_table(table: &RateTable, id: &str, title: &str, name: &str, meaning: &str) -> Section {
    let points: Vec<_> = table.scores.iter().copied().zip(table.rates.iter().copied()).collect();
    let mut rows = Table::new(title, ["Score", name, "In words"]);
    for (score, rate) in &points {
        rows = rows.row(vec![
            Value::number(*score, 4),
            Value::Level(*rate),
            format!("1 in {:.0} {meaning}", 1.0 / rate).into(),
        ]);
    }
    let plot = Plot::new(id, title, Axis::linear("comparison score"), Axis::log_percent(name))
        .series(Series::line(name, points));
    Section::new(title)
        .with(Block::text(format!(
            "From {} comparisons of {} subjects ({}). Between rows the logarithm of the rate is linear; \
             beyond the last row the rate is at most that row's.",
            table.trials, table.subjects, table.data
        )))
        .with(plot)
        .with(rows)
}
