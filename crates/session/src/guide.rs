//! Leading a person through the camera step: movements drawn by chance, a light card, the end.
//!
//! A state machine without I/O, threads or a clock, as the session itself: what happens comes in as
//! [`GuideInput`] with the time that has passed here, what to do goes out as [`GuideOutput`]. It leads an
//! onboarding as well as a login: a [`GuidePlan`] says how much is asked.
//!
//! It decides when to ask and when to stop, and what the person is told. What the pictures show is the
//! verdict's business alone: a session that is led is never accepted before its steps are done, whatever
//! this does.

mod conclude;
mod hint;
mod machine;
mod plan;
#[cfg(test)]
mod tests;

pub use conclude::{AgainCode, Conclusion, conclude};
pub use hint::FaceHint;
pub use machine::{Guidance, Guide, GuideEnd, GuideInput, GuideOutput};
pub use plan::{GuidePlan, PlannedMovement};
