//! Erasing a person, and removing a single reference.
//!
//! One transaction takes every row and leaves one audit event without a name or a measurement. Files go
//! after it; whatever a crash leaves of them goes at the next start. Then the write-ahead log is
//! emptied, so that no old page stays behind.

use domain::{PersonId, ReferenceId, UtcTime};

use super::Store;
use crate::{Actor, AuditAction, AuditEvent, AuditSubject, Removed, StoreError};

impl Store {
    /// Erases a person and everything of theirs; none when there is no such person. End their running
    /// sessions first: what a runner writes afterwards is refused, because its session is gone.
    ///
    /// # Errors
    /// When a file cannot be removed the rows are gone all the same, and the next start tries the file
    /// again.
    pub async fn erase_person(
        &self,
        person: PersonId,
        actor: Actor,
        now: UtcTime,
    ) -> Result<Option<Removed>, StoreError> {
        let mut unit = self.begin().await?;
        let Some(removed) = unit.people().erase(person).await? else { return Ok(None) };
        let event = AuditEvent::new(now, self.entropy.as_ref(), actor, AuditAction::PersonErased);
        unit.audit().append(&event.about_person(person)).await?;
        unit.commit().await?;
        self.finish_removal(&removed).await?;
        Ok(Some(removed))
    }

    /// Removes one reference with its portrait; none when there is no such reference.
    ///
    /// # Errors
    /// As [`erase_person`](Self::erase_person).
    pub async fn remove_reference(
        &self,
        reference: ReferenceId,
        actor: Actor,
        now: UtcTime,
    ) -> Result<Option<Removed>, StoreError> {
        let mut unit = self.begin().await?;
        let Some(removed) = unit.references().remove(reference).await? else { return Ok(None) };
        let event =
            AuditEvent::new(now, self.entropy.as_ref(), actor, AuditAction::ReferenceRemoved);
        unit.audit().append(&event.about(AuditSubject::Reference(reference))).await?;
        unit.commit().await?;
        self.finish_removal(&removed).await?;
        Ok(Some(removed))
    }

    /// Files, then the write-ahead log.
    pub(super) async fn finish_removal(&self, removed: &Removed) -> Result<(), StoreError> {
        let files = self.remove_files(removed).await;
        if !self.storage.scrub().await? {
            tracing::info!(
                "a reader keeps the write-ahead log open; it is emptied with a later removal"
            );
        }
        Ok(files?)
    }
}
