//! What a person says in an application (phone, addresses, place, education and more), and what in it does
//! not fit. A finding is for a human: it names a stable code and its evidence, and nothing here knows of a
//! verdict, so that no finding can change one.
//!
//! What deliberately does not live here: keeping the record, hashing its values and asking who else has
//! them (`app`), and the document's picture (`vision`).
//!
//! Invariants: no type that holds what somebody said prints it by `Debug`; nothing reads a clock; a value
//! that is not given is not assessed and yields no finding, except where its absence is the finding.

mod application;
mod check;
mod clock;
mod country;
mod document;
mod education;
mod finding;
mod phone;
mod value;

pub use application::{Address, Application, ClockReport, PayMethod, Place, Refused, Study};
pub use check::findings;
pub use country::Country;
pub use document::{DocumentClaim, DocumentFacts, document_findings};
pub use finding::{Evidence, Finding, FindingCode, Severity};
pub use value::{Value, ValueKind};
