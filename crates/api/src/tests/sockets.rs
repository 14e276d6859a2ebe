//! Real connections over the loopback interface.

use std::io::Cursor;
use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::settings::ApiSettings;
use crate::testing::{PATIENCE, TestApi};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Server {
    api: TestApi,
    address: SocketAddr,
}

impl Server {
    async fn start(settings: ApiSettings) -> Self {
        let api = TestApi::with(settings).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = api.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, service).into_future());
        Self { api, address }
    }

    async fn camera(&self) -> String {
        let person = self.api.enrolled_person().await;
        let session = self.api.start_camera(&person).await.json(201);
        session["id"].as_str().unwrap().to_owned()
    }

    async fn connect(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
        let mut request = format!("ws://{}{path}", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        connect_async(request).await.map(|(socket, _)| socket)
    }

    async fn open(&self, path: &str) -> Socket {
        let key = format!("Bearer {}", self.api.key);
        self.connect(path, &[("authorization", &key)]).await.unwrap()
    }
}

/// A PNG of scripted person `n`.
fn picture(n: u8) -> Message {
    let mut out = Cursor::new(Vec::new());
    let grey = image::Rgb([n; 3]);
    let image = image::RgbImage::from_pixel(64, 64, grey);
    image.write_to(&mut out, image::ImageFormat::Png).unwrap();
    Message::Binary(out.into_inner().into())
}

async fn hear(socket: &mut Socket) -> Message {
    timeout(PATIENCE, socket.next()).await.expect("a message in time").unwrap().unwrap()
}

/// The next text message, past pings.
async fn hear_json(socket: &mut Socket) -> Value {
    loop {
        match hear(socket).await {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn hear_close(socket: &mut Socket) -> (u16, String) {
    loop {
        if let Message::Close(Some(frame)) = hear(socket).await {
            return (frame.code.into(), frame.reason.to_string());
        }
    }
}

fn refusal(result: Result<Socket, Error>) -> Response {
    match result {
        Err(Error::Http(response)) => *response,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_camera_session_is_fed_followed_and_stopped() {
    let server = Server::start(ApiSettings::default()).await;
    let id = server.camera().await;
    let mut live = server.open(&format!("/v1/sessions/{id}/live")).await;
    let snapshot = hear_json(&mut live).await;
    assert_eq!((snapshot["v"].as_u64(), snapshot["type"].as_str()), (Some(1), Some("snapshot")));
    assert_eq!(snapshot["session"]["id"], id.as_str());

    let mut frames = server.open(&format!("/v1/sessions/{id}/frames")).await;
    for n in 1..=5_u64 {
        server.api.clock.advance(std::time::Duration::from_millis(250));
        frames.send(picture(1)).await.unwrap();
        let ack = hear_json(&mut frames).await;
        assert_eq!((ack["v"].as_u64(), ack["type"].as_str()), (Some(1), Some("ack")));
        assert_eq!(ack["received"], n);
        assert!(ack["dropped"].is_u64());
    }
    server.api.clock.advance(std::time::Duration::from_millis(250));
    frames.send(Message::Binary("not a picture".into())).await.unwrap();
    let refused = hear_json(&mut frames).await;
    assert_eq!(refused["type"], "refused");
    assert_eq!(refused["code"], "not_a_picture");

    let mut kinds = vec![];
    while !kinds.contains(&"face".to_owned()) {
        kinds.push(hear_json(&mut live).await["type"].as_str().unwrap().to_owned());
    }
    assert!(kinds.contains(&"opened".to_owned()), "{kinds:?}");
    let face = server.api.get(&format!("/v1/sessions/{id}/face")).await;
    assert_eq!(face.header("content-type"), "image/jpeg");
    face.status(200);

    server.api.request("POST", &format!("/v1/sessions/{id}/stop")).send().await.status(202);
    let mut last = Value::Null;
    while last["type"] != "ended" {
        last = hear_json(&mut live).await;
    }
    assert_eq!(last["session"]["state"], "finished");
    assert!(last["session"]["verdict"]["outcome"].is_string());
    assert_eq!(hear_close(&mut live).await, (1000, "ended".to_owned()));
    frames.send(picture(1)).await.unwrap();
    assert_eq!(hear_close(&mut frames).await, (1000, "ended".to_owned()));
    let gone = server.api.get(&format!("/v1/sessions/{id}/face")).await;
    gone.problem(404, "not_found");
}

#[tokio::test]
async fn one_page_feeds_a_session_at_a_time() {
    let server = Server::start(ApiSettings::default()).await;
    let path = format!("/v1/sessions/{}/frames", server.camera().await);
    let first = server.open(&path).await;
    let key = format!("Bearer {}", server.api.key);
    let second = server.connect(&path, &[("authorization", &key)]).await;
    let response = refusal(second);
    assert_eq!(response.status(), 409);
    let body: Value = serde_json::from_slice(response.body().as_deref().unwrap()).unwrap();
    assert_eq!(body["code"], "conflict");
    drop(first);
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_closes_with_its_name() {
    let settings = ApiSettings { max_frame_bytes: 2_000, ..ApiSettings::default() };
    let server = Server::start(settings).await;
    let mut socket = server.open(&format!("/v1/sessions/{}/frames", server.camera().await)).await;
    socket.send(Message::Text("hello".into())).await.unwrap();
    assert_eq!(hear_close(&mut socket).await, (1003, "unexpected_message".to_owned()));

    let mut socket = server.open(&format!("/v1/sessions/{}/frames", server.camera().await)).await;
    socket.send(Message::Binary(vec![0; 2_001].into())).await.unwrap();
    assert_eq!(hear_close(&mut socket).await, (1009, "message_too_large".to_owned()));
}

#[tokio::test]
async fn a_stopping_service_says_goodbye_on_both_sockets() {
    let server = Server::start(ApiSettings::default()).await;
    let id = server.camera().await;
    let mut live = server.open(&format!("/v1/sessions/{id}/live")).await;
    hear_json(&mut live).await;
    let mut frames = server.open(&format!("/v1/sessions/{id}/frames")).await;
    server.api.shutdown.cancel();
    assert_eq!(hear_json(&mut live).await["code"], "gone");
    assert_eq!(hear_close(&mut live).await, (1001, "gone".to_owned()));
    assert_eq!(hear_close(&mut frames).await, (1001, "gone".to_owned()));
}

#[tokio::test]
async fn an_erased_person_takes_followers_off() {
    let server = Server::start(ApiSettings::default()).await;
    let id = server.camera().await;
    let session = server.api.get(&format!("/v1/sessions/{id}")).await.json(200);
    let mut live = server.open(&format!("/v1/sessions/{id}/live")).await;
    let person = session["person_id"].as_str().unwrap();
    server.api.delete(&format!("/v1/people/{person}")).await.status(204);
    let mut last = hear_json(&mut live).await;
    while last["type"] != "closed" {
        last = hear_json(&mut live).await;
    }
    assert_eq!(last["code"], "gone");
}

#[tokio::test]
async fn a_browser_connects_from_our_own_pages_only() {
    let server = Server::start(ApiSettings::default()).await;
    let path = format!("/v1/sessions/{}/live", server.camera().await);
    let cookie = server.api.sign_in().await;
    let own = format!("http://{}", server.address);
    server.connect(&path, &[("cookie", &cookie), ("origin", &own)]).await.unwrap();
    for headers in [
        &[("cookie", cookie.as_str()), ("origin", "http://evil.example")][..],
        &[("cookie", cookie.as_str())],
    ] {
        assert_eq!(refusal(server.connect(&path, headers).await).status(), 403);
    }
    assert_eq!(refusal(server.connect(&path, &[("origin", &own)]).await).status(), 401);
}
