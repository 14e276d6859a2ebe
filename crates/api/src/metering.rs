//! The Prometheus recorder behind `/metrics`. Installed once per process, before anything is counted.

use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

/// Upper bounds of the duration histograms, seconds: from a hash to a request's time limit.
const BUCKETS_S: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// How often recorded timings are folded into their histograms when nobody asks for them.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// The recorder could not be installed.
#[derive(Debug, thiserror::Error)]
#[error("the metrics recorder cannot be installed: install it once per process")]
pub struct MeteringError(#[from] BuildError);

/// Installs the process's recorder and returns the handle that `/metrics` renders.
///
/// # Errors
/// When this process has a recorder already.
pub fn install_recorder() -> Result<PrometheusHandle, MeteringError> {
    Ok(PrometheusBuilder::new().set_buckets(&BUCKETS_S)?.install_recorder()?)
}

/// Keeps what the recorder holds from growing while nobody reads `/metrics`. Runs until `shutdown`.
pub async fn keep_metrics_tidy(metrics: PrometheusHandle, shutdown: CancellationToken) {
    let mut tick = tokio::time::interval(TIDY_EVERY);
    while shutdown.run_until_cancelled(tick.tick()).await.is_some() {
        metrics.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn tidying_ends_with_the_service() {
        let handle = PrometheusBuilder::new().build_recorder().handle();
        let shutdown = CancellationToken::new();
        let tidy = tokio::spawn(keep_metrics_tidy(handle, shutdown.clone()));
        tokio::time::advance(TIDY_EVERY * 3).await;
        shutdown.cancel();
        tidy.await.unwrap();
    }
}
