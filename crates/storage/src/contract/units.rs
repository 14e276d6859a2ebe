//! Units of work: all or nothing, and readers see one unchanging view.

use super::World;
use crate::StorageError;

super::cases![
    a_dropped_unit_leaves_nothing,
    a_committed_unit_leaves_everything,
    a_reader_sees_one_view,
    a_reader_cannot_write,
    writers_take_turns,
];

async fn a_dropped_unit_leaves_nothing(world: &World) {
    let person = world.new_person();
    let mut unit = world.begin().await;
    unit.people().add(&person).await.unwrap();
    drop(unit);
    assert_eq!(world.read().await.people().get(person.id).await.unwrap(), None);
}

async fn a_committed_unit_leaves_everything(world: &World) {
    let person = world.new_person();
    let session = world.new_session(person.id);
    let mut unit = world.begin().await;
    unit.people().add(&person).await.unwrap();
    unit.sessions().add(&session).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = world.read().await;
    assert_eq!(unit.people().get(person.id).await.unwrap(), Some(person));
    assert_eq!(unit.sessions().get(session.id).await.unwrap(), Some(session));
}

async fn a_reader_sees_one_view(world: &World) {
    let before = world.person().await;
    let mut reader = world.read().await;
    assert!(reader.people().get(before.id).await.unwrap().is_some());
    let after = world.person().await;
    assert_eq!(reader.people().get(after.id).await.unwrap(), None);
    drop(reader);
    assert!(world.read().await.people().get(after.id).await.unwrap().is_some());
}

async fn a_reader_cannot_write(world: &World) {
    let person = world.new_person();
    let mut reader = world.read().await;
    let refused = reader.people().add(&person).await;
    assert!(matches!(refused, Err(StorageError::ReadOnly)), "{refused:?}");
    drop(reader);
    assert_eq!(world.read().await.people().get(person.id).await.unwrap(), None);
}

async fn writers_take_turns(world: &World) {
    let (one, two) = (world.new_person(), world.new_person());
    let write = async |person| {
        let mut unit = world.begin().await;
        unit.people().add(person).await.unwrap();
        unit.commit().await.unwrap();
    };
    tokio::join!(write(&one), write(&two));
    let mut unit = world.read().await;
    assert!(unit.people().get(one.id).await.unwrap().is_some());
    assert!(unit.people().get(two.id).await.unwrap().is_some());
}
