//! Which addresses may be opened. Decided before a byte is sent, and again before each reconnect.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, ToSocketAddrs};

use url::{Host, Url};

use crate::ranges::is_public;
use crate::{AccessError, Address};

/// Turns a host name into addresses. A parameter, so that tests need no network.
pub trait Resolve: Send + Sync {
    /// Every address of `host`. Empty when the name is unknown.
    fn resolve(&self, host: &str) -> Vec<IpAddr>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str) -> Vec<IpAddr> {
        (host, 0).to_socket_addrs().map(|found| found.map(|a| a.ip()).collect()).unwrap_or_default()
    }
}

/// An allow-list of schemes, hosts and network ranges.
///
/// What it promises: scheme and host of the address are on the list, and every address the host
/// resolves to lies in an allowed range, checked when the source is opened, for each HTTP redirect
/// before it is followed, and before each reconnect. Every variant, segment and key that an adaptive
/// stream (HLS) names is checked before it is fetched, and its redirects are not followed.
///
/// What it cannot promise: GStreamer resolves names again by itself, so a name server that changes its
/// answer in between (DNS rebinding) is not caught. A playlist or key is fetched outside the pipeline's
/// sight, so it needs only one running source whose policy admits it. Where that matters, allow only
/// hosts you trust, and let the service's network reach nothing it must not reach.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessPolicy {
    files: bool,
    devices: bool,
    /// Anything the other fields would refuse.
    everything: bool,
    schemes: BTreeSet<String>,
    /// Lower case: `host`, `*.domain` or `*`.
    hosts: BTreeSet<String>,
    private_ranges: bool,
}

impl AccessPolicy {
    /// Everything: for the person who owns the machine, at the command line.
    pub fn operator() -> Self {
        Self { files: true, devices: true, everything: true, ..Self::api_default() }
    }

    /// Only files: for videos that the service itself has stored.
    pub fn files_only() -> Self {
        Self { files: true, ..Self::api_default() }
    }

    /// Whether a file may refer to other files and addresses, as playlists do: only for the operator.
    pub(crate) const fn trusts_playlists(&self) -> bool {
        self.everything
    }

    /// Nothing: the start for addresses that come in over the API. Add what the operator allows.
    pub fn api_default() -> Self {
        Self {
            files: false,
            devices: false,
            everything: false,
            schemes: BTreeSet::new(),
            hosts: BTreeSet::new(),
            private_ranges: false,
        }
    }

    /// Allows a scheme, for instance `rtsps`.
    #[must_use]
    pub fn allow_scheme(mut self, scheme: &str) -> Self {
        self.schemes.insert(scheme.to_ascii_lowercase());
        self
    }

    /// Allows a host: a name, an IP address, `*.example.org` for everything below a domain, or `*`.
    #[must_use]
    pub fn allow_host(mut self, host: &str) -> Self {
        self.hosts.insert(host.trim_matches(['[', ']', ' ']).to_ascii_lowercase());
        self
    }

    /// Allows hosts in private, loopback, link-local and other special ranges.
    #[must_use]
    pub fn allow_private_ranges(mut self, allowed: bool) -> Self {
        self.private_ranges = allowed;
        self
    }

    /// Checks an address, resolving its host.
    ///
    /// # Errors
    /// The first rule that refuses it.
    pub fn check(&self, address: &Address, resolver: &dyn Resolve) -> Result<(), AccessError> {
        if self.everything {
            return Ok(());
        }
        match address {
            Address::File(_) if self.files => Ok(()),
            Address::File(_) => Err(AccessError::Files),
            Address::Device(_) if self.devices => Ok(()),
            Address::Device(_) => Err(AccessError::Devices),
            Address::Url(url) => self.check_url(url, resolver),
        }
    }

    /// Checks a network address, resolving its host.
    ///
    /// # Errors
    /// The first rule that refuses it.
    pub fn check_url(&self, url: &Url, resolver: &dyn Resolve) -> Result<(), AccessError> {
        if self.everything {
            return Ok(());
        }
        if !self.schemes.contains(url.scheme()) {
            return Err(AccessError::Scheme { scheme: url.scheme().to_owned() });
        }
        let raw = url.host_str().filter(|host| !host.is_empty()).ok_or(AccessError::NoHost)?;
        if url.scheme() == "srt" && url.query_pairs().any(|(k, v)| k == "mode" && v != "caller") {
            return Err(AccessError::Listening);
        }
        let host = raw.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        if !self.hosts.iter().any(|rule| host_matches(rule, &host)) {
            return Err(AccessError::Host { host });
        }
        if self.private_ranges {
            return Ok(());
        }
        let found = addresses(url, &host, resolver);
        if found.is_empty() {
            return Err(AccessError::Unresolvable { host });
        }
        if found.into_iter().all(is_public) {
            Ok(())
        } else {
            Err(AccessError::PrivateRange { host })
        }
    }
}

/// Literal addresses in any spelling a resolver accepts (`0x7f.1`, `2130706433`) count as addresses:
/// only http and https normalise them while parsing, so the rest goes through the resolver as well.
fn addresses(url: &Url, host: &str, resolver: &dyn Resolve) -> Vec<IpAddr> {
    match url.host() {
        Some(Host::Ipv4(ip)) => vec![IpAddr::V4(ip)],
        Some(Host::Ipv6(ip)) => vec![IpAddr::V6(ip)],
        _ => match host.parse() {
            Ok(ip) => vec![ip],
            Err(_) => resolver.resolve(host),
        },
    }
}

fn host_matches(rule: &str, host: &str) -> bool {
    match rule.strip_prefix('*') {
        Some("") => true,
        Some(suffix) => {
            suffix.starts_with('.') && host.len() > suffix.len() && host.ends_with(suffix)
        }
        None => rule == host,
    }
}

impl fmt::Debug for AccessPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessPolicy")
            .field("everything", &self.everything)
            .field("files", &self.files)
            .field("schemes", &self.schemes)
            .field("hosts", &self.hosts.len())
            .field("private_ranges", &self.private_ranges)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Table;

    impl Resolve for Table {
        fn resolve(&self, host: &str) -> Vec<IpAddr> {
            let text: &[&str] = match host {
                "cam.example.org" | "a.b.example.org" => &["93.184.216.34", "2606:4700::1"],
                "inside.example.org" => &["93.184.216.34", "10.0.0.7"],
                "2130706433" | "0x7f.1" => &["127.0.0.1"],
                _ => &[],
            };
            text.iter().map(|ip| ip.parse().unwrap()).collect()
        }
    }

    fn configured() -> AccessPolicy {
        AccessPolicy::api_default().allow_scheme("rtsp").allow_scheme("srt").allow_host("*")
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the cases")]
    fn check(policy: &AccessPolicy, address: &str, expected: Result<(), AccessError>) {
        let parsed = Address::parse(address).unwrap();
        assert_eq!(policy.check(&parsed, &Table), expected, "{address}");
    }

    fn private(host: &str) -> Result<(), AccessError> {
        Err(AccessError::PrivateRange { host: host.into() })
    }

    #[test]
    fn the_operator_may_open_everything_and_the_api_nothing() {
        for address in
            ["a.mp4", "/dev/video0", "rtsp://127.0.0.1/", "srt://0.0.0.0:9000?mode=listener"]
        {
            check(&AccessPolicy::operator(), address, Ok(()));
        }
        let api = AccessPolicy::api_default();
        check(&api, "a.mp4", Err(AccessError::Files));
        check(&api, "file:///etc/passwd", Err(AccessError::Files));
        check(&api, "/dev/video0", Err(AccessError::Devices));
        check(&api, "rtsp://cam.example.org/", Err(AccessError::Scheme { scheme: "rtsp".into() }));
        check(&AccessPolicy::files_only(), "a.mp4", Ok(()));
        check(&AccessPolicy::files_only(), "/dev/video0", Err(AccessError::Devices));
    }

    #[test]
    fn hosts_are_matched_whole_or_below_a_domain() {
        let policy = AccessPolicy::api_default().allow_scheme("rtsp");
        let refused = |host: &str| Err(AccessError::Host { host: host.into() });
        check(&policy, "rtsp://cam.example.org/", refused("cam.example.org"));
        let exact = policy.clone().allow_host("Cam.Example.org");
        check(&exact, "rtsp://CAM.example.org./1", Ok(()));
        check(&exact, "rtsp://a.b.example.org/", refused("a.b.example.org"));
        check(
            &exact,
            "http://cam.example.org/",
            Err(AccessError::Scheme { scheme: "http".into() }),
        );
        let below = policy.allow_host("*.example.org");
        check(&below, "rtsp://a.b.example.org/", Ok(()));
        check(&below, "rtsp://evil-example.org/", refused("evil-example.org"));
    }

    #[test]
    fn private_ranges_stay_closed_in_every_spelling() {
        let policy = configured().allow_scheme("http");
        for host in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1"] {
            check(&policy, &format!("rtsp://{host}:554/"), private(host));
        }
        check(&policy, "rtsp://[::1]/", private("::1"));
        check(&policy, "rtsp://[::ffff:10.0.0.1]/", private("::ffff:a00:1"));
        check(&policy, "rtsp://2130706433/", private("2130706433"));
        check(&policy, "rtsp://0x7f.1/", private("0x7f.1"));
        check(&policy, "http://0x7f.1/", private("127.0.0.1"));
        check(&policy, "rtsp://inside.example.org/", private("inside.example.org"));
        let open = policy.allow_private_ranges(true);
        check(&open, "rtsp://127.0.0.1/", Ok(()));
    }

    #[test]
    fn unknown_names_and_listeners_are_refused() {
        let unknown = Err(AccessError::Unresolvable { host: "nowhere.example".into() });
        check(&configured(), "rtsp://nowhere.example/", unknown);
        check(&configured(), "srt:///path", Err(AccessError::NoHost));
        let listening = "srt://cam.example.org:9000?mode=listener";
        check(&configured(), listening, Err(AccessError::Listening));
        check(&configured(), "srt://cam.example.org:9000?mode=caller", Ok(()));
    }
}
