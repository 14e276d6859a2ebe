//! Mirrors of the verdict and its parts.

use domain::{
    ComparisonScore, Continuity, ContinuityState, Identity, IdentityState, Llr, MediaTime, Outcome,
    PolicyStamp, Presence, PresenceState, Rate, Reason, ReasonCode, ReferenceFinding, ReferenceId,
    Verdict,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::CodecError;
use super::cue::CueFindingDto;
use super::log::ReferenceKindDto;
use super::measurement::{mirror_enum, out_of_range};

mirror_enum!(OutcomeDto, Outcome, [Accept, Refer, Reject]);
mirror_enum!(IdentityStateDto, IdentityState, [Same, Different, NotEnough]);
mirror_enum!(PresenceStateDto, PresenceState, [Live, Attack, NotEnough]);
mirror_enum!(ContinuityStateDto, ContinuityState, [Held, Broken, NotEnough]);

macro_rules! reason_codes {
    ([$($variant:ident),+ $(,)?]) => {
        mirror_enum!(ReasonCodeDto, ReasonCode, [$($variant),+]);
        pub(super) const REASON_CODES: &[ReasonCode] = &[$(ReasonCode::$variant,)+];
    };
}

reason_codes!([
    SamePerson,
    NotTheIdHolder,
    NotTheInterviewedPerson,
    SessionMatchesButNotTheId,
    ImitationBand,
    NoReference,
    NotEnoughFaces,
    NoFace,
    PresentationAttack,
    PresentationAttackInPart,
    Manipulation,
    SignalMissing,
    PresenceUncertain,
    Live,
    FrozenPicture,
    PersonChanged,
    FaceAway,
    SecondFace,
    StreamGap,
    StreamBroken,
    TooShort,
    LoopedPicture,
    CutShort,
    NoBlinks,
    CueMissed,
    PresenceNotJudged,
    LightUnanswered,
    LightWrong,
    InjectionSign,
    OtherMovement,
    DocumentDoubtful,
    StepsUnfinished,
    OtherIdentity,
]);

/// The reason code with that stable name.
pub(crate) fn reason_code_from_name(name: &str) -> Option<ReasonCode> {
    REASON_CODES.iter().copied().find(|c| c.as_str() == name)
}

#[derive(Serialize, Deserialize)]
pub(super) struct PolicyDto {
    name: String,
    version: u32,
}

impl From<&PolicyStamp> for PolicyDto {
    fn from(p: &PolicyStamp) -> Self {
        Self { name: p.name.clone(), version: p.version }
    }
}

impl From<PolicyDto> for PolicyStamp {
    fn from(p: PolicyDto) -> Self {
        Self { name: p.name, version: p.version }
    }
}

fn score(value: Option<f32>) -> Result<Option<ComparisonScore>, CodecError> {
    value.map(ComparisonScore::new).transpose().map_err(out_of_range("comparison score"))
}

fn llr(value: Option<f32>) -> Result<Option<Llr>, CodecError> {
    value.map(Llr::new).transpose().map_err(out_of_range("log-likelihood ratio"))
}

/// The share, and whether it is a bound.
type RateDto = (f64, bool);

fn rate_dto(rate: Rate) -> RateDto {
    (rate.share, rate.is_bound)
}

fn rate((share, is_bound): RateDto) -> Rate {
    Rate { share, is_bound }
}

#[derive(Serialize, Deserialize)]
struct FindingDto {
    reference: [u8; 16],
    kind: ReferenceKindDto,
    state: IdentityStateDto,
    score: Option<f32>,
    llr: Option<f32>,
    false_match: Option<RateDto>,
}

#[derive(Serialize, Deserialize)]
struct ReasonDto {
    code: ReasonCodeDto,
    text: String,
    at: Option<u64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct VerdictDto {
    outcome: OutcomeDto,
    identity: (IdentityStateDto, Option<f32>, Option<f32>),
    references: Vec<FindingDto>,
    presence: (PresenceStateDto, Option<ReasonCodeDto>, Option<f32>, Option<RateDto>),
    continuity: (ContinuityStateDto, Option<u64>),
    cues: Vec<CueFindingDto>,
    reasons: Vec<ReasonDto>,
    policy: PolicyDto,
    span: Option<(u64, u64)>,
}

impl From<&Verdict> for VerdictDto {
    fn from(verdict: &Verdict) -> Self {
        let Verdict {
            outcome,
            identity,
            references,
            presence,
            continuity,
            cues,
            // Written after this: see `encode_verdict`.
            lights: _,
            stream: _,
            reasons,
            policy,
            span,
        } = verdict;
        let finding = |f: &ReferenceFinding| FindingDto {
            reference: f.reference.uuid().into_bytes(),
            kind: f.kind.into(),
            state: f.state.into(),
            score: f.score.map(ComparisonScore::get),
            llr: f.llr.map(Llr::get),
            false_match: f.false_match.map(rate_dto),
        };
        let reason = |r: &Reason| ReasonDto {
            code: r.code.into(),
            text: r.text.clone(),
            at: r.at.map(MediaTime::nanos),
        };
        Self {
            outcome: (*outcome).into(),
            identity: (
                identity.state.into(),
                identity.score.map(ComparisonScore::get),
                identity.llr.map(Llr::get),
            ),
            references: references.iter().map(finding).collect(),
            presence: (
                presence.state.into(),
                presence.attack.map(Into::into),
                presence.llr.map(Llr::get),
                presence.false_alarm.map(rate_dto),
            ),
            continuity: (continuity.state.into(), continuity.broken_at.map(MediaTime::nanos)),
            cues: cues.iter().map(Into::into).collect(),
            reasons: reasons.iter().map(reason).collect(),
            policy: policy.into(),
            span: span.map(|(from, to)| (from.nanos(), to.nanos())),
        }
    }
}

impl TryFrom<VerdictDto> for Verdict {
    type Error = CodecError;

    fn try_from(v: VerdictDto) -> Result<Self, CodecError> {
        let finding = |f: FindingDto| {
            Ok(ReferenceFinding {
                reference: ReferenceId::from_uuid(Uuid::from_bytes(f.reference)),
                kind: f.kind.into(),
                state: f.state.into(),
                score: score(f.score)?,
                llr: llr(f.llr)?,
                false_match: f.false_match.map(rate),
            })
        };
        let reason = |r: ReasonDto| Reason {
            code: r.code.into(),
            text: r.text,
            at: r.at.map(MediaTime::from_nanos),
        };
        let (identity_state, identity_score, identity_llr) = v.identity;
        let (presence_state, attack, presence_llr, false_alarm) = v.presence;
        Ok(Self {
            outcome: v.outcome.into(),
            identity: Identity {
                state: identity_state.into(),
                score: score(identity_score)?,
                llr: llr(identity_llr)?,
            },
            references: v.references.into_iter().map(finding).collect::<Result<_, CodecError>>()?,
            presence: Presence {
                state: presence_state.into(),
                attack: attack.map(Into::into),
                llr: llr(presence_llr)?,
                false_alarm: false_alarm.map(rate),
            },
            continuity: Continuity {
                state: v.continuity.0.into(),
                broken_at: v.continuity.1.map(MediaTime::from_nanos),
            },
            cues: v.cues.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            lights: Vec::new(),
            stream: None,
            reasons: v.reasons.into_iter().map(reason).collect(),
            policy: v.policy.into(),
            span: v.span.map(|(from, to)| (MediaTime::from_nanos(from), MediaTime::from_nanos(to))),
        })
    }
}
