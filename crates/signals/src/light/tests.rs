//! Skins that follow, do not follow, or follow something else, with noise, drift and white balance.

use proptest::prelude::*;

use super::series::shown_at;
use super::*;

/// Sixteen seconds of a face.
struct Scene {
    hz: f64,
    strength: f64,
    delay_s: f64,
    /// Standard deviation of each channel's logarithm.
    noise: f64,
    /// Share of a common colour change that the camera balances away within some two seconds.
    balance: f64,
    seed: u64,
}

const QUIET: Scene =
    Scene { hz: 5.0, strength: 0.08, delay_s: 0.7, noise: 0.005, balance: 0.0, seed: 1 };

fn card(seed: u64) -> ShownCard {
    ShownCard::as_drawn(&LightStep::draw(LightLength::Full, numbers(seed)), 0.2)
}

fn short_card(seed: u64) -> ShownCard {
    ShownCard::as_drawn(&LightStep::draw(LightLength::Short, numbers(seed)), 0.2)
}

/// Near enough to a normal number: twelve even ones.
fn gauss(next: &mut impl FnMut() -> u32) -> f64 {
    (0..12).map(|_| f64::from(next()) / f64::from(u32::MAX)).sum::<f64>() - 6.0
}

/// Times, skin, and what is beside it.
type Played = (Vec<f64>, Vec<[f64; 3]>, Vec<Option<[f64; 3]>>);

impl Scene {
    fn play(&self, card: &ShownCard) -> Played {
        let mut next = numbers(self.seed.wrapping_mul(977));
        let end = card.edges_s[card.edges_s.len() - 1] + widest_delay_s(card.length());
        let mut times = Vec::new();
        let (mut skin, mut beside) = (Vec::new(), Vec::new());
        let mut balance = [1.0_f64; 3];
        let mut mood = 0.0;
        for i in 0..(end * self.hz) as usize {
            let t = i as f64 / self.hz + 0.02 * gauss(&mut next).clamp(-1.0, 1.0);
            let light = shown_at(card, t - self.delay_s);
            mood = 0.9 * mood + 0.5 * self.noise * gauss(&mut next);
            let sun = 1.0 + 0.1 * (0.3 * t).sin();
            let on: [f64; 3] = std::array::from_fn(|c| {
                [0.30, 0.17, 0.12][c] * sun * (1.0 + self.strength * light[c])
            });
            // The wall is twice as far away and gets a quarter of the screen's light.
            let wall: [f64; 3] = std::array::from_fn(|c| {
                [0.4, 0.4, 0.35][c] * sun * (1.0 + 0.25 * self.strength * light[c])
            });
            for c in 0..3 {
                let seen = (on[c] / on[1]) / ([0.30, 0.17, 0.12][c] / 0.17) * balance[c];
                balance[c] *= seen.powf(-self.balance / (2.0 * self.hz));
            }
            let mut shaken = |v: [f64; 3]| -> [f64; 3] {
                std::array::from_fn(|c| {
                    v[c] * balance[c] * (self.noise * gauss(&mut next) + mood).exp()
                })
            };
            times.push(t);
            skin.push(shaken(on));
            beside.push(Some(shaken(wall)));
        }
        (times, skin, beside)
    }

    /// Once in how many cards chance would do as well, out of a hundred.
    fn one_in(&self, played: &ShownCard, asked: &ShownCard) -> u32 {
        let (times_s, skin, beside) = self.play(played);
        let trace = LightTrace { times_s: &times_s, skin: &skin, beside: &beside };
        let grid = grid_of(&trace, asked).unwrap();
        let observed = Observed::of(&trace, &grid, None).unwrap();
        against_chance(&observed, asked, &grid, 11, FEW_OTHERS).1
    }

    fn answer(&self, played: &ShownCard, asked: &ShownCard) -> LightResponse {
        let (times_s, skin, beside) = self.play(played);
        let trace = LightTrace { times_s: &times_s, skin: &skin, beside: &beside };
        LightResponse::assess(trace, asked, 11).unwrap()
    }
}

#[test]
fn an_answer_is_found_with_its_delay_and_strength() {
    for delay_s in [0.0, 0.3, 1.5, 3.6] {
        for hz in [5.0, 15.0] {
            let shown = card(5);
            let got = Scene { delay_s, hz, ..QUIET }.answer(&shown, &shown);
            assert_eq!(got.one_in, 1_000, "{delay_s} {hz} {got:?}");
            assert!((got.delay_s - delay_s).abs() < 0.16, "{delay_s} {got:?}");
            assert!((got.strength - 0.08).abs() < 0.03, "{got:?}");
        }
    }
}

#[test]
fn a_short_card_is_answered_within_its_second_and_a_half() {
    for (seed, delay_s) in [(1, 0.5), (2, 0.7), (3, 1.2)] {
        let shown = short_card(seed);
        let got = Scene { delay_s, seed, ..QUIET }.answer(&shown, &shown);
        assert!(got.one_in >= ANSWERED_ONE_IN, "{delay_s} {got:?}");
        assert!((got.delay_s - delay_s).abs() < 0.16, "{delay_s} {got:?}");
        assert!(got.seen_from.is_some_and(|s| s <= 0.08), "{got:?}");
    }
}

#[test]
fn a_camera_that_balances_colours_away_does_not_hide_it() {
    for seed in 0..6 {
        let shown = card(seed);
        let got = Scene { balance: 1.0, seed, ..QUIET }.answer(&shown, &shown);
        assert!(got.one_in >= ANSWERED_ONE_IN, "{seed} {got:?}");
    }
}

#[test]
fn no_answer_and_another_cards_answer_are_told_from_chance_as_often_as_promised() {
    let cards = 200;
    for draw in [card, short_card] {
        let mut none = 0;
        let mut other = 0;
        for seed in 0..cards {
            let asked = draw(1_000 + seed);
            let still = Scene { strength: 0.0, seed, ..QUIET };
            none += usize::from(still.one_in(&asked, &asked) >= 20);
            let recorded = Scene { seed, ..QUIET };
            other += usize::from(recorded.one_in(&draw(7_000 + seed), &asked) >= 20);
        }
        // One in twenty of 200: ten; three standard deviations of three about it.
        assert!(none <= 19, "{none}");
        assert!(other <= 19, "{other}");
    }
}

#[test]
fn what_would_have_been_seen_grows_with_the_noise() {
    let asked = card(3);
    let seen = |noise: f64| {
        let still = Scene { strength: 0.0, noise, ..QUIET };
        still.answer(&asked, &asked).seen_from.unwrap_or(1.0)
    };
    let (calm, loud, hopeless) = (seen(0.002), seen(0.03), seen(0.5));
    assert!(calm <= 0.02 && calm < loud && loud < hopeless, "{calm} {loud} {hopeless}");
}

#[test]
fn another_cards_answer_makes_the_skin_restless() {
    let asked = card(3);
    let still = Scene { strength: 0.0, ..QUIET }.answer(&asked, &asked);
    let wrong = Scene { strength: 0.2, ..QUIET }.answer(&card(4), &asked);
    assert!(wrong.restless > 3.0 * still.restless, "{} {}", still.restless, wrong.restless);
}

#[test]
fn without_a_background_it_is_asked_all_the_same() {
    let shown = card(9);
    let (times_s, skin, beside) = QUIET.play(&shown);
    let nothing = vec![None; beside.len()];
    let trace = LightTrace { times_s: &times_s, skin: &skin, beside: &nothing };
    assert_eq!(LightResponse::assess(trace, &shown, 0).unwrap().one_in, 1_000);
}

#[test]
fn short_slow_and_broken_traces_are_no_answer() {
    let shown = card(2);
    let (times_s, skin, beside) = QUIET.play(&shown);
    let of = |keep: &dyn Fn(usize) -> bool| {
        let pick: Vec<usize> = (0..times_s.len()).filter(|i| keep(*i)).collect();
        let t: Vec<f64> = pick.iter().map(|i| times_s[*i]).collect();
        let s: Vec<[f64; 3]> = pick.iter().map(|i| skin[*i]).collect();
        let b: Vec<_> = pick.iter().map(|i| beside[*i]).collect();
        LightResponse::assess(LightTrace { times_s: &t, skin: &s, beside: &b }, &shown, 0)
    };
    assert!(matches!(of(&|i| i < 40), Err(NotMeasurable::TooShort { .. })));
    assert!(matches!(of(&|i| i % 2 == 0), Err(NotMeasurable::TooSlow { .. })));
    assert!(matches!(of(&|i| !(30..40).contains(&i)), Err(NotMeasurable::TooSlow { .. })));
    let grey = vec![[0.2; 3]; skin.len()];
    let flat = LightTrace { times_s: &times_s, skin: &grey, beside: &beside };
    assert_eq!(LightResponse::assess(flat, &shown, 0), Err(NotMeasurable::Constant));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Whatever the trace: finite, in range, the same again.
    #[test]
    fn every_answer_is_in_range(
        colours in prop::collection::vec(prop::array::uniform3(-1.0..2.0_f64), 100..110),
        seed in 0..50_u64,
    ) {
        let shown = card(seed);
        let times_s: Vec<f64> = (0..colours.len()).map(|i| i as f64 * 0.2).collect();
        let beside = vec![None; colours.len()];
        let trace = LightTrace { times_s: &times_s, skin: &colours, beside: &beside };
        let got = LightResponse::assess(trace, &shown, seed);
        if let Ok(got) = &got {
            prop_assert!((1..=1_000).contains(&got.one_in));
            prop_assert!((0.0..=4.6).contains(&got.delay_s));
            prop_assert!(got.strength >= 0.0 && got.strength.is_finite() && got.restless.is_finite());
        }
        prop_assert_eq!(got, LightResponse::assess(trace, &shown, seed));
    }
}
