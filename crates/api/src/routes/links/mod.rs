//! Links between identities: who has applied under another name as well.

pub(super) mod decide;
pub(super) mod export;
pub(super) mod face;
pub(super) mod list;
pub(super) mod open;
pub(super) mod search;

#[cfg(test)]
mod tests;
