//! What presence evidence means: the share of bona fide sessions that give as much of it.
//!
//! Policies state the share of genuine people they are ready to send to a human; the evidence at which that
//! happens is read off this table. Sessions weigh the same, however many one subject has: the report states
//! the share by subject beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::document::facts;
use super::{Head, RateTable, false_alarm_table};
use crate::attacks::AttackReport;
use crate::report::{Axis, Block, Document, Plot, Section, Series, Table, Value};

/// BPCER targets that the report states the evidence for.
const TARGETS: [f64; 3] = [0.05, 0.10, 0.15];

/// One bona fide session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BonaFide {
    /// `original`, or the degradation's name.
    pub variant: String,
    /// Who; a clip without a subject is one of its own.
    pub subject: String,
    /// Presence LLR, attack : bona fide.
    pub llr: f64,
}

impl BonaFide {
    /// The bona fide clips of a study with the verdict's own evidence. Stills are no sessions.
    pub fn of(study: &AttackReport) -> Vec<Self> {
        let rows = study.rows.iter().filter(|r| r.label == "bona-fide" && !r.is_still);
        rows.filter_map(|row| {
            Some(Self {
                variant: row.variant.clone(),
                subject: row.subject.clone().unwrap_or_else(|| row.file.clone()),
                // The verdict is the study's last detector.
                llr: row.scores.last().copied()??,
            })
        })
        .collect()
    }
}

/// A BPCER target that the sessions are enough for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Met {
    /// The target, 0..1.
    pub bpcer: f64,
    /// The presence LLR that meets it.
    pub llr: f64,
    /// Share of sessions above that LLR with each subject weighing the same, 0..1.
    pub by_subject: f64,
}

/// Bona fide sessions of one variant above the LLR of each target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantAlarms {
    /// `original`, or the degradation's name.
    pub variant: String,
    /// Its sessions.
    pub sessions: usize,
    /// Sessions above the LLR, in order of the targets met.
    pub above: Vec<usize>,
}

/// The run as `report.json` holds it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresenceReport {
    /// What was measured with what.
    #[serde(flatten)]
    pub head: Head,
    /// The table.
    pub false_alarm: RateTable,
    /// The targets met, in rising order.
    pub targets: Vec<Met>,
    /// The same by variant.
    pub variants: Vec<VariantAlarms>,
}

impl PresenceReport {
    /// Table and shares of these sessions; none where they are too few for any rate.
    pub fn of(sessions: &[BonaFide], head: Head) -> Option<Self> {
        let llrs: Vec<f64> = sessions.iter().map(|s| s.llr).collect();
        let subjects: BTreeSet<&str> = sessions.iter().map(|s| s.subject.as_str()).collect();
        let table = false_alarm_table(&llrs, subjects.len(), &head.data)?;
        let points = table.scores.iter().copied().zip(table.rates.iter().copied()).collect();
        let read = domain::RateTable::new(points, table.trials as u64, head.data.clone()).ok()?;
        let met = |bpcer: f64| {
            let llr = read.score_at(bpcer)?;
            Some(Met { bpcer, llr, by_subject: by_subject(sessions, llr) })
        };
        let targets: Vec<Met> = TARGETS.into_iter().filter_map(met).collect();
        let variants = variants(sessions, &targets);
        Some(Self { head, false_alarm: table, targets, variants })
    }

    /// The report as a document.
    pub fn document(&self) -> Document {
        let table = &self.false_alarm;
        let points: Vec<_> =
            table.scores.iter().copied().zip(table.rates.iter().copied()).collect();
        let mut targets = Table::new(
            "Evidence by the share of bona fide sessions sent to a human",
            ["BPCER", "Presence LLR", "the same, each subject weighing one"],
        );
        for met in &self.targets {
            targets = targets.row(vec![
                Value::Level(met.bpcer),
                Value::number(met.llr, 3),
                Value::Level(met.by_subject),
            ]);
        }
        let mut variants =
            Table::new("By variant", ["Variant", "Sessions", "Above each target's evidence"]);
        for v in &self.variants {
            let above: Vec<String> = v
                .above
                .iter()
                .zip(&self.targets)
                .map(|(n, met)| format!("{n} at {:.0} %", met.bpcer * 100.0))
                .collect();
            variants = variants.row(vec![
                v.variant.clone().into(),
                Value::count(v.sessions),
                above.join(", ").into(),
            ]);
        }
        let plot = Plot::new(
            "false-alarm",
            "Bona fide sessions by presence evidence",
            Axis::linear("presence LLR, attack : bona fide"),
            Axis::log_percent("share at or above"),
        )
        .series(Series::line("bona fide", points));
        let text = Block::text(format!(
            "From {} bona fide sessions of {} subjects ({}). Degraded variants of one clip are not \
             independent: the table is less certain than its number of sessions says.",
            table.trials, table.subjects, table.data
        ));
        Document {
            title: "Calibration: presence".into(),
            subtitle: "what share of bona fide sessions gives as much evidence for an attack"
                .into(),
            facts: facts(&self.head),
            summary: vec![text],
            sections: vec![
                Section::new("Thresholds").with(targets).with(variants),
                Section::new("The table").with(plot),
            ],
        }
    }
}

fn variants(sessions: &[BonaFide], targets: &[Met]) -> Vec<VariantAlarms> {
    let mut variants: Vec<VariantAlarms> = Vec::new();
    for session in sessions {
        if variants.iter().all(|v| v.variant != session.variant) {
            let of: Vec<_> = sessions.iter().filter(|s| s.variant == session.variant).collect();
            let above = |met: &Met| of.iter().filter(|s| s.llr > met.llr).count();
            variants.push(VariantAlarms {
                variant: session.variant.clone(),
                sessions: of.len(),
                above: targets.iter().map(above).collect(),
            });
        }
    }
    variants
}

/// Share of sessions above `llr` with each subject weighing the same.
fn by_subject(sessions: &[BonaFide], llr: f64) -> f64 {
    let mut subjects: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for session in sessions {
        let (above, all) = subjects.entry(&session.subject).or_default();
        *above += usize::from(session.llr > llr);
        *all += 1;
    }
    let shares = subjects.values().map(|(above, all)| *above as f64 / *all as f64);
    shares.sum::<f64>() / subjects.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sessions with LLRs -2.00, -1.99, ...; the upper half belongs to one subject.
    fn sessions(n: usize) -> Vec<BonaFide> {
        (0..n)
            .map(|i| BonaFide {
                variant: if i % 2 == 0 { "original" } else { "360p" }.into(),
                subject: if i >= n / 2 { "one".into() } else { format!("s{i}") },
                llr: i as f64 / 100.0 - 2.0,
            })
            .collect()
    }

    fn head() -> Head {
        Head {
            kind: "calibration-presence".into(),
            schema: 1,
            created: String::new(),
            code: String::new(),
            pack: String::new(),
            models: Vec::new(),
            data: "made for tests".into(),
            is_written: false,
        }
    }

    #[test]
    fn targets_are_read_off_the_sessions() {
        let report = PresenceReport::of(&sessions(400), head()).unwrap();
        // 40 of 400 lie at or above 1.60. 5 % would rest on 20 sessions, fewer than the rule of 30 asks.
        let targets: Vec<f64> = report.targets.iter().map(|t| t.bpcer).collect();
        assert_eq!(targets, [0.10, 0.15]);
        assert!((report.targets[0].llr - 1.6).abs() < 0.02, "{:?}", report.targets);
        // They are all one subject's, who is one of 201.
        assert!(report.targets[0].by_subject < 0.01, "{:?}", report.targets);
        assert_eq!(report.variants.len(), 2);
        assert!((19..=20).contains(&report.variants[0].above[0]), "{:?}", report.variants);
    }

    #[test]
    fn the_report_is_documented() {
        let schema = include_str!("../../../../docs/eval-calibration-presence.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let report = PresenceReport::of(&sessions(400), head()).unwrap();
        let report = serde_json::to_value(&report).unwrap();
        let check = |schema: &serde_json::Value, value: &serde_json::Value| {
            let keys = |of: &serde_json::Value| -> Vec<String> {
                of.as_object().unwrap().keys().cloned().collect()
            };
            assert_eq!(keys(&schema["properties"]), keys(value));
        };
        check(&schema, &report);
        check(&schema["$defs"]["RateTable"], &report["false_alarm"]);
        check(&schema["$defs"]["Met"], &report["targets"][0]);
        check(&schema["$defs"]["VariantAlarms"], &report["variants"][0]);
    }

    #[test]
    fn too_few_sessions_give_no_table() {
        assert_eq!(PresenceReport::of(&sessions(20), head()), None);
    }
}
