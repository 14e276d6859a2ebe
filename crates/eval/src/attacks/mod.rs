//! Attack detection over a list of clips and stills: presentation attacks or manipulated media against
//! bona fide presentations, by clip, for each detector alone and for the verdict.
//!
//! Every item of the list is a row of the report. What gives no score (nobody seen, a broken file) is
//! counted as that and belongs to no rate. Clips and stills are never mixed in one rate: a still is one
//! frame, and its verdict would be "not enough".

mod detectors;
mod document;
mod group;
mod people;
mod rows;
#[cfg(test)]
mod tests;

use media::Degradation;
use serde::Serialize;

use crate::about::About;
use crate::clips::{ClipJob, ClipResult, ReferenceFile, Role, contents_hash};
use crate::list::{Label, MediaItem};

pub use detectors::Detector;
pub use group::{AtTarget, DetectorReport, Group, PeopleRate, PeopleRates, StateCount};
pub use rows::AttackRow;

/// BPCER targets at which APCER is stated: what ISO/IEC 30107-3 suggests, and iBeta's limits.
pub const TARGETS: [f64; 3] = [0.05, 0.10, 0.15];

/// The kind of a report over `role`, as `report.json` names it.
pub const fn kind_of(role: Role) -> &'static str {
    match role {
        Role::Pad => "pad",
        Role::Manipulation => "manipulation",
    }
}

/// What the verdict's presence answer is decided by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Thresholds {
    /// Presence LLR from which a session counts as an attack.
    pub attack_llr: f64,
    /// Presence LLR up to which it counts as live.
    pub live_llr: f64,
}

/// The clips as they are, or one way of degrading them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// `original`, or the degradation's name.
    pub name: String,
    /// The clips.
    pub clips: Group,
    /// The stills; none where the list has none, and in degraded variants.
    pub stills: Option<Group>,
}

/// An item of the list that the study is not about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Line of the list.
    pub line: u64,
    /// The file as the list writes it.
    pub file: String,
    /// Its label.
    pub label: String,
}

/// The whole study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttackReport {
    /// `pad` or `manipulation`.
    pub kind: &'static str,
    /// What was measured with what.
    pub about: About,
    /// What the presence answer is decided by.
    pub thresholds: Thresholds,
    /// The original clips, then each degradation.
    pub variants: Vec<Variant>,
    /// Items the study is not about.
    pub left_out: Vec<LeftOut>,
    /// Every item measured, once for each variant.
    pub rows: Vec<AttackRow>,
}

/// What the study is about, before anything is measured.
#[derive(Debug, Clone)]
pub struct Plan {
    role: Role,
    items: Vec<MediaItem>,
    left_out: Vec<LeftOut>,
    /// Where the list's paths begin.
    folder: std::path::PathBuf,
    degradations: Vec<Degradation>,
}

/// A study of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the list holds {bona_fide} bona fide items and {attacks} {what}; both are needed, labelled \
     `bona-fide` and `{label}`"
)]
pub struct NothingToTell {
    bona_fide: usize,
    attacks: usize,
    what: &'static str,
    label: &'static str,
}

impl Plan {
    /// Chooses from a list what a study of `role` is about; paths begin in `folder`.
    ///
    /// # Errors
    /// When bona fide items or attacks are missing altogether.
    pub fn new(
        role: Role,
        items: Vec<MediaItem>,
        folder: &std::path::Path,
        degradations: Vec<Degradation>,
    ) -> Result<Self, NothingToTell> {
        let (wanted, others): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| is_wanted(role, &item.label));
        let bona_fide = wanted.iter().filter(|i| i.label == Label::BonaFide).count();
        let attacks = wanted.len() - bona_fide;
        if bona_fide == 0 || attacks == 0 {
            let (what, label) = match role {
                Role::Pad => ("presentation attacks", "attack:SPECIES"),
                Role::Manipulation => ("manipulated ones", "manipulated:KIND"),
            };
            return Err(NothingToTell { bona_fide, attacks, what, label });
        }
        let mut left_out: Vec<LeftOut> = others.iter().map(LeftOut::of).collect();
        let items = once_each(wanted, folder, &mut left_out);
        Ok(Self { role, items, left_out, folder: folder.to_owned(), degradations })
    }

    /// What to measure: every item as it is, then every item in each degradation. A still that is asked
    /// for in a degradation is left to [`Plan::report`], which drops stills there.
    pub fn jobs(&self) -> Vec<ClipJob> {
        self.variants()
            .flat_map(|degradation| {
                self.items.iter().map(move |item| ClipJob {
                    file: self.folder.join(&item.file),
                    reference: item
                        .reference
                        .as_ref()
                        .map(|r| ReferenceFile { file: self.folder.join(&r.file), at_s: r.at_s }),
                    degradation: degradation.clone(),
                })
            })
            .collect()
    }

    /// Sums up; `results` are those of [`Plan::jobs`], in order, and `beside` the names of the models
    /// asked beside the pack's own.
    pub fn report(
        self,
        results: &[ClipResult],
        beside: &[String],
        thresholds: Thresholds,
        about: About,
    ) -> AttackReport {
        let detectors = Detector::all(self.role, beside);
        let mut variants = Vec::new();
        let mut rows = Vec::new();
        // Thresholds of the original clips, by which degraded ones are judged as well.
        let mut usual: Vec<Option<f64>> = Vec::new();
        for (name, results) in self.names().zip(results.chunks(self.items.len())) {
            let is_original = variants.is_empty();
            let of_variant: Vec<AttackRow> = self
                .items
                .iter()
                .zip(results)
                .map(|(item, result)| AttackRow::of(&name, item, result, &detectors))
                .filter(|row| is_original || !row.is_still)
                .collect();
            let (stills, clips): (Vec<_>, Vec<_>) =
                of_variant.iter().partition::<Vec<&AttackRow>, _>(|row| row.is_still);
            let clips = Group::of(&clips, &detectors, thresholds, &usual);
            if is_original {
                usual = clips.detectors.iter().map(DetectorReport::usual_threshold).collect();
            }
            let stills =
                (!stills.is_empty()).then(|| Group::of(&stills, &detectors, thresholds, &[]));
            variants.push(Variant { name, clips, stills });
            rows.extend(of_variant);
        }
        let kind = kind_of(self.role);
        AttackReport { kind, about, thresholds, variants, left_out: self.left_out, rows }
    }

    fn variants(&self) -> impl Iterator<Item = Option<Degradation>> {
        std::iter::once(None).chain(self.degradations.iter().cloned().map(Some))
    }

    fn names(&self) -> impl Iterator<Item = String> {
        self.variants().map(|v| v.map_or_else(|| "original".to_owned(), |d| d.to_string()))
    }
}

/// The items without those whose file is another's copy: the same presentation is one trial, however often
/// it is listed.
fn once_each(
    items: Vec<MediaItem>,
    folder: &std::path::Path,
    left_out: &mut Vec<LeftOut>,
) -> Vec<MediaItem> {
    let mut lines: std::collections::HashMap<(String, Label), u64> =
        std::collections::HashMap::new();
    let (once, again): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| {
        // What cannot be read is a row that says so.
        let Some(hash) = contents_hash(&folder.join(&item.file)) else { return true };
        *lines.entry((hash, item.label.clone())).or_insert(item.line) == item.line
    });
    left_out.extend(again.iter().map(|item| {
        let copy = LeftOut::of(item);
        LeftOut { label: format!("{}, a copy of another file", copy.label), ..copy }
    }));
    once
}

impl LeftOut {
    fn of(item: &MediaItem) -> Self {
        let (line, file) = (item.line, item.file.display().to_string());
        Self { line, file, label: label_name(&item.label) }
    }
}

const fn is_wanted(role: Role, label: &Label) -> bool {
    match label {
        Label::BonaFide => true,
        Label::Attack(_) => matches!(role, Role::Pad),
        Label::Manipulated(_) => matches!(role, Role::Manipulation),
        Label::Other(_) => false,
    }
}

/// The label as a list writes it.
fn label_name(label: &Label) -> String {
    match label {
        Label::BonaFide => "bona-fide".into(),
        Label::Attack(species) => format!("attack:{species}"),
        Label::Manipulated(kind) => format!("manipulated:{kind}"),
        Label::Other(text) => text.clone(),
    }
}
