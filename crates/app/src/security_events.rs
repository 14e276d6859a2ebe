//! Security events for others: Shared Signals with the Continuous Access Evaluation Profile, as signed tokens
//! (RFC 8417) that are pushed (RFC 8935) or polled (RFC 8936).
//!
//! What is told is put in with what it tells, in one unit of work ([`outbox`]), without naming anybody: whom
//! it is about is put in when the token is signed ([`token`]), in the receiver's own terms. Pushing is the
//! webhooks' dispatcher's, with its retries and its guard against private addresses.

mod manage;
mod outbox;
mod poll;
mod push;
mod signer;
mod token;

pub use manage::{CreatedEventStream, EventStreamDetails, NewEventStream, Transmitter};
pub(crate) use outbox::{Level, Signal};
pub use poll::{PollAnswer, PollRequest};
pub use push::EventMessage;

/// Who tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityEventSettings {
    /// `iss` of every token: this service's public address. Without it there are no receivers.
    pub issuer: Option<String>,
}
