//! Cues: movements that a person on camera is asked for, and what came of it.

use std::time::Duration;

use crate::{ComparisonScore, ManipulationScore, MediaTime};

/// Something the person is asked to do. Sides are the person's own.
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
    /// Touch the nose with a finger.
    TouchNose,
    /// Take off glasses. Nothing here measures it.
    RemoveGlasses,
    /// Read three digits aloud. Nothing here measures it.
    ReadDigits,
}

impl CueKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
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
        Self::TouchNose,
        Self::RemoveGlasses,
        Self::ReadDigits,
    ];

    /// Whether its answer is a hand, which only a model for hands can see.
    pub const fn wants_hand(self) -> bool {
        matches!(self, Self::CoverFace | Self::PassHand | Self::TouchNose)
    }

    /// Whether measurements tell that it was done. Whoever asked judges the others by eye and ear.
    pub const fn is_watched(self) -> bool {
        !matches!(self, Self::RemoveGlasses | Self::ReadDigits)
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
            Self::TouchNose => "touch_nose",
            Self::RemoveGlasses => "remove_glasses",
            Self::ReadDigits => "read_digits",
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

impl CueAsked {
    /// The digits to be read, for the cue that asks for some: drawn from the moment at which it was given, to
    /// the frame, which nobody knows before and which the log keeps.
    pub fn digits(&self) -> Option<[u8; 3]> {
        (self.kind == CueKind::ReadDigits).then(|| {
            let drawn = mixed(self.at.nanos() ^ u64::from(self.number).rotate_left(32)) % 1_000;
            [drawn / 100, drawn / 10 % 10, drawn % 10].map(|digit| digit as u8)
        })
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): near numbers give unlike ones.
const fn mixed(number: u64) -> u64 {
    let a = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let b = (a ^ (a >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let c = (b ^ (b >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    c ^ (c >> 31)
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
    /// The time is over, and nothing here measures whether it was done.
    NotAssessed,
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn digits_are_drawn_anew_at_every_moment_and_stay_what_they_are() {
        let asked = |frame: u64, kind| CueAsked {
            number: 0,
            kind,
            at: MediaTime::from_millis(200 * frame),
        };
        assert_eq!(asked(1, CueKind::TurnLeft).digits(), None);
        let drawn: Vec<_> =
            (0..1_000).filter_map(|frame| asked(frame, CueKind::ReadDigits).digits()).collect();
        assert!(drawn.iter().flatten().all(|digit| *digit < 10));
        // Of a thousand draws out of a thousand 632 differ, give or take; every digit comes at every place.
        let different: HashSet<_> = drawn.iter().collect();
        assert!((560..=700).contains(&different.len()), "{}", different.len());
        for place in 0..3 {
            for digit in 0..10 {
                let times = drawn.iter().filter(|digits| digits[place] == digit).count();
                assert!((60..=140).contains(&times), "{digit} at {place}: {times}");
            }
        }
        assert_eq!(asked(7, CueKind::ReadDigits).digits(), asked(7, CueKind::ReadDigits).digits());
    }

    #[test]
    fn what_nobody_watches_needs_no_hand() {
        for kind in CueKind::ALL {
            assert!(kind.is_watched() || !kind.wants_hand(), "{kind:?}");
        }
    }
}
