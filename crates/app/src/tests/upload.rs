//! Sessions from a received file.

use std::io::Write;

use super::*;

fn incoming(house: &House) -> usize {
    std::fs::read_dir(house.folder.path().join("data/incoming")).unwrap().count()
}

#[tokio::test]
async fn the_file_lives_as_long_as_the_session_needs_it() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let mut file = house.app.incoming_file().unwrap();
    file.take_file().unwrap().write_all(b"video").unwrap();
    assert_eq!(incoming(&house), 1);
    house.sources.next(Script::of(1, 8));
    let start = StartSession {
        person,
        kind: SessionKind::Interview,
        policy: None,
        following: Following::Largest,
    };
    let session = house
        .app
        .start_session_from_upload(Actor::Operator, start, file, Pace::AsFast)
        .await
        .unwrap();
    assert_eq!(session.source, SourceLabel::Upload);
    let ended = house.ended(session.id).await;
    assert_eq!(outcome(&ended), Outcome::Accept);
    assert_eq!(incoming(&house), 0);
}

#[tokio::test]
async fn an_upload_that_is_not_used_or_not_accepted_is_removed() {
    let house = House::new().await;
    drop(house.app.incoming_file().unwrap());
    assert_eq!(incoming(&house), 0);
    let file = house.app.incoming_file().unwrap();
    let person = PersonId::generate(house.clock.utc(), &*house.entropy);
    let start = StartSession {
        person,
        kind: SessionKind::Interview,
        policy: None,
        following: Following::Largest,
    };
    let refused =
        house.app.start_session_from_upload(Actor::Operator, start, file, Pace::AsFast).await;
    assert_eq!(refused.unwrap_err().code(), "not_found");
    assert_eq!(incoming(&house), 0);
}

#[tokio::test]
async fn a_video_that_panics_the_decoder_is_removed_too() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let file = house.app.incoming_file().unwrap();
    house.sources.next(Script { panics: true, ..Script::default() });
    let start = StartSession {
        person,
        kind: SessionKind::Interview,
        policy: None,
        following: Following::Largest,
    };
    let session = house
        .app
        .start_session_from_upload(Actor::Operator, start, file, Pace::AsFast)
        .await
        .unwrap();
    assert_eq!(house.ended(session.id).await.state, SessionState::Failed);
    assert_eq!(incoming(&house), 0);
}

#[tokio::test]
async fn a_picture_is_no_video_and_leaves_no_session() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let mut file = house.app.incoming_file().unwrap();
    file.take_file().unwrap().write_all(b"\xff\xd8\xff\xe0 a face \xff\xd9").unwrap();
    let start = StartSession {
        person,
        kind: SessionKind::Login,
        policy: None,
        following: Following::Largest,
    };
    let refused =
        house.app.start_session_from_upload(Actor::Operator, start, file, Pace::AsFast).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "source_unusable");
    assert!(refused.to_string().contains("/portrait"), "{refused}");
    assert_eq!(incoming(&house), 0);
    assert!(house.app.sessions(10, None, None).await.unwrap().items.is_empty());
}
