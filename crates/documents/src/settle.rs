//! From probabilities at each place to one text, by the check digits.
//!
//! A field under a check digit takes the most probable text whose digit fits, but only where the
//! recogniser itself gave such texts a fair share and one of them stands out: a check digit always fits
//! one text in ten, so without these two limits it would turn noise into a reading.

use crate::check::{WEIGHTS, value};
use crate::ctc::Place;
use crate::layout::{Check, Format};
use crate::symbol::{FILLER, SYMBOLS};

/// Least share of the recogniser's probability that must lie on texts whose check digit fits. By chance it
/// is a tenth (one remainder of ten); a field that falls to half of that speaks against its digit.
pub(crate) const LEAST_FITTING: f64 = 0.05;
/// Least share the best fitting text must have against the second best: nine to one. Not against all others
/// together: a long run of fillers has many alternatives, each of them unlikely (`A`, `K` and `U` weigh as
/// little as a filler).
pub(crate) const LEAST_BEST: f64 = 0.9;

/// A settled zone.
pub(crate) struct Settled {
    /// Symbol indices by line.
    pub text: Vec<Vec<usize>>,
    /// Probability of each, by line: of the recogniser where nothing checks it, of the field where a check
    /// digit does.
    pub certainty: Vec<Vec<f64>>,
    /// Places where the check digits chose another character than the recogniser's best.
    pub corrected: usize,
}

/// A field whose check digit cannot be made to fit within the limits.
pub(crate) struct Unsettled {
    /// By the recogniser's best characters, which checks fail.
    pub failed: Vec<Check>,
}

fn best(place: &Place) -> usize {
    (0..place.len()).max_by(|a, b| place[*a].total_cmp(&place[*b])).unwrap_or(FILLER)
}

fn certain(symbol: usize) -> Place {
    std::array::from_fn(|s| f64::from(u8::from(s == symbol)))
}

/// Settles every rule of `format` in turn; `places` has its lines and places.
pub(crate) fn settle(format: Format, places: &[Vec<Place>]) -> Result<Settled, Unsettled> {
    let mut now = places.to_vec();
    let mut certainty: Vec<Vec<f64>> =
        places.iter().map(|line| line.iter().map(|p| p[best(p)]).collect()).collect();
    for rule in format.rules() {
        let digit = &now[rule.line][rule.at];
        if best(digit) == FILLER {
            // A filler in place of a digit is judged when the text is parsed.
            continue;
        }
        let cells: Vec<(usize, usize)> = rule
            .covers
            .iter()
            .flat_map(|s| (s.start..s.start + s.len).map(|at| (s.line, at)))
            .collect();
        let seen: Vec<&Place> = cells.iter().map(|(line, at)| &now[*line][*at]).collect();
        let Some(found) = fitting(&seen, digit) else {
            return Err(Unsettled { failed: failing(format, places) });
        };
        let open: Vec<bool> = seen.iter().map(|p| p[best(p)] < 1.0).collect();
        for (((line, at), symbol), open) in cells.iter().zip(&found.text).zip(open) {
            now[*line][*at] = certain(*symbol);
            if open {
                certainty[*line][*at] = found.share;
            }
        }
        now[rule.line][rule.at] = certain(found.digit);
        certainty[rule.line][rule.at] = found.share;
    }
    let text: Vec<Vec<usize>> = now.iter().map(|line| line.iter().map(best).collect()).collect();
    let first = places.iter().flatten().map(best);
    let corrected = text.iter().flatten().zip(first).filter(|(a, b)| **a != *b).count();
    Ok(Settled { text, certainty, corrected })
}

struct Fitting {
    text: Vec<usize>,
    digit: usize,
    share: f64,
}

/// One way to reach a remainder: its probability, and the step that led there (remainder and rank before,
/// symbol).
type Way = (f64, (usize, usize, usize));

/// The most probable text whose check digit is `digit`; none outside the limits.
fn fitting(seen: &[&Place], digit: &Place) -> Option<Fitting> {
    const NONE: Way = (0.0, (0, 0, FILLER));
    // By remainder: probability of all texts so far, and the two most probable ones.
    let mut mass = [0.0_f64; 10];
    mass[0] = 1.0;
    let mut top = [[NONE; 2]; 10];
    top[0][0].0 = 1.0;
    let mut steps: Vec<[[Way; 2]; 10]> = Vec::with_capacity(seen.len());
    for (k, place) in seen.iter().enumerate() {
        let (mut next_mass, mut next) = ([0.0; 10], [[NONE; 2]; 10]);
        for (symbol, p) in place.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let add = usize::from(value(symbol)) * usize::from(WEIGHTS[k % 3]);
            for r in 0..10 {
                let to = (r + add) % 10;
                next_mass[to] += mass[r] * p;
                for (rank, (before, _)) in top[r].iter().enumerate() {
                    insert(&mut next[to], (before * p, (r, rank, symbol)));
                }
            }
        }
        (mass, top) = (next_mass, next);
        steps.push(next);
    }
    let all: f64 = (0..10).map(|r| mass[r] * digit[r]).sum();
    let mut ends = [NONE; 2];
    for r in 0..10 {
        for (rank, (p, _)) in top[r].iter().enumerate() {
            insert(&mut ends, (p * digit[r], (r, rank, FILLER)));
        }
    }
    let [(best, (digit, mut rank, _)), (second, _)] = ends;
    let share = best / (best + second);
    if !(all >= LEAST_FITTING && share >= LEAST_BEST) {
        return None;
    }
    let (mut text, mut at) = (vec![FILLER; seen.len()], digit);
    for (k, step) in steps.iter().enumerate().rev() {
        (at, rank, text[k]) = step[at][rank].1;
    }
    Some(Fitting { text, digit, share })
}

/// Keeps the two most probable ways.
fn insert(best: &mut [Way; 2], way: Way) {
    if way.0 > best[0].0 {
        *best = [way, best[0]];
    } else if way.0 > best[1].0 {
        best[1] = way;
    }
}

/// The checks that the recogniser's best characters fail.
fn failing(format: Format, places: &[Vec<Place>]) -> Vec<Check> {
    let text: Vec<String> = places
        .iter()
        .map(|line| line.iter().map(|p| char::from(SYMBOLS[best(p)])).collect())
        .collect();
    let lines: Vec<&str> = text.iter().map(String::as_str).collect();
    match crate::Mrz::parse_as(format, &lines) {
        Err(crate::MrzError::CheckDigits { failed }) => failed,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::symbol_of;

    fn places(line: &str) -> Vec<Place> {
        line.bytes().map(|b| certain(symbol_of(b).unwrap())).collect()
    }

    fn passport() -> Vec<Vec<Place>> {
        vec![
            places("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
            places("L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ]
    }

    /// The place torn between two characters.
    fn torn(a: u8, b: u8, share: f64) -> Place {
        let mut place = [0.0; SYMBOLS.len()];
        place[symbol_of(a).unwrap()] += share;
        place[symbol_of(b).unwrap()] += 1.0 - share;
        place
    }

    #[test]
    fn a_check_digit_decides_between_look_alikes() {
        let mut zone = passport();
        zone[1][13] = torn(b'1', b'7', 0.7); // first digit of the year of birth
        let settled = settle(Format::Td3, &zone).ok().unwrap();
        assert_eq!((SYMBOLS[settled.text[1][13]], settled.corrected), (b'7', 1));
    }

    #[test]
    fn look_alikes_of_equal_value_stay_undecided() {
        let mut zone = passport();
        zone[1][1] = torn(b'8', b'S', 0.6); // 8 and 28: the same remainder
        assert!(settle(Format::Td3, &zone).is_err());
    }

    #[test]
    fn what_the_recogniser_is_sure_of_is_not_corrected() {
        let mut zone = passport();
        zone[1][13] = torn(b'1', b'7', 0.99);
        let failed = settle(Format::Td3, &zone).err().unwrap().failed;
        assert_eq!(failed, [Check::BirthDate, Check::Composite]);
    }
}
