//! What waits for a human.

pub(super) mod count;
pub(super) mod list;
pub(super) mod open;
