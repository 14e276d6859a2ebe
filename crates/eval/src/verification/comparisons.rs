//! From a list of pairs and what was acquired of each picture to trials with scores.
//!
//! A pair with a failed picture has no score. It is counted, and never becomes a low score here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::FeatureError;
use rates::{Trial, Trials};

use super::VerificationError;
use super::figures::{ClassCounts, TrialCounts};
use crate::list::Pair;
use crate::pictures::{AcquiredFace, PictureResult};

/// The distinct pictures of a list, in the order of their first mention.
pub fn pictures_of(pairs: &[Pair]) -> Vec<PathBuf> {
    let mut seen = std::collections::BTreeSet::new();
    let all = pairs.iter().flat_map(|p| [&p.a, &p.b]);
    all.filter(|p| seen.insert(p.as_path())).cloned().collect()
}

/// A pair that was compared.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'s> {
    /// The pair.
    pub pair: &'s Pair,
    /// Its comparison score.
    pub score: f64,
}

/// A face of a known subject.
#[derive(Debug, Clone, Copy)]
pub struct SubjectFace<'s> {
    /// Number of the subject.
    pub subject: u32,
    /// The picture, as the list names it.
    pub picture: &'s Path,
    /// The face.
    pub face: &'s AcquiredFace,
}

/// A study's pairs, compared.
pub struct Comparisons<'s> {
    /// Everything in the list.
    pub pairs: &'s [Pair],
    /// Everything that came of the pictures.
    pub pictures: &'s [PictureResult],
    /// The pairs that were compared, in the order of the list.
    pub compared: Vec<Compared<'s>>,
    /// Pairs that were not, in the order of the list.
    pub failed: Vec<&'s Pair>,
    /// Subjects by name, numbered.
    subjects: BTreeMap<&'s str, u32>,
    /// Who is on each picture.
    subject_of: BTreeMap<&'s Path, u32>,
}

impl<'s> Comparisons<'s> {
    /// Compares every pair of the list whose pictures were acquired.
    ///
    /// # Errors
    /// When a picture is said to show two subjects, or features cannot be compared.
    pub fn of(pairs: &'s [Pair], pictures: &'s [PictureResult]) -> Result<Self, VerificationError> {
        let (subjects, subject_of) = subjects(pairs)?;
        let faces: BTreeMap<&Path, &AcquiredFace> = pictures
            .iter()
            .filter_map(|p| Some((p.name.as_path(), p.outcome.as_ref().ok()?)))
            .collect();
        let (mut compared, mut failed) = (Vec::with_capacity(pairs.len()), Vec::new());
        for pair in pairs {
            match (faces.get(pair.a.as_path()), faces.get(pair.b.as_path())) {
                (Some(a), Some(b)) => {
                    let score = f64::from(a.features.compare_features(&b.features)?.get());
                    compared.push(Compared { pair, score });
                }
                _ => failed.push(pair),
            }
        }
        Ok(Self { pairs, pictures, compared, failed, subjects, subject_of })
    }

    /// The trials with their subjects, for rates and intervals.
    pub fn trials(&self) -> Trials {
        let of = |is_mated: bool| {
            let trial = |c: &Compared<'_>| Trial {
                score: c.score,
                subjects: (
                    self.subjects[c.pair.subject_a.as_str()],
                    self.subjects[c.pair.subject_b.as_str()],
                ),
            };
            self.compared.iter().filter(|c| c.pair.is_mated == is_mated).map(trial).collect()
        };
        Trials { mated: of(true), non_mated: of(false) }
    }

    /// Scores of one class.
    pub fn scores(&self, is_mated: bool) -> Vec<f64> {
        self.compared.iter().filter(|c| c.pair.is_mated == is_mated).map(|c| c.score).collect()
    }

    /// Listed, compared and failed trials.
    pub fn counts(&self) -> TrialCounts {
        let of = |is_mated: bool| {
            let compared = self.compared.iter().filter(|c| c.pair.is_mated == is_mated).count();
            let failed = self.failed.iter().filter(|p| p.is_mated == is_mated).count();
            ClassCounts { listed: compared + failed, compared, failed }
        };
        TrialCounts { mated: of(true), non_mated: of(false) }
    }

    /// How many subjects the list names.
    pub fn subject_count(&self) -> usize {
        self.subjects.len()
    }

    /// Every acquired face with the number of its subject.
    pub fn faces(&self) -> Vec<SubjectFace<'s>> {
        let face = |p: &'s PictureResult| {
            let subject = *self.subject_of.get(p.name.as_path())?;
            Some(SubjectFace { subject, picture: &p.name, face: p.outcome.as_ref().ok()? })
        };
        self.pictures.iter().filter_map(face).collect()
    }
}

type Subjects<'s> = (BTreeMap<&'s str, u32>, BTreeMap<&'s Path, u32>);

fn subjects(pairs: &[Pair]) -> Result<Subjects<'_>, VerificationError> {
    let (mut numbers, mut of_picture) = (BTreeMap::new(), BTreeMap::new());
    for pair in pairs {
        for (picture, subject) in [(&pair.a, &pair.subject_a), (&pair.b, &pair.subject_b)] {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(subject.as_str()).or_insert(next);
            let known = *of_picture.entry(picture.as_path()).or_insert(number);
            if known != number {
                let (line, picture) = (pair.line, picture.clone());
                return Err(VerificationError::TwoSubjects { line, picture });
            }
        }
    }
    Ok((numbers, of_picture))
}

impl From<FeatureError> for VerificationError {
    fn from(source: FeatureError) -> Self {
        Self::Features(source)
    }
}
