//! What a person said in their application, on the wire.

use app::{
    Address, Application, ApplicationFile, ClockReport, Country, Day, Finding, PayMethod, Place,
    Study,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::time::iso;

/// A postal address.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AddressView {
    /// Street and number, and whatever else stands before the town.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Country: ISO 3166-1, two or three letters.
    pub country: Option<String>,
}

/// Where somebody says they live and work.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceView {
    /// Country: ISO 3166-1, two or three letters.
    pub country: String,
    /// Town.
    #[serde(default)]
    pub city: Option<String>,
}

/// What their device said of its clock.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClockReportView {
    /// Name of the time zone, as `Intl.DateTimeFormat().resolvedOptions().timeZone` gives it.
    pub time_zone: Option<String>,
    /// Minutes ahead of UTC.
    pub utc_offset_min: Option<i32>,
}

/// One line of an education.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StudyView {
    /// School or university.
    pub institution: Option<String>,
    /// What was earned.
    pub degree: Option<String>,
    /// First year.
    pub from_year: Option<i32>,
    /// Last year; null while it goes on.
    pub to_year: Option<i32>,
}

/// How somebody accepts to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayMethodView {
    /// To a bank account.
    Bank,
    /// In a cryptocurrency.
    Crypto,
    /// Anything else.
    Other,
}

/// What a person said. Every field may be left out.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ApplicationRecordView {
    /// Phone number, best with its country's code.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The address on the ID.
    pub id_address: Option<AddressView>,
    /// Where equipment is to be sent.
    pub delivery_address: Option<AddressView>,
    /// The country of the payroll.
    pub payroll_country: Option<String>,
    /// Where they say they live and work.
    pub place: Option<PlaceView>,
    /// What their device said of its clock.
    pub clock: Option<ClockReportView>,
    /// Education: an empty list says that it was asked for and none was given.
    pub education: Option<Vec<StudyView>>,
    /// Links to profiles.
    pub links: Vec<String>,
    /// The account they want to be paid to. Never given out again: only a keyed hash of it is kept.
    pub bank_account: Option<String>,
    /// Every way in which they accept to be paid.
    pub pay_methods: Vec<PayMethodView>,
    /// An id of their device. Never given out again: only a keyed hash of it is kept.
    pub device_id: Option<String>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth: Option<String>,
    /// The country that issued their ID.
    pub id_country: Option<String>,
    /// The lines of the ID's machine readable zone.
    pub mrz: Vec<String>,
}

/// One value that shows a finding.
#[derive(Clone, Serialize, ToSchema)]
pub struct FindingEvidenceView {
    /// What it is, a stable word.
    pub what: &'static str,
    /// The value.
    pub value: String,
}

/// Something that does not fit. A hint for a human: it changes no verdict.
#[derive(Clone, Serialize, ToSchema)]
pub struct FindingView {
    /// Stable code.
    pub code: &'static str,
    /// `note`, `notable` or `serious`.
    pub severity: &'static str,
    /// In plain words.
    pub text: &'static str,
    /// The values that show it.
    pub evidence: Vec<FindingEvidenceView>,
}

/// What the ID's machine readable zone says.
#[derive(Clone, Serialize, ToSchema)]
pub struct DocumentFactsView {
    /// Code of the kind of document.
    pub code: String,
    /// Who issued it.
    pub issuer: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given: String,
    /// Date of birth, `YYYY-MM-DD`; null when it is not whole.
    #[schema(required)]
    pub birth: Option<String>,
    /// Last day of validity, `YYYY-MM-DD`; null when it is not whole.
    #[schema(required)]
    pub expiry: Option<String>,
}

/// What a person said, and what does not fit in it.
#[derive(Clone, Serialize, ToSchema)]
pub struct ApplicationView {
    /// What they said, without bank account and device id.
    pub record: ApplicationRecordView,
    /// Whether a bank account was given.
    pub has_bank_account: bool,
    /// Whether a device's id was given.
    pub has_device_id: bool,
    /// When it was put in, ISO 8601.
    pub updated_at: String,
    /// What the ID's zone says; null without one, or when its check digits are wrong.
    #[schema(required)]
    pub document: Option<DocumentFactsView>,
    /// What does not fit, the most serious first.
    pub findings: Vec<FindingView>,
}

/// Why a body is no application: the field, and what it should be.
pub struct NoApplication(pub String);

fn country(field: &str, code: &str) -> Result<Country, NoApplication> {
    Country::parse(code).ok_or_else(|| {
        NoApplication(format!(
            "{field} is no country: give its ISO 3166-1 code, as in `NL` or `NLD`"
        ))
    })
}

fn some_country(field: &str, code: Option<&String>) -> Result<Option<Country>, NoApplication> {
    code.map(|code| country(field, code)).transpose()
}

fn address(field: &str, view: Option<AddressView>) -> Result<Option<Address>, NoApplication> {
    let Some(view) = view else { return Ok(None) };
    let country = some_country(field, view.country.as_ref())?;
    let AddressView { street, postal_code, city, .. } = view;
    Ok(Some(Address { street, postal_code, city, country }))
}

impl TryFrom<ApplicationRecordView> for Application {
    type Error = NoApplication;

    fn try_from(view: ApplicationRecordView) -> Result<Self, NoApplication> {
        let birth = match &view.birth {
            None => None,
            Some(text) => Some(Day::parse(text).ok_or_else(|| {
                NoApplication("birth is no day: give it as `YYYY-MM-DD`".to_owned())
            })?),
        };
        let place = match view.place {
            None => None,
            Some(place) => {
                Some(Place { country: country("place.country", &place.country)?, city: place.city })
            }
        };
        let study = |s: StudyView| Study {
            institution: s.institution,
            degree: s.degree,
            from_year: s.from_year,
            to_year: s.to_year,
        };
        Ok(Self {
            phone: view.phone,
            email: view.email,
            id_address: address("id_address.country", view.id_address)?,
            delivery_address: address("delivery_address.country", view.delivery_address)?,
            payroll_country: some_country("payroll_country", view.payroll_country.as_ref())?,
            place,
            clock: view
                .clock
                .map(|c| ClockReport { time_zone: c.time_zone, utc_offset_min: c.utc_offset_min }),
            education: view.education.map(|all| all.into_iter().map(study).collect()),
            links: view.links,
            bank_account: view.bank_account,
            pay_methods: view.pay_methods.into_iter().map(Into::into).collect(),
            device_id: view.device_id,
            birth,
            id_country: some_country("id_country", view.id_country.as_ref())?,
            mrz: view.mrz,
        })
    }
}

impl From<PayMethodView> for PayMethod {
    fn from(view: PayMethodView) -> Self {
        match view {
            PayMethodView::Bank => Self::Bank,
            PayMethodView::Crypto => Self::Crypto,
            PayMethodView::Other => Self::Other,
        }
    }
}

impl From<PayMethod> for PayMethodView {
    fn from(method: PayMethod) -> Self {
        match method {
            PayMethod::Bank => Self::Bank,
            PayMethod::Crypto => Self::Crypto,
            PayMethod::Other => Self::Other,
        }
    }
}

fn code(country: Country) -> String {
    country.as_str().to_owned()
}

impl From<&Address> for AddressView {
    fn from(a: &Address) -> Self {
        Self {
            street: a.street.clone(),
            postal_code: a.postal_code.clone(),
            city: a.city.clone(),
            country: a.country.map(code),
        }
    }
}

impl From<&Application> for ApplicationRecordView {
    fn from(r: &Application) -> Self {
        let study = |s: &Study| StudyView {
            institution: s.institution.clone(),
            degree: s.degree.clone(),
            from_year: s.from_year,
            to_year: s.to_year,
        };
        Self {
            phone: r.phone.clone(),
            email: r.email.clone(),
            id_address: r.id_address.as_ref().map(Into::into),
            delivery_address: r.delivery_address.as_ref().map(Into::into),
            payroll_country: r.payroll_country.map(code),
            place: r
                .place
                .as_ref()
                .map(|p| PlaceView { country: code(p.country), city: p.city.clone() }),
            clock: r.clock.as_ref().map(|c| ClockReportView {
                time_zone: c.time_zone.clone(),
                utc_offset_min: c.utc_offset_min,
            }),
            education: r.education.as_ref().map(|all| all.iter().map(study).collect()),
            links: r.links.clone(),
            bank_account: None,
            pay_methods: r.pay_methods.iter().map(|m| (*m).into()).collect(),
            device_id: None,
            birth: r.birth.map(|d| d.to_string()),
            id_country: r.id_country.map(code),
            mrz: r.mrz.clone(),
        }
    }
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            text: finding.code.text(),
            evidence: finding
                .evidence
                .iter()
                .map(|e| FindingEvidenceView { what: e.what, value: e.value.clone() })
                .collect(),
        }
    }
}

impl From<&ApplicationFile> for ApplicationView {
    fn from(file: &ApplicationFile) -> Self {
        Self {
            record: (&file.record).into(),
            has_bank_account: file.has_bank_account,
            has_device_id: file.has_device_id,
            updated_at: iso(file.updated_at),
            document: file.document.as_ref().map(|d| DocumentFactsView {
                code: d.code.clone(),
                issuer: d.issuer.clone(),
                surname: d.surname.clone(),
                given: d.given.clone(),
                birth: d.birth.map(|day| day.to_string()),
                expiry: d.expiry.map(|day| day.to_string()),
            }),
            findings: file.findings.iter().map(Into::into).collect(),
        }
    }
}
