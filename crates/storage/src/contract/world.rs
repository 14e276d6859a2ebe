//! What the cases are made of: sealed records with sensible defaults.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Clock, DecisionId, DeliveryId, Entropy, EventStreamId, EvidenceId, FrameCounts, FrameSize,
    HintId, InvitationId, LinkId, LoginKeyId, MediaInfo, MediaTime, Outcome, PersonId, PolicyStamp,
    QualityScore, ReasonCode, ReferenceId, ReferenceKind, Requirement, RiskEventId, SessionId,
    SessionKind, UtcTime, WebhookId,
};
use testkit::{SeededEntropy, TestClock};

use crate::{
    Actor, Consent, DecisionRecord, DeliveryRecord, DocumentRule, EventDeliveryRecord,
    EventStreamRecord, EvidenceRecord, HintRecord, InvitationPurpose, InvitationRecord,
    InvitationState, KeyRing, LinkAnswer, LinkDecisionRecord, LinkRecord, Linked, LoginKeyRecord,
    NewPerson, Person, PortraitPicture, ReferenceRecord, ReverificationRecord, RiskEventRecord,
    RiskKind, RoomRecord, SealContext, Sealer, SecurityEvent, SessionEnding, SessionRecord,
    SessionState, SourceKind, Storage, SubjectFormat, ToldOf, UnitOfWork, WaitsFor, WebhookEvent,
    WebhookRecord,
};

/// A backend, a clock moved by hand, repeatable randomness and a sealer.
pub struct World {
    /// The backend.
    pub storage: Arc<dyn Storage>,
    /// Its time.
    pub clock: TestClock,
    /// Its randomness.
    pub entropy: Arc<SeededEntropy>,
    /// Its keys.
    pub sealer: Arc<Sealer>,
}

impl World {
    /// A world around a backend.
    pub fn new(storage: Arc<dyn Storage>) -> Self {
        let entropy = Arc::new(SeededEntropy::new(0x5ea1));
        let sealer = Sealer::new(KeyRing::generate(entropy.as_ref()), Arc::clone(&entropy) as _);
        Self { storage, clock: TestClock::default(), entropy, sealer: Arc::new(sealer) }
    }

    /// A moment later than all before it.
    pub fn now(&self) -> UtcTime {
        self.clock.advance(Duration::from_millis(1));
        self.clock.utc()
    }

    /// A unit that may write.
    pub async fn begin(&self) -> Box<dyn UnitOfWork> {
        self.storage.begin().await.unwrap()
    }

    /// A unit that only reads.
    pub async fn read(&self) -> Box<dyn UnitOfWork> {
        self.storage.read().await.unwrap()
    }

    /// A person, not stored yet.
    pub fn new_person(&self) -> Person {
        let created_at = self.now();
        self.sealer.seal_person(&NewPerson {
            id: PersonId::generate(created_at, self.entropy.as_ref()),
            display_name: "Ada Example".into(),
            external_ref: Some("HR-4711".into()),
            created_at,
            consent: Some(Consent { text_version: "2026-01".into(), at: created_at }),
        })
    }

    /// A stored person.
    pub async fn person(&self) -> Person {
        let person = self.new_person();
        let mut unit = self.begin().await;
        unit.people().add(&person).await.unwrap();
        unit.commit().await.unwrap();
        person
    }

    /// A session, not stored yet.
    pub fn new_session(&self, person: PersonId) -> SessionRecord {
        let created_at = self.now();
        let id = SessionId::generate(created_at, self.entropy.as_ref());
        SessionRecord::created(
            id,
            person,
            SessionKind::Interview,
            SourceKind::Address,
            Some(self.sealer.seal_source(id, person, "rtsp://user:secret@camera/1")),
            PolicyStamp { name: "interview".into(), version: 3 },
            created_at,
        )
    }

    /// A stored session, created only.
    pub async fn session(&self, person: PersonId) -> SessionRecord {
        let session = self.new_session(person);
        let mut unit = self.begin().await;
        unit.sessions().add(&session).await.unwrap();
        unit.commit().await.unwrap();
        session
    }

    /// A stored session that has finished.
    pub async fn finished_session(&self, person: PersonId) -> SessionRecord {
        let session = self.session(person).await;
        let mut unit = self.begin().await;
        unit.sessions().start(session.id, self.now()).await.unwrap();
        unit.sessions().end(session.id, &self.ending(SessionState::Finished)).await.unwrap();
        let session = unit.sessions().get(session.id).await.unwrap().unwrap();
        unit.commit().await.unwrap();
        session
    }

    /// An end without a verdict.
    pub fn ending(&self, state: SessionState) -> SessionEnding {
        SessionEnding {
            state,
            at: self.now(),
            verdict: None,
            counts: FrameCounts { received: 300, sampled: 50, analysed: 48, dropped: 2 },
            media: Some(media()),
            error_code: None,
        }
    }

    /// A reference, not stored yet.
    pub fn new_reference(&self, person: PersonId, kind: ReferenceKind) -> ReferenceRecord {
        let captured_at = self.now();
        let id = ReferenceId::generate(captured_at, self.entropy.as_ref());
        let template = testkit::template(30.0);
        ReferenceRecord {
            id,
            person,
            kind,
            captured_at,
            quality: QualityScore::new(72.5).unwrap(),
            model: template.model().clone(),
            template: self.sealer.seal_template(id, person, &template),
            purpose: "identity verification in hiring".into(),
            legal_basis: "consent".into(),
            retained_until: None,
        }
    }

    /// A stored reference.
    pub async fn reference(&self, person: PersonId, kind: ReferenceKind) -> ReferenceRecord {
        let reference = self.new_reference(person, kind);
        let mut unit = self.begin().await;
        unit.references().add(&reference).await.unwrap();
        unit.commit().await.unwrap();
        reference
    }

    /// An evidence row, not stored yet.
    pub fn new_evidence(&self, session: SessionId, at_ms: u64) -> EvidenceRecord {
        EvidenceRecord {
            id: EvidenceId::generate(self.now(), self.entropy.as_ref()),
            session,
            code: ReasonCode::PresentationAttack,
            at: MediaTime::from_millis(at_ms),
            seq: at_ms / 200,
            content_type: "image/jpeg".into(),
            sha256: [7; 32],
        }
    }

    /// A stored evidence row.
    pub async fn evidence(&self, session: SessionId, at_ms: u64) -> EvidenceRecord {
        let evidence = self.new_evidence(session, at_ms);
        let mut unit = self.begin().await;
        unit.evidence().add(&evidence).await.unwrap();
        unit.commit().await.unwrap();
        evidence
    }

    /// A decision against a referral, not stored yet.
    pub fn new_decision(
        &self,
        session: SessionId,
        person: PersonId,
        note: Option<&str>,
    ) -> DecisionRecord {
        let at = self.now();
        let id = DecisionId::generate(at, self.entropy.as_ref());
        DecisionRecord {
            id,
            session,
            at,
            actor: Actor::System,
            outcome: Outcome::Accept,
            verdict: Some(Outcome::Refer),
            note: note.map(|text| self.sealer.seal_note(id, session, person, text)),
        }
    }

    /// A stored invitation that nobody has opened.
    pub async fn invitation(&self, person: PersonId) -> InvitationRecord {
        let created_at = self.now();
        let invitation = InvitationRecord {
            id: InvitationId::generate(created_at, self.entropy.as_ref()),
            person,
            purpose: InvitationPurpose::Check,
            secret_sha256: [7; 32],
            browser_sha256: None,
            created_at,
            expires_at: created_at.plus(Duration::from_secs(86_400)),
            language: "en".into(),
            document: DocumentRule::Required,
            colours: true,
            state: InvitationState::Open,
            opened_at: None,
            consent: None,
            document_tries: 0,
            document_side: None,
            document_side_codes: Vec::new(),
            document_result: None,
            document_data: None,
            findings: Vec::new(),
            outcome: None,
            finished_at: None,
        };
        let mut unit = self.begin().await;
        unit.invitations().add(&invitation).await.unwrap();
        unit.commit().await.unwrap();
        invitation
    }

    /// Something that an invitation's page said, not stored yet.
    pub fn new_hint(&self, invitation: &InvitationRecord) -> HintRecord {
        let at = self.now();
        let id = HintId::generate(at, self.entropy.as_ref());
        let (invitation, person) = (invitation.id, invitation.person);
        let context = SealContext::CheckHint { hint: id, invitation, person };
        let data = self.sealer.seal(&context, b"{}");
        HintRecord { id, invitation, at, kind: "camera".into(), data }
    }

    /// A link that waits, not stored yet.
    pub fn new_link(&self, linked: Linked) -> LinkRecord {
        let found_at = self.now();
        let id = LinkId::generate(found_at, self.entropy.as_ref());
        let context = SealContext::LinkEvidence { link: id, person: linked.person };
        LinkRecord {
            id,
            linked,
            found_at,
            evidence: self.sealer.seal(&context, b"{}"),
            answer: None,
            waits_for: Some(WaitsFor::First),
        }
    }

    /// A stored link that waits.
    pub async fn link(&self, linked: Linked) -> LinkRecord {
        let link = self.new_link(linked);
        let mut unit = self.begin().await;
        unit.links().put(&link).await.unwrap();
        unit.commit().await.unwrap();
        link
    }

    /// A session's room, not stored yet.
    pub fn new_room(&self, session: &SessionRecord) -> RoomRecord {
        let context = SealContext::SessionRoom { session: session.id, person: session.person };
        RoomRecord {
            session: session.id,
            person: session.person,
            policy: session.policy.name.clone(),
            method: "edges-1".into(),
            view: self.sealer.seal(&context, b"a wall"),
        }
    }

    /// A decision on a link, not stored yet.
    pub fn new_link_decision(&self, link: &LinkRecord, answer: LinkAnswer) -> LinkDecisionRecord {
        let at = self.now();
        let id = DecisionId::generate(at, self.entropy.as_ref());
        let context =
            SealContext::LinkNote { decision: id, link: link.id, person: link.linked.person };
        let note = Some(self.sealer.seal(&context, b"the same scar"));
        LinkDecisionRecord { id, link: link.id, at, actor: Actor::Operator, answer, note }
    }

    /// A key that logins are signed with, not stored yet.
    pub fn new_login_key(&self) -> LoginKeyRecord {
        let created_at = self.now();
        let id = LoginKeyId::generate(created_at, self.entropy.as_ref());
        LoginKeyRecord {
            id,
            private_key: self.sealer.seal(&SealContext::LoginKey(id), &[3; 32]),
            certificate: vec![4; 9],
            signs_from: self.now(),
            created_at,
        }
    }

    /// A webhook, not stored yet.
    pub fn new_webhook(&self, has_earlier: bool) -> WebhookRecord {
        let created_at = self.now();
        let id = WebhookId::generate(created_at, self.entropy.as_ref());
        let earlier = self.sealer.seal_earlier_webhook_secret(id, &[2; 32]);
        let until = created_at.plus(Duration::from_secs(86_400));
        WebhookRecord {
            id,
            url: "https://receiver.example/hook".into(),
            secret: self.sealer.seal_webhook_secret(id, &[1; 32]),
            earlier: has_earlier.then_some((earlier, until)),
            created_at,
            disabled: None,
        }
    }

    /// A stored webhook.
    pub async fn webhook(&self) -> WebhookRecord {
        let webhook = self.new_webhook(false);
        let mut unit = self.begin().await;
        unit.webhooks().add(&webhook).await.unwrap();
        unit.commit().await.unwrap();
        webhook
    }

    /// A message that waits since now, not stored yet.
    pub fn new_delivery(&self, webhook: WebhookId, person: Option<PersonId>) -> DeliveryRecord {
        let created_at = self.now();
        DeliveryRecord {
            id: DeliveryId::generate(created_at, self.entropy.as_ref()),
            webhook,
            person,
            event: WebhookEvent::SessionFinished,
            body: "{}".into(),
            created_at,
            attempts: 0,
            next_attempt_at: Some(created_at),
            delivered_at: None,
            last_status: None,
            last_error: None,
        }
    }

    /// A person's dates, not stored yet.
    pub fn new_reverification(&self, person: PersonId, due_in: Duration) -> ReverificationRecord {
        let since = self.now();
        let due = since.plus(due_in);
        ReverificationRecord {
            person,
            group: "remote".into(),
            since,
            draw: 77,
            dates: Some((due, due.plus(Duration::from_secs(60)))),
            told: ToldOf::Nothing,
        }
    }

    /// A risk event that counts, not stored yet.
    pub fn new_risk_event(&self, person: PersonId, key: u8) -> RiskEventRecord {
        let at = self.now();
        RiskEventRecord {
            id: RiskEventId::generate(at, self.entropy.as_ref()),
            person,
            key_sha256: [key; 32],
            kind: RiskKind::NewDevice,
            at,
            requires: Requirement::Login,
            country: Some("NL".into()),
            is_hosting: Some(false),
            settled_at: None,
        }
    }

    /// A receiver of security events, not stored yet. Without an address it polls.
    pub fn new_event_stream(&self, is_pushed_to: bool) -> EventStreamRecord {
        let created_at = self.now();
        let id = EventStreamId::generate(created_at, self.entropy.as_ref());
        let mut secret_sha256 = [0; 32];
        self.entropy.fill(&mut secret_sha256);
        EventStreamRecord {
            id,
            url: is_pushed_to.then(|| "https://receiver.example/events".into()),
            push_header: is_pushed_to.then(|| self.sealer.seal_push_header(id, "Bearer there")),
            audience: "https://receiver.example".into(),
            subject: SubjectFormat::IssSub,
            subject_issuer: Some("https://idp.example".into()),
            secret_sha256,
            created_at,
        }
    }

    /// A stored receiver.
    pub async fn event_stream(&self, is_pushed_to: bool) -> EventStreamRecord {
        let stream = self.new_event_stream(is_pushed_to);
        let mut unit = self.begin().await;
        unit.event_streams().add(&stream).await.unwrap();
        unit.commit().await.unwrap();
        stream
    }

    /// A security event that waits since now, not stored yet.
    pub fn new_event(
        &self,
        stream: EventStreamId,
        person: Option<PersonId>,
    ) -> EventDeliveryRecord {
        let created_at = self.now();
        EventDeliveryRecord {
            id: DeliveryId::generate(created_at, self.entropy.as_ref()),
            stream,
            person,
            event: SecurityEvent::SessionRevoked,
            data: "{}".into(),
            created_at,
            attempts: 0,
            next_attempt_at: Some(created_at),
            delivered_at: None,
            last_status: None,
            last_error: None,
        }
    }

    /// A stored portrait row.
    pub async fn portrait(&self, reference: ReferenceId) -> PortraitPicture {
        let content_type = "image/jpeg".to_owned();
        let picture = PortraitPicture { reference, content_type, sha256: [9; 32] };
        let mut unit = self.begin().await;
        unit.references().add_portrait(&picture).await.unwrap();
        unit.commit().await.unwrap();
        picture
    }
}

/// A 720p stream.
pub(super) fn media() -> MediaInfo {
    MediaInfo {
        size: FrameSize { width: 1280, height: 720 },
        codec: "H.264".into(),
        duration: Some(Duration::from_millis(12_345)),
        live: false,
    }
}
