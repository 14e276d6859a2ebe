//! What came of the light cards of a session: the samples of each, and the reason they give.
//!
//! An answer is shown and counts for nobody: a face swapped over a real one is lit by the same screen, and
//! what a swap leaves of the light is not measured yet. No answer, and a wrong one, go to a human and never
//! further.

use std::time::Duration;

use domain::{
    LightAsked, LightEntry, LightFinding, LightLength, LightMissing, LightSample, LightSkip,
    LightState, MediaTime, Reason, ReasonCode,
};
use signals::{ANSWERED_ONE_IN, LightResponse, LightTrace, ShownCard, widest_delay_s};

use crate::policy::LightRule;
use crate::{Policy, SessionEvidence};

/// The stream's clock may run behind the page's: the newest frame is up to a fifth of a second old when a
/// card is handed out, and may be in the models' hands. Answers are looked for from this much earlier on.
const EARLY: Duration = Duration::from_millis(500);

/// How long a page may take to say that the card was shown, after its last step.
const TOLD_WITHIN: Duration = Duration::from_secs(6);

/// An answer this strong is what a usual screen gives, and so its absence means something. A white screen of
/// 250 cd/m² and 0.05 m² (14 inch), 0.6 m away, gives 250 × 0.05 / 0.6² = 35 lx; EN 12464-1 lights faces at a
/// desk with 150 lx: 23 % where the card fills the screen, 8 % where it fills a third of it.
const USUAL_STRENGTH: f64 = 0.08;

/// The skin's colour is restless from here on (natural logarithm; [`LightResponse::restless`]): the light on
/// it changed. Of six talking clips none reached 0.11; a rendered wrong answer has 0.46 (docs/SIGNALS.md).
const RESTLESS: f64 = 0.25;

/// A card without an answer so far.
#[derive(Debug)]
struct Open {
    asked: LightAsked,
    edges: Option<Vec<Duration>>,
    samples: Vec<LightSample>,
}

impl Open {
    /// How long after the last step the answer to it may come.
    fn answers_within(&self) -> Duration {
        let length = LightLength::of(self.asked.steps.len());
        let widest = Duration::from_secs_f64(widest_delay_s(length));
        match length {
            LightLength::Full => widest,
            // The clocks' half second lies before the card: a login does not wait for it after.
            LightLength::Short => widest - EARLY,
        }
    }
}

/// Follows the light cards of a session.
#[derive(Debug, Default)]
pub(crate) struct LightWatch {
    open: Option<Open>,
    closed: Vec<LightFinding>,
}

impl LightWatch {
    /// Takes the next entry about light.
    pub fn push(&mut self, entry: &LightEntry) {
        match entry {
            LightEntry::Asked(asked) => {
                self.close(None);
                self.open = Some(Open { asked: asked.clone(), edges: None, samples: Vec::new() });
            }
            LightEntry::Shown { number, edges } => {
                if let Some(open) = self.open.as_mut().filter(|o| o.asked.number == *number) {
                    open.edges = Some(edges.clone());
                }
            }
            LightEntry::Skipped { at, why } => self.skip(*at, *why),
            LightEntry::Sample(sample) => {
                if let Some(open) = &mut self.open {
                    open.samples.push(*sample);
                }
            }
        }
    }

    /// A frame went by: time passes, also without a face.
    pub fn push_frame(&mut self, at: MediaTime) {
        let is_over = self.open.as_ref().is_some_and(|open| match &open.edges {
            Some(edges) => {
                let last = edges.last().copied().unwrap_or_default();
                at - open.asked.at > last + open.answers_within()
            }
            None => at - open.asked.at > open.asked.lasts() + TOLD_WITHIN,
        });
        if is_over {
            self.close(None);
        }
    }

    /// Nothing more will come.
    pub fn end(&mut self) {
        self.close(None);
    }

    /// What came of every card so far.
    pub fn findings(&self) -> Vec<LightFinding> {
        let waiting = self
            .open
            .as_ref()
            .map(|o| finding(Some(o.asked.number), o.asked.at, LightState::Waiting));
        self.closed.iter().copied().chain(waiting).collect()
    }

    fn skip(&mut self, at: MediaTime, why: LightSkip) {
        if self.open.is_some() {
            self.close(Some(why));
        } else {
            self.closed.push(finding(None, at, LightState::Skipped(why)));
        }
    }

    fn close(&mut self, skipped: Option<LightSkip>) {
        let Some(open) = self.open.take() else { return };
        let blank = |state| finding(Some(open.asked.number), open.asked.at, state);
        self.closed.push(match (skipped, &open.edges) {
            (Some(why), _) => blank(LightState::Skipped(why)),
            (None, None) => blank(LightState::NotAssessed(LightMissing::NotShown)),
            (None, Some(edges)) => match respond(&open, edges) {
                Some(response) => read(&open.asked, &response),
                None => blank(LightState::NotAssessed(LightMissing::TooFewSamples)),
            },
        });
    }
}

const fn finding(number: Option<u32>, at: MediaTime, state: LightState) -> LightFinding {
    LightFinding { number, at, state, delay: None, strength: None, one_in: None, seen_from: None }
}

/// How the skin answered; none when too little was seen.
fn respond(open: &Open, edges: &[Duration]) -> Option<LightResponse> {
    let card = ShownCard {
        colours: open.asked.steps.iter().map(|s| s.colour.linear()).collect(),
        edges_s: edges.iter().map(|e| e.as_secs_f64() - EARLY.as_secs_f64()).collect(),
    };
    let mut times_s: Vec<f64> = Vec::with_capacity(open.samples.len());
    let (mut skin, mut beside) = (Vec::new(), Vec::new());
    for sample in &open.samples {
        let t = (sample.at - open.asked.at).as_secs_f64();
        if times_s.last().is_none_or(|last| t > *last) {
            times_s.push(t);
            skin.push(sample.skin.map(f64::from));
            beside.push(sample.beside.map(|b| b.map(f64::from)));
        }
    }
    let trace = LightTrace { times_s: &times_s, skin: &skin, beside: &beside };
    LightResponse::assess(trace, &card, u64::from(open.asked.number)).ok()
}

fn read(asked: &LightAsked, response: &LightResponse) -> LightFinding {
    let is_seen = response.seen_from.is_some_and(|s| s <= USUAL_STRENGTH);
    let state = if response.one_in >= ANSWERED_ONE_IN {
        LightState::Answered
    } else if response.restless >= RESTLESS {
        LightState::Wrong
    } else if is_seen {
        LightState::Unanswered
    } else {
        LightState::NotAssessed(LightMissing::TooWeak)
    };
    let is_answered = state == LightState::Answered;
    LightFinding {
        number: Some(asked.number),
        at: asked.at,
        state,
        delay: is_answered.then(|| Duration::from_secs_f64(response.delay_s).saturating_sub(EARLY)),
        strength: is_answered.then_some(response.strength as f32),
        one_in: Some(response.one_in),
        seen_from: response.seen_from.map(|s| s as f32),
    }
}

/// A reason for the newest card that said anything, unless it was answered; and for a policy that asks for
/// an answer where there is none.
pub(crate) fn doubt(evidence: &SessionEvidence, policy: &Policy) -> Option<Reason> {
    let said = |f: &&LightFinding| {
        matches!(f.state, LightState::Answered | LightState::Unanswered | LightState::Wrong)
    };
    let newest = evidence.lights.iter().rev().find(said);
    match newest.map(|f| (f, f.state)) {
        Some((f, LightState::Unanswered)) => Some(Reason {
            code: ReasonCode::LightUnanswered,
            text: format!(
                "the skin did not follow the light card, where a change of {:.0} % would have been seen: ask \
                 whether the card is large on their screen, and show another",
                100.0 * f64::from(f.seen_from.unwrap_or_default())
            ),
            at: Some(f.at),
        }),
        Some((f, LightState::Wrong)) => Some(Reason {
            code: ReasonCode::LightWrong,
            text: "the skin changed its colour while the light card was shown, and not as the card did: \
                   show another, and ask them to change nothing else on their screen"
                .to_owned(),
            at: Some(f.at),
        }),
        Some(_) => None,
        None if policy.watch.light_card == LightRule::Required => Some(Reason {
            code: ReasonCode::SignalMissing,
            text: "the policy asks for an answered light card, and there is none".to_owned(),
            at: None,
        }),
        None => None,
    }
}

#[cfg(test)]
mod tests;
