//! Decisions of humans.

use domain::{Outcome, SessionId};

use super::World;
use crate::{Actor, DecisionRecord, StorageError};

super::cases![
    decisions_read_back_in_order,
    decisions_need_their_session,
    decisions_go_with_their_session
];

async fn decisions_read_back_in_order(world: &World) {
    let person = world.person().await.id;
    let (session, other) = (world.session(person).await.id, world.session(person).await.id);
    let first = world.new_decision(session, person, Some("looks like an older photo"));
    let second = DecisionRecord {
        outcome: Outcome::Reject,
        verdict: None,
        note: None,
        actor: Actor::Operator,
        ..world.new_decision(session, person, None)
    };
    let elsewhere = world.new_decision(other, person, None);
    let mut unit = world.begin().await;
    for decision in [&second, &first, &elsewhere] {
        unit.decisions().add(decision).await.unwrap();
    }
    let found = unit.decisions().of_session(session).await.unwrap();
    assert_eq!(found, [first.clone(), second.clone()]);
    assert_eq!(unit.decisions().newest(session).await.unwrap(), Some(second));
    assert_eq!(unit.decisions().of_session(other).await.unwrap(), [elsewhere]);
    let note = world.sealer.note(&first, person).unwrap();
    assert_eq!(note.as_deref(), Some("looks like an older photo"));
}

async fn decisions_need_their_session(world: &World) {
    let person = world.person().await.id;
    let nothing = SessionId::generate(world.now(), world.entropy.as_ref());
    let decision = world.new_decision(nothing, person, None);
    let refused = world.begin().await.decisions().add(&decision).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn decisions_go_with_their_session(world: &World) {
    let person = world.person().await.id;
    let (gone, erased) = (world.session(person).await.id, world.session(person).await.id);
    let mut unit = world.begin().await;
    for session in [gone, erased] {
        let decision = world.new_decision(session, person, Some("a note"));
        unit.decisions().add(&decision).await.unwrap();
    }
    unit.sessions().remove(gone).await.unwrap();
    assert_eq!(unit.decisions().newest(gone).await.unwrap(), None);
    assert!(unit.decisions().newest(erased).await.unwrap().is_some());
    unit.people().erase(person).await.unwrap();
    assert_eq!(unit.decisions().newest(erased).await.unwrap(), None);
}
