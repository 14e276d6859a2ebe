//! What a document says, whatever part of it was read: a machine readable zone, or the barcode of a licence.

use crate::codes;
use crate::date::{Day, Validity};
use crate::licence::Licence;
use crate::mrz::{Mrz, Sex};
use crate::names::Names;

/// The part of a document that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A machine readable zone; its check digits are right.
    Zone,
    /// The barcode of a North American licence: corrected by its own code words, without check digits.
    Barcode,
}

impl Source {
    /// The word in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Barcode => "barcode",
        }
    }

    /// Whether check digits cover what it says.
    pub const fn has_check_digits(self) -> bool {
        matches!(self, Self::Zone)
    }

    /// The source with that word.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Zone, Self::Barcode].into_iter().find(|s| s.as_str() == name)
    }
}

/// What a document says, as seen on some day: personal data. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Fields {
    /// Where it was read.
    pub source: Source,
    /// The layout: `TD1` and the like, or `AAMVA`.
    pub layout: String,
    /// The kind of document in the issuer's letters, such as `P`, `ID` or `DL`.
    pub code: String,
    /// The issuing state or organisation, in the letters of Doc 9303.
    pub issuer: String,
    /// The part of the issuing state that issued it, such as `VA`; licences have one.
    pub jurisdiction: Option<String>,
    /// Nationality in the same letters; licences say nothing of it.
    pub nationality: Option<String>,
    /// The document's number.
    pub number: String,
    /// The bearer's names.
    pub names: Names,
    /// Date of birth, where it is whole.
    pub birth: Option<Day>,
    /// Sex as printed.
    pub sex: Sex,
    /// Last day of validity, where it is stated.
    pub expiry: Option<Day>,
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fields({}, ..)", self.layout)
    }
}

impl Fields {
    /// What a zone says, seen on `today`: its years have two digits.
    pub fn of_zone(mrz: &Mrz, today: Day) -> Self {
        Self {
            source: Source::Zone,
            layout: mrz.format().as_str().to_owned(),
            code: mrz.code().to_owned(),
            issuer: mrz.issuer().to_owned(),
            jurisdiction: None,
            nationality: Some(mrz.nationality().to_owned()).filter(|n| !n.is_empty()),
            number: mrz.number(),
            names: mrz.names(),
            birth: mrz.birth().as_birth(today),
            sex: mrz.sex(),
            expiry: mrz.expiry().as_expiry(today),
        }
    }

    /// What the barcode of a licence says.
    pub fn of_licence(licence: &Licence) -> Self {
        Self {
            source: Source::Barcode,
            layout: "AAMVA".to_owned(),
            code: licence.kind.as_str().to_owned(),
            issuer: licence.country.to_owned(),
            jurisdiction: Some(licence.jurisdiction.clone()).filter(|j| !j.is_empty()),
            nationality: None,
            number: licence.number.clone(),
            names: licence.names.clone(),
            birth: Some(licence.birth),
            sex: licence.sex,
            expiry: licence.expiry,
        }
    }

    /// Whether it is valid on `today`: to the end of its last day.
    pub fn validity(&self, today: Day) -> Validity {
        match self.expiry {
            None => Validity::NotStated,
            Some(until) if until < today => Validity::Expired(until),
            Some(until) => Validity::ValidUntil(until),
        }
    }

    /// The issuer in words, where its code is known.
    pub fn issuer_name(&self) -> Option<&'static str> {
        codes::issuer(&self.issuer).map(|i| i.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_and_a_barcode_say_the_same_kind_of_thing() {
        let today = Day::new(2011, 1, 15).unwrap();
        let mrz = Mrz::parse(&[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ])
        .unwrap();
        let zone = Fields::of_zone(&mrz, today);
        assert_eq!(
            (zone.number.as_str(), zone.birth, zone.expiry, zone.names.surname.as_str()),
            ("L898902C3", Day::new(1974, 8, 12), Day::new(2012, 4, 15), "ERIKSSON")
        );
        assert_eq!(zone.validity(today), mrz.expiry().validity(today));
        assert_eq!(format!("{zone:?}"), "Fields(TD3, ..)");
        for source in [Source::Zone, Source::Barcode] {
            assert_eq!(Source::from_name(source.as_str()), Some(source));
        }
        assert_eq!(Source::from_name("chip"), None);
    }
}
