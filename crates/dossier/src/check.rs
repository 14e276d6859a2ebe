//! Every check over one record. What other people have in common with it is asked elsewhere.

use documents::Day;
use domain::UtcTime;

use crate::finding::{Finding, FindingCode, Severity};
use crate::value::{address, is_email, is_link};
use crate::{Application, Country, PayMethod, clock, document, education, phone};

/// What does not fit in the record of the person called `name` that was put in at `at`, the most serious
/// first. Same record, name and time give the same findings.
pub fn findings(application: &Application, name: &str, at: UtcTime) -> Vec<Finding> {
    let mut found = phone::findings(application);
    found.extend(texts(application));
    found.extend(countries(application));
    found.extend(delivery(application));
    found.extend(clock::findings(application, at));
    found.extend(pay(application));
    if let Some(today) = Day::of(at) {
        found.extend(education::findings(application.education.as_deref(), today));
        found.extend(document::findings(application, name, today));
    }
    found.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.code));
    found
}

fn texts(application: &Application) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(text) = application.email.as_ref().filter(|text| !is_email(text)) {
        found.push(Finding::new(FindingCode::EmailUnreadable).with("email", text));
    }
    for text in application.links.iter().filter(|text| !is_link(text)) {
        found.push(Finding::new(FindingCode::LinkUnreadable).with("link", text));
    }
    found
}

/// The countries that were named against the one they say they live in.
fn countries(application: &Application) -> Vec<Finding> {
    let Some(place) = &application.place else { return Vec::new() };
    let of = |a: &Option<crate::Address>| a.as_ref().and_then(|a| a.country);
    [
        (
            FindingCode::DeliveryCountryDiffers,
            "delivery_country",
            of(&application.delivery_address),
        ),
        (FindingCode::PayrollCountryDiffers, "payroll_country", application.payroll_country),
        (FindingCode::IdAddressCountryDiffers, "id_address_country", of(&application.id_address)),
    ]
    .into_iter()
    .filter_map(|(code, what, country)| Some((code, what, country?)))
    .filter(|(_, _, country)| *country != place.country)
    .map(|(code, what, country)| {
        Finding::new(code)
            .with(what, country.as_str())
            .with("claimed_country", place.country.as_str())
    })
    .collect()
}

/// The address for deliveries against the one on the ID, as far as both say where they are.
fn delivery(application: &Application) -> Option<Finding> {
    let (id, delivery) = (application.id_address.as_ref()?, application.delivery_address.as_ref()?);
    if address(id)? == address(delivery)? {
        return None;
    }
    let countries: (Option<Country>, Option<Country>) = (id.country, delivery.country);
    let mut finding = Finding::new(FindingCode::DeliveryAddressDiffers)
        .with("id_address", one_line(id))
        .with("delivery_address", one_line(delivery));
    if matches!(countries, (Some(a), Some(b)) if a != b) {
        finding.severity = Severity::Notable;
    }
    Some(finding)
}

fn one_line(address: &crate::Address) -> String {
    let parts = [&address.street, &address.postal_code, &address.city];
    let mut parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.extend(address.country.map(Country::as_str));
    parts.join(", ")
}

fn pay(application: &Application) -> Option<Finding> {
    let methods = &application.pay_methods;
    let only_crypto = !methods.is_empty() && methods.iter().all(|m| *m == PayMethod::Crypto);
    only_crypto.then(|| Finding::new(FindingCode::PayOnlyCrypto))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Place};

    const NOW: UtcTime = UtcTime::from_unix_millis(1_768_478_400_000);

    fn codes(record: &Application) -> Vec<&'static str> {
        findings(record, "Ada Beispiel", NOW).iter().map(|f| f.code.as_str()).collect()
    }

    fn country(code: &str) -> Option<Country> {
        Country::parse(code)
    }

    fn at(street: &str, code: &str) -> Option<Address> {
        Some(Address { street: Some(street.into()), country: country(code), ..Address::default() })
    }

    fn living_in(code: &str) -> Option<Place> {
        Some(Place { country: country(code).unwrap(), city: None })
    }

    #[test]
    fn nothing_said_is_nothing_found() {
        assert_eq!(codes(&Application::default()), [""; 0]);
    }

    #[test]
    fn addresses_and_countries_that_differ_are_found() {
        let record = Application {
            place: living_in("NL"),
            id_address: at("Kade 1", "NL"),
            delivery_address: at("kade 1", "NLD"),
            payroll_country: country("NL"),
            ..Application::default()
        };
        assert_eq!(codes(&record), [""; 0]);
        let moved = Application { delivery_address: at("Gracht 7", "NL"), ..record.clone() };
        assert_eq!(codes(&moved), ["delivery_address_differs"]);
        let abroad = Application {
            delivery_address: at("Gracht 7", "US"),
            payroll_country: country("EE"),
            id_address: at("Kade 1", "BE"),
            ..record
        };
        let found = findings(&abroad, "Ada Beispiel", NOW);
        let said: Vec<_> = found.iter().map(|f| (f.code.as_str(), f.severity)).collect();
        assert_eq!(
            said,
            [
                ("delivery_country_differs", Severity::Serious),
                ("delivery_address_differs", Severity::Notable),
                ("payroll_country_differs", Severity::Notable),
                ("id_address_country_differs", Severity::Notable),
            ]
        );
        assert_eq!(found[0].evidence[0].value, "US");
        let nowhere = Application { place: None, ..abroad };
        assert_eq!(codes(&nowhere), ["delivery_address_differs"]);
    }

    #[test]
    fn pay_in_crypto_only_is_found_and_beside_others_is_not() {
        let paid = |methods: &[PayMethod]| {
            codes(&Application { pay_methods: methods.to_vec(), ..Application::default() })
        };
        assert_eq!(paid(&[PayMethod::Crypto]), ["pay_only_crypto"]);
        assert_eq!(paid(&[PayMethod::Crypto, PayMethod::Bank]), [""; 0]);
        assert_eq!(paid(&[PayMethod::Bank]), [""; 0]);
    }

    #[test]
    fn what_cannot_be_read_is_found() {
        let record = Application {
            email: Some("ada at example".into()),
            links: vec!["https://example.org/ada".into(), "my page".into()],
            ..Application::default()
        };
        assert_eq!(codes(&record), ["email_unreadable", "link_unreadable"]);
    }
}
