//! Logins, their keys, and the marks by which people are found.

use domain::{LoginId, LoginKeyId};

use super::World;
use crate::{LoginReason, LoginRecord, LoginState, NewPerson, Page, StorageError};

super::cases![
    a_login_reads_back_and_ends_once,
    logins_are_listed_newest_first_and_expire,
    a_login_goes_with_its_person_and_outlives_its_session,
    keys_are_kept_in_order,
    a_person_is_found_by_their_mark
];

impl World {
    fn new_login(&self) -> LoginRecord {
        let created_at = self.now();
        LoginRecord {
            id: LoginId::generate(created_at, self.entropy.as_ref()),
            client: "keycloak".into(),
            person: None,
            session: None,
            created_at,
            expires_at: created_at.plus(std::time::Duration::from_secs(600)),
            state: LoginState::Open,
            reason: None,
            finished_at: None,
        }
    }
}

async fn a_login_reads_back_and_ends_once(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let login = LoginRecord { person: Some(person), ..world.new_login() };
    let mut unit = world.begin().await;
    unit.logins().add(&login).await.unwrap();
    assert_eq!(unit.logins().get(login.id).await.unwrap().as_ref(), Some(&login));
    let waiting = LoginRecord {
        session: Some(session),
        state: LoginState::Waiting,
        expires_at: world.now(),
        ..login
    };
    assert!(unit.logins().update(&waiting).await.unwrap());
    let granted = LoginRecord {
        state: LoginState::Granted,
        reason: Some(LoginReason::Attested),
        finished_at: Some(world.now()),
        ..waiting
    };
    assert!(unit.logins().update(&granted).await.unwrap());
    let denied = LoginRecord { state: LoginState::Denied, ..granted.clone() };
    assert!(!unit.logins().update(&denied).await.unwrap());
    assert_eq!(unit.logins().get(granted.id).await.unwrap(), Some(granted));
    for reason in LoginReason::ALL {
        assert_eq!(LoginReason::from_name(reason.as_str()), Some(*reason));
    }
}

async fn logins_are_listed_newest_first_and_expire(world: &World) {
    let logins = [world.new_login(), world.new_login(), world.new_login()];
    let mut unit = world.begin().await;
    for login in &logins {
        unit.logins().add(login).await.unwrap();
    }
    let [first, second, third] = logins;
    let page = unit.logins().list(Page::newest(2)).await.unwrap();
    assert_eq!(page.items, [third, second.clone()]);
    let rest = unit.logins().list(Page::after(page.next.unwrap(), 2)).await.unwrap();
    assert_eq!((rest.items.as_slice(), rest.next), (std::slice::from_ref(&first), None));
    assert_eq!(unit.logins().remove_before(second.created_at).await.unwrap(), 2);
    assert_eq!(unit.logins().get(first.id).await.unwrap(), None);
}

async fn a_login_goes_with_its_person_and_outlives_its_session(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let login = LoginRecord { person: Some(person), session: Some(session), ..world.new_login() };
    let mut unit = world.begin().await;
    unit.logins().add(&login).await.unwrap();
    unit.sessions().remove(session).await.unwrap();
    let found = unit.logins().get(login.id).await.unwrap();
    assert_eq!(found, Some(LoginRecord { session: None, ..login.clone() }));
    unit.people().erase(person).await.unwrap();
    assert_eq!(unit.logins().get(login.id).await.unwrap(), None);
}

async fn keys_are_kept_in_order(world: &World) {
    let keys = [world.new_login_key(), world.new_login_key()];
    let mut unit = world.begin().await;
    for key in &keys {
        unit.logins().add_key(key).await.unwrap();
    }
    assert_eq!(unit.logins().keys().await.unwrap(), keys);
    assert!(unit.logins().remove_key(keys[0].id).await.unwrap());
    assert!(!unit.logins().remove_key(keys[0].id).await.unwrap());
    assert_eq!(unit.logins().keys().await.unwrap(), keys[1..]);
    let nobody = LoginKeyId::generate(world.now(), world.entropy.as_ref());
    assert!(!unit.logins().remove_key(nobody).await.unwrap());
}

async fn a_person_is_found_by_their_mark(world: &World) {
    let (one, two) = (world.person().await, world.person().await);
    let at = world.now();
    let nameless = world.sealer.seal_person(&NewPerson {
        id: domain::PersonId::generate(at, world.entropy.as_ref()),
        display_name: "No Reference".into(),
        external_ref: None,
        created_at: at,
        consent: None,
    });
    let mut unit = world.begin().await;
    unit.people().add(&nameless).await.unwrap();
    assert_eq!(unit.logins().unmarked_people(9).await.unwrap(), [one.clone(), two.clone()]);
    assert_eq!(unit.logins().unmarked_people(1).await.unwrap(), std::slice::from_ref(&one));
    unit.logins().mark_person(one.id, &[1; 32]).await.unwrap();
    unit.logins().mark_person(two.id, &[1; 32]).await.unwrap();
    assert!(unit.logins().unmarked_people(9).await.unwrap().is_empty());
    assert_eq!(unit.logins().people_of_mark(&[1; 32], 2).await.unwrap(), [one.id, two.id]);
    assert!(unit.logins().people_of_mark(&[2; 32], 2).await.unwrap().is_empty());
    unit.people().erase(two.id).await.unwrap();
    assert_eq!(unit.logins().people_of_mark(&[1; 32], 2).await.unwrap(), [one.id]);
    let refused = unit.logins().mark_person(two.id, &[1; 32]).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}
