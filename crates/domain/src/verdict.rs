//! The verdict and its parts, as data. How it is reached is the `verdict` crate's business.

use crate::{
    ComparisonScore, CueFinding, LightFinding, Llr, MediaTime, Rate, ReferenceId, ReferenceKind,
    StreamFinding,
};

/// The fused decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Same person, live, throughout.
    Accept,
    /// A human must look.
    Refer,
    /// Another person, or an attack.
    Reject,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Refer, Self::Reject];

    /// The outcome with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }

    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refer => "refer",
            Self::Reject => "reject",
        }
    }
}

/// Is the capture subject the person of the reference?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentityState {
    /// Yes, at the policy's error rate.
    Same,
    /// No, at the policy's error rate.
    Different,
    /// Not enough evidence yet, or between the two thresholds.
    NotEnough,
}

/// The answer for one reference.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceFinding {
    /// Which reference.
    pub reference: ReferenceId,
    /// What kind it is.
    pub kind: ReferenceKind,
    /// The answer.
    pub state: IdentityState,
    /// Pooled comparison score, once there is one.
    pub score: Option<ComparisonScore>,
    /// ln P(score | same person) / P(score | other person).
    pub llr: Option<Llr>,
    /// Share of strangers that look at least this similar, where it was measured for the embedder.
    pub false_match: Option<Rate>,
}

/// Identity over all references: the weakest of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The joint answer.
    pub state: IdentityState,
    /// Score against the weakest reference.
    pub score: Option<ComparisonScore>,
    /// LLR against the weakest reference.
    pub llr: Option<Llr>,
}

/// A bona fide, live presentation?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PresenceState {
    /// Yes.
    Live,
    /// No: see `attack`.
    Attack,
    /// Not enough evidence yet, or signals missing that the policy demands.
    NotEnough,
}

/// The presence answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    /// The answer.
    pub state: PresenceState,
    /// The reason that names the attack, when there is one.
    pub attack: Option<ReasonCode>,
    /// ln P(signals | attack) / P(signals | bona fide): positive speaks for an attack.
    pub llr: Option<Llr>,
    /// Share of bona fide sessions that give at least as much evidence for an attack, where it was measured
    /// for the pack.
    pub false_alarm: Option<Rate>,
}

/// One person throughout, camera on, face visible?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContinuityState {
    /// Yes.
    Held,
    /// No: the reasons say when.
    Broken,
    /// Not watched long enough.
    NotEnough,
}

/// The continuity answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Continuity {
    /// The answer.
    pub state: ContinuityState,
    /// When it first broke.
    pub broken_at: Option<MediaTime>,
}

/// Why, in a word that never changes meaning. Documented in `docs/VERDICT.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReasonCode {
    /// Every reference is the same person.
    SamePerson,
    /// The capture subject is not the person of the ID portrait.
    NotTheIdHolder,
    /// The ID matches, but an earlier accepted session shows somebody else: the hand-over.
    NotTheInterviewedPerson,
    /// An earlier session matches, but the ID portrait does not.
    SessionMatchesButNotTheId,
    /// The pooled score lies between strangers and true matches, where face swaps live.
    ImitationBand,
    /// There is nothing to compare with.
    NoReference,
    /// Too few good faces so far.
    NotEnoughFaces,
    /// Nobody was seen at all.
    NoFace,
    /// Presentation-attack evidence: a screen, print or mask before the camera.
    PresentationAttack,
    /// Part of the session looks like a presentation attack.
    PresentationAttackInPart,
    /// Manipulation evidence: a swapped, reenacted or generated face.
    Manipulation,
    /// A signal that the policy demands was not assessed.
    SignalMissing,
    /// Presence evidence lies between the thresholds.
    PresenceUncertain,
    /// The eyes did not close for longer than a living person's usually stay open.
    NoBlinks,
    /// Presence evidence speaks for a live, unaltered person.
    Live,
    /// A demonstration with computer-made people: presence is shown and decides nothing.
    PresenceNotJudged,
    /// The picture stood still.
    FrozenPicture,
    /// The picture repeated itself: a recording in a loop.
    LoopedPicture,
    /// The person changed in mid-session.
    PersonChanged,
    /// The face was away for longer than the policy allows.
    FaceAway,
    /// More than one face of comparable size was in the picture.
    SecondFace,
    /// The stream had a gap longer than the policy allows.
    StreamGap,
    /// The stream ended before it should have.
    StreamBroken,
    /// Watched for less time than the policy demands.
    TooShort,
    /// The service stopped while the session ran.
    CutShort,
    /// A movement that was asked for was not seen.
    CueMissed,
    /// The skin did not follow the light card, and it would have been seen.
    LightUnanswered,
    /// The skin changed its colour while the light card was shown, and not as the card did.
    LightWrong,
    /// Something around the stream points to an injected or automated one.
    InjectionSign,
    /// Movements were made that nobody had asked for.
    OtherMovement,
    /// A movement or the colours that the service leads through are missing.
    StepsUnfinished,
    /// The document that the portrait comes from is for a human to look at.
    DocumentDoubtful,
    /// The face is tied to another identity: a human has to look at the link.
    OtherIdentity,
}

impl ReasonCode {
    /// The stable machine-readable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::NotTheIdHolder => "not_the_id_holder",
            Self::NotTheInterviewedPerson => "not_the_interviewed_person",
            Self::SessionMatchesButNotTheId => "session_matches_but_not_the_id",
            Self::ImitationBand => "imitation_band",
            Self::NoReference => "no_reference",
            Self::NotEnoughFaces => "not_enough_faces",
            Self::NoFace => "no_face",
            Self::PresentationAttack => "presentation_attack",
            Self::PresentationAttackInPart => "presentation_attack_in_part",
            Self::Manipulation => "manipulation",
            Self::SignalMissing => "signal_missing",
            Self::PresenceUncertain => "presence_uncertain",
            Self::NoBlinks => "no_blinks",
            Self::Live => "live",
            Self::PresenceNotJudged => "presence_not_judged",
            Self::FrozenPicture => "frozen_picture",
            Self::LoopedPicture => "looped_picture",
            Self::PersonChanged => "person_changed",
            Self::FaceAway => "face_away",
            Self::SecondFace => "second_face",
            Self::StreamGap => "stream_gap",
            Self::StreamBroken => "stream_broken",
            Self::TooShort => "too_short",
            Self::CutShort => "cut_short",
            Self::CueMissed => "cue_missed",
            Self::LightUnanswered => "light_unanswered",
            Self::LightWrong => "light_wrong",
            Self::InjectionSign => "injection_sign",
            Self::OtherMovement => "other_movement",
            Self::StepsUnfinished => "steps_unfinished",
            Self::DocumentDoubtful => "document_doubtful",
            Self::OtherIdentity => "other_identity",
        }
    }
}

/// One reason a human can check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What.
    pub code: ReasonCode,
    /// A plain sentence with the numbers: which score, which threshold.
    pub text: String,
    /// Where in the stream, when it has a place.
    pub at: Option<MediaTime>,
}

/// Name and version of the policy that judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyStamp {
    /// For instance `interview`.
    pub name: String,
    /// Raised on every change.
    pub version: u32,
}

/// The answer of a session, so far or for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The decision.
    pub outcome: Outcome,
    /// Identity over all references.
    pub identity: Identity,
    /// Identity for each reference.
    pub references: Vec<ReferenceFinding>,
    /// Presence.
    pub presence: Presence,
    /// Continuity.
    pub continuity: Continuity,
    /// What was asked of the person, in the order in which it was asked.
    pub cues: Vec<CueFinding>,
    /// Light cards, in the order in which they were shown.
    pub lights: Vec<LightFinding>,
    /// What the stream shows besides faces; none in verdicts of versions that did not look.
    pub stream: Option<StreamFinding>,
    /// Why, most important first. Never empty.
    pub reasons: Vec<Reason>,
    /// The policy that judged.
    pub policy: PolicyStamp,
    /// First and last analysed frame it rests on.
    pub span: Option<(MediaTime, MediaTime)>,
}

impl Verdict {
    /// Whether this one, judged again, is the verdict that was stored. Versions that did not look at the stream
    /// stored nothing of it.
    pub fn repeats(&self, stored: &Self) -> bool {
        match stored.stream {
            Some(_) => self == stored,
            None => Self { stream: None, ..self.clone() } == *stored,
        }
    }
}
