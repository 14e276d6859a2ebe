//! RTMP senders, as meeting products and encoders push them: `rtmp://HOST/live` and a stream key, and the same
//! behind TLS (`rtmps://`).
//!
//! The protocol is read here and not by a library: those that exist keep whole messages of unknown senders
//! without a limit, or take no interleaved ones.

mod amf;
mod chunk;
mod flv;
mod listener;
mod session;
mod wire;

pub use listener::{RtmpCounts, RtmpDoor, RtmpListener};
pub use wire::{TlsError, TlsIdentity};

use crate::StreamFeed;

/// Knows the stream keys.
pub trait StreamGate: Send + Sync {
    /// The way in for whoever shows that key; none when it opens nothing now. Blocks for some milliseconds.
    fn admit(&self, key: &str) -> Option<StreamFeed>;
}
