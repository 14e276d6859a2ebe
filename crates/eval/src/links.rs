//! Links against their truth: every picture and clip of a list enrolled as somebody of their own, as the
//! product enrols them, and everybody searched over everybody else.
//!
//! A true pair is two rows of one subject. One whose score reaches the bar is found; a pair of two subjects
//! that reaches it is a false link. One person under two names in the list is a false link here: the figures
//! then look worse than they are, never better.

use std::path::PathBuf;

use app::{allowed_false_matches, link_bars};
use domain::Template;
use gallery::{Gallery, GalleryError};
use serde::Serialize;
use vision::Calibrations;

use crate::count::Rate;

/// Somebody enrolled.
pub struct Enrolled {
    /// As the list names it.
    pub file: PathBuf,
    /// Who is on it.
    pub subject: String,
    /// Whether it is a clip.
    pub is_clip: bool,
    /// What is kept of it.
    pub template: Template,
}

/// What a bar finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkTrial {
    /// False links that are tolerated among a thousand people.
    pub tolerated_per_thousand: f64,
    /// The share of false matches that follows from it.
    pub false_match_rate: f64,
    /// The bar that follows from that.
    pub bar: f32,
    /// Whether the bar is extrapolated.
    pub is_extrapolated: bool,
    /// True pairs found, of all.
    pub found: Rate,
    /// The same of pairs of two clips.
    pub found_of_clips: Rate,
    /// False links of all pairs of two subjects.
    pub false_links: Rate,
    /// False links among a thousand people, as found.
    pub false_per_thousand: f64,
    /// The false links, most similar first.
    pub worst: Vec<FalseLink>,
}

/// Two subjects that were taken for one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FalseLink {
    /// The one.
    pub a: PathBuf,
    /// The other.
    pub b: PathBuf,
    /// How like they are.
    pub score: f32,
}

/// False links that are listed.
const SHOWN: usize = 20;

/// Searches everybody over everybody else, once for each tolerance.
///
/// # Errors
/// When templates are not of one kind.
pub fn study(
    people: &[Enrolled],
    calibrations: &Calibrations,
    tolerances: &[f64],
) -> Result<Vec<LinkTrial>, GalleryError> {
    let Some(first) = people.first() else { return Ok(Vec::new()) };
    let mut gallery = Gallery::new(first.template.values().len())?;
    for (n, person) in people.iter().enumerate() {
        gallery.insert(n, n, person.template.values())?;
    }
    tolerances.iter().map(|t| trial(people, &gallery, calibrations, *t)).collect()
}

fn trial(
    people: &[Enrolled],
    gallery: &Gallery<usize, usize>,
    calibrations: &Calibrations,
    tolerated: f64,
) -> Result<LinkTrial, GalleryError> {
    let count = people.len() as u64;
    let bars = link_bars(calibrations, allowed_false_matches(tolerated, count, count));
    let (mut true_pairs, mut worst) = (Vec::new(), Vec::new());
    for (n, person) in people.iter().enumerate() {
        let hits = gallery.above(person.template.values(), bars.one_face, |owner| owner < n)?;
        // The index rounds; what counts is the comparison itself.
        let score = |other: usize| cosine(&person.template, &people[other].template);
        let reaches = |other: usize| score(other) >= bars.one_face;
        for other in hits.iter().map(|h| h.owner).filter(|o| reaches(*o)) {
            if people[other].subject != person.subject {
                let (a, b) = (people[other].file.clone(), person.file.clone());
                worst.push(FalseLink { a, b, score: score(other) });
            }
        }
        for (other, earlier) in people[..n].iter().enumerate() {
            if earlier.subject == person.subject {
                true_pairs.push((reaches(other), earlier.is_clip && person.is_clip));
            }
        }
    }
    worst.sort_by(|a, b| b.score.total_cmp(&a.score));
    let (pairs, false_links) = (count * (count - 1) / 2, worst.len() as u64);
    let non_mated = pairs - true_pairs.len() as u64;
    worst.truncate(SHOWN);
    Ok(LinkTrial {
        tolerated_per_thousand: tolerated,
        false_match_rate: bars.false_matches,
        bar: bars.one_face,
        is_extrapolated: bars.is_extrapolated,
        found: Rate::count(&true_pairs, |(found, _)| *found),
        found_of_clips: Rate::count(true_pairs.iter().filter(|(_, c)| *c), |(found, _)| *found),
        false_links: rates::Proportion { hits: false_links, trials: non_mated }.into(),
        false_per_thousand: false_links as f64 * 1000.0 / count as f64,
        worst,
    })
}

fn cosine(a: &Template, b: &Template) -> f32 {
    // Of one model by construction; what cannot be compared is like nothing.
    a.compare(b).map_or(-1.0, domain::ComparisonScore::get)
}

#[cfg(test)]
mod tests {
    use domain::{Calibration, CalibrationOrigin, ModelId, ModelRole, ModelStamp};

    use super::*;

    fn calibrations() -> Calibrations {
        let origin = CalibrationOrigin {
            data: "made up".into(),
            date: "2026-01-01".into(),
            trials_first: 0,
            trials_second: 0,
            provisional: true,
        };
        Calibrations {
            // A false match rate of 1e-5, that of a hundred people, is a score of about 0.72.
            identity: Calibration { slope: 30.0, intercept: -10.0, cap: 20.0, origin },
            identity_rates: None,
            imitation_below: None,
            imitation: None,
            pad: None,
            manipulation: None,
            false_alarm: None,
        }
    }

    fn enrolled(subject: &str, is_clip: bool, degrees: f32) -> Enrolled {
        let model =
            ModelStamp { role: ModelRole::Embedder, id: ModelId::new("m"), sha256: "0".into() };
        let (sin, cos) = degrees.to_radians().sin_cos();
        let template = Template::from_pooled(model, vec![cos, sin]).unwrap();
        Enrolled { file: PathBuf::from(subject), subject: subject.to_owned(), is_clip, template }
    }

    #[test]
    fn what_is_found_and_what_is_false_is_counted_by_hand() {
        let people = [
            enrolled("a", true, 0.0),
            enrolled("a", true, 20.0),  // 0.94 to the first: found
            enrolled("a", false, 80.0), // 0.17 and 0.5: missed twice
            enrolled("b", false, 170.0),
            enrolled("c", false, 175.0), // 0.996 to b: a false link
        ];
        let trials = study(&people, &calibrations(), &[1.0, 1000.0]).unwrap();
        let strict = &trials[0];
        assert!(strict.bar > 0.7 && strict.is_extrapolated);
        assert_eq!((strict.found.hits, strict.found.trials), (1, 3));
        assert_eq!((strict.found_of_clips.hits, strict.found_of_clips.trials), (1, 1));
        assert_eq!((strict.false_links.hits, strict.false_links.trials), (1, 7));
        assert!((strict.false_per_thousand - 200.0).abs() < 1e-9);
        assert_eq!(
            (strict.worst[0].a.as_path(), strict.worst[0].b.as_path()),
            ("b".as_ref(), "c".as_ref())
        );
        assert!(trials[1].bar < strict.bar && trials[1].found.hits >= strict.found.hits);
        assert_eq!(study(&[], &calibrations(), &[1.0]).unwrap(), []);
    }
}
