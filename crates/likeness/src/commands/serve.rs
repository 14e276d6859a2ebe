//! `likeness serve`: wiring and lifecycle of the service.

mod rtmp;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use api::Surroundings;
use app::{
    App, AppDeps, AppSettings, CaptureLimits, CheckSettings, Dispatcher, HttpMessenger,
    InferencePool, LinkSearcher, LinkSettings, MediaOpener, Networks, PackInfo, PartInfo,
    PolicyBook, PoolSize, ReadingAnalyst, Reminder, StreamDoors, WebhookRules,
};
use media::AccessPolicy;
use storage::{RetentionPolicy, Store, StoreOptions};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vision::{Pack, PartChoice};

use self::rtmp::RtmpDoors;
use crate::args::{PackArgs, ServeArgs};
use crate::config::{Config, SourcesConfig};
use crate::context::Context;
use crate::exit::Exit;
use crate::pack::{self, Selection};
use crate::runtime;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How often expired records are looked for. Retention is stated in days.
const PURGE_EVERY: Duration = Duration::from_secs(60 * 60);

/// How long the log of messages to webhooks is kept: ten times as long as messages are repeated, so that
/// who looks into a failure at the end of a month still finds it.
const KEEP_DELIVERIES: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Enrolments that may wait beside the running sessions, each of which has one job in flight.
const WAITING_ENROLMENTS: usize = 8;

pub(crate) fn run(args: &ServeArgs, context: &Context) -> Result<Exit> {
    let mut config = Config::read(args.config.as_deref())?;
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    if args.data.is_some() {
        config.server.data.clone_from(&args.data);
    }
    if args.pack.pack.is_some() || args.pack.models.is_some() {
        config.models.pack.clone_from(&args.pack.pack);
        config.models.folder.clone_from(&args.pack.models);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if args.allow_demo_policy && !config.server.listen.ip().is_loopback() {
        bail!(
            "--allow-demo-policy is for a demonstration on this computer: listen on 127.0.0.1, or \
             leave it out"
        );
    }
    config.allow_demo_policy = args.allow_demo_policy;
    runtime.block_on(serve(config, context))
}

/// The data folder: the one given, or `data` in the user's data folder.
pub(crate) fn data_folder(given: Option<&Path>) -> Result<PathBuf> {
    match given {
        Some(dir) => Ok(dir.to_owned()),
        None => runtime::data_home()
            .map(|home| home.join("data"))
            .context("no data folder: set HOME, or name one with --data DIR"),
    }
}

async fn serve(config: Config, context: &Context) -> Result<Exit> {
    let prometheus = api::install_recorder().context("metrics cannot be recorded")?;
    app::register_metrics();
    let folder = data_folder(config.server.data.as_deref())?;
    // Models first: a service that cannot judge leaves no half-made data folder behind.
    let models = models(&config, context)?;
    // Bound before anything is made or announced: a port in use leaves no key behind.
    let listener = TcpListener::bind(config.server.listen).await.with_context(|| {
        format!("cannot listen on {}: name a free one with --listen", config.server.listen)
    })?;
    if !config.server.listen.ip().is_loopback() && !config.api.behind_tls {
        eprintln!(
            "likeness: warning: {} can be reached from the network and speaks plain HTTP: keys, names \
             and faces travel in clear. Put a TLS proxy before it and set `api.behind_tls = true`.",
            config.server.listen
        );
    }
    if config.allow_demo_policy {
        eprintln!(
            "likeness: warning: --allow-demo-policy: sessions may be judged by `demo-synthetic`, which \
             leaves presence undecided. For computer-made people only."
        );
    }
    let options = StoreOptions { folder: folder.clone(), key_file: config.server.key_file.clone() };
    let (store, report) =
        Store::open(options, &*context.clock, Arc::clone(&context.entropy)).await?;
    if report.key_created {
        println!(
            "New key file in {}: copy it to a safe place; without it nothing that is sealed can be read.",
            folder.display()
        );
    }
    if !report.interrupted.is_empty() {
        println!(
            "{} session(s) were cut off when the service last ended.",
            report.interrupted.len()
        );
    }
    let address = listener.local_addr()?;
    let webrtc = webrtc(&config, address, context)?;
    let rtmp = RtmpDoors::open(&config.rtmp)?;
    let streams = StreamDoors { webrtc, rtmp_port: rtmp.port(false), rtmps_port: rtmp.port(true) };
    let app = App::new(deps(&config, context, store.clone(), models, streams)?);
    if let Some(key) = app.ensure_first_key().await? {
        println!("API key (shown once): {}", key.token);
    }
    // Lives as long as the service.
    let _rtmp = rtmp.listen(&config, &app, context)?;
    println!("Likeness listens on http://{address}  (pages: /  API: /docs)");
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    // Ends before the records are closed: what it posts must be noted.
    let (posting, no_more_posts) = (TaskTracker::new(), CancellationToken::new());
    let messenger = HttpMessenger::new(webhook_rules(&config), env!("CARGO_PKG_VERSION"));
    let dispatcher = Dispatcher::new(app.clone(), Arc::new(messenger));
    posting.spawn(dispatcher.run(no_more_posts.clone()));
    posting.spawn(Reminder::new(app.clone()).run(no_more_posts.clone()));
    posting.spawn(LinkSearcher::new(app.clone()).run(no_more_posts.clone()));
    posting.close();
    tasks.spawn(purge(store, app.clone(), &config, Arc::clone(&context.clock), stop.clone()));
    let around = Surroundings {
        clock: Arc::clone(&context.clock),
        entropy: Arc::clone(&context.entropy),
        metrics: Some(prometheus.clone()),
        shutdown: stop.clone(),
    };
    tasks.spawn(api::keep_metrics_tidy(prometheus, stop.clone()));
    let router = api::router(app.clone(), config.api.clone(), around);
    tasks.close();
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop.clone().cancelled_owned());
    let server = tokio::spawn(server.into_future());
    asked_to_stop().await?;
    println!("Stopping: running sessions get {} s to finish.", config.server.shutdown_ms / 1000);
    no_more_posts.cancel();
    posting.wait().await;
    // Sessions first: their watchers then see the end, and the server has no open streams left.
    app.shutdown(Duration::from_millis(config.server.shutdown_ms)).await;
    stop.cancel();
    let mut second = Box::pin(asked_to_stop());
    tokio::select! {
        done = server => done?.context("the server failed")?,
        _ = tokio::time::sleep(Duration::from_millis(config.server.shutdown_ms)) => {
            println!("Some connections stayed open and were cut.");
        }
        asked = &mut second => asked?,
    }
    tasks.wait().await;
    Ok(Exit::Success)
}

/// The analysts, and what they are.
pub(crate) fn models(config: &Config, context: &Context) -> Result<(InferencePool, PackInfo)> {
    let args = PackArgs { pack: config.models.pack.clone(), models: config.models.folder.clone() };
    let chosen = Selection::of(context, &args)?;
    let pack: Arc<Pack> = Arc::new(chosen.load(context, 1)?);
    println!("Models of the pack {}:", pack.name());
    pack::part_lines(&chosen.parts).for_each(|line| println!("{line}"));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let size = PoolSize {
        threads: config.models.analyst_threads.unwrap_or(cores),
        queue: config.sessions.max_running + WAITING_ENROLMENTS,
    };
    // Faces are judged without them: a service whose pack lacks them says so and goes on.
    let mut first_reader = pack.text_reader().unwrap_or_else(|error| {
        eprintln!("likeness: warning: documents are not read by machine: {error}");
        None
    });
    let reads_documents = first_reader.is_some();
    let info = PackInfo {
        name: pack.name().to_owned(),
        models: pack.stamps(),
        calibrations: pack.calibrations(),
        parts: chosen.parts.into_iter().map(part_info).collect(),
        reads_documents,
    };
    let pool = InferencePool::new(size, Arc::clone(&context.clock), move || {
        let reader = match first_reader.take() {
            None if reads_documents => pack.text_reader()?,
            first => first,
        };
        Ok::<_, vision::LoadError>(ReadingAnalyst::new(pack.analyst()?, reader))
    })?;
    Ok((pool, info))
}

fn part_info(choice: PartChoice) -> PartInfo {
    PartInfo {
        role: choice.part.as_str().to_owned(),
        models: choice.models,
        pack: choice.pack,
        reason: choice.reason,
    }
}

pub(crate) fn deps(
    config: &Config,
    context: &Context,
    store: Store,
    (pool, pack): (InferencePool, PackInfo),
    streams: StreamDoors,
) -> Result<AppDeps> {
    let mut policies = PolicyBook::built_in()?;
    for path in &config.sessions.policy_files {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read policy file {}", path.display()))?;
        policies.add(&text).with_context(|| format!("policy file {}", path.display()))?;
    }
    if config.allow_demo_policy {
        policies.allow_demonstration()?;
    }
    media::init().context("GStreamer cannot start: run `make setup`")?;
    let sources = MediaOpener::new(
        access(&config.sources),
        config.sessions.sample_fps,
        Arc::clone(&context.clock),
    );
    Ok(AppDeps {
        store,
        pool,
        sources: Arc::new(sources),
        streams,
        clock: Arc::clone(&context.clock),
        entropy: Arc::clone(&context.entropy),
        settings: settings(config, &policies)?,
        policies,
        pack,
        networks: networks(config)?,
    })
}

/// The UDP side of WHIP, beside the HTTP interface unless the configuration says where.
fn webrtc(
    config: &Config,
    http: SocketAddr,
    context: &Context,
) -> Result<Option<Arc<media::WebRtc>>> {
    let section = &config.webrtc;
    if !section.enabled {
        return Ok(None);
    }
    let settings = media::WebRtcConfig {
        listen: section.listen.unwrap_or(http),
        public_addresses: section.public_addresses.clone(),
        max_senders: config.sessions.max_running,
    };
    let bound =
        media::WebRtc::bind(&settings, Arc::clone(&context.clock), Arc::clone(&context.entropy));
    match bound {
        Ok(webrtc) => Ok(Some(Arc::new(webrtc))),
        Err(error) if section.listen.is_some() => Err(error).context("WebRTC is not available"),
        // Nobody asked for it by name: the rest works without.
        Err(error) => {
            eprintln!("likeness: warning: streams are not taken by WHIP: {error}");
            Ok(None)
        }
    }
}

fn settings(config: &Config, policies: &PolicyBook) -> Result<AppSettings> {
    let base = AppSettings::for_small_machine(env!("CARGO_PKG_VERSION"));
    #[expect(clippy::disallowed_methods, reason = "secrets are read once, here")]
    let logins = config.login.settings(|name| std::env::var(name).ok())?;
    for client in logins.iter().flat_map(|logins| &logins.clients) {
        if let Some(name) = client.policy.as_deref().filter(|name| policies.get(name).is_none()) {
            bail!("login.clients: client {:?}: there is no policy {name:?}", client.oidc.id);
        }
    }
    Ok(AppSettings {
        max_running_sessions: config.sessions.max_running,
        limits: CaptureLimits {
            max_duration: Duration::from_secs(config.sessions.max_duration_s),
            max_idle: Duration::from_secs(config.sessions.max_idle_s),
        },
        evidence_per_session: config.sessions.evidence_pictures,
        max_picture_bytes: usize::try_from(config.api.max_portrait_bytes).unwrap_or(usize::MAX),
        purpose: config.retention.purpose.clone(),
        legal_basis: config.retention.legal_basis.clone(),
        keep_references: config.retention.references_days.map(days),
        webhooks: webhook_rules(config),
        checks: CheckSettings {
            organisation: config.check.organisation.clone(),
            contact: config.check.contact.clone(),
            privacy_url: config.check.privacy_url.clone(),
            notice_version: config.check.notice_version.clone(),
            keep_sessions: Some(days(config.retention.sessions_days)),
        },
        reverification: config.reverification.settings(&config.risk),
        security_events: config.security_events.settings(),
        links: LinkSettings {
            enabled: config.links.enabled,
            false_links_per_thousand: config.links.false_links_per_thousand,
        },
        logins,
        ..base
    })
}

/// The databases of addresses, when the operator brought any.
fn networks(config: &Config) -> Result<Option<Networks>> {
    let files = &config.risk.address_databases;
    if files.is_empty() {
        return Ok(None);
    }
    Networks::open(files).map(Some).context("risk.address_databases")
}

fn webhook_rules(config: &Config) -> WebhookRules {
    let section = &config.webhooks;
    WebhookRules { allow_http: section.allow_http, private_ranges: section.private_ranges }
}

fn days(count: u64) -> Duration {
    DAY.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
}

fn access(config: &SourcesConfig) -> AccessPolicy {
    let policy = AccessPolicy::api_default().allow_private_ranges(config.private_ranges);
    let policy = config.schemes.iter().fold(policy, |p, s| p.allow_scheme(s));
    config.hosts.iter().fold(policy, |p, h| p.allow_host(h))
}

/// Erases what has outlived its retention, at start and then every hour, until told to stop.
fn purge(
    store: Store,
    app: App,
    config: &Config,
    clock: Arc<dyn domain::Clock>,
    stop: CancellationToken,
) -> impl Future<Output = ()> + use<> {
    let policy = RetentionPolicy {
        sessions: Some(days(config.retention.sessions_days)),
        audit_events: None,
        deliveries: Some(KEEP_DELIVERIES),
    };
    async move {
        let mut tick = tokio::time::interval(PURGE_EVERY);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {
                    match store.purge_expired(clock.utc(), &policy).await {
                        Ok(purged) => app.forget_references(&purged.removed.references),
                        Err(error) => tracing::error!(
                            error = &error as &dyn std::error::Error,
                            "retention failed"
                        ),
                    }
                }
            }
        }
    }
}

async fn asked_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
