//! The state machine: waiting, placing, moving, colours, settling, the end.

use std::collections::VecDeque;
use std::time::Duration;

use domain::{
    CueKind, CueState, LightLength, LightMissing, LightState, Outcome, ReasonCode, SignKind,
    Verdict,
};
use verdict::ANSWER_WITHIN;

use super::{AgainCode, FaceHint, GuidePlan};

/// How long the first picture may take: a browser asks its user for the camera in the meantime.
const FIRST_PICTURE_WITHIN: Duration = Duration::from_secs(30);

/// How long a face may take to be well placed. A choice: the patience of a person.
const PLACED_WITHIN: Duration = Duration::from_secs(30);

/// How long pictures may fail to come once they came: three times the longest gap that a policy allows.
const PICTURES_WITHIN: Duration = Duration::from_secs(9);

/// How much later than the stream's own clock a cue may be given up here: pictures are analysed late on a
/// busy machine.
const GRACE: Duration = Duration::from_secs(5);

/// How often a movement is asked for.
const TRIES: u32 = 2;

/// How long the face rests in the middle before the colours begin.
const BEFORE_COLOURS: Duration = Duration::from_millis(600);

/// How long a card may take, from its beginning until the page says that it was shown: 12 steps of at most
/// 1.3 s, and what a page may be late.
const COLOURS_WITHIN: Duration = Duration::from_secs(24);

/// How long is waited for the verdict to settle once everything was asked.
const SETTLED_WITHIN: Duration = Duration::from_secs(15);

/// A verdict that refers and lacks nothing is given this long to turn.
const SETTLES: Duration = Duration::from_secs(3);

/// How long a page may be gone.
const PAGE_BACK_WITHIN: Duration = Duration::from_secs(20);

/// The longest that a camera step takes.
const ALTOGETHER: Duration = Duration::from_secs(90);

/// What happened.
#[derive(Debug, Clone, Copy)]
pub enum GuideInput<'a> {
    /// The first picture came.
    Picture,
    /// A frame was analysed: what to change about the face, none when it is well placed.
    Face(Option<FaceHint>),
    /// The verdict as it stands.
    Verdict(&'a Verdict),
    /// The page has shown the light card to its end, and the account was taken.
    ColoursShown,
    /// The page does not show it, or not to its end.
    ColoursDeclined,
    /// The page is there.
    PageHere,
    /// The page has gone.
    PageGone,
    /// The person gives up this attempt.
    Stop,
    /// The session has ended by itself.
    SessionOver,
    /// Time passed.
    Time,
}

/// What the person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guidance {
    /// No picture yet.
    Waiting,
    /// How the face is placed; none: well.
    Face(Option<FaceHint>),
    /// Make this movement now.
    Do {
        /// Which.
        kind: CueKind,
        /// Its number, from 1.
        number: u32,
        /// Of how many.
        of: u32,
        /// The first or the second time.
        attempt: u32,
        /// In this time.
        within: Duration,
    },
    /// It was seen.
    Seen {
        /// Its number, from 1.
        number: u32,
        /// Of how many.
        of: u32,
    },
    /// It was not seen.
    Missed {
        /// Its number, from 1.
        number: u32,
        /// Of how many.
        of: u32,
    },
    /// Hold still, at most so long.
    Sending {
        /// How long at most.
        left: Duration,
    },
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuideOutput {
    /// Tell the person.
    Say(Guidance),
    /// Give this cue.
    Ask(CueKind),
    /// Hand out a light card of that length.
    ShowColours(LightLength),
    /// Note a sign.
    Sign(SignKind),
    /// End the session. Nothing follows.
    End(GuideEnd),
}

/// Why the guide ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuideEnd {
    /// Everything was asked and answered.
    Complete,
    /// The person gave up.
    Stopped,
    /// The page went and did not come back.
    PageGone,
    /// No picture came.
    NoVideo,
    /// Pictures came and stopped.
    CameraLost,
    /// The face was not well placed in time.
    NotPlaced(FaceHint),
    /// A movement was not seen, twice.
    MovementMissed,
    /// It took too long altogether.
    TookTooLong,
    /// The session ended by itself.
    SessionOver,
    /// The service stopped, and nobody knows.
    Interrupted,
}

impl GuideEnd {
    /// Why another attempt is worth making, as far as the guide knows.
    pub(super) const fn code(self) -> Option<AgainCode> {
        Some(match self {
            Self::Complete => return None,
            Self::Stopped => AgainCode::Stopped,
            Self::PageGone | Self::CameraLost | Self::SessionOver => AgainCode::CameraLost,
            Self::NoVideo => AgainCode::NoVideo,
            Self::Interrupted => AgainCode::Interrupted,
            Self::NotPlaced(FaceHint::OnePerson) => AgainCode::SeveralPeople,
            Self::NotPlaced(FaceHint::NoFace) => AgainCode::NoFace,
            Self::NotPlaced(_) | Self::TookTooLong => AgainCode::FaceUnclear,
            Self::MovementMissed => AgainCode::MovementMissed,
        })
    }
}

/// What comes after the face is well placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Movement { index: usize, attempt: u32 },
    Colours,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Placing {
        next: Next,
        since: Duration,
        well_since: Option<Duration>,
        told: Option<Option<FaceHint>>,
    },
    Moving {
        index: usize,
        attempt: u32,
        cue: u32,
        since: Duration,
    },
    Colours {
        since: Duration,
    },
    Settling {
        since: Duration,
        told_s: u64,
    },
    Ended,
}

/// Leads one person through one camera step.
#[derive(Debug)]
pub struct Guide {
    plan: GuidePlan,
    phase: Phase,
    /// Cues given so far.
    cues: u32,
    last_frame: Duration,
    last_hint: FaceHint,
    page_gone: Option<Duration>,
    outputs: VecDeque<GuideOutput>,
}

impl Guide {
    /// A guide that has seen nothing yet. Time counts from here.
    pub fn new(plan: GuidePlan) -> Self {
        let mut outputs = VecDeque::from([GuideOutput::Say(Guidance::Waiting)]);
        if plan.wants_colours && !plan.shows_colours {
            outputs.push_front(GuideOutput::Sign(SignKind::ColoursDeclined));
        }
        Self {
            plan,
            phase: Phase::Waiting,
            cues: 0,
            last_frame: Duration::ZERO,
            last_hint: FaceHint::NoFace,
            page_gone: Some(Duration::ZERO),
            outputs,
        }
    }

    /// The next thing to do, if there is one.
    pub fn poll(&mut self) -> Option<GuideOutput> {
        self.outputs.pop_front()
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// Takes what happened, `now` after the beginning. After the end nothing changes.
    pub fn handle(&mut self, now: Duration, input: GuideInput<'_>) {
        if self.is_over() {
            return;
        }
        match input {
            GuideInput::Picture => {
                self.last_frame = now;
                if self.phase == Phase::Waiting {
                    self.go_on(now, 0);
                }
            }
            GuideInput::Face(hint) => self.face(now, hint),
            GuideInput::Verdict(verdict) => self.verdict(now, verdict),
            GuideInput::ColoursShown => {
                if matches!(self.phase, Phase::Colours { .. }) {
                    self.settle(now);
                }
            }
            GuideInput::ColoursDeclined => {
                if matches!(self.phase, Phase::Colours { .. }) {
                    self.outputs.push_back(GuideOutput::Sign(SignKind::ColoursDeclined));
                    self.settle(now);
                }
            }
            GuideInput::PageHere => self.page_gone = None,
            GuideInput::PageGone => self.page_gone = Some(now),
            GuideInput::Stop => self.end(GuideEnd::Stopped),
            GuideInput::SessionOver => self.end(GuideEnd::SessionOver),
            GuideInput::Time => {}
        }
        self.time(now);
    }

    fn of(&self) -> u32 {
        self.plan.movements.len() as u32
    }

    fn say(&mut self, guidance: Guidance) {
        self.outputs.push_back(GuideOutput::Say(guidance));
    }

    fn end(&mut self, end: GuideEnd) {
        self.phase = Phase::Ended;
        self.outputs.push_back(GuideOutput::End(end));
    }

    /// On to movement `index`, or what comes after the last.
    fn go_on(&mut self, now: Duration, index: usize) {
        if index < self.plan.movements.len() {
            self.place(now, Next::Movement { index, attempt: 1 });
        } else if self.plan.shows_colours {
            self.place(now, Next::Colours);
        } else {
            self.settle(now);
        }
    }

    fn place(&mut self, now: Duration, next: Next) {
        self.phase = Phase::Placing { next, since: now, well_since: None, told: None };
    }

    fn settle(&mut self, now: Duration) {
        self.phase = Phase::Settling { since: now, told_s: SETTLED_WITHIN.as_secs() };
        self.say(Guidance::Sending { left: SETTLED_WITHIN });
    }

    fn face(&mut self, now: Duration, hint: Option<FaceHint>) {
        self.last_frame = now;
        let Phase::Placing { next, well_since, told, .. } = &mut self.phase else { return };
        *well_since = if hint.is_none() { well_since.or(Some(now)) } else { None };
        let is_news = *told != Some(hint);
        *told = Some(hint);
        let (next, well_since) = (*next, *well_since);
        if let Some(hint) = hint {
            self.last_hint = hint;
        }
        if is_news {
            self.say(Guidance::Face(hint));
        }
        let pause = match next {
            Next::Movement { index, .. } => self.plan.movements[index].pause,
            Next::Colours => BEFORE_COLOURS,
        };
        if well_since.is_some_and(|since| now.saturating_sub(since) >= pause) {
            self.begin(now, next);
        }
    }

    fn begin(&mut self, now: Duration, next: Next) {
        match next {
            Next::Movement { index, attempt } => {
                let kind = self.plan.movements[index].kind;
                self.phase = Phase::Moving { index, attempt, cue: self.cues, since: now };
                self.cues += 1;
                self.outputs.push_back(GuideOutput::Ask(kind));
                let (number, of) = (index as u32 + 1, self.of());
                self.say(Guidance::Do { kind, number, of, attempt, within: ANSWER_WITHIN });
            }
            Next::Colours => {
                self.phase = Phase::Colours { since: now };
                self.outputs.push_back(GuideOutput::ShowColours(self.plan.card));
            }
        }
    }

    fn verdict(&mut self, now: Duration, verdict: &Verdict) {
        if self.plan.stops_at_reject && verdict.outcome == Outcome::Reject {
            return self.end(GuideEnd::Complete);
        }
        match self.phase {
            Phase::Moving { index, attempt, cue, .. } => {
                let found = verdict.cues.iter().find(|f| f.cue.number == cue).map(|f| f.state);
                let (number, of) = (index as u32 + 1, self.of());
                match found {
                    Some(CueState::Done { .. }) => {
                        self.say(Guidance::Seen { number, of });
                        self.go_on(now, index + 1);
                    }
                    Some(CueState::Missed | CueState::NotAssessed) => {
                        self.say(Guidance::Missed { number, of });
                        if attempt < TRIES {
                            self.place(now, Next::Movement { index, attempt: attempt + 1 });
                        } else {
                            self.end(GuideEnd::MovementMissed);
                        }
                    }
                    Some(CueState::Waiting) | None => {}
                }
            }
            Phase::Settling { since, .. } => {
                if is_enough(verdict, self.plan.shows_colours, now.saturating_sub(since)) {
                    self.end(GuideEnd::Complete);
                }
            }
            Phase::Waiting | Phase::Placing { .. } | Phase::Colours { .. } | Phase::Ended => {}
        }
    }

    /// What time alone brings about.
    fn time(&mut self, now: Duration) {
        let passed = |since: Duration, limit: Duration| now.saturating_sub(since) >= limit;
        if self.is_over() {
            return;
        }
        if self.page_gone.is_some_and(|since| passed(since, PAGE_BACK_WITHIN)) {
            return self.end(GuideEnd::PageGone);
        }
        if let Phase::Settling { since, told_s } = self.phase {
            if passed(since, SETTLED_WITHIN) {
                return self.end(GuideEnd::Complete);
            }
            let left = SETTLED_WITHIN.saturating_sub(now.saturating_sub(since));
            if left.as_secs() + 1 < told_s {
                self.phase = Phase::Settling { since, told_s: left.as_secs() + 1 };
                self.say(Guidance::Sending { left });
            }
        }
        if passed(Duration::ZERO, ALTOGETHER) {
            return self.end(GuideEnd::TookTooLong);
        }
        if self.phase == Phase::Waiting {
            if passed(Duration::ZERO, FIRST_PICTURE_WITHIN) {
                self.end(GuideEnd::NoVideo);
            }
            return;
        }
        if passed(self.last_frame, PICTURES_WITHIN) {
            return self.end(GuideEnd::CameraLost);
        }
        match self.phase {
            Phase::Placing { since, .. } if passed(since, PLACED_WITHIN) => {
                self.end(GuideEnd::NotPlaced(self.last_hint));
            }
            // The stream's clock closes a cue; here only when it does not.
            Phase::Moving { since, .. } if passed(since, ANSWER_WITHIN + GRACE) => {
                self.end(GuideEnd::CameraLost);
            }
            Phase::Colours { since } if passed(since, COLOURS_WITHIN) => {
                self.outputs.push_back(GuideOutput::Sign(SignKind::ColoursDeclined));
                self.settle(now);
            }
            _ => {}
        }
    }
}

/// Whether more pictures would not change what is known.
fn is_enough(verdict: &Verdict, with_colours: bool, waited: Duration) -> bool {
    let card = verdict.lights.iter().rev().find(|f| f.number.is_some()).map(|f| f.state);
    let is_told = |state| !matches!(state, LightState::NotAssessed(LightMissing::NotShown));
    let is_card_open =
        with_colours && card.is_none_or(|state| state == LightState::Waiting || !is_told(state));
    let is_forming = verdict.reasons.iter().any(|r| {
        matches!(
            r.code,
            ReasonCode::NotEnoughFaces | ReasonCode::TooShort | ReasonCode::SignalMissing
        )
    });
    match verdict.outcome {
        Outcome::Accept | Outcome::Reject => !is_card_open,
        Outcome::Refer => !is_card_open && !is_forming && waited >= SETTLES,
    }
}
