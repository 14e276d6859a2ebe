//! People and portraits.

use super::*;

#[tokio::test]
async fn people_are_created_listed_and_read() {
    let house = House::new().await;
    let new = NewPerson {
        display_name: " Ana ".into(),
        external_ref: Some("HR-7".into()),
        consent_text_version: Some("2026-01".to_owned()),
    };
    let ana = house.app.create_person(Actor::Operator, new).await.unwrap();
    assert_eq!(ana.display_name.reveal(), "Ana");
    assert_eq!(ana.external_ref.as_ref().unwrap().reveal(), "HR-7");
    assert_eq!(ana.consent.as_ref().unwrap().at, house.clock.utc());
    assert!(!ana.has_portrait);
    house.clock.advance(Duration::from_secs(1));
    let ben = house.person("Ben", 2).await;
    assert_eq!(house.app.person(ana.id).await.unwrap(), ana);
    let first = house.app.list_people(1, None).await.unwrap();
    assert_eq!((first.items[0].id, first.next), (ben, Some(ben)));
    let second = house.app.list_people(1, first.next).await.unwrap();
    assert_eq!((second.items[0].id, second.next), (ana.id, None));
    let empty = house.app.create_person(Actor::Operator, NewPerson::default()).await;
    assert_eq!(empty.unwrap_err().code(), "invalid");
}

#[tokio::test]
async fn a_newer_portrait_takes_the_place_of_the_older() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let before = house.app.person(person).await.unwrap().references[0].id;
    house.clock.advance(Duration::from_secs(1));
    let receipt =
        house.app.set_portrait(Actor::Operator, person, picture_of(2).into()).await.unwrap();
    assert_ne!(receipt.reference, before);
    let references = house.app.person(person).await.unwrap().references;
    assert_eq!(references.iter().map(|r| r.id).collect::<Vec<_>>(), [receipt.reference]);
    let jpeg = house.app.portrait_picture(Actor::Operator, person).await.unwrap();
    assert_eq!(image::guess_format(&jpeg).unwrap(), image::ImageFormat::Jpeg);
    let portraits = house.folder.path().join("data/portraits");
    assert_eq!(std::fs::read_dir(portraits).unwrap().count(), 1);
    // And it is the one that counts.
    let session = house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&session), Outcome::Reject);
}

#[tokio::test]
async fn a_picture_that_cannot_be_a_portrait_changes_nothing() {
    let house = House::with(|deps| deps.settings.max_picture_bytes = 64).await;
    let person = house.person("Ana", 1).await;
    let before = house.app.person(person).await.unwrap();
    for (picture, code) in [
        (picture_of(0), "no_face"),
        (b"not a picture".to_vec(), "not_a_picture"),
        (vec![0; 65], "picture_too_large"),
    ] {
        let refused = house.app.set_portrait(Actor::Operator, person, picture.into()).await;
        assert_eq!(refused.unwrap_err().code(), code);
    }
    let panicked = picture_of(fakes::FakeFault::Panic.person());
    let broken = house.app.set_portrait(Actor::Operator, person, panicked.into()).await;
    assert_eq!(broken.unwrap_err().code(), "internal");
    assert_eq!(house.app.person(person).await.unwrap(), before);
}

#[tokio::test]
async fn nobody_has_no_portrait() {
    let house = House::new().await;
    let nobody = PersonId::generate(house.clock.utc(), &*house.entropy);
    let set = house.app.set_portrait(Actor::Operator, nobody, picture_of(1).into()).await;
    assert_eq!(set.unwrap_err().code(), "not_found");
    let read = house.app.portrait_picture(Actor::Operator, nobody).await;
    assert_eq!(read.unwrap_err().code(), "not_found");
}
