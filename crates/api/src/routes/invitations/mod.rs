//! Invitations to a check, for staff.

pub(super) mod create;
pub(super) mod document;
pub(super) mod list;
pub(super) mod read;
pub(super) mod revoke;
