//! Education: what is missing, and years that cannot be.

use documents::Day;

use crate::Study;
use crate::finding::{Finding, FindingCode};

/// Earliest first year that a working applicant can have.
const EARLIEST_YEAR: i32 = 1940;
/// A study may be planned to end this many years ahead.
const AHEAD_YEARS: i32 = 10;

/// What does not fit in the education, seen on `today`.
pub(crate) fn findings(education: Option<&[Study]>, today: Day) -> Vec<Finding> {
    let Some(studies) = education else { return Vec::new() };
    if studies.is_empty() {
        return vec![Finding::new(FindingCode::EducationMissing)];
    }
    studies.iter().flat_map(|study| of_one(study, today)).collect()
}

fn of_one(study: &Study, today: Day) -> Vec<Finding> {
    let mut found = Vec::new();
    let missing: Vec<&str> = [
        ("institution", study.institution.is_none()),
        ("degree", study.degree.is_none()),
        ("from_year", study.from_year.is_none()),
    ]
    .into_iter()
    .filter_map(|(name, is_missing)| is_missing.then_some(name))
    .collect();
    if !missing.is_empty() {
        found.push(
            Finding::new(FindingCode::EducationIncomplete)
                .with_some("institution", study.institution.as_deref())
                .with("missing", missing.join(", ")),
        );
    }
    let this_year = today.year();
    let starts_oddly = study.from_year.is_some_and(|y| !(EARLIEST_YEAR..=this_year).contains(&y));
    let ends_oddly = study.to_year.is_some_and(|end| {
        !(EARLIEST_YEAR..=this_year + AHEAD_YEARS).contains(&end)
            || study.from_year.is_some_and(|start| end < start)
    });
    if starts_oddly || ends_oddly {
        found.push(
            Finding::new(FindingCode::EducationYears)
                .with_some("institution", study.institution.as_deref())
                .with_some("from_year", study.from_year.map(|y| y.to_string()))
                .with_some("to_year", study.to_year.map(|y| y.to_string())),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(studies: Option<&[Study]>) -> Vec<&'static str> {
        let today = Day::new(2026, 11, 30).unwrap();
        findings(studies, today).iter().map(|f| f.code.as_str()).collect()
    }

    #[test]
    fn gaps_and_impossible_years_are_found() {
        let whole = Study {
            institution: Some("TU Delft".into()),
            degree: Some("BSc".into()),
            from_year: Some(2015),
            to_year: Some(2018),
        };
        let with = |from_year, to_year| Study { from_year, to_year, ..whole.clone() };
        assert_eq!(found(None), [""; 0]);
        assert_eq!(found(Some(&[])), ["education_missing"]);
        assert_eq!(found(Some(std::slice::from_ref(&whole))), [""; 0]);
        assert_eq!(found(Some(&[with(Some(2025), None)])), [""; 0]);
        assert_eq!(found(Some(&[with(Some(2018), Some(2015))])), ["education_years"]);
        assert_eq!(found(Some(&[with(Some(2027), None)])), ["education_years"]);
        assert_eq!(
            found(Some(&[with(None, Some(1812))])),
            ["education_incomplete", "education_years"]
        );
        assert_eq!(found(Some(&[Study::default(), whole])), ["education_incomplete"]);
    }
}
