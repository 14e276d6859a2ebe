//! What people said in their applications.

use domain::PersonId;

use super::World;
use crate::{ApplicationRecord, MarkKind, SealContext, StorageError, ValueMark};

super::cases![
    an_application_is_replaced_and_removed,
    equal_values_of_several_people_meet,
    an_application_needs_its_person_and_goes_with_them,
    the_key_of_the_marks_is_set_once
];

fn application(world: &World, person: PersonId) -> ApplicationRecord {
    ApplicationRecord {
        person,
        record: world.sealer.seal(&SealContext::Application(person), b"{}"),
        updated_at: world.now(),
    }
}

const fn mark(kind: MarkKind, value: u8) -> ValueMark {
    ValueMark { kind, mark: [value; 32] }
}

async fn an_application_is_replaced_and_removed(world: &World) {
    let person = world.person().await.id;
    let (first, second) = (application(world, person), application(world, person));
    let mut unit = world.begin().await;
    assert_eq!(unit.applications().get(person).await.unwrap(), None);
    unit.applications().put(&first, &[mark(MarkKind::Phone, 1)]).await.unwrap();
    unit.applications().put(&second, &[]).await.unwrap();
    assert_eq!(unit.applications().get(person).await.unwrap(), Some(second));
    assert!(unit.applications().remove(person).await.unwrap());
    assert!(!unit.applications().remove(person).await.unwrap());
    assert_eq!(unit.applications().get(person).await.unwrap(), None);
}

async fn equal_values_of_several_people_meet(world: &World) {
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(world.person().await.id);
    }
    let phone = mark(MarkKind::Phone, 1);
    let bank = mark(MarkKind::BankAccount, 2);
    let mut unit = world.begin().await;
    for (person, marks) in [
        (people[0], vec![phone, bank, mark(MarkKind::Email, 3)]),
        // The same value of another kind is another value.
        (people[1], vec![phone, phone, mark(MarkKind::Device, 3)]),
        (people[2], vec![phone, bank]),
    ] {
        unit.applications().put(&application(world, person), &marks).await.unwrap();
    }
    let shared = unit.applications().shared(people[0], 1).await.unwrap();
    let found: Vec<_> = shared.iter().map(|s| (s.mark, s.others, s.people.clone())).collect();
    assert_eq!(found, [(bank, 1, vec![people[2]]), (phone, 2, vec![people[1]])]);
    // Replacing an application takes its earlier marks away.
    unit.applications().put(&application(world, people[2]), &[]).await.unwrap();
    let shared = unit.applications().shared(people[0], 9).await.unwrap();
    assert_eq!(shared.len(), 1);
    assert_eq!((shared[0].mark, shared[0].people.as_slice()), (phone, &people[1..2]));
}

async fn an_application_needs_its_person_and_goes_with_them(world: &World) {
    let (person, other) = (world.person().await.id, world.person().await.id);
    let phone = [mark(MarkKind::Phone, 1)];
    let mut unit = world.begin().await;
    for one in [person, other] {
        unit.applications().put(&application(world, one), &phone).await.unwrap();
    }
    unit.people().erase(person).await.unwrap();
    assert_eq!(unit.applications().get(person).await.unwrap(), None);
    assert_eq!(unit.applications().shared(other, 9).await.unwrap(), []);
    let refused = unit.applications().put(&application(world, person), &phone).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn the_key_of_the_marks_is_set_once(world: &World) {
    let mut unit = world.begin().await;
    assert_eq!(unit.applications().mark_key().await.unwrap(), None);
    let key = world.sealer.seal(&SealContext::MarkKey, &[7; 32]);
    unit.applications().set_mark_key(&key).await.unwrap();
    let refused = unit.applications().set_mark_key(&key).await;
    assert!(matches!(refused, Err(StorageError::AlreadyExists { .. })), "{refused:?}");
    assert_eq!(unit.applications().mark_key().await.unwrap(), Some(key.clone()));
    let cell = unit.sealed_cells().any().await.unwrap().unwrap();
    assert_eq!((cell.context, cell.sealed), (SealContext::MarkKey, key));
}
