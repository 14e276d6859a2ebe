//! Where a request comes from, as far as the socket knows.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// Headers by which proxies tell that they passed a request on.
const PROXY_HEADERS: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/// The other end of the connection.
pub(crate) struct Peer {
    address: Option<IpAddr>,
    proxied: bool,
}

impl Peer {
    /// The address to count attempts by; unknown peers share one.
    pub(crate) fn address(&self) -> IpAddr {
        self.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// Whether the request was made on this very machine. A proxy's requests are not, wherever it runs.
    pub(crate) fn is_local(&self) -> bool {
        !self.proxied && self.address.is_some_and(|ip| ip.to_canonical().is_loopback())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let socket = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await.ok();
        Ok(Self {
            address: socket.map(|ConnectInfo(address)| address.ip()),
            proxied: PROXY_HEADERS.iter().any(|name| parts.headers.contains_key(*name)),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn check(socket: Option<&str>, header: Option<&str>, expected: bool) {
        let mut request = Request::builder();
        if let Some(name) = header {
            request = request.header(name, "203.0.113.9");
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if let Some(socket) = socket {
            parts.extensions.insert(ConnectInfo(socket.parse::<SocketAddr>().unwrap()));
        }
        let Ok(peer) = Peer::from_request_parts(&mut parts, &()).await;
        assert_eq!(peer.is_local(), expected, "{socket:?} {header:?}");
    }

    #[tokio::test]
    async fn only_a_direct_loopback_connection_is_local() {
        check(Some("127.0.0.1:5000"), None, true).await;
        check(Some("[::1]:5000"), None, true).await;
        check(Some("[::ffff:127.0.0.1]:5000"), None, true).await;
        check(Some("192.0.2.1:5000"), None, false).await;
        check(Some("127.0.0.1:5000"), Some("x-forwarded-for"), false).await;
        check(None, None, false).await;
    }
}
