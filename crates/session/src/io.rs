//! What goes into a session and what comes out: data, so that whole sessions run in tests.

use std::time::Duration;

use domain::{
    CameraClaim, CueKind, DetectedFace, FaceMeasurement, FrameCounts, FrameMeasurement, HandSample,
    LightSample, LightSkip, LightStep, LogEntry, MediaTime, ReasonCode, Rect, SignKind,
    SourceEvent, Stages, TrackId, Verdict,
};

use crate::SessionEvent;

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// A sampled frame is ready. Refused (released at once) while another is in flight.
    Frame {
        /// Its number.
        seq: u64,
        /// Its position.
        pts: MediaTime,
    },
    /// The answer to [`Output::MeasureFrame`].
    Measured {
        /// The frame.
        seq: u64,
        /// What detection found.
        frame: FrameMeasurement,
    },
    /// The answer to [`Output::MeasureFace`].
    FaceMeasured {
        /// The frame.
        seq: u64,
        /// What the face models said.
        face: FaceMeasurement,
    },
    /// The models could not be asked or failed; the frame is given up.
    InferenceFailed {
        /// The frame.
        seq: u64,
    },
    /// A human chose whom to follow, where nobody is followed unasked. A track that is not in the picture
    /// changes nothing.
    Choose(TrackId),
    /// The person is asked for a movement now.
    Cue(CueKind),
    /// A light card is shown, was shown, or will not be.
    Light(LightInput),
    /// Something was noticed around the stream. Each kind counts once.
    Sign(SignKind),
    /// The page that runs the camera names it; when that was is for the session to say.
    Camera(CameraClaim),
    /// The answer to [`Output::MeasureLight`], when the skin could be seen.
    LightMeasured(LightSample),
    /// The answer to [`Output::MeasureHand`], when it could be looked for.
    HandMeasured(HandSample),
    /// The source said something.
    Source(SourceEvent),
    /// What became of the frames so far.
    Counts(FrameCounts),
    /// No more will come: judge for good.
    Finish,
}

/// What becomes of light cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LightInput {
    /// A card is handed out now.
    Show {
        /// Its number within the session.
        number: u32,
        /// What is shown.
        steps: Vec<LightStep>,
    },
    /// A card was shown to its end.
    Shown {
        /// Which.
        number: u32,
        /// Beginning of each step and end of the last, from the first.
        edges: Vec<Duration>,
    },
    /// None is shown, or not to its end.
    Skip(LightSkip),
}

/// What goes out. Handle in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Ask detection about a frame, in `region` only if there is one.
    MeasureFrame {
        /// The frame.
        seq: u64,
        /// Where to search, in picture pixels; may reach outside the picture.
        region: Option<Rect>,
    },
    /// Ask the face models about one face.
    MeasureFace {
        /// The frame.
        seq: u64,
        /// The face.
        face: DetectedFace,
        /// Which models.
        stages: Stages,
    },
    /// Measure the colour of this face's skin and of what is beside it: no model, some hundred pixels.
    MeasureLight {
        /// The frame.
        seq: u64,
        /// The face.
        face: DetectedFace,
    },
    /// Look for a hand before or beside this face.
    MeasureHand {
        /// The frame.
        seq: u64,
        /// Position in the stream.
        at: MediaTime,
        /// The face's box.
        face: Rect,
    },
    /// Keep this entry of the measurement log.
    Log(LogEntry),
    /// Tell those who watch.
    Emit(SessionEvent),
    /// Keep a picture of this face as evidence.
    KeepEvidence {
        /// The frame.
        seq: u64,
        /// Position in the stream.
        at: MediaTime,
        /// The face.
        face: DetectedFace,
        /// What it is evidence of.
        code: ReasonCode,
    },
    /// The frame is done with and may be dropped.
    Release {
        /// The frame.
        seq: u64,
    },
    /// The verdict for good. Nothing follows.
    Finished(Box<Verdict>),
}
