//! Whole logins: asked for, looked at, answered, redeemed, and everything that somebody may try instead.

mod attacks;
mod entra;
mod way;

use std::sync::Mutex;

use oidc::{Answer, Client, ClientSecret, KeySet, Params, Profile};
use serde_json::{Value, json};
use storage::AuditAction;

use super::checks::player::Player;
use super::*;
use crate::fakes::Mover;

const ISSUER: &str = "https://op.test";
const CB: &str = "https://rp.test/cb";
const SECRET: &str = "a secret that is long enough";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn client(id: &str) -> LoginClient {
    LoginClient {
        name: "Example Portal".to_owned(),
        oidc: Client {
            id: id.to_owned(),
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
    }
}

async fn house(clients: Vec<LoginClient>) -> House {
    House::with(|deps| {
        deps.settings.logins = Some(LoginSettings { issuer: ISSUER.to_owned(), clients });
        let clock = deps.clock.clone();
        let size = PoolSize { threads: 1, queue: 16 };
        let pool = InferencePool::new(size, clock, || Ok::<_, std::io::Error>(Mover::default()));
        deps.pool = pool.unwrap();
    })
    .await
}

/// A person with an ID photo and the name that relying parties have for them.
async fn known(house: &House, face: u8, reference: &str) -> PersonId {
    let new = NewPerson {
        display_name: "Ada Marker".into(),
        external_ref: Some(reference.into()),
        ..NewPerson::default()
    };
    let person = house.app.create_person(Actor::Operator, new).await.unwrap().id;
    let picture = picture_of(face).into();
    house.app.set_portrait(Actor::Operator, person, picture).await.unwrap();
    person
}

/// A request with its usual parameters, some of them otherwise.
fn request(client: &str, change: &[(&str, &str)]) -> Params {
    let usual = [
        ("client_id", client),
        ("redirect_uri", CB),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "state-1"),
        ("nonce", "nonce-1"),
        ("login_hint", "ada@example.org"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| change.iter().all(|(n, _)| n != name));
    let all = kept.chain(change.iter().copied());
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A browser that was sent to the login's page.
async fn sent(house: &House, params: Params) -> String {
    match house.app.authorize(params).await.unwrap() {
        Authorized::Camera { cookie, max_age_s } => {
            assert!(max_age_s >= 600, "as long as the login, and as a human may take");
            cookie.reveal().to_owned()
        }
        Authorized::Answer(answer) => panic!("answered at once: {:?}", answer.params),
        Authorized::Page(error) => panic!("a page: {error}"),
    }
}

/// The answer to a request that nobody is sent to the camera for.
async fn answered(house: &House, params: Params) -> Answer {
    match house.app.authorize(params).await.unwrap() {
        Authorized::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn said<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.params.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
}

/// That person before the camera, whose look has begun.
async fn looking<'a>(
    house: &'a House,
    cookie: &str,
    face: u8,
    colours: bool,
    hints: Value,
) -> Player<'a, LoginPage> {
    let started = house.app.begin_login(cookie, colours, &CheckHints(hints)).await.unwrap();
    let page = house.app.follow_login(cookie).unwrap();
    let intake = house.app.push_login_frames(cookie).await.unwrap();
    let follower = house.app.follow(started.session).await.unwrap();
    Player::before(house, face, page, intake, follower)
}

/// Redeems a code.
async fn redeemed(house: &House, client: &str, code: &str) -> Result<Tokens, TokenFault> {
    house.app.redeem_login(None, &redemption(client, code, &[])).await
}

fn redemption(client: &str, code: &str, change: &[(&str, &str)]) -> Params {
    let usual = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("client_secret", SECRET),
        ("code", code),
        ("redirect_uri", CB),
        ("code_verifier", VERIFIER),
    ];
    let kept = usual.into_iter().filter(|(name, _)| change.iter().all(|(n, _)| n != name));
    let all = kept.chain(change.iter().copied());
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What a token says, when it is signed with a key that is published now.
async fn claims(house: &House, token: &str) -> Value {
    let keys = house.app.login_key_set().await.unwrap().to_string();
    KeySet::parse(&keys).unwrap().verified(token).unwrap()
}

async fn newest(house: &House) -> LoginDetails {
    house.app.logins(1, None).await.unwrap().items.remove(0)
}

async fn actions(house: &House) -> Vec<AuditAction> {
    let page = house.app.audit(200, None).await.unwrap();
    page.items.iter().map(|line| line.action).collect()
}

fn reason(login: &LoginDetails) -> Option<&'static str> {
    login.reason.map(LoginReason::as_str)
}
