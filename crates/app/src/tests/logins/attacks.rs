//! What somebody may try: every one of these is refused, and told to nobody but who may know.

use oidc::{PageError, SigningKey};
use session::{AgainCode, Conclusion};

use super::*;
use crate::fakes::{REST, pose_of};

/// A login that was granted, and its answer.
async fn granted(house: &House, client: &str) -> String {
    let cookie = sent(house, request(client, &[])).await;
    let mut player = looking(house, &cookie, 1, false, json!({})).await;
    player.play(pose_of).await;
    let answer = house.app.login_return(&cookie).await.unwrap();
    said(&answer, "code").unwrap().to_owned()
}

#[track_caller]
fn refused(result: Result<Tokens, TokenFault>, expected: &str) {
    match result.unwrap_err() {
        TokenFault::Oauth(error) => assert_eq!(error.code.as_str(), expected),
        TokenFault::App(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn nothing_goes_to_strangers() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    for (params, expected) in [
        (request("nobody", &[]), PageError::UnknownClient),
        (request("rp", &[("redirect_uri", "https://evil.test/cb")]), PageError::UnknownRedirect),
        (request("rp", &[("redirect_uri", "https://rp.test/cb/")]), PageError::UnknownRedirect),
        (
            request("rp", &[("request_uri", "https://evil.test/request")]),
            PageError::UnknownRequestUri,
        ),
    ] {
        match house.app.authorize(params).await.unwrap() {
            Authorized::Page(error) => assert_eq!(error, expected),
            other => panic!("{other:?}"),
        }
    }
    assert!(house.app.logins(9, None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_request_that_is_wrong_is_told_to_its_client() {
    let house = house(vec![client("rp")]).await;
    for (change, expected) in [
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("prompt", "none"), "login_required"),
        (("login_hint", ""), "invalid_request"),
        (("scope", "email"), "invalid_scope"),
        (("response_type", "token"), "unsupported_response_type"),
    ] {
        let answer = answered(&house, request("rp", &[change])).await;
        assert_eq!(said(&answer, "error"), Some(expected), "{change:?}");
        assert_eq!(said(&answer, "state"), Some("state-1"));
    }
}

#[tokio::test]
async fn an_unknown_an_ambiguous_and_a_faceless_subject_are_all_denied_alike() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "twin@example.org").await;
    known(&house, 2, "twin@example.org").await;
    let new = NewPerson {
        display_name: "No Face".into(),
        external_ref: Some("faceless@example.org".into()),
        ..NewPerson::default()
    };
    house.app.create_person(Actor::Operator, new).await.unwrap();
    let mut told = Vec::new();
    for (hint, expected) in [
        ("nobody@example.org", "unknown_subject"),
        ("TWIN@example.org", "unknown_subject"),
        ("ünknown@example.org", "unknown_subject"),
        ("twin@example.org", "ambiguous_subject"),
        ("faceless@example.org", "no_reference"),
    ] {
        let answer = answered(&house, request("rp", &[("login_hint", hint)])).await;
        assert_eq!(said(&answer, "error"), Some("access_denied"), "{hint}");
        told.push(answer.params);
        let login = newest(&house).await;
        assert_eq!((login.standing, reason(&login)), (LoginStanding::Denied, Some(expected)));
        house.clock.advance(Duration::from_millis(1));
    }
    assert!(told.iter().all(|params| *params == told[0]), "{told:?}");
    assert!(actions(&house).await.contains(&AuditAction::LoginRefused));
}

#[tokio::test]
async fn a_code_is_good_once_for_its_client_with_its_verifier() {
    let house = house(vec![client("rp"), client("other")]).await;
    known(&house, 1, "ada@example.org").await;
    let code = granted(&house, "rp").await;
    refused(redeemed(&house, "other", &code).await, "invalid_grant");
    let wrong_secret = redemption("rp", &code, &[("client_secret", "wrong")]);
    refused(house.app.redeem_login(None, &wrong_secret).await, "invalid_client");
    let no_secret = redemption("rp", &code, &[("client_secret", "")]);
    refused(house.app.redeem_login(None, &no_secret).await, "invalid_client");
    let nobody = redemption("nobody", &code, &[]);
    refused(house.app.redeem_login(None, &nobody).await, "invalid_client");
    let tokens = redeemed(&house, "rp", &code).await.unwrap();
    let access = tokens.access_token.reveal().to_owned();
    assert!(house.app.login_subject(&access).is_ok());
    refused(redeemed(&house, "rp", &code).await, "invalid_grant");
    assert!(house.app.login_subject(&access).is_err(), "what was given for it is taken back");
    assert!(actions(&house).await.contains(&AuditAction::LoginCodeReplayed));
    refused(redeemed(&house, "rp", "made-up").await, "invalid_grant");
    for change in [
        ("code_verifier", ""),
        ("code_verifier", "x"),
        ("redirect_uri", "https://rp.test/"),
        ("redirect_uri", ""),
    ] {
        house.clock.advance(Duration::from_secs(601));
        let code = granted(&house, "rp").await;
        let wrong = redemption("rp", &code, &[change]);
        refused(house.app.redeem_login(None, &wrong).await, "invalid_grant");
        refused(redeemed(&house, "rp", &code).await, "invalid_grant");
    }
    house.clock.advance(Duration::from_secs(601));
    let late = granted(&house, "rp").await;
    house.clock.advance(Duration::from_secs(60));
    refused(redeemed(&house, "rp", &late).await, "invalid_grant");
}

#[tokio::test]
async fn a_login_belongs_to_one_browser_and_ends_in_time() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    let cookie = sent(&house, request("rp", &[])).await;
    for nobody in ["", "x", "made-up-made-up-made-up"] {
        assert_eq!(house.app.login_state(nobody).await.unwrap_err().code(), "unauthenticated");
        assert_eq!(house.app.login_return(nobody).await.unwrap_err().code(), "unauthenticated");
        assert_eq!(house.app.cancel_login(nobody).await.unwrap_err().code(), "unauthenticated");
        assert_eq!(house.app.follow_login(nobody).unwrap_err().code(), "unauthenticated");
    }
    assert_eq!(house.app.follow_login(&cookie).unwrap_err().code(), "conflict");
    let second = sent(&house, request("rp", &[])).await;
    assert_ne!(second, cookie);
    house.clock.advance(Duration::from_secs(600));
    assert_eq!(house.app.login_state(&cookie).await.unwrap_err().code(), "login_expired");
    let begun = house.app.begin_login(&cookie, false, &CheckHints(json!({}))).await;
    assert_eq!(begun.unwrap_err().code(), "login_expired");
    assert_eq!(newest(&house).await.standing, LoginStanding::Abandoned);
}

/// The same folder in a service that was started again.
async fn restarted(house: House, clients: Vec<LoginClient>) -> House {
    house.app.shutdown(Duration::ZERO).await;
    let House { app, sources, clock, entropy, folder } = house;
    drop(app);
    let settings = LoginSettings { issuer: ISSUER.to_owned(), clients };
    let app = open(&folder, &clock, &entropy, &sources, |deps| {
        deps.settings.logins = Some(settings);
    })
    .await;
    House { app, sources, clock, entropy, folder }
}

#[tokio::test]
async fn a_login_that_a_restart_lost_ends_for_the_person_and_for_the_application() {
    let first = house(vec![client("rp")]).await;
    known(&first, 1, "ada@example.org").await;
    let cookie = sent(&first, request("rp", &[("state", "state-7")])).await;
    let second = sent(&first, request("rp", &[])).await;
    let looked = looking(&first, &second, 1, false, json!({})).await;
    drop(looked);
    let house = restarted(first, vec![client("rp")]).await;
    for (cookie, state) in [(&cookie, "state-7"), (&second, "state-1")] {
        let shown = house.app.login_state(cookie).await.unwrap();
        assert_eq!((shown.step, shown.is_granted), (LoginStep::Done, Some(false)));
        assert_eq!(shown.again, Some(session::AgainCode::Interrupted));
        let answer = house.app.login_return(cookie).await.unwrap();
        assert_eq!(said(&answer, "error"), Some("access_denied"));
        assert_eq!((answer.redirect_uri.as_str(), said(&answer, "state")), (CB, Some(state)));
        assert_eq!(house.app.login_return(cookie).await.unwrap(), answer);
        let begun = house.app.begin_login(cookie, false, &CheckHints(json!({}))).await;
        assert_eq!(begun.unwrap_err().code(), "conflict");
    }
    let login = newest(&house).await;
    assert_eq!((login.standing, reason(&login)), (LoginStanding::Denied, Some("interrupted")));
    assert!(login.session.is_some(), "the look that ran is its session");
}

#[tokio::test]
async fn the_way_back_is_good_for_its_own_browser_and_time_alone() {
    let first = house(vec![client("rp")]).await;
    let person = known(&first, 1, "ada@example.org").await;
    let cookie = sent(&first, request("rp", &[])).await;
    let other = sent(&first, request("rp", &[])).await;
    let late = sent(&first, request("rp", &[])).await;
    let long = "s".repeat(4_000);
    let without = sent(&first, request("rp", &[("state", &long)])).await;
    let part = |cookie: &str, n: usize| cookie.split('.').nth(n).unwrap().to_owned();
    let house = restarted(first, vec![client("rp")]).await;
    let (secret, id, way) = (part(&cookie, 0), part(&cookie, 1), part(&cookie, 2));
    let tampered = format!("{}A", &way[..way.len() - 1]);
    for strange in [
        secret.clone(),
        format!("{secret}.{id}"),
        format!("{secret}.{id}.{tampered}"),
        format!("{secret}.{}.{way}", part(&other, 1)),
        format!("{}.{id}.{way}", part(&other, 0)),
        format!("{secret}.{id}.{}", "A".repeat(100_000)),
        format!("{secret}.x.{way}"),
        without,
    ] {
        let refused = house.app.login_state(&strange).await.unwrap_err();
        assert_eq!(refused.code(), "unauthenticated");
    }
    assert_eq!(newest(&house).await.standing, LoginStanding::Open, "nothing of it ended a login");
    // Erased with the person, and never after its own time.
    house.clock.advance(Duration::from_secs(600));
    assert_eq!(house.app.login_state(&late).await.unwrap_err().code(), "unauthenticated");
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert_eq!(house.app.login_state(&cookie).await.unwrap_err().code(), "unauthenticated");
}

#[tokio::test]
async fn okta_is_told_of_a_login_that_a_restart_lost_in_a_token() {
    let okta = || LoginClient {
        oidc: Client { profile: Profile::Okta, must_push: false, ..client("okta").oidc },
        ..client("okta")
    };
    let first = house(vec![okta()]).await;
    known(&first, 1, "ada@example.org").await;
    let cookie = sent(&first, request("okta", &[])).await;
    let house = restarted(first, vec![okta()]).await;
    let answer = house.app.login_return(&cookie).await.unwrap();
    let tokens = redeemed(&house, "okta", said(&answer, "code").unwrap()).await.unwrap();
    let claims = claims(&house, &tokens.id_token).await;
    assert_eq!(claims["verified_claims"]["verification"]["assurance_level"], "FAILED");
}

#[tokio::test]
async fn a_page_that_shows_one_login_does_nothing_for_another() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    let [one, two] =
        [sent(&house, request("rp", &[])).await, sent(&house, request("rp", &[])).await];
    let shown = house.app.login_state(&one).await.unwrap().id;
    assert!(house.app.is_login_shown(&one, Some(shown)).is_ok());
    assert!(house.app.is_login_shown(&one, None).is_ok());
    let refused = house.app.is_login_shown(&two, Some(shown)).unwrap_err();
    assert_eq!(refused.code(), "conflict");
}

#[tokio::test]
async fn keys_are_rolled_by_hand_with_notice_or_at_once() {
    let house = house(vec![client("rp")]).await;
    let states = async || {
        let keys = house.app.published_keys().await.unwrap();
        assert_eq!(keys.events, None, "no receiver, no issuer");
        let keys = keys.logins.unwrap();
        keys.iter().map(|key| (key.kid.clone(), key.state)).collect::<Vec<_>>()
    };
    let first = states().await;
    assert_eq!((first.len(), first[0].1), (1, KeyState::Signing));
    let token = house.app.sign_login(json!({"sub": "x"})).await.unwrap();
    house.app.roll_login_keys_by_hand(Actor::Operator, false).await.unwrap();
    let both = states().await;
    assert_eq!(
        (both[0].1, both[1].1, &both[1].0),
        (KeyState::Next, KeyState::Signing, &first[0].0)
    );
    let again = house.app.roll_login_keys_by_hand(Actor::Operator, false).await;
    assert_eq!(again.unwrap_err().code(), "conflict");
    house.clock.advance(Duration::from_secs(2 * 24 * 60 * 60));
    let rolled = states().await;
    assert_eq!((rolled[0].1, rolled[1].1), (KeyState::Signing, KeyState::Earlier));
    claims(&house, &token).await;
    house.app.roll_login_keys_by_hand(Actor::Operator, true).await.unwrap();
    let alone = states().await;
    assert_eq!((alone.len(), alone[0].1), (1, KeyState::Signing));
    assert!(rolled.iter().all(|(kid, _)| *kid != alone[0].0));
    let fresh = house.app.sign_login(json!({"sub": "y"})).await.unwrap();
    assert_eq!(claims(&house, &fresh).await["sub"], "y");
}

#[tokio::test]
async fn giving_up_denies_also_while_a_look_runs() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    let cookie = sent(&house, request("rp", &[])).await;
    let mut player = looking(&house, &cookie, 1, false, json!({})).await;
    player.frame().await;
    let twice = house.app.begin_login(&cookie, false, &CheckHints(json!({}))).await;
    assert_eq!(twice.unwrap_err().code(), "conflict");
    let state = house.app.cancel_login(&cookie).await.unwrap();
    assert_eq!((state.step, state.is_granted), (LoginStep::Done, Some(false)));
    player.end().await;
    let answer = house.app.login_return(&cookie).await.unwrap();
    assert_eq!(said(&answer, "error"), Some("access_denied"));
    assert_eq!(reason(&newest(&house).await), Some("cancelled"));
    let again = house.app.begin_login(&cookie, false, &CheckHints(json!({}))).await;
    assert_eq!(again.unwrap_err().code(), "conflict");
}

#[tokio::test]
async fn three_tries_without_a_face_are_all_there_are() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    let cookie = sent(&house, request("rp", &[])).await;
    for left in [2, 1, 0] {
        let mut player = looking(&house, &cookie, 1, false, json!({})).await;
        let end = player.play(|_| REST).await;
        let expected = match left {
            0 => Conclusion::Human,
            _ => Conclusion::Again(AgainCode::MovementMissed),
        };
        assert_eq!(end, LedMessage::End { conclusion: expected, attempts_left: left });
    }
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!((state.step, state.is_granted), (LoginStep::Done, Some(false)));
}

#[tokio::test]
async fn one_person_is_not_tried_again_and_again() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    for _ in 0..9 {
        let cookie = sent(&house, request("rp", &[])).await;
        let mut player = looking(&house, &cookie, 2, false, json!({})).await;
        player.play(pose_of).await;
    }
    let cookie = sent(&house, request("rp", &[])).await;
    let begun = house.app.begin_login(&cookie, false, &CheckHints(json!({}))).await;
    assert_eq!(begun.unwrap_err().code(), "too_many_logins");
}

#[tokio::test]
async fn a_pushed_request_is_its_clients_and_waits_five_minutes() {
    let house = house(vec![client("rp"), client("other")]).await;
    known(&house, 1, "ada@example.org").await;
    let body =
        |change: &[(&str, &str)]| request("rp", &[&[("client_secret", SECRET)], change].concat());
    let carried = |client: &str, uri: &str| -> Params {
        [("client_id", client), ("request_uri", uri)]
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    };
    let pushed = house.app.push_login(None, body(&[])).unwrap();
    let stolen = house.app.authorize(carried("other", &pushed.uri)).await.unwrap();
    assert!(matches!(stolen, Authorized::Page(PageError::UnknownRequestUri)));
    sent(&house, carried("rp", &pushed.uri)).await;
    let late = house.app.push_login(None, body(&[])).unwrap();
    house.clock.advance(Duration::from_secs(300));
    let refused = house.app.authorize(carried("rp", &late.uri)).await.unwrap();
    assert!(matches!(refused, Authorized::Page(PageError::UnknownRequestUri)));
    for (change, expected) in [
        (("client_secret", "wrong"), "invalid_client"),
        (("request_uri", "urn:x"), "invalid_request"),
        (("redirect_uri", "https://evil.test"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
    ] {
        match house.app.push_login(None, request("rp", &[("client_secret", SECRET), change])) {
            Err(TokenFault::Oauth(error)) => assert_eq!(error.code.as_str(), expected),
            other => panic!("{change:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_assertion_signed_by_the_client_is_good_once() {
    let theirs = SigningKey::generate("rp", domain::UtcTime::from_unix_millis(0)).unwrap();
    let mut signer = client("signer");
    signer.oidc.secret = None;
    let document = oidc::key_set_document(std::slice::from_ref(&theirs)).to_string();
    signer.oidc.keys = KeySet::parse(&document);
    let house = house(vec![signer]).await;
    known(&house, 1, "ada@example.org").await;
    let now = Clock::utc(&*house.clock).unix_millis() / 1_000;
    let good = json!({
        "iss": "signer", "sub": "signer", "aud": ISSUER, "jti": "j-1", "exp": now + 60,
    });
    let push = |claims: &Value| {
        let assertion = theirs.sign(claims).unwrap();
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let change = [("client_assertion", assertion.as_str()), ("client_assertion_type", kind)];
        house.app.push_login(None, request("signer", &change)).is_ok()
    };
    assert!(push(&good) && !push(&good), "good once");
    for (claim, value) in [
        ("iss", json!("other")),
        ("sub", json!("other")),
        ("aud", json!("https://other.test")),
        ("exp", json!(now)),
        ("exp", json!(now + 3_600)),
        ("jti", json!("")),
    ] {
        let mut bad = good.clone();
        bad["jti"] = json!("j-2");
        bad[claim] = value;
        assert!(!push(&bad), "{claim}");
    }
}

#[tokio::test]
async fn erasing_a_person_takes_their_logins_along() {
    let house = house(vec![client("rp")]).await;
    let person = known(&house, 1, "ada@example.org").await;
    let cookie = sent(&house, request("rp", &[])).await;
    let mut player = looking(&house, &cookie, 1, false, json!({})).await;
    player.frame().await;
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert_eq!(player.end().await, LedMessage::Closed(LedClose::Gone));
    assert!(house.app.logins(9, None).await.unwrap().items.is_empty());
    assert!(house.app.login_return(&cookie).await.is_err());
    let answer = answered(&house, request("rp", &[])).await;
    assert_eq!(said(&answer, "error"), Some("access_denied"));
}

#[tokio::test]
async fn a_service_without_the_section_logs_nobody_in() {
    let house = House::new().await;
    assert_eq!(house.app.authorize(request("rp", &[])).await.unwrap_err().code(), "login_off");
    assert_eq!(house.app.login_key_set().await.unwrap_err().code(), "login_off");
    assert_eq!(house.app.login_metadata().unwrap_err().code(), "login_off");
    assert!(house.app.login_clients().is_empty());
}

#[tokio::test]
async fn a_hint_of_ours_names_the_person_again_and_anybody_elses_does_not() {
    let by_sub = LoginClient { subject: SubjectRule::HintSub, ..client("again") };
    let house = house(vec![client("rp"), by_sub]).await;
    known(&house, 1, "ada@example.org").await;
    let token = |aud: &str| json!({"iss": ISSUER, "aud": aud, "sub": "ada@example.org", "exp": 1});
    let good = house.app.sign_login(token("again")).await.unwrap();
    sent(&house, request("again", &[("id_token_hint", &good)])).await;
    let elses = house.app.sign_login(token("rp")).await.unwrap();
    let forger = SigningKey::generate("x", domain::UtcTime::from_unix_millis(0)).unwrap();
    let forged = forger.sign(&token("again")).unwrap();
    for hint in ["", "x.y.z", elses.as_str(), forged.as_str()] {
        let answer = answered(&house, request("again", &[("id_token_hint", hint)])).await;
        assert_eq!(said(&answer, "error"), Some("invalid_request"));
    }
}
