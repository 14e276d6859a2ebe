//! Randomness as a parameter. Only the binary owns the operating system's source.

/// A source of random bytes. Ids, nonces and API keys are drawn from it.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`. Implementations for production must be cryptographically secure.
    fn fill(&self, bytes: &mut [u8]);
}
