//! After a change of the embedder: references are computed anew from the sealed pictures that are there,
//! beside the ones before, which stay for the way back. Who has no picture to compute from is named.
//!
//! Templates of different models are never compared; nothing here makes one comparable with another.

use domain::{PersonId, ReasonCode, ReferenceId, ReferenceKind, Template};
use storage::{AuditAction, AuditSubject, ReferenceRecord};
use zeroize::Zeroizing;

use crate::error::AppError;
use crate::facade::App;
use crate::portraits::JPEG;
use crate::view::Actor;

/// People in one page of the records.
const PEOPLE: u32 = 100;

/// What may be computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecomputeOptions {
    /// Whether evidence pictures of accepted sessions may be used as well. They were kept for a human to look
    /// at: whether they may become a reference is for whoever answers for the data.
    pub evidence: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// What it came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecomputeReport {
    /// References of other models that were found.
    pub outdated: usize,
    /// Those that are, or would be, computed anew.
    pub recomputed: usize,
    /// People who have no comparable reference now and must be enrolled again.
    pub must_enrol: Vec<PersonId>,
}

impl App {
    /// Computes references of other models anew with the embedder in use.
    ///
    /// # Errors
    /// When the records cannot be read or written; `internal` without an embedder. What was computed before
    /// stays.
    pub async fn recompute_references(
        &self,
        actor: Actor,
        options: RecomputeOptions,
    ) -> Result<RecomputeReport, AppError> {
        let mut report = RecomputeReport::default();
        let mut after = None;
        loop {
            let page = storage::Page { limit: PEOPLE, after };
            let listing = self.records().read().await?.people().list(page).await?;
            for person in &listing.items {
                self.recompute_person(actor, person.id, options, &mut report).await?;
            }
            after = listing.next;
            if after.is_none() {
                return Ok(report);
            }
        }
    }

    async fn recompute_person(
        &self,
        actor: Actor,
        person: PersonId,
        options: RecomputeOptions,
        report: &mut RecomputeReport,
    ) -> Result<(), AppError> {
        let references = self.records().read().await?.references().of_person(person).await?;
        let is_comparable = |r: &&ReferenceRecord| self.reference_details(r).comparable;
        let comparable: Vec<_> = references.iter().filter(is_comparable).collect();
        let mut has_any = !comparable.is_empty();
        for old in references.iter().filter(|r| !is_comparable(r)) {
            // Computed anew in an earlier run.
            let is_same =
                |new: &&ReferenceRecord| new.kind == old.kind && new.captured_at == old.captured_at;
            if comparable.iter().any(is_same) {
                continue;
            }
            report.outdated += 1;
            let Some((picture, quality, template)) = self.picture_of(old, options).await? else {
                continue;
            };
            report.recomputed += 1;
            has_any = true;
            if !options.dry_run {
                let record = self.renewed(old, quality, &template);
                self.keep_renewed(actor, &record, &picture).await?;
            }
        }
        if !has_any && !references.is_empty() {
            report.must_enrol.push(person);
        }
        Ok(())
    }

    /// The picture to compute a reference from, and what the embedder in use makes of it.
    async fn picture_of(
        &self,
        old: &ReferenceRecord,
        options: RecomputeOptions,
    ) -> Result<Option<Measured>, AppError> {
        let mut pictures = Vec::new();
        match old.kind {
            ReferenceKind::Picture => {
                pictures.extend(self.store().portrait_picture(old.id).await?.map(|(_, jpeg)| jpeg));
            }
            ReferenceKind::Session { session: Some(session), .. } if options.evidence => {
                let kept = self.records().read().await?.evidence().of_session(session).await?;
                // Only what was kept because it shows this person.
                for evidence in kept.iter().filter(|e| e.code == ReasonCode::SamePerson) {
                    let found = self.store().evidence_picture(evidence.id).await?;
                    pictures.extend(found.map(|(_, jpeg)| jpeg));
                }
            }
            ReferenceKind::Session { .. } => {}
        }
        let mut best: Option<Measured> = None;
        for picture in pictures {
            let bytes = bytes::Bytes::copy_from_slice(&picture);
            // A picture that the models of today make nothing of is none to compute from.
            let Ok(enrolled) = self.pool().enrol_picture(bytes)?.answer().await? else { continue };
            let Some(features) = enrolled.measurement.features.assessed().cloned() else {
                continue;
            };
            let template = Template::from(features);
            let quality = enrolled.face.quality.score;
            let is_better = best.as_ref().is_none_or(|(_, known, _)| quality.get() > known.get());
            if self.pack().embedder() == Some(template.model()) && is_better {
                best = Some((picture, quality, template));
            }
        }
        Ok(best)
    }

    /// The same reference with today's features. When it must be gone does not move.
    fn renewed(
        &self,
        old: &ReferenceRecord,
        quality: domain::QualityScore,
        template: &Template,
    ) -> ReferenceRecord {
        let id = ReferenceId::generate(self.clock().utc(), self.entropy());
        ReferenceRecord {
            id,
            quality,
            model: template.model().clone(),
            template: self.sealer().seal_template(id, old.person, template),
            ..old.clone()
        }
    }

    async fn keep_renewed(
        &self,
        actor: Actor,
        record: &ReferenceRecord,
        picture: &Zeroizing<Vec<u8>>,
    ) -> Result<(), AppError> {
        let is_portrait = record.kind == ReferenceKind::Picture;
        let portrait = if is_portrait {
            let (id, person) = (record.id, record.person);
            Some(self.store().write_portrait(id, person, JPEG, picture).await?)
        } else {
            None
        };
        let mut unit = self.records().begin().await?;
        unit.references().add(record).await?;
        if let Some(portrait) = &portrait {
            unit.references().add_portrait(&portrait.record).await?;
        }
        let event = self.event(actor, AuditAction::ReferenceRecomputed);
        unit.audit().append(&event.about(AuditSubject::Reference(record.id))).await?;
        unit.commit().await?;
        if let Some(portrait) = portrait {
            portrait.keep();
        }
        Ok(())
    }
}

/// A picture, its quality, and the template that the embedder in use makes of it.
type Measured = (Zeroizing<Vec<u8>>, domain::QualityScore, Template);
