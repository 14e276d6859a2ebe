//! Settings of the `[api]` section: every limit with its unit and its default. Read by the binary and
//! passed down by value.

use serde::Deserialize;

/// Limits and switches of the HTTP side.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ApiSettings {
    /// Largest uploaded video.
    pub max_upload_bytes: u64,
    /// Largest uploaded ID photo.
    pub max_portrait_bytes: u64,
    /// Largest JSON body.
    pub max_json_bytes: u64,
    /// Largest picture pushed over a frames WebSocket.
    pub max_frame_bytes: u64,
    /// Longest time for answering a request that neither uploads nor streams.
    pub request_timeout_ms: u64,
    /// Longest pause within an upload.
    pub upload_idle_timeout_ms: u64,
    /// How often a live connection is probed; one that misses two probes is closed.
    pub live_ping_ms: u64,
    /// How long a live connection may take for one message before it is closed as too slow.
    pub live_send_timeout_ms: u64,
    /// How long a frames WebSocket may stay silent.
    pub frames_idle_timeout_ms: u64,
    /// How long a browser stays signed in.
    pub browser_session_s: u64,
    /// How many browsers can be signed in at the same time; the oldest sign-in gives way.
    pub max_browser_sessions: usize,
    /// Sign-in attempts per address within the window.
    pub sign_in_attempts: u32,
    /// Length of that window.
    pub sign_in_window_s: u64,
    /// Logins that browsers of one address may begin in a minute.
    pub logins_per_minute: u32,
    /// Whether browsers reach the service over TLS (through a proxy): cookies are then `Secure`.
    pub behind_tls: bool,
    /// Origins besides the service's own whose pages may use a browser sign-in, for instance
    /// `https://likeness.example`.
    pub allowed_origins: Vec<String>,
    /// Where candidates reach the service, for links in invitations, for instance `https://likeness.example`;
    /// the address that the request came to when absent.
    pub public_url: Option<String>,
    /// Most items that a list returns at once.
    pub max_page_items: u32,
}

/// Settings that contradict each other or cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A limit of zero would refuse everything.
    #[error("api.{0} is zero, which would refuse everything: leave it out for its default")]
    Zero(&'static str),
    /// Not an origin.
    #[error("api.allowed_origins holds {0:?}, which is not an origin such as https://host:port")]
    NotAnOrigin(String),
    /// The same of the public address.
    #[error("api.public_url is {0:?}, which is not an origin such as https://host:port")]
    PublicUrl(String),
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            max_upload_bytes: default_max_upload_bytes(),
            max_portrait_bytes: default_max_portrait_bytes(),
            max_json_bytes: default_max_json_bytes(),
            max_frame_bytes: default_max_frame_bytes(),
            request_timeout_ms: default_request_timeout_ms(),
            upload_idle_timeout_ms: default_upload_idle_timeout_ms(),
            live_ping_ms: default_live_ping_ms(),
            live_send_timeout_ms: default_live_send_timeout_ms(),
            frames_idle_timeout_ms: default_frames_idle_timeout_ms(),
            browser_session_s: default_browser_session_s(),
            max_browser_sessions: default_max_browser_sessions(),
            sign_in_attempts: default_sign_in_attempts(),
            sign_in_window_s: default_sign_in_window_s(),
            logins_per_minute: default_logins_per_minute(),
            behind_tls: false,
            allowed_origins: Vec::new(),
            public_url: None,
            max_page_items: default_max_page_items(),
        }
    }
}

/// 2 GiB: two hours of 720p video.
const fn default_max_upload_bytes() -> u64 {
    2 * 1024 * 1024 * 1024
}

/// 20 MB: a phone's largest JPEG.
const fn default_max_portrait_bytes() -> u64 {
    20_000_000
}

/// 64 KiB: no JSON body here comes near.
const fn default_max_json_bytes() -> u64 {
    64 * 1024
}

/// 4 MiB: a 1080p PNG frame.
const fn default_max_frame_bytes() -> u64 {
    4 * 1024 * 1024
}

/// 120: an office of a few hundred people behind one address, all at nine o'clock.
const fn default_logins_per_minute() -> u32 {
    120
}

/// 30 s: what proxies wait, too.
const fn default_request_timeout_ms() -> u64 {
    30_000
}

/// 30 s: a mobile connection changing cells recovers in that time.
const fn default_upload_idle_timeout_ms() -> u64 {
    30_000
}

/// 20 s: below the idle limit of common proxies (60 s).
const fn default_live_ping_ms() -> u64 {
    20_000
}

/// 10 s: longer than a page blocked by its own work, shorter than anybody's patience.
const fn default_live_send_timeout_ms() -> u64 {
    10_000
}

/// 60 s: a page in the background sends at least once in that time.
const fn default_frames_idle_timeout_ms() -> u64 {
    60_000
}

/// 12 h: one working day.
const fn default_browser_session_s() -> u64 {
    12 * 60 * 60
}

/// 1000: more than any team that one machine serves.
const fn default_max_browser_sessions() -> usize {
    1_000
}

/// 10: more than anybody mistypes.
const fn default_sign_in_attempts() -> u32 {
    10
}

/// 5 min.
const fn default_sign_in_window_s() -> u64 {
    300
}

/// 200: a page that a browser shows without delay.
const fn default_max_page_items() -> u32 {
    200
}

impl ApiSettings {
    /// Checks what one field alone cannot.
    ///
    /// # Errors
    /// Names the first setting that cannot work, with its remedy.
    pub fn validate(&self) -> Result<(), SettingsError> {
        let limits = [
            ("max_upload_bytes", self.max_upload_bytes),
            ("max_portrait_bytes", self.max_portrait_bytes),
            ("max_json_bytes", self.max_json_bytes),
            ("max_frame_bytes", self.max_frame_bytes),
            ("request_timeout_ms", self.request_timeout_ms),
            ("upload_idle_timeout_ms", self.upload_idle_timeout_ms),
            ("live_ping_ms", self.live_ping_ms),
            ("live_send_timeout_ms", self.live_send_timeout_ms),
            ("frames_idle_timeout_ms", self.frames_idle_timeout_ms),
            ("browser_session_s", self.browser_session_s),
            ("max_browser_sessions", self.max_browser_sessions as u64),
            ("sign_in_attempts", u64::from(self.sign_in_attempts)),
            ("sign_in_window_s", self.sign_in_window_s),
            ("logins_per_minute", u64::from(self.logins_per_minute)),
            ("max_page_items", u64::from(self.max_page_items)),
        ];
        if let Some((name, _)) = limits.iter().find(|(_, value)| *value == 0) {
            return Err(SettingsError::Zero(name));
        }
        if let Some(url) = self.public_url.as_deref().filter(|url| !is_origin(url)) {
            return Err(SettingsError::PublicUrl(url.to_owned()));
        }
        match self.allowed_origins.iter().find(|origin| !is_origin(origin)) {
            Some(origin) => Err(SettingsError::NotAnOrigin(origin.clone())),
            None => Ok(()),
        }
    }
}

/// Scheme and authority, nothing behind.
fn is_origin(text: &str) -> bool {
    text.parse::<axum::http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|a| !a.as_str().contains('@'))
            && !text.ends_with('/')
            && uri.path() == "/"
            && uri.query().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(ApiSettings::default().validate(), Ok(()));
    }

    #[test]
    fn an_empty_section_is_the_defaults_and_unknown_keys_are_refused() {
        let empty: ApiSettings = serde_json::from_str("{}").unwrap();
        assert_eq!(empty, ApiSettings::default());
        assert!(serde_json::from_str::<ApiSettings>(r#"{"max_upload":1}"#).is_err());
    }

    #[test]
    fn a_limit_of_zero_is_refused_by_name() {
        let settings = ApiSettings { max_frame_bytes: 0, ..ApiSettings::default() };
        assert_eq!(settings.validate(), Err(SettingsError::Zero("max_frame_bytes")));
    }

    #[test]
    fn origins_have_a_scheme_and_a_host_and_nothing_else() {
        for (text, good) in [
            ("https://likeness.example", true),
            ("http://127.0.0.1:8080", true),
            ("https://likeness.example/", false),
            ("https://likeness.example/a", false),
            ("likeness.example", false),
            ("ftp://likeness.example", false),
            ("https://a@likeness.example", false),
        ] {
            let settings =
                ApiSettings { allowed_origins: vec![text.to_owned()], ..ApiSettings::default() };
            assert_eq!(settings.validate().is_ok(), good, "{text}");
            let public_url = Some(text.to_owned());
            let settings = ApiSettings { public_url, ..ApiSettings::default() };
            assert_eq!(settings.validate().is_ok(), good, "{text}");
        }
    }
}
