//! A follower that does not read, over a connection that holds almost nothing.

use std::io;

use app::fakes::Script;
use app::{Follower, LiveMessage};
use axum::serve::Listener;
use domain::SourceEvent;
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::io::DuplexStream;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::testing::{HOST, PATIENCE, TestApi};

/// Far below one snapshot: the first message already waits for its reader.
const WIRE_BYTES: usize = 512;

/// Accepts one connection.
struct OneConnection(Option<DuplexStream>);

impl Listener for OneConnection {
    type Io = DuplexStream;
    type Addr = ();

    async fn accept(&mut self) -> (DuplexStream, ()) {
        match self.0.take() {
            Some(connection) => (connection, ()),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads until the session has told of this attempt.
async fn told(follower: &mut Follower, attempt: u32) {
    let wanted = LiveMessage::Source(SourceEvent::Reconnecting { attempt });
    let reading = async { while follower.next().await.expect("not over") != wanted {} };
    timeout(PATIENCE, reading).await.expect("a message in time");
}

#[tokio::test]
async fn a_follower_that_stays_behind_is_closed_as_too_slow_and_nobody_else_is() {
    let api = TestApi::start().await;
    let person = api.enrolled_person().await;
    api.sources.next(Script::open_end(1, 1));
    let source = json!({"type": "address", "address": "rtsp://cam.test/stream"});
    let body = json!({"person_id": person, "kind": "interview", "source": source});
    let session = api.post("/v1/sessions", &body).await.json(201);
    let id = session["id"].as_str().unwrap();
    let mut quick = api.app.follow(id.parse().unwrap()).await.unwrap();

    let (client, server) = tokio::io::duplex(WIRE_BYTES);
    let service = api.router.clone().into_make_service();
    tokio::spawn(axum::serve(OneConnection(Some(server)), service).into_future());
    let uri = format!("ws://{HOST}/v1/sessions/{id}/live");
    let mut request = uri.into_client_request().unwrap();
    let key = format!("Bearer {}", api.key).parse().unwrap();
    request.headers_mut().insert("authorization", key);
    let (mut slow, _) = client_async(request, client).await.unwrap();

    // The source opens in its own time, before or after somebody follows.
    let opened = async {
        loop {
            match quick.next().await.expect("the session goes on") {
                LiveMessage::Opened(_) => break,
                LiveMessage::Snapshot { session, .. } if session.media.is_some() => break,
                _ => {}
            }
        }
    };
    timeout(PATIENCE, opened).await.expect("the source opens");
    let feeder = api.sources.newest().unwrap();
    let attempts = app::OUTBOX_CAPACITY as u32 * 2;
    for attempt in 1..=attempts {
        feeder.event(SourceEvent::Reconnecting { attempt });
        told(&mut quick, attempt).await;
    }

    let mut last = Value::Null;
    let close = loop {
        match timeout(PATIENCE, slow.next()).await.expect("in time").unwrap().unwrap() {
            Message::Text(text) => last = serde_json::from_str(&text).unwrap(),
            Message::Close(frame) => break frame.unwrap(),
            _ => {}
        }
    };
    assert_eq!(last, json!({"v": 1, "type": "closed", "code": "too_slow"}));
    assert_eq!((u16::from(close.code), close.reason.as_str()), (4008, "too_slow"));
    feeder.event(SourceEvent::Reconnecting { attempt: attempts + 1 });
    told(&mut quick, attempts + 1).await;
}
