//! What a verdict report needs besides the verdict, kept in memory so that a list of sessions does not
//! open a log for each.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::SessionId;

use crate::live::HeaderFacts;

/// Sessions whose facts are remembered; some hundred bytes each.
const REMEMBERED: usize = 2_000;

/// A bounded memory; the oldest entry goes first.
#[derive(Debug, Default)]
pub(crate) struct FactsCache(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    facts: HashMap<SessionId, Arc<HeaderFacts>>,
    order: VecDeque<SessionId>,
}

impl FactsCache {
    pub(crate) fn get(&self, id: SessionId) -> Option<Arc<HeaderFacts>> {
        self.lock().facts.get(&id).cloned()
    }

    pub(crate) fn keep(&self, id: SessionId, facts: HeaderFacts) -> Arc<HeaderFacts> {
        let facts = Arc::new(facts);
        let mut inside = self.lock();
        if inside.facts.insert(id, Arc::clone(&facts)).is_none() {
            inside.order.push_back(id);
        }
        if inside.order.len() > REMEMBERED
            && let Some(oldest) = inside.order.pop_front()
        {
            inside.facts.remove(&oldest);
        }
        facts
    }

    pub(crate) fn forget(&self, ids: &[SessionId]) {
        let mut inside = self.lock();
        for id in ids {
            inside.facts.remove(id);
        }
        inside.order.retain(|id| !ids.contains(id));
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
