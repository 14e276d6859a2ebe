//! When a key is made, signs and goes.
//!
//! Others keep our key set for a day (Entra: 24 hours). So a key is published two days before it signs, and for two
//! days after the last token that it signed could have been looked at.

use std::time::Duration;

use domain::UtcTime;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a key signs: a quarter of a year, as is usual for keys that nobody has to take along by hand.
const SIGNS: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How long both are published: twice as long as others keep the set.
const OVERLAP: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// The dates of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyDates {
    /// From when on it signs.
    pub signs_from: UtcTime,
}

/// What is to be done with the keys there are, by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollover {
    /// The one that signs; none when one must be made first.
    pub signing: Option<usize>,
    /// Those that are shown.
    pub published: Vec<usize>,
    /// Those that can go.
    pub gone: Vec<usize>,
    /// When a new one should begin to sign, if one must be made now.
    pub wanted: Option<UtcTime>,
}

/// What somebody who wants the next key gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// A key that signs from then on, beside those there are.
    Next(UtcTime),
    /// There is one already that waits to sign, from then on.
    Waits(UtcTime),
}

impl Rollover {
    /// The key after those at `keys`, when somebody wants it now: with the notice that every key has.
    pub fn by_hand(now: UtcTime, keys: &[KeyDates]) -> ByHand {
        match keys.iter().map(|key| key.signs_from).filter(|from| *from > now).max() {
            Some(from) => ByHand::Waits(from),
            None => ByHand::Next(now.plus(OVERLAP)),
        }
    }

    /// How things stand at `now`. `keys` are in any order.
    pub fn at(now: UtcTime, keys: &[KeyDates]) -> Self {
        let mut order: Vec<_> = (0..keys.len()).collect();
        order.sort_by_key(|place| keys[*place].signs_from);
        let signing = order.iter().rposition(|place| keys[*place].signs_from <= now);
        let mut published = Vec::new();
        let mut gone = Vec::new();
        for (at, place) in order.iter().enumerate() {
            let follower = order.get(at + 1).map(|next| keys[*next].signs_from);
            let is_over = follower.is_some_and(|from| from.plus(OVERLAP) <= now);
            if is_over { gone.push(*place) } else { published.push(*place) }
        }
        let wanted = match order.last().map(|place| keys[*place].signs_from) {
            None => Some(now),
            // After a long sleep nobody keeps an old set any more, but a few days are due all the same.
            Some(newest) if newest.plus(SIGNS - OVERLAP - DAY) <= now => {
                Some(newest.plus(SIGNS).max(now.plus(OVERLAP)))
            }
            Some(_) => None,
        };
        Self { signing: signing.map(|at| order[at]), published, gone, wanted }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: i64) -> UtcTime {
        UtcTime::from_unix_millis(n * 24 * 60 * 60 * 1_000)
    }

    fn keys(days: &[i64]) -> Vec<KeyDates> {
        days.iter().map(|n| KeyDates { signs_from: day(*n) }).collect()
    }

    fn check(now: i64, at: &[i64], expected: (Option<usize>, &[usize], &[usize], Option<i64>)) {
        let found = Rollover::at(day(now), &keys(at));
        let (signing, published, gone, wanted) = expected;
        let expected = Rollover {
            signing,
            published: published.to_vec(),
            gone: gone.to_vec(),
            wanted: wanted.map(day),
        };
        assert_eq!(found, expected, "{now} {at:?}");
    }

    #[test]
    fn a_successor_is_shown_before_it_signs_and_the_one_before_stays_for_a_while() {
        check(0, &[], (None, &[], &[], Some(0)));
        check(1, &[0], (Some(0), &[0], &[], None));
        check(86, &[0], (Some(0), &[0], &[], None));
        check(87, &[0], (Some(0), &[0], &[], Some(90)));
        check(89, &[0], (Some(0), &[0], &[], Some(91)));
        check(89, &[90, 0], (Some(1), &[1, 0], &[], None));
        check(90, &[90, 0], (Some(0), &[1, 0], &[], None));
        check(92, &[90, 0], (Some(0), &[0], &[1], None));
        check(500, &[0], (Some(0), &[0], &[], Some(502)));
    }

    #[test]
    fn by_hand_a_key_has_the_same_notice_and_there_is_one_at_a_time() {
        assert_eq!(Rollover::by_hand(day(10), &keys(&[0])), ByHand::Next(day(12)));
        assert_eq!(Rollover::by_hand(day(11), &keys(&[0, 12])), ByHand::Waits(day(12)));
        assert_eq!(Rollover::by_hand(day(12), &keys(&[0, 12])), ByHand::Next(day(14)));
        check(11, &[0, 12], (Some(0), &[0, 1], &[], None));
        check(14, &[0, 12], (Some(1), &[1], &[0], None));
    }

    proptest! {
        /// Whoever looks at the set once a day, at any hour, always knows the key that signs.
        #[test]
        fn the_key_that_signs_was_shown_a_day_ago(hours in 1_i64..24 * 400, step in 1_i64..24) {
            let hour = |n: i64| UtcTime::from_unix_millis(n * 60 * 60 * 1_000);
            let mut keys: Vec<KeyDates> = Vec::new();
            let mut seen: Vec<(i64, Vec<KeyDates>)> = Vec::new();
            let mut now = 0;
            while now < hours {
                let look = Rollover::at(hour(now), &keys);
                if let Some(signs_from) = look.wanted {
                    keys.push(KeyDates { signs_from });
                }
                let look = Rollover::at(hour(now), &keys);
                prop_assert!(look.wanted.is_none());
                let signing = keys[look.signing.expect("there is one")];
                prop_assert!(look.published.iter().any(|at| keys[*at] == signing));
                let shown = look.published.iter().map(|at| keys[*at]).collect();
                let kept: Vec<_> = (0..keys.len()).filter(|at| !look.gone.contains(at)).map(|at| keys[at]).collect();
                keys = kept;
                if let Some((_, then)) = seen.iter().rev().find(|(at, _)| *at <= now - 24) {
                    prop_assert!(then.contains(&signing));
                }
                seen.push((now, shown));
                now += step;
            }
        }
    }
}
