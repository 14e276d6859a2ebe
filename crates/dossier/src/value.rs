//! Values in one form each, so that equal ones meet however they were written. The rules are in docs/DATA.md.
//!
//! A form is for comparing only and is never shown. What cannot be read as its kind has a form all the same
//! (its letters and digits), because two people with the same nonsense are worth a look.

use std::fmt;

use crate::phone::{Phone, home};
use crate::{Address, Application};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueKind {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postal address.
    Address,
    /// A bank account.
    BankAccount,
    /// A device.
    Device,
    /// A link.
    Link,
}

/// A value in its one form. Does not print itself.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Its form.
    pub form: String,
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({:?})", self.kind)
    }
}

impl Application {
    /// Every value that other people might have as well, once each, in order.
    pub fn values(&self) -> Vec<Value> {
        let phone = self.phone.as_ref().map(|text| {
            Phone::read(text, home(self)).map_or_else(|| letters_and_digits(text), |p| p.e164())
        });
        let address = |a: &Option<Address>| a.as_ref().and_then(address);
        let single = [
            (ValueKind::Phone, phone),
            (ValueKind::Email, self.email.as_ref().map(|text| email(text))),
            (ValueKind::Address, address(&self.id_address)),
            (ValueKind::Address, address(&self.delivery_address)),
            (ValueKind::BankAccount, self.bank_account.as_ref().map(|t| letters_and_digits(t))),
            (ValueKind::Device, self.device_id.clone()),
        ];
        let links = self.links.iter().map(|text| (ValueKind::Link, Some(link(text))));
        let mut values: Vec<Value> = single
            .into_iter()
            .chain(links)
            .filter_map(|(kind, form)| Some(Value { kind, form: form? }))
            .filter(|value| !value.form.is_empty())
            .collect();
        values.sort();
        values.dedup();
        values
    }
}

/// Whether a text has the form of an e-mail address: something, an @, and a domain with a dot.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let labels: Vec<&str> = domain.split('.').collect();
    !local.is_empty()
        && labels.len() > 1
        && labels.iter().all(|l| !l.is_empty())
        && !text.contains(char::is_whitespace)
}

/// Lower case, without a `+tag`; at Google's domains without dots, which it ignores, under one name.
fn email(text: &str) -> String {
    let text = text.to_lowercase();
    let Some((local, domain)) = text.rsplit_once('@') else { return letters_and_digits(&text) };
    let local = local.split_once('+').map_or(local, |(name, _)| name);
    if matches!(domain, "gmail.com" | "googlemail.com") {
        return format!("{}@gmail.com", local.replace('.', ""));
    }
    format!("{local}@{domain}")
}

/// Whether a text has the form of a web address.
pub(crate) fn is_link(text: &str) -> bool {
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let host = rest.and_then(|r| r.split(['/', '?', '#']).next()).unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(char::is_whitespace)
}

/// Host and path in lower case, without scheme, `www.`, query, fragment and closing slash.
fn link(text: &str) -> String {
    let lower = text.to_lowercase();
    let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

/// Words that are written in several ways, and the one that stands for them.
const STREET_WORDS: &[(&str, &str)] = &[
    ("st", "street"),
    ("str", "strasse"),
    ("rd", "road"),
    ("ave", "avenue"),
    ("av", "avenue"),
    ("blvd", "boulevard"),
    ("ln", "lane"),
    ("dr", "drive"),
    ("apt", "apartment"),
    ("no", ""),
    ("nr", ""),
];

/// Words of street, code, town and country, folded to plain letters and sorted, so that order, case, accents,
/// punctuation and common abbreviations make no difference. None for one that only names a town or country:
/// too many people share it.
pub(crate) fn address(address: &Address) -> Option<String> {
    address.street.as_ref()?;
    // A code is one word however it is spaced.
    let code = address.postal_code.as_deref().map(letters_and_digits);
    let parts = [&address.street, &code, &address.city];
    let mut words: Vec<String> = parts
        .into_iter()
        .flatten()
        .flat_map(|part| folded(part).split(' ').map(street_word).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect();
    words.extend(address.country.map(|c| c.as_str().to_owned()));
    words.sort();
    Some(words.join(" "))
}

fn street_word(word: &str) -> String {
    if let Some((_, whole)) = STREET_WORDS.iter().find(|(short, _)| *short == word) {
        return (*whole).to_owned();
    }
    // As in "Hauptstr.": one word with its abbreviation at the end.
    match word.strip_suffix("str") {
        Some(stem) if stem.len() > 2 => format!("{stem}strasse"),
        _ => word.to_owned(),
    }
}

/// Upper case letters and digits of any script.
fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Lower case words of letters and digits, Latin letters without their accents.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match documents::plain_letter(letter) {
            Some(plain) => out.push_str(&plain.to_ascii_lowercase()),
            None if letter.is_alphanumeric() => out.push(letter),
            None => out.push(' '),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Country;

    #[test]
    fn one_mailbox_has_one_form() {
        let check = |text: &str, expected: &str| assert_eq!(email(text), expected, "{text}");
        check("Ada.Lovelace@Example.ORG", "ada.lovelace@example.org");
        check("ada+jobs@example.org", "ada@example.org");
        check("a.d.a+x@googlemail.com", "ada@gmail.com");
        check("no address", "NOADDRESS");
        assert!(is_email("a@b.c") && is_email("\"a@b\"@c.de"));
        for bad in ["a", "@b.c", "a@b", "a@b.", "a@.c", "a b@c.d"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn one_profile_has_one_form() {
        let check = |text: &str, expected: &str| assert_eq!(link(text), expected, "{text}");
        check("https://www.Example.org/in/Ada/?utm=1", "example.org/in/ada");
        check("http://example.org/in/ada#top", "example.org/in/ada");
        check("example.org/in/ada", "example.org/in/ada");
        assert!(is_link("https://example.org/in/ada") && is_link("HTTP://a.b"));
        for bad in
            ["example.org", "https://", "https://localhost", "javascript:a.b", "https://a .b"]
        {
            assert!(!is_link(bad), "{bad}");
        }
    }

    #[test]
    fn one_house_has_one_form() {
        let of = |street: &str, postal: &str, city: &str| {
            address(&Address {
                street: Some(street.into()),
                postal_code: Some(postal.into()),
                city: Some(city.into()),
                country: Country::parse("DE"),
            })
            .unwrap()
        };
        let one = of("Hauptstraße 5", "10115", "Köln");
        for other in [
            of("Hauptstr. 5", "10115", "köln"),
            of("5, HAUPTSTRASSE", "10 115", "Koln"),
            of("Hauptstrasse Nr. 5", "10115", "  Köln "),
        ] {
            assert_eq!(one, other);
        }
        assert_eq!(
            of("12 Main St.", "EC1 2AB", "London"),
            of("Main Street 12", "ec12ab", "LONDON")
        );
        assert_ne!(one, of("Hauptstraße 6", "10115", "Köln"));
        let town = Address { city: Some("Köln".into()), ..Address::default() };
        assert_eq!(address(&town), None);
    }

    #[test]
    fn a_record_gives_each_value_once() {
        let home = Address { street: Some("Kade 1".into()), ..Address::default() };
        let record = Application {
            phone: Some("+31 6 12345678".into()),
            id_address: Some(home.clone()),
            delivery_address: Some(home),
            bank_account: Some("nl91 abna 0417 1643 00".into()),
            links: vec!["https://a.example/x".into(), "https://www.a.example/x/".into()],
            ..Application::default()
        };
        let values = record.values();
        let kinds: Vec<_> = values.iter().map(|v| v.kind).collect();
        use ValueKind::{Address as House, BankAccount, Link, Phone};
        assert_eq!(kinds, [Phone, House, BankAccount, Link]);
        assert_eq!(values[0].form, "+31612345678");
        assert_eq!(values[2].form, "NL91ABNA0417164300");
        assert!(!format!("{values:?}").contains("31612"));
    }

    proptest! {
        #[test]
        fn case_and_spaces_never_matter(street in "[a-zA-Z0-9äöüß ]{1,30}", code in "[A-Z0-9]{4,8}") {
            let of = |street: String, code: String| {
                address(&Address { street: Some(street), postal_code: Some(code), ..Address::default() })
            };
            let spaced = code.chars().flat_map(|c| [c, ' ']).collect::<String>();
            let shouted = street.replace('ß', "ss").to_uppercase();
            let one = of(street, code.to_lowercase());
            prop_assert_eq!(one, of(format!("  {} ", shouted.replace(' ', "  ")), spaced));
        }
    }
}
