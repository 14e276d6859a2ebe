//! Starting a session: who, by which rules, against which references, from where.

use std::sync::Arc;

use domain::{
    LogHeader, PersonId, Reference, ReferenceKind, SessionId, SessionKind, SignKind, Steps,
};
use media::Address;
use session::Following;
use storage::{
    AuditAction, IncomingFile, LogWriter, Person, ReferenceRecord, SessionRecord, StorageError,
    UnitOfWork,
};
use verdict::Policy;

use super::publish::{StreamKey, StreamPlace};
use super::record::Recorder;
use super::thread::{FrameOrigin, SessionThread};
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::live::LiveSession;
use crate::people::find_person;
use crate::policies::PolicyText;
use crate::portraits::newest_portrait;
use crate::sources::Opening;
use crate::view::{Actor, Personal, SessionDetails, SessionState, SourceLabel};

/// How fast a stored video is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// As fast as it can be analysed; every sampled frame is.
    AsFast,
    /// As a camera would have delivered it.
    #[default]
    Realtime,
}

impl From<Pace> for media::Pace {
    fn from(pace: Pace) -> Self {
        match pace {
            Pace::AsFast => Self::AsFast,
            Pace::Realtime => Self::Realtime,
        }
    }
}

/// Where a session's frames come from.
#[derive(Debug, Clone)]
pub enum StartSource {
    /// A stream address, checked against the operator's allow-list before it is opened.
    Address(Personal),
    /// Pictures that a browser pushes, or the stream of its camera.
    Camera,
}

/// What is needed to start a session.
#[derive(Debug, Clone)]
pub struct StartSession {
    /// Whose session.
    pub person: PersonId,
    /// What it is for.
    pub kind: SessionKind,
    /// Name of the policy; the kind's own when absent.
    pub policy: Option<String>,
    /// Who becomes the capture subject.
    pub following: Following,
}

/// Where the frames come from, and what is recorded of it.
struct Origin {
    frames: FrameOrigin,
    camera: Option<media::FramePusher>,
    label: SourceLabel,
    /// The address, sealed with the record.
    text: Option<Personal>,
    /// Who may send a stream in.
    stream: StreamPlace,
    /// What the service leads the person through.
    led: Option<Steps>,
}

impl App {
    /// Starts a session. The source is opened by the session itself: one that cannot be opened ends as
    /// failed, with its reason.
    ///
    /// # Errors
    /// `not_found`, `no_portrait`, `needs_re_enrolment`, `invalid` (policy, address), `demo_policy_refused`,
    /// `address_refused`, `busy`, `shutting_down`. Nothing is recorded then.
    pub async fn start_session(
        &self,
        actor: Actor,
        start: StartSession,
        source: StartSource,
    ) -> Result<SessionDetails, AppError> {
        self.live().check_room()?;
        let origin = match source {
            StartSource::Camera => {
                let (pusher, source) = self.sources().camera();
                Origin {
                    frames: FrameOrigin::Ready(source),
                    camera: Some(pusher),
                    label: SourceLabel::Camera,
                    text: None,
                    stream: StreamPlace::default(),
                    led: None,
                }
            }
            StartSource::Address(text) => Origin {
                frames: FrameOrigin::Open(Opening::Address(self.checked_address(&text).await?)),
                camera: None,
                label: SourceLabel::Address,
                text: Some(text),
                stream: StreamPlace::default(),
                led: None,
            },
        };
        self.start(actor, start, origin, &[]).await
    }

    /// A place for an upload, removed again when dropped.
    ///
    /// # Errors
    /// `busy` and `shutting_down` before a byte is received, `disk_full`.
    pub fn incoming_file(&self) -> Result<IncomingFile, AppError> {
        self.live().check_room()?;
        Ok(self.store().folder().incoming_file(self.entropy())?)
    }

    /// Starts a session from a received file, which is removed when the session has ended.
    ///
    /// # Errors
    /// As [`Self::start_session`]; `source_unusable` for a picture.
    pub async fn start_session_from_upload(
        &self,
        actor: Actor,
        start: StartSession,
        video: IncomingFile,
        pace: Pace,
    ) -> Result<SessionDetails, AppError> {
        let path = video.path().to_path_buf();
        let is_still = tokio::task::spawn_blocking(move || media::is_still_picture(&path))
            .await
            .map_err(|e| fault("looking at an upload", &e))?;
        // A file that cannot be read is the session's own failure, with its reason.
        if is_still.unwrap_or(false) {
            return Err(AppError::SourceUnusable(
                "this is a picture, not a video: a photo of the ID belongs to the person (`PUT \
                 /v1/people/{id}/portrait`, \"ID photo\" on the page), a session needs a recording (mp4, \
                 mov, webm, mkv, avi, ts, mpg)"
                    .to_owned(),
            ));
        }
        let opening = Opening::Upload { path: video.path().to_path_buf(), pace: pace.into() };
        let origin = Origin {
            frames: FrameOrigin::Upload(opening, video),
            camera: None,
            label: SourceLabel::Upload,
            text: None,
            stream: StreamPlace::default(),
            led: None,
        };
        self.start(actor, start, origin, &[]).await
    }

    /// Starts a session that waits for a stream, by WHIP or RTMP. Whoever has the key may send it; the key is
    /// told this once and works as long as the session runs.
    ///
    /// # Errors
    /// As [`Self::start_session`]; `invalid` when the service takes no streams.
    pub async fn start_stream_session(
        &self,
        actor: Actor,
        start: StartSession,
    ) -> Result<(SessionDetails, StreamKey), AppError> {
        let doors = self.streams();
        if doors.webrtc.is_none() && doors.rtmp_port.is_none() && doors.rtmps_port.is_none() {
            return Err(AppError::Invalid(
                "this service takes no streams: its operator sets [webrtc] or [rtmp] in the configuration"
                    .to_owned(),
            ));
        }
        self.live().check_room()?;
        let (pusher, source) = self.sources().camera();
        let (secret, stream) = StreamPlace::with_secret(self.entropy());
        let origin = Origin {
            frames: FrameOrigin::Ready(source),
            camera: Some(pusher),
            label: SourceLabel::Stream,
            text: None,
            stream,
            led: None,
        };
        let session = self.start(actor, start, origin, &[]).await?;
        let key = StreamKey::new(session.id, &secret);
        Ok((session, key))
    }

    /// Starts a session that the service leads through `steps`. Its pictures come from a page, by WHIP or
    /// pushed. The key is none where WebRTC is off.
    pub(crate) async fn start_led_session(
        &self,
        actor: Actor,
        start: StartSession,
        steps: Steps,
        signs: &[SignKind],
    ) -> Result<(SessionDetails, Option<StreamKey>), AppError> {
        self.live().check_room()?;
        let (pusher, source) = self.sources().camera();
        let (secret, stream) = StreamPlace::for_page(self.entropy());
        let origin = Origin {
            frames: FrameOrigin::Ready(source),
            camera: Some(pusher),
            label: SourceLabel::Camera,
            text: None,
            stream,
            led: Some(steps),
        };
        let session = self.start(actor, start, origin, signs).await?;
        let key = StreamKey::new(session.id, &secret);
        Ok((session, self.streams().webrtc.is_some().then_some(key)))
    }

    async fn checked_address(&self, text: &Personal) -> Result<Address, AppError> {
        let address =
            Address::parse(text.reveal()).map_err(|e| AppError::Invalid(e.to_string()))?;
        let (sources, checked) = (Arc::clone(self.sources()), address.clone());
        // Resolving a name blocks.
        tokio::task::spawn_blocking(move || sources.check(&checked))
            .await
            .map_err(|e| fault("checking an address", &e))?
            .map_err(|e| AppError::AddressRefused(e.to_string()))?;
        Ok(address)
    }

    async fn start(
        &self,
        actor: Actor,
        start: StartSession,
        origin: Origin,
        signs: &[SignKind],
    ) -> Result<SessionDetails, AppError> {
        let rules = self.rules(&start)?.clone();
        let (person, references, is_linked) = {
            let mut unit = self.records().read().await?;
            let person = find_person(&mut *unit, start.person).await?;
            let references =
                self.references_in_force(&mut *unit, start.person, &rules.policy).await?;
            (person, references, self.is_linked(&mut *unit, start.person).await?)
        };
        let header = self.header(start.kind, references, &rules);
        let record = self.new_record(&start, &header, &origin);
        let details = self.fresh_details(&record, &person)?;
        let limits = origin.stream.limits(self.settings().limits);
        let led = origin.led;
        let live = Arc::new(LiveSession::new(details, &header, origin.camera, origin.stream, led));
        for kind in signs {
            live.control.sign(*kind);
        }
        if is_linked {
            live.control.sign(SignKind::OtherIdentity);
        }
        let registration = self.live().register(Arc::clone(&live))?;
        let (log, first_chunk) = LogWriter::begin(Arc::clone(self.sealer()), start.person, &header);
        self.record_start(actor, &record, &first_chunk).await.map_err(|e| match e {
            // Erased while this was on its way.
            StorageError::NotFound { .. } => AppError::NoSuchPerson(start.person),
            other => other.into(),
        })?;
        self.facts().keep(record.id, live.facts().clone());
        let (recorder, commands) = Recorder::new(self.clone(), registration, &record);
        let thread = SessionThread {
            live: Arc::clone(&live),
            header,
            policy: rules.policy,
            following: start.following,
            led,
            pool: self.pool().clone(),
            sources: Arc::clone(self.sources()),
            clock: self.shared_clock(),
            limits,
            persist_every: self.settings().persist_every,
            evidence: self.settings().evidence_per_session,
            // In a meeting the other people's pictures and the meeting's own frame are behind everybody.
            looks_at_room: self.settings().links.enabled
                && matches!(start.following, Following::Largest),
            log,
            commands,
        };
        self.recorders().spawn(recorder.run());
        thread.spawn(origin.frames);
        tracing::info!(session.id = %live.id, session.kind = start.kind.as_str(), "session started");
        Ok(live.details())
    }

    fn rules(&self, start: &StartSession) -> Result<&PolicyText, AppError> {
        match &start.policy {
            None => self.policies().of_kind(start.kind).ok_or_else(|| {
                AppError::Invalid("there is no policy for this kind of session: name one".into())
            }),
            Some(name) => self.policies().get(name).ok_or_else(|| {
                if name == Policy::DEMONSTRATION_NAME {
                    return AppError::DemonstrationOnly;
                }
                let known: Vec<_> = self.policies().stamps().into_iter().map(|s| s.name).collect();
                AppError::Invalid(format!(
                    "there is no policy of that name: use one of {}",
                    known.join(", ")
                ))
            }),
        }
    }

    /// The portrait in force and every earlier accepted session, made with the model that is loaded. What a
    /// demonstration left counts in demonstrations only.
    async fn references_in_force(
        &self,
        unit: &mut dyn UnitOfWork,
        person: PersonId,
        policy: &Policy,
    ) -> Result<Vec<Reference>, AppError> {
        let records = unit.references().of_person(person).await?;
        let portrait = newest_portrait(&records).ok_or(AppError::NoPortrait)?;
        let embedder = self.pack().embedder();
        let comparable = |r: &&ReferenceRecord| embedder == Some(&r.model);
        // The line begins at the ID: earlier sessions alone do not stand in for it.
        if !comparable(&portrait) {
            return Err(AppError::ReferencesOfAnotherModel);
        }
        let in_force = |r: &&ReferenceRecord| match r.kind {
            ReferenceKind::Picture => r.id == portrait.id,
            ReferenceKind::Session { .. } => {
                policy.demonstration.is_some() || r.purpose != super::DEMONSTRATION_PURPOSE
            }
        };
        let left_out = records.iter().filter(in_force).filter(|r| !comparable(r)).count();
        if left_out > 0 {
            tracing::warn!(
                left_out,
                "references of another face model were left out: enrol them again"
            );
        }
        records
            .iter()
            .filter(in_force)
            .filter(comparable)
            .map(|r| self.sealer().open_reference(r).map_err(AppError::from))
            .collect()
    }

    fn header(
        &self,
        kind: SessionKind,
        references: Vec<Reference>,
        rules: &PolicyText,
    ) -> LogHeader {
        let calibrations = self.pack().calibrations.clone();
        LogHeader {
            session: SessionId::generate(self.clock().utc(), self.entropy()),
            kind,
            references,
            policy: rules.policy.stamp(),
            policy_text: rules.text.clone(),
            identity_calibration: calibrations.identity,
            identity_rates: calibrations.identity_rates,
            imitation_below: calibrations.imitation_below,
            imitation_calibration: calibrations.imitation.clone(),
            pad_calibration: calibrations.pad,
            manipulation_calibration: calibrations.manipulation,
            false_alarm: calibrations.false_alarm,
            models: self.pack().models.clone(),
        }
    }

    fn new_record(
        &self,
        start: &StartSession,
        header: &LogHeader,
        origin: &Origin,
    ) -> SessionRecord {
        let label = origin
            .text
            .as_ref()
            .map(|t| self.sealer().seal_source(header.session, start.person, t.reveal()));
        SessionRecord::created(
            header.session,
            start.person,
            start.kind,
            origin.label,
            label,
            header.policy.clone(),
            self.clock().utc(),
        )
    }

    fn fresh_details(
        &self,
        record: &SessionRecord,
        person: &Person,
    ) -> Result<SessionDetails, AppError> {
        Ok(SessionDetails {
            id: record.id,
            person: record.person,
            person_name: Personal(self.sealer().display_name(person)?),
            kind: record.kind,
            state: SessionState::Running,
            source: record.source,
            policy: record.policy.clone(),
            created_at: record.created_at,
            started_at: Some(record.created_at),
            ended_at: None,
            verdict: None,
            media: None,
            frames: record.counts,
            error: None,
        })
    }

    async fn record_start(
        &self,
        actor: Actor,
        record: &SessionRecord,
        first_chunk: &storage::LogChunk,
    ) -> Result<(), StorageError> {
        let mut unit = self.records().begin().await?;
        unit.sessions().add(record).await?;
        unit.sessions().start(record.id, record.created_at).await?;
        unit.logs().append(first_chunk).await?;
        let event = self.event(actor, AuditAction::SessionCreated);
        unit.audit().append(&event.about_person(record.person).in_session(record.id)).await?;
        unit.commit().await
    }
}
