//! Check digits after ICAO Doc 9303-3, 4.9: weights 7, 3, 1 and the remainder by 10.
//!
//! What they promise: one wrong character is noticed unless the two differ by a multiple of ten in value
//! (`1` and `L`, `8` and `S`, `6` and `G`, `0` and `K`, `A` or `<` among them), two neighbours changed
//! places unless their values differ by a multiple of five. Nothing more, so a reader must weigh these too.

use crate::symbol::{FILLER, symbol_of};

/// The weights, repeated along the field.
pub(crate) const WEIGHTS: [u8; 3] = [7, 3, 1];

/// The value of a symbol's index: digits as they are, `A` 10 to `Z` 35, the filler 0.
pub(crate) const fn value(symbol: usize) -> u8 {
    if symbol >= FILLER { 0 } else { symbol as u8 }
}

/// The check digit, 0..=9, of a field; none when it holds a character outside the 37.
pub fn check_digit(field: &[u8]) -> Option<u8> {
    let mut sum = 0_u32;
    for (i, character) in field.iter().enumerate() {
        sum += u32::from(value(symbol_of(*character)?)) * u32::from(WEIGHTS[i % 3]);
    }
    Some((sum % 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::SYMBOLS;
    use proptest::prelude::*;

    fn check(field: &str, digit: u8) {
        assert_eq!(check_digit(field.as_bytes()), Some(digit), "{field}");
    }

    #[test]
    fn published_examples_of_icao_9303() {
        check("520727", 3); // part 3, 4.9, example 1
        check("AB2134<<<", 5); // example 2
        check("HA672242<658022549601086<<<<<<<<<<<<<<0", 8); // example 3, TD3 composite
        check("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<", 2); // example 4, TD1 composite
        check("HA672242<658022549601086<<<<<<<", 8); // example 5, TD2 composite
        check("L898902C3", 6);
        check("ZE184226B<<<<<", 1);
        assert_eq!(check_digit(b"a"), None);
    }

    proptest! {
        #[test]
        fn a_changed_character_is_noticed_as_far_as_promised(
            field in "[0-9A-Z<]{1,40}", at in 0_usize..40, to in 0_usize..37,
        ) {
            let mut bytes = field.clone().into_bytes();
            let at = at % bytes.len();
            let from = symbol_of(bytes[at]).unwrap();
            bytes[at] = SYMBOLS[to];
            let noticed = check_digit(&bytes) != check_digit(field.as_bytes());
            let differs = value(from) % 10 != value(to) % 10;
            prop_assert_eq!(noticed, differs);
        }
    }
}
