//! Three answers, one outcome.

use domain::{
    ContinuityState, IdentityState, LogHeader, Outcome, PresenceState, ReferenceKind, Verdict,
};

use crate::{Policy, SessionEvidence, continuity, cues, identity, presence};

/// Same evidence, header and policy: always the same verdict.
///
/// `accept` needs all three questions answered well. `reject` needs a different person, an attack, or a
/// stranger who came in during the session. A movement that was asked for and not seen is never accepted.
/// Everything else is `refer`: a human must look.
pub fn fuse(evidence: &SessionEvidence, header: &LogHeader, policy: &Policy) -> Verdict {
    let (identity, references, identity_reasons) = identity::judge(evidence, header, policy);
    let (presence, presence_reasons) = presence::judge(evidence, header, policy);
    let third = continuity::judge(evidence, header, policy);
    let missed_cue = cues::missed(evidence);
    let outcome = if identity.state == IdentityState::Different
        || presence.state == PresenceState::Attack
        || third.stranger_in_part
    {
        Outcome::Reject
    } else if identity.state == IdentityState::Same
        && presence.state == PresenceState::Live
        && third.continuity.state == ContinuityState::Held
        && missed_cue.is_none()
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
        .collect();
    let id_matches = references
        .iter()
        .any(|f| matches!(f.kind, ReferenceKind::Picture) && f.state == IdentityState::Same);
    reasons.sort_by_key(|r| order(r.code, id_matches));
    Verdict {
        outcome,
        identity,
        references,
        presence,
        continuity: third.continuity,
        cues: evidence.cues.clone(),
        reasons,
        policy: policy.stamp(),
        span: evidence.span,
    }
}

/// What weighs most comes first; what speaks for the person comes last.
/// "Not the interviewed person" leads when the ID matches: that is the hand-over.
fn order(code: domain::ReasonCode, id_matches: bool) -> u8 {
    use domain::ReasonCode as R;
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
        R::FaceAway | R::StreamGap | R::SecondFace => 8,
        R::NoReference | R::NoFace | R::CutShort => 9,
        R::NotEnoughFaces | R::SignalMissing | R::TooShort => 10,
        R::PresenceUncertain | R::StreamBroken => 11,
        R::SamePerson => 12,
        R::Live => 13,
    }
}
