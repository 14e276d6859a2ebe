//! Sessions whose pictures a browser pushes.

use std::io::Cursor;

use super::*;

fn jpeg(person: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let grey = image::Rgb([person; 3]);
    image::RgbImage::from_pixel(64, 64, grey).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

async fn camera(house: &House, person: PersonId) -> SessionId {
    let start = StartSession {
        person,
        kind: SessionKind::Login,
        policy: None,
        following: Following::Largest,
    };
    house.app.start_session(Actor::Operator, start, StartSource::Camera).await.unwrap().id
}

#[tokio::test]
async fn pictures_are_pushed_by_one_browser_at_a_time_and_it_may_come_back() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = camera(&house, person).await;
    let mut intake = house.app.push_frames(id).await.unwrap();
    assert_eq!(house.app.push_frames(id).await.unwrap_err().code(), "conflict");
    assert_eq!(intake.push(&jpeg(1), None).unwrap().received, 1);
    house.clock.advance(Duration::from_millis(250));
    assert_eq!(intake.push(b"rubbish", None).unwrap_err().code(), "not_a_picture");
    drop(intake);
    let mut back = house.app.push_frames(id).await.unwrap();
    house.clock.advance(Duration::from_millis(250));
    back.push(&jpeg(1), None).unwrap();
    house.judged(id).await;
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    let ended = house.ended(id).await;
    assert_eq!(ended.source, SourceLabel::Camera);
    assert_eq!(ended.frames.received, 3);
    assert_eq!(back.push(&jpeg(1), None).unwrap_err().code(), "conflict");
    drop(back);
    assert_eq!(house.app.push_frames(id).await.unwrap_err().code(), "conflict");
}

#[tokio::test]
async fn only_camera_sessions_take_pictures() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 1)).await.unwrap().id;
    assert_eq!(house.app.push_frames(id).await.unwrap_err().code(), "conflict");
    let nobody = SessionId::generate(house.clock.utc(), &*house.entropy);
    assert_eq!(house.app.push_frames(nobody).await.unwrap_err().code(), "not_found");
}
