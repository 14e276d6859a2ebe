//! WebRTC senders, as WHIP (RFC 9725) brings them: offers in, answers out, their video into a
//! [`StreamFeed`](crate::StreamFeed). HTTP and tokens are not here.
//!
//! One UDP socket and one thread serve all senders. What is bounded: the senders, the commands that wait for
//! the thread, the pictures that wait for a decoder, and the cost of a datagram from a stranger: it is
//! parsed, compared with the secrets of the senders, counted and forgotten.

mod clock;
mod hub;
mod layers;
mod peer;
mod sdp;
#[cfg(test)]
#[cfg(feature = "gstreamer")]
mod tests;
mod thread;

pub use hub::PublicationId;
pub use thread::{Answered, WebRtc, WebRtcConfig};

use std::sync::atomic::{AtomicU64, Ordering};

/// Why something about a publication was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhipError {
    /// Not SDP, or not what WHIP says.
    #[error("{0}")]
    Malformed(&'static str),
    /// SDP that cannot be served.
    #[error("{0}")]
    Unusable(&'static str),
    /// As many senders as the service takes.
    #[error("as many senders are connected as this service takes: wait for one to end")]
    Full,
    /// There is no such publication any more.
    #[error("this publication has ended: publish again")]
    Gone,
    /// The entity tag is of an earlier ICE session.
    #[error("the ICE session has changed: send the ETag of the last answer, or * to restart")]
    Stale,
    /// No decoder could be started, or the service is stopping.
    #[error("the service takes no senders now: try again later")]
    Stopped,
}

/// Why the socket could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The port is taken or not allowed.
    #[error("UDP {0} cannot be opened: give a free address in webrtc.listen")]
    Socket(std::net::SocketAddr, #[source] std::io::Error),
    /// Nobody could connect.
    #[error(
        "webrtc.listen is on all addresses: name those at which senders reach it in webrtc.public_addresses"
    )]
    NoAddress,
    /// The certificate could not be made, or no thread started.
    #[error("WebRTC cannot start: {0}")]
    Runtime(&'static str),
}

/// What happened to datagrams and pictures, of all senders together. Raised by one thread, read from
/// anywhere.
#[derive(Debug, Default)]
pub struct Counts {
    strange: AtomicU64,
    faulty: AtomicU64,
    audio: AtomicU64,
    video: AtomicU64,
    unwatched: AtomicU64,
    holes: AtomicU64,
    dropped: AtomicU64,
    key_requests: AtomicU64,
    unsent: AtomicU64,
}

/// A copy of the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WebRtcCounts {
    /// Datagrams that belong to nobody.
    pub strange: u64,
    /// Datagrams of a sender that could not be read.
    pub faulty: u64,
    /// Pieces of sound, which are not listened to.
    pub audio: u64,
    /// Encoded pictures that arrived.
    pub video: u64,
    /// Encoded pictures of layers and tracks that are not watched.
    pub unwatched: u64,
    /// Holes in a stream that the network made for good.
    pub holes: u64,
    /// Encoded pictures that were dropped before the decoder.
    pub dropped: u64,
    /// Key pictures asked for.
    pub key_requests: u64,
    /// Datagrams that the socket did not take.
    pub unsent: u64,
}

impl Counts {
    /// The counters so far.
    pub fn read(&self) -> WebRtcCounts {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        WebRtcCounts {
            strange: get(&self.strange),
            faulty: get(&self.faulty),
            audio: get(&self.audio),
            video: get(&self.video),
            unwatched: get(&self.unwatched),
            holes: get(&self.holes),
            dropped: get(&self.dropped),
            key_requests: get(&self.key_requests),
            unsent: get(&self.unsent),
        }
    }
}

fn raise(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
