//! What a candidate's document says, on the wire, for staff.

use app::CheckDocument;
use serde::Serialize;
use utoipa::ToSchema;

use super::{FindingView, iso};

/// What a candidate's document says. Personal data; without `Debug`.
#[derive(Serialize, ToSchema)]
pub struct CheckDocumentTextView {
    /// `read`, `not_read` or `doubtful`.
    pub state: &'static str,
    /// What a human must look at: docs/CHECK.md.
    pub codes: Vec<String>,
    /// When it was accepted, ISO 8601.
    pub at: String,
    /// `zone`: the machine readable zone, every check digit right. `barcode`: that of a North American licence,
    /// which has no check digits.
    pub source: &'static str,
    /// Whether check digits were there, and right: without them nothing of a zone is read.
    pub check_digits_right: bool,
    /// `TD1`, `TD2`, `TD3`, `MRV-A`, `MRV-B` or `AAMVA`.
    pub layout: String,
    /// The kind of document in the issuer's letters.
    pub code: String,
    /// Who issued it, in the letters of Doc 9303.
    pub issuer: String,
    /// Who issued it, in words; null when the code is on no list.
    #[schema(required)]
    pub issuer_name: Option<&'static str>,
    /// The part of the issuing state, for licences; null otherwise.
    #[schema(required)]
    pub jurisdiction: Option<String>,
    /// Nationality in the same letters; null where the document says nothing of it.
    #[schema(required)]
    pub nationality: Option<String>,
    /// The document's number.
    pub number: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// Whether the names were read clearly: no check digit covers them.
    pub names_are_clear: bool,
    /// Whether the document may have cut them.
    pub names_may_be_cut: bool,
    /// Date of birth, `YYYY-MM-DD`; null when it is not whole.
    #[schema(required)]
    pub birth: Option<String>,
    /// `F`, `M`, or `X` where it is not stated.
    pub sex: &'static str,
    /// Last day of validity, `YYYY-MM-DD`; null when it is not stated.
    #[schema(required)]
    pub expiry: Option<String>,
    /// What does not fit with the person's record and application, as of now.
    pub findings: Vec<FindingView>,
}

impl From<&CheckDocument> for CheckDocumentTextView {
    fn from(document: &CheckDocument) -> Self {
        let f = &document.fields;
        Self {
            state: document.state.as_str(),
            codes: document.codes.clone(),
            at: iso(document.at),
            source: f.source.as_str(),
            check_digits_right: f.source.has_check_digits(),
            layout: f.layout.clone(),
            code: f.code.clone(),
            issuer: f.issuer.clone(),
            issuer_name: f.issuer_name(),
            jurisdiction: f.jurisdiction.clone(),
            nationality: f.nationality.clone(),
            number: f.number.clone(),
            surname: f.names.surname.clone(),
            given_names: f.names.given.clone(),
            names_are_clear: document.names_are_clear,
            names_may_be_cut: f.names.may_be_cut,
            birth: f.birth.map(|d| d.to_string()),
            sex: f.sex.as_str(),
            expiry: f.expiry.map(|d| d.to_string()),
            findings: document.findings.iter().map(Into::into).collect(),
        }
    }
}
