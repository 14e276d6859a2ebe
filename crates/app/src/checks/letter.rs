//! The text of an e-mail that brings a link, and the link as a QR code. Sending is the customer's.

use domain::UtcTime;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// Languages of letters and pages, ISO 639-1.
pub const LANGUAGES: [&str; 5] = ["en", "nl", "de", "fr", "es"];

/// Least side of the picture, in units of its own: it scales.
const QR_SIDE: u32 = 240;

/// The text of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its body, plain text.
    pub body: String,
}

impl Letter {
    /// The letter in that language, or in English.
    pub fn new(language: &str, organisation: &str, link: &str, until: UtcTime) -> Self {
        let text = match language {
            "nl" => include_str!("letters/nl.txt"),
            "de" => include_str!("letters/de.txt"),
            "fr" => include_str!("letters/fr.txt"),
            "es" => include_str!("letters/es.txt"),
            _ => include_str!("letters/en.txt"),
        };
        let at = jiff::Timestamp::from_millisecond(until.unix_millis());
        let at = at.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let until = at.strftime("%Y-%m-%d %H:%M UTC").to_string();
        // The link last: nothing that was put in is looked through for places again.
        let text = text.replace("{until}", &until).replace("{organisation}", organisation);
        let (subject, body) = text.split_once("\n\n").unwrap_or((&text, ""));
        Self {
            subject: subject.trim().to_owned(),
            body: body.trim_end().replace("{link}", link) + "\n",
        }
    }
}

/// A text as a QR code, drawn as SVG; none when it is too long for one.
pub fn qr_svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(QR_SIDE, QR_SIDE).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_letter_of_its_own_with_everything_in_it() {
        let until = UtcTime::from_unix_millis(1_767_225_600_000);
        let link = "https://likeness.example/check#li_1_2";
        let letters = LANGUAGES.map(|l| Letter::new(l, "Example {link} GmbH", link, until));
        for (i, letter) in letters.iter().enumerate() {
            assert!(letters[..i].iter().all(|other| other.subject != letter.subject));
            assert!(letter.body.contains(link) && letter.body.contains("2026-01-01 00:00 UTC"));
            assert!(letter.body.contains("Example"), "{letter:?}");
            assert!(!letter.subject.contains("li_1_2") && !letter.subject.contains('\n'));
            assert!(!letter.body.contains("{until}") && !letter.body.contains("{organisation}"));
        }
        assert_eq!(Letter::new("xx", "A", link, until), Letter::new("en", "A", link, until));
    }

    #[test]
    fn a_link_becomes_a_picture_and_a_book_does_not() {
        let svg = qr_svg("https://likeness.example/check#li_0198_00ff").unwrap();
        assert!(svg.contains("<svg") && !svg.contains("likeness.example"));
        assert_eq!(qr_svg(&"x".repeat(5_000)), None);
    }
}
