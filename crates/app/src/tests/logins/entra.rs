//! Entra's external authentication method, against a tenant whose keys are published on this computer.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};

use oidc::{ResponseMode, SigningKey, Tenant};

use super::*;
use crate::fakes::pose_of;

/// A tenant: its keys at an address, and how often they were fetched.
struct Directory {
    url: String,
    document: Arc<Mutex<String>>,
    fetched: Arc<AtomicUsize>,
}

impl Directory {
    fn new(keys: &[&SigningKey]) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/keys", socket.local_addr().unwrap());
        let document = Arc::new(Mutex::new(published(keys)));
        let fetched = Arc::new(AtomicUsize::new(0));
        let (shown, count) = (Arc::clone(&document), Arc::clone(&fetched));
        std::thread::spawn(move || {
            for stream in socket.incoming() {
                let mut stream = stream.unwrap();
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked);
                count.fetch_add(1, Ordering::SeqCst);
                let body = shown.lock().unwrap().clone();
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
                     connection: close\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, document, fetched }
    }

    fn fetched(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}

fn published(keys: &[&SigningKey]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| key.jwk()).collect();
    json!({ "keys": keys }).to_string()
}

fn key() -> SigningKey {
    SigningKey::generate("tenant", domain::UtcTime::from_unix_millis(0)).unwrap()
}

fn entra(url: &str) -> LoginClient {
    let tenant = Tenant {
        id: "tid-1".to_owned(),
        issuer: "https://login.test/tid-1/v2.0".to_owned(),
        audience: "app-1".to_owned(),
    };
    let profile = Profile::Entra(tenant);
    let mut client = client("entra");
    client.oidc.acrs = Client::usual_acrs(&profile);
    client.oidc.secret = None;
    client.oidc.profile = profile;
    client.subject = SubjectRule::OidTid;
    client.tenant_keys_url = Some(url.to_owned());
    client
}

/// A hint that expired long ago, as Entra sends them.
fn hint(change: &[(&str, &str)]) -> Value {
    let mut claims = json!({
        "iss": "https://login.test/tid-1/v2.0", "aud": "app-1", "tid": "tid-1", "oid": "oid-1",
        "sub": "pairwise-1", "exp": 1_000, "iat": 900, "nbf": 900, "preferred_username": "ada@marker.test",
    });
    for (name, value) in change {
        claims[*name] = json!(value);
    }
    claims
}

fn asked(hint: &str, change: &[(&str, &str)]) -> Params {
    let claims = r#"{"id_token":{"amr":{"essential":true,"values":["face","fido"]},"acr":{"essential":true,"values":["possessionorinherence"]}}}"#;
    let usual = [
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("id_token_hint", hint),
        ("claims", claims),
        ("client-request-id", "7f1c"),
        ("login_hint", ""),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    let kept = usual.into_iter().filter(|(name, _)| change.iter().all(|(n, _)| n != name));
    request("entra", &kept.chain(change.iter().copied()).collect::<Vec<_>>())
}

#[tokio::test]
async fn entra_gets_its_token_by_a_form_and_a_denial_as_well() {
    let theirs = key();
    let directory = Directory::new(&[&theirs]);
    let house = house(vec![entra(&directory.url)]).await;
    known(&house, 1, "oid-1@tid-1").await;
    let hint = theirs.sign(&hint(&[])).unwrap();
    for (face, is_same) in [(1, true), (2, false)] {
        house.clock.advance(Duration::from_secs(601));
        let cookie = sent(&house, asked(&hint, &[])).await;
        let mut player = looking(&house, &cookie, face, false, json!({})).await;
        player.play(pose_of).await;
        let answer = house.app.login_return(&cookie).await.unwrap();
        assert_eq!(answer.mode, ResponseMode::FormPost);
        assert_eq!(said(&answer, "state"), Some("state-1"));
        if !is_same {
            assert_eq!(said(&answer, "error"), Some("access_denied"));
            assert_eq!(said(&answer, "id_token"), None);
            continue;
        }
        let claims = claims(&house, said(&answer, "id_token").unwrap()).await;
        assert_eq!((&claims["sub"], &claims["nonce"]), (&json!("pairwise-1"), &json!("nonce-1")));
        assert_eq!(claims["amr"], json!(["face"]));
        assert_eq!(claims["acr"], "possessionorinherence");
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(ISSUER), &json!("entra")));
        assert!(claims["exp"].as_i64() > claims["iat"].as_i64());
    }
    assert_eq!(directory.fetched(), 1, "keys are kept for a day");
    let trail = format!("{:?}", house.app.audit(200, None).await.unwrap());
    assert!(!trail.contains("marker") && !trail.contains("oid-1"));
}

#[tokio::test]
async fn only_the_tenants_own_hints_name_anybody() {
    let (theirs, forger) = (key(), key());
    let directory = Directory::new(&[&theirs]);
    let house = house(vec![entra(&directory.url)]).await;
    known(&house, 1, "oid-1@tid-1").await;
    let forged = forger.sign(&hint(&[])).unwrap();
    for bad in [
        forged.as_str(),
        "x.y.z",
        "",
        &theirs.sign(&hint(&[("tid", "tid-2")])).unwrap(),
        &theirs.sign(&hint(&[("aud", "app-2")])).unwrap(),
        &theirs.sign(&hint(&[("iss", "https://login.test/tid-2/v2.0")])).unwrap(),
        &theirs.sign(&hint(&[("oid", "")])).unwrap(),
    ] {
        let answer = answered(&house, asked(bad, &[])).await;
        assert_eq!(answer.mode, ResponseMode::FormPost);
        assert_eq!(said(&answer, "error"), Some("invalid_request"));
    }
    // Unknown names of keys do not make us fetch again and again.
    assert!(directory.fetched() <= 2, "{}", directory.fetched());
    let stranger = theirs.sign(&hint(&[("oid", "oid-2")])).unwrap();
    let answer = answered(&house, asked(&stranger, &[])).await;
    assert_eq!(said(&answer, "error"), Some("access_denied"));
    let good = theirs.sign(&hint(&[])).unwrap();
    let impossible = r#"{"id_token":{"amr":{"essential":true,"values":["fido"]}}}"#;
    let answer = answered(&house, asked(&good, &[("claims", impossible)])).await;
    assert_eq!(said(&answer, "error"), Some("access_denied"));
}

#[tokio::test]
async fn a_tenants_new_key_is_found_and_a_directory_that_is_away_is_a_pause() {
    let (old, new) = (key(), key());
    let directory = Directory::new(&[&old]);
    let house = house(vec![entra(&directory.url), {
        let mut away = entra("http://127.0.0.1:9/keys");
        away.oidc.id = "away".to_owned();
        away
    }])
    .await;
    known(&house, 1, "oid-1@tid-1").await;
    let signed = |key: &SigningKey| key.sign(&hint(&[])).unwrap();
    sent(&house, asked(&signed(&old), &[])).await;
    *directory.document.lock().unwrap() = published(&[&old, &new]);
    let early = answered(&house, asked(&signed(&new), &[])).await;
    assert_eq!(said(&early, "error"), Some("invalid_request"), "fetched a moment ago");
    house.clock.advance(Duration::from_secs(5 * 60));
    sent(&house, asked(&signed(&new), &[])).await;
    assert_eq!(directory.fetched(), 2);
    let away = answered(&house, asked(&signed(&old), &[("client_id", "away")])).await;
    assert_eq!(said(&away, "error"), Some("temporarily_unavailable"));
}
