//! The session's own thread: opens the source, runs the capture, and hands what must be kept to the
//! recorder. A panic in here ends this session, with a reason, and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::{Clock, FrameCounts, LogEntry, LogHeader, MediaTime, ReasonCode, Steps};
use media::{FrameSource, OpenError};
use session::{Cadence, CaptureSession, Following, SessionEvent};
use storage::{IncomingFile, LogChunk, LogWriter};
use tokio::sync::mpsc;
use verdict::Policy;

use super::record::Command;
use crate::capture::{
    CaptureEnd, CaptureLimits, CaptureObserver, CaptureReport, FaceShot, KeptFace, run_capture,
};
use crate::failure::SessionFailure;
use crate::live::LiveSession;
use crate::pool::InferencePool;
use crate::sources::{Opening, SourceOpener};

/// Where the thread gets its source.
pub(super) enum FrameOrigin {
    /// It is there already.
    Ready(FrameSource),
    /// It must be opened.
    Open(Opening),
    /// It must be opened, and the file must stay until the source is closed.
    Upload(Opening, IncomingFile),
}

/// All that a session's thread needs.
pub(super) struct SessionThread {
    pub(super) live: Arc<LiveSession>,
    pub(super) header: LogHeader,
    pub(super) policy: Policy,
    pub(super) following: Following,
    pub(super) led: Option<Steps>,
    pub(super) pool: InferencePool,
    pub(super) sources: Arc<dyn SourceOpener>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) limits: CaptureLimits,
    pub(super) persist_every: Duration,
    pub(super) evidence: usize,
    pub(super) looks_at_room: bool,
    pub(super) log: LogWriter,
    pub(super) commands: mpsc::Sender<Command>,
}

/// How a session's thread ended.
pub(super) enum ThreadEnd {
    /// The capture came to its end.
    Captured(Box<CaptureReport>),
    /// It never began, or broke.
    Failed(SessionFailure),
}

impl SessionThread {
    /// Starts the thread. Should the system refuse one, the recorder learns it as a failure.
    pub(super) fn spawn(self, origin: FrameOrigin) {
        let commands = self.commands.clone();
        let name = format!("session-{:.8}", self.live.id.uuid().simple());
        let spawned = std::thread::Builder::new().name(name).spawn(move || self.main(origin));
        if let Err(error) = spawned {
            tracing::error!(cause = %error, "a session's thread could not be started");
            // Dropping the only sender without an end is what tells the recorder.
            drop(commands);
        }
    }

    fn main(self, origin: FrameOrigin) {
        let commands = self.commands.clone();
        let mut log = Vec::new();
        let end =
            catch_unwind(AssertUnwindSafe(|| self.run(origin, &mut log))).unwrap_or_else(|_| {
                tracing::error!("a session's thread panicked; the session ends as failed");
                ThreadEnd::Failed(SessionFailure::Panicked)
            });
        // A recorder that is gone has nothing to be told.
        let _ = commands.blocking_send(Command::Over { end, log });
    }

    fn run(self, origin: FrameOrigin, last_chunks: &mut Vec<LogChunk>) -> ThreadEnd {
        let (source, upload) = match self.open(origin) {
            Ok(opened) => opened,
            Err(error) => {
                let failure = SessionFailure::from(&error);
                // The error's own text may name a host; the code does not.
                tracing::info!(session.id = %self.live.id, code = failure.code(), "source not opened");
                return ThreadEnd::Failed(failure);
            }
        };
        let session = CaptureSession::new(self.header, self.policy, Cadence::default());
        let session = match self.following {
            Following::Largest => session,
            Following::Chosen => session.choosing(),
        };
        let session = match self.led {
            Some(steps) => session.leading(steps),
            None => session,
        };
        let mut observer = RecordingObserver {
            live: &self.live,
            log: Some(self.log),
            last_flush: self.clock.now(),
            clock: &*self.clock,
            persist_every: self.persist_every,
            budget: EvidenceBudget::new(self.evidence),
            looks_at_room: self.looks_at_room,
            commands: &self.commands,
            counts: FrameCounts::default(),
        };
        let report = run_capture(
            &source,
            session,
            &self.pool,
            &mut observer,
            &self.live.control,
            self.limits,
        );
        if let Some(log) = observer.log.take() {
            *last_chunks = log.finish();
        }
        // In this order: the pipeline lets go of the file before it is removed.
        drop(source);
        drop(upload);
        match report.end {
            CaptureEnd::NoAnalyst => ThreadEnd::Failed(SessionFailure::NoAnalyst),
            _ => ThreadEnd::Captured(Box::new(report)),
        }
    }

    fn open(&self, origin: FrameOrigin) -> Result<(FrameSource, Option<IncomingFile>), OpenError> {
        let is_wanted = || self.live.control.is_wanted();
        match origin {
            FrameOrigin::Ready(source) => Ok((source, None)),
            FrameOrigin::Open(opening) => Ok((self.sources.open(opening, &is_wanted)?, None)),
            FrameOrigin::Upload(opening, file) => {
                Ok((self.sources.open(opening, &is_wanted)?, Some(file)))
            }
        }
    }
}

/// An evidence picture on its way to the recorder.
pub(super) struct EvidencePicture {
    pub(super) code: ReasonCode,
    pub(super) at: MediaTime,
    pub(super) seq: u64,
    pub(super) jpeg: Bytes,
}

/// Tells the followers at once, and the recorder what to keep. Sealing is processor work, so it happens
/// here and not on the recorder's async thread.
struct RecordingObserver<'a> {
    live: &'a LiveSession,
    log: Option<LogWriter>,
    last_flush: Instant,
    clock: &'a dyn Clock,
    persist_every: Duration,
    budget: EvidenceBudget,
    looks_at_room: bool,
    commands: &'a mpsc::Sender<Command>,
    counts: FrameCounts,
}

impl RecordingObserver<'_> {
    fn send(&self, command: Command) {
        if self.commands.blocking_send(command).is_err() {
            // Nobody records any more, so nothing may go on.
            self.live.control.abandon();
        }
    }

    fn send_chunk(&mut self, chunk: Option<LogChunk>) {
        let Some(chunk) = chunk else { return };
        self.last_flush = self.clock.now();
        self.send(Command::Chunk { chunk, counts: self.counts });
    }
}

impl CaptureObserver for RecordingObserver<'_> {
    fn entry(&mut self, entry: LogEntry) {
        let chunk = self.log.as_mut().and_then(|log| log.push(entry));
        self.send_chunk(chunk);
    }

    fn event(&mut self, event: &SessionEvent, counts: FrameCounts) {
        self.counts = counts;
        self.live.apply(event, counts);
        self.tick();
    }

    fn tick(&mut self) {
        let waited = self.clock.now().saturating_duration_since(self.last_flush);
        if waited >= self.persist_every {
            let chunk = self.log.as_mut().and_then(LogWriter::flush);
            self.send_chunk(chunk);
        }
    }

    fn face(&mut self, shot: &FaceShot) {
        self.live.set_face(shot.clone());
    }

    fn wants_room(&self) -> bool {
        self.looks_at_room
    }

    fn evidence(&mut self, kept: KeptFace) {
        if !self.budget.admits(kept.code) {
            return;
        }
        match kept.shot.jpeg() {
            Ok(jpeg) => self.send(Command::Evidence(EvidencePicture {
                code: kept.code,
                at: kept.at,
                seq: kept.shot.seq(),
                jpeg,
            })),
            Err(error) => tracing::warn!(cause = %error, "an evidence picture was not made"),
        }
    }
}

/// Which evidence pictures are kept: the first of every reason while there is room, a second one of a
/// reason only in the first half, so that a reason that comes late still gets its picture.
struct EvidenceBudget {
    limit: usize,
    kept: Vec<ReasonCode>,
}

impl EvidenceBudget {
    const fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new() }
    }

    fn admits(&mut self, code: ReasonCode) -> bool {
        let room = if self.kept.contains(&code) { self.limit / 2 } else { self.limit };
        let admitted = self.kept.len() < room;
        if admitted {
            self.kept.push(code);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_comes_late_still_gets_its_picture() {
        let mut budget = EvidenceBudget::new(4);
        assert!(budget.admits(ReasonCode::Live));
        assert!(budget.admits(ReasonCode::Live));
        assert!(!budget.admits(ReasonCode::Live));
        assert!(budget.admits(ReasonCode::PresentationAttack));
        assert!(!budget.admits(ReasonCode::PresentationAttack));
        assert!(budget.admits(ReasonCode::PersonChanged));
        assert!(!budget.admits(ReasonCode::SecondFace));
    }
}
