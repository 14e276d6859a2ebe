//! The candidate's check over HTTP: what a browser with a link, without one, or with somebody else's may do.

use std::time::Duration;

use app::DocumentSide;
use app::fakes::{card_of, picture_of};
use serde_json::{Value, json};

use crate::settings::ApiSettings;
use crate::testing::{Answer, FormBody, HOST, ORIGIN, TestApi};

/// A check's browser: its cookie.
struct Browser<'a> {
    api: &'a TestApi,
    cookie: String,
}

impl Browser<'_> {
    async fn get(&self, path: &str) -> Answer {
        let call = self.api.anonymous("GET", path);
        call.header("cookie", &self.cookie).header("host", HOST).send().await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let call = self.api.anonymous("POST", path).json(body);
        call.header("cookie", &self.cookie)
            .header("host", HOST)
            .header("origin", ORIGIN)
            .send()
            .await
    }

    async fn document(&self, picture: &[u8]) -> Answer {
        let call = self.api.anonymous("POST", "/v1/check/document");
        let call = call.form(FormBody::new().file("picture", picture));
        call.header("cookie", &self.cookie)
            .header("host", HOST)
            .header("origin", ORIGIN)
            .send()
            .await
    }
}

async fn invited(api: &TestApi, person: &str, body: Value) -> Value {
    let path = format!("/v1/people/{person}/invitations");
    api.request("POST", &path).header("host", HOST).json(&body).send().await.json(201)
}

fn token_of(created: &Value) -> String {
    created["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

async fn open(api: &TestApi, token: &str) -> Answer {
    let call = api.anonymous("POST", "/v1/check/open").json(&json!({"token": token}));
    call.header("host", HOST).header("origin", ORIGIN).send().await
}

async fn opened<'a>(api: &'a TestApi, created: &Value) -> Browser<'a> {
    let answer = open(api, &token_of(created)).await;
    answer.status(200);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    Browser { api, cookie }
}

#[tokio::test]
async fn a_link_is_made_opened_and_listed() {
    let api = TestApi::start().await;
    let person = api.create_person().await;
    let created = invited(&api, &person, json!({"language": "nl"})).await;
    let link = created["link"].as_str().unwrap();
    assert!(link.starts_with(&format!("{ORIGIN}/check#li_")), "{link}");
    assert!(created["qr_svg"].as_str().unwrap().contains("<svg"));
    assert!(created["email"]["body"].as_str().unwrap().contains(link));
    assert!(created["email"]["subject"].as_str().unwrap().contains("Example GmbH"));
    assert_eq!(created["invitation"]["state"], "open");
    let answer = open(&api, &token_of(&created)).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("likeness_check="), "{cookie}");
    assert!(cookie.contains("; Path=/v1/check; Max-Age="), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict"), "{cookie}");
    let state = answer.json(200);
    assert_eq!((state["step"].as_str(), state["language"].as_str()), (Some("consent"), Some("nl")));
    assert_eq!(state["notice"]["organisation"], "Example GmbH");
    let path = format!("/v1/people/{person}/invitations");
    let listed = api.get(&path).await.json(200);
    assert_eq!(listed["items"][0]["state"], "opened");
    assert_eq!(listed["items"][0]["hints"], Value::Null);
    let id = created["invitation"]["id"].as_str().unwrap();
    let one = api.get(&format!("/v1/invitations/{id}")).await.json(200);
    assert_eq!(one["hints"], json!([]));
    // The secret is told once.
    let secret = token_of(&created).rsplit_once('_').unwrap().1.to_owned();
    for text in [listed.to_string(), one.to_string(), state.to_string()] {
        assert!(!text.contains(&secret));
    }
}

#[tokio::test]
async fn only_this_browser_on_our_own_pages_may() {
    let api = TestApi::start().await;
    let person = api.enrolled_person().await;
    let created = invited(&api, &person, json!({"document": "skip"})).await;
    let token = token_of(&created);
    let body = json!({"token": token});
    let elsewhere = api.anonymous("POST", "/v1/check/open").json(&body).header("host", HOST);
    let elsewhere = elsewhere.header("origin", "https://evil.example").send().await;
    elsewhere.problem(403, "origin_refused");
    let browser = opened(&api, &created).await;
    open(&api, &token).await.problem(409, "invitation_in_use");
    api.anonymous("GET", "/v1/check").send().await.problem(401, "unauthenticated");
    let consent = json!({"agreed": true, "notice_version": "7", "language": "en"});
    let call = api.anonymous("POST", "/v1/check/consent").json(&consent);
    let call = call.header("cookie", &browser.cookie).header("host", HOST);
    call.send().await.problem(403, "origin_refused");
    let state = browser.post("/v1/check/consent", &consent).await.json(200);
    assert_eq!(state["step"], "camera");
    browser.post("/v1/check/consent", &consent).await.problem(409, "conflict");
    // The cookie opens nothing else.
    browser.get(&format!("/v1/people/{person}")).await.problem(401, "unauthenticated");
    for path in ["/v1/check/live", "/v1/check/frames"] {
        browser.get(path).await.problem(400, "websocket_expected");
    }
}

#[tokio::test]
async fn guesses_are_counted_and_late_is_late() {
    let settings = ApiSettings { sign_in_attempts: 2, ..ApiSettings::default() };
    let api = TestApi::with(settings).await;
    let person = api.create_person().await;
    let created = invited(&api, &person, json!({"valid_for_hours": 1})).await;
    let guess = "li_0198f3a0000070008000000000000001_00ff";
    let refused = open(&api, guess).await.problem(404, "invitation_unknown");
    assert!(!refused.contains("00ff"));
    open(&api, "Marker").await.problem(404, "invitation_unknown");
    let answer = open(&api, &token_of(&created)).await;
    assert_eq!(answer.header("retry-after"), "301");
    answer.problem(429, "too_many_attempts");
    api.clock.advance(Duration::from_secs(3_600));
    open(&api, &token_of(&created)).await.problem(410, "invitation_expired");
}

#[tokio::test]
async fn a_document_then_a_camera() {
    let api = TestApi::start().await;
    let person = api.create_person().await;
    let browser = opened(&api, &invited(&api, &person, json!({})).await).await;
    browser.document(&picture_of(1)).await.problem(409, "conflict");
    let consent = json!({"agreed": true, "notice_version": "7", "language": "es"});
    browser.post("/v1/check/consent", &consent).await.status(200);
    browser.post("/v1/check/camera", &json!({})).await.problem(409, "conflict");
    let refused = browser.document(b"hello").await.json(200);
    assert_eq!(refused["accepted"], false);
    assert_eq!(refused["problems"], json!([{"code": "not_a_picture", "retry": true}]));
    let accepted = browser.document(&picture_of(1)).await.json(200);
    assert_eq!(accepted["accepted"], true);
    assert_eq!(accepted["state"]["step"], "camera");
    let long = json!({"hints": {"capabilities": "x".repeat(17_000)}});
    browser.post("/v1/check/camera", &long).await.problem(422, "invalid");
    let hints = json!({"hints": {"camera_label": "Marker Camera"}});
    let answer = browser.post("/v1/check/camera", &hints).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let started = answer.json(201);
    let id = started["session_id"].as_str().unwrap();
    assert_eq!(started["whip"]["path"], format!("/v1/sessions/{id}/whip"));
    assert!(started["whip"]["key"].as_str().unwrap().starts_with("ls_"));
    assert_eq!(started["attempts_left"], 2);
    browser.post("/v1/check/camera", &hints).await.problem(409, "conflict");
    let state = browser.get("/v1/check").await.json(200);
    assert_eq!(state["camera"], json!({"attempts_left": 2, "is_running": true}));
    assert!(!state.to_string().contains("Marker"));
    browser.post("/v1/check/move", &json!({})).await.problem(409, "conflict");
    let session = api.get(&format!("/v1/sessions/{id}")).await.json(200);
    assert_eq!(
        (session["kind"].as_str(), session["source"].as_str()),
        (Some("onboarding"), Some("camera"))
    );
    // Staff see what the page said, and the candidate's own steps are in the trail.
    let path = format!("/v1/people/{person}/invitations");
    let listed = api.get(&path).await.json(200);
    let invitation = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let one = api.get(&format!("/v1/invitations/{invitation}")).await.json(200);
    assert_eq!(one["hints"][0]["data"]["camera_label"], "Marker Camera");
    assert_eq!(one["document_result"]["state"], "not_read");
    let trail = api.get("/v1/audit").await.text(200);
    assert!(trail.contains(&format!("invitation:{invitation}")) && !trail.contains("Marker"));
    api.delete(&format!("/v1/invitations/{invitation}")).await.status(204);
    browser.get("/v1/check").await.problem(410, "invitation_revoked");
}

#[tokio::test]
async fn both_sides_of_a_card_and_what_staff_read_of_it() {
    let api = TestApi::start().await;
    let person = api.create_person().await;
    let created = invited(&api, &person, json!({})).await;
    let path =
        format!("/v1/invitations/{}/document", created["invitation"]["id"].as_str().unwrap());
    let browser = opened(&api, &created).await;
    let consent = json!({"agreed": true, "notice_version": "7", "language": "en"});
    browser.post("/v1/check/consent", &consent).await.status(200);
    browser.post("/v1/check/document/one-sided", &json!({})).await.problem(409, "conflict");
    let front = browser.document(&card_of(1, DocumentSide::Front)).await.json(200);
    assert_eq!(front["accepted"], false);
    assert_eq!(
        (&front["problems"], &front["state"]["document"]["side"]),
        (&json!([]), &json!("back"))
    );
    api.get(&path).await.problem(404, "not_found");
    let back = browser.document(&card_of(1, DocumentSide::Back)).await;
    let back = back.json(200);
    assert_eq!(
        (&back["accepted"], &back["state"]["document"]["side"]),
        (&json!(true), &json!(null))
    );
    assert!(!back.to_string().contains("ERIKSSON"), "nothing of what it says goes to the page");
    browser.post("/v1/check/document/one-sided", &json!({})).await.problem(409, "conflict");

    let answer = api.get(&path).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.json(200);
    assert_eq!(
        (text["source"].as_str(), text["layout"].as_str(), text["check_digits_right"].as_bool()),
        (Some("zone"), Some("TD1"), Some(true))
    );
    assert_eq!((&text["number"], &text["birth"]), (&json!("D23145890"), &json!("1974-08-12")));
    assert_eq!(text["findings"][0]["code"], "document_name_differs");
    let trail = api.get("/v1/audit").await.text(200);
    assert!(trail.contains("document_read") && !trail.contains("D23145890"));
    // The candidate's cookie opens nothing of the staff's.
    browser.get(&path).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn what_cannot_be_invited_to_says_why() {
    let api = TestApi::start().await;
    let person = api.create_person().await;
    let path = format!("/v1/people/{person}/invitations");
    for (body, status, code) in [
        (json!({"valid_for_hours": 0}), 422, "invalid"),
        (json!({"valid_for_hours": 721}), 422, "invalid"),
        (json!({"language": "Marker"}), 422, "invalid"),
        (json!({"document": "skip"}), 422, "no_portrait"),
        (json!({"document": "maybe"}), 400, "bad_json"),
        (json!({"surprise": 1}), 400, "bad_json"),
    ] {
        let text = api.post(&path, &body).await.problem(status, code);
        assert!(!text.contains("Marker"));
    }
    let nobody = "/v1/people/0198f3a0-0000-7000-8000-000000000001/invitations";
    api.post(nobody, &json!({})).await.problem(404, "not_found");
    let nothing = "/v1/invitations/0198f3a0-0000-7000-8000-000000000001";
    api.get(nothing).await.problem(404, "not_found");
    api.delete(nothing).await.problem(404, "not_found");
}
