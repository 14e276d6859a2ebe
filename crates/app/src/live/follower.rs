//! A follower's side of a session.

use std::sync::Arc;

use super::{LiveMessage, LiveOutbox};

/// A follower's side of a session: the first message is a snapshot, the last `Ended` or `Closed`.
/// Dropping it takes it off the session's list.
#[derive(Debug)]
pub struct Follower(Arc<LiveOutbox>);

impl Follower {
    pub(crate) const fn new(outbox: Arc<LiveOutbox>) -> Self {
        Self(outbox)
    }

    /// The next message; none after the last.
    pub async fn next(&mut self) -> Option<LiveMessage> {
        self.0.next().await
    }
}
