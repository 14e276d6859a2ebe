//! The five layouts: which field stands where, which characters may, and which check digit covers what.
//!
//! Tables of Doc 9303-4, 4.2.2 (TD3), 9303-5, 4.2.2 (TD1), 9303-6, 4.2.2 (TD2), 9303-7 (MRV-A, MRV-B).
//! Positions count from zero here, from one in the standard.

use crate::symbol::Symbols;

/// A layout of the machine readable zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Cards: three lines of 30.
    Td1,
    /// Larger cards: two lines of 36.
    Td2,
    /// Passports: two lines of 44.
    Td3,
    /// Visas in passport size: two lines of 44.
    MrvA,
    /// Smaller visas: two lines of 36.
    MrvB,
}

/// A check digit of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// Over the document number.
    DocumentNumber,
    /// Over the date of birth.
    BirthDate,
    /// Over the date of expiry.
    ExpiryDate,
    /// Over the optional data of a passport.
    OptionalData,
    /// Over most of the zone.
    Composite,
}

impl Check {
    /// The field in words for people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::DocumentNumber => "document number",
            Self::BirthDate => "date of birth",
            Self::ExpiryDate => "date of expiry",
            Self::OptionalData => "optional data",
            Self::Composite => "whole zone",
        }
    }
}

/// Characters of one line, from `start` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub line: usize,
    pub start: usize,
    pub len: usize,
}

const fn span(line: usize, start: usize, len: usize) -> Span {
    Span { line, start, len }
}

/// One check digit, where it stands and what it covers, in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub check: Check,
    pub covers: &'static [Span],
    pub line: usize,
    pub at: usize,
}

const fn rule(check: Check, covers: &'static [Span], line: usize, at: usize) -> Rule {
    Rule { check, covers, line, at }
}

static TD1_RULES: [Rule; 4] = [
    rule(Check::DocumentNumber, &[Span { line: 0, start: 5, len: 9 }], 0, 14),
    rule(Check::BirthDate, &[Span { line: 1, start: 0, len: 6 }], 1, 6),
    rule(Check::ExpiryDate, &[Span { line: 1, start: 8, len: 6 }], 1, 14),
    rule(
        Check::Composite,
        &[
            Span { line: 0, start: 5, len: 25 },
            Span { line: 1, start: 0, len: 7 },
            Span { line: 1, start: 8, len: 7 },
            Span { line: 1, start: 18, len: 11 },
        ],
        1,
        29,
    ),
];
const NUMBER: Rule = rule(Check::DocumentNumber, &[Span { line: 1, start: 0, len: 9 }], 1, 9);
const BIRTH: Rule = rule(Check::BirthDate, &[Span { line: 1, start: 13, len: 6 }], 1, 19);
const EXPIRY: Rule = rule(Check::ExpiryDate, &[Span { line: 1, start: 21, len: 6 }], 1, 27);
static TD2_RULES: [Rule; 4] = [
    NUMBER,
    BIRTH,
    EXPIRY,
    rule(
        Check::Composite,
        &[
            Span { line: 1, start: 0, len: 10 },
            Span { line: 1, start: 13, len: 7 },
            Span { line: 1, start: 21, len: 14 },
        ],
        1,
        35,
    ),
];
static TD3_RULES: [Rule; 5] = [
    NUMBER,
    BIRTH,
    EXPIRY,
    rule(Check::OptionalData, &[Span { line: 1, start: 28, len: 14 }], 1, 42),
    rule(
        Check::Composite,
        &[
            Span { line: 1, start: 0, len: 10 },
            Span { line: 1, start: 13, len: 7 },
            Span { line: 1, start: 21, len: 22 },
        ],
        1,
        43,
    ),
];
static VISA_RULES: [Rule; 3] = [NUMBER, BIRTH, EXPIRY];

/// Where the fields of a format stand.
pub(crate) struct Fields {
    pub code: Span,
    pub issuer: Span,
    pub names: Span,
    pub number: Span,
    pub birth: Span,
    pub sex: Span,
    pub expiry: Span,
    pub nationality: Span,
    pub optional: &'static [Span],
}

impl Format {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB];

    /// Lines of the zone.
    pub const fn lines(self) -> usize {
        if matches!(self, Self::Td1) { 3 } else { 2 }
    }

    /// Characters of each line.
    pub const fn length(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// The name the standard gives it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRV-A",
            Self::MrvB => "MRV-B",
        }
    }

    pub(crate) const fn is_visa(self) -> bool {
        matches!(self, Self::MrvA | Self::MrvB)
    }

    pub(crate) const fn fields(self) -> Fields {
        if matches!(self, Self::Td1) {
            return Fields {
                code: span(0, 0, 2),
                issuer: span(0, 2, 3),
                names: span(2, 0, 30),
                number: span(0, 5, 9),
                birth: span(1, 0, 6),
                sex: span(1, 7, 1),
                expiry: span(1, 8, 6),
                nationality: span(1, 15, 3),
                optional: const { &[span(0, 15, 15), span(1, 18, 11)] },
            };
        }
        Fields {
            code: span(0, 0, 2),
            issuer: span(0, 2, 3),
            names: span(0, 5, self.length() - 5),
            number: span(1, 0, 9),
            birth: span(1, 13, 6),
            sex: span(1, 20, 1),
            expiry: span(1, 21, 6),
            nationality: span(1, 10, 3),
            optional: match self {
                Self::Td3 => const { &[span(1, 28, 14)] },
                Self::Td2 => const { &[span(1, 28, 7)] },
                Self::MrvA => const { &[span(1, 28, 16)] },
                _ => const { &[span(1, 28, 8)] },
            },
        }
    }

    /// Its check digits; the composite one last, so that it is settled over what is settled already.
    pub(crate) fn rules(self) -> &'static [Rule] {
        match self {
            Self::Td1 => &TD1_RULES,
            Self::Td2 => &TD2_RULES,
            Self::Td3 => &TD3_RULES,
            Self::MrvA | Self::MrvB => &VISA_RULES,
        }
    }

    /// The characters that may stand at a position; none outside the zone.
    pub(crate) fn allowed(self, line: usize, at: usize) -> Option<Symbols> {
        if line >= self.lines() || at >= self.length() {
            return None;
        }
        let is_in = |s: Span| s.line == line && (s.start..s.start + s.len).contains(&at);
        let f = self.fields();
        let alpha = Symbols::LETTERS.or(Symbols::FILL);
        if let Some(rule) = self.rules().iter().find(|r| (r.line, r.at) == (line, at)) {
            // A number longer than its field puts a filler here (9303-5, 4.2.2 note j), an empty optional
            // field may (9303-4, 4.2.2).
            let may_fill = match rule.check {
                Check::DocumentNumber => matches!(self, Self::Td1 | Self::Td2),
                Check::OptionalData => true,
                _ => false,
            };
            return Some(if may_fill {
                Symbols::DIGITS.or(Symbols::FILL)
            } else {
                Symbols::DIGITS
            });
        }
        Some(if is_in(f.code) {
            match (at, self) {
                (0, Self::Td3) => Symbols::of(b"P"),
                (0, Self::MrvA | Self::MrvB) => Symbols::of(b"V"),
                (0, _) => Symbols::of(b"ACI"),
                _ => alpha,
            }
        } else if is_in(f.issuer) || is_in(f.nationality) || is_in(f.names) {
            alpha
        } else if is_in(f.birth) || is_in(f.expiry) {
            let at = at - if is_in(f.birth) { f.birth.start } else { f.expiry.start };
            let digits = match at {
                2 => Symbols::of(b"01"),
                4 => Symbols::of(b"0123"),
                _ => Symbols::DIGITS,
            };
            digits.or(Symbols::FILL)
        } else if is_in(f.sex) {
            Symbols::of(b"MFX<")
        } else {
            Symbols::ALL
        })
    }
}
