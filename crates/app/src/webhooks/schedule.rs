//! When a message that was not taken is posted again.

use std::time::Duration;

use domain::Entropy;

/// Seconds from one attempt to the next: the schedule that Standard Webhooks recommends, about 75 hours
/// in all, so that a receiver that breaks on a Friday evening is served when it is mended on Monday.
const PAUSES_S: [u64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600];

/// A pause is up to this share of itself longer or shorter, as the specification asks: messages that
/// failed together then do not come back together.
const JITTER: f64 = 0.1;

/// The pause after an attempt, counted from 1; none when it was the last.
pub(crate) fn pause_after(attempt: u32, entropy: &dyn Entropy) -> Option<Duration> {
    let index = usize::try_from(attempt).ok()?.checked_sub(1)?;
    let pause = Duration::from_secs(*PAUSES_S.get(index)?);
    let mut random = [0; 4];
    entropy.fill(&mut random);
    let share = f64::from(u32::from_le_bytes(random)) / f64::from(u32::MAX);
    Some(pause.mul_f64(1.0 + JITTER * (2.0 * share - 1.0)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Fixed([u8; 4]);

    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0);
        }
    }

    fn total(random: [u8; 4]) -> Duration {
        (1..).map_while(|n| pause_after(n, &Fixed(random))).sum()
    }

    #[test]
    fn it_takes_three_days_and_ten_attempts() {
        let hours = |d: Duration| d.as_secs_f64() / 3_600.0;
        assert!((hours(total([0; 4])) - 68.0).abs() < 0.1);
        assert!((hours(total([0xff; 4])) - 83.1).abs() < 0.1);
        assert_eq!(pause_after(0, &Fixed([0; 4])), None);
        assert!(pause_after(9, &Fixed([0; 4])).is_some());
        assert_eq!(pause_after(10, &Fixed([0; 4])), None);
    }

    proptest! {
        #[test]
        fn every_pause_is_near_its_own_and_longer_than_the_one_before(
            attempt in 1_u32..=9,
            random: [u8; 4],
            before: [u8; 4],
        ) {
            let pause = pause_after(attempt, &Fixed(random)).unwrap();
            let own = PAUSES_S[attempt as usize - 1] as f64;
            prop_assert!((pause.as_secs_f64() / own - 1.0).abs() <= JITTER + 1e-9);
            if let Some(earlier) = pause_after(attempt - 1, &Fixed(before)) {
                // The last two are 20 and 24 hours: their ranges just touch.
                prop_assert!(pause.as_secs_f64() > earlier.as_secs_f64() * 0.98);
            }
        }
    }
}
