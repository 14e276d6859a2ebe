//! A store in a temporary folder, and a person of whom everything is kept, full of markers to look for.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{
    Clock, EvidenceId, FaceFeatures, FrameCounts, LogEntry, LogHeader, MeasurementLog, MediaTime,
    PersonId, PolicyStamp, ReasonCode, Reference, ReferenceId, ReferenceKind, SessionId,
    SessionKind, Signal, SourceEnd, SourceEvent, Template,
};
use storage::{
    Damage, LogWriter, NewEvidence, NewPerson, ReferenceRecord, SessionEnding, SessionRecord,
    SessionState, SourceKind, StartReport, Store, StoreError, StoreOptions,
};
use tempfile::TempDir;
use testkit::{SeededEntropy, TestClock};

pub const NAME: &str = "Zebulon Marker-Quist";
pub const EXTERNAL_REF: &str = "EXT-MARKER-9917";
pub const SOURCE: &str = "rtsp://marker-user:marker-secret@camera.example/7";
pub const POLICY_TEXT: &str = "marker-policy-text = true";
pub const REASON_TEXT: &str = "marker reason text of a verdict";
pub const STREAM_DETAIL: &str = "marker detail of a broken stream";
pub const PORTRAIT: &[u8] = b"\xff\xd8\xff marker bytes of a portrait picture";
pub const EVIDENCE: &[u8] = b"\xff\xd8\xff marker bytes of an evidence picture";

pub struct Scene {
    pub temporary: TempDir,
    pub clock: TestClock,
    pub entropy: Arc<SeededEntropy>,
    pub store: Store,
    pub report: StartReport,
}

/// What is kept of one person.
pub struct Kept {
    pub person: PersonId,
    pub session: SessionId,
    pub portrait: ReferenceId,
    pub reference: ReferenceId,
    pub evidence: EvidenceId,
    pub log: MeasurementLog,
}

impl Scene {
    pub async fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let clock = TestClock::default();
        let entropy = Arc::new(SeededEntropy::new(11));
        let (store, report) = open(&temporary.path().join("data"), &clock, &entropy).await.unwrap();
        Self { temporary, clock, entropy, store, report }
    }

    pub fn path(&self) -> PathBuf {
        self.temporary.path().join("data")
    }

    /// Closes the store in order and opens it again.
    pub async fn reopen(mut self) -> Self {
        self.store.close().await;
        let Self { temporary, clock, entropy, store, .. } = self;
        drop(store);
        let (store, report) = open(&temporary.path().join("data"), &clock, &entropy).await.unwrap();
        self = Self { temporary, clock, entropy, store, report };
        self
    }

    pub async fn person(&self) -> PersonId {
        let id = PersonId::generate(self.clock.utc(), self.entropy.as_ref());
        let person = self.store.sealer().seal_person(&NewPerson {
            id,
            display_name: NAME.into(),
            external_ref: Some(EXTERNAL_REF.into()),
            created_at: self.clock.utc(),
            consent: None,
        });
        let mut unit = self.store.begin().await.unwrap();
        unit.people().add(&person).await.unwrap();
        unit.commit().await.unwrap();
        id
    }

    pub async fn running_session(&self, person: PersonId) -> SessionId {
        let id = SessionId::generate(self.clock.utc(), self.entropy.as_ref());
        let session = SessionRecord::created(
            id,
            person,
            SessionKind::Interview,
            SourceKind::Address,
            Some(self.store.sealer().seal_source(id, person, SOURCE)),
            PolicyStamp { name: "interview".into(), version: 1 },
            self.clock.utc(),
        );
        let mut unit = self.store.begin().await.unwrap();
        unit.sessions().add(&session).await.unwrap();
        unit.sessions().start(id, self.clock.utc()).await.unwrap();
        unit.commit().await.unwrap();
        id
    }

    /// A reference with its template; a picture also with its file.
    pub async fn reference(&self, person: PersonId, kind: ReferenceKind) -> ReferenceId {
        let record = self.reference_record(person, kind);
        let pending =
            self.store.write_portrait(record.id, person, "image/jpeg", PORTRAIT).await.unwrap();
        let mut unit = self.store.begin().await.unwrap();
        unit.references().add(&record).await.unwrap();
        if kind == ReferenceKind::Picture {
            unit.references().add_portrait(&pending.record).await.unwrap();
        }
        unit.commit().await.unwrap();
        if kind == ReferenceKind::Picture {
            pending.keep();
        }
        record.id
    }

    pub fn reference_record(&self, person: PersonId, kind: ReferenceKind) -> ReferenceRecord {
        let id = ReferenceId::generate(self.clock.utc(), self.entropy.as_ref());
        let template = marker_template();
        ReferenceRecord {
            id,
            person,
            kind,
            captured_at: self.clock.utc(),
            quality: domain::QualityScore::new(80.0).unwrap(),
            model: template.model().clone(),
            template: self.store.sealer().seal_template(id, person, &template),
            purpose: "identity verification in hiring".into(),
            legal_basis: "consent".into(),
            retained_until: None,
        }
    }

    pub async fn evidence(&self, session: SessionId) -> EvidenceId {
        let new = self.new_evidence(session);
        self.store.keep_evidence(new, EVIDENCE).await.unwrap().id
    }

    pub fn new_evidence(&self, session: SessionId) -> NewEvidence {
        NewEvidence {
            id: EvidenceId::generate(self.clock.utc(), self.entropy.as_ref()),
            session,
            code: ReasonCode::SamePerson,
            at: MediaTime::from_millis(1_400),
            seq: 7,
            content_type: "image/jpeg".into(),
        }
    }

    /// A header with marker references, and 60 frames with marker features.
    pub fn log(&self, session: SessionId) -> MeasurementLog {
        let reference = Reference {
            template: marker_template(),
            ..testkit::reference(ReferenceKind::Picture, 10.0)
        };
        let header = LogHeader { session, ..testkit::log_header(POLICY_TEXT, vec![reference]) };
        let mut entries: Vec<_> = (0..60)
            .map(|seq| {
                let mut frame = testkit::frame_record(seq, seq * 200);
                frame.faces[0].measurement.features = Signal::Assessed(marker_features());
                LogEntry::Frame(frame)
            })
            .collect();
        let end = SourceEnd::Truncated { detail: STREAM_DETAIL.into() };
        entries.push(LogEntry::Source(SourceEvent::Ended(end)));
        MeasurementLog { header, entries }
    }

    pub async fn append_log(&self, person: PersonId, log: &MeasurementLog, finish: bool) {
        let sealer = Arc::clone(self.store.sealer());
        let (mut writer, first) = LogWriter::begin(sealer, person, &log.header);
        let mut chunks = vec![first];
        for entry in &log.entries {
            chunks.extend(writer.push(entry.clone()));
        }
        if finish {
            chunks.extend(writer.finish());
        }
        let mut unit = self.store.begin().await.unwrap();
        for chunk in chunks {
            unit.logs().append(&chunk).await.unwrap();
        }
        unit.commit().await.unwrap();
    }

    pub async fn finish(&self, person: PersonId, session: SessionId) {
        let mut verdict = verdict();
        verdict.reasons[0].text = REASON_TEXT.into();
        let ending = SessionEnding {
            state: SessionState::Finished,
            at: self.clock.utc(),
            verdict: Some(self.store.sealer().seal_verdict(session, person, &verdict)),
            counts: FrameCounts::default(),
            media: None,
            error_code: None,
        };
        let mut unit = self.store.begin().await.unwrap();
        unit.sessions().end(session, &ending).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// One of everything.
    pub async fn everything(&self) -> Kept {
        let person = self.person().await;
        let portrait = self.reference(person, ReferenceKind::Picture).await;
        let session = self.running_session(person).await;
        let log = self.log(session);
        self.append_log(person, &log, true).await;
        let evidence = self.evidence(session).await;
        self.finish(person, session).await;
        let kind = ReferenceKind::Session { session: Some(session), kind: SessionKind::Interview };
        let reference = self.reference(person, kind).await;
        Kept { person, session, portrait, reference, evidence, log }
    }

    /// Everything that was kept still opens and is what it was.
    pub async fn check(&self, kept: &Kept) {
        let store = &self.store;
        let mut unit = store.read().await.unwrap();
        let person = unit.people().get(kept.person).await.unwrap().unwrap();
        let session = unit.sessions().get(kept.session).await.unwrap().unwrap();
        let references = unit.references().of_person(kept.person).await.unwrap();
        drop(unit);
        assert_eq!(store.sealer().display_name(&person).unwrap(), NAME);
        let external_ref = store.sealer().external_ref(&person).unwrap();
        assert_eq!(external_ref.as_deref(), Some(EXTERNAL_REF));
        let source = store.sealer().source_label(&session).unwrap();
        assert_eq!(source.as_deref(), Some(SOURCE));
        let verdict = store.sealer().verdict(&session).unwrap().unwrap();
        assert_eq!(verdict.reasons[0].text, REASON_TEXT);
        for reference in &references {
            let opened = store.sealer().open_reference(reference).unwrap();
            assert_eq!(opened.template, marker_template());
        }
        assert_eq!(store.read_log(kept.session).await.unwrap().as_ref(), Some(&kept.log));
        let (_, picture) = store.portrait_picture(kept.portrait).await.unwrap().unwrap();
        assert_eq!(picture.as_slice(), PORTRAIT);
        let (_, picture) = store.evidence_picture(kept.evidence).await.unwrap().unwrap();
        assert_eq!(picture.as_slice(), EVIDENCE);
    }
}

pub async fn open(
    path: &Path,
    clock: &dyn Clock,
    entropy: &Arc<SeededEntropy>,
) -> Result<(Store, StartReport), StoreError> {
    let options = StoreOptions { folder: path.into(), key_file: None };
    Store::open(options, clock, Arc::clone(entropy) as _).await
}

/// Damages the stored records behind the store's back.
pub async fn inflict(folder: &Path, damage: Damage) {
    let touched = damage.inflict(&folder.join("likeness.db")).await.unwrap();
    assert!(touched > 0, "{damage:?} touched nothing");
}

pub fn marker_features() -> FaceFeatures {
    let values = (1..=64_u8).map(|i| (f32::from(i) * 1.37).sin()).collect();
    FaceFeatures::from_raw(testkit::embedder(), values).unwrap()
}

pub fn marker_template() -> Template {
    marker_features().into()
}

/// What must never be found in clear.
pub fn markers() -> Vec<(&'static str, Vec<u8>)> {
    let template: Vec<u8> =
        marker_features().values()[3..9].iter().flat_map(|v| v.to_le_bytes()).collect();
    let text = |what, text: &str| (what, text.as_bytes().to_vec());
    vec![
        text("name", NAME),
        text("part of the name", "Marker-Quist"),
        text("external reference", EXTERNAL_REF),
        text("source", SOURCE),
        text("secret of the source", "marker-secret"),
        text("policy text of the log", POLICY_TEXT),
        text("reason of the verdict", REASON_TEXT),
        text("detail of the log", STREAM_DETAIL),
        ("template", template),
        ("portrait", PORTRAIT.to_vec()),
        ("evidence", EVIDENCE.to_vec()),
    ]
}

/// All files below a folder, with their bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found
}

/// Where `needle` lies in any file of the folder.
pub fn find(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    assert!(needle.len() >= 8, "a shorter marker could be there by chance");
    files(folder)
        .into_iter()
        .filter(|(_, bytes)| bytes.windows(needle.len()).any(|w| w == needle))
        .map(|(path, _)| path)
        .collect()
}

pub fn verdict() -> domain::Verdict {
    use domain::{
        Continuity, ContinuityState, Identity, IdentityState, Llr, Outcome, Presence,
        PresenceState, Reason, Verdict,
    };
    Verdict {
        outcome: Outcome::Accept,
        identity: Identity { state: IdentityState::Same, score: None, llr: Llr::new(4.5).ok() },
        references: Vec::new(),
        presence: Presence {
            state: PresenceState::Live,
            attack: None,
            llr: None,
            false_alarm: None,
        },
        continuity: Continuity { state: ContinuityState::Held, broken_at: None },
        cues: Vec::new(),
        lights: Vec::new(),
        stream: None,
        reasons: vec![Reason { code: ReasonCode::SamePerson, text: String::new(), at: None }],
        policy: PolicyStamp { name: "interview".into(), version: 1 },
        span: None,
    }
}
