//! RTMP senders, as meeting products and encoders push them: `rtmp://HOST/live` and a stream key. Plain TCP;
//! RTMPS is a TLS terminator in front.
//!
//! The protocol is read here and not by a library: those that exist keep whole messages of unknown senders
//! without a limit, or take no interleaved ones.

mod amf;
mod chunk;
mod flv;
mod listener;
mod session;

pub use listener::{RtmpCounts, RtmpListener};

use crate::StreamFeed;

/// Knows the stream keys.
pub trait StreamGate: Send + Sync {
    /// The way in for whoever shows that key; none when it opens nothing now. Blocks for some milliseconds.
    fn admit(&self, key: &str) -> Option<StreamFeed>;
}
