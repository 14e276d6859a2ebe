//! The templates of everybody, in memory: what the search runs over.
//!
//! The lock protects the gallery and who has how many templates in it. A search holds it, because it is over
//! before another could begin; it is never held across an await.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{ModelStamp, PersonId, ReferenceId, Template};
use gallery::{Gallery, GalleryError, Hit};

/// Beyond so many templates sketches are read first. An exact search of a million takes 40 ms of a core, and
/// one of ten million would hold the lock for half a second; `make bench` has both.
const EXACT_UP_TO: usize = 1_000_000;

/// Templates of one model. Empty while the search is off.
#[derive(Default)]
pub(crate) struct LinkIndex(Mutex<Option<Indexed>>);

struct Indexed {
    model: ModelStamp,
    gallery: Gallery<PersonId, ReferenceId>,
    people: HashMap<PersonId, usize>,
}

/// How much is searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) references: usize,
    pub(crate) people: usize,
    pub(crate) bytes: usize,
}

impl LinkIndex {
    /// Whether templates of that model are in it, or could be put in.
    pub(crate) fn is_of(&self, model: &ModelStamp) -> bool {
        self.lock().as_ref().is_some_and(|i| i.model == *model)
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.lock() = None;
    }

    /// Puts a template in; one that is there already stays. The first one of another model begins anew.
    pub(crate) fn insert(
        &self,
        person: PersonId,
        reference: ReferenceId,
        template: &Template,
    ) -> Result<(), GalleryError> {
        let mut lock = self.lock();
        if lock.as_ref().is_none_or(|i| i.model != *template.model()) {
            *lock = Some(Indexed {
                model: template.model().clone(),
                gallery: Gallery::new(template.values().len())?,
                people: HashMap::new(),
            });
        }
        let Some(indexed) = lock.as_mut() else { return Ok(()) };
        match indexed.gallery.insert(person, reference, template.values()) {
            Ok(()) => *indexed.people.entry(person).or_default() += 1,
            Err(GalleryError::AlreadyThere) => {}
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Templates of other people that can be this like the probe.
    pub(crate) fn like(
        &self,
        person: PersonId,
        probe: &Template,
        bar: f32,
    ) -> Result<Vec<Hit<PersonId, ReferenceId>>, GalleryError> {
        match self.lock().as_ref() {
            Some(i) if i.model == *probe.model() => {
                let among = |owner| owner != person;
                if i.gallery.len() <= EXACT_UP_TO {
                    i.gallery.above(probe.values(), bar, among)
                } else {
                    i.gallery.above_sketched(probe.values(), bar, among)
                }
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Takes templates out.
    pub(crate) fn remove(&self, references: &[ReferenceId]) {
        if let Some(indexed) = self.lock().as_mut() {
            for reference in references {
                indexed.remove(*reference);
            }
        }
    }

    /// What is in it.
    pub(crate) fn size(&self) -> Size {
        self.lock().as_ref().map_or_else(Size::default, |i| Size {
            references: i.gallery.len(),
            people: i.people.len(),
            bytes: i.gallery.bytes(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Indexed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Indexed {
    fn remove(&mut self, reference: ReferenceId) {
        let Some(owner) = self.gallery.owner(reference) else { return };
        self.gallery.remove(reference);
        if let Some(left) = self.people.get_mut(&owner) {
            *left -= 1;
            if *left == 0 {
                self.people.remove(&owner);
            }
        }
    }
}
