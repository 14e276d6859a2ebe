//! People and their ID photos.

pub(super) mod application;
pub(super) mod create;
pub(super) mod erase;
pub(super) mod list;
pub(super) mod portrait;
pub(super) mod read;
pub(super) mod reverification;
pub(super) mod risk_events;
pub(super) mod set_portrait;
pub(super) mod timeline;
