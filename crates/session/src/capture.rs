//! The state machine itself.

mod light;
mod meeting;
mod standing;

use std::collections::{HashMap, HashSet, VecDeque};

use domain::{
    CameraClaim, CueAsked, CueKind, FaceMeasurement, FaceRecord, FrameMeasurement, FrameRecord,
    LogEntry, LogHeader, MediaTime, Outcome, QualityScore, ReasonCode, Rect, SceneThumb, Sign,
    SignKind, SourceEvent, Stages, Steps, Template, TrackId, Verdict,
};
use verdict::{Evidence, Policy};

use crate::SessionEvent;
use crate::choice::{Choice, LAYOUT_CHANGE, Search};
use crate::io::{Input, Output};
use crate::schedule::{Cadence, Schedule};
use crate::track::{Following, TrackedFace, Tracker};

/// The neighbourhood searched for a followed face: its box scaled by this factor about its centre.
/// At 5 fps a seated person moves well under half a face between frames.
const SEARCH_FACTOR: f32 = 2.2;

/// Samples taken densely after a doubtful one.
const DOUBT_SAMPLES: u32 = 2;

/// Samples taken densely after a cue: two seconds at 5 fps, in which the movement begins.
const CUE_SAMPLES: u32 = 10;

/// The frame in flight.
#[derive(Debug)]
struct InFlight {
    seq: u64,
    at: MediaTime,
    region: Option<Rect>,
    change: Option<f32>,
    faces: Vec<TrackedFace>,
    asked: Stages,
    /// Looking for the chosen person among `faces`.
    search: Option<Search>,
}

/// One capture session.
#[derive(Debug)]
pub struct CaptureSession {
    header: LogHeader,
    policy: Policy,
    evidence: Evidence,
    tracker: Tracker,
    schedule: Schedule,
    in_flight: Option<InFlight>,
    thumb: Option<SceneThumb>,
    kept: HashMap<ReasonCode, usize>,
    last_at: MediaTime,
    /// The outcome as it stands, and since when.
    outcome: Option<(Outcome, MediaTime)>,
    subject_missed: bool,
    /// Whom a human chose; none where the largest face is followed.
    choice: Option<Choice>,
    last_search: Option<MediaTime>,
    /// Cues given so far.
    cues: u32,
    /// Signs noted so far.
    signs: HashSet<SignKind>,
    /// While a light card's answer may come.
    light_until: Option<MediaTime>,
    outputs: VecDeque<Output>,
    is_finished: bool,
}

impl CaptureSession {
    /// A session that has seen nothing yet.
    pub fn new(header: LogHeader, policy: Policy, cadence: Cadence) -> Self {
        Self {
            evidence: Evidence::new(&header),
            header,
            policy,
            tracker: Tracker::default(),
            schedule: Schedule::new(cadence),
            in_flight: None,
            thumb: None,
            kept: HashMap::new(),
            last_at: MediaTime::ZERO,
            outcome: None,
            subject_missed: false,
            choice: None,
            last_search: None,
            cues: 0,
            signs: HashSet::new(),
            light_until: None,
            outputs: VecDeque::new(),
            is_finished: false,
        }
    }

    /// The same for a picture with several people: nobody is followed until a human has chosen
    /// ([`Input::Choose`]), the choice is found again by the face when the picture is laid out anew, and
    /// other participants never reach the log.
    #[must_use]
    pub fn choosing(mut self) -> Self {
        self.tracker = Tracker::new(Following::Chosen);
        self.choice = Some(Choice::default());
        self
    }

    /// The same for a session that leads its person through `steps`: never accepted before they are done.
    #[must_use]
    pub fn leading(mut self, steps: Steps) -> Self {
        let entry = LogEntry::Steps(steps);
        self.evidence.push(&entry);
        self.outputs.push_back(Output::Log(entry));
        self
    }

    /// Takes an input. Inputs for another frame than the one in flight, and anything after
    /// [`Input::Finish`], change nothing.
    pub fn handle(&mut self, input: Input) {
        if self.is_finished {
            return;
        }
        match input {
            Input::Frame { seq, pts } => self.frame(seq, pts),
            Input::Measured { seq, frame } => self.measured(seq, frame),
            Input::FaceMeasured { seq, face } => self.face_measured(seq, face),
            Input::InferenceFailed { seq } => {
                if self.in_flight.take_if(|f| f.seq == seq).is_some() {
                    self.outputs.push_back(Output::Release { seq });
                }
            }
            Input::Choose(track) => self.choose(track),
            Input::Cue(kind) => self.cue(kind),
            Input::Light(input) => self.light(input),
            Input::Sign(kind) => self.sign(kind),
            Input::Camera(claim) => {
                let entry = LogEntry::Camera(CameraClaim { at: self.last_at, ..claim });
                self.evidence.push(&entry);
                self.outputs.push_back(Output::Log(entry));
            }
            Input::LightMeasured(sample) => self.light_measured(sample),
            Input::HandMeasured(sample) => {
                let entry = LogEntry::Hand(sample);
                self.evidence.push(&entry);
                self.outputs.push_back(Output::Log(entry));
            }
            Input::Source(event) => self.source(event),
            Input::Counts(counts) => {
                let at = self.last_at;
                self.outputs.push_back(Output::Emit(SessionEvent::Progress { at, counts }));
            }
            Input::Finish => {
                if let Some(frame) = self.in_flight.take() {
                    self.outputs.push_back(Output::Release { seq: frame.seq });
                }
                self.is_finished = true;
                let verdict = self.verdict();
                self.outputs.push_back(Output::Finished(Box::new(verdict)));
            }
        }
    }

    /// The next thing to do, if there is one.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The verdict as things stand.
    pub fn verdict(&self) -> Verdict {
        self.evidence.judge(&self.header, &self.policy)
    }

    /// The session's own pooled template and quality, the reference it leaves when it is accepted.
    pub fn pooled_template(&self) -> Option<(Template, QualityScore)> {
        self.evidence.pooled()
    }

    /// What the session is judged by.
    pub const fn header(&self) -> &LogHeader {
        &self.header
    }

    fn frame(&mut self, seq: u64, at: MediaTime) {
        if self.in_flight.is_some() {
            self.outputs.push_back(Output::Release { seq });
            return;
        }
        self.last_at = self.last_at.max(at);
        let region = if self.schedule.is_whole_search_due(at) {
            None
        } else {
            self.tracker.subject_rect().map(|r| r.scaled(SEARCH_FACTOR))
        };
        self.in_flight = Some(InFlight {
            seq,
            at,
            region,
            change: None,
            faces: Vec::new(),
            asked: Stages::NONE,
            search: None,
        });
        self.outputs.push_back(Output::MeasureFrame { seq, region });
    }

    fn measured(&mut self, seq: u64, frame: FrameMeasurement) {
        let Some(mut flight) = self.in_flight.take_if(|f| f.seq == seq) else {
            return;
        };
        if flight.region.is_some() && frame.faces.is_empty() {
            // Lost from the neighbourhood: look everywhere before calling it absent.
            flight.region = None;
            self.in_flight = Some(flight);
            self.outputs.push_back(Output::MeasureFrame { seq, region: None });
            return;
        }
        let change = self.thumb.as_ref().map(|t| t.difference(&frame.thumb));
        let is_upset = self.choice.as_ref().is_some_and(|c| c.is_made)
            && change.is_some_and(|change| change >= LAYOUT_CHANGE);
        if is_upset && flight.region.is_some() {
            // Wherever the person is now, it need not be here.
            flight.region = None;
            self.in_flight = Some(flight);
            self.outputs.push_back(Output::MeasureFrame { seq, region: None });
            return;
        }
        if flight.region.is_none() {
            self.schedule.whole_search_done(flight.at);
        }
        flight.change = change;
        self.thumb = Some(frame.thumb);
        let before = self.tracker.subject();
        if is_upset {
            // A face in an old place may be anybody's: the comparison says whose it is.
            self.tracker.forget();
            self.last_search = None;
        }
        flight.faces = self.tracker.update(flight.at, frame.faces);
        if self.tracker.subject().is_none()
            && let Some(search) = self.search(flight.at, &flight.faces)
        {
            flight.search = Some(search);
            self.go_on_searching(flight, before);
        } else {
            self.measure_subject(flight, before);
        }
    }

    /// Notes a sign, once of each kind.
    fn sign(&mut self, kind: SignKind) {
        if !self.signs.insert(kind) {
            return;
        }
        let entry = LogEntry::Sign(Sign { at: self.last_at, kind });
        self.evidence.push(&entry);
        self.outputs.push_back(Output::Log(entry));
    }

    /// Gives a cue: from now on every frame counts, and the models are asked while the movement is made.
    fn cue(&mut self, kind: CueKind) {
        let entry = LogEntry::Cue(CueAsked { number: self.cues, kind, at: self.last_at });
        self.cues += 1;
        self.schedule.reopen(CUE_SAMPLES);
        self.evidence.push(&entry);
        self.outputs.push_back(Output::Log(entry));
    }

    fn measure_subject(&mut self, mut flight: InFlight, before: Option<TrackId>) {
        let subject = subject_of(&flight.faces, &self.tracker).cloned();
        let Some(subject) = subject else {
            self.subject_missed = true;
            self.finish_frame(flight, FaceMeasurement::NOT_ASKED);
            return;
        };
        if before.is_some() && (self.subject_missed || before != Some(subject.track)) {
            self.schedule.reopen(DOUBT_SAMPLES);
        }
        self.subject_missed = false;
        let is_repeated = flight.change == Some(0.0);
        // On another track the evidence begins a new trace, whatever it knows of the one before.
        let wants_openness = self.evidence.wants_openness_of(subject.track);
        let wants_pose = self.evidence.wants_pose();
        flight.asked =
            self.schedule.plan(flight.at, &subject.face, is_repeated, wants_openness, wants_pose);
        if flight.asked.any() {
            let (seq, stages) = (flight.seq, flight.asked);
            self.in_flight = Some(flight);
            self.outputs.push_back(Output::MeasureFace { seq, face: subject.face, stages });
        } else {
            self.finish_frame(flight, FaceMeasurement::NOT_ASKED);
        }
    }

    fn face_measured(&mut self, seq: u64, measurement: FaceMeasurement) {
        let Some(mut flight) = self.in_flight.take_if(|f| f.seq == seq) else { return };
        match &mut flight.search {
            Some(search) => {
                search.take(measurement.features.assessed());
                self.go_on_searching(flight, None);
            }
            None => self.finish_frame(flight, measurement),
        }
    }

    fn finish_frame(&mut self, mut flight: InFlight, measurement: FaceMeasurement) {
        let subject = subject_of(&flight.faces, &self.tracker).cloned();
        let subject_track = subject.as_ref().map(|s| s.track);
        let mut measurement = Some(measurement);
        self.tell_faces(&flight);
        let faces: Vec<FaceRecord> = std::mem::take(&mut flight.faces)
            .into_iter()
            .map(|t| FaceRecord {
                rect: t.face.rect,
                landmarks: t.face.landmarks,
                quality: t.face.quality,
                confidence: t.face.confidence,
                measurement: if Some(t.track) == subject_track {
                    measurement.take().unwrap_or(FaceMeasurement::NOT_ASKED)
                } else {
                    FaceMeasurement::NOT_ASKED
                },
                track: t.track,
            })
            .collect();
        let faces = match &self.choice {
            Some(choice) => choice.own(faces, subject_track),
            None => faces,
        };
        let entry = LogEntry::Frame(FrameRecord {
            seq: flight.seq,
            pts: flight.at,
            change: flight.change,
            whole_frame: flight.region.is_none(),
            faces,
            subject: subject_track,
        });
        self.evidence.push(&entry);
        if let (Some(subject), LogEntry::Frame(record)) = (&subject, &entry) {
            self.tell_face(record, subject);
        }
        self.outputs.push_back(Output::Log(entry));
        self.look_for_light(flight.seq, flight.at, subject.as_ref().map(|s| &s.face));
        if let Some(subject) = subject.as_ref().filter(|_| self.evidence.wants_hand()) {
            let (seq, at, face) = (flight.seq, flight.at, subject.face.rect);
            self.outputs.push_back(Output::MeasureHand { seq, at, face });
        }
        self.tell_verdict(&flight, subject.as_ref());
        self.outputs.push_back(Output::Release { seq: flight.seq });
    }

    fn tell_face(&mut self, record: &FrameRecord, subject: &TrackedFace) {
        let Some(face) = record.faces.iter().find(|f| f.track == subject.track) else {
            return;
        };
        let score = face.measurement.features.assessed().and_then(|features| {
            self.header
                .references
                .iter()
                .filter_map(|r| features.compare(&r.template).ok())
                .min_by(|a, b| a.get().total_cmp(&b.get()))
        });
        let pad = face.measurement.pad.assessed().copied();
        let manipulation = face.measurement.manipulation.assessed().copied();
        if self.is_doubtful(
            score,
            pad.map(domain::PadScore::get),
            manipulation.map(domain::ManipulationScore::get),
        ) {
            self.schedule.doubt(record.pts, DOUBT_SAMPLES);
        }
        self.outputs.push_back(Output::Emit(SessionEvent::Face {
            at: record.pts,
            seq: record.seq,
            face: subject.face.clone(),
            score,
            pad,
            manipulation,
        }));
    }

    fn source(&mut self, event: SourceEvent) {
        let entry = LogEntry::Source(event.clone());
        self.evidence.push(&entry);
        self.outputs.push_back(Output::Log(entry));
        match event {
            SourceEvent::Opened(info) => {
                self.outputs.push_back(Output::Emit(SessionEvent::Opened(info)));
            }
            SourceEvent::Resumed { .. } | SourceEvent::Changed(_) => {
                self.schedule.reopen(DOUBT_SAMPLES);
                self.outputs.push_back(Output::Emit(SessionEvent::Source(event)));
            }
            // Measurements of the stream: the next verdict tells them.
            SourceEvent::Rhythm(_) => {}
            SourceEvent::Silent { .. }
            | SourceEvent::Reconnecting { .. }
            | SourceEvent::Ended(_) => {
                self.outputs.push_back(Output::Emit(SessionEvent::Source(event)));
            }
        }
    }
}

fn subject_of<'a>(faces: &'a [TrackedFace], tracker: &Tracker) -> Option<&'a TrackedFace> {
    faces.iter().find(|f| Some(f.track) == tracker.subject())
}
