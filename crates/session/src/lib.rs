//! One capture session as a state machine without I/O, threads or a clock.
//!
//! Frames, measurements and source events come in as data ([`Input`]); work to do, log entries and events
//! go out as data ([`Output`]). All decisions rest on media time, so the same file gives the same
//! measurement log twice, and whole sessions run in tests without a camera.
//!
//! The caller's part: hand in one frame, then poll and answer until [`Output::Release`] says that the
//! frame is done with. One frame is in flight at a time.

mod capture;
mod choice;
#[cfg(test)]
mod choice_tests;
mod event;
mod guide;
mod io;
mod schedule;
#[cfg(test)]
mod simulation;
mod track;

pub use capture::CaptureSession;
pub use event::{SessionEvent, TimelinePoint};
pub use guide::{
    AgainCode, Conclusion, FaceHint, Guidance, Guide, GuideEnd, GuideInput, GuideOutput, GuidePlan,
    PlannedMovement, conclude,
};
pub use io::{Input, LightInput, Output};
pub use schedule::{Cadence, MAX_EVIDENCE_PER_CODE};
pub use track::{Following, TrackedFace, Tracker};
