//! What a line of known length says, from a recogniser's step-by-step probabilities.
//!
//! A recogniser trained with connectionist temporal classification gives, for each step along the line, a
//! probability for every character and for "blank" (nothing new here). A zone's line has a known number of
//! characters and a set of characters allowed at each place, so the probability of each character at each
//! place, summed over every way to align them, can be computed exactly (forward and backward pass). Runs
//! of fillers, which a free reading makes too long or too short, come out right.

use crate::symbol::{SYMBOLS, Symbols};

/// Characters and the blank.
pub const CLASSES: usize = SYMBOLS.len() + 1;
/// Index of the blank.
pub const BLANK: usize = SYMBOLS.len();

/// Probabilities of one step: the characters in the order of [`SYMBOLS`], then the blank.
pub type Step = [f32; CLASSES];

/// Probability that any class keeps at any step. No recogniser is surer than this; without it one wrong
/// step would forbid the right line. One in a million: single precision resolves about ten times that.
const FLOOR: f64 = 1e-6;

/// Probabilities of the characters at one place.
pub type Place = [f64; SYMBOLS.len()];

/// What the steps say of a line of this length.
#[derive(Clone)]
pub struct Line {
    /// Per place; each sums to one.
    pub places: Vec<Place>,
    /// ln P(such a line, over all alignments) − ln P(the one most probable path without any rule), per step:
    /// about 0 for a line that obeys the rules by itself, the more negative the more they had to bend it.
    pub fit: f64,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({} places, fit {:.2})", self.places.len(), self.fit)
    }
}

/// Probability mass at one step: after each number of characters, in a character or in the blank behind.
#[derive(Clone)]
struct State {
    /// `[n][c]`: in character `c`, the `n`-th of the line.
    within: Vec<Place>,
    /// `[n]`: in the blank after `n` characters.
    after: Vec<f64>,
}

impl State {
    fn empty(length: usize) -> Self {
        Self { within: vec![[0.0; SYMBOLS.len()]; length], after: vec![0.0; length + 1] }
    }

    /// Scales to a sum of one and gives the logarithm of what it was; none for an empty state.
    fn normalise(&mut self) -> Option<f64> {
        let all = self.within.iter().flatten().chain(&self.after);
        let total: f64 = all.sum();
        if !(total > 0.0 && total.is_finite()) {
            return None;
        }
        self.within.iter_mut().flatten().chain(&mut self.after).for_each(|p| *p /= total);
        Some(total.ln())
    }
}

/// Probabilities of a step with the floor, summing to one.
fn floored(step: &Step) -> [f64; CLASSES] {
    let raised = step.map(|p| if p.is_finite() { f64::from(p).max(FLOOR) } else { FLOOR });
    let total: f64 = raised.iter().sum();
    raised.map(|p| p / total)
}

/// Aligns a line of `allowed.len()` characters with `steps`; none when there are fewer steps than
/// characters, or nothing at all.
pub fn align(steps: &[Step], allowed: &[Symbols]) -> Option<Line> {
    let length = allowed.len();
    if length == 0 || steps.len() < length {
        return None;
    }
    let steps: Vec<_> = steps.iter().map(floored).collect();
    let (forward, log_likelihood) = forward(&steps, allowed)?;
    let places = backward(&steps, allowed, &forward)?;
    let free: f64 = steps.iter().map(|s| s.iter().fold(0.0_f64, |a, b| a.max(*b)).ln()).sum();
    Some(Line { places, fit: (log_likelihood - free) / steps.len() as f64 })
}

/// What flows into the start of character `n` at a step whose predecessor is `before`, by character.
fn entering(before: &State, n: usize, total_before: f64, c: usize) -> f64 {
    let from_character = if n == 0 { 0.0 } else { total_before - before.within[n - 1][c] };
    before.after[n] + from_character.max(0.0)
}

fn forward(steps: &[[f64; CLASSES]], allowed: &[Symbols]) -> Option<(Vec<State>, f64)> {
    let length = allowed.len();
    let mut start = State::empty(length);
    start.after[0] = 1.0;
    let (mut states, mut log) = (vec![start], 0.0);
    for step in steps {
        let before = states.last()?;
        let totals: Vec<f64> = before.within.iter().map(|w| w.iter().sum()).collect();
        let mut next = State::empty(length);
        for n in 0..=length {
            let ended = if n == 0 { 0.0 } else { totals[n - 1] };
            next.after[n] = step[BLANK] * (before.after[n] + ended);
        }
        for n in 0..length {
            let total = if n == 0 { 0.0 } else { totals[n - 1] };
            for c in allowed[n].iter() {
                let come = before.within[n][c] + entering(before, n, total, c);
                next.within[n][c] = step[c] * come;
            }
        }
        log += next.normalise()?;
        states.push(next);
    }
    let last = states.last()?;
    let whole = last.after[length] + last.within[length - 1].iter().sum::<f64>();
    (whole > 0.0).then(|| (states, log + whole.ln()))
}

/// Walks back and collects, per place, the probability of each character from the steps at which it began.
fn backward(
    steps: &[[f64; CLASSES]],
    allowed: &[Symbols],
    forward: &[State],
) -> Option<Vec<Place>> {
    let length = allowed.len();
    let mut places = vec![[0.0; SYMBOLS.len()]; length];
    let mut later = State::empty(length);
    later.after[length] = 1.0;
    for c in allowed[length - 1].iter() {
        later.within[length - 1][c] = 1.0;
    }
    for (t, step) in steps.iter().enumerate().rev() {
        let before = &forward[t];
        let mut began = vec![[0.0; SYMBOLS.len()]; length];
        let mut all = 0.0;
        for n in 0..length {
            let total = if n == 0 { 0.0 } else { before.within[n - 1].iter().sum() };
            for c in allowed[n].iter() {
                let p = step[c] * entering(before, n, total, c) * later.within[n][c];
                began[n][c] = p;
                all += p;
            }
        }
        // The share of all alignments that begin a character here: what goes on or is blank is the rest.
        let mut stays = 0.0;
        for n in 0..=length {
            let ended = if n == 0 { 0.0 } else { before.within[n - 1].iter().sum::<f64>() };
            stays += step[BLANK] * (before.after[n] + ended) * later.after[n];
        }
        for (n, allowed) in allowed.iter().enumerate() {
            for c in allowed.iter() {
                stays += step[c] * before.within[n][c] * later.within[n][c];
            }
        }
        let whole = all + stays;
        if whole.is_nan() || whole <= 0.0 {
            return None;
        }
        for (place, began) in places.iter_mut().zip(&began) {
            place.iter_mut().zip(began).for_each(|(sum, p)| *sum += p / whole);
        }
        let mut earlier = State::empty(length);
        for (n, after) in earlier.after.iter_mut().enumerate() {
            let begins = allowed
                .get(n)
                .map_or(0.0, |a| a.iter().map(|c| step[c] * later.within[n][c]).sum());
            *after = step[BLANK] * later.after[n] + begins;
        }
        for n in 0..length {
            let follows: f64 = if n + 1 < length {
                allowed[n + 1].iter().map(|c| step[c] * later.within[n + 1][c]).sum()
            } else {
                0.0
            };
            for c in allowed[n].iter() {
                let same = if n + 1 < length { step[c] * later.within[n + 1][c] } else { 0.0 };
                earlier.within[n][c] = step[c] * later.within[n][c]
                    + step[BLANK] * later.after[n + 1]
                    + (follows - same).max(0.0);
            }
        }
        earlier.normalise()?;
        later = earlier;
    }
    for place in &mut places {
        let total: f64 = place.iter().sum();
        if total.is_nan() || total <= 0.0 {
            return None;
        }
        place.iter_mut().for_each(|p| *p /= total);
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::{FILLER, symbol_of};
    use proptest::prelude::*;

    /// Steps as a sure recogniser gives them: two of each character, a blank between.
    fn steps_of(text: &str, sure: f32) -> Vec<Step> {
        let step = |class: usize| {
            let mut s = [(1.0 - sure) / (CLASSES - 1) as f32; CLASSES];
            s[class] = sure;
            s
        };
        text.bytes().filter_map(symbol_of).flat_map(|c| [step(c), step(c), step(BLANK)]).collect()
    }

    fn best(line: &Line) -> String {
        let best = |p: &Place| (0..p.len()).max_by(|a, b| p[*a].total_cmp(&p[*b])).unwrap();
        line.places.iter().map(|p| char::from(SYMBOLS[best(p)])).collect()
    }

    #[test]
    fn a_clear_line_is_read_as_it_is() {
        let line = align(&steps_of("AB<<12", 0.99), &[Symbols::ALL; 6]).unwrap();
        assert_eq!(best(&line), "AB<<12");
        assert!(line.fit > -0.1 && line.places.iter().all(|p| p.iter().sum::<f64>() > 0.999));
    }

    #[test]
    fn runs_of_fillers_take_the_length_of_the_line() {
        for seen in ["AB<<<<<", "AB<<<<<<<<"] {
            let line = align(&steps_of(seen, 0.99), &[Symbols::ALL; 9]).unwrap();
            assert_eq!(best(&line), "AB<<<<<<<");
        }
    }

    #[test]
    fn only_allowed_characters_come_out() {
        let allowed = [Symbols::LETTERS, Symbols::DIGITS];
        let line = align(&steps_of("0O", 0.9), &allowed).unwrap();
        assert!(line.places[0][..10].iter().all(|p| *p == 0.0));
        assert!(line.places[1][10..].iter().all(|p| *p == 0.0));
        assert!(align(&steps_of("A", 0.9), &[Symbols::ALL; 4]).is_none());
        assert!(align(&[], &[]).is_none());
    }

    proptest! {
        #[test]
        fn any_probabilities_give_probabilities(
            raw in prop::collection::vec(prop::collection::vec(0.0_f32..1.0, CLASSES), 1..20),
            length in 1_usize..8,
        ) {
            let steps: Vec<Step> = raw.iter().map(|v| std::array::from_fn(|i| v[i])).collect();
            if let Some(line) = align(&steps, &vec![Symbols::ALL; length]) {
                for place in &line.places {
                    prop_assert!((place.iter().sum::<f64>() - 1.0).abs() < 1e-6);
                    prop_assert!(place[FILLER] >= 0.0);
                }
                prop_assert!(line.fit.is_finite());
            }
        }
    }
}
