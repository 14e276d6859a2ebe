//! From which score on two faces are linked: read off the embedder's measured false matches, for as few
//! false links as the operator tolerates.
//!
//! A reference that is compared with `R` references of other people finds `R x FMR` false ones, and a person
//! has `R / N` references on average. Fewer than `t` false links among a thousand people are therefore
//! expected when `FMR = t / 1000 / (R x R / N)`, at every size on the way there.

use domain::{Calibration, Rate, RateTable};
use vision::Calibrations;

/// Below this many references the bar does not fall any further: with a handful of people a low bar would
/// save nobody anything.
const FEWEST_REFERENCES: u64 = 100;

/// Mated comparisons that lie below the bar for several faces of one person, where the table reaches. One in
/// fifty true pairs of pictures that are years apart looks that different.
const SEVERAL_FACES_FNMR: f64 = 0.02;

/// Evidence against one person, in natural-log units, where no table of rates was measured: 100 to 1.
const SEVERAL_FACES_LLR: f64 = -4.605;

/// The bars in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkBars {
    /// From this score on two faces of two people are linked.
    pub one_face: f32,
    /// Up to this score two faces of one person are linked as several.
    pub several_faces: f32,
    /// The share of false matches that `one_face` was chosen for.
    pub false_matches: f64,
    /// Whether that share is rarer than the trials could show, and the bar an extrapolation.
    pub is_extrapolated: bool,
    /// Share of true pairs that look less alike than `one_face`, where it was measured.
    pub missed: Option<Rate>,
}

/// The share of false matches at which fewer than `per_thousand` false links among a thousand people are
/// expected.
pub fn allowed_false_matches(per_thousand: f64, references: u64, people: u64) -> f64 {
    let references = references.max(FEWEST_REFERENCES) as f64;
    let each = (references / people.max(1) as f64).max(1.0);
    // More than a few references of a person would be somebody else's deployment.
    (per_thousand / 1000.0 / (references * each.min(references))).clamp(f64::MIN_POSITIVE, 0.5)
}

/// The bars for that share of false matches.
pub fn link_bars(calibrations: &Calibrations, false_matches: f64) -> LinkBars {
    let rates = calibrations.identity_rates.as_ref();
    let (score, is_extrapolated) = match rates {
        Some(rates) => score_of(&rates.false_match, false_matches),
        None => (score_of_llr(&calibrations.identity, -false_matches.ln()), true),
    };
    let several = rates
        .and_then(|r| r.false_non_match.score_at(SEVERAL_FACES_FNMR))
        .unwrap_or_else(|| score_of_llr(&calibrations.identity, SEVERAL_FACES_LLR));
    LinkBars {
        one_face: score.clamp(-1.0, 1.0) as f32,
        several_faces: several.min(score).clamp(-1.0, 1.0) as f32,
        false_matches,
        is_extrapolated,
        missed: rates.map(|r| r.false_non_match.at(score)),
    }
}

/// The score of a share of false matches. Beyond the table's rare end ln(share) goes on as it went over the
/// last tenfold: real tails fall faster, so that the bar is too high rather than too low.
fn score_of(table: &RateTable, share: f64) -> (f64, bool) {
    if let Some(score) = table.score_at(share) {
        return (score, false);
    }
    let points = table.points();
    let (last, floor) = points[points.len() - 1];
    if share > floor {
        return (points[0].0, false);
    }
    let decade = points.iter().find(|(_, s)| *s <= floor * 10.0).unwrap_or(&points[0]);
    let slope = (decade.1 / floor).ln() / (last - decade.0);
    (last + (floor / share).ln() / slope, true)
}

/// The score that is worth that much; the cap of the calibration is the trials', and is passed here.
fn score_of_llr(calibration: &Calibration, llr: f64) -> f64 {
    (llr - calibration.intercept) / calibration.slope
}

#[cfg(test)]
mod tests {
    use domain::IdentityRates;
    use proptest::prelude::*;

    use super::*;
    use crate::fakes::fake_pack;

    fn measured() -> Calibrations {
        let table = |points: &[(f64, f64)]| {
            RateTable::new(points.to_vec(), 1000, "made up".into()).unwrap()
        };
        Calibrations {
            identity_rates: Some(IdentityRates {
                false_match: table(&[(0.0, 0.5), (0.3, 1e-2), (0.5, 1e-4), (0.6, 1e-5)]),
                false_non_match: table(&[(0.3, 0.01), (0.4, 0.02), (0.7, 0.4)]),
            }),
            ..fake_pack().calibrations
        }
    }

    #[test]
    fn the_bar_is_read_off_the_table_and_goes_on_beyond_it() {
        let inside = link_bars(&measured(), 1e-4);
        assert!((inside.one_face - 0.5).abs() < 1e-6 && !inside.is_extrapolated);
        assert!((inside.several_faces - 0.4).abs() < 1e-6);
        let beyond = link_bars(&measured(), 1e-6);
        assert!((beyond.one_face - 0.7).abs() < 1e-6 && beyond.is_extrapolated);
        assert!(beyond.missed.unwrap().share > inside.missed.unwrap().share);
        assert!(link_bars(&measured(), 1e-30).one_face <= 1.0);
    }

    #[test]
    fn without_a_table_the_calibration_says_what_a_score_is_worth() {
        let bars = link_bars(&fake_pack().calibrations, (-20.0_f64).exp());
        assert!((bars.one_face - 1.0).abs() < 1e-6);
        assert!(bars.missed.is_none() && bars.is_extrapolated);
        assert!(bars.several_faces < 0.2);
    }

    proptest! {
        /// From a hundred people on: with fewer, a hundred references are counted as if they were of these few, and
        /// the bar is higher than it had to be.
        #[test]
        fn the_bar_rises_with_the_gallery_and_false_links_stay_below_what_is_tolerated(
            people in FEWEST_REFERENCES..100_000, each in 1_u64..10, per_thousand in 0.01_f64..100.0,
        ) {
            let references = people * each;
            let rate = allowed_false_matches(per_thousand, references, people);
            // Every reference against all of other people.
            let false_links = references as f64 * references as f64 * rate;
            prop_assert!(false_links <= per_thousand * people as f64 / 1000.0 * 1.000_001 || rate == 0.5);
            let more = allowed_false_matches(per_thousand, references * 2, people * 2);
            prop_assert!(more <= rate);
            let calibrations = measured();
            prop_assert!(link_bars(&calibrations, more).one_face >= link_bars(&calibrations, rate).one_face);
        }
    }
}
