//! The guide alone: the way through, every way out, and promises over random orders.

use std::time::Duration;

use domain::{
    CueAsked, CueFinding, CueKind, CueState, LightFinding, LightLength, LightState, MediaTime,
    Outcome, Reason, ReasonCode, SignKind, Verdict,
};
use proptest::prelude::*;

use super::*;

const PLAN: [CueKind; 2] = [CueKind::ComeCloser, CueKind::TurnLeft];
const PAUSE: Duration = Duration::from_millis(1_000);

fn plan(colours: bool) -> GuidePlan {
    let movements = PLAN.map(|kind| PlannedMovement { kind, pause: PAUSE }).to_vec();
    GuidePlan {
        movements,
        wants_colours: colours,
        shows_colours: colours,
        card: LightLength::Full,
        stops_at_reject: false,
    }
}

fn verdict(outcome: Outcome, codes: &[ReasonCode]) -> Verdict {
    let header = testkit::log_header(verdict::Policy::BUILT_IN[0], Vec::new());
    let policy = verdict::Policy::parse(verdict::Policy::BUILT_IN[0]).unwrap();
    let blank = verdict::Evidence::new(&header).judge(&header, &policy);
    let reason = |code: &ReasonCode| Reason { code: *code, text: "a test".into(), at: None };
    Verdict { outcome, reasons: codes.iter().map(reason).collect(), ..blank }
}

/// A guide with what it said so far, and what a session would know.
struct Run {
    guide: Guide,
    now: Duration,
    told: Vec<GuideOutput>,
    verdict: Verdict,
}

impl Run {
    fn new(plan: GuidePlan) -> Self {
        let verdict = verdict(Outcome::Refer, &[ReasonCode::TooShort]);
        let mut run = Self { guide: Guide::new(plan), now: Duration::ZERO, told: vec![], verdict };
        run.drain();
        run
    }

    fn drain(&mut self) {
        while let Some(output) = self.guide.poll() {
            match output {
                GuideOutput::Ask(kind) => {
                    let number = self.verdict.cues.len() as u32;
                    self.verdict.cues.push(CueFinding {
                        cue: CueAsked { number, kind, at: MediaTime::ZERO },
                        state: CueState::Waiting,
                        lowest_score: None,
                        highest_manipulation: None,
                    });
                }
                GuideOutput::ShowColours(LightLength::Full) => {
                    self.verdict.lights.push(LightFinding {
                        number: Some(0),
                        at: MediaTime::ZERO,
                        state: LightState::Waiting,
                        delay: None,
                        strength: None,
                        one_in: None,
                        seen_from: None,
                    });
                }
                _ => {}
            }
            self.told.push(output);
        }
    }

    fn put(&mut self, input: GuideInput<'_>) {
        self.guide.handle(self.now, input);
        self.drain();
    }

    fn judge(&mut self) {
        let verdict = self.verdict.clone();
        self.put(GuideInput::Verdict(&verdict));
    }

    fn answer(&mut self, state: CueState) {
        if let Some(open) = self.verdict.cues.last_mut() {
            open.state = state;
        }
        self.judge();
    }

    /// Frames every 200 ms.
    fn frames(&mut self, count: u32, hint: Option<FaceHint>) {
        for _ in 0..count {
            self.now += Duration::from_millis(200);
            self.put(GuideInput::Face(hint));
        }
    }

    fn begin(colours: bool) -> Self {
        let mut run = Self::new(plan(colours));
        run.put(GuideInput::PageHere);
        run.put(GuideInput::Picture);
        run
    }

    fn move_as_asked(&mut self) {
        for _ in PLAN {
            self.frames(6, None);
            self.answer(done());
        }
    }

    fn ended(&self) -> Option<GuideEnd> {
        self.told.iter().find_map(|o| match o {
            GuideOutput::End(end) => Some(*end),
            _ => None,
        })
    }

    fn asked(&self) -> Vec<CueKind> {
        let ask = |o: &GuideOutput| match o {
            GuideOutput::Ask(kind) => Some(*kind),
            _ => None,
        };
        self.told.iter().filter_map(ask).collect()
    }
}

fn done() -> CueState {
    CueState::Done { after: Duration::from_secs(1) }
}

#[test]
fn the_way_through() {
    let mut run = Run::begin(true);
    run.frames(3, Some(FaceHint::Closer));
    assert!(run.asked().is_empty());
    run.move_as_asked();
    assert_eq!(run.asked(), PLAN);
    run.frames(4, None);
    assert_eq!(run.told.last(), Some(&GuideOutput::ShowColours(LightLength::Full)));
    run.put(GuideInput::ColoursShown);
    run.verdict.outcome = Outcome::Accept;
    run.judge();
    assert_eq!(run.ended(), None, "the card's answer is still on its way");
    run.verdict.lights[0].state = LightState::Answered;
    run.judge();
    assert_eq!(run.ended(), Some(GuideEnd::Complete));
    let said: Vec<_> = run
        .told
        .iter()
        .filter_map(|o| match o {
            GuideOutput::Say(said) => Some(*said),
            _ => None,
        })
        .collect();
    assert_eq!(said[0], Guidance::Waiting);
    assert_eq!(said[1], Guidance::Face(Some(FaceHint::Closer)));
    assert_eq!(said[2], Guidance::Face(None));
    let first = said.iter().position(|s| matches!(s, Guidance::Do { number: 1, .. })).unwrap();
    assert_eq!(said[first + 1], Guidance::Seen { number: 1, of: 2 });
}

#[test]
fn a_missed_movement_is_asked_again_once() {
    let mut run = Run::begin(false);
    run.frames(6, None);
    run.answer(CueState::Missed);
    run.frames(6, None);
    assert_eq!(run.asked(), [PLAN[0], PLAN[0]]);
    run.answer(CueState::Missed);
    assert_eq!(run.ended(), Some(GuideEnd::MovementMissed));
}

#[test]
fn a_login_ends_as_soon_as_it_is_somebody_else() {
    for (stops, expected) in [(true, Some(GuideEnd::Complete)), (false, None)] {
        let asked = plan(false);
        let mut run = Run::new(if stops { asked.stopping_at_reject() } else { asked });
        run.put(GuideInput::PageHere);
        run.put(GuideInput::Picture);
        run.frames(3, None);
        run.verdict = verdict(Outcome::Refer, &[ReasonCode::NotTheIdHolder]);
        run.judge();
        assert_eq!(run.ended(), None);
        run.verdict = verdict(Outcome::Reject, &[ReasonCode::NotTheIdHolder]);
        run.judge();
        assert_eq!(run.ended(), expected);
    }
}

#[test]
fn a_face_that_moves_away_begins_its_pause_anew() {
    let mut run = Run::begin(false);
    for _ in 0..10 {
        run.frames(4, None);
        run.frames(1, Some(FaceHint::Centre));
    }
    assert!(run.asked().is_empty());
}

#[test]
fn every_wait_has_an_end() {
    let wait = |run: &mut Run, s: u64| {
        run.now += Duration::from_secs(s);
        run.put(GuideInput::Time);
        run.ended()
    };
    let mut run = Run::new(plan(true));
    assert_eq!(wait(&mut run, 19), None);
    assert_eq!(wait(&mut run, 1), Some(GuideEnd::PageGone));
    let mut run = Run::new(plan(true));
    run.put(GuideInput::PageHere);
    assert_eq!(wait(&mut run, 30), Some(GuideEnd::NoVideo));
    let mut run = Run::begin(true);
    assert_eq!(wait(&mut run, 9), Some(GuideEnd::CameraLost));
    let mut run = Run::begin(true);
    run.frames(160, Some(FaceHint::OnePerson));
    assert_eq!(run.ended(), Some(GuideEnd::NotPlaced(FaceHint::OnePerson)));
    // Frames come, and the stream's own clock stands still.
    let mut run = Run::begin(true);
    run.frames(90, None);
    assert_eq!(run.ended(), Some(GuideEnd::CameraLost));
    let mut run = Run::begin(false);
    run.move_as_asked();
    run.frames(80, None);
    assert_eq!(run.ended(), Some(GuideEnd::Complete));
    let mut run = Run::begin(false);
    run.put(GuideInput::Stop);
    assert_eq!(run.ended(), Some(GuideEnd::Stopped));
}

#[test]
fn a_page_may_come_back() {
    let mut run = Run::begin(false);
    run.put(GuideInput::PageGone);
    run.frames(60, Some(FaceHint::NoFace));
    run.put(GuideInput::PageHere);
    run.frames(60, Some(FaceHint::NoFace));
    assert_eq!(run.ended(), None);
}

#[test]
fn colours_that_are_not_shown_leave_a_sign() {
    let signs = |run: &Run| {
        run.told
            .iter()
            .filter(|o| matches!(o, GuideOutput::Sign(SignKind::ColoursDeclined)))
            .count()
    };
    let mut run = Run::new(plan(true).without_colours());
    run.put(GuideInput::Picture);
    run.put(GuideInput::PageHere);
    run.move_as_asked();
    run.frames(10, None);
    assert!(!run.told.contains(&GuideOutput::ShowColours(LightLength::Full)));
    assert_eq!(signs(&run), 1);
    for told in [true, false] {
        let mut run = Run::begin(true);
        run.move_as_asked();
        run.frames(4, None);
        if told {
            run.put(GuideInput::ColoursDeclined);
        } else {
            run.frames(125, None);
        }
        assert_eq!(signs(&run), 1, "{told}");
    }
}

#[test]
fn what_is_told_at_the_end() {
    use AgainCode as A;
    use ReasonCode as R;
    let check = |end, outcome, codes: &[R], more, expected| {
        let verdict = verdict(outcome, codes);
        assert_eq!(conclude(end, Some(&verdict), more), expected, "{end:?} {codes:?}");
    };
    let (complete, missed) = (GuideEnd::Complete, GuideEnd::MovementMissed);
    check(complete, Outcome::Accept, &[R::SamePerson], false, Conclusion::Done);
    check(complete, Outcome::Refer, &[R::PresenceUncertain], true, Conclusion::Human);
    check(complete, Outcome::Refer, &[R::SecondFace], true, Conclusion::Again(A::SeveralPeople));
    check(complete, Outcome::Refer, &[R::SecondFace], false, Conclusion::Human);
    check(complete, Outcome::Refer, &[R::SecondFace, R::ImitationBand], true, Conclusion::Human);
    check(complete, Outcome::Refer, &[R::InjectionSign], true, Conclusion::Human);
    check(complete, Outcome::Reject, &[R::SecondFace], true, Conclusion::Human);
    let codes = [R::CueMissed, R::StepsUnfinished, R::PresenceUncertain];
    check(missed, Outcome::Refer, &codes, true, Conclusion::Again(A::MovementMissed));
    check(GuideEnd::Stopped, Outcome::Refer, &codes, true, Conclusion::Again(A::Stopped));
    let failed = conclude(GuideEnd::NoVideo, None, true);
    assert_eq!(failed, Conclusion::Again(A::NoVideo));
    assert_eq!(conclude(GuideEnd::Complete, None, true), Conclusion::Human);
}

/// What a hostile or unlucky page, camera and session may bring, in any order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Picture,
    Face(bool),
    Answer(bool),
    Judge,
    Shown,
    Declined,
    Here,
    Gone,
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        1 => Just(Step::Picture),
        8 => prop::bool::weighted(0.9).prop_map(Step::Face),
        4 => prop::bool::weighted(0.8).prop_map(Step::Answer),
        2 => Just(Step::Judge),
        1 => Just(Step::Shown),
        1 => Just(Step::Declined),
        2 => Just(Step::Here),
        1 => Just(Step::Gone),
        1 => (0_u64..4_000).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 0..300)
}

proptest! {
    #[test]
    fn whatever_comes_the_order_holds(steps in steps(), colours in any::<bool>()) {
        let mut run = Run::new(plan(colours));
        for step in steps {
            match step {
                Step::Picture => run.put(GuideInput::Picture),
                Step::Face(true) => run.frames(1, None),
                Step::Face(false) => run.frames(1, Some(FaceHint::Light)),
                Step::Answer(true) => run.answer(done()),
                Step::Answer(false) => run.answer(CueState::Missed),
                Step::Judge => run.judge(),
                Step::Shown => run.put(GuideInput::ColoursShown),
                Step::Declined => run.put(GuideInput::ColoursDeclined),
                Step::Here => run.put(GuideInput::PageHere),
                Step::Gone => run.put(GuideInput::PageGone),
                Step::Wait(ms) => {
                    run.now += Duration::from_millis(ms);
                    run.put(GuideInput::Time);
                }
            }
        }
        run.now += Duration::from_secs(90);
        run.put(GuideInput::Time);
        // It ends, once, and nothing follows.
        let ends = run.told.iter().filter(|o| matches!(o, GuideOutput::End(_))).count();
        prop_assert_eq!(ends, 1);
        prop_assert!(matches!(run.told.last(), Some(GuideOutput::End(_))));
        // Movements in the order of the plan, each at most twice, the next one only when this one was seen.
        let (mut seen, mut tries, mut shown) = (0_usize, 0, 0);
        for output in &run.told {
            match output {
                GuideOutput::Ask(kind) => {
                    tries += 1;
                    prop_assert_eq!(Some(kind), PLAN.get(seen));
                    prop_assert!(tries <= 2 && shown == 0);
                }
                GuideOutput::Say(Guidance::Seen { number, .. }) => {
                    prop_assert_eq!(*number as usize, seen + 1);
                    prop_assert!(tries > 0);
                    (seen, tries) = (seen + 1, 0);
                }
                GuideOutput::ShowColours(LightLength::Full) => {
                    prop_assert!(colours && seen == PLAN.len());
                    shown += 1;
                }
                GuideOutput::End(GuideEnd::Complete) => {
                    prop_assert_eq!((seen, shown), (PLAN.len(), i32::from(colours)));
                }
                _ => {}
            }
        }
        prop_assert!(shown <= 1);
    }

    #[test]
    fn done_is_said_for_an_accept_only_and_again_never_after_a_reject(
        outcome in prop::sample::select(Outcome::ALL.to_vec()),
        codes in prop::collection::vec(prop::sample::select(vec![
            ReasonCode::SamePerson, ReasonCode::CueMissed, ReasonCode::Manipulation,
            ReasonCode::StreamGap, ReasonCode::PresenceUncertain, ReasonCode::OtherMovement,
        ]), 1..4),
        end in prop::sample::select(vec![
            GuideEnd::Complete, GuideEnd::Stopped, GuideEnd::SessionOver, GuideEnd::MovementMissed,
        ]),
        more in any::<bool>(),
    ) {
        let told = conclude(end, Some(&verdict(outcome, &codes)), more);
        prop_assert_eq!(told == Conclusion::Done, outcome == Outcome::Accept);
        if matches!(told, Conclusion::Again(_)) {
            prop_assert!(more && outcome == Outcome::Refer);
            prop_assert!(!codes.contains(&ReasonCode::Manipulation));
            prop_assert!(!codes.contains(&ReasonCode::OtherMovement));
        }
    }
}
