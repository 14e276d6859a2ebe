//! Following and feeding a running session: what is sent over WebSockets and server-sent events, and the
//! names of the codes they are closed with.

mod close;
mod events;
#[cfg(test)]
mod fake_socket;
mod feed;
mod lead;
mod line;
mod pump;

pub(crate) use close::CloseReason;
pub(crate) use events::event_stream;
pub(crate) use feed::{FeedView, take_pictures};
pub(crate) use lead::{MAX_SAID_BYTES, lead};
pub(crate) use line::Pacing;
pub(crate) use pump::pump;

use app::{Follower, LiveMessage};

/// Where live messages come from. A [`Follower`]; tests bring their own.
pub(crate) trait Outbox: Send {
    /// The next message; none after the last.
    fn next(&mut self) -> impl Future<Output = Option<LiveMessage>> + Send;
}

impl Outbox for Follower {
    async fn next(&mut self) -> Option<LiveMessage> {
        Follower::next(self).await
    }
}
