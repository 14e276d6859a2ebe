//! Driving one capture session: a source, a session without I/O, the inference pool, and whoever looks
//! on. Blocks its thread from the first frame to the verdict.
//!
//! The service runs this on one named thread per session; the command line runs it with no storage at
//! all. Nothing here stores, and nothing here judges.

mod control;
mod runner;
mod shot;

pub use control::CaptureControl;
pub use runner::{CaptureLimits, run_capture};
pub use shot::{FACE_PX, FaceShot, ShotError};

use domain::{
    FrameCounts, LogEntry, MediaInfo, MediaTime, QualityScore, ReasonCode, Template, Verdict,
};
use session::SessionEvent;
use vision::RoomView;

/// Looks on while a session runs. Called on the session's own thread: be quick, hand work on.
pub trait CaptureObserver {
    /// An entry of the measurement log, in order.
    fn entry(&mut self, entry: LogEntry) {
        drop(entry);
    }

    /// Something to show.
    fn event(&mut self, event: &SessionEvent, counts: FrameCounts) {
        let _ = (event, counts);
    }

    /// Time has passed; called at least ten times a second, also while no frame comes.
    fn tick(&mut self) {}

    /// The subject's face in the newest frame.
    fn face(&mut self, shot: &FaceShot) {
        let _ = shot;
    }

    /// Whether what is behind the people is looked at as well: asked once, before the first frame.
    fn wants_room(&self) -> bool {
        false
    }

    /// A face to keep as evidence.
    fn evidence(&mut self, kept: KeptFace) {
        drop(kept);
    }
}

/// An observer that looks away.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoObserver;

impl CaptureObserver for NoObserver {}

/// A face that the session wants kept, and why.
#[derive(Debug, Clone)]
pub struct KeptFace {
    /// What it is evidence of.
    pub code: ReasonCode,
    /// Position in the stream.
    pub at: MediaTime,
    /// The face in its frame.
    pub shot: FaceShot,
}

/// Why a capture ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaptureEnd {
    /// The source had no more.
    SourceEnded,
    /// Somebody asked for the verdict.
    Stopped,
    /// The service stopped while it ran: the verdict says so and never accepts.
    CutShort,
    /// The longest time allowed had passed.
    TimeLimit,
    /// No frame came for the longest time allowed.
    Idle,
    /// Somebody called it off; there is no verdict.
    Abandoned,
    /// No analyst is left; there is no verdict.
    NoAnalyst,
}

/// What a capture came to.
#[derive(Debug)]
pub struct CaptureReport {
    /// Why it ended.
    pub end: CaptureEnd,
    /// The verdict for good, unless it was called off.
    pub verdict: Option<Verdict>,
    /// What became of the frames.
    pub counts: FrameCounts,
    /// What the stream turned out to be, as last told.
    pub media: Option<MediaInfo>,
    /// The session's own pooled template and quality, the reference it leaves when it is accepted.
    pub pooled: Option<(Template, QualityScore)>,
    /// What is behind the people; none when nobody asked, or when it says too little.
    pub room: Option<RoomView>,
}

#[cfg(test)]
mod light_tests;
#[cfg(test)]
mod tests;
