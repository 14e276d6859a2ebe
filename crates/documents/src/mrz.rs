//! A machine readable zone whose check digits are all right. There is no other kind of [`Mrz`].

use crate::check::check_digit;
use crate::date::MrzDate;
use crate::layout::{Check, Format, Rule, Span};
use crate::names::Names;
use crate::symbol::symbol_of;

/// Text that is no machine readable zone, or one that contradicts itself. Names no character of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// Neither number nor length of the lines is that of any format.
    #[error(
        "these lines have the size of no machine readable zone: photograph the whole document, with \
         nothing over the lines at its lower edge"
    )]
    Shape,
    /// A character that may not stand where it stands.
    #[error(
        "line {line} has a character at position {position} that cannot stand there: take the picture \
         again, sharp and without reflections"
    )]
    Character {
        /// From one.
        line: usize,
        /// From one.
        position: usize,
    },
    /// Check digits do not fit what they cover.
    #[error(
        "the check digits do not fit ({}): take the picture again, sharp and without reflections; if it \
         happens again a person must look at the document",
        in_words(.failed)
    )]
    CheckDigits {
        /// Which.
        failed: Vec<Check>,
    },
    /// A month or a day that no calendar has.
    #[error(
        "a date in the machine readable zone has a month or day that no calendar has: take the picture \
         again, sharp and without reflections"
    )]
    Date,
}

fn in_words(checks: &[Check]) -> String {
    checks.iter().map(|c| c.in_words()).collect::<Vec<_>>().join(", ")
}

/// The bearer's sex as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
    /// `X` or a filler.
    Unspecified,
}

impl Sex {
    /// The letter in records and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
            Self::Unspecified => "X",
        }
    }

    /// The sex of a letter; of any other text it is not stated.
    pub fn of_letter(letter: &str) -> Self {
        match letter {
            "F" => Self::Female,
            "M" => Self::Male,
            _ => Self::Unspecified,
        }
    }
}

/// A machine readable zone, every check digit right. Its contents never print by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    format: Format,
    lines: Vec<String>,
}

impl std::fmt::Debug for Mrz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mrz({}, ..)", self.format.as_str())
    }
}

impl Mrz {
    /// Reads two or three lines as they are printed. The format follows from their size, visas from the
    /// `V` in front.
    ///
    /// # Errors
    /// When size, characters, check digits or dates are wrong.
    pub fn parse<S: AsRef<str>>(lines: &[S]) -> Result<Self, MrzError> {
        let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
        let is_visa = lines.first().is_some_and(|l| l.starts_with('V'));
        let fits = |f: &Format| {
            f.lines() == lines.len()
                && lines.iter().all(|l| l.len() == f.length())
                && f.is_visa() == is_visa
        };
        let format = Format::ALL.into_iter().find(fits).ok_or(MrzError::Shape)?;
        Self::parse_as(format, &lines)
    }

    pub(crate) fn parse_as(format: Format, lines: &[&str]) -> Result<Self, MrzError> {
        for (l, line) in lines.iter().enumerate() {
            for (at, byte) in line.bytes().enumerate() {
                let allowed = format.allowed(l, at).ok_or(MrzError::Shape)?;
                if !symbol_of(byte).is_some_and(|s| allowed.holds(s)) {
                    return Err(MrzError::Character { line: l + 1, position: at + 1 });
                }
            }
        }
        let mrz = Self { format, lines: lines.iter().map(|l| (*l).to_owned()).collect() };
        let failed: Vec<Check> =
            format.rules().iter().filter(|r| !mrz.holds(r)).map(|r| r.check).collect();
        if !failed.is_empty() {
            return Err(MrzError::CheckDigits { failed });
        }
        if !mrz.birth().is_plausible() || !mrz.expiry().is_plausible() {
            return Err(MrzError::Date);
        }
        Ok(mrz)
    }

    fn holds(&self, rule: &Rule) -> bool {
        let mut field = String::new();
        for s in rule.covers {
            field += self.text(*s);
        }
        let stated = self.lines[rule.line].as_bytes()[rule.at];
        if stated == b'<' {
            return match rule.check {
                // An empty optional field needs no digit (9303-4, 4.2.2.2, note to position 43).
                Check::OptionalData => field.bytes().all(|b| b == b'<'),
                Check::DocumentNumber => self.long_number().is_some(),
                _ => false,
            };
        }
        check_digit(field.as_bytes()).map(|d| b'0' + d) == Some(stated)
    }

    /// A number too long for its field goes on in the optional data, then its check digit, then a filler
    /// (9303-5, 4.2.2 note j); the whole number when that digit fits.
    fn long_number(&self) -> Option<String> {
        let fields = self.format.fields();
        let rest = self.text(*fields.optional.first()?);
        let end = rest.find('<').unwrap_or(rest.len());
        let (tail, digit) = rest[..end].split_at_checked(end.checked_sub(1)?)?;
        let number = format!("{}{tail}", self.text(fields.number));
        let is_right =
            check_digit(number.as_bytes())? == digit.bytes().next()?.checked_sub(b'0')?;
        (is_right && !tail.is_empty()).then_some(number)
    }

    fn text(&self, span: Span) -> &str {
        // Lines are ASCII and of the format's length: `parse_as` refuses all else.
        &self.lines[span.line][span.start..span.start + span.len]
    }

    fn unfilled(&self, span: Span) -> &str {
        self.text(span).trim_end_matches('<')
    }

    /// The layout.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The lines as printed: personal data.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The kind of document in the issuer's letters, such as `P` or `ID`.
    pub fn code(&self) -> &str {
        self.unfilled(self.format.fields().code)
    }

    /// The issuing state or organisation as printed, without fillers; see [`crate::issuer`].
    pub fn issuer(&self) -> &str {
        self.unfilled(self.format.fields().issuer)
    }

    /// The bearer's nationality as printed, without fillers.
    pub fn nationality(&self) -> &str {
        self.unfilled(self.format.fields().nationality)
    }

    /// The document number, without fillers: personal data.
    pub fn number(&self) -> String {
        let field = self.format.fields().number;
        let rule = self.format.rules().iter().find(|r| r.check == Check::DocumentNumber);
        let is_long = rule.is_some_and(|r| self.lines[r.line].as_bytes()[r.at] == b'<');
        let long = if is_long { self.long_number() } else { None };
        long.unwrap_or_else(|| self.unfilled(field).to_owned())
    }

    /// The bearer's names: personal data.
    pub fn names(&self) -> Names {
        Names::of(self.text(self.format.fields().names))
    }

    /// Date of birth.
    pub fn birth(&self) -> MrzDate {
        MrzDate::of(self.text(self.format.fields().birth).as_bytes())
    }

    /// Date of expiry.
    pub fn expiry(&self) -> MrzDate {
        MrzDate::of(self.text(self.format.fields().expiry).as_bytes())
    }

    /// Sex as printed.
    pub fn sex(&self) -> Sex {
        Sex::of_letter(self.text(self.format.fields().sex))
    }

    /// The optional data, each field without its trailing fillers: personal data.
    pub fn optional(&self) -> Vec<&str> {
        self.format.fields().optional.iter().map(|s| self.unfilled(*s)).collect()
    }
}

#[cfg(test)]
#[path = "mrz_tests.rs"]
mod tests;
