//! What presence evidence means: the share of bona fide sessions that give as much of it.
//!
//! Policies state the share of genuine people they are ready to send to a human; the evidence at which that
//! happens is read off this table. Sessions weigh the same, however many one subject has: the report states
//! the share by subject beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{RateTable, false_alarm_table};
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

/// Bona fide sessions of one variant above the threshold of a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantAlarms {
    /// `original`, or the degradation's name.
    pub variant: String,
    /// Its sessions.
    pub sessions: usize,
    /// BPCER target to sessions above its threshold, in order of the targets the data reaches.
    pub above: Vec<(f64, usize)>,
}

/// The run as `report.json` holds it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresenceReport {
    /// `calibration-presence`.
    pub kind: String,
    /// Version of this format.
    pub schema: u32,
    /// When it was measured, ISO 8601, UTC.
    pub created: String,
    /// Version of the program.
    pub code: String,
    /// The pack.
    pub pack: String,
    /// Its models.
    pub models: Vec<crate::about::ModelUsed>,
    /// The table.
    pub false_alarm: RateTable,
    /// BPCER target, the LLR that meets it, and the share of sessions above it with each subject weighing
    /// the same.
    pub targets: Vec<(f64, f64, f64)>,
    /// The same by variant.
    pub variants: Vec<VariantAlarms>,
    /// Whether a manifest was written.
    pub is_written: bool,
}

impl PresenceReport {
    /// Table and shares of these sessions; none where they are too few for any rate. What was measured with
    /// what is the caller's to fill in.
    pub fn of(sessions: &[BonaFide], data: &str) -> Option<Self> {
        let llrs: Vec<f64> = sessions.iter().map(|s| s.llr).collect();
        let subjects: BTreeSet<&str> = sessions.iter().map(|s| s.subject.as_str()).collect();
        let table = false_alarm_table(&llrs, subjects.len(), data)?;
        let points = table.scores.iter().copied().zip(table.rates.iter().copied()).collect();
        let read = domain::RateTable::new(points, table.trials as u64, data.to_owned()).ok()?;
        let met: Vec<(f64, f64)> =
            TARGETS.iter().filter_map(|t| Some((*t, read.score_at(*t)?))).collect();
        let targets =
            met.iter().map(|(target, llr)| (*target, *llr, by_subject(sessions, *llr))).collect();
        let mut variants: Vec<VariantAlarms> = Vec::new();
        for session in sessions {
            if variants.iter().all(|v| v.variant != session.variant) {
                let of: Vec<_> = sessions.iter().filter(|s| s.variant == session.variant).collect();
                let above = |llr: f64| of.iter().filter(|s| s.llr > llr).count();
                variants.push(VariantAlarms {
                    variant: session.variant.clone(),
                    sessions: of.len(),
                    above: met.iter().map(|(target, llr)| (*target, above(*llr))).collect(),
                });
            }
        }
        Some(Self {
            kind: String::new(),
            schema: 1,
            created: String::new(),
            code: String::new(),
            pack: String::new(),
            models: Vec::new(),
            false_alarm: table,
            targets,
            variants,
            is_written: false,
        })
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
        for (target, llr, share) in &self.targets {
            targets = targets.row(vec![
                Value::Level(*target),
                Value::number(*llr, 3),
                Value::Level(*share),
            ]);
        }
        let mut variants =
            Table::new("By variant", ["Variant", "Sessions", "Above each target's evidence"]);
        for v in &self.variants {
            let above: Vec<String> = v
                .above
                .iter()
                .map(|(target, n)| format!("{n} at {:.0} %", target * 100.0))
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
            facts: vec![
                ("Measured".to_owned(), self.created.clone()),
                ("Program".to_owned(), format!("likeness {}", self.code)),
                ("Pack".to_owned(), self.pack.clone()),
            ],
            summary: vec![text],
            sections: vec![
                Section::new("Thresholds").with(targets).with(variants),
                Section::new("The table").with(plot),
            ],
        }
    }
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

    #[test]
    fn targets_are_read_off_the_sessions() {
        let report = PresenceReport::of(&sessions(400), "made for tests").unwrap();
        // 40 of 400 lie at or above 1.60. 5 % would rest on 20 sessions, fewer than the rule of 30 asks.
        let targets: Vec<f64> = report.targets.iter().map(|t| t.0).collect();
        assert_eq!(targets, [0.10, 0.15]);
        assert!((report.targets[0].1 - 1.6).abs() < 0.02, "{:?}", report.targets);
        // They are all one subject's, who is one of 201.
        assert!(report.targets[0].2 < 0.01, "{:?}", report.targets);
        assert_eq!(report.variants.len(), 2);
        assert!((19..=20).contains(&report.variants[0].above[0].1), "{:?}", report.variants);
    }

    #[test]
    fn too_few_sessions_give_no_table() {
        assert_eq!(PresenceReport::of(&sessions(20), "few"), None);
    }
}
