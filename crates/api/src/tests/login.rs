//! Logins over HTTP, as a relying party and a browser do them: every step by hand.

use std::time::Duration;

use app::fakes::{Mover, Pose, REST, pose_of, posed_picture};
use app::oidc::{Client, ClientSecret, KeySet, Params, Profile};
use app::{
    Fallback, Guidance, InferencePool, LedMessage, LiveMessage, LoginClient, LoginSettings,
    NewPerson, PoolSize, SubjectRule,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::settings::ApiSettings;
use crate::testing::{Answer, Call, HOST, ORIGIN, PATIENCE, TestApi};

const ISSUER: &str = "http://likeness.test:8080";
const CB: &str = "https://rp.test/cb";
const SECRET: &str = "a secret that is long enough";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn service() -> TestApi {
    service_with(ApiSettings::default()).await
}

async fn service_with(settings: ApiSettings) -> TestApi {
    let client = LoginClient {
        name: "Example Portal".to_owned(),
        oidc: Client {
            id: "rp".to_owned(),
            profile: Profile::Oidc,
            secret: Some(ClientSecret::new(SECRET)),
            keys: None,
            redirect_uris: vec![CB.to_owned()],
            acrs: Client::usual_acrs(&Profile::Oidc),
            must_push: false,
        },
        subject: SubjectRule::LoginHint,
        policy: None,
        fallback: Fallback::Deny,
        tenant_keys_url: None,
    };
    let api = TestApi::changed(settings, |deps| {
        let clients = vec![client];
        deps.settings.logins = Some(LoginSettings { issuer: ISSUER.to_owned(), clients });
        let size = PoolSize { threads: 1, queue: 16 };
        let made = || Ok::<_, std::io::Error>(Mover::default());
        deps.pool = InferencePool::new(size, deps.clock.clone(), made).unwrap();
    })
    .await;
    let new = NewPerson {
        display_name: "Ada Marker".into(),
        external_ref: Some("ada@marker.test".into()),
        ..NewPerson::default()
    };
    let person = api.app.create_person(app::Actor::Operator, new).await.unwrap().id;
    api.set_portrait(&person.to_string()).await;
    api
}

fn form(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        text.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect::<String>()
    };
    pairs.iter().map(|(n, v)| format!("{n}={}", escaped(v))).collect::<Vec<_>>().join("&")
}

fn request(change: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", "rp"),
        ("redirect_uri", CB),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "state-1"),
        ("nonce", "nonce-1"),
        ("login_hint", "ada@marker.test"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| change.iter().all(|(n, _)| n != name));
    form(&kept.chain(change.iter().copied()).collect::<Vec<_>>())
}

async fn authorize(api: &TestApi, change: &[(&str, &str)]) -> Answer {
    let call = api.anonymous("GET", &format!("/oidc/authorize?{}", request(change)));
    call.header("host", HOST).send().await
}

fn posted(api: &TestApi, path: &str, body: String) -> Call {
    api.anonymous("POST", path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

fn basic(secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("rp:{}", secret.replace(' ', "+"))))
}

/// The browser of a login: its cookie.
struct Browser<'a> {
    api: &'a TestApi,
    cookie: String,
}

impl<'a> Browser<'a> {
    /// Sent to the login's page.
    async fn sent(api: &'a TestApi, change: &[(&str, &str)]) -> Self {
        let answer = authorize(api, change).await;
        answer.status(303);
        assert_eq!(answer.header("location"), "/login");
        let cookie = answer.header("set-cookie");
        assert!(
            cookie.contains("Path=/v1/login; Max-Age=600; HttpOnly; SameSite=Strict"),
            "{cookie}"
        );
        Self { api, cookie: cookie.split(';').next().unwrap().to_owned() }
    }

    fn value(&self) -> &str {
        self.cookie.split_once('=').unwrap().1
    }

    async fn get(&self, path: &str) -> Answer {
        let call = self.api.anonymous("GET", path).header("cookie", &self.cookie);
        call.header("host", HOST).send().await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let call = self.api.anonymous("POST", path).json(body).header("cookie", &self.cookie);
        call.header("host", HOST).header("origin", ORIGIN).send().await
    }

    /// Somebody looks into the camera until it is over.
    async fn look(&self, face: u8) {
        let started = self.post("/v1/login/camera", &json!({"colours": false})).await.json(201);
        assert_eq!(started["live_path"], "/v1/login/live");
        let app = &self.api.app;
        let mut page = app.follow_login(self.value()).unwrap();
        let mut intake = app.push_login_frames(self.value()).await.unwrap();
        let id = started["session_id"].as_str().unwrap().parse().unwrap();
        let mut follower = app.follow(id).await.unwrap();
        let mut pose: Pose = REST;
        for n in 0..400_u32 {
            while let Ok(Some(message)) = tokio::time::timeout(Duration::ZERO, page.next()).await {
                match message {
                    LedMessage::Guidance(Guidance::Do { kind, .. }) => pose = pose_of(kind),
                    LedMessage::Guidance(Guidance::Seen { .. }) => pose = REST,
                    LedMessage::End { .. } => return,
                    _ => {}
                }
            }
            self.api.clock.advance(Duration::from_millis(200));
            let picture = posed_picture(face, pose, [0.05; 3], (n % 251) as u8);
            if intake.push(&picture, None).is_ok() {
                loop {
                    let message = tokio::time::timeout(PATIENCE, follower.next()).await.unwrap();
                    match message {
                        Some(LiveMessage::Verdict { .. } | LiveMessage::Ended(_)) | None => break,
                        Some(_) => {}
                    }
                }
            }
        }
        panic!("no end");
    }
}

#[tokio::test]
async fn code_with_pkce_by_hand() {
    let api = service().await;
    let about = api.anonymous("GET", "/.well-known/openid-configuration").send().await;
    assert!(about.header("cache-control").contains("max-age"));
    let about = about.json(200);
    assert_eq!(about["issuer"], ISSUER);
    assert_eq!(about["token_endpoint"], format!("{ISSUER}/oidc/token"));
    let browser = Browser::sent(&api, &[("ui_locales", "nl")]).await;
    let state = browser.get("/v1/login").await.json(200);
    assert_eq!(
        (&state["step"], &state["application"]),
        (&json!("camera"), &json!("Example Portal"))
    );
    assert_eq!((&state["ui_locales"], &state["granted"]), (&json!(["nl"]), &Value::Null));
    assert!(!state.to_string().contains("arker"), "{state}");
    browser.get("/v1/login/return").await.problem(409, "conflict");
    browser.look(1).await;
    let state = browser.get("/v1/login").await.json(200);
    assert_eq!((&state["step"], &state["granted"]), (&json!("done"), &json!(true)));
    let back = browser.get("/v1/login/return").await;
    back.status(303);
    let location = back.header("location");
    let query = location.strip_prefix(&format!("{CB}?")).unwrap();
    let told = Params::parse(query.as_bytes());
    assert_eq!((told.get("state"), told.get("iss")), (Some("state-1"), Some(ISSUER)));
    let redemption = |code: &str| {
        form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CB),
            ("code_verifier", VERIFIER),
        ])
    };
    let body = redemption(told.get("code").unwrap());
    let wrong = posted(&api, "/oidc/token", body.clone()).header("authorization", &basic("wrong"));
    let wrong = wrong.send().await;
    assert!(wrong.header("www-authenticate").starts_with("Basic"));
    assert_eq!(wrong.json(401)["error"], "invalid_client");
    let tokens = posted(&api, "/oidc/token", body.clone()).header("authorization", &basic(SECRET));
    let tokens = tokens.send().await;
    assert_eq!(tokens.header("cache-control"), "no-store");
    let tokens = tokens.json(200);
    assert_eq!(tokens["token_type"], "Bearer");
    let keys = api.anonymous("GET", "/oidc/jwks").send().await.text(200);
    let token = tokens["id_token"].as_str().unwrap();
    let claims = KeySet::parse(&keys).unwrap().verified(token).unwrap();
    assert_eq!((&claims["sub"], &claims["aud"]), (&json!("ada@marker.test"), &json!("rp")));
    assert_eq!((&claims["nonce"], &claims["amr"]), (&json!("nonce-1"), &json!(["face"])));
    let access = tokens["access_token"].as_str().unwrap();
    let who = api.anonymous("GET", "/oidc/userinfo").bearer(access).send().await.json(200);
    assert_eq!(who, json!({"sub": "ada@marker.test"}));
    let replayed = posted(&api, "/oidc/token", body).header("authorization", &basic(SECRET));
    assert_eq!(replayed.send().await.json(400)["error"], "invalid_grant");
    let taken = api.anonymous("GET", "/oidc/userinfo").bearer(access).send().await;
    assert!(taken.header("www-authenticate").contains("invalid_token"));
    taken.status(401);
    // Staff see it; nobody's name is in it.
    let logins = api.get("/v1/logins").await.json(200);
    assert_eq!(
        (&logins["items"][0]["state"], &logins["items"][0]["reason"]),
        (&json!("granted"), &json!("accepted"))
    );
    let clients = api.get("/v1/login-clients").await;
    let clients = clients.text(200);
    assert!(clients.contains("/.well-known/openid-configuration") && !clients.contains(SECRET));
    let trail = api.get("/v1/audit").await.text(200);
    assert!(trail.contains("login_granted") && !trail.contains("marker"));
}

#[tokio::test]
async fn who_is_not_registered_gets_a_page_and_no_redirect() {
    let api = service().await;
    for (change, code) in [
        (("client_id", "Marker"), "login_client_unknown"),
        (("redirect_uri", "https://evil.test/cb"), "login_redirect_unknown"),
        (("request_uri", "urn:ietf:params:oauth:request_uri:x"), "login_request_unknown"),
    ] {
        let answer = authorize(&api, &[change]).await;
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.headers.get("location").is_none());
        let page = answer.text(400);
        assert!(
            page.contains(code) && !page.contains("Marker") && !page.contains("evil"),
            "{page}"
        );
    }
    let told = authorize(&api, &[("code_challenge", "")]).await;
    told.status(303);
    assert!(told.header("location").starts_with("https://rp.test/cb?error=invalid_request"));
    let by_form = authorize(&api, &[("prompt", "none"), ("response_mode", "form_post")]).await;
    assert!(by_form.header("content-security-policy").contains("form-action https://rp.test"));
    let html = by_form.text(200);
    assert!(
        html.contains("value=\"login_required\"") && html.contains("action=\"https://rp.test/cb\"")
    );
}

#[tokio::test]
async fn a_pushed_request_comes_back_through_the_browser_and_by_post() {
    let api = service().await;
    let push =
        |body: String| posted(&api, "/oidc/par", body).header("authorization", &basic(SECRET));
    let pushed = push(request(&[])).send().await.json(201);
    assert_eq!(pushed["expires_in"], 300);
    let uri = pushed["request_uri"].as_str().unwrap();
    let carried = form(&[("client_id", "rp"), ("request_uri", uri)]);
    let sent = posted(&api, "/oidc/authorize", carried.clone()).send().await;
    sent.status(303);
    assert_eq!(sent.header("location"), "/login");
    posted(&api, "/oidc/authorize", carried).send().await.text(400);
    assert_eq!(push(request(&[("scope", "x")])).send().await.json(400)["error"], "invalid_scope");
    let anonymous = posted(&api, "/oidc/par", request(&[])).send().await.json(401);
    assert_eq!(anonymous["error"], "invalid_client");
    let json = api.anonymous("POST", "/oidc/par").json(&json!({})).send().await;
    json.problem(415, "unsupported_media_type");
    let long = posted(&api, "/oidc/authorize", "x=".to_owned() + &"y".repeat(70_000)).send().await;
    long.problem(413, "body_too_large");
}

#[tokio::test]
async fn another_site_and_another_browser_can_do_nothing_with_a_login() {
    let api = service().await;
    let browser = Browser::sent(&api, &[]).await;
    let call = api.anonymous("POST", "/v1/login/cancel").header("cookie", &browser.cookie);
    let other = call.header("host", HOST).header("origin", "https://evil.test").send().await;
    other.problem(403, "origin_refused");
    for path in ["/v1/login", "/v1/login/return"] {
        api.anonymous("GET", path).send().await.problem(401, "unauthenticated");
        let made_up = api.anonymous("GET", path).header("cookie", "likeness_login=Marker");
        assert!(!made_up.send().await.problem(401, "unauthenticated").contains("Marker"));
    }
    for path in ["/v1/login/live", "/v1/login/frames"] {
        browser.get(path).await.problem(400, "websocket_expected");
    }
    let state = browser.post("/v1/login/cancel", &json!({})).await.json(200);
    assert_eq!((&state["step"], &state["granted"]), (&json!("done"), &json!(false)));
    let back = browser.get("/v1/login/return").await;
    assert!(back.header("location").contains("error=access_denied"));
    api.clock.advance(Duration::from_secs(15 * 60));
    browser.get("/v1/login").await.problem(410, "login_expired");
}

#[tokio::test]
async fn what_a_tab_shows_is_what_it_acts_on() {
    let api = service().await;
    let browser = Browser::sent(&api, &[]).await;
    let older = browser.get("/v1/login").await.json(200)["login"].as_str().unwrap().to_owned();
    // The second tab takes the browser's cookie over; the first one still shows the first login.
    let browser = Browser::sent(&api, &[("state", "state-2")]).await;
    let with = |path: &str| format!("{path}?login={older}");
    let begun = browser.post(&with("/v1/login/camera"), &json!({"colours": false})).await;
    begun.problem(409, "conflict");
    browser.post(&with("/v1/login/cancel"), &json!({})).await.problem(409, "conflict");
    let newer = browser.post("/v1/login/cancel", &json!({})).await.json(200);
    assert_ne!(newer["login"], older.as_str());
    let back = browser.get(&with("/v1/login/return")).await;
    assert_eq!(back.header("location"), "/login", "nobody is sent to an application unread");
    let id = newer["login"].as_str().unwrap();
    let back = browser.get(&format!("/v1/login/return?login={id}")).await;
    assert!(back.header("location").contains("state=state-2"));
    browser.get("/v1/login/return?login=Marker").await.problem(400, "bad_parameter");
}

#[tokio::test]
async fn a_form_of_megabytes_is_refused_unread() {
    let api = service().await;
    for path in ["/oidc/authorize", "/oidc/par", "/oidc/token"] {
        let body = format!("client_id=rp&login_hint={}", "a".repeat(20_000_000));
        posted(&api, path, body).header("host", HOST).send().await.problem(413, "body_too_large");
    }
}

#[tokio::test]
async fn logins_and_guesses_are_limited_by_address() {
    let settings =
        ApiSettings { logins_per_minute: 2, sign_in_attempts: 2, ..ApiSettings::default() };
    let api = service_with(settings).await;
    for _ in 0..2 {
        Browser::sent(&api, &[]).await;
    }
    let answer = authorize(&api, &[]).await;
    assert_eq!(answer.header("retry-after"), "61");
    assert!(answer.text(429).contains("too_many_attempts"));
    let guess = |secret: &str| {
        posted(&api, "/oidc/token", form(&[("grant_type", "authorization_code"), ("code", "x")]))
            .header("authorization", &basic(secret))
    };
    assert_eq!(guess(SECRET).send().await.json(400)["error"], "invalid_grant");
    assert_eq!(guess("one").send().await.json(401)["error"], "invalid_client");
    assert_eq!(guess("two").send().await.json(401)["error"], "invalid_client");
    guess(SECRET).send().await.problem(429, "too_many_attempts");
}

#[tokio::test]
async fn a_service_that_logs_nobody_in_says_so() {
    let api = TestApi::start().await;
    for path in ["/.well-known/openid-configuration", "/oidc/jwks", "/oidc/authorize"] {
        api.anonymous("GET", path).send().await.problem(404, "login_off");
    }
    let clients = api.get("/v1/login-clients").await.json(200);
    assert_eq!(clients, json!({"issuer": null, "discovery_url": null, "items": []}));
}
