//! Cues: movements that a person on camera is asked for, and what came of it.

use std::time::Duration;

use crate::{ComparisonScore, ManipulationScore, MediaTime};

/// A movement that the measurements can see. Sides are the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CueKind {
    /// Turn the head to the left and hold it there.
    TurnLeft,
    /// Turn the head to the right and hold it there.
    TurnRight,
    /// Look up.
    LookUp,
    /// Look down.
    LookDown,
    /// Come closer to the camera.
    ComeCloser,
    /// Move back from the camera.
    MoveBack,
    /// Turn the head to the left until the camera sees the profile, and hold it there.
    ProfileLeft,
    /// Turn the head to the right until the camera sees the profile, and hold it there.
    ProfileRight,
    /// Stand up, so that the face rises or leaves the picture at its top.
    StandUp,
    /// Hold a hand before half of the face.
    CoverFace,
    /// Move a hand slowly before the face from one side to the other.
    PassHand,
}

impl CueKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::TurnLeft,
        Self::TurnRight,
        Self::LookUp,
        Self::LookDown,
        Self::ComeCloser,
        Self::MoveBack,
        Self::ProfileLeft,
        Self::ProfileRight,
        Self::StandUp,
        Self::CoverFace,
        Self::PassHand,
    ];

    /// Whether its answer is a hand, which only a model for hands can see.
    pub const fn wants_hand(self) -> bool {
        matches!(self, Self::CoverFace | Self::PassHand)
    }

    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
            Self::LookUp => "look_up",
            Self::LookDown => "look_down",
            Self::ComeCloser => "come_closer",
            Self::MoveBack => "move_back",
            Self::ProfileLeft => "profile_left",
            Self::ProfileRight => "profile_right",
            Self::StandUp => "stand_up",
            Self::CoverFace => "cover_face",
            Self::PassHand => "pass_hand",
        }
    }
}

/// A cue that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CueAsked {
    /// Its number within the session, from 0.
    pub number: u32,
    /// What was asked for.
    pub kind: CueKind,
    /// When, in the stream.
    pub at: MediaTime,
}

/// What came of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueState {
    /// There is still time.
    Waiting,
    /// Done, and how long after it was asked.
    Done {
        /// From the cue to the beginning of the movement that was held.
        after: Duration,
    },
    /// Not seen in the time there was.
    Missed,
}

/// A cue with its answer, and what the models said meanwhile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CueFinding {
    /// The cue.
    pub cue: CueAsked,
    /// Its answer.
    pub state: CueState,
    /// The lowest comparison score against any reference while it was answered, when one was measured.
    pub lowest_score: Option<ComparisonScore>,
    /// The highest manipulation score meanwhile, when one was measured.
    pub highest_manipulation: Option<ManipulationScore>,
}
