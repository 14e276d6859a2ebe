//! What is asked in one camera step, drawn by chance.

use std::time::Duration;

use domain::{CueKind, LightLength, Steps};

/// Movements that a person before a screen can make without standing up or losing sight of it.
const MOVEMENTS: [CueKind; 4] =
    [CueKind::TurnLeft, CueKind::TurnRight, CueKind::LookUp, CueKind::ComeCloser];

/// Pauses before a movement, from the moment the face is well placed. The resting pose needs three frames
/// of the two seconds before a cue; the rest is chance, so that a recording does not fit.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1_000);
const LONGEST_PAUSE: Duration = Duration::from_millis(2_500);

/// One movement of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedMovement {
    /// What is asked for.
    pub kind: CueKind,
    /// How long the face must have been well placed before.
    pub pause: Duration,
}

/// What one camera step asks of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidePlan {
    /// Movements, in order.
    pub movements: Vec<PlannedMovement>,
    /// Whether a light card is wanted.
    pub wants_colours: bool,
    /// Whether it is shown: a person may decline what is wanted.
    pub shows_colours: bool,
    /// How long the card is.
    pub card: LightLength,
    /// Whether it ends as soon as the verdict rejects.
    pub stops_at_reject: bool,
}

impl GuidePlan {
    /// Draws `count` different movements (four at most) in an order of chance, each with its pause. `next`
    /// gives even random numbers; the share by which a remainder prefers small ones is below one part in
    /// 2^20.
    pub fn draw(count: usize, wants_colours: bool, mut next: impl FnMut() -> u32) -> Self {
        let mut left = MOVEMENTS.to_vec();
        let span = (LONGEST_PAUSE - SHORTEST_PAUSE).as_millis() as u32 + 1;
        let movements = (0..count.min(MOVEMENTS.len()))
            .map(|_| {
                let kind = left.swap_remove(next() as usize % left.len());
                let pause = SHORTEST_PAUSE + Duration::from_millis((next() % span).into());
                PlannedMovement { kind, pause }
            })
            .collect();
        Self {
            movements,
            wants_colours,
            shows_colours: wants_colours,
            card: LightLength::Full,
            stops_at_reject: false,
        }
    }

    /// The same without a light card on the page, because the person does not want it. It is still wanted.
    #[must_use]
    pub fn without_colours(mut self) -> Self {
        self.shows_colours = false;
        self
    }

    /// The same with a short card: where page and camera are one computer and time is dear.
    #[must_use]
    pub fn with_a_short_card(mut self) -> Self {
        self.card = LightLength::Short;
        self
    }

    /// The same, and nothing more is asked once the verdict rejects: for a login, where nobody is helped by
    /// going on.
    #[must_use]
    pub fn stopping_at_reject(mut self) -> Self {
        self.stops_at_reject = true;
        self
    }

    /// What the verdict must see done.
    pub fn steps(&self) -> Steps {
        Steps { movements: self.movements.len() as u32, colours: self.wants_colours }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// SplitMix64 (Steele, Lea & Flood 2014).
    fn numbers(mut state: u64) -> impl FnMut() -> u32 {
        move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 32) as u32
        }
    }

    #[test]
    fn every_ordered_pair_is_drawn_about_as_often() {
        let mut next = numbers(1);
        let mut seen: HashMap<Vec<CueKind>, u32> = HashMap::new();
        for _ in 0..12_000 {
            let plan = GuidePlan::draw(2, true, &mut next);
            assert!(plan.movements.iter().all(|m| (1_000..=2_500).contains(&m.pause.as_millis())));
            *seen.entry(plan.movements.iter().map(|m| m.kind).collect()).or_default() += 1;
        }
        // Twelve pairs, a thousand each; four standard deviations of 30 about it.
        assert!(seen.len() == 12 && seen.values().all(|n| (880..=1_120).contains(n)), "{seen:?}");
    }

    #[test]
    fn no_more_is_drawn_than_there_is_and_colours_stay_wanted() {
        let plan = GuidePlan::draw(9, true, numbers(2)).without_colours();
        assert_eq!(plan.movements.len(), 4);
        assert!(!plan.shows_colours && plan.steps().colours);
        assert!(GuidePlan::draw(0, false, numbers(3)).movements.is_empty());
    }
}
