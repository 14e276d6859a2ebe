//! A refused upload is read on for a while, so that its sender hears why.
//!
//! Most clients send everything before they listen. Closing the connection in the middle makes their system
//! throw away the answer that is already there (RFC 9112 §9.6), and they see a broken connection instead.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt};

/// The longest that bytes nobody wants are taken, and the longest pause between two of them: nginx's
/// defaults for the same (`lingering_time`, `lingering_timeout`).
const AT_MOST: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(5);

/// Keeps what a handler leaves of a request's body flowing until it ends or the patience does.
pub(crate) async fn linger(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // Who asks first hears a refusal before sending anything.
    let asks_first = request.headers().contains_key(header::EXPECT);
    let request = request.map(|body| {
        let inner = Some(body.into_data_stream());
        Body::from_stream(Lingering { inner, may_linger: !asks_first })
    });
    next.run(request).await
}

/// A body that is read on when it is dropped.
struct Lingering {
    /// None at its end.
    inner: Option<BodyDataStream>,
    may_linger: bool,
}

impl Stream for Lingering {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.may_linger = true;
        let Some(inner) = &mut self.inner else { return Poll::Ready(None) };
        let polled = Pin::new(inner).poll_next(cx);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.inner = None;
        }
        polled
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Some(mut rest) = self.inner.take().filter(|_| self.may_linger) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        // Ends with the connection, or by itself within its limit; it holds nothing but the connection.
        runtime.spawn(tokio::time::timeout(AT_MOST, async move {
            while let Ok(Some(Ok(_))) = tokio::time::timeout(PAUSE, rest.next()).await {}
        }));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    /// How many of a hundred pieces are taken of a body that the handler does not read.
    async fn taken(expect: Option<&str>) -> usize {
        let count = Arc::new(AtomicUsize::new(0));
        let (done, all) = tokio::sync::oneshot::channel::<()>();
        let counted = Arc::clone(&count);
        let pieces = futures::stream::iter(0..100).map(move |_| {
            // The channel closes with the body.
            let _held = &done;
            counted.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::convert::Infallible>(Bytes::from_static(b"piece"))
        });
        let mut request = Request::post("/");
        if let Some(expect) = expect {
            request = request.header("expect", expect);
        }
        let refuse = || async { StatusCode::PAYLOAD_TOO_LARGE };
        let router = Router::new().route("/", post(refuse)).layer(from_fn(linger));
        let request = request.body(Body::from_stream(pieces)).unwrap();
        assert_eq!(router.oneshot(request).await.unwrap().status(), 413);
        let _ = all.await;
        count.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn a_refused_body_is_read_to_its_end() {
        assert_eq!(taken(None).await, 100);
    }

    #[tokio::test]
    async fn who_asked_first_is_not_made_to_send() {
        assert_eq!(taken(Some("100-continue")).await, 0);
    }
}
