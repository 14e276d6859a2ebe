//! One analyst thread: takes jobs until the pool is dropped, and outlives a panic of its analyst.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{Builder, JoinHandle};

use crossbeam_channel::Receiver;
use metrics::{counter, gauge};

use super::job::{Job, Reply};
use super::{PoolError, PoolStartError, Shared, abandon_all};
use crate::analyst::FrameAnalyst;
use crate::telemetry::{self, Stage, stage_took};

pub(super) fn start(
    n: usize,
    analyst: Box<dyn FrameAnalyst>,
    queue: Receiver<Job>,
    shared: &Arc<Shared>,
) -> Result<JoinHandle<()>, PoolStartError> {
    // Counted here and not in the thread: a pool that was just made is alive.
    shared.alive.fetch_add(1, Ordering::SeqCst);
    let state = Arc::clone(shared);
    Builder::new()
        .name(format!("analyst-{n}"))
        .spawn(move || {
            let alive = Alive { shared: state, queue };
            run(analyst, &alive.queue, &alive.shared);
        })
        .map_err(|e| {
            shared.alive.fetch_sub(1, Ordering::SeqCst);
            PoolStartError::Thread(e)
        })
}

/// Counts the thread out, however it ends. The last one out answers for the jobs that still wait.
struct Alive {
    shared: Arc<Shared>,
    queue: Receiver<Job>,
}

impl Drop for Alive {
    fn drop(&mut self) {
        if self.shared.alive.fetch_sub(1, Ordering::SeqCst) == 1 {
            abandon_all(&self.queue);
        }
    }
}

fn run(mut analyst: Box<dyn FrameAnalyst>, queue: &Receiver<Job>, shared: &Shared) {
    for job in queue {
        gauge!(telemetry::QUEUE_DEPTH).decrement(1.0);
        if job.is_abandoned() {
            shared.skipped.fetch_add(1, Ordering::Relaxed);
            counter!(telemetry::JOBS_SKIPPED).increment(1);
            continue;
        }
        if answer(job, &mut *analyst, shared) {
            shared.done.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        // What the panic left behind is not trusted with the next job.
        shared.panicked.fetch_add(1, Ordering::Relaxed);
        counter!(telemetry::ANALYST_PANICS).increment(1);
        match catch_unwind(AssertUnwindSafe(|| shared.make())) {
            Ok(Ok(fresh)) => {
                tracing::error!("an analyst panicked and was replaced");
                analyst = fresh;
            }
            Ok(Err(cause)) => {
                tracing::error!(cause = %cause, "an analyst panicked and could not be replaced");
                return;
            }
            Err(_) => {
                tracing::error!("an analyst panicked, and so did its replacement");
                return;
            }
        }
    }
}

/// Does the job and answers it; false when the analyst panicked.
fn answer(job: Job, analyst: &mut dyn FrameAnalyst, shared: &Shared) -> bool {
    let begun = shared.clock.now();
    let took = |stage| stage_took(stage, shared.clock.now().saturating_duration_since(begun));
    match job {
        Job::Frame { frame, region, reply } => {
            let done = attempt(reply, || analyst.measure_frame(&frame, region));
            took(Stage::MeasureFrame);
            done
        }
        Job::Face { frame, face, stages, reply } => {
            let done = attempt(reply, || analyst.measure_face(&frame, &face, stages));
            took(Stage::MeasureFace);
            done
        }
        Job::Hand { frame, face, reply } => {
            let done = attempt(reply, || analyst.measure_hand(&frame, face));
            took(Stage::MeasureFace);
            done
        }
        Job::Picture { bytes, reply } => attempt(reply, || analyst.enrol_picture(&bytes)),
        Job::Document { bytes, today, reply } => {
            attempt(reply, || analyst.read_document(&bytes, today))
        }
    }
}

fn attempt<T>(reply: Reply<T>, work: impl FnOnce() -> T) -> bool {
    let result = catch_unwind(AssertUnwindSafe(work));
    let is_done = result.is_ok();
    reply.send(result.map_err(|_| PoolError::Panicked));
    is_done
}
