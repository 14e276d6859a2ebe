//! Sealed bytes: what backends and files see.
//!
//! Layout: one version byte (1), four bytes of key id, 24 bytes of nonce, the ciphertext, 16 bytes of tag.

use std::fmt;

use super::{KeyId, SealContext};

/// Layout version written by this crate.
pub(super) const VERSION: u8 = 1;
/// Version and key id.
pub(super) const HEADER_LEN: usize = 5;
/// XChaCha20-Poly1305's nonce.
pub(super) const NONCE_LEN: usize = 24;
/// Poly1305's tag.
pub(super) const TAG_LEN: usize = 16;

/// A sealed value. Opens only in the [`SealContext`] it was sealed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Wraps bytes read from a backend or a file. Whether they open is found out on opening.
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to keep.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key it was sealed with; none when these are not sealed bytes of a known layout.
    pub fn key(&self) -> Option<KeyId> {
        if self.0.first() != Some(&VERSION) || self.0.len() < HEADER_LEN + NONCE_LEN + TAG_LEN {
            return None;
        }
        self.0[1..HEADER_LEN].try_into().ok().map(KeyId::from_bytes)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// A sealed template. A type of its own, so that no other sealed value can be stored as a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedTemplate(Sealed);

impl SealedTemplate {
    /// Wraps sealed bytes that are a template.
    pub const fn new(sealed: Sealed) -> Self {
        Self(sealed)
    }

    /// The sealed bytes.
    pub const fn sealed(&self) -> &Sealed {
        &self.0
    }
}

/// A sealed value with the place it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCell {
    /// Where.
    pub context: SealContext,
    /// What.
    pub sealed: Sealed,
}
