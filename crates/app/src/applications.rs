//! What a person said in their application: put in, read with what does not fit in it, removed. Findings are
//! made anew at every reading, because what other people have in common changes.
//!
//! Nothing here touches a session or a verdict, and nothing in `verdict` knows that applications exist.

mod codec;
mod marks;

use documents::Day;
use domain::{PersonId, UtcTime};
use dossier::{Application, Country, DocumentFacts, Evidence, Finding, FindingCode};
use storage::{
    ApplicationRecord, AuditAction, MarkKind, SealContext, SharedValue, UnitOfWork, ValueMark,
};

use crate::error::AppError;
use crate::facade::App;
use crate::people::find_person;
use crate::view::Actor;

use codec::Kept;
use marks::MarkKey;

/// Other people named in one finding. Their number is told whole.
const PEOPLE_IN_A_FINDING: u32 = 10;

/// The kind of the marks by which people are found under the name that others have for them.
const EXTERNAL_REFERENCE: &str = "external_ref";

/// What a person said, and what does not fit in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplicationFile {
    /// Whose.
    pub person: PersonId,
    /// What they said, without what is kept as a mark only.
    pub record: Application,
    /// Whether a bank account was given.
    pub has_bank_account: bool,
    /// Whether a device's id was given.
    pub has_device_id: bool,
    /// When it was put in.
    pub updated_at: UtcTime,
    /// What the ID's zone says; none without one, or when it cannot be read.
    pub document: Option<DocumentFacts>,
    /// What does not fit, the most serious first.
    pub findings: Vec<Finding>,
}

impl App {
    /// Puts a person's application in, in place of an earlier one.
    ///
    /// # Errors
    /// `not_found`; `invalid` for texts beyond their limits.
    pub async fn set_application(
        &self,
        actor: Actor,
        person: PersonId,
        record: Application,
    ) -> Result<ApplicationFile, AppError> {
        let record = record.checked().map_err(|refused| AppError::Invalid(refused.0))?;
        let updated_at = self.clock().utc();
        let kept = Kept::of(&record);
        let sealed = self.sealer().seal(&SealContext::Application(person), &kept.encode());
        let mut unit = self.records().begin().await?;
        find_person(&mut *unit, person).await?;
        let key = self.mark_key(&mut *unit).await?;
        let marks: Vec<ValueMark> = record.values().iter().map(|value| key.mark(value)).collect();
        let application = ApplicationRecord { person, record: sealed, updated_at };
        unit.applications().put(&application, &marks).await?;
        let event = self.event(actor, AuditAction::ApplicationSet);
        unit.audit().append(&event.about_person(person)).await?;
        let file = self.file(&mut *unit, &application).await?;
        unit.commit().await?;
        Ok(file)
    }

    /// What a person said, and what does not fit in it. Audited.
    ///
    /// # Errors
    /// `not_found`: no such person, or nothing was put in.
    pub async fn application(
        &self,
        actor: Actor,
        person: PersonId,
    ) -> Result<ApplicationFile, AppError> {
        let none = AppError::NotThere("nothing of this person's application was put in yet");
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        let application = unit.applications().get(person).await?.ok_or(none)?;
        let file = self.file(&mut *unit, &application).await?;
        drop(unit);
        let event = self.event(actor, AuditAction::ApplicationRead);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event.about_person(person)).await?;
        unit.commit().await?;
        Ok(file)
    }

    /// Removes what a person said, with its marks.
    ///
    /// # Errors
    /// `not_found`: no such person, or nothing was put in.
    pub async fn remove_application(&self, actor: Actor, person: PersonId) -> Result<(), AppError> {
        let mut unit = self.records().begin().await?;
        find_person(&mut *unit, person).await?;
        if !unit.applications().remove(person).await? {
            return Err(AppError::NotThere("nothing of this person's application was put in"));
        }
        let event = self.event(actor, AuditAction::ApplicationRemoved);
        unit.audit().append(&event.about_person(person)).await?;
        unit.commit().await?;
        // As after an erasure: no old page of it stays behind.
        self.records().scrub().await?;
        Ok(())
    }

    /// Date of birth and the ID's issuing country as a person's application says them; none without one.
    pub(crate) async fn claims_of(
        &self,
        unit: &mut dyn UnitOfWork,
        person: PersonId,
    ) -> Result<Option<(Option<Day>, Option<Country>)>, AppError> {
        let Some(application) = unit.applications().get(person).await? else { return Ok(None) };
        let context = SealContext::Application(person);
        let kept = Kept::decode(&self.sealer().open(&context, &application.record)?)?;
        Ok(Some((kept.record.birth, kept.record.id_country)))
    }

    async fn file(
        &self,
        unit: &mut dyn UnitOfWork,
        application: &ApplicationRecord,
    ) -> Result<ApplicationFile, AppError> {
        let person = find_person(unit, application.person).await?;
        let name = self.sealer().display_name(&person)?;
        let context = SealContext::Application(person.id);
        let kept = Kept::decode(&self.sealer().open(&context, &application.record)?)?;
        let at = application.updated_at;
        let mut findings = dossier::findings(&kept.record, &name, at);
        for shared in unit.applications().shared(person.id, PEOPLE_IN_A_FINDING).await? {
            findings.push(in_common(&shared));
        }
        findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.code));
        Ok(ApplicationFile {
            person: person.id,
            document: Day::of(self.clock().utc())
                .and_then(|today| DocumentFacts::of(&kept.record, today)),
            record: kept.record,
            has_bank_account: kept.has_bank_account,
            has_device_id: kept.has_device_id,
            updated_at: at,
            findings,
        })
    }

    /// By what a person's external reference is found. The key of the marks is made when there is none.
    pub(crate) async fn external_mark(
        &self,
        unit: &mut dyn UnitOfWork,
        reference: &str,
    ) -> Result<[u8; 32], AppError> {
        Ok(self.mark_key(unit).await?.mark_text(EXTERNAL_REFERENCE, reference))
    }

    /// The key of the marks; the first value makes it.
    async fn mark_key(&self, unit: &mut dyn UnitOfWork) -> Result<MarkKey, AppError> {
        if let Some(sealed) = unit.applications().mark_key().await? {
            return Ok(MarkKey::new(self.sealer().open(&SealContext::MarkKey, &sealed)?));
        }
        let key = MarkKey::generate(self.entropy());
        let sealed = self.sealer().seal(&SealContext::MarkKey, key.bytes());
        unit.applications().set_mark_key(&sealed).await?;
        Ok(key)
    }
}

/// That others have the same value, and who.
fn in_common(shared: &SharedValue) -> Finding {
    let code = match shared.mark.kind {
        MarkKind::Phone => FindingCode::SharedPhone,
        MarkKind::Email => FindingCode::SharedEmail,
        MarkKind::Address => FindingCode::SharedAddress,
        MarkKind::BankAccount => FindingCode::SharedBankAccount,
        MarkKind::Device => FindingCode::SharedDevice,
        MarkKind::Link => FindingCode::SharedLink,
    };
    let mut finding = Finding::new(code).with("others", shared.others.to_string());
    let people = shared.people.iter();
    finding.evidence.extend(people.map(|id| Evidence { what: "person_id", value: id.to_string() }));
    finding
}
