//! The one task that searches.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::facade::App;

/// Longest time without a look: what is told of a new reference can be lost with a process, what stands in
/// the records cannot.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Searches what is new, as long as the service runs.
pub struct LinkSearcher(App);

impl LinkSearcher {
    /// Searches for `app`.
    pub fn new(app: App) -> Self {
        Self(app)
    }

    /// Searches until told to stop. An error is logged where it happens, and the next look tries again.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            let pass = async {
                // Logged by whoever failed.
                let _ = self.0.search_links().await;
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = pass => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.0.links().news.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }
}
