//! Licences of nobody: the standard's own example person, and invented ones.

use proptest::prelude::*;

use super::*;

const HEADER: &str = "@\n\u{1e}\rANSI 636000090002DL00410278ZV03190008";

/// A card of version 9 with these elements.
fn card(elements: &[&str]) -> String {
    format!("{HEADER}DL{}\r", elements.join("\n"))
}

const SAMPLE: [&str; 10] = [
    "DAQT64235789",
    "DCSSAMPLE",
    "DDEN",
    "DACMICHAEL",
    "DADJOHN",
    "DBB06061986",
    "DBA12102034",
    "DBC1",
    "DAJVA",
    "DCGUSA",
];

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn the_standards_example_is_read() {
    let got = Licence::parse(&card(&SAMPLE)).unwrap();
    assert_eq!(
        (got.kind, got.country, got.jurisdiction.as_str()),
        (LicenceKind::Driving, "USA", "VA")
    );
    assert_eq!((got.names.surname.as_str(), got.names.given.as_str()), ("SAMPLE", "MICHAEL JOHN"));
    assert_eq!(got.number, "T64235789");
    assert_eq!((got.birth, got.expiry), (day("1986-06-06"), Some(day("2034-12-10"))));
    assert_eq!((got.sex, got.names.may_be_cut), (Sex::Male, false));
    assert_eq!(format!("{got:?} {:?}", got.names), "Licence(..) Names(..)");
}

#[test]
fn other_versions_countries_and_orders_of_dates() {
    let first = "@\n\u{1e}\rAAMVA6360000101DL00290179DLDAQ123\nDAAO'BRIEN-ÅS,ZOË,MAY\nDBA20300131\nDBB19910230\nDBB19910203\nDBCF\r";
    // A day that the calendar does not have is no birth, and the first of two elements is the one that counts.
    assert_eq!(Licence::parse(first), Err(LicenceError::Incomplete));
    let first = Licence::parse(&first.replace("DBB19910230\n", "")).unwrap();
    assert_eq!(
        (first.names.surname.as_str(), first.names.given.as_str()),
        ("OBRIEN AS", "ZOE MAY")
    );
    assert_eq!(
        (first.birth, first.expiry, first.sex),
        (day("1991-02-03"), Some(day("2030-01-31")), Sex::Female)
    );
    let canada =
        card(&["DAQA1", "DCSROY", "DACLEA", "DBB19901231", "DBA20291231", "DCGCAN", "DAJON"]);
    let canada = Licence::parse(&canada).unwrap();
    assert_eq!((canada.country, canada.birth), ("CAN", day("1990-12-31")));
    let odd = card(&["DAQA1", "DCSROY", "DCTLEA", "DBB19901231", "DBANONE", "DDET", "DBC9"]);
    let odd = Licence::parse(&odd).unwrap();
    assert_eq!((odd.birth, odd.expiry, odd.sex), (day("1990-12-31"), None, Sex::Unspecified));
    assert!(odd.names.may_be_cut && odd.names.given == "LEA");
    let id = card(&SAMPLE).replace("DLDAQ", "IDDAQ");
    assert_eq!(Licence::parse(&id).unwrap().kind, LicenceKind::Identity);
}

#[test]
fn what_is_no_licence_or_lacks_something_is_said_without_repeating_it() {
    let check = |text: &str, expected: LicenceError| {
        let error = Licence::parse(text).unwrap_err();
        assert_eq!(error, expected, "{text}");
        assert!(!error.to_string().contains("ROY"));
    };
    for other in [
        "",
        "@",
        "M1ROY/LEA  EABC123",
        "https://example.org",
        "ANSI ",
        "ANSI 12345",
        "ANSI 636000xx",
    ] {
        check(other, LicenceError::OtherBarcode);
    }
    check(HEADER, LicenceError::OtherBarcode);
    check(&card(&["DCSROY", "DACLEA", "DBB06061986"]), LicenceError::Incomplete);
    check(&card(&["DAQA1", "DACLEA", "DBB06061986"]), LicenceError::Incomplete);
    check(&card(&["DAQA1", "DCSROY", "DACLEA", "DBB31121986"]), LicenceError::Incomplete);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(@\n\u{1e}\rANSI [0-9]{10,20}DL)?[A-Z0-9\n\r ÄÖ']{0,300}") {
        if let Ok(got) = Licence::parse(&text) {
            prop_assert!(got.number.chars().count() <= LONGEST_NUMBER);
            prop_assert!(got.names.surname.bytes().all(|b| b.is_ascii_uppercase() || b == b' '));
        }
    }

    #[test]
    fn hostile_values_are_cut_and_have_no_control_characters(value in "\\PC{0,80}\u{7}\u{1b}x{0,80}") {
        let text = card(&["DAQ1", &format!("DCS{value}A"), "DACB", &format!("DAJ{value}"), "DBB06061986"]);
        if let Ok(got) = Licence::parse(&text) {
            prop_assert!(got.names.surname.len() <= 3 * LONGEST_VALUE);
            prop_assert!(got.jurisdiction.len() <= 3 && !got.jurisdiction.contains(char::is_control));
        }
    }
}
