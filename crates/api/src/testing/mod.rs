//! The service as tests meet it: real use cases on SQLite in a temporary folder, scripted models and
//! sources, a clock that is moved by hand, requests in process.

mod client;

pub(crate) use client::{Answer, Call, FormBody};

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::fakes::{
    FakeAnalyst, FakeClock, FakeEntropy, Script, ScriptedSources, fake_pack, picture_of,
};
use app::{
    Actor, App, AppDeps, AppSettings, InferencePool, LinkSettings, PolicyBook, PoolSize, Scope,
    StreamDoors,
};
use axum::Router;
use domain::{Clock, Entropy};
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use storage::{Store, StoreOptions};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::router::build;
use crate::settings::ApiSettings;
use crate::state::Surroundings;
use crate::web::WebPages;

/// Longest any test waits for something that must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// Sessions that may run at the same time in tests.
pub(crate) const MAX_RUNNING: usize = 2;
/// What tests call the service.
pub(crate) const HOST: &str = "likeness.test:8080";
/// Its origin.
pub(crate) const ORIGIN: &str = "http://likeness.test:8080";

/// Who is verified again.
const REMOTE: app::GroupRule = app::GroupRule {
    every_days: 30,
    jitter_days: 0,
    grace_days: 7,
    escalate: app::Escalation::Block,
};

/// Pictures as the scripted models understand them.
pub(crate) mod pictures {
    /// Shows nobody.
    pub(crate) const NO_FACE: &[u8] = &[b'p', 0];
}

/// A running service.
pub(crate) struct TestApi {
    pub(crate) app: App,
    pub(crate) router: Router,
    /// A key with the scope `admin`.
    pub(crate) key: String,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) sources: Arc<ScriptedSources>,
    pub(crate) shutdown: CancellationToken,
    folder: TempDir,
}

impl TestApi {
    pub(crate) async fn start() -> Self {
        Self::with(ApiSettings::default()).await
    }

    pub(crate) async fn with(settings: ApiSettings) -> Self {
        Self::changed(settings, |_| {}).await
    }

    /// A service that may search everybody.
    pub(crate) async fn linking(links: LinkSettings) -> Self {
        Self::changed(ApiSettings::default(), |deps| deps.settings.links = links).await
    }

    /// A service some of whose parts are others.
    pub(crate) async fn changed(settings: ApiSettings, change: impl FnOnce(&mut AppDeps)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FakeClock::new());
        let entropy: Arc<dyn Entropy> = Arc::new(FakeEntropy::default());
        let sources = Arc::new(ScriptedSources::new(clock.clone()));
        let app = app(folder.path(), &clock, &entropy, &sources, change).await;
        let key = app.ensure_first_key().await.unwrap().unwrap().token;
        let shutdown = CancellationToken::new();
        let around = Surroundings {
            clock: clock.clone(),
            entropy,
            metrics: Some(PrometheusBuilder::new().build_recorder().handle()),
            shutdown: shutdown.clone(),
        };
        let router = build(app.clone(), settings, around, WebPages::embedded());
        Self { app, router, key, clock, sources, shutdown, folder }
    }

    /// A request without a key.
    pub(crate) fn anonymous(&self, method: &str, path: &str) -> Call {
        Call::new(self.router.clone(), method, path)
    }

    /// A request with the admin key.
    pub(crate) fn request(&self, method: &str, path: &str) -> Call {
        self.anonymous(method, path).bearer(&self.key)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send().await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send().await
    }

    pub(crate) async fn form(&self, method: &str, path: &str, form: FormBody) -> Answer {
        self.request(method, path).form(form).send().await
    }

    /// A key with these scopes.
    pub(crate) async fn key_with(&self, scopes: &[Scope]) -> String {
        self.app.create_api_key(Actor::Operator, "a test", scopes).await.unwrap().token
    }

    /// Signs a browser in; the value of its `Cookie` header.
    pub(crate) async fn sign_in(&self) -> String {
        let body = json!({"api_key": self.key});
        let answer = self.anonymous("POST", "/v1/sign-in").json(&body).send().await;
        answer.status(204);
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// A person's id.
    pub(crate) async fn create_person(&self) -> String {
        let person = self.post("/v1/people", &json!({"display_name": "Ada"})).await.json(201);
        person["id"].as_str().unwrap().to_owned()
    }

    /// Gives a person the face of scripted person 1.
    pub(crate) async fn set_portrait(&self, person: &str) -> Value {
        let form = FormBody::new().file("picture", &picture_of(1));
        self.form("PUT", &format!("/v1/people/{person}/portrait"), form).await.json(200)
    }

    /// A person with a portrait.
    pub(crate) async fn enrolled_person(&self) -> String {
        let person = self.create_person().await;
        self.set_portrait(&person).await;
        person
    }

    pub(crate) async fn start_camera(&self, person: &str) -> Answer {
        let source = json!({"type": "camera"});
        let body = json!({"person_id": person, "kind": "interview", "source": source});
        self.post("/v1/sessions", &body).await
    }

    /// Plays a whole interview of scripted person 1; the session's id.
    pub(crate) async fn finished_session(&self, person: &str) -> String {
        self.finished_session_of(person, 1).await
    }

    /// Plays a whole interview of a scripted person; the session's id.
    pub(crate) async fn finished_session_of(&self, person: &str, face: u8) -> String {
        self.sources.next(Script::of(face, 8));
        let source = json!({"type": "address", "address": "rtsp://cam.test/stream"});
        let body = json!({"person_id": person, "kind": "interview", "source": source});
        let session = self.post("/v1/sessions", &body).await.json(201);
        let id = session["id"].as_str().unwrap().to_owned();
        // The stream ends with the session.
        let text = self.get(&format!("/v1/sessions/{id}/events")).await.text(200);
        assert!(text.contains("event: ended"), "{text}");
        id
    }

    /// Files that wait in the data folder.
    pub(crate) fn incoming_files(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("data/incoming")).unwrap().count()
    }
}

async fn app(
    folder: &Path,
    clock: &Arc<FakeClock>,
    entropy: &Arc<dyn Entropy>,
    sources: &Arc<ScriptedSources>,
    change: impl FnOnce(&mut AppDeps),
) -> App {
    let options = StoreOptions { folder: folder.join("data"), key_file: None };
    let (store, _) = Store::open(options, &**clock, Arc::clone(entropy)).await.unwrap();
    let shared: Arc<dyn Clock> = clock.clone();
    let size = PoolSize { threads: 1, queue: 16 };
    let pool = InferencePool::new(size, Arc::clone(&shared), || {
        Ok::<_, std::io::Error>(FakeAnalyst::default())
    });
    // Any free port of the loopback.
    let config = media::WebRtcConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_addresses: Vec::new(),
        max_senders: MAX_RUNNING,
    };
    let webrtc = media::WebRtc::bind(&config, Arc::clone(&shared), Arc::clone(entropy)).unwrap();
    let mut deps = AppDeps {
        store,
        pool: pool.unwrap(),
        sources: sources.clone(),
        streams: StreamDoors {
            webrtc: Some(Arc::new(webrtc)),
            rtmp_port: Some(1935),
            rtmps_port: None,
        },
        clock: shared,
        entropy: Arc::clone(entropy),
        policies: PolicyBook::built_in().unwrap(),
        pack: fake_pack(),
        networks: None,
        settings: AppSettings {
            max_running_sessions: MAX_RUNNING,
            checks: app::CheckSettings {
                organisation: Some("Example GmbH".to_owned()),
                notice_version: "7".to_owned(),
                ..app::CheckSettings::default()
            },
            reverification: app::ReverificationSettings {
                groups: [("remote".to_owned(), REMOTE)].into(),
                ..app::ReverificationSettings::default()
            },
            security_events: app::SecurityEventSettings {
                issuer: Some("https://likeness.test".to_owned()),
            },
            ..AppSettings::for_small_machine("0.0.0")
        },
    };
    change(&mut deps);
    App::new(deps)
}

/// Fails when the file is not this text, and writes it: look at the difference and keep it, or undo it.
pub(crate) fn ensure_file(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept != text {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        panic!("{} was out of date and has been written anew", path.display());
    }
}
