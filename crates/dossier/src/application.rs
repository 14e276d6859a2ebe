//! The record: what a person said, each part optional, and the limits of its texts.

use std::fmt;

use documents::Day;

use crate::Country;

/// Longest single text, in characters: a long street name, a long link.
const MAX_TEXT_CHARS: usize = 300;
/// Studies or links in one record: more than any application lists.
const MAX_ITEMS: usize = 30;
/// The widest offset from UTC that any clock has shown is 15 h 56 min; beyond a day nothing is a clock's.
const MAX_OFFSET_MIN: i32 = 24 * 60;

/// A postal address. Every part may be missing; an address without any is refused.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number, and whatever else stands before the town.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Country.
    pub country: Option<Country>,
}

/// Where somebody says they live and work.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The country.
    pub country: Country,
    /// The town, for the human only.
    pub city: Option<String>,
}

/// What a device said of its clock: a hint of the client, as good as its word.
#[derive(Clone, PartialEq, Eq)]
pub struct ClockReport {
    /// Name of the time zone, as in the IANA data base.
    pub time_zone: Option<String>,
    /// Minutes ahead of UTC.
    pub utc_offset_min: Option<i32>,
}

/// One line of an education.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Study {
    /// School or university.
    pub institution: Option<String>,
    /// What was earned.
    pub degree: Option<String>,
    /// First year.
    pub from_year: Option<i32>,
    /// Last year; none while it goes on.
    pub to_year: Option<i32>,
}

/// How somebody wants to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayMethod {
    /// To a bank account.
    Bank,
    /// In a cryptocurrency.
    Crypto,
    /// Anything else.
    Other,
}

impl PayMethod {
    /// The word in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Crypto => "crypto",
            Self::Other => "other",
        }
    }

    /// The method with that word.
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::Bank, Self::Crypto, Self::Other].into_iter().find(|m| m.as_str() == word)
    }
}

/// What one person said. Does not print itself.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Application {
    /// Phone number, as it was written.
    pub phone: Option<String>,
    /// E-mail address, as it was written.
    pub email: Option<String>,
    /// The address on the ID.
    pub id_address: Option<Address>,
    /// Where equipment is to be sent.
    pub delivery_address: Option<Address>,
    /// The country of the payroll.
    pub payroll_country: Option<Country>,
    /// Where they say they live and work.
    pub place: Option<Place>,
    /// What their device said of its clock.
    pub clock: Option<ClockReport>,
    /// Education; none when it was not asked for, empty when it was and nothing came.
    pub education: Option<Vec<Study>>,
    /// Links to profiles.
    pub links: Vec<String>,
    /// The account they want to be paid to.
    pub bank_account: Option<String>,
    /// Every way in which they accept to be paid.
    pub pay_methods: Vec<PayMethod>,
    /// An id of their device, as the customer's own systems know it.
    pub device_id: Option<String>,
    /// Date of birth.
    pub birth: Option<Day>,
    /// The country that issued their ID.
    pub id_country: Option<Country>,
    /// The lines of the ID's machine readable zone.
    pub mrz: Vec<String>,
}

macro_rules! redacted {
    ($($type:ident),+) => {
        $(impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(redacted)"))
            }
        })+
    };
}
redacted!(Address, Place, ClockReport, Study, Application);

/// Why a record is refused: a text for whoever sent it, which repeats nothing of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

impl Application {
    /// The record without space around its texts and without empty ones, if every text keeps its limits.
    ///
    /// # Errors
    /// Names the field and what to change.
    pub fn checked(mut self) -> Result<Self, Refused> {
        for (name, text) in [
            ("phone", &mut self.phone),
            ("email", &mut self.email),
            ("bank_account", &mut self.bank_account),
            ("device_id", &mut self.device_id),
        ] {
            tidy(name, text)?;
        }
        for (name, address) in
            [("id_address", &mut self.id_address), ("delivery_address", &mut self.delivery_address)]
        {
            if let Some(address) = address {
                for part in [&mut address.street, &mut address.postal_code, &mut address.city] {
                    tidy(name, part)?;
                }
                if *address == Address::default() {
                    return Err(Refused(format!("{name} is empty: leave it out")));
                }
            }
        }
        if let Some(place) = &mut self.place {
            tidy("place", &mut place.city)?;
        }
        if let Some(clock) = &mut self.clock {
            tidy("clock", &mut clock.time_zone)?;
            if clock.utc_offset_min.is_some_and(|o| o.abs() > MAX_OFFSET_MIN) {
                return Err(Refused("clock.utc_offset_min is beyond a day".to_owned()));
            }
        }
        let studies = self.education.as_mut().map_or(&mut [][..], Vec::as_mut_slice);
        if studies.len() > MAX_ITEMS || self.links.len() > MAX_ITEMS || self.mrz.len() > 3 {
            return Err(Refused(format!(
                "there are too many items: give at most {MAX_ITEMS} studies and links, and 3 lines of a zone"
            )));
        }
        for study in studies {
            tidy("education", &mut study.institution)?;
            tidy("education", &mut study.degree)?;
        }
        for (name, list) in [("links", &mut self.links), ("mrz", &mut self.mrz)] {
            for text in list.iter_mut() {
                let mut one = Some(std::mem::take(text));
                tidy(name, &mut one)?;
                *text = one.unwrap_or_default();
            }
            list.retain(|text| !text.is_empty());
        }
        self.pay_methods.dedup();
        self.pay_methods.truncate(MAX_ITEMS);
        Ok(self)
    }
}

fn tidy(name: &str, text: &mut Option<String>) -> Result<(), Refused> {
    let Some(given) = text else { return Ok(()) };
    let trimmed = given.trim();
    if trimmed.chars().count() > MAX_TEXT_CHARS {
        return Err(Refused(format!(
            "{name} is too long: give at most {MAX_TEXT_CHARS} characters"
        )));
    }
    if trimmed.chars().any(char::is_control) {
        return Err(Refused(format!("{name} contains control characters: leave them out")));
    }
    *text = (!trimmed.is_empty()).then(|| trimmed.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_empty_ones_left_out() {
        let record = Application {
            phone: Some("  +31 20 123 4567 ".into()),
            email: Some(" ".into()),
            links: vec![" https://a.example ".into(), String::new()],
            ..Application::default()
        };
        let checked = record.checked().unwrap();
        assert_eq!(checked.phone.as_deref(), Some("+31 20 123 4567"));
        assert_eq!((checked.email, checked.links.len()), (None, 1));
    }

    #[test]
    fn what_is_too_much_is_refused_without_repeating_it() {
        let refused = |record: Application| record.checked().unwrap_err().0;
        let long = "Marker".repeat(60);
        let text = refused(Application { phone: Some(long), ..Application::default() });
        assert!(text.contains("phone") && !text.contains("Marker"));
        let text = refused(Application { device_id: Some("a\nb".into()), ..Default::default() });
        assert!(text.contains("control"));
        refused(Application { links: vec!["x".into(); 31], ..Application::default() });
        refused(Application { id_address: Some(Address::default()), ..Application::default() });
        let clock = ClockReport { time_zone: None, utc_offset_min: Some(1_441) };
        refused(Application { clock: Some(clock), ..Application::default() });
    }

    #[test]
    fn nothing_prints_itself() {
        let record = Application { phone: Some("Marker".into()), ..Application::default() };
        assert!(!format!("{record:?}").contains("Marker"));
    }
}
