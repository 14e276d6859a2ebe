//! What a record claims of a person against what the document says, field by field.
//!
//! Findings are for a human: none of them rejects anybody, and none repeats the values themselves.

use crate::codes::same_country;
use crate::date::Day;
use crate::fields::Fields;
use crate::mrz::Mrz;
use crate::names::{Names, spells};

/// What is claimed; a field that is none is not compared. Does not print itself.
#[derive(Clone, Copy, Default)]
pub struct Claim<'a> {
    /// The whole name, in any order of words and any Latin spelling.
    pub name: Option<&'a str>,
    /// Date of birth.
    pub birth: Option<Day>,
    /// Country that issued the document: alpha-3, alpha-2 or ICAO's own code.
    pub issuer: Option<&'a str>,
}

impl std::fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Claim(..)")
    }
}

/// What comparing one field showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldFinding {
    /// They agree.
    Same,
    /// They agree as far as both go: a second given name is missing on one side, or the document cut it.
    Partly,
    /// They contradict each other.
    Different,
    /// Nothing to compare: not claimed, not on the document, or not in Latin letters.
    NotCompared,
}

impl FieldFinding {
    /// A word for reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Partly => "partly",
            Self::Different => "different",
            Self::NotCompared => "not_compared",
        }
    }
}

/// The findings of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimFindings {
    /// Of the name.
    pub name: FieldFinding,
    /// Of the date of birth.
    pub birth: FieldFinding,
    /// Of the issuing country.
    pub issuer: FieldFinding,
}

/// Compares a claim with a zone seen on `today`.
pub fn compare_claim(claim: &Claim<'_>, mrz: &Mrz, today: Day) -> ClaimFindings {
    compare_fields(claim, &Fields::of_zone(mrz, today))
}

/// Compares a claim with what a document says.
pub fn compare_fields(claim: &Claim<'_>, fields: &Fields) -> ClaimFindings {
    let equal = |is: bool| if is { FieldFinding::Same } else { FieldFinding::Different };
    let birth = match (claim.birth, fields.birth) {
        (Some(claimed), Some(printed)) => equal(claimed == printed),
        _ => FieldFinding::NotCompared,
    };
    ClaimFindings {
        name: claim.name.map_or(FieldFinding::NotCompared, |n| compare_name(n, &fields.names)),
        birth,
        issuer: claim
            .issuer
            .map_or(FieldFinding::NotCompared, |code| equal(same_country(code, &fields.issuer))),
    }
}

/// Each printed word takes the first claimed word that it may spell. The surname must be found whole, and
/// one given name at least if both sides have any.
fn compare_name(claimed: &str, names: &Names) -> FieldFinding {
    let mut words: Vec<&str> =
        claimed.split(|c: char| c.is_whitespace() || c == '-' || c == ',').collect();
    words.retain(|w| !w.is_empty());
    if words.is_empty() || names.surname.is_empty() {
        return FieldFinding::NotCompared;
    }
    let mut foreign = false;
    let mut take = |printed: &str, is_last: bool| {
        let cut = names.may_be_cut && is_last;
        let at = words.iter().position(|word| {
            let spelt = spells(word, printed, cut);
            foreign |= spelt.is_none();
            spelt == Some(true)
        });
        at.map(|at| words.remove(at)).is_some()
    };
    let given: Vec<&str> = names.given.split_whitespace().collect();
    let surname = names.surname.split_whitespace();
    let in_surname = surname.clone().count();
    let surname_found = surname
        .enumerate()
        .filter(|(i, w)| take(w, given.is_empty() && i + 1 == in_surname))
        .count();
    let given_found =
        given.iter().enumerate().filter(|(i, w)| take(w, i + 1 == given.len())).count();
    if foreign && surname_found < in_surname {
        return FieldFinding::NotCompared;
    }
    if surname_found < in_surname || (given_found == 0 && !given.is_empty() && !words.is_empty()) {
        return FieldFinding::Different;
    }
    if given_found == given.len() && words.is_empty() {
        FieldFinding::Same
    } else {
        FieldFinding::Partly
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eriksson() -> Mrz {
        Mrz::parse(&[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ])
        .unwrap()
    }

    #[test]
    fn names_in_any_order_and_with_parts_missing() {
        let check = |name: &str, expected: FieldFinding| {
            let claim = Claim { name: Some(name), ..Claim::default() };
            let today = Day::parse("2026-11-21").unwrap();
            assert_eq!(compare_claim(&claim, &eriksson(), today).name, expected, "{name}");
        };
        check("Anna Maria Eriksson", FieldFinding::Same);
        check("ERIKSSON, Anna-Maria", FieldFinding::Same);
        check("Anna Eriksson", FieldFinding::Partly);
        check("Anna Maria Lovisa Eriksson", FieldFinding::Partly);
        check("Eriksson", FieldFinding::Partly);
        check("Lovisa Eriksson", FieldFinding::Different);
        check("Anna Maria Erikson", FieldFinding::Different);
        check("Анна Эрикссон", FieldFinding::NotCompared);
        check(" ", FieldFinding::NotCompared);
    }

    #[test]
    fn birth_and_issuer_are_compared_only_where_claimed() {
        let day = |text| Day::parse(text).unwrap();
        let today = day("2026-11-21");
        let none = compare_claim(&Claim::default(), &eriksson(), today);
        assert_eq!(
            (none.birth, none.issuer),
            (FieldFinding::NotCompared, FieldFinding::NotCompared)
        );
        let claim = Claim { name: None, birth: Some(day("1974-08-12")), issuer: Some("UTO") };
        let same = compare_claim(&claim, &eriksson(), today);
        assert_eq!((same.birth, same.issuer), (FieldFinding::Same, FieldFinding::Same));
        let claim = Claim { name: None, birth: Some(day("1974-12-08")), issuer: Some("DE") };
        let other = compare_claim(&claim, &eriksson(), today);
        assert_eq!((other.birth, other.issuer), (FieldFinding::Different, FieldFinding::Different));
    }
}
