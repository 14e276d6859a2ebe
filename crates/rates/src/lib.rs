//! Error rates of biometric systems: ISO/IEC 19795-1 for verification, ISO/IEC 30107-3 for attack
//! detection. Pure: scores in, rates with intervals out. No file, no clock, no ambient randomness; a
//! bootstrap takes its seed from the caller and gives the same interval on every machine.
//!
//! Conventions, everywhere in this crate:
//!
//! - Comparison scores are `f64`, higher = more mated. Attack scores are higher = more like an attack.
//! - A score equal to the threshold is a match (or counts as an attack). So FMR is the share of non-mated
//!   trials *at or above* the threshold, FNMR the share of mated trials *below* it.
//! - A score of minus infinity is a trial that can never match, for rates that include failures to
//!   acquire. NaN and plus infinity are refused.
//! - Rates are shares from 0 to 1, intervals cover 95 %, likelihood ratios are natural logarithms, and
//!   costs (Cllr) are in bits.
//!
//! ```
//! use rates::{Rates, Trial, Trials, bootstrap};
//!
//! // Four subjects: two samples of each compared, and each with the next one.
//! let mated = [0.7, 0.4, 0.8, 0.6];
//! let non_mated = [0.1, 0.3, 0.5, 0.2];
//! let trial = |score: f64, a: u32, b: u32| Trial { score, subjects: (a, b) };
//! let trials = Trials {
//!     mated: (0..).zip(mated).map(|(s, score)| trial(score, s, s)).collect(),
//!     non_mated: (0..).zip(non_mated).map(|(s, score)| trial(score, s, (s + 1) % 4)).collect(),
//! };
//!
//! let rates = trials.rates()?;
//! let point = rates.fnmr_at_fmr(0.0);
//! assert_eq!((point.threshold, point.fnmr, point.is_reliable), (0.6, 0.25, false));
//! let interval = bootstrap::by_subject(&trials, 1000, 7, |resample| resample.fnmr(0.6))?;
//! assert!(interval.contains(0.25));
//! # Ok::<(), rates::RatesError>(())
//! ```
//!
//! Checked against hand-computed cases, properties, and scikit-learn (`scripts/sklearn_golden.py`).

pub mod attack;
pub mod bootstrap;
mod det;
mod error;
pub mod false_match;
pub mod folds;
pub mod interval;
pub mod llr;
pub mod logistic;
pub mod pav;
mod probit;
mod side;
pub mod verification;

pub use det::DetPoint;
pub use error::RatesError;
pub use interval::{Interval, Proportion};
pub use probit::probit;
pub use verification::{Operating, Rates, Trial, Trials};
