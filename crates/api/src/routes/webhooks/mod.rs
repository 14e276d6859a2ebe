//! Webhooks: make, list, remove, new secret, test, delivery log. For `admin`.

pub(super) mod deliveries;
pub(super) mod manage;
