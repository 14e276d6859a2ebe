//! Keys. The first one seals, all of them open.

use std::fmt;
use std::str::FromStr;

use domain::Entropy;
use zeroize::Zeroizing;

/// Names a key. Public: it travels with every ciphertext.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// From the four bytes in a sealed value.
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// The four bytes.
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 4];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// 256 secret bits, wiped when dropped. Boxed, so that moving the ring leaves no copy behind.
pub(super) type SecretKey = Box<Zeroizing<[u8; 32]>>;

/// One or more keys.
pub struct KeyRing {
    keys: Vec<(KeyId, SecretKey)>,
}

impl KeyRing {
    /// A ring of one new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut ring = Self { keys: Vec::new() };
        ring.add_first(entropy);
        ring
    }

    /// Puts a new key first: from now on it seals. The others still open.
    pub fn add_first(&mut self, entropy: &dyn Entropy) -> KeyId {
        let mut id = [0; 4];
        loop {
            entropy.fill(&mut id);
            if self.keys.iter().all(|(known, _)| known.0 != id) {
                break;
            }
        }
        let mut key = Box::new(Zeroizing::new([0; 32]));
        entropy.fill(&mut key[..]);
        self.keys.insert(0, (KeyId(id), key));
        KeyId(id)
    }

    /// Forgets every key but the first. Only after everything was sealed again with the first.
    pub fn keep_only_first(&mut self) {
        self.keys.truncate(1);
    }

    /// A ring of these keys; none when there are no keys or two of one id.
    pub(super) fn from_keys(keys: Vec<(KeyId, SecretKey)>) -> Option<Self> {
        let mut ids: Vec<_> = keys.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        (!keys.is_empty() && ids.len() == keys.len()).then_some(Self { keys })
    }

    pub(super) fn keys(&self) -> &[(KeyId, SecretKey)] {
        &self.keys
    }

    pub(super) fn first(&self) -> (KeyId, &[u8; 32]) {
        let (id, key) = &self.keys[0];
        (*id, key)
    }

    pub(super) fn get(&self, id: KeyId) -> Option<&[u8; 32]> {
        self.keys.iter().find(|(known, _)| *known == id).map(|(_, key)| &***key)
    }

    /// The key that seals.
    pub fn first_id(&self) -> KeyId {
        self.keys[0].0
    }

    /// All keys, the sealing one first.
    pub fn ids(&self) -> Vec<KeyId> {
        self.keys.iter().map(|(id, _)| *id).collect()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({} keys, redacted)", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use testkit::SeededEntropy;

    use super::*;

    #[test]
    fn the_newest_key_seals_and_the_older_ones_stay() {
        let entropy = SeededEntropy::new(1);
        let mut ring = KeyRing::generate(&entropy);
        let old = ring.first_id();
        let new = ring.add_first(&entropy);
        assert_ne!(old, new);
        assert_eq!(ring.ids(), [new, old]);
        assert!(ring.get(old).is_some());
        ring.keep_only_first();
        assert!(ring.get(old).is_none());
    }

    #[test]
    fn printing_a_ring_shows_no_key() {
        let ring = KeyRing::generate(&SeededEntropy::new(2));
        let text = format!("{ring:?}");
        assert_eq!(text, "KeyRing(1 keys, redacted)");
    }
}
