//! Invitations to checks.

use std::time::Duration;

use domain::{InvitationId, Outcome};

use super::World;
use crate::{
    AttemptOutcome, AttemptRecord, ConsentAnswer, DocumentResult, DocumentSide, DocumentState,
    InvitationRecord, InvitationState, StorageError,
};

super::cases![
    an_invitation_reads_back_and_changes,
    a_cookie_belongs_to_one_invitation,
    attempts_are_kept_in_order_and_end_once,
    everything_goes_with_the_person,
    invitations_that_are_over_expire
];

async fn an_invitation_reads_back_and_changes(world: &World) {
    let person = world.person().await.id;
    let (first, second) = (world.invitation(person).await, world.invitation(person).await);
    let mut unit = world.begin().await;
    assert_eq!(unit.invitations().get(first.id).await.unwrap().as_ref(), Some(&first));
    let all = unit.invitations().of_person(person).await.unwrap();
    assert_eq!(all, [second, first.clone()]);
    let at = world.now();
    let changed = InvitationRecord {
        secret_sha256: [8; 32],
        browser_sha256: Some([9; 32]),
        language: "nl".into(),
        state: InvitationState::Finished,
        opened_at: Some(at),
        consent: Some(ConsentAnswer {
            agreed: true,
            notice_version: "2026-11".into(),
            language: "nl".into(),
            at,
        }),
        document_tries: 2,
        document_side: Some(DocumentSide::Front),
        document_side_codes: vec!["ghost_differs".into()],
        document_result: Some(DocumentResult {
            state: DocumentState::Doubtful,
            codes: vec!["expired".into(), "no_zone".into()],
            at,
        }),
        findings: vec!["virtual_camera".into()],
        outcome: Some(Outcome::Refer),
        finished_at: Some(at),
        ..first
    };
    unit.invitations().update(&changed).await.unwrap();
    assert_eq!(unit.invitations().get(changed.id).await.unwrap(), Some(changed.clone()));
    assert_eq!(unit.invitations().of_browser(&[9; 32]).await.unwrap(), Some(changed.clone()));
    assert_eq!(unit.invitations().of_browser(&[8; 32]).await.unwrap(), None);
    let nothing = InvitationId::generate(world.now(), world.entropy.as_ref());
    let refused = unit.invitations().update(&InvitationRecord { id: nothing, ..changed }).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn a_cookie_belongs_to_one_invitation(world: &World) {
    let person = world.person().await.id;
    let (one, two) = (world.invitation(person).await, world.invitation(person).await);
    let mut unit = world.begin().await;
    let bound = |i| InvitationRecord { browser_sha256: Some([9; 32]), ..i };
    unit.invitations().update(&bound(one)).await.unwrap();
    let refused = unit.invitations().update(&bound(two)).await;
    assert!(matches!(refused, Err(StorageError::AlreadyExists { .. })), "{refused:?}");
}

async fn attempts_are_kept_in_order_and_end_once(world: &World) {
    let person = world.person().await.id;
    let invitation = world.invitation(person).await.id;
    let session = world.session(person).await.id;
    let attempt = |number, session| AttemptRecord {
        invitation,
        number,
        session,
        started_at: world.now(),
        outcome: None,
        code: None,
    };
    let (first, second) = (attempt(1, Some(session)), attempt(2, None));
    let mut unit = world.begin().await;
    unit.invitations().add_attempt(&second).await.unwrap();
    unit.invitations().add_attempt(&first).await.unwrap();
    let refused = unit.invitations().add_attempt(&first).await;
    assert!(matches!(refused, Err(StorageError::AlreadyExists { .. })), "{refused:?}");
    let ended = AttemptRecord {
        outcome: Some(AttemptOutcome::Again),
        code: Some("no_face".into()),
        ..first
    };
    assert!(unit.invitations().end_attempt(&ended).await.unwrap());
    let later = AttemptRecord { outcome: Some(AttemptOutcome::Done), code: None, ..ended.clone() };
    assert!(!unit.invitations().end_attempt(&later).await.unwrap());
    let all = unit.invitations().attempts(invitation).await.unwrap();
    assert_eq!(all, [ended.clone(), second.clone()]);
    // A session may be gone before its attempt.
    unit.sessions().remove(session).await.unwrap();
    let all = unit.invitations().attempts(invitation).await.unwrap();
    assert_eq!(all, [AttemptRecord { session: None, ..ended }, second]);
}

async fn everything_goes_with_the_person(world: &World) {
    let person = world.person().await.id;
    let invitation = world.invitation(person).await;
    let hint = world.new_hint(&invitation);
    let mut unit = world.begin().await;
    unit.invitations().add_hint(&hint).await.unwrap();
    assert_eq!(unit.invitations().hints(invitation.id).await.unwrap(), std::slice::from_ref(&hint));
    unit.people().erase(person).await.unwrap();
    assert_eq!(unit.invitations().get(invitation.id).await.unwrap(), None);
    assert!(unit.invitations().hints(invitation.id).await.unwrap().is_empty());
    let refused = unit.invitations().add_hint(&hint).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
    let refused = unit.invitations().add(&invitation).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn invitations_that_are_over_expire(world: &World) {
    let person = world.person().await.id;
    let (over, open) = (world.invitation(person).await, world.invitation(person).await);
    let at = world.now();
    let over = InvitationRecord { state: InvitationState::Declined, finished_at: Some(at), ..over };
    let mut unit = world.begin().await;
    unit.invitations().update(&over).await.unwrap();
    assert_eq!(unit.invitations().over_before(at, 9).await.unwrap(), std::slice::from_ref(&over));
    let late = open.expires_at.plus(Duration::from_secs(1));
    assert_eq!(unit.invitations().over_before(late, 9).await.unwrap(), [over.clone(), open]);
    assert_eq!(unit.invitations().over_before(late, 1).await.unwrap(), std::slice::from_ref(&over));
    assert!(unit.invitations().remove(over.id).await.unwrap());
    assert!(!unit.invitations().remove(over.id).await.unwrap());
}
