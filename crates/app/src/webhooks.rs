//! Webhooks: others are told when a session is over or decided, by the rules of Standard Webhooks
//! (standardwebhooks.com): signed, repeated until taken, each with an id that the receiver uses once.
//!
//! What is told is put in with what it tells, in one unit of work ([`outbox`]); one task posts it
//! ([`dispatch`]). Messages hold ids and closed words, never a name, and go with the person they are about.

mod dispatch;
mod manage;
mod messenger;
mod outbox;
mod schedule;
mod sign;

pub use dispatch::Dispatcher;
pub use manage::{CreatedWebhook, WebhookDetails};
pub use messenger::{HttpMessenger, Message, Messenger, WebhookRules};
pub(crate) use outbox::News;
pub(crate) use schedule::pause_after;
