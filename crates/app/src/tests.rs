//! Whole use cases: SQLite in a temporary folder, scripted people, a clock that is moved by hand.

mod applications;
mod camera;
mod checks;
mod continuity;
mod decisions;
mod demonstration;
mod end;
mod follow;
mod keys;
mod line;
mod links;
mod logins;
mod people;
mod privacy;
mod recompute;
mod reviews;
mod upload;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, Entropy, Outcome, PersonId, SessionId, SessionKind};
use storage::{Store, StoreOptions};
use tempfile::TempDir;

use crate::fakes::{
    FakeAnalyst, FakeClock, FakeEntropy, Gate, Script, ScriptedSources, fake_pack, picture_of,
};
use crate::*;

/// Longest any test waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service with everything scripted.
struct House {
    app: App,
    sources: Arc<ScriptedSources>,
    clock: Arc<FakeClock>,
    entropy: Arc<FakeEntropy>,
    folder: TempDir,
}

impl House {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut AppDeps)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FakeClock::new());
        let entropy = Arc::new(FakeEntropy::default());
        let sources = Arc::new(ScriptedSources::new(clock.clone()));
        let app = open(&folder, &clock, &entropy, &sources, change).await;
        Self { app, sources, clock, entropy, folder }
    }

    /// The service after a restart on the same folder. Everything of the old one must have ended.
    async fn restarted(self) -> Self {
        let Self { app, sources, clock, entropy, folder } = self;
        drop(app);
        let app = open(&folder, &clock, &entropy, &sources, |_| {}).await;
        Self { app, sources, clock, entropy, folder }
    }

    async fn person(&self, name: &str, face: u8) -> PersonId {
        let new = NewPerson { display_name: name.into(), ..NewPerson::default() };
        let person = self.app.create_person(Actor::Operator, new).await.unwrap();
        let picture = picture_of(face).into();
        self.app.set_portrait(Actor::Operator, person.id, picture).await.unwrap();
        person.id
    }

    async fn start(
        &self,
        person: PersonId,
        kind: SessionKind,
        script: Script,
    ) -> Result<SessionDetails, AppError> {
        self.sources.next(script);
        let start = StartSession { person, kind, policy: None, following: Following::Largest };
        let source = StartSource::Address("rtsp://cam.test/secret-path".into());
        self.app.start_session(Actor::Operator, start, source).await
    }

    /// Runs a whole session.
    async fn run(&self, person: PersonId, kind: SessionKind, script: Script) -> SessionDetails {
        let id = self.start(person, kind, script).await.unwrap().id;
        self.ended(id).await
    }

    async fn ended(&self, id: SessionId) -> SessionDetails {
        let mut follower = self.app.follow(id).await.unwrap();
        loop {
            match next(&mut follower).await {
                LiveMessage::Ended(details) => return *details,
                LiveMessage::Closed(code) => panic!("closed: {code:?}"),
                _ => {}
            }
        }
    }

    /// Waits until a session has told a verdict.
    async fn judged(&self, id: SessionId) {
        self.judged_so(id, |_| true).await;
    }

    /// Waits until a session's verdict has that outcome.
    async fn judged_as(&self, id: SessionId, outcome: Outcome) {
        self.judged_so(id, |report| report.verdict.outcome == outcome).await;
    }

    async fn judged_so(&self, id: SessionId, fits: impl Fn(&VerdictReport) -> bool) {
        let mut follower = self.app.follow(id).await.unwrap();
        loop {
            match next(&mut follower).await {
                LiveMessage::Verdict { report, .. } if fits(&report) => return,
                LiveMessage::Snapshot { session, .. }
                    if session.verdict.as_ref().is_some_and(&fits) =>
                {
                    return;
                }
                LiveMessage::Ended(_) | LiveMessage::Closed(_) => panic!("over too early"),
                _ => {}
            }
        }
    }
}

async fn open(
    folder: &TempDir,
    clock: &Arc<FakeClock>,
    entropy: &Arc<FakeEntropy>,
    sources: &Arc<ScriptedSources>,
    change: impl FnOnce(&mut AppDeps),
) -> App {
    let options = StoreOptions { folder: folder.path().join("data"), key_file: None };
    let shared: Arc<dyn Entropy> = entropy.clone();
    // A thread or task of a house that was just left may still hold the folder's lock for a moment.
    let opening = async {
        loop {
            match Store::open(options.clone(), &**clock, Arc::clone(&shared)).await {
                Ok((store, _)) => return store,
                Err(storage::StoreError::Folder(storage::FolderError::InUse { .. })) => {
                    tokio::task::yield_now().await;
                }
                Err(other) => panic!("{other}"),
            }
        }
    };
    let store = tokio::time::timeout(PATIENCE, opening).await.unwrap();
    let shared_clock: Arc<dyn Clock> = clock.clone();
    let mut deps = AppDeps {
        store,
        pool: pool(&shared_clock, &Gate::open()),
        sources: sources.clone(),
        streams: StreamDoors::default(),
        clock: shared_clock,
        entropy: shared,
        policies: PolicyBook::built_in().unwrap(),
        pack: fake_pack(),
        networks: None,
        settings: AppSettings::for_small_machine("0.0.0"),
    };
    change(&mut deps);
    App::new(deps)
}

fn pool(clock: &Arc<dyn Clock>, gate: &Gate) -> InferencePool {
    let gate = gate.clone();
    InferencePool::new(PoolSize { threads: 1, queue: 16 }, Arc::clone(clock), move || {
        Ok::<_, std::io::Error>(FakeAnalyst::behind(gate.clone()))
    })
    .unwrap()
}

async fn next(follower: &mut Follower) -> LiveMessage {
    tokio::time::timeout(PATIENCE, follower.next())
        .await
        .expect("a message in time")
        .expect("a message")
}

fn outcome(session: &SessionDetails) -> Outcome {
    session.verdict.as_ref().expect("a verdict").verdict.outcome
}

fn codes(session: &SessionDetails) -> Vec<&'static str> {
    let report = session.verdict.as_ref().expect("a verdict");
    report.verdict.reasons.iter().map(|r| r.code.as_str()).collect()
}
