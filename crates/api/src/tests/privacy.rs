//! Names, tokens and addresses are planted everywhere a client can put them; none may come out again in a
//! log or in an error.

use std::io::Write;
use std::sync::{Mutex, Once};

use serde_json::json;

use crate::testing::{FormBody, TestApi};

/// Everything that was logged in this process.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static INSTALLED: Once = Once::new();

struct Tap;

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_that_a_client_sent_is_logged_or_repeated_in_an_error() {
    INSTALLED.call_once(|| {
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(|| Tap)
            .init();
    });
    let api = TestApi::start().await;
    let person = json!({"display_name": "Marker Zebulon", "external_ref": "Marker-HR-7"});
    let created = api.post("/v1/people", &person).await.json(201);
    let person = created["id"].as_str().unwrap();
    api.set_portrait(person).await;
    let session = api.finished_session(person).await;
    let cookie = api.sign_in().await;
    let me = api.anonymous("GET", "/v1/me?token=Marker").header("cookie", &cookie);
    me.send().await.status(200);
    api.get(&format!("/v1/sessions/{session}")).await.status(200);

    let mut errors = Vec::new();
    let address =
        json!({"type": "address", "address": "rtsp://Marker:Marker@elsewhere.test/Marker"});
    for (path, body) in [
        ("/v1/people", json!({"display_name": ["Marker"]})),
        ("/v1/people", json!({"display_name": "Marker", "Marker": 1})),
        ("/v1/people", json!({"display_name": "Marker ".repeat(100)})),
        ("/v1/sign-in", json!({"api_key": "lk_Marker_Marker"})),
        ("/v1/api-keys", json!({"name": "x", "scopes": ["Marker"]})),
        ("/v1/sessions", json!({"person_id": "Marker", "kind": "login", "source": address})),
        ("/v1/sessions", json!({"person_id": person, "kind": "Marker", "source": address})),
        ("/v1/sessions", json!({"person_id": person, "kind": "login", "source": address})),
    ] {
        let answer = api.post(path, &body).await;
        assert!(answer.status.is_client_error(), "{path} {body}");
        errors.push(String::from_utf8_lossy(&answer.body).into_owned());
    }
    for path in
        ["/v1/people/Marker", "/v1/Marker", "/v1/people?after=Marker", "/v1/people?Marker=1"]
    {
        let answer = api.get(path).await;
        assert!(answer.status.is_client_error(), "{path}");
        errors.push(String::from_utf8_lossy(&answer.body).into_owned());
    }
    let form = FormBody::new().text("Marker", "Marker").file("video", b"Marker");
    errors.push(api.form("POST", "/v1/sessions/upload", form).await.problem(422, "form_invalid"));
    let form = FormBody::new().file("picture", b"Marker");
    let path = format!("/v1/people/{person}/portrait");
    errors.push(api.form("PUT", &path, form).await.problem(422, "not_a_picture"));
    api.delete(&format!("/v1/people/{person}")).await.status(204);

    for error in errors {
        assert!(!error.contains("Marker"), "{error}");
    }
    let text = String::from_utf8_lossy(&LOGGED.lock().unwrap()).into_owned();
    assert!(text.contains("http.route=\"/v1/people/{id}\""), "the tap works");
    let secret = api.key.rsplit('_').next().unwrap();
    let cookie = cookie.split_once('=').unwrap().1;
    for marker in ["Marker", "Zebulon", "cam.test", secret, cookie, person, "/v1/people/0"] {
        let line = text.lines().find(|l| l.contains(marker));
        assert_eq!(line, None, "{marker} was logged");
    }
}
