//! Identity documents as text: what a machine readable zone (MRZ) or the barcode of a North American licence
//! says, and how far it can be believed.
//!
//! Rules follow ICAO Doc 9303, eighth edition: parts 3 (alphabet, check digits, names, codes), 4 (TD3),
//! 5 (TD1), 6 (TD2) and 7 (visas). Pictures and models live in `vision`; what a recogniser saw comes in
//! here as probabilities ([`ctc`]) and becomes text only where the check digits agree ([`ZoneEvidence`]).
//!
//! Invariants: an [`Mrz`] exists only with every check digit right; no type that holds a name, a number or
//! a line prints it by `Debug`; nothing reads a clock: today's date is passed in.

mod check;
mod claim;
mod codes;
mod date;
mod fields;
mod grammar;
mod layout;
mod licence;
mod mrz;
mod names;
mod printed;
mod reading;
mod settle;
mod symbol;

pub mod ctc;

pub use check::check_digit;
pub use claim::{Claim, ClaimFindings, FieldFinding, compare_claim, compare_fields};
pub use codes::{IssuerCode, country, issuer};
pub use date::{Day, MrzDate, Validity};
pub use fields::{Fields, Source};
pub use layout::{Check, Format};
pub use licence::{Licence, LicenceError, LicenceKind};
pub use mrz::{Mrz, MrzError, Sex};
pub use names::{Names, plain_letter, spells};
pub use printed::PrintedLines;
pub use reading::{MrzReading, Unread, ZoneEvidence};
pub use symbol::{FILLER, SYMBOLS, Symbols, symbol_of};
