//! The zone against the specimens that ICAO publishes, and against spoilt ones.

use proptest::prelude::*;

use super::*;
use crate::{Day, SYMBOLS};

/// Doc 9303-4, appendix: the specimen passport.
const TD3: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];
/// Doc 9303-5.
const TD1: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];
/// Doc 9303-6.
const TD2: [&str; 2] =
    ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];
/// Doc 9303-7.
const MRVA: [&str; 2] = [
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
];
/// Doc 9303-7.
const MRVB: [&str; 2] =
    ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"];

fn specimens() -> [(Format, Vec<&'static str>); 5] {
    [
        (Format::Td1, TD1.to_vec()),
        (Format::Td2, TD2.to_vec()),
        (Format::Td3, TD3.to_vec()),
        (Format::MrvA, MRVA.to_vec()),
        (Format::MrvB, MRVB.to_vec()),
    ]
}

#[test]
fn every_published_specimen_is_read() {
    for (format, lines) in specimens() {
        let mrz = Mrz::parse(&lines).unwrap();
        assert_eq!(mrz.format(), format);
        assert_eq!(mrz.names().surname, "ERIKSSON");
        assert_eq!(mrz.names().given, "ANNA MARIA");
        assert_eq!((mrz.issuer(), mrz.sex()), ("UTO", Sex::Female));
        assert_eq!(mrz.lines(), lines);
        assert!(!format!("{mrz:?}").contains("ERIK"));
    }
    let passport = Mrz::parse(&TD3).unwrap();
    assert_eq!((passport.code(), passport.nationality()), ("P", "UTO"));
    assert_eq!((passport.number().as_str(), passport.optional()), ("L898902C3", vec!["ZE184226B"]));
    let today = Day::parse("2026-11-21").unwrap();
    assert_eq!(passport.birth().as_birth(today), Day::parse("1974-08-12"));
    assert_eq!(passport.expiry().as_expiry(today), Day::parse("2012-04-15"));
    assert_eq!(Mrz::parse(&MRVA).unwrap().number(), "L8988901C");
    assert_eq!(Mrz::parse(&MRVA).unwrap().nationality(), "X".repeat(3));
    assert_eq!(Mrz::parse(&TD1).unwrap().number(), "D23145890");
}

#[test]
fn a_number_longer_than_its_field_goes_on_in_the_optional_data() {
    // Doc 9303-5, 4.2.2.1, note j: the number D23145890734 with check digit 9.
    let lines = [
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    ];
    let mrz = Mrz::parse(&lines).unwrap();
    assert_eq!(mrz.number(), "D23145890734");
    let spoilt = [lines[0].replace("7349", "7348"), lines[1].into(), lines[2].into()];
    assert!(matches!(Mrz::parse(&spoilt), Err(MrzError::CheckDigits { .. })));
}

#[test]
fn what_is_wrong_is_said_without_quoting_it() {
    let check = |lines: &[&str], expected: &str| {
        let text = Mrz::parse(lines).unwrap_err().to_string();
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("ERIK"));
    };
    check(&[], "the size of no machine readable zone");
    check(&[TD3[0], TD2[1]], "the size of no machine readable zone");
    check(&[TD3[0], &TD3[1].replace("L898", "l898")], "line 2 has a character at position 1");
    check(&[TD3[0], &TD3[1].replace("7408122", "7408123")], "(date of birth, whole zone)");
    check(&[TD3[0], &TD3[1].replace("ZE184226B", "ZE184226C")], "(optional data, whole zone)");
}

#[test]
fn months_that_no_calendar_has_are_refused() {
    // 741312 has the check digit 7 + 28 ... computed here, so that only the month is wrong.
    let mut line = TD3[1].as_bytes().to_vec();
    line[13..19].copy_from_slice(b"741912");
    line[19] = b'0' + check_digit(b"741912").unwrap();
    let composite: Vec<u8> = [&line[..10], &line[13..20], &line[21..43]].concat();
    line[43] = b'0' + check_digit(&composite).unwrap();
    let line = String::from_utf8(line).unwrap();
    assert_eq!(Mrz::parse(&[TD3[0], &line]), Err(MrzError::Date));
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(lines in prop::collection::vec("[A-Z0-9<é ]{0,46}", 0..4)) {
        let _ = Mrz::parse(&lines);
    }

    #[test]
    fn a_changed_digit_under_a_check_is_noticed(
        which in 0_usize..5, rule in 0_usize..5, at in 0_usize..40, to in 0_usize..37,
    ) {
        let (format, lines) = specimens()[which].clone();
        let rule = &format.rules()[rule % format.rules().len()];
        let covered: Vec<_> =
            rule.covers.iter().flat_map(|s| (s.start..s.start + s.len).map(|p| (s.line, p))).collect();
        let (line, at) = covered[at % covered.len()];
        let mut bytes: Vec<Vec<u8>> = lines.iter().map(|l| l.as_bytes().to_vec()).collect();
        let from = symbol_of(bytes[line][at]).unwrap();
        bytes[line][at] = SYMBOLS[to];
        let lines: Vec<String> =
            bytes.into_iter().map(|l| String::from_utf8(l).unwrap()).collect();
        let value = crate::check::value;
        if value(from) % 10 != value(to) % 10 {
            prop_assert!(Mrz::parse(&lines).is_err());
        }
    }
}
