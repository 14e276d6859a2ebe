//! Sessions as the service runs them: admitted, recorded while they run, ended, read, judged again.

mod bundle;
mod camera;
mod claim;
mod cue;
mod decide;
mod facts;
mod light;
mod publish;
mod read;
mod record;
mod registry;
mod replay;
mod review;
mod start;
mod thread;

pub use bundle::BundleParts;
pub use camera::{FrameIntake, IntakeCounts};
pub use cue::GivenCue;
pub use decide::standing;
pub use light::LightCard;
pub use publish::{Publication, StreamKey};
pub use review::waits_for;
pub use start::{Pace, StartSession, StartSource};

use crate::error::AppError;

pub(crate) use camera::CameraDoor;
pub(crate) use cue::choice_of_cues;
pub(crate) use decide::checked_note;
pub(crate) use facts::FactsCache;
pub(crate) use publish::StreamPlace;
pub(crate) use registry::LiveSessions;

/// Movements and light cards of a session that the service leads are the service's.
const LED: AppError = AppError::Conflict(
    "the service leads this session itself: it asks for movements and shows colours as they are due",
);

/// What a reference that a demonstration left is kept for, and therefore used for: further demonstrations.
/// Stored with the reference, so that it holds when the session itself has expired; it never changes.
pub(crate) const DEMONSTRATION_PURPOSE: &str = "a demonstration with computer-made people";
