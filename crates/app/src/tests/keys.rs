//! API keys.

use super::*;

#[tokio::test]
async fn the_first_key_is_made_once_and_opens_everything() {
    let house = House::new().await;
    let first = house.app.ensure_first_key().await.unwrap().expect("a first key");
    assert!(house.app.ensure_first_key().await.unwrap().is_none());
    let caller = house.app.authenticate(&first.token).await.unwrap().expect("a caller");
    assert_eq!(caller.key_id, first.details.id);
    assert!(Scope::ALL.into_iter().all(|s| caller.may(s)));
    assert!(!format!("{first:?}").contains(&first.token[36..]));
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_until_it_is_revoked() {
    let house = House::new().await;
    let scopes = [Scope::SessionsRead, Scope::PeopleRead, Scope::PeopleRead];
    let made = house.app.create_api_key(Actor::Operator, "dashboard", &scopes).await.unwrap();
    assert_eq!(made.details.scopes, [Scope::PeopleRead, Scope::SessionsRead]);
    let caller = house.app.authenticate(&made.token).await.unwrap().unwrap();
    assert!(caller.may(Scope::PeopleRead) && !caller.may(Scope::PeopleWrite));
    house.app.revoke_api_key(Actor::Operator, made.details.id).await.unwrap();
    house.app.revoke_api_key(Actor::Operator, made.details.id).await.unwrap();
    assert!(house.app.authenticate(&made.token).await.unwrap().is_none());
    assert!(house.app.api_keys().await.unwrap()[0].revoked_at.is_some());
}

#[tokio::test]
async fn a_wrong_secret_is_nobody() {
    let house = House::new().await;
    let made = house.app.create_api_key(Actor::Operator, "k", &[Scope::Admin]).await.unwrap();
    let mut wrong = made.token.clone();
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    assert!(house.app.authenticate(&wrong).await.unwrap().is_none());
    assert!(house.app.authenticate("lk_nothing").await.unwrap().is_none());
}

#[tokio::test]
async fn a_key_needs_a_name_and_a_scope() {
    let house = House::new().await;
    let no_name = house.app.create_api_key(Actor::Operator, " ", &[Scope::Admin]).await;
    assert_eq!(no_name.unwrap_err().code(), "invalid");
    let no_scope = house.app.create_api_key(Actor::Operator, "k", &[]).await;
    assert_eq!(no_scope.unwrap_err().code(), "invalid");
    let nobody = domain::ApiKeyId::generate(house.clock.utc(), &*house.entropy);
    let revoked = house.app.revoke_api_key(Actor::Operator, nobody).await;
    assert_eq!(revoked.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn the_last_living_admin_key_stays() {
    let house = House::new().await;
    let first = house.app.ensure_first_key().await.unwrap().expect("a first key").details.id;
    let make = async |scope| {
        house.app.create_api_key(Actor::Operator, "k", &[scope]).await.unwrap().details.id
    };
    let narrow = make(Scope::PeopleWrite).await;
    let refused = house.app.revoke_api_key(Actor::Operator, first).await.unwrap_err();
    assert_eq!(refused.code(), "last_admin_key");
    house.app.revoke_api_key(Actor::Operator, narrow).await.unwrap();
    let second = make(Scope::Admin).await;
    house.app.revoke_api_key(Actor::Operator, first).await.unwrap();
    // A revoked one does not count as another, and revoking it again is still no error.
    house.app.revoke_api_key(Actor::Operator, first).await.unwrap();
    assert!(house.app.revoke_api_key(Actor::Operator, second).await.is_err());
    let living = house.app.api_keys().await.unwrap();
    assert_eq!(living.iter().filter(|k| k.revoked_at.is_none()).count(), 1);
}
