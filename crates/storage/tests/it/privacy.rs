//! Nothing personal reaches the log output, a printed record or an error.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use domain::Clock;
use storage::{Actor, NewPerson};
use tracing_subscriber::fmt::MakeWriter;

use crate::scene::{EXTERNAL_REF, NAME, Scene, markers};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything this process logs, at the finest level: the database works on threads of its own, so
/// the subscriber must be everybody's.
fn capture() -> Captured {
    static CAPTURED: OnceLock<Captured> = OnceLock::new();
    CAPTURED
        .get_or_init(|| {
            let captured = Captured::default();
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_writer(captured.clone())
                .finish();
            tracing::subscriber::set_global_default(subscriber).unwrap();
            captured
        })
        .clone()
}

#[tokio::test]
async fn no_marker_reaches_the_log() {
    let captured = capture();
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    scene.check(&kept).await;
    let scene = scene.reopen().await;
    scene.store.add_key().unwrap();
    let scene = scene.reopen().await;
    scene.store.reseal_all(10).await.unwrap();
    scene.store.erase_person(kept.person, Actor::System, scene.clock.utc()).await.unwrap();

    let logged = captured.0.lock().unwrap().clone();
    let text = String::from_utf8_lossy(&logged).into_owned();
    assert!(text.contains("data folder opened"), "the capture works: {text}");
    for (what, marker) in markers() {
        let found = logged.windows(marker.len()).any(|w| w == marker);
        assert!(!found, "{what} was logged");
    }
    assert!(!text.contains(&hex_of(NAME)) && !text.contains(&hex_of(EXTERNAL_REF)));
}

fn hex_of(text: &str) -> String {
    text.bytes().map(|b| format!("{b:02x}")).collect()
}

#[tokio::test]
async fn printed_records_show_nobody() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let mut unit = scene.store.read().await.unwrap();
    let printed = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        unit.people().get(kept.person).await.unwrap(),
        unit.sessions().get(kept.session).await.unwrap(),
        unit.references().of_person(kept.person).await.unwrap(),
        unit.logs().chunks(kept.session).await.unwrap(),
        scene.store,
        scene.store.sealer(),
        NewPerson {
            id: kept.person,
            display_name: NAME.into(),
            external_ref: Some(EXTERNAL_REF.into()),
            created_at: scene.clock.utc(),
            consent: None,
        },
    );
    for (what, marker) in markers() {
        if let Ok(marker) = std::str::from_utf8(&marker) {
            assert!(!printed.contains(marker), "{what} was printed");
        }
    }
    let key = std::fs::read_to_string(scene.path().join("key")).unwrap();
    let secret = key.lines().last().unwrap().split_once(':').unwrap().1.to_owned();
    assert!(secret.len() == 64 && !printed.contains(&secret));
}
