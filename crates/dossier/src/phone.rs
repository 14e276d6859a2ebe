//! Phone numbers by Google's numbering plans: form, country and kind of line.

use phonenumber::{Mode, PhoneNumber, Type, country, metadata::DATABASE};

use crate::finding::{Finding, FindingCode};
use crate::{Application, Country};

/// Longest text taken for a number: E.164 has 15 digits, and separators and an extension are written around.
const MAX_CHARS: usize = 40;

/// What a text says as a phone number.
pub(crate) struct Phone {
    number: PhoneNumber,
    country: Option<Country>,
}

impl Phone {
    /// Reads a number. One without its country's code is read as one of `home`.
    pub(crate) fn read(text: &str, home: Option<Country>) -> Option<Self> {
        let is_plausible = text.chars().count() <= MAX_CHARS
            && text.chars().all(|c| c.is_ascii_digit() || "+ -()./".contains(c));
        if !is_plausible {
            return None;
        }
        // Two zeros lead abroad nearly everywhere.
        let text = text.trim();
        let text =
            text.strip_prefix("00").map_or_else(|| text.to_owned(), |rest| format!("+{rest}"));
        // A number that names its country is none of home's; and some countries have no plan of their own.
        let home: Option<country::Id> = home
            .filter(|_| !text.starts_with('+'))
            .and_then(|c| c.as_str().parse().ok())
            .filter(|id: &country::Id| DATABASE.by_id(id.as_ref()).is_some());
        if home.is_none() && !text.starts_with('+') {
            return None;
        }
        let number = phonenumber::parse(home, &text).ok()?;
        let country = number.country().id().and_then(|id| Country::parse(id.as_ref()));
        Some(Self { number, country })
    }

    /// `+` and digits.
    pub(crate) fn e164(&self) -> String {
        self.number.format().mode(Mode::E164).to_string()
    }

    /// A kind of line that is no person's, in a word.
    fn odd_kind(&self) -> Option<&'static str> {
        match self.number.number_type(&DATABASE) {
            Type::Voip => Some("internet_telephony"),
            Type::PremiumRate | Type::SharedCost => Some("paid_service"),
            Type::TollFree => Some("toll_free"),
            Type::Pager => Some("pager"),
            Type::Uan => Some("company_number"),
            Type::Voicemail => Some("voicemail"),
            Type::ShortCode | Type::Emergency => Some("short_code"),
            _ => None,
        }
    }
}

/// Where a number without its country's code is read as being of.
pub(crate) fn home(application: &Application) -> Option<Country> {
    let of = |address: &Option<crate::Address>| address.as_ref().and_then(|a| a.country);
    application
        .place
        .as_ref()
        .map(|place| place.country)
        .or_else(|| of(&application.id_address))
        .or(application.payroll_country)
}

/// What does not fit in the phone number.
pub(crate) fn findings(application: &Application) -> Vec<Finding> {
    let Some(text) = &application.phone else { return Vec::new() };
    let Some(phone) = Phone::read(text, home(application)) else {
        return vec![Finding::new(FindingCode::PhoneUnreadable).with("phone", text)];
    };
    if !phone.number.is_valid() {
        return vec![Finding::new(FindingCode::PhoneNotValid).with("phone", phone.e164())];
    }
    let mut found = Vec::new();
    if let (Some(number), Some(place)) = (phone.country, &application.place)
        && number != place.country
    {
        found.push(
            Finding::new(FindingCode::PhoneCountryDiffers)
                .with("phone", phone.e164())
                .with("phone_country", number.as_str())
                .with("claimed_country", place.country.as_str()),
        );
    }
    if let Some(kind) = phone.odd_kind() {
        found.push(
            Finding::new(FindingCode::PhoneKind).with("phone", phone.e164()).with("kind", kind),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Place;

    fn found(phone: &str, place: Option<&str>) -> Vec<&'static str> {
        let place = place.map(|c| Place { country: Country::parse(c).unwrap(), city: None });
        let record = Application { phone: Some(phone.into()), place, ..Application::default() };
        findings(&record).iter().map(|f| f.code.as_str()).collect()
    }

    fn e164(phone: &str, home: Option<&str>) -> Option<String> {
        Phone::read(phone, home.map(|c| Country::parse(c).unwrap())).map(|p| p.e164())
    }

    #[test]
    fn one_number_has_one_form() {
        for text in ["+31 20 794 0800", "0031207940800", "+31 (0)20-7940800"] {
            assert_eq!(e164(text, None).as_deref(), Some("+31207940800"), "{text}");
        }
        assert_eq!(e164("020 794 0800", Some("NL")).as_deref(), Some("+31207940800"));
        // Italian numbers keep their zero, also those of people who live elsewhere.
        assert_eq!(e164("+39 06 698 1234", Some("NL")).as_deref(), Some("+39066981234"));
        assert_eq!(e164("020 794 0800", Some("AQ")), None);
        assert_eq!(e164("(415) 555-2671", Some("US")).as_deref(), Some("+14155552671"));
        for text in ["020 794 0800", "call me", "", "+", "+31 20 x", &"1".repeat(41)] {
            assert_eq!(e164(text, None), None, "{text}");
        }
    }

    #[test]
    fn form_country_and_kind_are_found() {
        assert_eq!(found("+31 6 12345678", Some("NL")), [""; 0]);
        assert_eq!(found("not a number", Some("NL")), ["phone_unreadable"]);
        assert_eq!(found("+31 20 1", Some("NL")), ["phone_not_valid"]);
        assert_eq!(found("+86 131 2345 6789", Some("US")), ["phone_country_differs"]);
        // Canada and the United States share the code +1.
        assert_eq!(found("+1 613 782 7274", Some("US")), ["phone_country_differs"]);
        assert_eq!(found("+1 613 782 7274", Some("CA")), [""; 0]);
        assert_eq!(found("+44 56 1234 5678", Some("GB")), ["phone_kind"]);
        assert_eq!(found("+1 613 782 7274", None), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,60}", plausible in "[0-9+ ()./-]{0,40}") {
            for one in [text, plausible] {
                for place in ["NL", "US", "AQ", "GS", "UM"] {
                    found(&one, Some(place));
                }
                found(&one, None);
            }
        }
    }
}
