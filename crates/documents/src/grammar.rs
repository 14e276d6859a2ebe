//! What a names field may look like, so that one misread filler does not become a name.
//!
//! Doc 9303-3, 4.6: words parted by one filler, surname and given names by two, and only fillers after the
//! end. Three fillers in a row are the end; two may also part given names, as some issuers do.

use crate::ctc::Place;
use crate::symbol::FILLER;

/// Nothing yet, in a word, after one filler, after two, at the end.
const STATES: usize = 5;
const END: usize = 4;

/// Share of the recogniser's probability below which a field is taken not to follow the rules at all, and
/// is left as it is. One in a hundred: a field of 39 places with one wrong place of average doubt has more.
const LEAST_FOLLOWING: f64 = 0.01;

const fn next(state: usize, is_filler: bool) -> Option<usize> {
    match (state, is_filler) {
        (0, true) | (END, false) => None,
        (0..END, false) => Some(1),
        (1, true) => Some(2),
        (2, true) => Some(3),
        _ => Some(END),
    }
}

/// The probabilities of the characters given that the field follows the rules.
pub(crate) fn names(places: &[Place]) -> Vec<Place> {
    let split = |p: &Place| (p[..FILLER].iter().sum::<f64>(), p[FILLER]);
    let mut forward = vec![[0.0; STATES]; places.len() + 1];
    forward[0][0] = 1.0;
    for (i, place) in places.iter().enumerate() {
        let (letters, filler) = split(place);
        for state in 0..STATES {
            for (is_filler, p) in [(false, letters), (true, filler)] {
                if let Some(to) = next(state, is_filler) {
                    forward[i + 1][to] += forward[i][state] * p;
                }
            }
        }
    }
    let all: f64 = forward.last().map_or(0.0, |f| f.iter().sum());
    if all.is_nan() || all < LEAST_FOLLOWING {
        return places.to_vec();
    }
    let mut later = [1.0; STATES];
    let mut following = places.to_vec();
    for (i, place) in places.iter().enumerate().rev() {
        let (letters, filler) = split(place);
        let (mut as_letter, mut as_filler, mut before) = (0.0, 0.0, [0.0; STATES]);
        for (state, before) in before.iter_mut().enumerate() {
            if let Some(to) = next(state, false) {
                as_letter += forward[i][state] * later[to];
                *before += letters * later[to];
            }
            if let Some(to) = next(state, true) {
                as_filler += forward[i][state] * later[to];
                *before += filler * later[to];
            }
        }
        let whole = letters * as_letter + filler * as_filler;
        for (symbol, p) in following[i].iter_mut().enumerate() {
            *p *= if symbol == FILLER { as_filler } else { as_letter } / whole;
        }
        later = before;
    }
    following
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::{SYMBOLS, symbol_of};

    fn places(text: &str) -> Vec<Place> {
        let certain = |b: u8| {
            let mut p = [0.0; SYMBOLS.len()];
            p[symbol_of(b).unwrap()] = 1.0;
            p
        };
        text.bytes().map(certain).collect()
    }

    #[test]
    fn a_letter_after_the_end_gives_way_where_there_is_doubt() {
        let mut field = places("VZOR<<ANNA<<<<A<<<");
        (field[14][10], field[14][FILLER]) = (0.8, 0.2);
        let read = names(&field);
        assert!(read[14][FILLER] > 0.999);
        assert!(read.iter().zip(&field).take(14).all(|(a, b)| a == b));
    }

    #[test]
    fn a_field_that_follows_no_rule_is_left_alone() {
        let field = places("VZOR<<<<<ANNA<<<");
        assert!(names(&field) == field);
        assert!(names(&[]).is_empty());
    }

    #[test]
    fn words_in_the_field_stay() {
        for text in ["VAN<DER<BERG<<JAN<PIET<<<", "ARKFREITH<<<<<<", "A<<B<<C<<<", "ERIKSSON<<ANNA"]
        {
            let field = places(text);
            assert!(names(&field) == field, "{text}");
        }
    }
}
