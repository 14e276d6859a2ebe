//! The study as a report for people.

use rates::attack::{AttackRates, Share as Weighed};

use super::group::{DetectorReport, Group};
use super::{AttackReport, AttackRow, TARGETS, Variant};
use crate::count::Rate;
use crate::report::{
    Axis, Block, Document, Figure, Mark, Plot, Row, Section, Series, Share, Table, Value,
};

impl AttackReport {
    /// The report for people.
    pub fn document(&self) -> Document {
        let original = &self.variants[0];
        let mut sections = vec![
            self.answers("How the verdict answered", &original.clips),
            self.detectors("Detectors", original),
        ];
        sections.extend(original.clips.people.as_ref().map(super::PeopleRates::section));
        if self.variants.len() > 1 {
            sections.push(self.degraded());
        }
        if let Some(stills) = &original.stills {
            let table = detector_table("Detectors on stills, one frame each", stills);
            sections.push(Section::new("Stills").with(table));
        }
        let failed: Vec<_> =
            self.rows.iter().filter(|r| r.failure.is_some() || r.broke_off.is_some()).collect();
        sections.push(self.rows_section("What gave no score, or broke off", &failed));
        sections.push(self.rows_section("Every item", &self.rows.iter().collect::<Vec<_>>()));
        sections.push(self.left_out_section());
        Document {
            title: match self.kind {
                "pad" => "Presentation attack detection".into(),
                _ => "Manipulation detection".into(),
            },
            subtitle: format!("by clip, over {}", self.about.list),
            facts: self.about.facts(),
            summary: self.summary(&original.clips),
            sections,
        }
    }

    fn summary(&self, clips: &Group) -> Vec<Block> {
        let (bona_fide, attacks): (Vec<_>, Vec<_>) =
            clips.states.iter().partition(|s| s.label == "bona-fide");
        let sum = |of: &[&super::StateCount], pick: &dyn Fn(&super::StateCount) -> usize| {
            of.iter().map(|s| pick(s) as u64).sum::<u64>()
        };
        let rate = |hits: u64, trials: u64| Rate::from(rates::Proportion { hits, trials });
        let flagged = rate(sum(&bona_fide, &|s| s.attack), sum(&bona_fide, &|s| s.items));
        let not_live = rate(
            sum(&bona_fide, &|s| s.attack + s.not_enough),
            sum(&bona_fide, &|s| s.items - s.failed),
        );
        let passed = rate(sum(&attacks, &|s| s.live), sum(&attacks, &|s| s.items));
        let mut figures = vec![
            Figure::new("Bona fide clips not taken as live", not_live.share())
                .note("Taken as attacks, or referred as uncertain: each costs a human's time."),
            Figure::new("Bona fide clips taken as attacks", flagged.share())
                .note("BPCER of the verdict as the product gives it."),
            Figure::new("Attack clips taken as live", passed.share())
                .note("All species together; APCER is stated per species below."),
        ];
        if let Some(verdict) = clips.detectors.last() {
            figures.push(Figure::new("AUC of the verdict", number(verdict.auc, 3)));
            if let Some(at) = verdict.at_bpcer.iter().find(|t| t.bpcer == TARGETS[1])
                && let Some(worst) = &at.rates.worst
            {
                figures.push(
                    Figure::new("APCER at BPCER 10 %", weighed(&worst.share))
                        .note(format!("Of the worst species, `{}`.", worst.species)),
                );
            }
        }
        let mut blocks = vec![Block::from(figures)];
        if let Some(worst) = rates::attack::worst(&clips.iapar).filter(|w| w.share.hits > 0) {
            blocks.push(Block::warning(format!(
                "{} of {} attacks of the species `{}` were accepted end to end.",
                worst.share.hits, worst.share.trials, worst.species
            )));
        }
        let people = clips.people.as_ref().map(super::PeopleRates::warnings).unwrap_or_default();
        blocks.extend(people.into_iter().map(Block::warning));
        let attacks = sum(&attacks, &|s| s.items);
        if attacks < 30 {
            blocks.push(Block::warning(format!(
                "Only {attacks} attack clips: the rates say little about other attacks; mind the intervals."
            )));
        }
        blocks
    }

    fn answers(&self, heading: &str, clips: &Group) -> Section {
        let head = [
            "Label",
            "Clips",
            "Taken as live",
            "Taken as attack",
            "Not enough to tell",
            "No score",
        ];
        let mut table = Table::new("The verdict's answer on presence, by label", head);
        for s in &clips.states {
            let share = |hits: usize| {
                Rate::from(rates::Proportion { hits: hits as u64, trials: s.items as u64 }).share()
            };
            let cells = vec![
                Value::code(s.label.clone()),
                Value::count(s.items),
                share(s.live).into(),
                share(s.attack).into(),
                share(s.not_enough).into(),
                Value::count(s.failed),
            ];
            let is_error = s.label != "bona-fide" && s.live > 0;
            table = if is_error { table.marked_row(cells) } else { table.row(cells) };
        }
        let t = &self.thresholds;
        let note = format!(
            "Presence LLR (attack : bona fide): attack at {} or above, live at {} or below.",
            t.attack_llr, t.live_llr
        );
        let mut section = Section::new(heading).with(table.note(note));
        if !clips.iapar.is_empty() {
            let mut table = Table::new(
                "Accepted end to end, identity included (IAPAR)",
                ["Species", "Accepted"],
            );
            for s in &clips.iapar {
                table = table.row(vec![Value::code(s.species.clone()), weighed(&s.share)]);
            }
            if let Some(share) = &clips.bona_fide_not_accepted {
                table = table.row(vec!["bona fide, not accepted".into(), weighed(share)]);
            }
            section = section.with(table);
        }
        section
    }

    fn detectors(&self, heading: &str, original: &Variant) -> Section {
        let clips = &original.clips;
        let mut det = Plot::new(
            "det",
            "Errors over all thresholds, clips as they are",
            Axis::percent("BPCER").range(0.0, 1.0),
            Axis::percent("APCER, all attacks together").range(0.0, 1.0),
        )
        .note("Lower left is better. Steps are single clips.");
        for d in &clips.detectors {
            let points = d.curve.iter().map(|(_, bpcer, apcer)| (*bpcer, *apcer)).collect();
            det = det.series(Series::line(d.name.clone(), points));
        }
        let mut labels: Vec<&str> = clips.states.iter().map(|s| s.label.as_str()).collect();
        labels.dedup();
        let place = |label: &str| labels.iter().position(|l| *l == label).unwrap_or(0) as f64;
        let verdict = clips.detectors.len() - 1;
        let points = self
            .rows
            .iter()
            .filter(|r| r.variant == original.name && !r.is_still)
            .filter_map(|r| Some((r.scores[verdict]?, place(&r.label))))
            .collect();
        let strip = Plot::new(
            "presence",
            "Presence LLR of every clip",
            Axis::linear("log-likelihood ratio, attack : bona fide"),
            Axis::names("label", labels.clone()),
        )
        .series(Series::points("clips", points))
        .mark(Mark::vertical(self.thresholds.attack_llr, "attack"))
        .mark(Mark::vertical(self.thresholds.live_llr, "live"));
        let mut species = Table::new(
            "Each species against all bona fide clips",
            ["Detector", "Species", "Clips", "AUC", "D-EER"],
        );
        for d in &clips.detectors {
            for s in &d.species {
                species = species.row(vec![
                    d.name.clone().into(),
                    Value::code(s.species.clone()),
                    Value::count(s.trials),
                    Value::number(s.auc, 3),
                    Value::quantity(s.d_eer * 100.0, 1, "%"),
                ]);
            }
        }
        Section::new(heading)
            .with(detector_table("Each detector alone and the verdict, clips", clips))
            .with(targets_table(clips))
            .with(thresholds_table(clips))
            .with(det)
            .with(strip)
            .with(species)
    }

    fn degraded(&self) -> Section {
        let head = [
            "Detector",
            "Variant",
            "AUC",
            "D-EER",
            "BPCER at the original's threshold",
            "Worst APCER there",
            "Worst species",
            "Without a score",
        ];
        let mut table = Table::new("Degraded clips", head);
        let count = self.variants[0].clips.detectors.len();
        for (at, variant) in (0..count).flat_map(|at| self.variants.iter().map(move |v| (at, v))) {
            let d = &variant.clips.detectors[at];
            let usual = d.at_usual.clone().or_else(|| {
                d.at_bpcer.iter().find(|t| t.bpcer == TARGETS[1]).map(|t| t.rates.clone())
            });
            let worst = usual.as_ref().and_then(|u| u.worst.as_ref());
            table = table.row(vec![
                d.name.clone().into(),
                Value::code(variant.name.clone()),
                number(d.auc, 3),
                d.d_eer.map_or_else(
                    || Value::missing(""),
                    |(e, _)| Value::quantity(e * 100.0, 1, "%"),
                ),
                bpcer(usual.as_ref()),
                worst.map_or_else(|| Value::missing(""), |w| weighed(&w.share)),
                worst.map_or_else(|| Value::missing(""), |w| Value::code(w.species.clone())),
                Value::count(d.unscored),
            ]);
        }
        let table = table.note(
            "The original's threshold: where BPCER on the clips as they are is at most 10 %.",
        );
        let section = Section::new("As meetings deliver them").with(table);
        self.variants.iter().skip(1).fold(section, |section, variant| {
            let mut table = Table::new(
                format!("The verdict's answers, {}", variant.name),
                ["Label", "Clips", "Live", "Attack", "Not enough", "No score"],
            );
            for s in &variant.clips.states {
                let counts = [s.items, s.live, s.attack, s.not_enough, s.failed];
                let cells = std::iter::once(Value::code(s.label.clone()));
                table = table.row(cells.chain(counts.map(Value::count)).collect());
            }
            section.with(table)
        })
    }

    fn rows_section(&self, heading: &str, rows: &[&AttackRow]) -> Section {
        if rows.is_empty() {
            return Section::new(heading).with(Block::text("None."));
        }
        let names = self.variants[0].clips.detectors.iter().map(|d| d.name.clone());
        let head = ["Variant", "Line", "File", "Label", "Answer", "Why"].map(str::to_owned);
        let mut table = Table::new(heading, head.into_iter().chain(names));
        table.rows = rows.iter().map(|r| row(r)).collect();
        Section::new(heading).with(table.note("Scores: higher is more like an attack."))
    }

    fn left_out_section(&self) -> Section {
        let heading = "In the list, but not of this study";
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for item in &self.left_out {
            *counts.entry(item.label.as_str()).or_default() += 1;
        }
        if counts.is_empty() {
            return Section::new(heading).with(Block::text("None."));
        }
        let mut table = Table::new(heading, ["Label", "Items"]);
        for (label, count) in counts {
            table = table.row(vec![Value::code(label), Value::count(count)]);
        }
        Section::new(heading).with(table)
    }
}

fn number(value: Option<f64>, decimals: usize) -> Value {
    value.map_or_else(|| Value::missing(""), |v| Value::number(v, decimals))
}

fn weighed(share: &Weighed) -> Value {
    let shown = Share::of(share.hits, share.trials);
    Share { rate: share.rate, ..shown }.within(share.interval.low, share.interval.high).into()
}

fn bpcer(rates: Option<&AttackRates>) -> Value {
    rates.and_then(|r| r.bpcer.as_ref()).map_or_else(|| Value::missing(""), weighed)
}

fn worst(rates: Option<&AttackRates>) -> [Value; 2] {
    rates.and_then(|r| r.worst.as_ref()).map_or_else(
        || [Value::missing(""), Value::missing("")],
        |w| [weighed(&w.share), Value::code(w.species.clone())],
    )
}

fn detector_table(caption: &str, group: &Group) -> Table {
    let head = [
        "Detector",
        "Bona fide",
        "Attacks",
        "Without a score",
        "AUC",
        "AUC, subjects equal",
        "D-EER",
    ];
    let mut table = Table::new(caption, head);
    for d in &group.detectors {
        table = table.row(vec![
            d.name.clone().into(),
            Value::count(d.bona_fide),
            Value::count(d.attacks),
            Value::count(d.unscored),
            number(d.auc, 3),
            number(d.auc_by_subject, 3),
            d.d_eer.map_or_else(|| Value::missing(""), |(e, _)| Value::quantity(e * 100.0, 1, "%")),
        ]);
    }
    table
}

fn targets_table(group: &Group) -> Table {
    let head = ["Detector", "BPCER at most", "APCER", "Worst species", "All attacks passed"];
    let mut table = Table::new("At BPCER targets", head);
    for d in &group.detectors {
        for at in &d.at_bpcer {
            let [apcer, species] = worst(Some(&at.rates));
            let (name, target) = (d.name.clone().into(), Value::Level(at.bpcer));
            table = table.row(vec![name, target, apcer, species, at.all_species.share().into()]);
        }
    }
    table.note(
        "APCER is that of the worst species, at the lowest observed score that keeps to the BPCER.",
    )
}

fn thresholds_table(group: &Group) -> Table {
    let mut table = Table::new(
        "At thresholds that are in use",
        ["Detector", "Threshold", "BPCER", "APCER", "Worst species"],
    );
    let mut add = |d: &DetectorReport, what: &str, rates: Option<&AttackRates>| {
        if let Some(found) = rates {
            let label = format!("{what} ({:.2})", found.threshold);
            let [apcer, species] = worst(rates);
            let row = vec![d.name.clone().into(), label.into(), bpcer(rates), apcer, species];
            table.rows.push(row.into());
        }
    };
    for d in &group.detectors {
        add(d, "equally likely", d.at_zero.as_ref());
        add(d, "attack, by the policy", d.at_attack_llr.as_ref());
        add(d, "no longer live, by the policy", d.at_live_llr.as_ref());
    }
    table
}

fn row(r: &AttackRow) -> Row {
    let why = match (&r.failure, &r.broke_off) {
        (Some((kind, sentence)), _) => format!("{kind}: {sentence}"),
        (None, Some(detail)) => format!("{} (broke off: {detail})", r.codes.join(", ")),
        (None, None) => r.codes.join(", "),
    };
    let mut cells = vec![
        Value::code(r.variant.clone()),
        Value::Count(r.line),
        Value::code(r.file.clone()),
        Value::code(r.label.clone()),
        Value::text(r.outcome.or(r.presence).unwrap_or(if r.is_still {
            "still"
        } else {
            "not run"
        })),
        Value::text(why),
    ];
    cells.extend(r.scores.iter().map(|s| number(*s, 2)));
    cells.into()
}
