//! How a long measurement says how far it is. What shows it (a bar, a line, nothing) is the caller's.

/// Told how a measurement goes on. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins: `total` steps of `what` (a short phrase such as "pictures").
    fn start(&self, total: u64, what: &str);
    /// One step of the stage is done.
    fn step(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _total: u64, _what: &str) {}
    fn step(&self) {}
}
