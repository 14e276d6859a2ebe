//! Sealing: XChaCha20-Poly1305 with a key ring, above every backend.
//!
//! A sealed value is bound to its place (table, row, column) and to its subject and model: moved
//! anywhere else it does not open. The key's id travels with it, so that keys can be changed.

mod context;
mod key_file;
mod key_ring;
mod sealed;
mod sealer;

pub use context::SealContext;
pub use key_file::KeyRingError;
pub use key_ring::{KeyId, KeyRing};
pub use sealed::{Sealed, SealedCell, SealedTemplate};
pub use sealer::{NewPerson, SealError, Sealer};

#[cfg(test)]
mod tests;
