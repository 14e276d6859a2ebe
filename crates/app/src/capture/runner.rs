//! The loop: frames in, questions to the models, answers back, until there is a verdict.

use std::time::{Duration, Instant};

use domain::{
    DropReason, Frame, FrameCounts, HandSample, LogEntry, MediaInfo, MediaTime, Rect, Signal,
    SourceEnd, SourceEvent, Verdict,
};
use media::{FrameSource, Received, SourceCounts};
use metrics::{counter, histogram};
use session::{CaptureSession, Input, Output, SessionEvent};
use vision::RoomWatch;

use super::control::Wish;
use super::{CaptureControl, CaptureEnd, CaptureObserver, CaptureReport, FaceShot, KeptFace};
use crate::pool::{InferencePool, Pending, PoolError};
use crate::telemetry::{self, Stage, stage_took};

/// How long one wait for the source lasts before the wishes and limits are looked at again.
const WAIT: Duration = Duration::from_millis(100);

/// When a capture ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureLimits {
    /// Longest time by the clock.
    pub max_duration: Duration,
    /// Longest time by the clock without a frame.
    pub max_idle: Duration,
}

/// Runs `session` on `source` until its verdict. Blocks; call it on a thread of its own, never in an
/// async task.
///
/// Frames of a live source that come while the models are busy are superseded by newer ones in the
/// source itself; a source that drops nothing is simply read more slowly.
pub fn run_capture(
    source: &FrameSource,
    session: CaptureSession,
    pool: &InferencePool,
    observer: &mut dyn CaptureObserver,
    control: &CaptureControl,
    limits: CaptureLimits,
) -> CaptureReport {
    let room = observer.wants_room().then(RoomWatch::default);
    let mut run = Run {
        session,
        pool,
        observer,
        told: SourceCounts::default(),
        analysed: 0,
        failed: 0,
        media: None,
        verdict: None,
        is_stopped: false,
        room,
    };
    let end = run.until_the_end(source, control, limits);
    source.stopper().stop();
    run.count(source.counts());
    if end == CaptureEnd::CutShort {
        // In the log, so that the verdict follows from it when it is judged again.
        run.source(SourceEvent::Ended(SourceEnd::CutShort));
    }
    // One that came just before the end counts as well.
    run.note_signs(control);
    if !matches!(end, CaptureEnd::Abandoned | CaptureEnd::NoAnalyst) {
        run.session.handle(Input::Finish);
        run.drain(None);
    }
    CaptureReport {
        end,
        counts: run.counts(),
        pooled: run.session.pooled_template(),
        room: run.room.as_ref().and_then(RoomWatch::view),
        verdict: run.verdict,
        media: run.media,
    }
}

struct Run<'a> {
    session: CaptureSession,
    pool: &'a InferencePool,
    observer: &'a mut dyn CaptureObserver,
    /// The source's counters as last told to the session and the metrics.
    told: SourceCounts,
    analysed: u64,
    failed: u64,
    media: Option<MediaInfo>,
    verdict: Option<Verdict>,
    /// The pool has no analyst left.
    is_stopped: bool,
    /// Looks at what is behind the people, when somebody asked for it.
    room: Option<RoomWatch>,
}

impl Run<'_> {
    fn until_the_end(
        &mut self,
        source: &FrameSource,
        control: &CaptureControl,
        limits: CaptureLimits,
    ) -> CaptureEnd {
        let begun = self.now();
        let mut last_frame = begun;
        loop {
            match control.wish() {
                Wish::Run => {}
                Wish::Finish => return CaptureEnd::Stopped,
                Wish::CutShort => return CaptureEnd::CutShort,
                Wish::Abandon => return CaptureEnd::Abandoned,
            }
            if let Some(track) = control.take_choice() {
                self.session.handle(Input::Choose(track));
            }
            if let Some(kind) = control.take_cue() {
                self.session.handle(Input::Cue(kind));
                self.drain(None);
            }
            if let Some(claim) = control.take_camera() {
                self.session.handle(Input::Camera(claim));
                self.drain(None);
            }
            for light in control.take_light() {
                self.session.handle(Input::Light(light));
                self.drain(None);
            }
            self.note_signs(control);
            let now = self.now();
            if now.saturating_duration_since(begun) >= limits.max_duration {
                return CaptureEnd::TimeLimit;
            }
            match source.recv(WAIT) {
                Received::Frame(frame) => {
                    last_frame = now;
                    // Before the frame is analysed: no more frames are analysed than were sampled.
                    self.learn(source.counts());
                    self.frame(&frame);
                    self.count(source.counts());
                }
                Received::Event(event) => self.source(event),
                Received::Idle => {
                    self.observer.tick();
                    if now.saturating_duration_since(last_frame) >= limits.max_idle {
                        return CaptureEnd::Idle;
                    }
                }
                Received::Closed => return CaptureEnd::SourceEnded,
            }
            if self.is_stopped {
                return CaptureEnd::NoAnalyst;
            }
        }
    }

    fn note_signs(&mut self, control: &CaptureControl) {
        for kind in control.take_signs() {
            self.session.handle(Input::Sign(kind));
            self.drain(None);
        }
    }

    fn now(&self) -> Instant {
        self.pool.clock().now()
    }

    fn frame(&mut self, frame: &Frame) {
        self.session.handle(Input::Frame { seq: frame.seq, pts: frame.pts });
        self.drain(Some(frame));
        let latency = self.now().saturating_duration_since(frame.received_at);
        histogram!(telemetry::FRAME_LATENCY).record(latency.as_secs_f64());
    }

    fn source(&mut self, event: SourceEvent) {
        if let SourceEvent::Opened(info) | SourceEvent::Changed(info) = &event {
            self.media = Some(info.clone());
        }
        self.session.handle(Input::Source(event));
        self.drain(None);
    }

    /// Tells the session, and so everybody, what became of the frames.
    fn count(&mut self, now: SourceCounts) {
        self.learn(now);
        self.session.handle(Input::Counts(self.counts()));
        self.drain(None);
    }

    fn learn(&mut self, now: SourceCounts) {
        counter!(telemetry::FRAMES_RECEIVED).increment(now.received - self.told.received);
        telemetry::dropped(DropReason::Superseded, now.superseded - self.told.superseded);
        telemetry::dropped(DropReason::Malformed, now.malformed - self.told.malformed);
        self.told = now;
    }

    fn counts(&self) -> FrameCounts {
        FrameCounts {
            received: self.told.received,
            sampled: self.told.sampled,
            analysed: self.analysed,
            dropped: self.told.superseded + self.told.malformed + self.failed,
        }
    }

    /// Does what the session wants done until it wants nothing more.
    fn drain(&mut self, frame: Option<&Frame>) {
        let mut begun = self.now();
        while let Some(output) = self.session.poll() {
            match output {
                Output::MeasureFrame { .. } | Output::MeasureFace { .. } => {
                    stage_took(Stage::Fuse, self.now().saturating_duration_since(begun));
                    let answer = self.ask(output, frame);
                    if let (Some(room), Input::Measured { frame: found, .. }, Some(frame)) =
                        (&mut self.room, &answer, frame)
                    {
                        // A few milliseconds, five times a session at most.
                        room.look(frame, &found.faces);
                    }
                    begun = self.now();
                    self.session.handle(answer);
                }
                Output::Log(entry) => {
                    if matches!(entry, LogEntry::Frame(_)) {
                        self.analysed += 1;
                        counter!(telemetry::FRAMES_ANALYSED).increment(1);
                    }
                    self.observer.entry(entry);
                }
                Output::MeasureLight { seq, face } => {
                    // Microseconds: on this thread and not on the pool's.
                    let sample = held(frame, seq)
                        .ok()
                        .filter(|f| f.check().is_ok())
                        .and_then(|f| vision::light_sample(f, face.rect, &face.landmarks));
                    if let Some(sample) = sample {
                        self.session.handle(Input::LightMeasured(sample));
                    }
                }
                Output::MeasureHand { seq, at, face } => {
                    let begun_here = self.now();
                    if let Some(sample) = self.look_for_hand(frame, seq, at, face) {
                        self.session.handle(Input::HandMeasured(sample));
                    }
                    begun += self.now().saturating_duration_since(begun_here);
                }
                Output::Emit(event) => self.emit(&event, frame),
                Output::KeepEvidence { face, code, at, .. } => {
                    if let Some(frame) = frame {
                        let shot = FaceShot { frame: frame.clone(), face };
                        self.observer.evidence(KeptFace { code, at, shot });
                    }
                }
                // The caller's reference to the frame ends when this call returns.
                Output::Release { .. } => {}
                Output::Finished(verdict) => self.verdict = Some(*verdict),
            }
        }
    }

    fn emit(&mut self, event: &SessionEvent, frame: Option<&Frame>) {
        let counts = self.counts();
        self.observer.event(event, counts);
        if let (SessionEvent::Face { face, .. }, Some(frame)) = (event, frame) {
            let shot = FaceShot { frame: frame.clone(), face: face.clone() };
            self.observer.face(&shot);
        }
    }

    /// None when it could not be looked for, which is not the same as no hand.
    fn look_for_hand(
        &self,
        frame: Option<&Frame>,
        seq: u64,
        at: MediaTime,
        face: Rect,
    ) -> Option<HandSample> {
        let frame = held(frame, seq).ok()?;
        let found = self.pool.measure_hand(frame.clone(), face).and_then(Pending::wait);
        match found {
            Ok(Signal::Assessed(hand)) => Some(HandSample { at, face, hand }),
            Ok(Signal::NotAssessed(_)) => None,
            Err(error) => {
                tracing::debug!(seq, error = %error, "a hand could not be looked for");
                None
            }
        }
    }

    /// Puts the session's question to the models and waits for the answer.
    fn ask(&mut self, question: Output, frame: Option<&Frame>) -> Input {
        let (seq, answer) = match question {
            Output::MeasureFrame { seq, region } => {
                let answer = held(frame, seq).and_then(|f| {
                    let found = self.pool.measure_frame(f.clone(), region)?.wait()??;
                    Ok(Input::Measured { seq, frame: found })
                });
                (seq, answer)
            }
            Output::MeasureFace { seq, face, stages } => {
                let answer = held(frame, seq).and_then(|f| {
                    let face = self.pool.measure_face(f.clone(), face, stages)?.wait()?;
                    Ok(Input::FaceMeasured { seq, face })
                });
                (seq, answer)
            }
            other => unreachable!("only questions are asked, not {other:?}"),
        };
        answer.unwrap_or_else(|error| {
            if matches!(error, PoolError::Stopped) {
                self.is_stopped = true;
            }
            self.failed += 1;
            telemetry::dropped(DropReason::InferenceFailed, 1);
            tracing::debug!(seq, error = %error, "a frame could not be measured");
            Input::InferenceFailed { seq }
        })
    }
}

/// The frame in flight. The session only asks about the frame it was last given.
fn held(frame: Option<&Frame>, seq: u64) -> Result<&Frame, PoolError> {
    frame.filter(|f| f.seq == seq).ok_or(PoolError::Stopped)
}
