//! Light cards on the wire: what to show, and what came of it.

use app::LightCard;
use domain::{LightFinding, LightMissing, LightSkip, LightState, LightStep};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One colour for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LightStepView {
    /// sRGB, `#rrggbb`.
    pub colour: String,
    /// Milliseconds.
    pub for_ms: u64,
}

impl From<&LightStep> for LightStepView {
    fn from(step: &LightStep) -> Self {
        let [r, g, b] = step.colour.0;
        let for_ms = u64::try_from(step.lasts.as_millis()).unwrap_or(u64::MAX);
        Self { colour: format!("#{r:02x}{g:02x}{b:02x}"), for_ms }
    }
}

/// A light card that was handed out. Dark grey (`#3f3f42`) is shown before its first step and after its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LightCardView {
    /// Its number within the session.
    pub number: u32,
    /// What to show, from now on.
    pub steps: Vec<LightStepView>,
}

impl From<&LightCard> for LightCardView {
    fn from(card: &LightCard) -> Self {
        Self { number: card.number, steps: card.steps.iter().map(Into::into).collect() }
    }
}

/// Why a card is not shown, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LightSkipView {
    /// Somebody in the call is sensitive to flashing light, or does not want to say.
    Photosensitive,
    /// It was stopped.
    Stopped,
}

impl From<LightSkip> for LightSkipView {
    fn from(why: LightSkip) -> Self {
        match why {
            LightSkip::Photosensitive => Self::Photosensitive,
            LightSkip::Stopped => Self::Stopped,
        }
    }
}

impl From<LightSkipView> for LightSkip {
    fn from(why: LightSkipView) -> Self {
        match why {
            LightSkipView::Photosensitive => Self::Photosensitive,
            LightSkipView::Stopped => Self::Stopped,
        }
    }
}

/// What came of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LightStateView {
    /// It is being shown, or the answer is still on its way.
    Waiting,
    /// The skin followed it.
    Answered,
    /// The skin did not follow it, and it would have been seen.
    Unanswered,
    /// The skin changed its colour, and not as the card did.
    Wrong,
    /// Nothing can be said.
    NotAssessed,
    /// It was not shown, or stopped.
    Skipped,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LightMissingView {
    /// The face was seen on too few frames, or with pauses.
    TooFewSamples,
    /// Nobody said that the card was shown.
    NotShown,
    /// What a usual screen gives would have been lost in the picture's noise.
    TooWeak,
}

/// A light card and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LightView {
    /// Where in the stream it was handed out, milliseconds.
    pub shown_at_ms: u64,
    /// What came of it.
    pub state: LightStateView,
    /// Why nothing can be said; null unless not assessed.
    #[schema(required)]
    pub missing: Option<LightMissingView>,
    /// Why it was not shown to its end; null unless skipped.
    #[schema(required)]
    pub skipped: Option<LightSkipView>,
    /// From the card to the skin's answer, network and meeting included, milliseconds; null unless answered.
    #[schema(required)]
    pub delay_ms: Option<u64>,
    /// By what share the skin's light grows from a black to a white card; null unless answered.
    #[schema(required)]
    pub strength: Option<f32>,
    /// One card in this many would be followed as well by chance, 1 to 1000; null where nothing was measured.
    #[schema(required)]
    pub one_in: Option<u32>,
    /// The weakest answer that would have been seen, as `strength`; null when not even one of 0.16, or where
    /// nothing was measured.
    #[schema(required)]
    pub seen_from: Option<f32>,
}

impl From<&LightFinding> for LightView {
    fn from(f: &LightFinding) -> Self {
        let (state, missing, skipped) = match f.state {
            LightState::Waiting => (LightStateView::Waiting, None, None),
            LightState::Answered => (LightStateView::Answered, None, None),
            LightState::Unanswered => (LightStateView::Unanswered, None, None),
            LightState::Wrong => (LightStateView::Wrong, None, None),
            LightState::NotAssessed(why) => (LightStateView::NotAssessed, Some(why.into()), None),
            LightState::Skipped(why) => (LightStateView::Skipped, None, Some(why.into())),
        };
        Self {
            shown_at_ms: f.at.millis(),
            state,
            missing,
            skipped,
            delay_ms: f.delay.map(|d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)),
            strength: f.strength,
            one_in: f.one_in,
            seen_from: f.seen_from,
        }
    }
}

impl From<LightMissing> for LightMissingView {
    fn from(why: LightMissing) -> Self {
        match why {
            LightMissing::TooFewSamples => Self::TooFewSamples,
            LightMissing::NotShown => Self::NotShown,
            LightMissing::TooWeak => Self::TooWeak,
        }
    }
}
