//! The light card: colours that a page shows in an order drawn by chance, and what the skin made of them.
//!
//! Nothing here knows who shows the colours: an interviewer's shared window, a candidate's page or a login.
//!
//! Safe flashing by WCAG 2.2, success criterion 2.3.1: no colour of the palette is a saturated red
//! (R / (R + G + B) of linear light at or above 0.8), and steps last [`LightStep::SHORTEST`] or longer, so
//! that a second holds at most one pair of opposing changes where three would be allowed, whatever the area.

use std::time::Duration;

use crate::MediaTime;

/// A colour as a page shows it: sRGB, 8 bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardColour(pub [u8; 3]);

impl CardColour {
    /// The colours that are drawn from. Far apart in hue, so that the skin's answers differ; none is a
    /// saturated red (the reddest has 0.66 of its linear light in the red).
    pub const PALETTE: [Self; 7] = [
        Self([0xf3, 0xf3, 0xf3]),
        Self([0x3f, 0x3f, 0x42]),
        Self([0xf3, 0x89, 0x81]),
        Self([0x80, 0xed, 0x90]),
        Self([0x89, 0xa0, 0xff]),
        Self([0xf3, 0xe6, 0x60]),
        Self([0x6c, 0xe4, 0xf0]),
    ];

    /// Linear light of the three channels, 0 to 1, by the sRGB transfer function (IEC 61966-2-1).
    pub fn linear(self) -> [f64; 3] {
        self.0.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Relative luminance, 0 to 1.
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// How much of a card is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LightLength {
    /// What a meeting needs, where an answer may come seconds later: 12 s on average.
    Full,
    /// What fits into a login, whose page and camera are one computer: 5.6 s on average.
    Short,
}

impl LightLength {
    /// Steps of a full card.
    const FULL: usize = 12;
    /// Steps of a short one: with placing the face before and the answer's way after, a login stays below ten
    /// seconds. What it is worth is in docs/SIGNALS.md.
    const SHORT: usize = 7;

    /// How many steps it has.
    pub const fn count(self) -> usize {
        match self {
            Self::Full => Self::FULL,
            Self::Short => Self::SHORT,
        }
    }

    /// How long a step lasts at most.
    pub const fn longest(self) -> Duration {
        match self {
            Self::Full => Duration::from_millis(1_300),
            Self::Short => Duration::from_millis(900),
        }
    }

    /// The length of a card with so many steps.
    pub const fn of(steps: usize) -> Self {
        if steps <= Self::SHORT { Self::Short } else { Self::Full }
    }
}

/// One colour for some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LightStep {
    /// What is shown.
    pub colour: CardColour,
    /// For how long.
    pub lasts: Duration,
}

impl LightStep {
    /// The shortest step: at most 1.43 changes a second, and three frames of a session at 5 fps.
    pub const SHORTEST: Duration = Duration::from_millis(700);

    /// A card drawn by chance: order and durations. `next` gives even random numbers. Neighbours differ.
    /// 12 steps of 7 colours are 6^11 × 7 orders (31 bits), 7 steps 6^6 × 7 (18 bits), before the durations.
    pub fn draw(length: LightLength, mut next: impl FnMut() -> u32) -> Vec<Self> {
        let mut steps: Vec<Self> = Vec::with_capacity(length.count());
        let span = (length.longest() - Self::SHORTEST).as_millis() as u32 + 1;
        for _ in 0..length.count() {
            let last = steps.last().map(|s| s.colour);
            let choice: Vec<CardColour> =
                CardColour::PALETTE.into_iter().filter(|c| Some(*c) != last).collect();
            // The share by which a remainder prefers small numbers is below one part in 2^22.
            let colour = choice[next() as usize % choice.len()];
            let lasts = Self::SHORTEST + Duration::from_millis(u64::from(next() % span));
            steps.push(Self { colour, lasts });
        }
        steps
    }
}

/// A card that was handed out to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightAsked {
    /// Its number within the session, from 0.
    pub number: u32,
    /// Where the stream was then; the page shows it from this moment on at the earliest.
    pub at: MediaTime,
    /// What is to be shown.
    pub steps: Vec<LightStep>,
}

impl LightAsked {
    /// How long all steps last.
    pub fn lasts(&self) -> Duration {
        self.steps.iter().map(|s| s.lasts).sum()
    }
}

/// Why a card was not shown to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LightSkip {
    /// Somebody in the call is sensitive to flashing light, or does not want to say.
    Photosensitive,
    /// It was stopped.
    Stopped,
}

/// Mean linear light of a few places of a frame, red, green, blue, 0 to 1.
pub type LightColour = [f32; 3];

/// The skin's colour on one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LightSample {
    /// Position in the stream.
    pub at: MediaTime,
    /// Forehead and cheeks.
    pub skin: LightColour,
    /// Beside the face; none where the face fills the picture.
    pub beside: Option<LightColour>,
}

/// What the log keeps of light cards.
#[derive(Debug, Clone, PartialEq)]
pub enum LightEntry {
    /// A card was handed out.
    Asked(LightAsked),
    /// It was shown to its end: when each step began and the last one ended, from the first, by the page's
    /// clock.
    Shown {
        /// Which card.
        number: u32,
        /// One more than there are steps.
        edges: Vec<Duration>,
    },
    /// No card was shown, or not to its end.
    Skipped {
        /// Where the stream was.
        at: MediaTime,
        /// Why.
        why: LightSkip,
    },
    /// The skin's colour while a card was shown.
    Sample(LightSample),
}

/// Why a card says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LightMissing {
    /// The face was seen on too few frames, or with pauses.
    TooFewSamples,
    /// Nobody said that it was shown.
    NotShown,
    /// The answer that a usual screen gives would have been lost in the picture's noise.
    TooWeak,
}

/// What came of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LightState {
    /// It is being shown, or the answer is still on its way.
    Waiting,
    /// The skin followed it.
    Answered,
    /// The skin did not follow it, and it would have been seen.
    Unanswered,
    /// The skin changed its colour, and not as the card did.
    Wrong,
    /// Nothing can be said.
    NotAssessed(LightMissing),
    /// It was not shown, or stopped.
    Skipped(LightSkip),
}

/// A card and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LightFinding {
    /// Its number; none for one that was skipped before it began.
    pub number: Option<u32>,
    /// When it was handed out.
    pub at: MediaTime,
    /// What came of it.
    pub state: LightState,
    /// From the handing out to the skin's answer, network and meeting included; none unless answered.
    pub delay: Option<Duration>,
    /// Growth of the skin's light from a black to a white card, as a share; none unless answered.
    pub strength: Option<f32>,
    /// One card in this many would be followed as well by chance; none where nothing was measured.
    pub one_in: Option<u32>,
    /// The weakest answer that would have been seen, as `strength`; none when not even a strong one.
    pub seen_from: Option<f32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed sequence of even random numbers (SplitMix64, Steele, Lea & Flood 2014).
    fn numbers(mut state: u64) -> impl FnMut() -> u32 {
        move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 32) as u32
        }
    }

    /// Most flashes within any second: pairs of opposing changes of relative luminance of 0.1 or more whose
    /// darker side is below 0.8 (WCAG 2.2, general flash). Area is not counted: a shared window may fill
    /// every screen.
    fn most_flashes(steps: &[LightStep]) -> usize {
        let mut changes: Vec<(f64, bool)> = Vec::new();
        let mut at = 0.0;
        for pair in steps.windows(2) {
            at += pair[0].lasts.as_secs_f64();
            let (a, b) = (pair[0].colour.luminance(), pair[1].colour.luminance());
            if (a - b).abs() >= 0.1 && a.min(b) < 0.8 {
                changes.push((at, b > a));
            }
        }
        let within = |from: f64| {
            let seen: Vec<bool> = changes
                .iter()
                .filter(|(t, _)| (from..=from + 1.0).contains(t))
                .map(|(_, up)| *up)
                .collect();
            seen.windows(2).filter(|w| w[0] != w[1]).count()
        };
        changes.iter().map(|(t, _)| within(*t)).max().unwrap_or_default()
    }

    #[test]
    fn no_colour_is_a_saturated_red() {
        for colour in CardColour::PALETTE {
            let [r, g, b] = colour.linear();
            assert!(r / (r + g + b) < 0.8, "{colour:?}");
        }
    }

    #[test]
    fn every_card_keeps_the_flashing_limits_of_wcag() {
        let mut next = numbers(7);
        for length in [LightLength::Full, LightLength::Short] {
            let lasts = LightStep::SHORTEST..=length.longest();
            for _ in 0..2_000 {
                let steps = LightStep::draw(length, &mut next);
                assert!(most_flashes(&steps) <= 1, "{steps:?}");
                assert!(steps.iter().all(|s| lasts.contains(&s.lasts)));
                assert!(steps.windows(2).all(|w| w[0].colour != w[1].colour));
                assert_eq!(LightLength::of(steps.len()), length);
            }
        }
    }

    #[test]
    fn two_cards_are_never_the_same_and_every_colour_is_drawn() {
        let mut next = numbers(3);
        let cards: Vec<_> =
            (0..500).map(|_| LightStep::draw(LightLength::Full, &mut next)).collect();
        for (i, a) in cards.iter().enumerate() {
            assert!(cards[..i].iter().all(|b| a != b));
        }
        for colour in CardColour::PALETTE {
            let seen = cards.iter().flatten().filter(|s| s.colour == colour).count();
            // 6,000 steps over 7 colours: 857 each, six standard deviations of 27 about it.
            assert!((690..=1_020).contains(&seen), "{colour:?} {seen}");
        }
    }
}
