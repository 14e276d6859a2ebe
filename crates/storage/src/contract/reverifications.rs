//! Who is due, who was told, and the turns that it took.

use std::time::Duration;

use domain::MilestoneId;

use super::World;
use crate::{MilestoneKind, MilestoneRecord, ReverificationRecord, StorageError, ToldOf};

super::cases![
    dates_read_back_and_are_replaced,
    the_list_is_in_order_of_dates_and_goes_on_where_it_stopped,
    who_is_ripe_was_not_told_yet,
    turns_are_kept_in_order_and_go_with_the_person
];

const HOUR: Duration = Duration::from_secs(3_600);

async fn dates_read_back_and_are_replaced(world: &World) {
    let person = world.person().await.id;
    let first = world.new_reverification(person, HOUR);
    let mut unit = world.begin().await;
    assert_eq!(unit.reverifications().get(person).await.unwrap(), None);
    unit.reverifications().put(&first).await.unwrap();
    assert_eq!(unit.reverifications().get(person).await.unwrap(), Some(first.clone()));
    let second =
        ReverificationRecord { dates: None, group: "desk".into(), draw: u16::MAX, ..first };
    unit.reverifications().put(&second).await.unwrap();
    assert_eq!(unit.reverifications().get(person).await.unwrap(), Some(second));
    assert!(unit.reverifications().remove(person).await.unwrap());
    assert!(!unit.reverifications().remove(person).await.unwrap());
    let nobody = world.new_reverification(world.new_person().id, HOUR);
    let refused = unit.reverifications().put(&nobody).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn the_list_is_in_order_of_dates_and_goes_on_where_it_stopped(world: &World) {
    let mut put = Vec::new();
    for hours in [3, 1, 2] {
        let person = world.person().await.id;
        let record = world.new_reverification(person, HOUR * hours);
        let mut unit = world.begin().await;
        unit.reverifications().put(&record).await.unwrap();
        unit.commit().await.unwrap();
        put.push(record);
    }
    let undated = world.person().await.id;
    let without = ReverificationRecord { dates: None, ..world.new_reverification(undated, HOUR) };
    let mut unit = world.begin().await;
    unit.reverifications().put(&without).await.unwrap();
    let reverifications = unit.reverifications();
    let two = reverifications.list(None, 2, None).await.unwrap();
    assert_eq!(two, [put[1].clone(), put[2].clone()]);
    let after = Some((two[1].dates.unwrap().0, two[1].person));
    assert_eq!(reverifications.list(None, 2, after).await.unwrap(), [put[0].clone()]);
    assert_eq!(reverifications.list(Some("remote"), 9, None).await.unwrap().len(), 3);
    assert!(reverifications.list(Some("desk"), 9, None).await.unwrap().is_empty());
    // People sort by creation.
    let all = reverifications.all(3, None).await.unwrap();
    assert_eq!(all, put);
    assert_eq!(reverifications.all(3, Some(put[2].person)).await.unwrap(), [without]);
}

async fn who_is_ripe_was_not_told_yet(world: &World) {
    let person = world.person().await.id;
    let record = world.new_reverification(person, HOUR);
    let (due, overdue) = record.dates.unwrap();
    let early = record.since;
    for (told, at, is_ripe) in [
        (ToldOf::Nothing, early, false),
        (ToldOf::Nothing, due, true),
        (ToldOf::Nothing, overdue, true),
        (ToldOf::Due, due, false),
        (ToldOf::Due, overdue, true),
        (ToldOf::Overdue, overdue, false),
    ] {
        let mut unit = world.begin().await;
        unit.reverifications().put(&ReverificationRecord { told, ..record.clone() }).await.unwrap();
        let found = unit.reverifications().ripe(at, 9).await.unwrap();
        assert_eq!(found.len(), usize::from(is_ripe), "{told:?} at {at:?}");
        unit.commit().await.unwrap();
    }
}

async fn turns_are_kept_in_order_and_go_with_the_person(world: &World) {
    let person = world.person().await.id;
    let session = world.finished_session(person).await.id;
    let mut unit = world.begin().await;
    let mut kept = Vec::new();
    for what in MilestoneKind::ALL {
        let at = world.now();
        let milestone = MilestoneRecord {
            id: MilestoneId::generate(at, world.entropy.as_ref()),
            person,
            at,
            what: *what,
            group: "remote".into(),
            due_at: Some(at),
            session: (*what == MilestoneKind::Done).then_some(session),
        };
        unit.reverifications().add_milestone(&milestone).await.unwrap();
        kept.push(milestone);
    }
    assert_eq!(unit.reverifications().milestones(person).await.unwrap(), kept);
    unit.sessions().remove(session).await.unwrap();
    let left = unit.reverifications().milestones(person).await.unwrap();
    assert!(left.iter().all(|m| m.session.is_none()));
    unit.people().erase(person).await.unwrap();
    assert!(unit.reverifications().milestones(person).await.unwrap().is_empty());
    assert_eq!(unit.reverifications().get(person).await.unwrap(), None);
}
