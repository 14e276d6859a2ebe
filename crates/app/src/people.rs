//! People: create, list, read, erase.

use domain::{PersonId, ReferenceKind};
use storage::{AuditAction, NewPerson as PersonInClear, Person, ReferenceRecord, UnitOfWork};

use crate::error::AppError;
use crate::facade::App;
use crate::view::{Actor, Consent, NewPerson, Page, PersonSummary, Personal, ReferenceDetails};

/// Longest name, external reference or consent version, in characters. Long enough for any real name.
const MAX_TEXT_CHARS: usize = 200;

impl App {
    /// Creates a person.
    ///
    /// # Errors
    /// `invalid` for an empty or over-long text.
    pub async fn create_person(
        &self,
        actor: Actor,
        new: NewPerson,
    ) -> Result<PersonSummary, AppError> {
        let now = self.clock().utc();
        let consent = match new.consent_text_version {
            Some(version) => {
                let text_version = checked("the consent text version", &version)?;
                Some(Consent { text_version, at: now })
            }
            None => None,
        };
        let external_ref = match &new.external_ref {
            Some(text) => Some(checked("the external reference", text.reveal())?),
            None => None,
        };
        let marked = external_ref.clone();
        let person = self.sealer().seal_person(&PersonInClear {
            id: PersonId::generate(now, self.entropy()),
            display_name: checked("the display name", new.display_name.reveal())?,
            external_ref,
            created_at: now,
            consent,
        });
        let mut unit = self.records().begin().await?;
        unit.people().add(&person).await?;
        if let Some(reference) = &marked {
            let mark = self.external_mark(&mut *unit, reference).await?;
            unit.logins().mark_person(person.id, &mark).await?;
        }
        let event = self.event(actor, AuditAction::PersonCreated).about_person(person.id);
        unit.audit().append(&event).await?;
        unit.commit().await?;
        self.summary(&person, &[])
    }

    /// People, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn list_people(
        &self,
        limit: u32,
        after: Option<PersonId>,
    ) -> Result<Page<PersonSummary, PersonId>, AppError> {
        let mut unit = self.records().read().await?;
        let listing = unit.people().list(storage::Page { limit, after }).await?;
        let mut items = Vec::with_capacity(listing.items.len());
        for person in &listing.items {
            let references = unit.references().of_person(person.id).await?;
            items.push(self.summary(person, &references)?);
        }
        Ok(Page { items, next: listing.next })
    }

    /// One person with the references in force.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn person(&self, id: PersonId) -> Result<PersonSummary, AppError> {
        let mut unit = self.records().read().await?;
        let person = find_person(&mut *unit, id).await?;
        let references = unit.references().of_person(id).await?;
        self.summary(&person, &references)
    }

    /// Ends the person's running sessions, then erases everything of theirs.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn erase_person(&self, actor: Actor, id: PersonId) -> Result<(), AppError> {
        // From here on no session of theirs can start; those that run are called off and waited for.
        let _erasing = self.live().erasing(id)?;
        for session in self.live().of_person(id) {
            session.control.abandon();
            session.until_over().await;
        }
        let erased = self.store().erase_person(id, actor, self.clock().utc()).await?;
        let erased = erased.ok_or(AppError::NoSuchPerson(id))?;
        self.facts().forget(&erased.sessions);
        self.forget_references(&erased.references);
        Ok(())
    }

    fn summary(
        &self,
        person: &Person,
        references: &[ReferenceRecord],
    ) -> Result<PersonSummary, AppError> {
        Ok(PersonSummary {
            id: person.id,
            display_name: Personal(self.sealer().display_name(person)?),
            external_ref: self.sealer().external_ref(person)?.map(Personal),
            created_at: person.created_at,
            consent: person.consent.clone(),
            has_portrait: references.iter().any(|r| r.kind == ReferenceKind::Picture),
            references: references.iter().map(|r| self.reference_details(r)).collect(),
        })
    }

    /// A stored reference, without its features.
    pub(crate) fn reference_details(&self, record: &ReferenceRecord) -> ReferenceDetails {
        ReferenceDetails {
            id: record.id,
            kind: record.kind,
            captured_at: record.captured_at,
            quality: record.quality,
            comparable: self.pack().embedder() == Some(&record.model),
        }
    }
}

/// The person, or the error that says there is none.
pub(crate) async fn find_person(
    unit: &mut dyn UnitOfWork,
    id: PersonId,
) -> Result<Person, AppError> {
    unit.people().get(id).await?.ok_or(AppError::NoSuchPerson(id))
}

/// Text of a sensible length, without space around it and without control characters.
pub(crate) fn checked(what: &str, text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::Invalid(format!("{what} is empty: give at least one character")));
    }
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(AppError::Invalid(format!(
            "{what} is too long: give at most {MAX_TEXT_CHARS} characters"
        )));
    }
    if text.chars().any(char::is_control) {
        return Err(AppError::Invalid(format!(
            "{what} contains control characters: leave them out"
        )));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        assert_eq!(checked("it", "  Ana María  ").unwrap(), "Ana María");
        for bad in ["", "   ", "a\nb", &"x".repeat(201)] {
            assert_eq!(checked("it", bad).unwrap_err().code(), "invalid", "{bad:?}");
        }
        assert!(checked("it", &"ß".repeat(200)).is_ok());
    }
}
