//! From measurements, references and a policy to a verdict.
//!
//! Pure: no I/O, no clock, no thread, no pixel. The same log and policy always give the same verdict, so
//! that it can be replayed years later, explained, and tested without a camera.
//!
//! The way through: [`Evidence`] takes log entries one by one and sums them up; [`fuse`] turns the
//! summary and a [`Policy`] into a [`domain::Verdict`]. A missing signal is never a number here and can
//! never lead to an accept.

mod blinks;
mod camera;
mod continuity;
mod cues;
mod evidence;
mod fuse;
#[cfg(test)]
mod fuse_tests;
mod identity;
mod lights;
mod loops;
mod movement;
mod policy;
mod pool;
mod presence;
mod replay;
mod series;
mod signs;
mod steps;
mod stream;
mod thresholds;

pub use camera::is_software_camera;
pub use cues::ANSWER_WITHIN;
pub use evidence::{Absence, Evidence, ReferenceEvidence, SessionEvidence};
pub use fuse::fuse;
pub use loops::LoopFound;
pub use policy::{
    ContinuityPolicy, Demonstration, IdentityPolicy, LightRule, Policy, PolicyError,
    PresencePolicy, SecondFaceRule, WatchPolicy,
};
pub use pool::TemplatePool;
pub use presence::recent_presence_llr;
pub use replay::{ReplayError, replay};
pub use series::{Series, SeriesSummary};
pub use thresholds::{IdentityThresholds, PresenceThresholds};
