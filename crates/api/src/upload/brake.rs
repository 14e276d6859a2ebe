//! A brake on what the multipart parser buffers. It reads as fast as the client sends until it finds the
//! end of a part's header; a client that never sends one must not fill the memory.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes};
use futures::Stream;

/// Bytes after which the parser is sent to look at what it has.
const PAUSE_AT: usize = 1024 * 1024;
/// Bytes without progress after which the form is given up.
const GIVE_UP_AT: usize = 4 * 1024 * 1024;

/// How many bytes went into the parser since something came out.
#[derive(Clone, Default)]
pub(super) struct Pressure(Arc<AtomicUsize>);

impl Pressure {
    /// Something came out.
    pub(super) fn release(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// The form never got to the next part.
#[derive(Debug, thiserror::Error)]
#[error("a form part has a header that does not end")]
pub(super) struct NoProgress;

/// A body that pauses.
pub(super) struct BrakedBody {
    inner: BodyDataStream,
    pressure: Pressure,
    has_paused: bool,
}

impl BrakedBody {
    pub(super) fn wrap(body: Body, pressure: Pressure) -> Body {
        Body::from_stream(Self { inner: body.into_data_stream(), pressure, has_paused: false })
    }
}

impl Stream for BrakedBody {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let held = self.pressure.0.load(Ordering::Relaxed);
        if held > GIVE_UP_AT {
            return Poll::Ready(Some(Err(NoProgress.into())));
        }
        if held > PAUSE_AT && !self.has_paused {
            // Pending sends the parser to its buffer; waking brings it back here.
            self.has_paused = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.has_paused = false;
        let polled = Pin::new(&mut self.inner).poll_next(cx);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            self.pressure.0.fetch_add(bytes.len(), Ordering::Relaxed);
        }
        polled.map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    fn endless() -> Body {
        let chunk = Bytes::from(vec![b'a'; 256 * 1024]);
        Body::from_stream(futures::stream::repeat_with(move || {
            Ok::<_, std::convert::Infallible>(chunk.clone())
        }))
    }

    #[tokio::test]
    async fn without_progress_it_gives_up() {
        let mut stream = BrakedBody::wrap(endless(), Pressure::default()).into_data_stream();
        let mut taken = 0;
        while let Some(Ok(bytes)) = stream.next().await {
            taken += bytes.len();
        }
        assert!((GIVE_UP_AT..GIVE_UP_AT + PAUSE_AT).contains(&taken), "{taken}");
    }

    #[tokio::test]
    async fn with_progress_it_goes_on() {
        let pressure = Pressure::default();
        let mut stream = BrakedBody::wrap(endless(), pressure.clone()).into_data_stream();
        for _ in 0..100 {
            stream.next().await.unwrap().unwrap();
            pressure.release();
        }
    }
}
