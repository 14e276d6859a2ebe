//! Against a search that multiplies every pair in double precision.

use proptest::prelude::*;

use crate::{Gallery, GalleryError};

fn unit(mut values: Vec<f32>) -> Vec<f32> {
    let length = values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
    values.iter_mut().for_each(|v| *v = (f64::from(*v) / length) as f32);
    values
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

/// A vector from a seed: a linear congruential generator is random enough to differ.
fn vector(width: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    unit(
        (0..width)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0 + 1e-6
            })
            .collect(),
    )
}

/// A vector with that cosine to another, towards a third.
fn at_cosine(of: &[f32], towards: &[f32], score: f64) -> Vec<f32> {
    let along = cosine(of, towards);
    let beside = unit(of.iter().zip(towards).map(|(a, b)| b - a * along as f32).collect());
    let other = (1.0 - score * score).sqrt();
    unit(
        of.iter()
            .zip(beside)
            .map(|(a, b)| (f64::from(*a) * score + f64::from(b) * other) as f32)
            .collect(),
    )
}

/// Owner, item and values of one template.
type Row = (u64, u64, Vec<f32>);

fn filled(width: usize, people: u64, each: u64) -> (Gallery<u64, u64>, Vec<Row>) {
    let mut gallery = Gallery::new(width).unwrap();
    let mut all = Vec::new();
    for owner in 0..people {
        for n in 0..each {
            let item = owner * each + n;
            let values = vector(width, item + 1);
            gallery.insert(owner, item, &values).unwrap();
            all.push((owner, item, values));
        }
    }
    (gallery, all)
}

/// What a search over all pairs says.
fn naive(all: &[Row], probe: &[f32], not: Option<u64>) -> Vec<(u64, f64)> {
    let mut scores: Vec<_> = all
        .iter()
        .filter(|(owner, ..)| Some(*owner) != not)
        .map(|(_, item, values)| (*item, cosine(values, probe)))
        .collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    scores
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_above_the_threshold_is_missed_and_every_score_is_as_near_as_it_says(
        width in prop_oneof![Just(3_usize), Just(64), Just(100), Just(128), Just(256), Just(512)],
        people in 1_u64..40,
        seed in any::<u64>(),
        threshold in -0.5_f32..0.9,
    ) {
        let (gallery, all) = filled(width, people, 3);
        let probe = vector(width, seed);
        let hits = gallery.above(&probe, threshold, |owner| owner != 0).unwrap();
        for (item, score) in naive(&all, &probe, Some(0)) {
            let hit = hits.iter().find(|h| h.item == item);
            if score >= f64::from(threshold) {
                prop_assert!(hit.is_some(), "{item} at {score} is missing");
            }
            if let Some(hit) = hit {
                let off = (f64::from(hit.score) - score).abs();
                prop_assert!(off <= f64::from(hit.off_by_at_most), "{off} > {}", hit.off_by_at_most);
            }
        }
        prop_assert!(hits.iter().all(|h| h.owner != 0));
        prop_assert!(hits.windows(2).all(|w| w[0].score >= w[1].score));
    }

    #[test]
    fn the_nearest_are_the_nearest(width in prop_oneof![Just(32_usize), Just(256)], seed in any::<u64>(), most in 0_usize..20) {
        let (gallery, all) = filled(width, 30, 2);
        let probe = vector(width, seed);
        let hits = gallery.nearest(&probe, most, |_| true).unwrap();
        let truth = naive(&all, &probe, None);
        prop_assert_eq!(hits.len(), most);
        for (hit, (_, score)) in hits.iter().zip(&truth) {
            // Of two that lie closer than the codes can tell apart either may come first.
            prop_assert!((f64::from(hit.score) - score).abs() <= f64::from(hit.off_by_at_most));
        }
    }

    #[test]
    fn after_any_history_the_gallery_is_as_if_built_anew(
        steps in prop::collection::vec((any::<bool>(), 0_u64..2600), 1..200),
    ) {
        let width = 16;
        let mut gallery = Gallery::new(width).unwrap();
        // More than two blocks before the history begins.
        let mut there: Vec<u64> = (0..2200).collect();
        for item in &there {
            gallery.insert(item % 7, *item, &vector(width, *item)).unwrap();
        }
        for (add, item) in steps {
            let is_there = there.contains(&item);
            if add {
                let added = gallery.insert(item % 7, item, &vector(width, item));
                prop_assert_eq!(added.is_ok(), !is_there);
                if !is_there { there.push(item); }
            } else {
                prop_assert_eq!(gallery.remove(item), is_there);
                there.retain(|i| *i != item);
            }
        }
        prop_assert_eq!(gallery.len(), there.len());
        let probe = vector(width, 77);
        let mut found: Vec<_> = gallery.above(&probe, -1.0, |_| true).unwrap().iter().map(|h| (h.item, h.owner)).collect();
        found.sort_unstable();
        there.sort_unstable();
        prop_assert_eq!(found, there.iter().map(|i| (*i, i % 7)).collect::<Vec<_>>());
    }

    #[test]
    fn a_sketched_search_finds_nothing_else_than_the_exact_one(seed in any::<u64>()) {
        let (gallery, _) = filled(256, 60, 2);
        let probe = vector(256, seed);
        let exact = gallery.above(&probe, 0.1, |_| true).unwrap();
        let sketched = gallery.above_sketched(&probe, 0.1, |_| true).unwrap();
        prop_assert!(sketched.iter().all(|h| exact.contains(h)));
    }

    #[test]
    fn a_template_well_above_the_threshold_is_found_by_its_sketch(seed in any::<u64>(), above in 0.15_f64..0.4) {
        let (mut gallery, _) = filled(256, 60, 2);
        let probe = vector(256, seed);
        gallery.insert(1000, 1000, &at_cosine(&probe, &vector(256, seed ^ 99), 0.5 + above)).unwrap();
        let hits = gallery.above_sketched(&probe, 0.5, |_| true).unwrap();
        prop_assert_eq!(hits.first().map(|h| h.item), Some(1000));
    }
}

#[test]
fn what_is_no_template_of_this_gallery_is_refused() {
    let mut gallery: Gallery<u8, u8> = Gallery::new(4).unwrap();
    let half = [0.5, 0.5, 0.5, 0.5];
    gallery.insert(1, 1, &half).unwrap();
    assert_eq!(gallery.insert(2, 1, &half), Err(GalleryError::AlreadyThere));
    let short = GalleryError::OtherLength { expected: 4, given: 3 };
    assert_eq!(gallery.insert(2, 2, &half[..3]), Err(short));
    for bad in [[0.0; 4], [f32::NAN, 1.0, 0.0, 0.0], [f32::INFINITY, 0.0, 0.0, 0.0], [9.0; 4]] {
        assert_eq!(gallery.insert(2, 2, &bad), Err(GalleryError::NotUnit));
        assert_eq!(gallery.above(&bad, 0.5, |_| true), Err(GalleryError::NotUnit));
    }
    assert!(Gallery::<u8, u8>::new(0).is_err());
    assert!(Gallery::<u8, u8>::new(1025).is_err());
    assert_eq!(gallery.len(), 1);
}

#[test]
fn an_owner_goes_with_everything() {
    let (mut gallery, _) = filled(32, 1000, 3);
    assert_eq!(gallery.remove_owner(500), 3);
    assert_eq!(gallery.remove_owner(500), 0);
    assert_eq!(gallery.len(), 2997);
    let left = gallery.above(&vector(32, 1501), -1.0, |_| true).unwrap();
    assert!(left.len() == 2997 && left.iter().all(|h| h.owner != 500));
    for owner in 0..1000 {
        gallery.remove_owner(owner);
    }
    assert!(gallery.is_empty());
    assert_eq!(gallery.above(&vector(32, 1), -1.0, |_| true).unwrap(), []);
}

#[test]
fn a_gallery_prints_nothing_of_itself() {
    let (gallery, _) = filled(8, 2, 1);
    assert_eq!(format!("{gallery:?}"), "Gallery(2 templates, redacted)");
}
