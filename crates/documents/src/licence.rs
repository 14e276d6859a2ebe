//! The text in the barcode of a North American driving licence or identity card.
//!
//! Rules follow the AAMVA DL/ID Card Design Standard (2020, annex D) as far as the fields that this program
//! compares: names, birth, expiry, number, sex and issuer; versions from 1 on. A barcode has no check digits:
//! its code words correct themselves or are not read at all. Whoever prints a barcode decides what is in it, so
//! every value is cut to a length and to printable letters, and nothing of it prints by `Debug`.

use crate::date::Day;
use crate::mrz::Sex;
use crate::names::{Names, plain_letter};

/// Longest text that is looked at. A symbol holds 1,850 letters at most (ISO/IEC 15438, 5.2).
const LONGEST_TEXT: usize = 4_096;
/// Longest value of an element that is kept: the standard's longest name has 40 letters.
const LONGEST_VALUE: usize = 40;
/// Longest document number: 25 letters in the standard.
const LONGEST_NUMBER: usize = 25;
/// The first version of the standard: its dates are year, month, day, and all names stand in one element.
const FIRST: u8 = 1;
/// Years of births and expiries that are read as such, so that day and month are not taken for one.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

/// What kind of card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicenceKind {
    /// A driving licence.
    Driving,
    /// An identity card of the same office.
    Identity,
}

impl LicenceKind {
    /// As the card has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Driving => "DL",
            Self::Identity => "ID",
        }
    }
}

/// Text that is no licence's, or lacks what must be there. Names no character of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LicenceError {
    /// Some other barcode.
    #[error("this barcode is not that of a North American licence or identity card")]
    OtherBarcode,
    /// A licence without number, name or date of birth.
    #[error(
        "the barcode lacks the number, the name or the date of birth: a person must look at the document"
    )]
    Incomplete,
}

/// What the barcode of a licence says: personal data. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Licence {
    /// Licence or identity card.
    pub kind: LicenceKind,
    /// `USA` or `CAN`.
    pub country: &'static str,
    /// State, province or territory, such as `VA`; empty when it is not stated.
    pub jurisdiction: String,
    /// The card's number.
    pub number: String,
    /// The bearer's names, spelled as in a machine readable zone.
    pub names: Names,
    /// Date of birth.
    pub birth: Day,
    /// Last day of validity; none when it has no end.
    pub expiry: Option<Day>,
    /// Sex as encoded.
    pub sex: Sex,
}

impl std::fmt::Debug for Licence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Licence(..)")
    }
}

impl Licence {
    /// Reads the text of a barcode.
    ///
    /// # Errors
    /// When it is no licence's, or lacks number, name or birth.
    pub fn parse(text: &str) -> Result<Self, LicenceError> {
        let text = text.get(..LONGEST_TEXT).unwrap_or(text);
        let header = text.find("ANSI ").or_else(|| text.find("AAMVA")).filter(|at| *at <= 8);
        let header = header.ok_or(LicenceError::OtherBarcode)?;
        let digits = text.get(header + 5..).unwrap_or_default();
        // Issuer's number (six digits), version (two).
        let version = digits.get(6..8).and_then(|v| v.parse::<u8>().ok());
        let is_header = digits.len() > 10 && digits.bytes().take(6).all(|b| b.is_ascii_digit());
        let version = version.filter(|_| is_header).ok_or(LicenceError::OtherBarcode)?;
        let (kind, elements) = elements(digits).ok_or(LicenceError::OtherBarcode)?;
        let value = |id: &str| {
            let found = elements.iter().find(|(name, _)| *name == id)?;
            Some(printable(found.1)).filter(|v| !v.is_empty() && v != "NONE" && v != "UNAVL")
        };
        let country = match value("DCG").as_deref() {
            Some("CAN" | "CN") => "CAN",
            _ => "USA",
        };
        let day = |id: &str| day_of(&value(id)?, version == FIRST || country == "CAN");
        let names = names_of(&value).ok_or(LicenceError::Incomplete)?;
        let number = value("DAQ").map(|n| n.chars().take(LONGEST_NUMBER).collect::<String>());
        Ok(Self {
            kind,
            country,
            jurisdiction: value("DAJ").filter(|j| j.len() <= 3).unwrap_or_default(),
            number: number.ok_or(LicenceError::Incomplete)?,
            names,
            birth: day("DBB").ok_or(LicenceError::Incomplete)?,
            expiry: day("DBA"),
            sex: match value("DBC").as_deref() {
                Some("1" | "M") => Sex::Male,
                Some("2" | "F") => Sex::Female,
                _ => Sex::Unspecified,
            },
        })
    }
}

/// The elements of the first licence or card in it, by their three letters. The designators at the beginning
/// say where it stands, and many issuers count wrongly: so it is looked for.
fn elements(text: &str) -> Option<(LicenceKind, Vec<(&str, &str)>)> {
    let mut lines = text.split(['\n', '\r', '\u{1e}']).map(str::trim_start);
    let (kind, first) = lines.find_map(|line| {
        let kinds = [LicenceKind::Driving, LicenceKind::Identity];
        kinds.into_iter().find_map(|kind| Some((kind, begin(line, kind.as_str())?)))
    })?;
    let all = std::iter::once(first).chain(lines);
    Some((kind, all.filter_map(|line| line.split_at_checked(3)).collect()))
}

/// The first element of a kind of card: it follows the kind's letters at once, other than the numbers of a
/// designator.
fn begin<'a>(line: &'a str, letters: &str) -> Option<&'a str> {
    let is_element = |rest: &&str| matches!(rest.as_bytes(), [b'D', b'A'..=b'D', b'A'..=b'Z', ..]);
    let mut rests =
        line.match_indices(letters).filter_map(|(at, _)| line.get(at + letters.len()..));
    rests.find(is_element)
}

/// Letters that can be shown, in upper case, without blanks about them, cut to a length.
fn printable(value: &str) -> String {
    let shown = value.chars().filter(|c| !c.is_control()).take(LONGEST_VALUE);
    shown.collect::<String>().trim().to_uppercase()
}

/// Surname and given names of every version, spelled as a zone would.
fn names_of(value: &impl Fn(&str) -> Option<String>) -> Option<Names> {
    let (surname, given) = match value("DCS").or_else(|| value("DAB")) {
        Some(surname) => {
            let first = value("DAC").or_else(|| value("DCT")).unwrap_or_default();
            (surname, format!("{first} {}", value("DAD").unwrap_or_default()))
        }
        None => {
            let whole = value("DAA")?;
            let (surname, given) = whole.split_once([',', '@']).unwrap_or((whole.as_str(), ""));
            (surname.to_owned(), given.to_owned())
        }
    };
    let is_cut = |id: &str| value(id).as_deref() == Some("T");
    let names = Names {
        surname: spelled(&surname),
        given: spelled(&given),
        may_be_cut: is_cut("DDE") || is_cut("DDF") || is_cut("DDG"),
    };
    (!names.surname.is_empty()).then_some(names)
}

/// Words of plain letters: marks are left out, everything else parts words, as in a zone.
fn spelled(name: &str) -> String {
    let plain: String = name.chars().map(|c| plain_letter(c).unwrap_or(" ")).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Eight digits: month, day, year in the United States, year first in Canada and in the first version. Some
/// issuers have it the other way round; years tell which, because no month is 19 or 20.
fn day_of(text: &str, year_first: bool) -> Option<Day> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i32>().ok();
    let day = |year: i32, month: i32, day: i32| {
        let found = Day::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        YEARS.contains(&year).then_some(found)
    };
    let first = day(number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let last = day(number(4, 8)?, number(0, 2)?, number(2, 4)?);
    if year_first { first.or(last) } else { last.or(first) }
}

#[cfg(test)]
#[path = "licence_tests.rs"]
mod tests;
