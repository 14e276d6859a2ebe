//! The login's page: what the browser with the cookie of a login may do.

pub(super) mod back;
pub(super) mod camera;
pub(super) mod cancel;
pub(super) mod frames;
pub(super) mod live;
mod shown;
pub(super) mod state;
