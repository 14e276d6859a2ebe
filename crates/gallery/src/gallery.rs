//! The gallery: templates with whose they are, added and removed one at a time, searched as a whole.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use pulp::Arch;

use crate::block::{Block, ROWS};
use crate::code::{MOST_VALUES, Probe};
use crate::kernel::{Distances, Dots, run};
use crate::top::{Scored, Top, order};

/// A template or probe that no gallery takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GalleryError {
    /// It has another number of values than the gallery's.
    #[error("a gallery of {expected} values was given {given}")]
    OtherLength {
        /// Values of the gallery's templates.
        expected: usize,
        /// Values it was given.
        given: usize,
    },
    /// Its values are not finite, or not of unit length.
    #[error("the values are not finite or not of unit length")]
    NotUnit,
    /// That template is in the gallery already.
    #[error("the template is in the gallery already")]
    AlreadyThere,
}

/// A template that is like the probe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<O, I> {
    /// Whose it is.
    pub owner: O,
    /// Which it is.
    pub item: I,
    /// Comparison score (cosine) from the codes.
    pub score: f32,
    /// The true score is at most this far from `score`.
    pub off_by_at_most: f32,
}

/// Templates of one model. `O` says whose a template is, `I` which one it is.
pub struct Gallery<O, I> {
    width: usize,
    arch: Arch,
    blocks: Vec<Block>,
    entries: Vec<(O, I)>,
    places: HashMap<I, usize>,
}

/// How far the length of unit values may be from one: rounding of single floats.
const UNIT_TOLERANCE: f64 = 1e-3;

/// How many standard deviations of its own sketch distance a template may lie beyond the expected one and
/// still be looked at: 1 in 1,000 lie further where signs are independent. `make bench` measures what
/// that costs in recall.
const SKETCH_DEVIATIONS: f64 = 3.1;

impl<O: Copy + Eq, I: Copy + Eq + Hash> Gallery<O, I> {
    /// An empty gallery for templates of `width` values.
    ///
    /// # Errors
    /// [`GalleryError::OtherLength`] when that is none, or more than 1,024.
    pub fn new(width: usize) -> Result<Self, GalleryError> {
        if !(1..=MOST_VALUES).contains(&width) {
            return Err(GalleryError::OtherLength { expected: MOST_VALUES, given: width });
        }
        Ok(Self {
            width,
            arch: Arch::new(),
            blocks: Vec::new(),
            entries: Vec::new(),
            places: HashMap::new(),
        })
    }

    /// Values of a template.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many templates there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True without a template.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// True when that template is there.
    pub fn contains(&self, item: I) -> bool {
        self.places.contains_key(&item)
    }

    /// Whose that template is.
    pub fn owner(&self, item: I) -> Option<O> {
        self.places.get(&item).map(|place| self.entries[*place].0)
    }

    /// Memory of the templates and of whose they are, in bytes.
    pub fn bytes(&self) -> usize {
        self.blocks.iter().map(Block::bytes).sum::<usize>()
            + self.entries.capacity() * size_of::<(O, I)>()
            + self.places.capacity() * (size_of::<(I, usize)>() + 1)
    }

    /// Adds a template.
    ///
    /// # Errors
    /// When it is not of this gallery's kind, or there already.
    pub fn insert(&mut self, owner: O, item: I, values: &[f32]) -> Result<(), GalleryError> {
        self.check(values)?;
        if self.contains(item) {
            return Err(GalleryError::AlreadyThere);
        }
        if self.blocks.last().is_none_or(Block::is_full) {
            self.blocks.push(Block::new(self.width));
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(values);
        }
        self.places.insert(item, self.entries.len());
        self.entries.push((owner, item));
        Ok(())
    }

    /// Removes a template and wipes its codes. Answers whether it was there.
    pub fn remove(&mut self, item: I) -> bool {
        let Some(place) = self.places.remove(&item) else { return false };
        self.entries.swap_remove(place);
        if let Some((_, moved)) = self.entries.get(place) {
            self.places.insert(*moved, place);
        }
        let (at, row) = (place / ROWS, place % ROWS);
        let last = self.blocks.len() - 1;
        if at == last {
            self.blocks[last].overwrite_with_last(row);
        } else {
            let (front, back) = self.blocks.split_at_mut(last);
            front[at].overwrite(row, &back[0]);
        }
        self.blocks[last].pop();
        if self.blocks[last].is_empty() {
            self.blocks.pop();
        }
        true
    }

    /// Removes everything of an owner. Answers how many templates that were.
    pub fn remove_owner(&mut self, owner: O) -> usize {
        let items: Vec<I> =
            self.entries.iter().filter(|(o, _)| *o == owner).map(|(_, item)| *item).collect();
        items.iter().filter(|item| self.remove(**item)).count()
    }

    /// Every template whose true score with the probe can be `threshold` or more, highest first, of owners
    /// that `among` takes. Misses none: a hit's score may lie below by what rounding can have taken.
    ///
    /// # Errors
    /// When the probe is not of this gallery's kind.
    pub fn above(
        &self,
        probe: &[f32],
        threshold: f32,
        among: impl Fn(O) -> bool,
    ) -> Result<Vec<Hit<O, I>>, GalleryError> {
        self.check(probe)?;
        let mut found = Vec::new();
        self.scan(&Probe::of(probe), |scored| {
            if scored.score + scored.off >= threshold && among(self.entries[scored.place].0) {
                found.push(scored);
            }
        });
        Ok(self.hits(found))
    }

    /// The `most` templates that are most like the probe, highest first, of owners that `among` takes.
    ///
    /// # Errors
    /// When the probe is not of this gallery's kind.
    pub fn nearest(
        &self,
        probe: &[f32],
        most: usize,
        among: impl Fn(O) -> bool,
    ) -> Result<Vec<Hit<O, I>>, GalleryError> {
        self.check(probe)?;
        let mut top = Top::new(most.min(self.len()));
        self.scan(&Probe::of(probe), |scored| {
            if scored.score >= top.bar() && among(self.entries[scored.place].0) {
                top.show(scored);
            }
        });
        Ok(self.hits(top.finish()))
    }

    /// As [`above`](Self::above), but only of templates whose sketch says that they can be: reads an eighth
    /// of the memory, and misses a few of those just above the threshold.
    ///
    /// # Errors
    /// When the probe is not of this gallery's kind.
    pub fn above_sketched(
        &self,
        probe: &[f32],
        threshold: f32,
        among: impl Fn(O) -> bool,
    ) -> Result<Vec<Hit<O, I>>, GalleryError> {
        self.check(probe)?;
        let probe = Probe::of(probe);
        let bar = self.sketch_bar(threshold);
        let (mut distances, mut found) = (vec![0; ROWS], Vec::new());
        for (number, block) in self.blocks.iter().enumerate() {
            let out = &mut distances[..block.rows()];
            run(self.arch, Distances { sketches: block.sketches(), probe: &probe.sketch, out });
            for (row, _) in distances[..block.rows()].iter().enumerate().filter(|(_, d)| **d <= bar)
            {
                let mut dot = [0];
                let dots = Dots { codes: block.row(row), probe: &probe.codes, out: &mut dot };
                run(self.arch, dots);
                let scored = score(&probe, block, number * ROWS, row, dot[0]);
                let is_above = scored.score + scored.off >= threshold;
                if is_above && among(self.entries[scored.place].0) {
                    found.push(scored);
                }
            }
        }
        Ok(self.hits(found))
    }

    /// Signs that may differ: of two vectors at an angle each differs with a chance of angle / pi.
    fn sketch_bar(&self, threshold: f32) -> u32 {
        let values = self.width as f64;
        let chance = f64::from(threshold.clamp(-1.0, 1.0)).acos() / std::f64::consts::PI;
        let deviation = (values * chance * (1.0 - chance)).sqrt();
        (values * chance + SKETCH_DEVIATIONS * deviation).ceil() as u32
    }

    fn scan(&self, probe: &Probe, mut show: impl FnMut(Scored)) {
        let mut dots = vec![0; ROWS];
        for (number, block) in self.blocks.iter().enumerate() {
            let out = &mut dots[..block.rows()];
            run(self.arch, Dots { codes: block.codes(), probe: &probe.codes, out });
            for (row, dot) in dots[..block.rows()].iter().enumerate() {
                show(score(probe, block, number * ROWS, row, *dot));
            }
        }
    }

    fn hits(&self, mut found: Vec<Scored>) -> Vec<Hit<O, I>> {
        found.sort_unstable_by(order);
        let hit = |s: Scored| {
            let (owner, item) = self.entries[s.place];
            Hit { owner, item, score: s.score, off_by_at_most: s.off }
        };
        found.into_iter().map(hit).collect()
    }

    fn check(&self, values: &[f32]) -> Result<(), GalleryError> {
        if values.len() != self.width {
            return Err(GalleryError::OtherLength { expected: self.width, given: values.len() });
        }
        let length = values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
        // Not a number compares as false.
        if (length - 1.0).abs() <= UNIT_TOLERANCE { Ok(()) } else { Err(GalleryError::NotUnit) }
    }
}

/// The score of a row, and how far it may be off: what rounding took of the template and of the probe.
#[inline(always)]
fn score(probe: &Probe, block: &Block, first: usize, row: usize, dot: i32) -> Scored {
    let scale = block.scales()[row];
    Scored {
        place: first + row,
        score: dot as f32 * scale.step * probe.scale.step,
        off: scale.lost + probe.scale.lost + ARITHMETIC,
    }
}

/// Room for the rounding of single floats in a score, and for lengths that are not quite one.
const ARITHMETIC: f32 = 1e-4;

impl<O, I> fmt::Debug for Gallery<O, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gallery({} templates, redacted)", self.entries.len())
    }
}
