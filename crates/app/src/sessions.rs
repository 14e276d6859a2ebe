//! Sessions as the service runs them: admitted, recorded while they run, ended, read, judged again.

mod camera;
mod cue;
mod facts;
mod read;
mod record;
mod registry;
mod replay;
mod start;
mod thread;

pub use camera::{FrameIntake, IntakeCounts};
pub use start::{Pace, StartSession, StartSource};

pub(crate) use camera::CameraDoor;
pub(crate) use facts::FactsCache;
pub(crate) use registry::LiveSessions;
