//! The same messages as server-sent events: the event's name is the message's type.

use std::convert::Infallible;

use app::LiveMessage;
use axum::response::sse::Event;
use futures::Stream;
use tokio_util::sync::CancellationToken;

use super::Outbox;
use crate::layers::OpenConnection;
use crate::wire::{CloseCodeView, LiveEnvelope, LiveView};

struct Follow<O> {
    outbox: O,
    shutdown: CancellationToken,
    is_over: bool,
    _open: OpenConnection,
}

/// The messages as events, until the session ends or the service stops.
pub(crate) fn event_stream<O: Outbox + 'static>(
    outbox: O,
    shutdown: CancellationToken,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let follow = Follow { outbox, shutdown, is_over: false, _open: OpenConnection::open("events") };
    futures::stream::unfold(follow, |mut follow| async move {
        let view = next(&mut follow).await?;
        follow.is_over = matches!(view, LiveView::Closed { .. } | LiveView::Ended { .. });
        let event = Event::default().event(view.kind()).data(LiveEnvelope::from(view).to_json());
        Some((Ok(event), follow))
    })
}

async fn next<O: Outbox>(follow: &mut Follow<O>) -> Option<LiveView> {
    if follow.is_over {
        return None;
    }
    loop {
        let message: Option<LiveMessage> = tokio::select! {
            biased;
            () = follow.shutdown.cancelled() => {
                return Some(LiveView::Closed { code: CloseCodeView::Gone });
            }
            message = follow.outbox.next() => message,
        };
        if let Some(view) = LiveView::of(&message?) {
            return Some(view);
        }
    }
}
