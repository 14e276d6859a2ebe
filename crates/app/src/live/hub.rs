//! What is known of a running session in memory, and who follows it.
//!
//! Written by the session's thread and its recorder, read by requests. One lock, held for copies only.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::{
    CueKind, CueState, EvidenceId, FrameCounts, LightSkip, LightState, LightStep, LogHeader,
    MediaInfo, ModelRole, PersonId, ReferenceId, SessionId, Steps, TrackId, UtcTime,
};
use media::FramePusher;
use metrics::counter;
use session::{LightInput, SessionEvent, TimelinePoint};
use tokio::sync::watch;

use super::{CloseCode, LiveMessage, LiveOutbox, Posted};
use crate::capture::{CaptureControl, FaceShot, ShotError};
use crate::sessions::{CameraDoor, StreamPlace, choice_of_cues};
use crate::telemetry;
use crate::view::{EvidenceFrame, SessionDetails, VerdictReport};

/// Most followers of one session. Each costs one outbox; an interview has a handful.
pub(crate) const MAX_FOLLOWERS: usize = 64;

/// Points a timeline keeps: an hour at five frames a second. Beyond, every second older point goes.
const MAX_TIMELINE: usize = 18_000;

/// A running session.
pub(crate) struct LiveSession {
    pub(crate) id: SessionId,
    pub(crate) person: PersonId,
    pub(crate) control: CaptureControl,
    /// Where a browser pushes its pictures in.
    pub(crate) camera: CameraDoor,
    /// Who may send a stream in, and who does.
    pub(crate) stream: StreamPlace,
    /// What it leads its person through, when the service leads it.
    pub(crate) led: Option<Steps>,
    facts: HeaderFacts,
    /// Protects everything that changes while the session runs.
    state: Mutex<State>,
    over: watch::Sender<bool>,
}

/// What a verdict report needs of the log's header.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeaderFacts {
    pub(crate) captured_at: Vec<(ReferenceId, UtcTime)>,
    pub(crate) models: domain::ModelStampSet,
}

impl From<&LogHeader> for HeaderFacts {
    fn from(header: &LogHeader) -> Self {
        Self {
            captured_at: header.references.iter().map(|r| (r.id, r.captured_at)).collect(),
            models: header.models.clone(),
        }
    }
}

struct State {
    details: SessionDetails,
    timeline: Vec<TimelinePoint>,
    followers: Vec<Weak<LiveOutbox>>,
    face: Option<CurrentFace>,
    /// Whom a human may choose from now.
    faces: Vec<TrackId>,
    cues_given: usize,
    cards_given: u32,
    /// The light card that is being shown, and since when.
    card: Option<(u32, Vec<LightStep>, Instant)>,
    evidence: Vec<EvidenceFrame>,
}

enum CurrentFace {
    Raw(FaceShot),
    Encoded(Bytes),
}

impl LiveSession {
    pub(crate) fn new(
        details: SessionDetails,
        header: &LogHeader,
        camera: Option<FramePusher>,
        stream: StreamPlace,
        led: Option<Steps>,
    ) -> Self {
        Self {
            id: details.id,
            person: details.person,
            control: CaptureControl::new(),
            camera: CameraDoor::new(camera),
            stream,
            led,
            facts: HeaderFacts::from(header),
            state: Mutex::new(State {
                details,
                timeline: Vec::new(),
                followers: Vec::new(),
                face: None,
                faces: Vec::new(),
                cues_given: 0,
                cards_given: 0,
                card: None,
                evidence: Vec::new(),
            }),
            over: watch::Sender::new(false),
        }
    }

    /// The session as it stands.
    pub(crate) fn details(&self) -> SessionDetails {
        self.lock().details.clone()
    }

    pub(crate) fn frames(&self) -> FrameCounts {
        self.lock().details.frames
    }

    pub(crate) fn media(&self) -> Option<MediaInfo> {
        self.lock().details.media.clone()
    }

    pub(crate) fn timeline(&self) -> Vec<TimelinePoint> {
        self.lock().timeline.clone()
    }

    pub(crate) const fn facts(&self) -> &HeaderFacts {
        &self.facts
    }

    /// A new follower, whose first message is how things stand; none when there are too many.
    pub(crate) fn follow(&self) -> Option<Arc<LiveOutbox>> {
        let outbox = Arc::new(LiveOutbox::default());
        let mut state = self.lock();
        state.followers.retain(|f| f.strong_count() > 0);
        if state.followers.len() >= MAX_FOLLOWERS {
            return None;
        }
        // Under the lock: nothing happens between the snapshot and the first message after it.
        outbox.post(LiveMessage::Snapshot {
            session: Box::new(state.details.clone()),
            timeline: state.timeline.clone(),
        });
        if self.is_over() {
            outbox.post(LiveMessage::Ended(Box::new(state.details.clone())));
        } else {
            state.followers.push(Arc::downgrade(&outbox));
        }
        Some(outbox)
    }

    /// Takes in what the session told, and tells the followers.
    pub(crate) fn apply(&self, event: &SessionEvent, counts: FrameCounts) {
        let mut state = self.lock();
        state.details.frames = counts;
        let message = match event {
            SessionEvent::Opened(info) => {
                state.details.media = Some(info.clone());
                LiveMessage::Opened(info.clone())
            }
            SessionEvent::Progress { at, counts } => {
                state.details.frames = *counts;
                LiveMessage::Progress { at: *at, frames: *counts }
            }
            SessionEvent::Face { at, seq, face, score, pad, manipulation } => LiveMessage::Face {
                at: *at,
                seq: *seq,
                face: Box::new(face.clone()),
                score: *score,
                pad: *pad,
                manipulation: *manipulation,
            },
            SessionEvent::Faces { at, faces, subject, is_chosen } => {
                state.faces = faces.iter().map(|(track, _)| *track).collect();
                LiveMessage::Faces {
                    at: *at,
                    faces: faces.clone(),
                    subject: *subject,
                    is_chosen: *is_chosen,
                }
            }
            SessionEvent::Verdict { at, verdict, point } => {
                let report = VerdictReport {
                    verdict: verdict.as_ref().clone(),
                    captured_at: self.facts.captured_at.clone(),
                    frames: counts,
                    models: self.facts.models.clone(),
                    media: state.details.media.clone(),
                    evidence: state.evidence.clone(),
                };
                state.details.verdict = Some(report.clone());
                keep_point(&mut state.timeline, *point);
                LiveMessage::Verdict { at: *at, report: Box::new(report), point: *point }
            }
            SessionEvent::Source(event) => {
                if let domain::SourceEvent::Changed(info) = event {
                    state.details.media = Some(info.clone());
                }
                LiveMessage::Source(event.clone())
            }
        };
        publish(&mut state, &message);
    }

    /// Follows this face from now on; false when it is not among those last told of.
    pub(crate) fn choose(&self, track: TrackId) -> bool {
        let is_there = self.lock().faces.contains(&track);
        if is_there {
            self.control.choose(track);
        }
        is_there
    }

    /// Whether a model looks for hands.
    pub(crate) fn sees_hands(&self) -> bool {
        self.facts.models.iter().any(|model| model.role == ModelRole::Hand)
    }

    /// Gives a cue of the kind that `draw` takes out of those that may be given; none while another one
    /// waits for its answer.
    pub(crate) fn ask_cue(&self, draw: impl FnOnce(&[CueKind]) -> CueKind) -> Option<CueKind> {
        let mut state = self.lock();
        let given = state.cues_given;
        let known = state.details.verdict.as_ref().map_or(&[][..], |v| &v.verdict.cues);
        let is_waiting =
            known.len() < given || known.last().is_some_and(|c| c.state == CueState::Waiting);
        if is_waiting {
            return None;
        }
        let kind = draw(&choice_of_cues(known, self.sees_hands()));
        state.cues_given += 1;
        self.control.cue(kind);
        Some(kind)
    }

    /// Gives this cue, whatever became of the one before. For a session that the service leads, whose guide
    /// waits for each answer itself.
    pub(crate) fn give_cue(&self, kind: CueKind) {
        self.lock().cues_given += 1;
        self.control.cue(kind);
    }

    /// Hands out a light card and says its number; none while another one waits for its answer.
    pub(crate) fn show_light(&self, steps: Vec<LightStep>, now: Instant) -> Option<u32> {
        let mut state = self.lock();
        let known = state.details.verdict.as_ref().map_or(&[][..], |v| &v.verdict.lights);
        let numbered = known.iter().filter(|f| f.number.is_some()).count();
        let is_waiting = known.last().is_some_and(|f| f.state == LightState::Waiting);
        if is_waiting || numbered < state.cards_given as usize {
            return None;
        }
        let number = state.cards_given;
        state.cards_given += 1;
        state.card = Some((number, steps.clone(), now));
        self.control.light(LightInput::Show { number, steps });
        Some(number)
    }

    /// The card of that number and when it was handed out, when it is the one that is being shown.
    pub(crate) fn light_shown(&self, number: u32) -> Option<(Vec<LightStep>, Instant)> {
        let state = self.lock();
        let card = state.card.as_ref().filter(|(shown, ..)| *shown == number);
        card.map(|(_, steps, since)| (steps.clone(), *since))
    }

    /// A card was shown like this.
    pub(crate) fn tell_light(&self, number: u32, edges: Vec<Duration>) {
        self.lock().card = None;
        self.control.light(LightInput::Shown { number, edges });
    }

    /// No card is shown, or no longer.
    pub(crate) fn skip_light(&self, why: LightSkip) {
        self.lock().card = None;
        self.control.light(LightInput::Skip(why));
    }

    /// The newest face; encoded only when somebody asks for it.
    pub(crate) fn set_face(&self, shot: FaceShot) {
        self.lock().face = Some(CurrentFace::Raw(shot));
    }

    /// The newest face as a JPEG. Costs a millisecond of processor time: use a blocking task.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub(crate) fn face_jpeg(&self) -> Result<Option<Bytes>, ShotError> {
        let shot = match &self.lock().face {
            None => return Ok(None),
            Some(CurrentFace::Encoded(jpeg)) => return Ok(Some(jpeg.clone())),
            Some(CurrentFace::Raw(shot)) => shot.clone(),
        };
        let jpeg = shot.jpeg()?;
        let mut state = self.lock();
        if matches!(&state.face, Some(CurrentFace::Raw(newest)) if newest.seq() == shot.seq()) {
            state.face = Some(CurrentFace::Encoded(jpeg.clone()));
        }
        Ok(Some(jpeg))
    }

    /// The frames kept as pictures so far, in stream order.
    pub(crate) fn evidence(&self) -> Vec<EvidenceFrame> {
        self.lock().evidence.clone()
    }

    pub(crate) fn evidence_kept(&self, id: EvidenceId, kept: EvidenceFrame) {
        let mut state = self.lock();
        state.evidence.push(kept);
        EvidenceFrame::sort(&mut state.evidence);
        publish(&mut state, &LiveMessage::Evidence { id, code: kept.code, at: kept.at });
    }

    /// The last word: how the session ended.
    pub(crate) fn end(&self, change: impl FnOnce(&mut SessionDetails)) -> SessionDetails {
        let mut state = self.lock();
        change(&mut state.details);
        state.face = None;
        self.camera.shut();
        let details = state.details.clone();
        publish(&mut state, &LiveMessage::Ended(Box::new(details.clone())));
        state.followers.clear();
        self.over.send_replace(true);
        details
    }

    /// The session is gone without a last word: erased, or called off.
    pub(crate) fn vanish(&self) {
        let mut state = self.lock();
        state.face = None;
        self.camera.shut();
        state.timeline.clear();
        publish(&mut state, &LiveMessage::Closed(CloseCode::Gone));
        state.followers.clear();
        self.over.send_replace(true);
    }

    /// Waits until the session is recorded to its end or has vanished.
    pub(crate) async fn until_over(&self) {
        let mut over = self.over.subscribe();
        // The sender lives as long as `self`.
        let _ = over.wait_for(|over| *over).await;
    }

    pub(crate) fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for LiveSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LiveSession({})", self.id)
    }
}

fn publish(state: &mut State, message: &LiveMessage) {
    state.followers.retain(|follower| {
        follower.upgrade().is_some_and(|outbox| match outbox.post(message.clone()) {
            Posted::Waiting => true,
            Posted::CutOff => {
                counter!(telemetry::FOLLOWERS_CLOSED).increment(1);
                false
            }
            Posted::Closed => false,
        })
    });
}

/// Adds a point; a timeline that has grown too long keeps every second point of what it had.
pub(crate) fn keep_point(timeline: &mut Vec<TimelinePoint>, point: TimelinePoint) {
    if timeline.len() >= MAX_TIMELINE {
        let mut n = 0;
        timeline.retain(|_| {
            n += 1;
            n % 2 == 1
        });
    }
    timeline.push(point);
}
