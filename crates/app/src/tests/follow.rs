//! Following a session.

use domain::SourceEvent;

use super::*;

#[tokio::test]
async fn a_follower_sees_a_snapshot_first_and_the_end_last() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Interview, Script::of(1, 8)).await.unwrap().id;
    let mut follower = house.app.follow(id).await.unwrap();
    let mut seen = Vec::new();
    while let Some(message) = tokio::time::timeout(PATIENCE, follower.next()).await.unwrap() {
        seen.push(message);
    }
    assert!(matches!(seen[0], LiveMessage::Snapshot { .. }));
    let Some(LiveMessage::Ended(ended)) = seen.last() else { panic!("no end: {:?}", seen.last()) };
    assert_eq!(ended.state, SessionState::Finished);
    assert_eq!(seen.iter().filter(|m| m.is_last()).count(), 1);
    // Whoever comes later gets the same end at once.
    let mut late = house.app.follow(id).await.unwrap();
    let LiveMessage::Snapshot { session, timeline } = next(&mut late).await else {
        panic!("no snapshot")
    };
    assert_eq!(*session, **ended);
    assert_eq!(timeline.len(), 40);
    assert!(matches!(next(&mut late).await, LiveMessage::Ended(_)));
    assert!(late.next().await.is_none());
}

#[tokio::test]
async fn a_slow_follower_is_cut_off_and_the_session_goes_on() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    house.judged(id).await;
    let mut slow = house.app.follow(id).await.unwrap();
    let mut quick = house.app.follow(id).await.unwrap();
    let feeder = house.sources.newest().unwrap();
    // More events than one outbox holds, handed over no faster than the quick one reads.
    for attempt in 0..=OUTBOX_CAPACITY as u32 {
        let event = SourceEvent::Reconnecting { attempt };
        feeder.event(event.clone());
        while next(&mut quick).await != LiveMessage::Source(event.clone()) {}
    }
    assert_eq!(next(&mut slow).await, LiveMessage::Closed(CloseCode::TooSlow));
    assert!(slow.next().await.is_none());
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    assert_eq!(house.ended(id).await.state, SessionState::Finished);
    while !next(&mut quick).await.is_last() {}
}

#[tokio::test]
async fn evidence_is_kept_announced_and_readable() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let session = house.run(person, SessionKind::Interview, Script::of(2, 20)).await;
    let kept = house.app.evidence(session.id).await.unwrap();
    assert!(!kept.is_empty() && kept.len() <= 12, "{}", kept.len());
    let jpeg = house.app.evidence_picture(Actor::Operator, session.id, kept[0].id).await.unwrap();
    assert_eq!(image::guess_format(&jpeg).unwrap(), image::ImageFormat::Jpeg);
    // Not through another session.
    let other = house.run(person, SessionKind::Interview, Script::of(1, 8)).await;
    let error =
        house.app.evidence_picture(Actor::Operator, other.id, kept[0].id).await.unwrap_err();
    assert_eq!(error.code(), "not_found");
}

#[tokio::test]
async fn the_current_face_is_there_while_the_session_runs() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    house.judged(id).await;
    let jpeg = house.app.current_face(id).await.unwrap();
    let picture = image::load_from_memory(&jpeg).unwrap();
    assert_eq!((picture.width(), picture.height()), (FACE_PX, FACE_PX));
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    house.ended(id).await;
    assert_eq!(house.app.current_face(id).await.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn a_session_has_so_many_followers_and_no_more() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    let mut followers = Vec::new();
    let error = loop {
        match house.app.follow(id).await {
            Ok(follower) => followers.push(follower),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), "busy");
    followers.pop();
    assert!(house.app.follow(id).await.is_ok());
}
