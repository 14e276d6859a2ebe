//! Cards answered, unanswered, answered wrongly, untold, skipped, and seen too seldom.

use domain::{LightLength, LightStep};

use super::*;

fn at(ms: u64) -> MediaTime {
    MediaTime::from_millis(ms)
}

fn numbers(mut state: u32) -> impl FnMut() -> u32 {
    move || {
        // Numerical Recipes' quick generator; its low bits are poor.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    }
}

fn card(number: u32, from: MediaTime) -> LightAsked {
    LightAsked { number, at: from, steps: LightStep::draw(LightLength::Full, numbers(77 + number)) }
}

fn edges(card: &LightAsked) -> Vec<Duration> {
    let mut edges = vec![Duration::from_millis(150)];
    for step in &card.steps {
        edges.push(edges[edges.len() - 1] + step.lasts);
    }
    edges
}

/// Twenty seconds at 5 fps during which the skin follows `follows` with this strength, 0.6 s late.
fn samples(from: MediaTime, follows: &LightAsked, strength: f32) -> Vec<LightEntry> {
    let mut shake = numbers(5);
    let edges = edges(follows);
    (1..100)
        .map(|i| {
            let t = Duration::from_millis(i * 200);
            let step = edges.partition_point(|e| *e + Duration::from_millis(600) <= t);
            let light = step
                .checked_sub(1)
                .and_then(|s| follows.steps.get(s))
                .map_or([0.05; 3], |s| s.colour.linear().map(|v| v as f32));
            let skin = std::array::from_fn(|c| {
                let noise = 1.0 + 0.004 * (shake() as f32 / (1 << 23) as f32 - 1.0);
                [0.3_f32, 0.17, 0.12][c] * (1.0 + strength * light[c]) * noise
            });
            LightEntry::Sample(LightSample { at: from + t, skin, beside: None })
        })
        .collect()
}

fn watch(card: &LightAsked, told: bool, seen: Vec<LightEntry>) -> LightFinding {
    let mut watch = LightWatch::default();
    watch.push(&LightEntry::Asked(card.clone()));
    if told {
        watch.push(&LightEntry::Shown { number: card.number, edges: edges(card) });
    }
    for entry in seen {
        if let LightEntry::Sample(sample) = &entry {
            watch.push_frame(sample.at);
        }
        watch.push(&entry);
    }
    watch.push_frame(card.at + Duration::from_secs(60));
    watch.findings()[0]
}

#[test]
fn a_skin_that_follows_has_answered() {
    let card = card(0, at(4_000));
    let found = watch(&card, true, samples(card.at, &card, 0.08));
    assert_eq!((found.state, found.one_in), (LightState::Answered, Some(1_000)), "{found:?}");
    let delay = found.delay.unwrap().as_millis();
    assert!((450..=750).contains(&delay), "{delay}");
    assert!((0.05..0.11).contains(&found.strength.unwrap()));
}

#[test]
fn a_skin_that_stays_as_it_is_has_not() {
    let card = card(1, at(4_000));
    let found = watch(&card, true, samples(card.at, &card, 0.0));
    assert_eq!((found.state, found.delay), (LightState::Unanswered, None), "{found:?}");
    assert!(found.seen_from.unwrap() <= 0.08);
}

#[test]
fn another_cards_answer_is_a_wrong_one() {
    let asked = card(2, at(4_000));
    let recorded = card(3, at(4_000));
    let found = watch(&asked, true, samples(asked.at, &recorded, 0.6));
    assert_eq!(found.state, LightState::Wrong, "{found:?}");
}

#[test]
fn without_word_that_it_was_shown_or_with_few_samples_nothing_is_said() {
    let card = card(4, at(4_000));
    let untold = watch(&card, false, samples(card.at, &card, 0.08));
    assert_eq!(untold.state, LightState::NotAssessed(LightMissing::NotShown));
    let few = samples(card.at, &card, 0.08).into_iter().step_by(3).collect();
    let seldom = watch(&card, true, few);
    assert_eq!(seldom.state, LightState::NotAssessed(LightMissing::TooFewSamples));
}

#[test]
fn a_card_is_waited_for_until_its_time_is_over_and_skipped_ones_are_kept() {
    let card = card(5, at(4_000));
    let mut watch = LightWatch::default();
    watch.push(&LightEntry::Skipped { at: at(1_000), why: LightSkip::Photosensitive });
    watch.push(&LightEntry::Asked(card.clone()));
    watch.push_frame(card.at + Duration::from_secs(5));
    let states: Vec<_> = watch.findings().iter().map(|f| f.state).collect();
    assert_eq!(states, [LightState::Skipped(LightSkip::Photosensitive), LightState::Waiting]);
    watch.push(&LightEntry::Skipped { at: at(8_000), why: LightSkip::Stopped });
    let stopped = watch.findings()[1];
    assert_eq!((stopped.number, stopped.state), (Some(5), LightState::Skipped(LightSkip::Stopped)));
}
