//! Evidence rows.

use domain::{EvidenceId, ReasonCode, SessionId};

use super::World;
use crate::{EvidenceRecord, StorageError};

super::cases![evidence_reads_back_in_stream_order, evidence_needs_its_session];

async fn evidence_reads_back_in_stream_order(world: &World) {
    let person = world.person().await.id;
    let (session, other) = (world.session(person).await.id, world.session(person).await.id);
    let late = world.evidence(session, 9_000).await;
    let early = EvidenceRecord { code: ReasonCode::SecondFace, ..world.new_evidence(session, 200) };
    let elsewhere = world.evidence(other, 0).await;
    let mut unit = world.begin().await;
    unit.evidence().add(&early).await.unwrap();
    assert_eq!(unit.evidence().of_session(session).await.unwrap(), [early.clone(), late.clone()]);
    assert_eq!(unit.evidence().get(late.id).await.unwrap(), Some(late.clone()));
    let mut all = unit.evidence().all().await.unwrap();
    all.sort();
    let mut expected = [&late, &early, &elsewhere].map(|e| (e.session, e.id, person));
    expected.sort();
    assert_eq!(all, expected);
    let nothing = EvidenceId::generate(world.now(), world.entropy.as_ref());
    assert_eq!(unit.evidence().get(nothing).await.unwrap(), None);
}

async fn evidence_needs_its_session(world: &World) {
    let nothing = SessionId::generate(world.now(), world.entropy.as_ref());
    let evidence = world.new_evidence(nothing, 0);
    let refused = world.begin().await.evidence().add(&evidence).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}
