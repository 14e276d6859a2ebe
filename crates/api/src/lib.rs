//! HTTP, WebSocket and server-sent events. Thin: a handler extracts, authorises, calls one function of
//! [`app::App`] and maps the result.
//!
//! Wire types live in [`wire`], apart from the domain. What deliberately does not live here: SQL, model
//! calls, thresholds, and any decision about a person.
//!
//! Invariants: whatever fails leaves as problem details with a stable code; nothing that a client sent
//! appears in a log or in an error; no token is ever part of an address; a slow or broken client stops
//! nobody else.

mod auth;
mod catalogue;
mod docs;
mod extract;
mod layers;
mod live;
mod metering;
mod ops;
mod problem;
mod router;
mod routes;
mod settings;
mod state;
#[cfg(test)]
mod testing;
mod upload;
mod web;
pub mod wire;

pub use metering::{MeteringError, install_recorder, keep_metrics_tidy};
pub use router::{openapi, router};
pub use settings::{ApiSettings, SettingsError};
pub use state::Surroundings;

#[cfg(test)]
mod tests;
