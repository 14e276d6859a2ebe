//! Work that several sessions share (hashing a file, reading a reference) is done once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Values by key, each made by whoever asks first while the others wait.
pub(super) struct Memo<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>>>);

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// The value of `key`. The map's lock is held to find the place, not while the value is made.
    pub(super) fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let place = {
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(places.entry(key).or_default())
        };
        place.get_or_init(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once() {
        let memo = Memo::new();
        assert_eq!(memo.get("a", || 1), 1);
        assert_eq!(memo.get("a", || 2), 1);
        assert_eq!(memo.get("b", || 3), 3);
    }
}
