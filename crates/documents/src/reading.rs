//! From recognised lines to a zone that is right, or the reason why there is none.

use crate::ctc::{Line, Place, Step, align};
use crate::grammar;
use crate::layout::{Check, Format};
use crate::mrz::Mrz;
use crate::settle::settle;
use crate::symbol::{SYMBOLS, Symbols};

/// Least fit, natural logarithms per step, of the worst line. Only to save work: zones of the cast's cards
/// have −0.02 and −0.03, the same lines pressed into another format −0.1 and less, other text 0 to −6, so
/// this excludes what no check digit would ever confirm.
const LEAST_FIT: f64 = -0.6;
/// Least mean probability of the best characters: below, a recogniser has looked at something that is no
/// line of a zone. In zones of the development documents nearly every character has 0.9 and more, in other
/// text pressed into a format the mean is between 0.2 and 0.6.
const LEAST_CLARITY: f64 = 0.75;
/// From this certainty of every character on a failing check digit is the document's, not the reader's: the
/// nine to one that settling asks for as well.
const CLEAR: f64 = 0.9;
/// Names are covered by no check digit. Least probability of each character of theirs to count as read: on
/// the development documents every wrong name had a character below 0.62 (`docs/DOCUMENTS.md`).
const LEAST_NAME: f64 = 0.8;

/// A zone read from a picture.
#[derive(Debug, Clone)]
pub struct MrzReading {
    /// What it says; every check digit is right.
    pub mrz: Mrz,
    /// Per line, the least certainty of its characters, 0..1.
    pub certainty: Vec<f64>,
    /// The least certainty of the characters of the names.
    pub names_certainty: f64,
    /// Whether the names may be relied upon: no check digit covers them, so each character must be clear.
    pub names_are_clear: bool,
    /// How many characters the check digits chose against the recogniser's first choice.
    pub corrected: usize,
}

/// Why lines gave no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// They are no lines of a zone.
    #[error(
        "no machine readable zone was found: photograph the whole side of the document that has two or \
         three lines of capital letters and < signs"
    )]
    NoZone,
    /// Legible, and contradicting themselves.
    #[error(
        "the machine readable zone was read, but its check digits do not fit: take the picture again, \
         sharp and without reflections; if it happens again, a person must look at the document"
    )]
    CheckDigits {
        /// Which, as far as can be said.
        failed: Vec<Check>,
    },
    /// A zone, but not legible.
    #[error(
        "the machine readable zone is not legible: take the picture again, closer, sharp, with even light \
         and no finger or reflection over the lines at the lower edge"
    )]
    NotLegible,
}

/// Two or three lines as recognised so far, top line first: once or several times, from differently cut
/// pictures of them.
pub struct ZoneEvidence {
    formats: Vec<(Format, Vec<Vec<Line>>)>,
}

impl ZoneEvidence {
    /// Nothing seen yet of so many lines.
    pub fn new(lines: usize) -> Self {
        let fits = Format::ALL.into_iter().filter(|f| f.lines() == lines);
        Self { formats: fits.map(|f| (f, vec![Vec::new(); lines])).collect() }
    }

    /// Adds what a recogniser said of each line. Formats that the lines do not fit are given up.
    pub fn add(&mut self, lines: &[Vec<Step>]) {
        self.formats.retain_mut(|(format, seen)| {
            for (number, (seen, steps)) in seen.iter_mut().zip(lines).enumerate() {
                let allowed: Vec<Symbols> =
                    (0..format.length()).filter_map(|at| format.allowed(number, at)).collect();
                seen.extend(align(steps, &allowed));
            }
            seen.iter().all(|line| best_fit(line) >= LEAST_FIT)
        });
    }

    /// What the lines say. An expired document is read as well as a valid one.
    ///
    /// # Errors
    /// When no format fits, or the check digits cannot be met within the recogniser's own doubts.
    pub fn read(&self) -> Result<MrzReading, Unread> {
        let mut tried: Vec<(f64, Format, Vec<Vec<Place>>)> = self
            .formats
            .iter()
            .map(|(format, seen)| {
                let fit = seen.iter().map(|line| best_fit(line)).fold(0.0, f64::min);
                (fit, *format, places(*format, seen))
            })
            .filter(|(_, _, places)| clarity(places) >= LEAST_CLARITY)
            .collect();
        tried.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut why = Unread::NoZone;
        for (_, format, places) in &tried {
            match read_as(*format, places) {
                Ok(reading) => return Ok(reading),
                // The reason of the format that fits best is the one to tell.
                Err(reason) if why == Unread::NoZone => why = reason,
                Err(_) => {}
            }
        }
        Err(why)
    }
}

/// The best rendition's fit.
fn best_fit(line: &[Line]) -> f64 {
    line.iter().map(|l| l.fit).fold(f64::NEG_INFINITY, f64::max)
}

/// The probabilities at each place, averaged over the renditions, names by their grammar.
fn places(format: Format, seen: &[Vec<Line>]) -> Vec<Vec<Place>> {
    let mut places: Vec<Vec<Place>> = seen.iter().map(|line| mean(line, format.length())).collect();
    let names = format.fields().names;
    let field = names.start..names.start + names.len;
    let following = grammar::names(&places[names.line][field.clone()]);
    places[names.line][field].copy_from_slice(&following);
    places
}

fn top(place: &Place) -> f64 {
    place.iter().fold(0.0, |a, b| a.max(*b))
}

/// The mean probability of the best character, of the line where it is least.
fn clarity(places: &[Vec<Place>]) -> f64 {
    let mean = |line: &Vec<Place>| line.iter().map(top).sum::<f64>() / line.len().max(1) as f64;
    places.iter().map(mean).fold(1.0, f64::min)
}

/// The renditions' average at each place, each weighted by how well it obeys the rules by itself.
fn mean(seen: &[Line], length: usize) -> Vec<Place> {
    let best = best_fit(seen);
    let weights: Vec<f64> = seen.iter().map(|l| ((l.fit - best) * WEIGHT_PER_FIT).exp()).collect();
    let total: f64 = weights.iter().sum();
    (0..length)
        .map(|at| {
            let mut place = [0.0; SYMBOLS.len()];
            for (line, weight) in seen.iter().zip(&weights) {
                for (sum, p) in place.iter_mut().zip(&line.places[at]) {
                    *sum += p * weight / total;
                }
            }
            place
        })
        .collect()
}

/// A rendition whose fit is worse by a tenth counts for a third (e^-1) of the better one, so that a badly cut
/// one, whose fit is worse by several tenths, does not outvote a good one. A choice, not a fit to data.
const WEIGHT_PER_FIT: f64 = 10.0;

fn read_as(format: Format, places: &[Vec<Place>]) -> Result<MrzReading, Unread> {
    let settled = settle(format, places).map_err(|unsettled| {
        let worst = places.iter().flatten().map(top).fold(1.0, f64::min);
        if worst >= CLEAR && !unsettled.failed.is_empty() {
            Unread::CheckDigits { failed: unsettled.failed }
        } else {
            Unread::NotLegible
        }
    })?;
    let text: Vec<String> = settled
        .text
        .iter()
        .map(|line| line.iter().map(|s| char::from(SYMBOLS[*s])).collect())
        .collect();
    let lines: Vec<&str> = text.iter().map(String::as_str).collect();
    let mrz = Mrz::parse_as(format, &lines).map_err(|error| match error {
        crate::MrzError::CheckDigits { failed } => Unread::CheckDigits { failed },
        _ => Unread::NotLegible,
    })?;
    let least = |cells: &[f64]| cells.iter().copied().fold(1.0_f64, f64::min);
    let names = format.fields().names;
    let names_certainty =
        least(&settled.certainty[names.line][names.start..names.start + names.len]);
    Ok(MrzReading {
        mrz,
        certainty: settled.certainty.iter().map(|line| least(line)).collect(),
        names_certainty,
        names_are_clear: names_certainty >= LEAST_NAME,
        corrected: settled.corrected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctc::{BLANK, CLASSES};
    use crate::symbol::symbol_of;

    fn seen(text: &str, sure: f32) -> Vec<Step> {
        let step = |class: usize| {
            let mut s = [(1.0 - sure) / (CLASSES - 1) as f32; CLASSES];
            s[class] = sure;
            s
        };
        let steps = |b: u8| {
            let c = symbol_of(b).unwrap();
            [step(c), step(c), step(BLANK)]
        };
        text.bytes().flat_map(steps).collect()
    }

    fn read(lines: &[Vec<Step>]) -> Result<MrzReading, Unread> {
        let mut evidence = ZoneEvidence::new(lines.len());
        evidence.add(lines);
        evidence.read()
    }

    fn check(lines: &[&str]) -> Result<MrzReading, Unread> {
        read(&lines.iter().map(|l| seen(l, 0.97)).collect::<Vec<_>>())
    }

    #[test]
    fn a_clear_zone_is_read() {
        let clear = check(&[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ])
        .unwrap();
        assert_eq!(clear.mrz.format(), Format::Td1);
        assert!(clear.names_are_clear && clear.corrected == 0);
        assert!(!format!("{clear:?}").contains("ERIK"));
    }

    #[test]
    fn letters_where_digits_must_stand_are_read_as_digits() {
        let mut lines = [
            seen("I<UTOD231458907<<<<<<<<<<<<<<<", 0.97),
            seen("7408122F1204159UTO<<<<<<<<<<<6", 0.97),
            seen("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", 0.97),
        ];
        // The recogniser takes every zero for the letter O, nine to one.
        for step in lines[1].iter_mut().filter(|s| s[0] > 0.5) {
            (step[0], step[24]) = (0.1, 0.9);
        }
        let reading = read(&lines).unwrap();
        assert_eq!(reading.mrz.lines()[1], "7408122F1204159UTO<<<<<<<<<<<6");
    }

    #[test]
    fn wrong_check_digits_are_never_a_reading() {
        let wrong = check(&[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408123F1204159ZE184226B<<<<<10",
        ]);
        assert!(
            matches!(wrong, Err(Unread::CheckDigits { failed }) if failed.contains(&Check::BirthDate))
        );
    }

    #[test]
    fn other_text_is_no_zone() {
        assert_eq!(check(&["ABC", "DEF"]).unwrap_err(), Unread::NoZone);
        assert_eq!(check(&[]).unwrap_err(), Unread::NoZone);
        let wrong_length = check(&[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<TOO<LONG<BY<FAR<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10L898902C36UTO7408",
        ]);
        assert!(wrong_length.is_err());
    }
}
