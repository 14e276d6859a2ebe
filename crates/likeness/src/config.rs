//! The service's configuration file. One struct per section, unknown keys refused, every key with a
//! default, units in the names. Read once, then passed down by value.

mod login;

pub(crate) use login::LoginConfig;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use api::ApiSettings;
use serde::Deserialize;

pub(crate) use continuity::{ReverificationConfig, RiskConfig, SecurityEventsConfig};

mod continuity;

/// Everything an operator may set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: ServerConfig,
    pub(crate) models: ModelsConfig,
    pub(crate) sessions: SessionsConfig,
    pub(crate) retention: RetentionConfig,
    pub(crate) sources: SourcesConfig,
    pub(crate) webrtc: WebRtcConfig,
    pub(crate) rtmp: RtmpConfig,
    pub(crate) webhooks: WebhooksConfig,
    pub(crate) check: CheckConfig,
    pub(crate) reverification: ReverificationConfig,
    pub(crate) risk: RiskConfig,
    pub(crate) security_events: SecurityEventsConfig,
    pub(crate) links: LinksConfig,
    pub(crate) login: LoginConfig,
    /// Limits of the HTTP interface.
    pub(crate) api: ApiSettings,
    /// `--allow-demo-policy`: no key of the file, so that it cannot be left on.
    #[serde(skip)]
    pub(crate) allow_demo_policy: bool,
}

/// Where the service listens and keeps its data.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ServerConfig {
    pub(crate) listen: SocketAddr,
    /// The data folder; the user's data folder when absent.
    pub(crate) data: Option<PathBuf>,
    /// The key file, when it is not to lie in the data folder.
    pub(crate) key_file: Option<PathBuf>,
    /// How long running sessions get to finish at shutdown.
    pub(crate) shutdown_ms: u64,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            data: None,
            key_file: None,
            shutdown_ms: 10_000,
        }
    }
}

/// Which weights.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ModelsConfig {
    /// A pack of the manifest; `auto` when absent.
    pub(crate) pack: Option<String>,
    /// A folder with weights.
    pub(crate) folder: Option<PathBuf>,
    /// Threads that run models; one per core when absent.
    pub(crate) analyst_threads: Option<usize>,
}

/// How sessions run.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SessionsConfig {
    /// Sessions at the same time; further ones are refused as busy.
    pub(crate) max_running: usize,
    /// Frames looked at per second of stream.
    pub(crate) sample_fps: f32,
    /// Longest session.
    pub(crate) max_duration_s: u64,
    /// A session without a frame for this long ends.
    pub(crate) max_idle_s: u64,
    /// Evidence pictures kept per session.
    pub(crate) evidence_pictures: usize,
    /// Policy files beside the built-in ones; one with the name of a built-in one replaces it.
    pub(crate) policy_files: Vec<PathBuf>,
}

impl Default for SessionsConfig {
    fn default() -> Self {
        Self {
            max_running: 4,
            sample_fps: 5.0,
            max_duration_s: 2 * 60 * 60,
            max_idle_s: 60,
            evidence_pictures: 12,
            policy_files: Vec::new(),
        }
    }
}

/// How long things are kept. Published to the data subject; see docs/DATA.md.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RetentionConfig {
    /// What references are kept for.
    pub(crate) purpose: String,
    /// On what legal basis.
    pub(crate) legal_basis: String,
    /// Days until a reference is erased; while the person stays enrolled when absent.
    pub(crate) references_days: Option<u64>,
    /// Days until a session with its log and evidence is erased.
    pub(crate) sessions_days: u64,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        Self {
            purpose: "verifying in interviews and logins that a person is who they claim to be"
                .to_owned(),
            legal_basis: "consent".to_owned(),
            references_days: None,
            // Half a year: the usual probation, after which a disputed hire is decided.
            sessions_days: 180,
        }
    }
}

/// Which stream addresses may be opened on behalf of an API caller. None by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SourcesConfig {
    /// Schemes, for instance `["rtsp", "https"]`.
    pub(crate) schemes: Vec<String>,
    /// Hosts; `*.example.org` admits every host below.
    pub(crate) hosts: Vec<String>,
    /// Whether addresses in private ranges may be opened.
    pub(crate) private_ranges: bool,
}

/// Streams that are sent by WebRTC (WHIP).
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WebRtcConfig {
    pub(crate) enabled: bool,
    /// The UDP address; address and port of the HTTP interface when absent.
    pub(crate) listen: Option<SocketAddr>,
    /// The addresses at which senders reach it; the listening one when empty.
    pub(crate) public_addresses: Vec<IpAddr>,
}

impl Default for WebRtcConfig {
    fn default() -> Self {
        Self { enabled: true, listen: None, public_addresses: Vec::new() }
    }
}

/// Streams that are sent by RTMP. Off unless an address is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RtmpConfig {
    /// The TCP address of plain RTMP, which is not encrypted.
    pub(crate) listen: Option<SocketAddr>,
    /// The TCP address of RTMPS.
    pub(crate) tls_listen: Option<SocketAddr>,
    /// Its chain of certificates, in PEM.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// Their key, in PEM.
    pub(crate) tls_key: Option<PathBuf>,
}

impl RtmpConfig {
    fn validate(&self) -> Result<()> {
        let is_given =
            [self.tls_listen.is_some(), self.tls_certificate.is_some(), self.tls_key.is_some()];
        if is_given.contains(&true) && is_given.contains(&false) {
            bail!(
                "rtmp.tls_listen, rtmp.tls_certificate and rtmp.tls_key belong together: give all three"
            );
        }
        Ok(())
    }
}

/// Which addresses may be told of sessions. Public ones, by HTTPS.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WebhooksConfig {
    /// Whether plain HTTP may be used.
    pub(crate) allow_http: bool,
    /// Whether addresses in private ranges may be posted to.
    pub(crate) private_ranges: bool,
}

/// What a candidate is told before a check. Published to them; see docs/CHECK.md.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CheckConfig {
    /// Who asks. Without it nobody can be invited.
    pub(crate) organisation: Option<String>,
    /// Whom to ask about one's data.
    pub(crate) contact: Option<String>,
    /// Where the whole text on data protection is.
    pub(crate) privacy_url: Option<String>,
    /// Version of the notice, recorded with each consent: change it with what it says.
    pub(crate) notice_version: String,
}

impl Default for CheckConfig {
    fn default() -> Self {
        Self {
            organisation: None,
            contact: None,
            privacy_url: None,
            notice_version: "2026-11".to_owned(),
        }
    }
}

/// Whether a face may be searched over all people. See docs/LINKS.md.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LinksConfig {
    /// An administrator has to record a legal basis as well.
    pub(crate) enabled: bool,
    /// False links that are tolerated among a thousand people.
    pub(crate) false_links_per_thousand: f64,
}

impl Default for LinksConfig {
    fn default() -> Self {
        Self { enabled: false, false_links_per_thousand: app::FALSE_LINKS_PER_THOUSAND }
    }
}

impl Config {
    /// Reads a file, or gives the defaults.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read configuration file {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("configuration file {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let config: Self = toml::from_str(text)?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<()> {
        self.api.validate()?;
        self.login.validate()?;
        self.rtmp.validate()?;
        if self.sessions.max_running == 0 {
            bail!("sessions.max_running must be at least 1");
        }
        if !(self.sessions.sample_fps > 0.0 && self.sessions.sample_fps <= 30.0) {
            bail!("sessions.sample_fps must lie above 0 and at most 30");
        }
        if self.models.analyst_threads == Some(0) {
            bail!("models.analyst_threads must be at least 1");
        }
        let is_everywhere = self.webrtc.listen.is_some_and(|listen| listen.ip().is_unspecified());
        if self.webrtc.enabled && is_everywhere && self.webrtc.public_addresses.is_empty() {
            bail!(
                "webrtc.listen is on all addresses: name those at which senders reach it in \
                 webrtc.public_addresses"
            );
        }
        if self.webrtc.public_addresses.iter().any(IpAddr::is_unspecified) {
            bail!(
                "webrtc.public_addresses names addresses that senders can connect to, not 0.0.0.0 or ::"
            );
        }
        let check = &self.check;
        for (key, text) in [
            ("organisation", check.organisation.as_deref()),
            ("contact", check.contact.as_deref()),
            ("privacy_url", check.privacy_url.as_deref()),
            ("notice_version", Some(check.notice_version.as_str())),
        ] {
            let is_fine = |t: &str| !t.trim().is_empty() && !t.chars().any(char::is_control);
            if !text.is_none_or(is_fine) {
                bail!(
                    "check.{key} is empty or has control characters: leave it out, or give one line"
                );
            }
        }
        if check.privacy_url.as_deref().is_some_and(|url| !url.starts_with("https://")) {
            bail!("check.privacy_url must begin with https://");
        }
        self.reverification.validate()?;
        self.risk.validate()?;
        self.security_events.validate(self.webhooks.allow_http)?;
        if !(0.001..=1000.0).contains(&self.links.false_links_per_thousand) {
            bail!("links.false_links_per_thousand must lie between 0.001 and 1000");
        }
        for scheme in &self.sources.schemes {
            let known = media::Address::NETWORK_SCHEMES;
            if !known.contains(&scheme.as_str()) {
                bail!(
                    "sources.schemes: `{scheme}` cannot be opened; there are {}",
                    known.join(", ")
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_and_the_sample_are_the_defaults() {
        let empty = Config::parse("").expect("defaults");
        let sample = Config::parse(include_str!("../../../deploy/likeness.toml")).expect("sample");
        assert_eq!(format!("{empty:?}"), format!("{sample:?}"));
    }

    fn check_refused(text: &str, says: &str) {
        let error = Config::parse(text).expect_err("must be refused");
        let said = crate::render::chain(&error);
        assert!(said.contains(says), "{said}");
    }

    #[test]
    fn mistakes_are_refused_with_the_key_in_the_sentence() {
        check_refused("[server]\nport = 1", "port");
        check_refused("allow_demo_policy = true", "allow_demo_policy");
        check_refused("[sessions]\nmax_running = 0", "sessions.max_running");
        check_refused("[sessions]\nsample_fps = 0.0", "sessions.sample_fps");
        check_refused("[sessions]\nsample_fps = nan", "sessions.sample_fps");
        check_refused("[links]\nfalse_links_per_thousand = 0", "links.false_links_per_thousand");
        check_refused("[links]\nthreshold = 0.5", "threshold");
        check_refused("[models]\nanalyst_threads = 0", "models.analyst_threads");
        check_refused("[sources]\nschemes = [\"ftp\"]", "there are http, https, rtsp, rtsps, srt");
        check_refused("[webrtc]\nlisten = \"0.0.0.0:1\"", "webrtc.public_addresses");
        check_refused("[webrtc]\npublic_addresses = [\"::\"]", "webrtc.public_addresses");
        check_refused("[rtmp]\ntls_listen = \"127.0.0.1:1\"", "rtmp.tls_key");
        check_refused("[rtmp]\ntls_key = \"key.pem\"", "give all three");
        let group = |keys: &str| format!("[reverification.groups.remote]\n{keys}");
        check_refused(&group("every_days = 0"), "reverification.groups.remote: every_days");
        check_refused(&group("jitter_days = 1"), "every_days");
        check_refused(&group("every_days = 9\njitter_days = 9"), "jitter_days");
        check_refused(&group("every_days = 9\nescalate = \"fire\""), "`reverify` or `block`");
        check_refused("[reverification.groups.\"a b\"]\nevery_days = 9", "letters");
        check_refused("[risk.requires]\nnew_moon = \"login\"", "risk.requires: there is no kind");
        check_refused("[risk.requires]\nnew_device = \"x\"", "none, login, reverify_now, blocked");
        check_refused("[security_events]\nissuer = \"http://a.example\"", "https://");
        check_refused(
            "[security_events]\nissuer = \"https://a.example/?x\"",
            "security_events.issuer",
        );
    }

    #[test]
    fn groups_and_risks_are_read() {
        let text = "[reverification.groups.remote]\nevery_days = 90\njitter_days = 14\n\
                    escalate = \"block\"\n[risk.requires]\nnew_device = \"blocked\"\n";
        let config = Config::parse(text).expect("it is fine");
        let settings = config.reverification.settings(&config.risk);
        let rule = settings.groups["remote"];
        assert_eq!((rule.every_days, rule.jitter_days, rule.grace_days), (90, 14, 7));
        assert_eq!(rule.escalate, app::Escalation::Block);
        let asked = settings.risk.requires.last();
        assert_eq!(asked, Some(&(app::RiskKind::NewDevice, domain::Requirement::Blocked)));
    }
}
