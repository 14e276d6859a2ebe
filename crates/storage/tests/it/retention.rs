//! Expiry at the edge of the period, and of nothing else.

use std::time::Duration;

use domain::{Clock, InvitationId, ReferenceKind};
use storage::{
    AuditAction, DocumentRule, InvitationRecord, InvitationState, Page, Purged, ReferenceRecord,
    RetentionPolicy,
};

use crate::scene::{Scene, files};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const KEEP: RetentionPolicy =
    RetentionPolicy { sessions: None, audit_events: None, deliveries: None };

#[tokio::test]
async fn without_periods_everything_stays() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    scene.clock.advance(DAY * 3650);
    let purged = scene.store.purge_expired(scene.clock.utc(), &KEEP).await.unwrap();
    assert_eq!(purged, Purged::default());
    scene.check(&kept).await;
}

#[tokio::test]
async fn sessions_go_at_the_end_of_their_period_with_log_and_evidence() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let policy = RetentionPolicy { sessions: Some(DAY * 30), ..KEEP };
    scene.clock.advance(DAY * 30 - Duration::from_millis(1));
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged, Purged::default());

    scene.clock.advance(Duration::from_millis(1));
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged.removed.sessions, [kept.session]);
    assert_eq!(purged.removed.evidence, [(kept.session, kept.evidence)]);
    assert!(files(&scene.path().join("evidence")).is_empty());
    let mut unit = scene.store.read().await.unwrap();
    assert!(unit.sessions().get(kept.session).await.unwrap().is_none());
    assert!(unit.logs().chunks(kept.session).await.unwrap().is_empty());
    let left = unit.references().of_person(kept.person).await.unwrap();
    assert_eq!(left.len(), 2, "references have a date of their own");
    let events = unit.audit().list(Page::newest(10)).await.unwrap().items;
    assert_eq!(events[0].action, AuditAction::SessionExpired);
    assert_eq!(events[0].session, Some(kept.session));
}

#[tokio::test]
async fn a_running_session_never_expires() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let session = scene.running_session(person).await;
    scene.clock.advance(DAY * 400);
    let policy = RetentionPolicy { sessions: Some(DAY), ..KEEP };
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged, Purged::default());
    assert!(scene.store.read().await.unwrap().sessions().get(session).await.unwrap().is_some());
}

#[tokio::test]
async fn more_than_one_batch_goes_in_one_run() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    for _ in 0..120 {
        let session = scene.running_session(person).await;
        scene.finish(person, session).await;
    }
    scene.clock.advance(DAY);
    let policy = RetentionPolicy { sessions: Some(DAY), ..KEEP };
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged.removed.sessions.len(), 120);
}

#[tokio::test]
async fn references_go_on_their_own_date_with_their_portrait() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let until = scene.clock.utc().plus(DAY);
    let record = ReferenceRecord {
        retained_until: Some(until),
        ..scene.reference_record(person, ReferenceKind::Picture)
    };
    let pending =
        scene.store.write_portrait(record.id, person, "image/png", b"picture").await.unwrap();
    let mut unit = scene.store.begin().await.unwrap();
    unit.references().add(&record).await.unwrap();
    unit.references().add_portrait(&pending.record).await.unwrap();
    unit.commit().await.unwrap();
    pending.keep();
    let kept = scene.reference(person, ReferenceKind::Picture).await;

    scene.clock.advance(DAY);
    let purged = scene.store.purge_expired(scene.clock.utc(), &KEEP).await.unwrap();
    assert_eq!(purged.removed.references, [record.id]);
    assert_eq!(purged.removed.portraits, [record.id]);
    let left = scene.store.read().await.unwrap().references().of_person(person).await.unwrap();
    assert_eq!(left.iter().map(|r| r.id).collect::<Vec<_>>(), [kept]);
    assert_eq!(files(&scene.path().join("portraits")).len(), 1);
    let events = scene.store.read().await.unwrap().audit().list(Page::newest(1)).await.unwrap();
    assert_eq!(events.items[0].action, AuditAction::ReferenceExpired);
}

#[tokio::test]
async fn audit_events_expire_by_their_own_period() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let now = scene.clock.utc();
    scene.store.erase_person(kept.person, storage::Actor::Operator, now).await.unwrap();
    let policy = RetentionPolicy { audit_events: Some(DAY * 365), ..KEEP };
    scene.clock.advance(DAY * 364);
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged.audit_events, 0);
    scene.clock.advance(DAY);
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged.audit_events, 1);
}

#[tokio::test]
async fn invitations_go_with_the_sessions_period_from_their_end() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let now = scene.clock.utc();
    let invitation = InvitationRecord {
        id: InvitationId::from_uuid(uuid::Uuid::from_u128(1)),
        person,
        purpose: storage::InvitationPurpose::Check,
        secret_sha256: [1; 32],
        browser_sha256: None,
        created_at: now,
        expires_at: now.plus(DAY),
        language: "en".into(),
        document: DocumentRule::Skip,
        colours: false,
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
    let mut unit = scene.store.begin().await.unwrap();
    unit.invitations().add(&invitation).await.unwrap();
    unit.commit().await.unwrap();
    let policy = RetentionPolicy { sessions: Some(DAY * 30), ..KEEP };
    scene.clock.advance(DAY * 31 - Duration::from_millis(1));
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged.invitations, 0);
    scene.clock.advance(Duration::from_millis(1));
    let purged = scene.store.purge_expired(scene.clock.utc(), &policy).await.unwrap();
    assert_eq!(purged.invitations, 1);
    let mut unit = scene.store.read().await.unwrap();
    assert!(unit.invitations().get(invitation.id).await.unwrap().is_none());
    let events = unit.audit().list(Page::newest(1)).await.unwrap().items;
    assert_eq!(events[0].action, AuditAction::InvitationExpired);
}
