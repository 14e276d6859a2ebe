//! The facade: every use case as one method of [`App`], spread over the modules they belong to. Cheap to
//! clone; shared by all requests.

use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, Entropy};
use storage::{AuditAction, AuditEvent, AuditId, Sealer, Storage, Store};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

use crate::checks::RunningChecks;
use crate::deps::{AppDeps, AppSettings, PackInfo, StreamDoors};
use crate::error::AppError;
use crate::links::LinkWorks;
use crate::logins::RunningLogins;
use crate::policies::PolicyBook;
use crate::pool::InferencePool;
use crate::reverification::Networks;
use crate::sessions::{FactsCache, LiveSessions};
use crate::sources::SourceOpener;
use crate::view::{About, Actor, AuditLine, Page};

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    deps: AppDeps,
    live: Arc<LiveSessions>,
    facts: FactsCache,
    /// Every recorder, so that a shutdown can wait for what they still write.
    recorders: TaskTracker,
    /// Says that there is something to post.
    news: Notify,
    /// The camera steps that run.
    running_checks: Arc<RunningChecks>,
    /// The search over all people.
    links: LinkWorks,
    /// What waits of logins.
    logins: RunningLogins,
}

/// What a shutdown came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShutdownReport {
    /// Sessions that ended with what they had seen.
    pub finished: usize,
    /// Sessions that did not end in time. The next start marks them as interrupted.
    pub interrupted: usize,
}

impl App {
    /// Puts the parts together. Starts nothing.
    pub fn new(deps: AppDeps) -> Self {
        let live = LiveSessions::new(deps.settings.max_running_sessions);
        Self(Arc::new(Inner {
            deps,
            live,
            facts: FactsCache::default(),
            recorders: TaskTracker::new(),
            news: Notify::new(),
            running_checks: Arc::default(),
            links: LinkWorks::default(),
            logins: RunningLogins::default(),
        }))
    }

    /// What is running here.
    pub fn about(&self) -> About {
        About {
            version: self.settings().version,
            pack: self.pack().name.clone(),
            models: self.pack().models.clone(),
            parts: self.pack().parts.clone(),
            policies: self.policies().stamps(),
            whip: self.streams().webrtc.is_some(),
            rtmp_port: self.streams().rtmp_port,
            rtmps_port: self.streams().rtmps_port,
        }
    }

    /// Whether the service can do its work: records readable, analysts alive, not shutting down.
    pub async fn ready(&self) -> bool {
        self.pool().is_alive() && !self.live().is_closing() && self.records().read().await.is_ok()
    }

    /// Brings the metrics up to date that are counted elsewhere. Call it before they are read.
    pub fn refresh_metrics(&self) {
        if let Some(webrtc) = &self.streams().webrtc {
            crate::telemetry::webrtc(webrtc.counts());
        }
    }

    /// The audit trail, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn audit(
        &self,
        limit: u32,
        after: Option<AuditId>,
    ) -> Result<Page<AuditLine, AuditId>, AppError> {
        let mut unit = self.records().read().await?;
        let listing = unit.audit().list(storage::Page { limit, after }).await?;
        let line = |e: AuditEvent| AuditLine {
            id: e.id,
            at: e.at,
            actor: e.actor,
            action: e.action,
            subject: e.subject,
            session: e.session,
        };
        Ok(Page { items: listing.items.into_iter().map(line).collect(), next: listing.next })
    }

    /// Takes no new sessions, cuts the running ones short, and waits up to `deadline` for their verdicts,
    /// which say so and never accept. Those that need longer are called off; the next start marks them as interrupted.
    pub async fn shutdown(&self, deadline: Duration) -> ShutdownReport {
        let running = self.live().close();
        for session in &running {
            session.control.cut_short();
        }
        self.0.recorders.close();
        // Whatever is not over by then is counted below.
        let _ = tokio::time::timeout(deadline, self.0.recorders.wait()).await;
        let late: Vec<_> = running.iter().filter(|s| !s.is_over()).collect();
        for session in &late {
            session.control.abandon();
        }
        let report =
            ShutdownReport { finished: running.len() - late.len(), interrupted: late.len() };
        tracing::info!(
            finished = report.finished,
            interrupted = report.interrupted,
            "sessions ended for shutdown"
        );
        self.store().close().await;
        report
    }

    pub(crate) fn event(&self, actor: Actor, action: AuditAction) -> AuditEvent {
        AuditEvent::new(self.clock().utc(), self.entropy(), actor, action)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.deps.store
    }

    pub(crate) fn records(&self) -> &dyn Storage {
        &**self.store().storage()
    }

    pub(crate) fn sealer(&self) -> &Arc<Sealer> {
        self.store().sealer()
    }

    pub(crate) fn pool(&self) -> &InferencePool {
        &self.0.deps.pool
    }

    pub(crate) fn sources(&self) -> &Arc<dyn SourceOpener> {
        &self.0.deps.sources
    }

    pub(crate) fn streams(&self) -> &StreamDoors {
        &self.0.deps.streams
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.deps.clock
    }

    pub(crate) fn shared_clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.deps.clock)
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.0.deps.entropy
    }

    pub(crate) fn policies(&self) -> &PolicyBook {
        &self.0.deps.policies
    }

    pub(crate) fn pack(&self) -> &PackInfo {
        &self.0.deps.pack
    }

    pub(crate) fn networks(&self) -> Option<&Networks> {
        self.0.deps.networks.as_ref()
    }

    pub(crate) fn settings(&self) -> &AppSettings {
        &self.0.deps.settings
    }

    pub(crate) fn live(&self) -> &Arc<LiveSessions> {
        &self.0.live
    }

    pub(crate) fn recorders(&self) -> &TaskTracker {
        &self.0.recorders
    }

    pub(crate) fn news(&self) -> &Notify {
        &self.0.news
    }

    pub(crate) fn running_checks(&self) -> &Arc<RunningChecks> {
        &self.0.running_checks
    }

    pub(crate) fn links(&self) -> &LinkWorks {
        &self.0.links
    }

    pub(crate) fn logins_book(&self) -> &RunningLogins {
        &self.0.logins
    }

    pub(crate) fn facts(&self) -> &FactsCache {
        &self.0.facts
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("live", &self.0.live).finish_non_exhaustive()
    }
}
