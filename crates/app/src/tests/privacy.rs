//! Nothing personal in the logs, whatever happens.

use std::io::Write;
use std::sync::{Mutex, OnceLock};

use super::*;

/// Everything that was logged in this process.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static INSTALLED: OnceLock<()> = OnceLock::new();

struct Tap;

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_line_holds_a_name_an_address_a_token_or_a_feature() {
    INSTALLED.get_or_init(|| {
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Tap).init();
    });
    let house = House::new().await;
    let key = house.app.ensure_first_key().await.unwrap().unwrap();
    let person = house.person("Marker Zebulon", 1).await;
    house.run(person, SessionKind::Interview, Script::of(1, 8)).await;
    house.run(person, SessionKind::Login, Script { panics: true, ..Script::default() }).await;
    let no_video = Script { is_no_video: true, ..Script::default() };
    house.run(person, SessionKind::Login, no_video).await;
    let refused = StartSession {
        person,
        kind: SessionKind::Login,
        policy: None,
        following: Following::Largest,
    };
    let address = StartSource::Address("rtsp://marker-user:marker-word@elsewhere.test/x".into());
    let _ = house.app.start_session(Actor::Operator, refused, address).await.unwrap_err();
    house.app.authenticate(&key.token).await.unwrap().unwrap();
    house.app.erase_person(Actor::Operator, person).await.unwrap();

    let text = String::from_utf8_lossy(&LOGGED.lock().unwrap()).into_owned();
    assert!(text.contains("session finished"), "the tap works");
    let secret = key.token.rsplit('_').next().unwrap();
    for marker in ["Zebulon", "secret-path", "marker-user", "marker-word", "cam.test", secret] {
        assert!(!text.contains(marker), "{marker} was logged");
    }
}
