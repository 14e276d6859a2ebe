//! The ID portrait: enrolled from a picture, replaced by a newer one, shown.

use bytes::Bytes;
use domain::{PersonId, ReferenceId, ReferenceKind, Template};
use storage::{AuditAction, AuditSubject, ReferenceRecord};

use crate::analyst::EnrolledPicture;
use crate::capture::FaceShot;
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::people::find_person;
use crate::view::{Actor, PortraitReceipt};

/// The media type of every picture that is kept.
pub(crate) const JPEG: &str = "image/jpeg";

impl App {
    /// Sets the ID photo. An earlier one is removed with its picture: one portrait is in force.
    ///
    /// Only the upright face with some of its surroundings is kept, encoded anew: what else the file
    /// held (the document around it, metadata) is not.
    ///
    /// # Errors
    /// `not_found`, `busy`, or a picture code with a sentence that helps.
    pub async fn set_portrait(
        &self,
        actor: Actor,
        id: PersonId,
        picture: Bytes,
    ) -> Result<PortraitReceipt, AppError> {
        let limit = self.settings().max_picture_bytes;
        if picture.len() > limit {
            return Err(AppError::Picture {
                code: "picture_too_large",
                detail: format!(
                    "the picture has {} bytes: give one of at most {limit} bytes",
                    picture.len()
                ),
            });
        }
        find_person(&mut *self.records().read().await?, id).await?;
        let enrolled =
            self.pool().enrol_picture(picture)?.answer().await?.map_err(|refusal| {
                AppError::Picture { code: refusal.code, detail: refusal.detail }
            })?;
        self.enrol_portrait(actor, id, enrolled).await
    }

    /// Makes a measured picture the ID photo.
    pub(crate) async fn enrol_portrait(
        &self,
        actor: Actor,
        id: PersonId,
        enrolled: EnrolledPicture,
    ) -> Result<PortraitReceipt, AppError> {
        let template = template_of(&enrolled)?;
        let shot = FaceShot { frame: enrolled.frame, face: enrolled.face };
        let face = shot.face.clone();
        let jpeg = tokio::task::spawn_blocking(move || shot.jpeg())
            .await
            .map_err(|e| fault("encoding a portrait", &e))?
            .map_err(|e| fault("encoding a portrait", &e))?;
        let reference = self.keep_portrait(actor, id, &template, &face, &jpeg).await?;
        Ok(PortraitReceipt {
            reference,
            quality: face.quality,
            rotated_deg: enrolled.rotated_deg,
            face: face.rect,
        })
    }

    async fn keep_portrait(
        &self,
        actor: Actor,
        person: PersonId,
        template: &Template,
        face: &domain::DetectedFace,
        jpeg: &[u8],
    ) -> Result<ReferenceId, AppError> {
        let now = self.clock().utc();
        let id = ReferenceId::generate(now, self.entropy());
        let picture = self.store().write_portrait(id, person, JPEG, jpeg).await?;
        let mut unit = self.records().begin().await?;
        find_person(&mut *unit, person).await?;
        let earlier: Vec<_> = unit
            .references()
            .of_person(person)
            .await?
            .into_iter()
            .filter(|r| r.kind == ReferenceKind::Picture)
            .collect();
        let record = ReferenceRecord {
            id,
            person,
            kind: ReferenceKind::Picture,
            captured_at: now,
            quality: face.quality.score,
            model: template.model().clone(),
            template: self.sealer().seal_template(id, person, template),
            purpose: self.settings().purpose.clone(),
            legal_basis: self.settings().legal_basis.clone(),
            retained_until: self.settings().keep_references.map(|d| now.plus(d)),
        };
        unit.references().add(&record).await?;
        unit.references().add_portrait(&picture.record).await?;
        let event = self.event(actor, AuditAction::PortraitSet);
        unit.audit().append(&event.about(AuditSubject::Reference(id))).await?;
        unit.commit().await?;
        picture.keep();
        // The newest portrait is the one in force, so a crash right here leaves no doubt.
        for old in earlier {
            self.store().remove_reference(old.id, actor, now).await?;
            self.forget_references(&[old.id]);
        }
        self.wake_link_search();
        Ok(id)
    }

    /// The ID portrait in force, as a JPEG without metadata.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn portrait_picture(&self, actor: Actor, id: PersonId) -> Result<Bytes, AppError> {
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, id).await?;
        let references = unit.references().of_person(id).await?;
        drop(unit);
        let none = AppError::NotThere("this person has no ID photo yet: set one first");
        let Some(portrait) = newest_portrait(&references) else { return Err(none) };
        let Some((_, jpeg)) = self.store().portrait_picture(portrait.id).await? else {
            return Err(none);
        };
        let event = self.event(actor, AuditAction::PortraitRead);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event.about(AuditSubject::Reference(portrait.id))).await?;
        unit.commit().await?;
        Ok(Bytes::copy_from_slice(&jpeg))
    }
}

/// The portrait in force.
pub(crate) fn newest_portrait(references: &[ReferenceRecord]) -> Option<&ReferenceRecord> {
    references
        .iter()
        .filter(|r| r.kind == ReferenceKind::Picture)
        .max_by_key(|r| (r.captured_at, r.id))
}

fn template_of(enrolled: &EnrolledPicture) -> Result<Template, AppError> {
    enrolled.measurement.features.assessed().cloned().map(Template::from).ok_or_else(|| {
        AppError::Picture {
            code: "face_not_comparable",
            detail: "the face in the picture could not be measured: give a sharper, larger photo"
                .to_owned(),
        }
    })
}
