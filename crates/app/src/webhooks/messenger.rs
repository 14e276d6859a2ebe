//! The one who carries a message: a trait, and HTTP behind it.
//!
//! An address is the operator's, but what it resolves to is whoever runs the name server: it is looked at
//! when the connection is made, and only public addresses are connected to unless the configuration says
//! otherwise. No redirect is followed, no proxy is asked, and the body of an answer is not read.

use std::fmt;
use std::time::Duration;

use storage::DeliveryError;
use ureq::config::AutoHeaderValue;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::Url;

use crate::error::AppError;
use crate::security_events::EventMessage;

/// From connecting to the end of the answer's head. The specification recommends 15 to 30 seconds; the
/// shorter one, because a slow receiver holds one of few places.
const TIME_LIMIT: Duration = Duration::from_secs(15);

/// Longest address, in bytes: what every proxy and server takes (RFC 9110 section 4.1 asks for 8,000,
/// and many stop at 2,048).
const MAX_URL_BYTES: usize = 2_000;

/// Which addresses may be posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WebhookRules {
    /// Whether plain HTTP may be used.
    pub allow_http: bool,
    /// Whether addresses in private, loopback and other special ranges may be posted to.
    pub private_ranges: bool,
}

impl WebhookRules {
    /// The address as it is kept, when it may be posted to as far as it shows.
    pub(crate) fn checked(self, text: &str) -> Result<String, AppError> {
        let refused = |why: &str| Err(AppError::Invalid(format!("the address {why}")));
        if text.len() > MAX_URL_BYTES {
            return refused("is too long: give at most 2,000 bytes");
        }
        let Ok(url) = Url::parse(text.trim()) else {
            return refused("is none: give one like https://example.org/hook");
        };
        match url.scheme() {
            "https" => {}
            "http" if self.allow_http => {}
            "http" => {
                return refused(
                    "is not encrypted: give one with https, or set webhooks.allow_http",
                );
            }
            _ => return refused("is no web address: give one with https"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("holds a user or password: leave them out, messages are signed");
        }
        if url.fragment().is_some() {
            return refused("has a fragment (#): leave it out, it is never sent");
        }
        let literal = match url.host() {
            Some(url::Host::Ipv4(ip)) => Some(ip.into()),
            Some(url::Host::Ipv6(ip)) => Some(ip.into()),
            Some(url::Host::Domain(_)) => None,
            None => return refused("names no host"),
        };
        if !self.private_ranges && literal.is_some_and(|ip| !media::is_public(ip)) {
            return refused(
                "is in a private range: give a public one, or set webhooks.private_ranges",
            );
        }
        Ok(url.into())
    }
}

/// One message on its way, signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Where to.
    pub url: String,
    /// Header `webhook-id`.
    pub id: String,
    /// Header `webhook-timestamp`: when it was signed, seconds since 1970.
    pub timestamp_s: i64,
    /// Header `webhook-signature`.
    pub signatures: String,
    /// JSON.
    pub body: String,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Carries messages. The service uses [`HttpMessenger`]; tests keep a book.
pub trait Messenger: Send + Sync {
    /// Posts a message and answers with the HTTP status. Blocks for 15 seconds at most.
    ///
    /// # Errors
    /// Why there was no answer.
    fn post(&self, message: &Message) -> Result<u16, DeliveryError>;

    /// Pushes a security event (RFC 8935) and answers with the HTTP status. Blocks for 15 seconds at most.
    ///
    /// # Errors
    /// Why there was no answer.
    fn push(&self, message: &EventMessage) -> Result<u16, DeliveryError>;
}

/// Posts by HTTP.
#[derive(Debug)]
pub struct HttpMessenger {
    agent: Agent,
}

impl HttpMessenger {
    /// One that keeps to the rules.
    pub fn new(rules: WebhookRules, version: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(!rules.allow_http)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .max_idle_connections(0)
            .accept_encoding(AutoHeaderValue::None)
            .user_agent(format!("Likeness/{version}"))
            .timeout_global(Some(TIME_LIMIT))
            .build();
        let resolver = GuardedResolver { inner: DefaultResolver::default(), rules };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }
}

impl Messenger for HttpMessenger {
    fn post(&self, message: &Message) -> Result<u16, DeliveryError> {
        let answer = self
            .agent
            .post(&message.url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp_s.to_string())
            .header("webhook-signature", &message.signatures)
            .send(message.body.as_str());
        answer.map(|answer| answer.status().as_u16()).map_err(|error| word(&error))
    }

    fn push(&self, message: &EventMessage) -> Result<u16, DeliveryError> {
        let request = self
            .agent
            .post(&message.url)
            .header("content-type", "application/secevent+jwt")
            .header("accept", "application/json");
        let request = match &message.authorization {
            Some(header) => request.header("authorization", header),
            None => request,
        };
        let answer = request.send(message.token.as_str());
        answer.map(|answer| answer.status().as_u16()).map_err(|error| word(&error))
    }
}

/// What the error is called. Its text is not kept: it may hold the address.
fn word(error: &Error) -> DeliveryError {
    match error {
        Error::Other(inner) if inner.is::<NotPublic>() => DeliveryError::AddressRefused,
        Error::RequireHttpsOnly(_) => DeliveryError::AddressRefused,
        Error::Timeout(_) => DeliveryError::TimedOut,
        Error::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => DeliveryError::TimedOut,
        // The TLS library hands its own errors on as invalid data of the stream.
        Error::Io(io) if io.kind() == std::io::ErrorKind::InvalidData => DeliveryError::Tls,
        Error::HostNotFound | Error::ConnectionFailed | Error::Io(_) => DeliveryError::Unreachable,
        Error::Rustls(_) | Error::Tls(_) => DeliveryError::Tls,
        _ => DeliveryError::Broken,
    }
}

/// A name leads to an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("the address is in a private range: set webhooks.private_ranges to allow it")]
struct NotPublic;

/// Looks names up, and lets no address through that may not be connected to. What it answers is what is
/// connected to: a name server that changes its mind changes nothing.
#[derive(Debug)]
struct GuardedResolver {
    inner: DefaultResolver,
    rules: WebhookRules,
}

impl Resolver for GuardedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if !self.rules.private_ranges && found.iter().any(|at| !media::is_public(at.ip())) {
            return Err(Error::Other(Box::new(NotPublic)));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    const OPEN: WebhookRules = WebhookRules { allow_http: true, private_ranges: true };

    fn check(rules: WebhookRules, url: &str, expected: Result<&str, &str>) {
        match (rules.checked(url), expected) {
            (Ok(kept), Ok(expected)) => assert_eq!(kept, expected),
            (Err(error), Err(says)) => assert!(error.to_string().contains(says), "{error}"),
            (found, _) => panic!("{url}: {found:?}"),
        }
    }

    #[test]
    fn addresses_are_looked_at_before_they_are_kept() {
        let strict = WebhookRules::default();
        check(strict, " https://Example.org/a?b=c ", Ok("https://example.org/a?b=c"));
        check(strict, "http://example.org/", Err("webhooks.allow_http"));
        check(strict, "ftp://example.org/", Err("no web address"));
        check(strict, "hook", Err("is none"));
        check(strict, "https://ana:secret@example.org/", Err("password"));
        check(strict, "https://example.org/#part", Err("fragment"));
        for private in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "2130706433"] {
            check(strict, &format!("https://{private}/"), Err("webhooks.private_ranges"));
        }
        check(strict, &format!("https://example.org/{}", "x".repeat(2_000)), Err("too long"));
        check(OPEN, "http://127.0.0.1:9/", Ok("http://127.0.0.1:9/"));
    }

    fn message(url: String) -> Message {
        let signatures = "v1,c2lnbmVk".to_owned();
        Message { url, id: "msg_1".into(), timestamp_s: 7, signatures, body: "{}".into() }
    }

    /// Takes one request, answers, and gives what it was sent.
    fn receiver(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = Vec::new();
            let mut buffer = [0; 1024];
            while !seen.ends_with(b"{}") {
                let count = stream.read(&mut buffer).unwrap();
                assert!(count > 0, "cut off");
                seen.extend(&buffer[..count]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(seen).unwrap().to_ascii_lowercase()
        });
        (url, thread)
    }

    #[test]
    fn a_message_carries_its_headers_and_its_answer_comes_back() {
        let (url, thread) = receiver("HTTP/1.1 204 No Content\r\n\r\n");
        let carrier = HttpMessenger::new(OPEN, "1.2.3");
        assert_eq!(carrier.post(&message(url)), Ok(204));
        let seen = thread.join().unwrap();
        for line in [
            "post /hook http/1.1\r\n",
            "content-type: application/json\r\n",
            "webhook-id: msg_1\r\n",
            "webhook-timestamp: 7\r\n",
            "webhook-signature: v1,c2lnbmvk\r\n",
            "user-agent: likeness/1.2.3\r\n",
        ] {
            assert!(seen.contains(line), "{line} in {seen}");
        }
    }

    #[test]
    fn a_redirect_is_an_answer_like_any_other() {
        let redirect = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\
                        content-length: 0\r\n\r\n";
        let (url, thread) = receiver(redirect);
        assert_eq!(HttpMessenger::new(OPEN, "1").post(&message(url)), Ok(302));
        thread.join().unwrap();
    }

    #[test]
    fn a_name_that_leads_inside_is_refused_and_a_closed_port_is_named() {
        let public_only = WebhookRules { allow_http: true, private_ranges: false };
        let inside = message("http://localhost:9/".into());
        let refused = HttpMessenger::new(public_only, "1").post(&inside);
        assert_eq!(refused, Err(DeliveryError::AddressRefused));
        let https_only = WebhookRules { allow_http: false, private_ranges: true };
        let refused = HttpMessenger::new(https_only, "1").post(&inside);
        assert_eq!(refused, Err(DeliveryError::AddressRefused));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let nobody = message(format!("http://{port}/"));
        let refused = HttpMessenger::new(OPEN, "1").post(&nobody);
        assert_eq!(refused, Err(DeliveryError::Unreachable));
    }
}
