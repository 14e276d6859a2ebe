//! What to open and how fast to read it. The numbers an operator may tune live in [`Timing`].

use std::time::Duration;

use crate::{Address, Backoff};

/// How fast a file is read. Live addresses are always realtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    /// As fast as the reader takes frames; nothing is dropped.
    AsFast,
    /// By the stream's own clock; the newest frame wins.
    Realtime,
}

/// A source to open.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSpec {
    /// Where the stream is.
    pub address: Address,
    /// Frames per second of media time to hand out; above zero, at most [`SourceSpec::MAX_FPS`].
    pub sample_fps: f32,
    /// How fast to read a file.
    pub pace: Pace,
}

impl SourceSpec {
    /// Faster than any camera a meeting uses; a higher rate is a typing error.
    pub const MAX_FPS: f32 = 240.0;

    pub(crate) fn rate_is_usable(fps: f32) -> bool {
        fps.is_finite() && fps > 0.0 && fps <= Self::MAX_FPS
    }
}

/// Deadlines and thresholds of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// How long [`open`](crate::open()) waits for the first frame.
    pub open_deadline: Duration,
    /// A live stream without a frame for this long is reported as silent.
    pub silent_after: Duration,
    /// A live stream without a frame for this long is taken as gone and opened again.
    pub lost_after: Duration,
    /// A hole in a file's time stamps longer than this is reported.
    pub gap_after: Duration,
    /// How a stream that broke is opened again.
    pub backoff: Backoff,
    /// Frames that may wait for the reader of a source that drops nothing.
    pub queue_frames: usize,
}

impl Default for Timing {
    /// Fifteen seconds cover a camera that wakes up and an RTSP key-frame interval of ten; two seconds
    /// without a picture are what an interviewer calls frozen; ten seconds outlast a Wi-Fi hand-over.
    fn default() -> Self {
        Self {
            open_deadline: Duration::from_secs(15),
            silent_after: Duration::from_secs(2),
            lost_after: Duration::from_secs(10),
            gap_after: Duration::from_secs(1),
            backoff: Backoff::default(),
            queue_frames: 4,
        }
    }
}
