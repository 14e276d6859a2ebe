//! The inference pool: named threads, each with an analyst of its own, behind one bounded queue.
//!
//! Invariants: a full queue is an explicit error, never a wait; a job whose requester has gone is
//! skipped before it runs, and counted; a panic costs one job and one analyst, never the pool.

mod job;
mod worker;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use documents::Day;
use domain::{
    Clock, DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Rect, Signal, Stages,
};
use metrics::{counter, gauge};

use crate::analyst::{
    AnalystError, DocumentPicture, EnrolledPicture, FrameAnalyst, PictureRefusal,
};
use crate::telemetry;
pub use job::Pending;
use job::{Job, pending};

/// A job that was not done.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The queue is full.
    #[error("every analyst is busy and the queue is full: try again, or add analyst threads")]
    Overloaded,
    /// No analyst is left, or the pool is shutting down.
    #[error("no analyst is running")]
    Stopped,
    /// The analyst panicked over this job; it was replaced.
    #[error("an analyst failed unexpectedly and was replaced")]
    Panicked,
    /// The models failed.
    #[error(transparent)]
    Failed(#[from] AnalystError),
}

/// A pool that could not be started.
#[derive(Debug, thiserror::Error)]
pub enum PoolStartError {
    /// No thread was asked for, or no queue.
    #[error("the pool needs at least one thread and a queue of at least one place")]
    Empty,
    /// An analyst could not be made.
    #[error("an analyst could not be made")]
    Analyst(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The operating system refused a thread.
    #[error("a thread could not be started")]
    Thread(#[source] std::io::Error),
}

/// How large the pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSize {
    /// Analyst threads. Threads × threads per model should not exceed the cores.
    pub threads: usize,
    /// Jobs that may wait. A session has at most one waiting, so the admission limit plus a few for
    /// enrolments is enough.
    pub queue: usize,
}

/// What the pool did so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolCounts {
    /// Jobs that ran to an answer.
    pub done: u64,
    /// Jobs refused because the queue was full.
    pub refused: u64,
    /// Jobs skipped because the requester had gone.
    pub skipped: u64,
    /// Analysts replaced after a panic.
    pub panicked: u64,
}

type Factory = Box<dyn FnMut() -> Result<Box<dyn FrameAnalyst>, FactoryError> + Send>;
type FactoryError = Box<dyn std::error::Error + Send + Sync>;

/// State that the threads and the handles share.
struct Shared {
    clock: Arc<dyn Clock>,
    /// Held while an analyst is made; makes one at a time.
    factory: Mutex<Factory>,
    alive: AtomicUsize,
    done: AtomicU64,
    refused: AtomicU64,
    skipped: AtomicU64,
    panicked: AtomicU64,
}

struct Threads {
    jobs: Option<Sender<Job>>,
    /// Only to empty the queue when no thread is left to do it.
    queue: Receiver<Job>,
    handles: Vec<JoinHandle<()>>,
    shared: Arc<Shared>,
}

/// A handle on the pool. Cheap to clone; the threads end when the last handle is dropped.
#[derive(Clone)]
pub struct InferencePool(Arc<Threads>);

impl InferencePool {
    /// Starts the threads. `make_analyst` is called once for each, and again after a panic.
    ///
    /// # Errors
    /// When an analyst cannot be made: a pool with fewer threads than asked for is not started.
    pub fn new<A, E>(
        size: PoolSize,
        clock: Arc<dyn Clock>,
        mut make_analyst: impl FnMut() -> Result<A, E> + Send + 'static,
    ) -> Result<Self, PoolStartError>
    where
        A: FrameAnalyst + 'static,
        E: std::error::Error + Send + Sync + 'static,
    {
        if size.threads == 0 || size.queue == 0 {
            return Err(PoolStartError::Empty);
        }
        let factory: Factory = Box::new(move || match make_analyst() {
            Ok(analyst) => Ok(Box::new(analyst) as Box<dyn FrameAnalyst>),
            Err(e) => Err(Box::new(e) as FactoryError),
        });
        let shared = Arc::new(Shared {
            clock,
            factory: Mutex::new(factory),
            alive: AtomicUsize::new(0),
            done: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            skipped: AtomicU64::new(0),
            panicked: AtomicU64::new(0),
        });
        let (jobs, queue) = bounded(size.queue);
        let mut threads = Threads {
            jobs: Some(jobs),
            queue: queue.clone(),
            handles: Vec::new(),
            shared: Arc::clone(&shared),
        };
        for n in 0..size.threads {
            let analyst = shared.make().map_err(PoolStartError::Analyst)?;
            threads.handles.push(worker::start(n, analyst, queue.clone(), &shared)?);
        }
        Ok(Self(Arc::new(threads)))
    }

    /// Asks for the faces of a frame.
    ///
    /// # Errors
    /// [`PoolError::Overloaded`] at once when the queue is full, [`PoolError::Stopped`].
    pub fn measure_frame(
        &self,
        frame: Frame,
        region: Option<Rect>,
    ) -> Result<Pending<Result<FrameMeasurement, AnalystError>>, PoolError> {
        let (reply, answer) = pending();
        self.submit(Job::Frame { frame, region, reply })?;
        Ok(answer)
    }

    /// Asks the face models about one face.
    ///
    /// # Errors
    /// As [`Self::measure_frame`].
    pub fn measure_face(
        &self,
        frame: Frame,
        face: DetectedFace,
        stages: Stages,
    ) -> Result<Pending<FaceMeasurement>, PoolError> {
        let (reply, answer) = pending();
        self.submit(Job::Face { frame, face: Box::new(face), stages, reply })?;
        Ok(answer)
    }

    /// Looks for a hand before or beside a face.
    ///
    /// # Errors
    /// As [`Self::measure_frame`].
    pub fn measure_hand(
        &self,
        frame: Frame,
        face: Rect,
    ) -> Result<Pending<Signal<Option<HandSeen>>>, PoolError> {
        let (reply, answer) = pending();
        self.submit(Job::Hand { frame, face, reply })?;
        Ok(answer)
    }

    /// Asks for the one face of an encoded picture.
    ///
    /// # Errors
    /// As [`Self::measure_frame`].
    pub fn enrol_picture(
        &self,
        bytes: Bytes,
    ) -> Result<Pending<Result<EnrolledPicture, PictureRefusal>>, PoolError> {
        let (reply, answer) = pending();
        self.submit(Job::Picture { bytes, reply })?;
        Ok(answer)
    }

    /// Asks what is on a picture of a document, as of `today`.
    ///
    /// # Errors
    /// As [`Self::measure_frame`].
    pub fn read_document(
        &self,
        bytes: Bytes,
        today: Day,
    ) -> Result<Pending<Result<DocumentPicture, PictureRefusal>>, PoolError> {
        let (reply, answer) = pending();
        self.submit(Job::Document { bytes, today, reply })?;
        Ok(answer)
    }

    fn submit(&self, job: Job) -> Result<(), PoolError> {
        let shared = &self.0.shared;
        let (Some(jobs), true) = (&self.0.jobs, self.is_alive()) else {
            return Err(PoolError::Stopped);
        };
        // Counted before it is sent, so that the gauge never passes below zero.
        gauge!(telemetry::QUEUE_DEPTH).increment(1.0);
        jobs.try_send(job).map_err(|refused| {
            gauge!(telemetry::QUEUE_DEPTH).decrement(1.0);
            match refused {
                TrySendError::Full(_) => {
                    shared.refused.fetch_add(1, Ordering::Relaxed);
                    counter!(telemetry::JOBS_REFUSED).increment(1);
                    PoolError::Overloaded
                }
                TrySendError::Disconnected(_) => PoolError::Stopped,
            }
        })?;
        if !self.is_alive() {
            // The last thread ended between the two looks and may have emptied the queue before this
            // job was in it: nobody would ever answer.
            abandon_all(&self.0.queue);
        }
        Ok(())
    }

    /// Whether at least one analyst is running.
    pub fn is_alive(&self) -> bool {
        self.0.shared.alive.load(Ordering::SeqCst) > 0
    }

    /// What the pool did so far.
    pub fn counts(&self) -> PoolCounts {
        let s = &self.0.shared;
        PoolCounts {
            done: s.done.load(Ordering::Relaxed),
            refused: s.refused.load(Ordering::Relaxed),
            skipped: s.skipped.load(Ordering::Relaxed),
            panicked: s.panicked.load(Ordering::Relaxed),
        }
    }

    /// The clock that stages are timed with.
    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.shared.clock
    }
}

impl std::fmt::Debug for InferencePool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InferencePool")
            .field("threads", &self.0.handles.len())
            .field("counts", &self.counts())
            .finish()
    }
}

/// Drops every waiting job, which tells its requester that the pool has stopped.
fn abandon_all(queue: &Receiver<Job>) {
    while let Ok(job) = queue.try_recv() {
        gauge!(telemetry::QUEUE_DEPTH).decrement(1.0);
        drop(job);
    }
}

impl Shared {
    fn make(&self) -> Result<Box<dyn FrameAnalyst>, FactoryError> {
        // A factory that panicked once is asked again: it holds no half-made state of ours.
        let mut factory = self.factory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        factory()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.jobs = None;
        for handle in self.handles.drain(..) {
            // A thread that panicked outside a job has said so already.
            let _ = handle.join();
        }
    }
}

#[cfg(test)]
mod tests;
