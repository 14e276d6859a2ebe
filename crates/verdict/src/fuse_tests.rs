//! Properties of the fusion that no change may break, and the cases a human would ask about.

use std::time::Duration;

use domain::{
    ComparisonScore, ContinuityState, IdentityState, LogHeader, MediaTime, ModelId, ModelStamp,
    Outcome, PresenceState, ReasonCode, ReferenceId, ReferenceKind, SessionKind, SignKind,
    SourceEnd, UtcTime, Verdict,
};
use proptest::prelude::*;
use signals::Blinks;
use testkit::SeededEntropy;

use crate::{
    Absence, IdentityThresholds, LoopFound, Policy, ReferenceEvidence, SeriesSummary,
    SessionEvidence, fuse,
};

fn header() -> LogHeader {
    testkit::log_header(Policy::BUILT_IN[0], Vec::new())
}

fn policy() -> Policy {
    Policy::parse(Policy::BUILT_IN[0]).unwrap()
}

fn login() -> Policy {
    Policy::parse(Policy::BUILT_IN[1]).unwrap()
}

fn blinks(closures: u32, watched_s: f64) -> Blinks {
    Blinks { closures, watched_s, usual: 0.3, lowest: 0.1 }
}

fn series(mean: f64, highest: f64, count: u32) -> SeriesSummary {
    SeriesSummary {
        mean,
        count,
        effective: f64::from(count),
        highest_stretch: (MediaTime::from_millis(1_000), highest.max(mean)),
    }
}

fn reference(picture: bool, score: f32) -> ReferenceEvidence {
    let entropy = SeededEntropy::new(u64::from(score.to_bits()));
    ReferenceEvidence {
        reference: ReferenceId::generate(UtcTime::from_unix_millis(0), &entropy),
        kind: if picture {
            ReferenceKind::Picture
        } else {
            ReferenceKind::Session { session: None, kind: SessionKind::Interview }
        },
        pooled: Some(ComparisonScore::new(score).unwrap()),
        lowest_pair: Some((MediaTime::from_millis(400), f64::from(score))),
    }
}

/// A session nobody would doubt.
fn good() -> SessionEvidence {
    SessionEvidence {
        span: Some((MediaTime::ZERO, MediaTime::from_millis(10_000))),
        frames_with_face: 50,
        samples: 12,
        references: vec![reference(true, 0.75)],
        pad: Some(series(-4.0, -3.0, 20)),
        manipulation: Some(series(-3.0, -2.0, 20)),
        blinks: Some(blinks(3, 10.0)),
        self_lowest_pair: Some((MediaTime::from_millis(800), 0.8)),
        longest_absence: Some(Absence {
            from: MediaTime::ZERO,
            lasted: Duration::from_millis(400),
        }),
        longest_gap: None,
        longest_freeze: None,
        looped: None,
        second_face: None,
        cues: Vec::new(),
        lights: Vec::new(),
        signs: Vec::new(),
        other_movements: None,
        enlarged_approach: None,
        steps: None,
        stream: domain::StreamFinding::default(),
        ended: None,
    }
}

fn judge(evidence: &SessionEvidence) -> Verdict {
    fuse(evidence, &header(), &policy())
}

fn demonstrated(evidence: &SessionEvidence) -> Verdict {
    fuse(evidence, &header(), &Policy::parse(Policy::DEMONSTRATION).unwrap())
}

fn check(change: impl FnOnce(&mut SessionEvidence), outcome: Outcome, code: ReasonCode) -> Verdict {
    let mut evidence = good();
    change(&mut evidence);
    let verdict = judge(&evidence);
    let codes: Vec<_> = verdict.reasons.iter().map(|r| r.code).collect();
    assert_eq!(verdict.outcome, outcome, "{codes:?}");
    assert!(codes.contains(&code), "{code:?} not in {codes:?}");
    verdict
}

#[test]
fn a_good_session_is_accepted_and_says_why() {
    let v = check(|_| (), Outcome::Accept, ReasonCode::SamePerson);
    assert!(v.reasons.iter().any(|r| r.code == ReasonCode::Live));
    assert_eq!(v.continuity.state, ContinuityState::Held);
}

fn light(number: u32, state: domain::LightState) -> domain::LightFinding {
    domain::LightFinding {
        number: Some(number),
        at: MediaTime::from_millis(2_000),
        state,
        delay: None,
        strength: None,
        one_in: Some(3),
        seen_from: Some(0.02),
    }
}

#[test]
fn a_light_card_that_the_skin_did_not_follow_goes_to_a_human_until_one_is() {
    use domain::{LightMissing, LightSkip, LightState as L};
    let unanswered = light(0, L::Unanswered);
    check(|e| e.lights = vec![unanswered], Outcome::Refer, ReasonCode::LightUnanswered);
    check(|e| e.lights = vec![light(0, L::Wrong)], Outcome::Refer, ReasonCode::LightWrong);
    for says_nothing in
        [L::Waiting, L::NotAssessed(LightMissing::TooWeak), L::Skipped(LightSkip::Photosensitive)]
    {
        let after = light(1, says_nothing);
        check(|e| e.lights = vec![after], Outcome::Accept, ReasonCode::SamePerson);
        let both = vec![unanswered, after];
        check(|e| e.lights = both, Outcome::Refer, ReasonCode::LightUnanswered);
    }
    let answered = vec![unanswered, light(1, L::Answered)];
    check(|e| e.lights = answered, Outcome::Accept, ReasonCode::SamePerson);
}

fn sign(kind: SignKind) -> domain::Sign {
    domain::Sign { at: MediaTime::from_millis(1_000), kind }
}

#[test]
fn every_sign_sends_to_a_human() {
    for kind in SignKind::ALL {
        let code = match kind {
            SignKind::ColoursDeclined => ReasonCode::SignalMissing,
            SignKind::DocumentUnread | SignKind::DocumentDoubtful => ReasonCode::DocumentDoubtful,
            SignKind::OtherIdentity => ReasonCode::OtherIdentity,
            _ => ReasonCode::InjectionSign,
        };
        check(|e| e.signs = vec![sign(kind)], Outcome::Refer, code);
    }
}

#[test]
fn a_session_that_is_led_is_not_accepted_before_its_steps_are_done() {
    use domain::{
        CueAsked, CueFinding, CueKind, CueState, LightMissing, LightSkip, LightState as L,
    };
    let done = CueState::Done { after: Duration::from_secs(1) };
    let cue = |number, state| CueFinding {
        cue: CueAsked { number, kind: CueKind::LookUp, at: MediaTime::from_millis(900) },
        state,
        lowest_score: None,
        highest_manipulation: None,
    };
    let steps = Some(domain::Steps { movements: 2, colours: true });
    let twice = vec![cue(0, done), cue(1, done)];
    let shown = vec![light(0, L::Answered)];
    let led = |cues: &[CueFinding], lights: &[domain::LightFinding]| {
        let (cues, lights) = (cues.to_vec(), lights.to_vec());
        judge(&SessionEvidence { steps, cues, lights, ..good() })
    };
    assert_eq!(led(&twice, &shown).outcome, Outcome::Accept);
    for (cues, lights) in [
        (&[][..], &shown[..]),
        (&twice[..1], &shown),
        (&[cue(0, done), cue(1, CueState::Waiting)], &shown),
        (&[cue(0, CueState::Missed), cue(1, done)], &shown),
        (&[cue(0, CueState::NotAssessed), cue(1, done)], &shown),
        (&twice, &[]),
        (&twice, &[light(0, L::Waiting)]),
        (&twice, &[light(0, L::NotAssessed(LightMissing::TooWeak))]),
        (&twice, &[light(0, L::Skipped(LightSkip::Stopped))]),
        (&twice, &[light(0, L::NotAssessed(LightMissing::NotShown))]),
    ] {
        let v = led(cues, lights);
        assert_eq!(v.outcome, Outcome::Refer, "{cues:?} {lights:?}");
        assert!(v.reasons.iter().any(|r| r.code == ReasonCode::StepsUnfinished));
    }
}

#[test]
fn a_policy_may_ask_for_an_answered_light_card() {
    let text =
        Policy::BUILT_IN[0].replace("min_ms = 2000", "min_ms = 2000\nlight_card = \"required\"");
    assert_ne!(text, Policy::BUILT_IN[0]);
    let policy = Policy::parse(&text).unwrap();
    let mut evidence = good();
    assert_eq!(fuse(&evidence, &header(), &policy).outcome, Outcome::Refer);
    evidence.lights = vec![light(0, domain::LightState::Answered)];
    assert_eq!(fuse(&evidence, &header(), &policy).outcome, Outcome::Accept);
}

#[test]
fn a_movement_that_was_not_seen_goes_to_a_human_until_it_is() {
    let cue = |number, state| domain::CueFinding {
        cue: domain::CueAsked {
            number,
            kind: domain::CueKind::TurnLeft,
            at: MediaTime::from_millis(3_000),
        },
        state,
        lowest_score: None,
        highest_manipulation: None,
    };
    let (missed, done) =
        (domain::CueState::Missed, domain::CueState::Done { after: Duration::from_millis(900) });
    check(|e| e.cues = vec![cue(0, missed)], Outcome::Refer, ReasonCode::CueMissed);
    let again = check(
        |e| e.cues = vec![cue(0, missed), cue(1, done)],
        Outcome::Accept,
        ReasonCode::SamePerson,
    );
    assert_eq!(again.cues.len(), 2);
    assert!(again.reasons.iter().all(|r| r.code != ReasonCode::CueMissed));
    let unwatched = domain::CueState::NotAssessed;
    check(|e| e.cues = vec![cue(0, unwatched)], Outcome::Accept, ReasonCode::SamePerson);
    // One that is still open decides nothing.
    let waiting = cue(0, domain::CueState::Waiting);
    check(|e| e.cues = vec![waiting], Outcome::Accept, ReasonCode::Live);
}

#[test]
fn somebody_else_is_rejected() {
    check(
        |e| e.references = vec![reference(true, 0.1)],
        Outcome::Reject,
        ReasonCode::NotTheIdHolder,
    );
}

#[test]
fn the_hand_over_is_its_own_reason() {
    let v = check(
        |e| e.references = vec![reference(true, 0.75), reference(false, 0.1)],
        Outcome::Reject,
        ReasonCode::NotTheInterviewedPerson,
    );
    assert_eq!(v.reasons[0].code, ReasonCode::NotTheInterviewedPerson);
    assert!(
        v.reasons[0].text.contains("but not the person who was interviewed"),
        "{}",
        v.reasons[0].text
    );
}

#[test]
fn the_borrowed_id_is_its_own_reason() {
    check(
        |e| e.references = vec![reference(true, 0.1), reference(false, 0.75)],
        Outcome::Reject,
        ReasonCode::SessionMatchesButNotTheId,
    );
}

#[test]
fn a_score_between_strangers_and_true_matches_goes_to_a_human() {
    let v = check(
        |e| e.references = vec![reference(true, 0.55)],
        Outcome::Refer,
        ReasonCode::ImitationBand,
    );
    assert_eq!(v.identity.state, IdentityState::NotEnough);
    assert_eq!(v.references[0].state, IdentityState::Same);
    // The score that would have been enough is said whole.
    let from = format!("same at {:.2} or above", header().imitation_below.unwrap_or_default());
    assert!(v.reasons[0].text.contains(&from), "{}", v.reasons[0].text);
}

#[test]
fn no_reference_is_never_accepted() {
    check(|e| e.references.clear(), Outcome::Refer, ReasonCode::NoReference);
}

#[test]
fn attacks_are_rejected_and_named() {
    let v = check(
        |e| e.pad = Some(series(5.0, 6.0, 20)),
        Outcome::Reject,
        ReasonCode::PresentationAttack,
    );
    assert_eq!(v.presence.attack, Some(ReasonCode::PresentationAttack));
    check(
        |e| e.manipulation = Some(series(9.0, 9.0, 20)),
        Outcome::Reject,
        ReasonCode::Manipulation,
    );
}

#[test]
fn an_attack_for_a_part_of_the_session_is_not_diluted_by_the_rest() {
    let v = check(
        |e| e.pad = Some(series(-4.0, 4.0, 500)),
        Outcome::Refer,
        ReasonCode::PresentationAttackInPart,
    );
    assert_eq!(v.presence.state, PresenceState::NotEnough);
}

#[test]
fn missing_signals_are_never_accepted() {
    check(|e| e.pad = None, Outcome::Refer, ReasonCode::SignalMissing);
    check(|e| e.manipulation = None, Outcome::Refer, ReasonCode::SignalMissing);
    check(|e| e.pad = Some(series(-4.0, -4.0, 2)), Outcome::Refer, ReasonCode::SignalMissing);
}

#[test]
fn a_score_in_the_imitation_band_adds_to_the_manipulation_evidence() {
    let suspected = |e: &mut SessionEvidence| {
        e.pad = Some(series(0.0, 0.0, 20));
        e.manipulation = Some(series(1.2, 1.2, 20));
    };
    let plain = check(suspected, Outcome::Refer, ReasonCode::PresenceUncertain);
    let v = check(
        |e| {
            suspected(e);
            e.references = vec![reference(true, 0.45)];
        },
        Outcome::Reject,
        ReasonCode::Manipulation,
    );
    assert!(v.presence.llr > plain.presence.llr);
    let because = "2.5 of it because a face laid over another one scores like this";
    assert!(v.reasons[0].text.contains(because), "{}", v.reasons[0].text);
    // The ID photo is old, and last month's session shows the same person.
    let v = check(
        |e| {
            suspected(e);
            e.references = vec![reference(true, 0.45), reference(false, 0.8)];
        },
        Outcome::Refer,
        ReasonCode::ImitationBand,
    );
    assert_eq!(v.presence, plain.presence);
    // Policies of before did not count it.
    let mut before = policy();
    before.presence.imitation_cap = None;
    let mut evidence = good();
    suspected(&mut evidence);
    evidence.references = vec![reference(true, 0.45)];
    assert_eq!(fuse(&evidence, &header(), &before).presence, plain.presence);
}

#[test]
fn a_demonstration_shows_presence_and_says_that_it_decides_nothing() {
    let attacked = SessionEvidence { pad: Some(series(5.0, 6.0, 20)), ..good() };
    for (evidence, state) in [
        (attacked, PresenceState::Attack),
        (SessionEvidence { manipulation: None, ..good() }, PresenceState::NotEnough),
        (good(), PresenceState::Live),
    ] {
        let v = demonstrated(&evidence);
        assert_eq!((v.outcome, v.presence.state), (Outcome::Accept, state));
        let codes: Vec<_> = v.reasons.iter().map(|r| r.code).collect();
        assert_eq!(codes[..2], [ReasonCode::SamePerson, ReasonCode::PresenceNotJudged]);
        assert!(v.reasons[1].text.starts_with("computer-made people: "), "{:?}", v.reasons[1]);
        assert_eq!(v.policy.name, Policy::DEMONSTRATION_NAME);
    }
}

#[test]
fn a_recording_is_referred_even_in_a_demonstration() {
    let from = MediaTime::from_millis(1_000);
    let still = Absence { from, lasted: Duration::from_secs(3) };
    let looped = LoopFound { at: from, period: Duration::from_secs(3) };
    for evidence in [
        SessionEvidence { longest_freeze: Some(still), ..good() },
        SessionEvidence { looped: Some(looped), ..good() },
    ] {
        assert_eq!(demonstrated(&evidence).outcome, Outcome::Refer);
    }
}

#[test]
fn eyes_that_never_close_go_to_a_human_with_a_sentence() {
    let v = check(|e| e.blinks = Some(blinks(0, 24.0)), Outcome::Refer, ReasonCode::NoBlinks);
    assert_eq!(v.presence.state, PresenceState::NotEnough);
    assert_eq!(v.reasons[0].code, ReasonCode::NoBlinks);
    assert!(v.reasons[0].text.starts_with("the eyes did not close in 24 s; "), "{:?}", v.reasons);
    // It says why the session is not live; "cannot be told" would say the same again.
    assert!(v.reasons.iter().all(|r| r.code != ReasonCode::PresenceUncertain));
    let v = check(
        |e| {
            e.blinks = Some(blinks(1, 60.0));
            e.pad = Some(series(1.5, 1.5, 20));
        },
        Outcome::Refer,
        ReasonCode::PresenceUncertain,
    );
    let text = &v.reasons.iter().find(|r| r.code == ReasonCode::NoBlinks).unwrap().text;
    assert!(text.starts_with("the eyes closed only once in 60 s; "), "{text}");
}

#[test]
fn an_attack_names_the_missing_blinks_too() {
    let v = check(
        |e| {
            e.blinks = Some(blinks(0, 60.0));
            e.manipulation = Some(series(2.7, 2.7, 20));
            e.pad = Some(series(2.4, 2.4, 20));
        },
        Outcome::Reject,
        ReasonCode::NoBlinks,
    );
    assert_eq!(v.reasons[0].code, ReasonCode::Manipulation);
}

#[test]
fn eyes_not_watched_or_not_long_enough_change_nothing() {
    for none in [None, Some(blinks(0, 7.9))] {
        let v = check(|e| e.blinks = none, Outcome::Accept, ReasonCode::Live);
        assert_eq!(v.presence, judge(&good()).presence);
    }
}

#[test]
fn continuity_breaks_are_named_with_their_time() {
    let ms = Duration::from_millis;
    let from = MediaTime::from_millis(4_000);
    let absence = |lasted| Some(Absence { from, lasted });
    let v =
        check(|e| e.longest_absence = absence(ms(10_001)), Outcome::Refer, ReasonCode::FaceAway);
    assert_eq!(v.continuity.broken_at, Some(from));
    check(|e| e.longest_gap = absence(ms(10_001)), Outcome::Refer, ReasonCode::StreamGap);
    let looped = LoopFound { at: from, period: ms(3_000) };
    let v = check(|e| e.looped = Some(looped), Outcome::Refer, ReasonCode::LoopedPicture);
    assert_ne!(v.presence.state, PresenceState::Live);
    check(|e| e.longest_freeze = absence(ms(2_000)), Outcome::Refer, ReasonCode::FrozenPicture);
    check(|e| e.self_lowest_pair = Some((from, 0.1)), Outcome::Refer, ReasonCode::PersonChanged);
    check(
        |e| {
            e.self_lowest_pair = Some((from, 0.1));
            e.references[0].lowest_pair = Some((from, 0.1));
        },
        Outcome::Reject,
        ReasonCode::PersonChanged,
    );
}

#[test]
fn thresholds_belong_to_the_documented_side() {
    // Exactly at `max_absence_ms` is allowed; exactly at a threshold is beyond it.
    let mut e = good();
    e.longest_absence =
        Some(Absence { from: MediaTime::ZERO, lasted: Duration::from_millis(10_000) });
    assert_eq!(judge(&e).outcome, Outcome::Accept);
    let mut policy = policy();
    let thresholds = IdentityThresholds { same: 0.6, different: 0.2 };
    assert_eq!(thresholds.state(0.6), IdentityState::Same);
    assert_eq!(thresholds.state(0.2), IdentityState::Different);
    policy.presence.attack_llr = 8.0;
    let mut e = good();
    e.pad = Some(SeriesSummary { effective: 1e12, ..series(5.0, 5.0, 20) });
    e.manipulation = Some(SeriesSummary { effective: 1e12, ..series(4.0, 4.0, 20) });
    let exact = judge(&e).presence.llr.unwrap();
    policy.presence.attack_llr = f64::from(exact.get());
    assert_eq!(fuse(&e, &header(), &policy).presence.state, PresenceState::Attack);
}

#[test]
fn too_short_and_no_face_are_referred() {
    check(
        |e| e.span = Some((MediaTime::ZERO, MediaTime::from_millis(1_999))),
        Outcome::Refer,
        ReasonCode::TooShort,
    );
    check(
        |e| {
            e.frames_with_face = 0;
            e.samples = 0;
            e.references[0].pooled = None;
        },
        Outcome::Refer,
        ReasonCode::NoFace,
    );
}

#[test]
fn a_session_cut_short_by_the_service_is_never_accepted_and_says_so() {
    let cut = |e: &mut SessionEvidence| e.ended = Some(SourceEnd::CutShort);
    let v = check(cut, Outcome::Refer, ReasonCode::CutShort);
    assert_eq!(v.reasons[0].code, ReasonCode::CutShort);
    assert_eq!(v.continuity.state, ContinuityState::NotEnough);
    // What speaks against the person still counts.
    check(
        |e| {
            cut(e);
            e.references = vec![reference(true, 0.1)];
        },
        Outcome::Reject,
        ReasonCode::CutShort,
    );
}

prop_compose! {
    fn any_series()(mean in -8.0_f64..8.0, above in 0.0_f64..6.0, count in 1_u32..60) -> SeriesSummary {
        series(mean, mean + above, count)
    }
}

prop_compose! {
    fn any_blinks()(closures in 0_u32..20, watched_s in 0.0_f64..120.0) -> Blinks {
        blinks(closures, watched_s)
    }
}

prop_compose! {
    fn any_evidence()(
        scores in prop::collection::vec((any::<bool>(), -0.2_f32..0.95), 0..4),
        pad in prop::option::of(any_series()),
        manipulation in prop::option::of(any_series()),
        eyes in prop::option::of(any_blinks()),
        samples in 0_u32..30,
        own in prop::option::of(-0.2_f64..1.0),
        freeze in prop::option::of(0_u64..4_000),
        span in 0_u64..20_000,
    ) -> SessionEvidence {
        SessionEvidence {
            span: Some((MediaTime::ZERO, MediaTime::from_millis(span))),
            frames_with_face: samples,
            samples,
            references: scores.into_iter().map(|(p, s)| reference(p, s)).collect(),
            pad,
            manipulation,
            blinks: eyes,
            self_lowest_pair: own.map(|s| (MediaTime::ZERO, s)),
            longest_freeze: freeze.map(|ms| Absence {
                from: MediaTime::ZERO,
                lasted: Duration::from_millis(ms),
            }),
            ..good()
        }
    }
}

proptest! {
    #[test]
    fn more_attack_evidence_never_improves_the_outcome(
        e in any_evidence(), more in 0.0_f64..10.0, on_pad in any::<bool>()
    ) {
        let mut worse = e.clone();
        let target = if on_pad { &mut worse.pad } else { &mut worse.manipulation };
        if let Some(s) = target {
            s.mean += more;
            s.highest_stretch.1 += more;
        }
        prop_assert!(judge(&worse).outcome >= judge(&e).outcome);
    }

    #[test]
    fn a_trace_of_openness_never_lowers_the_evidence_for_an_attack(
        e in any_evidence(), eyes in any_blinks()
    ) {
        let without = SessionEvidence { blinks: None, ..e.clone() };
        let with = SessionEvidence { blinks: Some(eyes), ..e };
        let llr = |e: &SessionEvidence| judge(e).presence.llr.map(domain::Llr::get);
        prop_assert!(llr(&with) >= llr(&without));
        prop_assert!(judge(&with).outcome >= judge(&without).outcome);
        if eyes.lifeless_llr().is_none_or(|llr| llr <= 0.0) {
            prop_assert_eq!(judge(&with), judge(&without));
        }
    }

    #[test]
    fn a_lower_score_never_lowers_the_evidence_for_an_attack(
        pad in any_series(), manipulation in any_series(), a in 0.25_f32..1.0, b in 0.25_f32..1.0,
    ) {
        let of = |score: f32| {
            let e = SessionEvidence {
                pad: Some(pad),
                manipulation: Some(manipulation),
                references: vec![reference(true, score)],
                ..good()
            };
            judge(&e).presence.llr
        };
        prop_assert!(of(a.min(b)) >= of(a.max(b)));
    }

    #[test]
    fn the_imitation_band_alone_is_never_an_attack(
        score in -1.0_f32..1.0, pad in -8.0_f64..0.0, manipulation in -8.0_f64..0.0,
    ) {
        let series = |mean: f64| Some(series(mean, mean, 20));
        for (pad, manipulation) in
            [(series(pad), series(manipulation)), (None, series(manipulation)), (None, None)]
        {
            let references = vec![reference(true, score)];
            let e = SessionEvidence { pad, manipulation, references, ..good() };
            prop_assert_ne!(judge(&e).presence.state, PresenceState::Attack);
        }
    }

    #[test]
    fn the_absence_of_blinks_alone_is_never_an_attack(
        e in any_evidence(), seconds in 0.0_f64..120.0, pad in -6.0_f64..0.9, other in -6.0_f64..0.9
    ) {
        let part = |llr: f64| {
            // Any number of samples, even so many that nothing is discounted.
            Some(SeriesSummary { effective: 1e12, ..series(llr, llr, 20) })
        };
        let mut header = header();
        header.pad_calibration = Some(testkit::calibration(-1.0, 0.0, 6.0));
        for (pad, manipulation) in
            [(part(pad), part(other)), (part(pad), None), (None, part(other)), (None, None)]
        {
            let e = SessionEvidence {
                pad,
                manipulation,
                blinks: Some(blinks(0, seconds)),
                // A score in the imitation band is evidence of its own.
                references: vec![reference(true, 0.75)],
                ..e.clone()
            };
            let presence = fuse(&e, &header, &policy()).presence;
            prop_assert_ne!(presence.state, PresenceState::Attack);
            prop_assert!(presence.llr.is_none_or(|l| l.get() < 1.85), "{:?}", presence);
        }
    }

    #[test]
    fn light_cards_send_to_a_human_and_never_further(
        e in any_evidence(),
        states in prop::collection::vec(prop::sample::select(vec![
            domain::LightState::Waiting,
            domain::LightState::Answered,
            domain::LightState::Unanswered,
            domain::LightState::Wrong,
        ]), 1..5),
    ) {
        let lights: Vec<_> = (0..).zip(states).map(|(n, state)| light(n, state)).collect();
        let (without, with) = (judge(&e), judge(&SessionEvidence { lights, ..e }));
        prop_assert_eq!(with.outcome == Outcome::Reject, without.outcome == Outcome::Reject);
        prop_assert!(with.outcome >= without.outcome);
        prop_assert_eq!(with.presence, without.presence);
    }

    #[test]
    fn signs_send_to_a_human_and_never_further_and_never_help(
        e in any_evidence(),
        kinds in prop::collection::vec(prop::sample::select(SignKind::ALL.to_vec()), 1..5),
    ) {
        let signs: Vec<_> = kinds.into_iter().map(sign).collect();
        let (without, with) = (judge(&e), judge(&SessionEvidence { signs, ..e }));
        prop_assert_eq!(with.outcome == Outcome::Reject, without.outcome == Outcome::Reject);
        prop_assert!(with.outcome >= Outcome::Refer);
        prop_assert!(with.outcome >= without.outcome);
    }

    #[test]
    fn removing_a_signal_never_leads_to_accept(e in any_evidence(), which in 0_u8..3) {
        let mut less = e.clone();
        match which {
            0 => less.pad = None,
            1 => less.manipulation = None,
            _ => less.references.iter_mut().for_each(|r| r.pooled = None),
        }
        prop_assert_ne!(judge(&less).outcome, Outcome::Accept);
    }

    #[test]
    fn no_policy_but_the_demonstration_accepts_without_presence(e in any_evidence()) {
        for text in Policy::BUILT_IN {
            let v = fuse(&e, &header(), &Policy::parse(text).unwrap());
            if v.outcome == Outcome::Accept {
                prop_assert_eq!(v.presence.state, PresenceState::Live);
            }
            prop_assert!(v.reasons.iter().all(|r| r.code != ReasonCode::PresenceNotJudged));
        }
    }

    #[test]
    fn a_demonstration_accepts_nobody_but_the_same_person_throughout(e in any_evidence()) {
        let v = demonstrated(&e);
        prop_assert!(v.reasons.iter().any(|r| r.code == ReasonCode::PresenceNotJudged));
        if v.outcome == Outcome::Accept {
            prop_assert_eq!(v.identity.state, IdentityState::Same);
            prop_assert_eq!(v.continuity.state, ContinuityState::Held);
        }
        prop_assert_eq!(&v.identity, &fuse(&e, &header(), &login()).identity);
        if v.identity.state == IdentityState::Different {
            prop_assert_eq!(v.outcome, Outcome::Reject);
        }
    }

    #[test]
    fn the_order_of_references_changes_no_state(e in any_evidence()) {
        let mut turned = e.clone();
        turned.references.reverse();
        let (a, b) = (judge(&e), judge(&turned));
        prop_assert_eq!(a.outcome, b.outcome);
        prop_assert_eq!(a.identity, b.identity);
        prop_assert_eq!(a.presence, b.presence);
    }

    #[test]
    fn every_verdict_has_a_reason_and_accept_has_no_missing_question(e in any_evidence()) {
        let v = judge(&e);
        prop_assert!(!v.reasons.is_empty());
        if v.outcome == Outcome::Accept {
            prop_assert_eq!(v.identity.state, IdentityState::Same);
            prop_assert_eq!(v.presence.state, PresenceState::Live);
            prop_assert_eq!(v.continuity.state, ContinuityState::Held);
        }
    }

    #[test]
    fn adding_a_reference_never_turns_a_verdict_into_accept(e in any_evidence(), score in -0.2_f32..0.95) {
        let mut more = e.clone();
        more.references.push(reference(false, score));
        if !e.references.is_empty() {
            let (before, after) = (judge(&e), judge(&more));
            // One that fits better takes back what the score had added to the evidence of a manipulation
            // (`imitation_llr`): a reject may become a refer, and no more.
            prop_assert!(after.outcome >= before.outcome.min(Outcome::Refer));
            if before.identity.state == IdentityState::Different {
                prop_assert_eq!(after.outcome, Outcome::Reject);
            }
        }
    }
}

#[test]
fn templates_of_another_model_give_no_answer() {
    let mut header = header();
    header.references = vec![testkit::reference(ReferenceKind::Picture, 0.0)];
    let other = ModelStamp { id: ModelId::new("newer-embedder"), ..testkit::embedder() };
    let mut evidence = crate::Evidence::new(&header);
    let mut frame = testkit::frame_record(0, 0);
    testkit::set_features(&mut frame, other, vec![1.0, 0.0]);
    evidence.push(&domain::LogEntry::Frame(frame));
    let summary = evidence.summary();
    assert_eq!(summary.references[0].pooled, None);
    assert_eq!(fuse(&summary, &header, &policy()).outcome, Outcome::Refer);
}
