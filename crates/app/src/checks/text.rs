//! What a candidate's document says: as it is kept, sealed, and as staff read it.

use documents::{Day, Fields, Names, PrintedLines, Sex, Source};
use domain::{InvitationId, UtcTime};
use dossier::{DocumentClaim, Finding, document_findings};
use serde_json::{Value, json};
use storage::{AuditAction, AuditSubject, DocumentState, InvitationRecord, SealContext, Sealed};

use super::invite::find_invitation;
use crate::analyst::DocumentText;
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::people::find_person;
use crate::view::Actor;

/// What staff see of a candidate's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckDocument {
    /// What it says.
    pub fields: Fields,
    /// Whether its names were read clearly.
    pub names_are_clear: bool,
    /// What became of it.
    pub state: DocumentState,
    /// What a human must look at, as codes.
    pub codes: Vec<String>,
    /// When it was accepted.
    pub at: UtcTime,
    /// What does not fit with the person's record and application, as of today.
    pub findings: Vec<Finding>,
}

impl App {
    /// What a candidate's document says, and what of it does not fit. Audited.
    ///
    /// # Errors
    /// `not_found`: no such invitation, or nothing of a document was read.
    pub async fn check_document(
        &self,
        actor: Actor,
        id: InvitationId,
    ) -> Result<CheckDocument, AppError> {
        let none = AppError::NotThere("nothing of this check's document was read");
        let today = Day::of(self.clock().utc()).ok_or(AppError::Internal)?;
        let mut unit = self.records().begin().await?;
        let invitation = find_invitation(&mut *unit, id).await?;
        let (Some(result), Some(sealed)) = (&invitation.document_result, &invitation.document_data)
        else {
            return Err(none);
        };
        let DocumentText { fields, names_are_clear } = self.open_text(&invitation, sealed)?;
        let person = find_person(&mut *unit, invitation.person).await?;
        let name = self.sealer().display_name(&person)?;
        let application = self.claims_of(&mut *unit, person.id).await?;
        let (birth, country) = application.unwrap_or_default();
        let claim = DocumentClaim { name: &name, birth, country };
        let mut findings = document_findings(&fields, names_are_clear, claim, today);
        findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.code));
        let document = CheckDocument {
            state: result.state,
            codes: result.codes.clone(),
            at: result.at,
            fields,
            names_are_clear,
            findings,
        };
        let event = self.event(actor, AuditAction::DocumentRead);
        unit.audit().append(&event.about(AuditSubject::Invitation(id))).await?;
        unit.commit().await?;
        Ok(document)
    }

    /// What a document says, to be kept.
    pub(super) fn seal_text(&self, invitation: &InvitationRecord, text: &DocumentText) -> Sealed {
        self.sealer().seal(&context(invitation), encode(text).to_string().as_bytes())
    }

    /// What is printed on the front of a card, to be kept until its back comes.
    pub(super) fn seal_lines(&self, invitation: &InvitationRecord, lines: &PrintedLines) -> Sealed {
        let kept = json!({ "lines": lines.texts() });
        self.sealer().seal(&context(invitation), kept.to_string().as_bytes())
    }

    /// What was kept of the front of a card.
    pub(super) fn open_lines(
        &self,
        invitation: &InvitationRecord,
        sealed: &Sealed,
    ) -> Result<PrintedLines, AppError> {
        let kept = self.open_kept(invitation, sealed)?;
        let lines = kept.get("lines").and_then(Value::as_array);
        let texts = lines.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        Ok(PrintedLines::from_texts(texts))
    }

    /// What was kept of a document.
    pub(super) fn open_text(
        &self,
        invitation: &InvitationRecord,
        sealed: &Sealed,
    ) -> Result<DocumentText, AppError> {
        Ok(decode(&self.open_kept(invitation, sealed)?))
    }

    fn open_kept(&self, invitation: &InvitationRecord, sealed: &Sealed) -> Result<Value, AppError> {
        let bytes = self.sealer().open(&context(invitation), sealed)?;
        // The error names a position, never what stands there.
        serde_json::from_slice(&bytes).map_err(|e| fault("reading a document's text", &e))
    }
}

const fn context(invitation: &InvitationRecord) -> SealContext {
    SealContext::CheckDocument { invitation: invitation.id, person: invitation.person }
}

fn encode(text: &DocumentText) -> Value {
    let f = &text.fields;
    json!({
        "source": f.source.as_str(),
        "format": f.layout,
        "code": f.code,
        "issuer": f.issuer,
        "jurisdiction": f.jurisdiction,
        "nationality": f.nationality,
        "number": f.number,
        "surname": f.names.surname,
        "given_names": f.names.given,
        "names_may_be_cut": f.names.may_be_cut,
        "names_are_clear": text.names_are_clear,
        "birth": f.birth.map(|d| d.to_string()),
        "sex": f.sex.as_str(),
        "expiry": f.expiry.map(|d| d.to_string()),
    })
}

/// Earlier versions kept zones only, and did not say where a name was cut.
fn decode(kept: &Value) -> DocumentText {
    let some = |name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    let text = |name: &str| some(name).unwrap_or_default();
    let is = |name: &str| kept.get(name).and_then(Value::as_bool).unwrap_or_default();
    let day = |name: &str| Day::parse(&some(name)?);
    DocumentText {
        fields: Fields {
            source: some("source").and_then(|s| Source::from_name(&s)).unwrap_or(Source::Zone),
            layout: text("format"),
            code: text("code"),
            issuer: text("issuer"),
            jurisdiction: some("jurisdiction"),
            nationality: some("nationality").filter(|n| !n.is_empty()),
            number: text("number"),
            names: Names {
                surname: text("surname"),
                given: text("given_names"),
                may_be_cut: is("names_may_be_cut"),
            },
            birth: day("birth"),
            sex: Sex::of_letter(&text("sex")),
            expiry: day("expiry"),
        },
        names_are_clear: is("names_are_clear"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back_and_what_earlier_versions_kept_does_too() {
        let fields = Fields {
            source: Source::Barcode,
            layout: "AAMVA".into(),
            code: "DL".into(),
            issuer: "USA".into(),
            jurisdiction: Some("WA".into()),
            nationality: None,
            number: "K4417730".into(),
            names: Names { surname: "VESELY".into(), given: "TOMAS".into(), may_be_cut: true },
            birth: Day::new(1993, 4, 12),
            sex: Sex::Male,
            expiry: None,
        };
        let text = DocumentText { fields, names_are_clear: true };
        assert!(decode(&encode(&text)) == text);
        let earlier = json!({
            "format": "TD3", "code": "P", "issuer": "UTO", "nationality": "UTO", "number": "L1",
            "surname": "A", "given_names": "B", "names_are_clear": false, "birth": "1974-08-12",
            "sex": "F", "expiry": "2012-04-15",
        });
        let read = decode(&earlier);
        assert_eq!(read.fields.source, Source::Zone);
        assert_eq!((read.fields.sex, read.fields.birth), (Sex::Female, Day::new(1974, 8, 12)));
        assert!(!read.names_are_clear && read.fields.names.surname == "A");
    }
}
