//! Countries, as their ISO 3166-1 alpha-2 code whatever spelling came in.

use std::fmt;

/// A country.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country(&'static str);

impl Country {
    /// From alpha-2, alpha-3 or one of ICAO's own codes; none for what is no country.
    pub fn parse(code: &str) -> Option<Self> {
        let entry = documents::country(code)?;
        Some(Self(entry.alpha2))
    }

    /// The alpha-2 code.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Country(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_one_country() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Country::parse(text).map(Country::as_str), expected, "{text}");
        };
        check("NL", Some("NL"));
        check("nld", Some("NL"));
        check(" D ", Some("DE"));
        check("RKS", Some("XK"));
        check("UTO", None);
        check("ZZ", None);
        check("", None);
    }
}
