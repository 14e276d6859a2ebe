//! The crate from outside: against scikit-learn, and against the truth of simulated studies.

mod coverage;
mod sklearn;
