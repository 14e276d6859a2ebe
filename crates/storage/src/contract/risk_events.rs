//! What raises what a person has to do.

use super::World;
use crate::{RiskEventRecord, StorageError};

super::cases![an_event_reads_back_and_counts_once, settled_events_count_no_longer];

async fn an_event_reads_back_and_counts_once(world: &World) {
    let (person, other) = (world.person().await.id, world.person().await.id);
    let event = world.new_risk_event(person, 1);
    let mut unit = world.begin().await;
    unit.risk_events().add(&event).await.unwrap();
    let found = unit.risk_events().by_key(person, &[1; 32]).await.unwrap();
    assert_eq!(found, Some(event.clone()));
    assert_eq!(unit.risk_events().by_key(other, &[1; 32]).await.unwrap(), None);
    // The key is one person's: another may have the same.
    unit.risk_events().add(&world.new_risk_event(other, 1)).await.unwrap();
    let again = unit.risk_events().add(&world.new_risk_event(person, 1)).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
    let nobody = world.new_risk_event(world.new_person().id, 1);
    let refused = unit.risk_events().add(&nobody).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
    unit.people().erase(person).await.unwrap();
    assert!(unit.risk_events().of_person(person).await.unwrap().is_empty());
}

async fn settled_events_count_no_longer(world: &World) {
    let person = world.person().await.id;
    let [first, second] = [1, 2].map(|key| world.new_risk_event(person, key));
    let mut unit = world.begin().await;
    unit.risk_events().add(&first).await.unwrap();
    unit.risk_events().add(&second).await.unwrap();
    assert_eq!(unit.risk_events().open(person).await.unwrap(), [first.clone(), second.clone()]);
    let at = world.now();
    // The second was told later: what came before it does not settle it.
    assert_eq!(unit.risk_events().settle(person, first.at, at).await.unwrap(), 1);
    assert_eq!(unit.risk_events().settle(person, first.at, world.now()).await.unwrap(), 0);
    assert_eq!(unit.risk_events().open(person).await.unwrap(), std::slice::from_ref(&second));
    let settled = RiskEventRecord { settled_at: Some(at), ..first };
    assert_eq!(unit.risk_events().of_person(person).await.unwrap(), [settled, second]);
}
