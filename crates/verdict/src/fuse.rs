//! Three answers, one outcome.
//!
//! Under the demonstration's policy what the detectors say of presence neither accepts nor rejects; a picture
//! that stands still or repeats itself is still a recording, and goes to a human.

use domain::{
    ContinuityState, IdentityState, LogHeader, Outcome, PresenceState, Reason, ReasonCode,
    ReferenceKind, Verdict,
};

use crate::{Policy, SessionEvidence, continuity, cues, identity, lights, presence, signs, steps};

/// Same evidence, header and policy: always the same verdict.
///
/// `accept` needs all three questions answered well. `reject` needs a different person, an attack, or a
/// stranger who came in during the session. A movement that was asked for and not seen is never accepted,
/// nor is a light card that the skin did not follow, a sign of injection, or a step left out.
/// Everything else is `refer`: a human must look.
pub fn fuse(evidence: &SessionEvidence, header: &LogHeader, policy: &Policy) -> Verdict {
    let is_judged = policy.demonstration.is_none();
    let (identity, references, identity_reasons) = identity::judge(evidence, header, policy);
    let (presence, presence_reasons) = presence::judge(evidence, header, policy);
    let third = continuity::judge(evidence, header, policy);
    let missed_cue = cues::missed(evidence);
    let dim = lights::doubt(evidence, policy);
    let mut noticed = signs::reasons(evidence);
    noticed.extend(cues::unasked(evidence, header));
    noticed.extend(steps::unfinished(evidence));
    let outcome = if identity.state == IdentityState::Different
        || (is_judged && presence.state == PresenceState::Attack)
        || third.stranger_in_part
    {
        Outcome::Reject
    } else if identity.state == IdentityState::Same
        && if is_judged {
            presence.state == PresenceState::Live
        } else {
            !is_recording(&presence_reasons)
        }
        && third.continuity.state == ContinuityState::Held
        && missed_cue.is_none()
        && dim.is_none()
        && noticed.is_empty()
    {
        Outcome::Accept
    } else {
        Outcome::Refer
    };
    let mut reasons: Vec<_> = identity_reasons
        .into_iter()
        .chain(presence_reasons)
        .chain(third.reasons)
        .chain(missed_cue)
        .chain(dim)
        .chain(noticed)
        .collect();
    let id_matches = references
        .iter()
        .any(|f| matches!(f.kind, ReferenceKind::Picture) && f.state == IdentityState::Same);
    reasons.extend(policy.banner().map(|banner| Reason {
        code: ReasonCode::PresenceNotJudged,
        text: format!("{banner}; what the detectors say decides nothing here"),
        at: None,
    }));
    reasons.sort_by_key(|r| {
        let decides_nothing = !is_judged && is_of_detectors(r.code);
        (decides_nothing, order(r.code, id_matches))
    });
    Verdict {
        outcome,
        identity,
        references,
        presence,
        continuity: third.continuity,
        cues: evidence.cues.clone(),
        lights: evidence.lights.clone(),
        stream: Some(evidence.stream.clone()),
        reasons,
        policy: policy.stamp(),
        span: evidence.span,
    }
}

fn is_recording(presence: &[Reason]) -> bool {
    use ReasonCode as R;
    presence.iter().any(|r| matches!(r.code, R::FrozenPicture | R::LoopedPicture))
}

/// What is said of presence alone, and decides nothing in a demonstration.
const fn is_of_detectors(code: ReasonCode) -> bool {
    use ReasonCode as R;
    matches!(
        code,
        R::PresentationAttack
            | R::PresentationAttackInPart
            | R::Manipulation
            | R::SignalMissing
            | R::PresenceUncertain
            | R::NoBlinks
            | R::Live
    )
}

/// What weighs most comes first; what speaks for the person comes last.
/// "Not the interviewed person" leads when the ID matches: that is the hand-over.
fn order(code: ReasonCode, id_matches: bool) -> u8 {
    use ReasonCode as R;
    match code {
        R::NotTheInterviewedPerson if id_matches => 0,
        R::SessionMatchesButNotTheId => 0,
        R::NotTheIdHolder => 1,
        R::NotTheInterviewedPerson => 2,
        R::PersonChanged => 2,
        R::PresentationAttack => 3,
        R::Manipulation => 4,
        R::PresentationAttackInPart => 5,
        R::FrozenPicture | R::LoopedPicture => 6,
        R::ImitationBand | R::NoBlinks | R::CueMissed => 7,
        R::LightUnanswered | R::LightWrong => 7,
        R::InjectionSign | R::OtherMovement | R::DocumentDoubtful | R::OtherIdentity => 7,
        R::FaceAway | R::StreamGap | R::SecondFace => 8,
        R::NoReference | R::NoFace | R::CutShort => 9,
        R::NotEnoughFaces | R::SignalMissing | R::TooShort | R::StepsUnfinished => 10,
        R::PresenceUncertain | R::StreamBroken => 11,
        R::SamePerson => 12,
        R::Live => 13,
        R::PresenceNotJudged => 14,
    }
}
