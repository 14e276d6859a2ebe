//! Sessions that wait for a human.

use domain::SessionKind;

use super::World;
use crate::{Page, ReviewRecord, SessionRecord, StorageError, WaitsFor};

super::cases![
    what_waits_is_listed_oldest_first_and_by_kind,
    what_is_settled_or_removed_waits_no_longer,
    neighbours_are_found_with_and_without_the_session,
    a_review_needs_its_session
];

fn review(session: &SessionRecord) -> ReviewRecord {
    ReviewRecord {
        session: session.id,
        kind: session.kind,
        since: session.ended_at.unwrap(),
        waits_for: WaitsFor::First,
    }
}

/// Five that wait, in order; the second and the fourth are logins.
async fn waiting(world: &World) -> Vec<ReviewRecord> {
    let person = world.person().await.id;
    let mut all = Vec::new();
    for n in 0..5 {
        let session = world.finished_session(person).await;
        let kind = if n % 2 == 1 { SessionKind::Login } else { SessionKind::Interview };
        all.push(ReviewRecord { kind, ..review(&session) });
    }
    let mut unit = world.begin().await;
    for one in all.iter().rev() {
        unit.reviews().put(one).await.unwrap();
    }
    unit.commit().await.unwrap();
    all
}

async fn what_waits_is_listed_oldest_first_and_by_kind(world: &World) {
    let all = waiting(world).await;
    let mut unit = world.read().await;
    let first = unit.reviews().list(None, Page::newest(3)).await.unwrap();
    assert_eq!((first.items.as_slice(), first.next), (&all[..3], Some(all[2].session)));
    let rest = unit.reviews().list(None, Page::after(all[2].session, 3)).await.unwrap();
    assert_eq!((rest.items.as_slice(), rest.next), (&all[3..], None));
    let logins = unit.reviews().list(Some(SessionKind::Login), Page::newest(9)).await.unwrap();
    assert_eq!(logins.items, [all[1], all[3]]);
    let counts = unit.reviews().counts().await.unwrap();
    assert_eq!(counts, [(SessionKind::Interview, 3), (SessionKind::Login, 2)]);
    assert_eq!(unit.reviews().unsorted(9).await.unwrap(), []);
}

async fn what_is_settled_or_removed_waits_no_longer(world: &World) {
    let all = waiting(world).await;
    let mut unit = world.begin().await;
    assert!(unit.reviews().settle(all[0].session).await.unwrap());
    assert!(!unit.reviews().settle(all[0].session).await.unwrap());
    unit.sessions().remove(all[1].session).await.unwrap();
    let second = ReviewRecord { waits_for: WaitsFor::Second, ..all[2] };
    unit.reviews().put(&second).await.unwrap();
    assert_eq!(unit.reviews().get(all[0].session).await.unwrap(), None);
    assert_eq!(unit.reviews().get(all[2].session).await.unwrap(), Some(second));
    let left = unit.reviews().list(None, Page::newest(9)).await.unwrap();
    assert_eq!(left.items, [second, all[3], all[4]]);
}

async fn neighbours_are_found_with_and_without_the_session(world: &World) {
    let all = waiting(world).await;
    let mut unit = world.begin().await;
    let ids: Vec<_> = all.iter().map(|r| r.session).collect();
    let beside = unit.reviews().neighbours(None, ids[2]).await.unwrap();
    assert_eq!(beside, (Some(ids[1]), Some(ids[3])));
    unit.reviews().settle(ids[2]).await.unwrap();
    assert_eq!(unit.reviews().neighbours(None, ids[2]).await.unwrap(), beside);
    let login = Some(SessionKind::Login);
    assert_eq!(unit.reviews().neighbours(login, ids[1]).await.unwrap(), (None, Some(ids[3])));
    assert_eq!(unit.reviews().neighbours(None, ids[4]).await.unwrap(), (Some(ids[3]), None));
}

async fn a_review_needs_its_session(world: &World) {
    let session = world.finished_session(world.person().await.id).await;
    let mut unit = world.begin().await;
    unit.sessions().remove(session.id).await.unwrap();
    let refused = unit.reviews().put(&review(&session)).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}
