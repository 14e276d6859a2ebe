//! Every metric of the application, described and at zero from start-up. No person, session, address or
//! score is ever a label.

use std::time::Duration;

use domain::{DropReason, Outcome, ReasonCode};
use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};

pub(crate) const FRAMES_RECEIVED: &str = "likeness_frames_received_total";
pub(crate) const FRAMES_ANALYSED: &str = "likeness_frames_analysed_total";
pub(crate) const FRAMES_DROPPED: &str = "likeness_frames_dropped_total";
pub(crate) const STAGE_SECONDS: &str = "likeness_stage_seconds";
pub(crate) const FRAME_LATENCY: &str = "likeness_frame_latency_seconds";
pub(crate) const QUEUE_DEPTH: &str = "likeness_queue_depth";
pub(crate) const JOBS_REFUSED: &str = "likeness_jobs_refused_total";
pub(crate) const JOBS_SKIPPED: &str = "likeness_jobs_skipped_total";
pub(crate) const ANALYST_PANICS: &str = "likeness_analyst_panics_total";
pub(crate) const SESSIONS_RUNNING: &str = "likeness_sessions_running";
pub(crate) const SESSIONS_FAILED: &str = "likeness_sessions_failed_total";
pub(crate) const LINKS_FOUND: &str = "likeness_links_found_total";
pub(crate) const FOLLOWERS_CLOSED: &str = "likeness_followers_too_slow_total";
pub(crate) const WEBRTC: &str = "likeness_webrtc_total";
pub(crate) const VERDICTS: &str = "likeness_verdicts_total";
pub(crate) const DELIVERIES: &str = "likeness_webhook_deliveries_total";

/// A timed step on the way from a frame to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Detection and quality.
    MeasureFrame,
    /// Features, PAD and manipulation.
    MeasureFace,
    /// The session's own work: tracking, pooling, judging.
    Fuse,
    /// Sealing and storing.
    Persist,
}

impl Stage {
    const ALL: [Self; 4] = [Self::MeasureFrame, Self::MeasureFace, Self::Fuse, Self::Persist];

    const fn as_str(self) -> &'static str {
        match self {
            Self::MeasureFrame => "measure_frame",
            Self::MeasureFace => "measure_face",
            Self::Fuse => "fuse",
            Self::Persist => "persist",
        }
    }
}

const OUTCOMES: [Outcome; 3] = [Outcome::Accept, Outcome::Refer, Outcome::Reject];

/// Takes over what `media` counts by itself.
pub(crate) fn webrtc(counts: media::WebRtcCounts) {
    for (event, count) in [
        ("strange", counts.strange),
        ("faulty", counts.faulty),
        ("audio", counts.audio),
        ("video", counts.video),
        ("unwatched", counts.unwatched),
        ("holes", counts.holes),
        ("dropped", counts.dropped),
        ("key_requests", counts.key_requests),
        ("unsent", counts.unsent),
    ] {
        counter!(WEBRTC, "event" => event).absolute(count);
    }
}

/// Describes every metric and sets it to zero. Call once, after the recorder is installed.
pub fn register_metrics() {
    describe_counter!(FRAMES_RECEIVED, Unit::Count, "Decoded pictures that sources saw.");
    describe_counter!(FRAMES_ANALYSED, Unit::Count, "Frames that the detector has seen.");
    describe_counter!(FRAMES_DROPPED, Unit::Count, "Sampled frames not analysed, by reason.");
    describe_histogram!(STAGE_SECONDS, Unit::Seconds, "Time per stage.");
    describe_histogram!(
        FRAME_LATENCY,
        Unit::Seconds,
        "From receiving a frame to the verdict that includes it."
    );
    describe_gauge!(QUEUE_DEPTH, Unit::Count, "Jobs that wait for an analyst.");
    describe_counter!(JOBS_REFUSED, Unit::Count, "Jobs refused because the queue was full.");
    describe_counter!(JOBS_SKIPPED, Unit::Count, "Jobs skipped: the requester had gone.");
    describe_counter!(ANALYST_PANICS, Unit::Count, "Analysts replaced after a panic.");
    describe_gauge!(SESSIONS_RUNNING, Unit::Count, "Sessions being watched.");
    describe_counter!(SESSIONS_FAILED, Unit::Count, "Sessions that ended without a verdict.");
    describe_counter!(LINKS_FOUND, Unit::Count, "Links between identities that were found.");
    describe_counter!(FOLLOWERS_CLOSED, Unit::Count, "Followers cut off for staying behind.");
    describe_counter!(WEBRTC, Unit::Count, "What became of WebRTC senders' data, by event.");
    describe_counter!(VERDICTS, Unit::Count, "Final verdicts by outcome and leading reason.");
    describe_counter!(DELIVERIES, Unit::Count, "Attempts to post to webhooks, by result.");

    for name in [
        FRAMES_RECEIVED,
        FRAMES_ANALYSED,
        JOBS_REFUSED,
        JOBS_SKIPPED,
        ANALYST_PANICS,
        SESSIONS_FAILED,
        LINKS_FOUND,
        FOLLOWERS_CLOSED,
    ] {
        counter!(name).increment(0);
    }
    for reason in DropReason::ALL {
        counter!(FRAMES_DROPPED, "reason" => reason.as_str()).increment(0);
    }
    for result in ["delivered", "failed", "given_up"] {
        counted_delivery(result, 0);
    }
    for outcome in OUTCOMES {
        // The leading reason of an ordinary verdict; others appear when they first lead one.
        let reason = match outcome {
            Outcome::Accept => ReasonCode::SamePerson,
            Outcome::Refer => ReasonCode::NotEnoughFaces,
            Outcome::Reject => ReasonCode::NotTheIdHolder,
        };
        counted_verdict(outcome, reason, 0);
    }
    for stage in Stage::ALL {
        // Touching the handle makes the series known; nothing is recorded.
        let _ = histogram!(STAGE_SECONDS, "stage" => stage.as_str());
    }
    let _ = histogram!(FRAME_LATENCY);
    gauge!(QUEUE_DEPTH).set(0.0);
    gauge!(SESSIONS_RUNNING).set(0.0);
}

pub(crate) fn stage_took(stage: Stage, took: Duration) {
    histogram!(STAGE_SECONDS, "stage" => stage.as_str()).record(took.as_secs_f64());
}

pub(crate) fn counted_delivery(result: &'static str, by: u64) {
    counter!(DELIVERIES, "result" => result).increment(by);
}

pub(crate) fn counted_verdict(outcome: Outcome, leading: ReasonCode, by: u64) {
    counter!(VERDICTS, "outcome" => outcome.as_str(), "reason" => leading.as_str()).increment(by);
}

pub(crate) fn dropped(reason: DropReason, by: u64) {
    counter!(FRAMES_DROPPED, "reason" => reason.as_str()).increment(by);
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn every_metric_exists_at_zero_from_the_start() {
        let recorder = PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, register_metrics);
        let page = recorder.handle().render();
        for line in [
            "likeness_frames_received_total 0",
            "likeness_frames_analysed_total 0",
            "likeness_frames_dropped_total{reason=\"superseded\"} 0",
            "likeness_frames_dropped_total{reason=\"malformed\"} 0",
            "likeness_frames_dropped_total{reason=\"inference_failed\"} 0",
            "likeness_queue_depth 0",
            "likeness_sessions_running 0",
            "likeness_jobs_refused_total 0",
            "likeness_jobs_skipped_total 0",
            "likeness_analyst_panics_total 0",
            "likeness_verdicts_total{outcome=\"accept\",reason=\"same_person\"} 0",
        ] {
            assert!(page.lines().any(|l| l == line), "{line} is not in\n{page}");
        }
    }
}
