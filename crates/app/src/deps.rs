//! What the application is made of, and its limits. Only the binary and tests choose the parts.

use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, Entropy, ModelRole, ModelStamp, ModelStampSet};
use media::WebRtc;
use storage::Store;
use vision::Calibrations;

use crate::capture::CaptureLimits;
use crate::checks::CheckSettings;
use crate::links::LinkSettings;
use crate::logins::LoginSettings;
use crate::policies::PolicyBook;
use crate::pool::InferencePool;
use crate::reverification::{Networks, ReverificationSettings};
use crate::security_events::SecurityEventSettings;
use crate::sources::SourceOpener;
use crate::webhooks::WebhookRules;

/// The parts.
pub struct AppDeps {
    /// Records, sealed values and files.
    pub store: Store,
    /// The models.
    pub pool: InferencePool,
    /// Video.
    pub sources: Arc<dyn SourceOpener>,
    /// Where senders of streams get in.
    pub streams: StreamDoors,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The rules.
    pub policies: PolicyBook,
    /// What the models are.
    pub pack: PackInfo,
    /// Where addresses belong, when the operator brought a database.
    pub networks: Option<Networks>,
    /// Limits.
    pub settings: AppSettings,
}

/// Where senders of streams get in. None by default.
#[derive(Debug, Clone, Default)]
pub struct StreamDoors {
    /// WHIP.
    pub webrtc: Option<Arc<WebRtc>>,
    /// The TCP port of the RTMP listener.
    pub rtmp_port: Option<u16>,
    /// The TCP port of the RTMPS listener.
    pub rtmps_port: Option<u16>,
}

/// What the models are.
#[derive(Debug, Clone, PartialEq)]
pub struct PackInfo {
    /// Name of the pack.
    pub name: String,
    /// Every model in use.
    pub models: ModelStampSet,
    /// What their scores are worth.
    pub calibrations: Calibrations,
    /// Where each part of it comes from.
    pub parts: Vec<PartInfo>,
    /// Whether documents are read by machine.
    pub reads_documents: bool,
}

/// A part of the pack: one role, or several whose models go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartInfo {
    /// What it does.
    pub role: String,
    /// Ids of its models; empty when there is none.
    pub models: Vec<String>,
    /// The pack of the manifest that names them; none when there is none.
    pub pack: Option<String>,
    /// Why this one, or what its absence costs.
    pub reason: String,
}

impl PackInfo {
    /// The model whose templates can be compared here.
    pub fn embedder(&self) -> Option<&ModelStamp> {
        self.models.iter().find(|m| m.role == ModelRole::Embedder)
    }
}

/// Limits and labels.
#[derive(Debug, Clone, PartialEq)]
pub struct AppSettings {
    /// Version of the service, for `about`.
    pub version: &'static str,
    /// Sessions that may run at the same time; the next one is refused as busy.
    pub max_running_sessions: usize,
    /// When a session ends by itself.
    pub limits: CaptureLimits,
    /// Evidence pictures kept of one session.
    pub evidence_per_session: usize,
    /// A running session's measurements are sealed and stored at least this often.
    pub persist_every: Duration,
    /// Largest ID photo in bytes.
    pub max_picture_bytes: usize,
    /// What references are kept for, as recorded with each.
    pub purpose: String,
    /// The legal basis, as recorded with each.
    pub legal_basis: String,
    /// How long references are kept; none while the person stays enrolled.
    pub keep_references: Option<Duration>,
    /// Which addresses may be told of sessions.
    pub webhooks: WebhookRules,
    /// Who asks in a candidate's check.
    pub checks: CheckSettings,
    /// Who is verified again, and how often.
    pub reverification: ReverificationSettings,
    /// Who tells others of security events.
    pub security_events: SecurityEventSettings,
    /// Whether everybody may be searched, and how carefully.
    pub links: LinkSettings,
    /// Who may ask for logins; none: nobody.
    pub logins: Option<LoginSettings>,
}

impl AppSettings {
    /// Limits for one machine of two cores: four live streams at five frames a second keep up; an
    /// interview lasts two hours at most; a camera may be gone for a minute.
    pub fn for_small_machine(version: &'static str) -> Self {
        Self {
            version,
            max_running_sessions: 4,
            limits: CaptureLimits {
                max_duration: Duration::from_secs(2 * 60 * 60),
                max_idle: Duration::from_secs(60),
            },
            evidence_per_session: 12,
            persist_every: Duration::from_secs(2),
            max_picture_bytes: 20_000_000,
            purpose: "verifying in interviews and logins that a person is who they claim to be"
                .to_owned(),
            legal_basis: "consent".to_owned(),
            keep_references: None,
            webhooks: WebhookRules::default(),
            checks: CheckSettings::default(),
            reverification: ReverificationSettings::default(),
            security_events: SecurityEventSettings::default(),
            links: LinkSettings::default(),
            logins: None,
        }
    }
}
