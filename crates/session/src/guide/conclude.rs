//! What the person is told at the end: done, again, or that a human will look. Never why a verdict went
//! against them: that is for staff.

use domain::{LightState, Outcome, ReasonCode, Verdict};

use super::GuideEnd;

/// Why another attempt is worth making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgainCode {
    /// No picture came.
    NoVideo,
    /// Pictures came and stopped, or the page went away.
    CameraLost,
    /// No face was seen for too long.
    NoFace,
    /// The face could not be seen well.
    FaceUnclear,
    /// Somebody else was in the picture.
    SeveralPeople,
    /// A movement was not seen.
    MovementMissed,
    /// The colours said nothing.
    ColoursUnclear,
    /// The person gave up the attempt.
    Stopped,
    /// The service stopped.
    Interrupted,
}

impl AgainCode {
    /// Every code.
    pub const ALL: [Self; 9] = [
        Self::NoVideo,
        Self::CameraLost,
        Self::NoFace,
        Self::FaceUnclear,
        Self::SeveralPeople,
        Self::MovementMissed,
        Self::ColoursUnclear,
        Self::Stopped,
        Self::Interrupted,
    ];

    /// The name in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoVideo => "no_video",
            Self::CameraLost => "camera_lost",
            Self::NoFace => "no_face",
            Self::FaceUnclear => "face_unclear",
            Self::SeveralPeople => "several_people",
            Self::MovementMissed => "movement_missed",
            Self::ColoursUnclear => "colours_unclear",
            Self::Stopped => "stopped",
            Self::Interrupted => "interrupted",
        }
    }

    /// The code with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }
}

/// What the person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conclusion {
    /// Accepted.
    Done,
    /// Another attempt is worth making.
    Again(AgainCode),
    /// A human will look.
    Human,
}

/// What a reason means for another attempt.
enum Weight {
    /// It speaks for the person, or says that more was wanted.
    Nothing,
    /// Another attempt may mend it.
    Mendable(AgainCode),
    /// It is for a human.
    Grave,
}

const fn weight(code: ReasonCode) -> Weight {
    use ReasonCode as R;
    use Weight::{Grave, Mendable, Nothing};
    match code {
        R::SamePerson
        | R::Live
        | R::PresenceNotJudged
        | R::PresenceUncertain
        | R::SignalMissing
        | R::TooShort
        | R::StepsUnfinished => Nothing,
        R::NoFace | R::FaceAway => Mendable(AgainCode::NoFace),
        R::NotEnoughFaces => Mendable(AgainCode::FaceUnclear),
        R::SecondFace => Mendable(AgainCode::SeveralPeople),
        R::StreamGap | R::StreamBroken => Mendable(AgainCode::CameraLost),
        R::CueMissed => Mendable(AgainCode::MovementMissed),
        R::LightUnanswered | R::LightWrong => Mendable(AgainCode::ColoursUnclear),
        R::CutShort => Mendable(AgainCode::Interrupted),
        R::NotTheIdHolder
        | R::NotTheInterviewedPerson
        | R::SessionMatchesButNotTheId
        | R::ImitationBand
        | R::NoReference
        | R::PresentationAttack
        | R::PresentationAttackInPart
        | R::Manipulation
        | R::NoBlinks
        | R::FrozenPicture
        | R::LoopedPicture
        | R::PersonChanged
        | R::InjectionSign
        | R::OtherMovement
        | R::DocumentDoubtful
        | R::OtherIdentity => Grave,
    }
}

/// What to tell, from how the guide ended, the verdict (none when the session failed), and whether another
/// attempt is left.
pub fn conclude(end: GuideEnd, verdict: Option<&Verdict>, has_more: bool) -> Conclusion {
    let outcome = verdict.map(|v| v.outcome);
    if outcome == Some(Outcome::Accept) {
        return Conclusion::Done;
    }
    let reasons = verdict.iter().flat_map(|v| &v.reasons).map(|r| weight(r.code));
    // Of a session that ended by itself the verdict knows more.
    let mut code = end.code().filter(|_| end != GuideEnd::SessionOver);
    for reason in reasons {
        match reason {
            Weight::Grave => return Conclusion::Human,
            Weight::Mendable(mendable) => code = code.or(Some(mendable)),
            Weight::Nothing => {}
        }
    }
    let says_nothing = verdict.and_then(|v| v.lights.last()).is_some_and(|card| {
        // A room that is too bright for the colours may be made darker.
        matches!(card.state, LightState::NotAssessed(_))
    });
    let colours = says_nothing.then_some(AgainCode::ColoursUnclear);
    match code.or(end.code()).or(colours) {
        Some(code) if has_more && outcome != Some(Outcome::Reject) => Conclusion::Again(code),
        _ => Conclusion::Human,
    }
}
