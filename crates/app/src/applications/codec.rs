//! The record as it is kept: JSON, sealed. Bank account and device are not in it: of those, only marks stay.
//!
//! A field that a later version added is passed over by an earlier one; a field that is missing was not said.

use documents::Day;
use dossier::{Address, Application, ClockReport, Country, PayMethod, Place, Study};
use serde_json::{Value, json};

use crate::error::{AppError, fault};

/// Changes when a field changes its meaning.
const VERSION: u64 = 1;

/// What is kept of a record.
pub(super) struct Kept {
    pub(super) record: Application,
    pub(super) has_bank_account: bool,
    pub(super) has_device_id: bool,
}

impl Kept {
    pub(super) fn of(record: &Application) -> Self {
        Self {
            record: Application { bank_account: None, device_id: None, ..record.clone() },
            has_bank_account: record.bank_account.is_some(),
            has_device_id: record.device_id.is_some(),
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let r = &self.record;
        let pay: Vec<&str> = r.pay_methods.iter().map(|m| m.as_str()).collect();
        json!({
            "v": VERSION,
            "phone": r.phone,
            "email": r.email,
            "id_address": r.id_address.as_ref().map(address),
            "delivery_address": r.delivery_address.as_ref().map(address),
            "payroll_country": r.payroll_country.map(Country::as_str),
            "place": r.place.as_ref().map(|p| json!({"country": p.country.as_str(), "city": p.city})),
            "clock": r.clock.as_ref().map(|c| json!({
                "time_zone": c.time_zone, "utc_offset_min": c.utc_offset_min,
            })),
            "education": r.education.as_ref().map(|all| all.iter().map(study).collect::<Vec<_>>()),
            "links": r.links,
            "pay_methods": pay,
            "birth": r.birth.map(|d| d.to_string()),
            "id_country": r.id_country.map(Country::as_str),
            "mrz": r.mrz,
            "has_bank_account": self.has_bank_account,
            "has_device_id": self.has_device_id,
        })
        .to_string()
        .into_bytes()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, AppError> {
        // The error names a position, never what stands there.
        let json: Value =
            serde_json::from_slice(bytes).map_err(|e| fault("reading an application", &e))?;
        let some = |name: &str| json.get(name).filter(|v| !v.is_null());
        let place = some("place")
            .and_then(|p| Some(Place { country: country(p, "country")?, city: text(p, "city") }));
        let clock = some("clock").map(|c| ClockReport {
            time_zone: text(c, "time_zone"),
            utc_offset_min: number(c, "utc_offset_min"),
        });
        let studies = |all: &Value| all.as_array().map(|all| all.iter().map(to_study).collect());
        let record = Application {
            phone: text(&json, "phone"),
            email: text(&json, "email"),
            id_address: some("id_address").map(to_address),
            delivery_address: some("delivery_address").map(to_address),
            payroll_country: country(&json, "payroll_country"),
            place,
            clock,
            education: some("education").and_then(studies),
            links: texts(&json, "links"),
            bank_account: None,
            pay_methods: texts(&json, "pay_methods")
                .iter()
                .filter_map(|word| PayMethod::from_name(word))
                .collect(),
            device_id: None,
            birth: text(&json, "birth").and_then(|day| Day::parse(&day)),
            id_country: country(&json, "id_country"),
            mrz: texts(&json, "mrz"),
        };
        let is = |name: &str| json.get(name).and_then(Value::as_bool).unwrap_or_default();
        Ok(Self {
            record,
            has_bank_account: is("has_bank_account"),
            has_device_id: is("has_device_id"),
        })
    }
}

fn address(a: &Address) -> Value {
    json!({
        "street": a.street,
        "postal_code": a.postal_code,
        "city": a.city,
        "country": a.country.map(Country::as_str),
    })
}

fn to_address(json: &Value) -> Address {
    Address {
        street: text(json, "street"),
        postal_code: text(json, "postal_code"),
        city: text(json, "city"),
        country: country(json, "country"),
    }
}

fn study(s: &Study) -> Value {
    json!({
        "institution": s.institution,
        "degree": s.degree,
        "from_year": s.from_year,
        "to_year": s.to_year,
    })
}

fn to_study(json: &Value) -> Study {
    Study {
        institution: text(json, "institution"),
        degree: text(json, "degree"),
        from_year: number(json, "from_year"),
        to_year: number(json, "to_year"),
    }
}

fn text(json: &Value, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}

fn texts(json: &Value, name: &str) -> Vec<String> {
    let all = json.get(name).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

fn number(json: &Value, name: &str) -> Option<i32> {
    json.get(name)?.as_i64().and_then(|n| i32::try_from(n).ok())
}

fn country(json: &Value, name: &str) -> Option<Country> {
    json.get(name)?.as_str().and_then(Country::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_record_reads_back_and_an_empty_one_as_well() {
        let home = Address {
            street: Some("Kade 1".into()),
            postal_code: Some("1011 AB".into()),
            city: Some("Amsterdam".into()),
            country: Country::parse("NL"),
        };
        let whole = Application {
            phone: Some("+31 6 12345678".into()),
            email: Some("ada@example.org".into()),
            id_address: Some(home.clone()),
            delivery_address: Some(home),
            payroll_country: Country::parse("DE"),
            place: Some(Place {
                country: Country::parse("NL").unwrap(),
                city: Some("Delft".into()),
            }),
            clock: Some(ClockReport {
                time_zone: Some("Europe/Amsterdam".into()),
                utc_offset_min: Some(-60),
            }),
            education: Some(vec![Study {
                institution: Some("TU Delft".into()),
                degree: Some("BSc".into()),
                from_year: Some(2015),
                to_year: None,
            }]),
            links: vec!["https://example.org/ada".into()],
            bank_account: Some("Marker NL91".into()),
            pay_methods: vec![PayMethod::Bank, PayMethod::Crypto],
            device_id: Some("Marker device".into()),
            birth: Day::new(1990, 2, 28),
            id_country: Country::parse("NLD"),
            mrz: vec!["P<NLD".into()],
        };
        let kept = Kept::of(&whole);
        let bytes = kept.encode();
        assert!(!String::from_utf8_lossy(&bytes).contains("Marker"));
        let back = Kept::decode(&bytes).unwrap();
        assert!(back.record == kept.record && back.has_bank_account && back.has_device_id);
        let nothing = Kept::decode(&Kept::of(&Application::default()).encode()).unwrap();
        assert!(nothing.record == Application::default() && !nothing.has_bank_account);
        let asked = Application { education: Some(Vec::new()), ..Application::default() };
        assert!(Kept::decode(&Kept::of(&asked).encode()).unwrap().record == asked);
        assert_eq!(Kept::decode(b"{").err().map(|e| e.code()), Some("internal"));
    }
}
