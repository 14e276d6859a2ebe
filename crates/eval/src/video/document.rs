//! The study as a report for people.

use crate::count::{Rate, Spread};
use crate::report::{Axis, Block, Document, Figure, Plot, Row, Section, Series, Table, Value};

use super::seconds::{AtSecond, Errors};
use super::{Accepted, ClassCount, VideoReport, VideoRow};

/// Bins of a histogram of scores from -1 to 1: one hundredth of cosine is below what readers can tell.
const BINS: usize = 50;

/// Share of the sessions from which on one person makes the rates, more than the system does.
const MUCH_OF_ONE: f64 = 0.25;

impl VideoReport {
    /// The report for people.
    pub fn document(&self) -> Document {
        let mut sections = vec![self.outcomes(), self.attacks_section()];
        sections.extend(self.groups_section());
        sections.extend([
            self.seconds_section(),
            self.scores(),
            rows_section(
                "Bona fide sessions not accepted as their own person",
                self.rows.iter().filter(|r| r.truth == "accept" && r.outcome != Some("accept")),
            ),
            rows_section(
                "Sessions accepted that must not be",
                self.rows.iter().filter(|r| r.truth != "accept" && r.outcome == Some("accept")),
            ),
            rows_section(
                "Sessions that could not be run, or broke off",
                self.rows.iter().filter(|r| r.failure.is_some() || r.broke_off.is_some()),
            ),
            rows_section("Every session", self.rows.iter()),
        ]);
        Document {
            title: "Whole sessions against the truth".into(),
            subtitle: format!("{} sessions of {}", self.rows.len(), self.about.list),
            facts: self.about.facts(),
            summary: self.summary(),
            sections,
        }
    }

    fn summary(&self) -> Vec<Block> {
        let figures = vec![
            Figure::new("Bona fide sessions not accepted", self.mated.not_accepted.share())
                .note("Against their own person; referred, rejected or not run."),
            Figure::new("Strangers accepted", self.non_mated.accepted.share())
                .note("Bona fide sessions against somebody else."),
            Figure::new("Attacks accepted", total(&self.attacks).share())
                .note("Presentation attacks, identity included (IAPAR), all species together."),
            Figure::new("Manipulated media accepted", total(&self.manipulated).share())
                .note("All kinds together."),
        ];
        let mut blocks = vec![Block::from(figures)];
        if let Some(worst) = &self.worst {
            blocks.push(Block::warning(format!(
                "{} of {} sessions of `{}` were accepted.",
                worst.iapar.hits, worst.iapar.trials, worst.truth
            )));
        }
        let groups = self.groups.as_ref().map(super::VideoGroups::warnings).unwrap_or_default();
        blocks.extend(groups.into_iter().map(Block::warning));
        let m = &self.mated;
        if let Some(rate) = m.not_accepted_by_subject
            && m.most_of_one as f64 > MUCH_OF_ONE * m.not_accepted.trials as f64
        {
            blocks.push(Block::warning(format!(
                "{} of the {} bona fide sessions are of one person. With each of the {} subjects weighing \
                 the same, {:.1} % are not accepted.",
                m.most_of_one,
                m.not_accepted.trials,
                m.subjects,
                rate * 100.0
            )));
        }
        let failed = self.rows.iter().filter(|r| r.failure.is_some()).count();
        if failed > 0 {
            blocks.push(Block::warning(format!(
                "{failed} of {} sessions could not be run; they are listed with their reasons.",
                self.rows.len()
            )));
        }
        blocks
    }

    fn outcomes(&self) -> Section {
        let head = [
            "Truth",
            "Sessions",
            "Accept",
            "Refer",
            "Reject",
            "Not run",
            "Score, median",
            "Presence LLR, median",
            "Decided after, median",
            "Frames by then, median",
        ];
        let row = |c: &ClassCount| {
            vec![
                Value::code(c.truth.clone()),
                Value::count(c.sessions),
                Value::count(c.accept),
                Value::count(c.refer),
                Value::count(c.reject),
                Value::count(c.failed),
                median(c.score, 2, ""),
                median(c.presence_llr, 2, ""),
                median(c.settled_s, 1, "s"),
                median(c.settled_frames, 0, ""),
            ]
        };
        let mut table = Table::new("Outcomes by what the session really is", head);
        for class in &self.classes {
            let is_wrong = class.truth != "accept" && class.accept > 0;
            table = if is_wrong { table.marked_row(row(class)) } else { table.row(row(class)) };
        }
        let m = &self.mated;
        let mut rates = Table::new("Rates", ["Rate", "Value"])
            .row(vec!["Bona fide, own person: not accepted".into(), m.not_accepted.share().into()])
            .row(vec!["Bona fide, own person: rejected".into(), m.rejected.share().into()])
            .row(vec!["FNMR at the policy's threshold".into(), m.fnmr.share().into()])
            .row(vec![
                "No comparison came about (FTA)".into(),
                m.failure_to_acquire.share().into(),
            ]);
        if let Some(rate) = m.not_accepted_by_subject {
            let label = format!("Not accepted, mean over {} subjects", m.subjects);
            rates = rates.row(vec![label.into(), Value::quantity(rate * 100.0, 1, "%")]);
        }
        let n = &self.non_mated;
        rates = rates
            .row(vec!["Bona fide, somebody else: accepted".into(), n.accepted.share().into()])
            .row(vec!["FMR at the policy's threshold".into(), n.fmr.share().into()])
            .row(vec!["Somebody else, and said so".into(), n.different.share().into()])
            .note("Trials of one person are not independent; the intervals take them as if they were.");
        Section::new("Outcomes")
            .with(table.note("Decided: since when the outcome stood for good."))
            .with(rates)
    }

    fn attacks_section(&self) -> Section {
        let mut table = Table::new(
            "Attacks and manipulated media against the person they show",
            ["Kind", "Accepted (IAPAR)", "Identity said `same`", "Presence said `live` (APCER)"],
        );
        for a in self.attacks.iter().chain(&self.manipulated) {
            let is_worst = self.worst.as_ref().is_some_and(|w| w.truth == a.truth);
            let cells = vec![
                Value::code(a.truth.clone()),
                a.iapar.share().into(),
                a.same.share().into(),
                a.live.share().into(),
            ];
            table = if is_worst { table.marked_row(cells) } else { table.row(cells) };
        }
        Section::new("Attacks").with(table)
    }

    fn seconds_section(&self) -> Section {
        let table = |caption: &str, of: &dyn Fn(&AtSecond) -> Errors| {
            let head = [
                "Seconds",
                "FNMR",
                "No comparison yet",
                "Own person not accepted",
                "FMR",
                "Somebody else accepted",
                "Mated score, median",
                "Non-mated score, highest",
            ];
            let mut table = Table::new(caption, head);
            for at in &self.seconds {
                let e = of(at);
                table = table.row(vec![
                    Value::quantity(at.seconds, 0, "s"),
                    e.fnmr.share().into(),
                    e.no_comparison.share().into(),
                    e.not_accepted.share().into(),
                    e.fmr.share().into(),
                    e.accepted.share().into(),
                    median(e.mated_scores, 2, ""),
                    e.non_mated_scores
                        .map_or_else(|| Value::missing(""), |s| Value::number(s.most, 2)),
                ]);
            }
            table
        };
        let line = |name: &str, of: &dyn Fn(&Errors) -> Rate| {
            let points = self.seconds.iter().filter_map(|at| Some((at.seconds, of(&at.all).rate?)));
            Series::line(name, points.collect())
        };
        let plot = Plot::new(
            "seconds-watched",
            "Errors against the seconds watched, all sessions",
            Axis::log("seconds watched"),
            Axis::percent("share of sessions").range(0.0, 1.0),
        )
        .series(line("FNMR", &|e| e.fnmr))
        .series(line("own person not accepted", &|e| e.not_accepted))
        .series(line("FMR", &|e| e.fmr))
        .series(line("somebody else accepted", &|e| e.accepted))
        .note("A clip that has ended keeps its last verdict.");
        Section::new("Seconds watched")
            .with(plot)
            .with(table("All sessions, shorter ones with their last verdict", &|at| at.all.clone()))
            .with(table("Only sessions that last so long", &|at| at.lasting.clone()))
    }

    fn scores(&self) -> Section {
        let scores = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<f64> {
            let rows = self.rows.iter().filter(|r| is_wanted(&r.truth));
            rows.filter_map(|r| r.score.map(f64::from)).collect()
        };
        let mut plot = Plot::new(
            "pooled-scores",
            "Pooled comparison scores at the end",
            Axis::linear("comparison score").range(-0.2, 1.0),
            Axis::percent("share of sessions"),
        );
        for (name, values) in [
            ("own person", scores(&|t| t == "accept")),
            ("somebody else", scores(&|t| t == "other_person")),
            ("attacks", scores(&|t| t.starts_with("attack:"))),
            ("manipulated", scores(&|t| t.starts_with("manipulated:"))),
        ] {
            if !values.is_empty() {
                plot = plot.series(Series::histogram(name, &values, (-0.2, 1.0), BINS));
            }
        }
        let section = Section::new("Scores").with(plot);
        let Some(s) = &self.separation else { return section };
        section.with(vec![
            Figure::new("AUC of pooled scores", Value::number(s.auc, 4)),
            Figure::new("EER of pooled scores", Value::quantity(s.eer * 100.0, 2, "%"))
                .note(format!("{} mated and {} non-mated sessions", s.mated, s.non_mated)),
        ])
    }
}

fn total(of: &[Accepted]) -> Rate {
    let sum = |pick: &dyn Fn(&Rate) -> u64| of.iter().map(|a| pick(&a.iapar)).sum();
    rates::Proportion { hits: sum(&|r| r.hits), trials: sum(&|r| r.trials) }.into()
}

fn median(spread: Option<Spread>, decimals: usize, unit: &str) -> Value {
    spread.map_or_else(|| Value::missing(""), |s| Value::quantity(s.median, decimals, unit))
}

fn rows_section<'r>(heading: &str, rows: impl Iterator<Item = &'r VideoRow>) -> Section {
    let head = [
        "Line",
        "Clip",
        "Reference",
        "Truth",
        "Outcome",
        "Why",
        "Score",
        "Presence LLR",
        "Faces",
        "Seconds",
    ];
    let mut table = Table::new(heading, head);
    table.rows = rows.map(row).collect();
    if table.rows.is_empty() {
        return Section::new(heading).with(Block::text("None."));
    }
    Section::new(heading).with(table)
}

fn row(r: &VideoRow) -> Row {
    let number =
        |v: Option<f32>| v.map_or_else(|| Value::missing(""), |v| Value::number(f64::from(v), 2));
    let why = match (&r.failure, &r.broke_off) {
        (Some((kind, sentence)), _) => format!("{kind}: {sentence}"),
        (None, Some(detail)) => format!("{} (broke off: {detail})", r.codes.join(", ")),
        (None, None) => r.codes.join(", "),
    };
    Row::from(vec![
        Value::Count(r.line),
        Value::code(r.video.clone()),
        Value::code(r.reference.clone()),
        Value::code(r.truth.clone()),
        Value::text(r.outcome.unwrap_or("not run")),
        Value::text(why),
        number(r.score),
        number(r.presence_llr),
        r.faces.map_or_else(|| Value::missing(""), Value::count),
        r.seconds.map_or_else(|| Value::missing(""), |s| Value::quantity(s, 1, "s")),
    ])
}
