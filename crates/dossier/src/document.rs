//! What an ID says against what the record and the person's name claim.

use std::fmt;

use documents::{Claim, Day, FieldFinding, Fields, Mrz, Validity, compare_fields};

use crate::finding::{Finding, FindingCode};
use crate::{Application, Country};

/// What the zone says, for the human beside the portrait. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentFacts {
    /// The code of the kind of document, as it stands there.
    pub code: String,
    /// Who issued it, in words where the code is known.
    pub issuer: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given: String,
    /// Date of birth, where it is whole.
    pub birth: Option<Day>,
    /// Last day of validity, where it is whole.
    pub expiry: Option<Day>,
}

impl fmt::Debug for DocumentFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentFacts(redacted)")
    }
}

impl DocumentFacts {
    /// What the record's zone says on `today`; none without one, or when its check digits are wrong.
    pub fn of(application: &Application, today: Day) -> Option<Self> {
        let mrz = Mrz::parse(&application.mrz).ok()?;
        let names = mrz.names();
        let issuer = documents::issuer(mrz.issuer());
        Some(Self {
            code: mrz.code().trim_end_matches('<').to_owned(),
            issuer: issuer.map_or_else(|| mrz.issuer().to_owned(), |i| i.name.to_owned()),
            surname: names.surname.clone(),
            given: names.given.clone(),
            birth: mrz.birth().as_birth(today),
            expiry: mrz.expiry().as_expiry(today),
        })
    }
}

/// What somebody says of themselves, to be held against their document.
#[derive(Clone, Copy, Default)]
pub struct DocumentClaim<'a> {
    /// Their name, in any order of words.
    pub name: &'a str,
    /// Their date of birth.
    pub birth: Option<Day>,
    /// The country that they say issued the document.
    pub country: Option<Country>,
}

impl fmt::Debug for DocumentClaim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentClaim(redacted)")
    }
}

/// What does not fit in the zone that the record of the person called `name` has, seen on `today`.
pub(crate) fn findings(application: &Application, name: &str, today: Day) -> Vec<Finding> {
    if application.mrz.is_empty() {
        return Vec::new();
    }
    let Ok(mrz) = Mrz::parse(&application.mrz) else {
        return vec![Finding::new(FindingCode::DocumentUnreadable)];
    };
    let claim = DocumentClaim { name, birth: application.birth, country: application.id_country };
    document_findings(&Fields::of_zone(&mrz, today), true, claim, today)
}

/// What does not fit between a document, seen on `today`, and what its bearer says. Names that were not read
/// clearly are not held against anybody.
pub fn document_findings(
    fields: &Fields,
    names_are_clear: bool,
    said: DocumentClaim<'_>,
    today: Day,
) -> Vec<Finding> {
    let claim = Claim {
        name: Some(said.name).filter(|_| names_are_clear),
        birth: said.birth,
        issuer: said.country.map(Country::as_str),
    };
    let compared = compare_fields(&claim, fields);
    let printed = format!("{} {}", fields.names.given, fields.names.surname);
    let mut found = Vec::new();
    let in_name =
        |code| Finding::new(code).with("document_name", printed.trim()).with("name", said.name);
    match compared.name {
        FieldFinding::Different => found.push(in_name(FindingCode::DocumentNameDiffers)),
        FieldFinding::Partly => found.push(in_name(FindingCode::DocumentNamePartly)),
        FieldFinding::Same | FieldFinding::NotCompared => {}
    }
    if compared.birth == FieldFinding::Different {
        found.push(
            Finding::new(FindingCode::DocumentBirthDiffers)
                .with_some("document_birth", fields.birth.map(|d| d.to_string()))
                .with_some("birth", said.birth.map(|d| d.to_string())),
        );
    }
    if compared.issuer == FieldFinding::Different {
        found.push(
            Finding::new(FindingCode::DocumentIssuerDiffers)
                .with("document_issuer", fields.issuer.trim_end_matches('<'))
                .with_some("id_country", said.country.map(Country::as_str)),
        );
    }
    if let Validity::Expired(until) = fields.validity(today) {
        found.push(Finding::new(FindingCode::DocumentExpired).with("expiry", until.to_string()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specimen of ICAO Doc 9303-4, appendix A: it expired in 2012.
    fn specimen() -> Application {
        Application {
            mrz: vec![
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<".into(),
                "L898902C36UTO7408122F1204159ZE184226B<<<<<10".into(),
            ],
            ..Application::default()
        }
    }

    fn found(record: &Application, name: &str, year: i32) -> Vec<&'static str> {
        let today = Day::new(year, 1, 15).unwrap();
        findings(record, name, today).iter().map(|f| f.code.as_str()).collect()
    }

    #[test]
    fn name_birth_issuer_and_expiry_are_compared() {
        let right = Application { birth: Day::new(1974, 8, 12), ..specimen() };
        assert_eq!(found(&right, "Anna Maria Eriksson", 2011), [""; 0]);
        assert_eq!(found(&right, "Anna Eriksson", 2011), ["document_name_partly"]);
        assert_eq!(found(&right, "Lovisa Berg", 2011), ["document_name_differs"]);
        assert_eq!(found(&right, "Anna Maria Eriksson", 2026), ["document_expired"]);
        let wrong = Application {
            birth: Day::new(1980, 1, 1),
            id_country: Country::parse("NL"),
            ..specimen()
        };
        assert_eq!(
            found(&wrong, "Anna Maria Eriksson", 2011),
            ["document_birth_differs", "document_issuer_differs"]
        );
    }

    #[test]
    fn wrong_check_digits_are_said_and_nothing_else() {
        let mut record = specimen();
        record.mrz[1].replace_range(0..1, "M");
        assert_eq!(found(&record, "Lovisa Berg", 2011), ["document_unreadable"]);
        assert_eq!(DocumentFacts::of(&record, Day::new(2011, 1, 1).unwrap()), None);
        assert_eq!(found(&Application::default(), "Lovisa Berg", 2011), [""; 0]);
        let facts = DocumentFacts::of(&specimen(), Day::new(2011, 1, 1).unwrap()).unwrap();
        assert_eq!((facts.surname.as_str(), facts.birth), ("ERIKSSON", Day::new(1974, 8, 12)));
        assert!(!format!("{facts:?}").contains("ERIK"));
    }
}
