//! Findings: what does not fit, in a stable word, with the values that show it and how much they weigh as a
//! hint. Texts are for people and may change; codes and evidence names do not.

use std::fmt;

/// How much attention a finding deserves: a hint for the human, and for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Often harmless: moved house, a spelling.
    Note,
    /// Worth a question.
    Notable,
    /// Seldom harmless: ask before going on.
    Serious,
}

impl Severity {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Notable => "notable",
            Self::Serious => "serious",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $severity:ident, $text:literal;)+) => {
        /// What was found. A closed set of words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FindingCode { $($(#[$doc])* $name,)+ }

        impl FindingCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// How much it weighs unless its evidence says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// In plain words.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// The phone number cannot be read.
    PhoneUnreadable = "phone_unreadable", Notable,
        "the phone number cannot be read as one";
    /// No numbering plan has such a number.
    PhoneNotValid = "phone_not_valid", Notable,
        "no numbering plan has such a phone number";
    /// The phone number is of another country than the place.
    PhoneCountryDiffers = "phone_country_differs", Notable,
        "the phone number is of another country than the one they say they live in";
    /// The number is not a person's line.
    PhoneKind = "phone_kind", Note,
        "the phone number is no ordinary line: internet telephony, a paid service or the like";
    /// The e-mail address cannot be read.
    EmailUnreadable = "email_unreadable", Notable,
        "the e-mail address cannot be read as one";
    /// A link is no web address.
    LinkUnreadable = "link_unreadable", Note,
        "a link is no web address";
    /// Equipment is to go elsewhere than to the address on the ID.
    DeliveryAddressDiffers = "delivery_address_differs", Note,
        "equipment is to be sent to another address than the one on the ID";
    /// Equipment is to go to another country.
    DeliveryCountryDiffers = "delivery_country_differs", Serious,
        "equipment is to be sent to another country than the one they say they live in";
    /// The payroll is in another country.
    PayrollCountryDiffers = "payroll_country_differs", Notable,
        "the payroll is in another country than the one they say they live in";
    /// The ID's address is in another country than the place.
    IdAddressCountryDiffers = "id_address_country_differs", Notable,
        "the address on the ID is in another country than the one they say they live in";
    /// The time zone is of another country that shares the time.
    ZoneElsewhere = "zone_elsewhere", Note,
        "the device's time zone is named after another country, which has the same time";
    /// The clock is not that of the place.
    ClockDiffers = "clock_differs", Notable,
        "the device's clock does not fit the place they say they live in";
    /// Time zone and offset of the device contradict each other.
    ClockContradictsItself = "clock_contradicts_itself", Notable,
        "the device's time zone and its clock contradict each other";
    /// Nobody knows that time zone.
    ZoneUnknown = "zone_unknown", Note,
        "the device's time zone is on no list";
    /// Others have this phone number.
    SharedPhone = "shared_phone", Serious,
        "other people gave the same phone number";
    /// Others have this e-mail address.
    SharedEmail = "shared_email", Serious,
        "other people gave the same e-mail address";
    /// Others have this address.
    SharedAddress = "shared_address", Note,
        "other people gave the same postal address";
    /// Others have this bank account.
    SharedBankAccount = "shared_bank_account", Serious,
        "other people want to be paid to the same bank account";
    /// Others use this device.
    SharedDevice = "shared_device", Serious,
        "other people use the same device";
    /// Others have this link.
    SharedLink = "shared_link", Serious,
        "other people gave the same link";
    /// Pay is taken in cryptocurrency only.
    PayOnlyCrypto = "pay_only_crypto", Serious,
        "they accept pay in cryptocurrency only";
    /// Education was asked for and none was given.
    EducationMissing = "education_missing", Note,
        "no education was given";
    /// A part of the education is missing.
    EducationIncomplete = "education_incomplete", Note,
        "a part of the education is missing";
    /// The years of the education cannot be.
    EducationYears = "education_years", Notable,
        "the years of the education cannot be right";
    /// The zone's check digits are wrong.
    DocumentUnreadable = "document_unreadable", Notable,
        "the lines of the ID's machine readable zone are wrong or mistyped: their check digits do not fit";
    /// The ID has expired.
    DocumentExpired = "document_expired", Notable,
        "the ID has expired";
    /// The ID is in another name.
    DocumentNameDiffers = "document_name_differs", Serious,
        "the ID is in another name";
    /// The names agree only in part.
    DocumentNamePartly = "document_name_partly", Note,
        "the name on the ID agrees only in part: a given name is missing on one side";
    /// The ID says another date of birth.
    DocumentBirthDiffers = "document_birth_differs", Serious,
        "the ID says another date of birth";
    /// Another country issued the ID.
    DocumentIssuerDiffers = "document_issuer_differs", Serious,
        "the ID was issued by another country than they say";
}

/// One value that shows a finding.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is, a stable word.
    pub what: &'static str,
    /// The value.
    pub value: String,
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Evidence({})", self.what)
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How much attention it deserves.
    pub severity: Severity,
    /// The values that show it.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// A finding of that code's weight.
    pub fn new(code: FindingCode) -> Self {
        Self { code, severity: code.severity(), evidence: Vec::new() }
    }

    /// The finding with one more value.
    #[must_use]
    pub fn with(mut self, what: &'static str, value: impl Into<String>) -> Self {
        self.evidence.push(Evidence { what, value: value.into() });
        self
    }

    /// The finding with a value where there is one.
    #[must_use]
    pub fn with_some(self, what: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(what, value),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_different_words_with_a_text() {
        let words: HashSet<_> = FindingCode::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(words.len(), FindingCode::ALL.len());
        for code in FindingCode::ALL {
            let text = code.text();
            assert!(text.len() > 10 && !text.ends_with('.'), "{}", code.as_str());
        }
    }

    #[test]
    fn evidence_does_not_print_its_value() {
        let finding = Finding::new(FindingCode::PhoneUnreadable).with("phone", "Marker");
        assert!(!format!("{finding:?}").contains("Marker"));
    }
}
