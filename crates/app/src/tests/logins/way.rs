//! The ways through.

use domain::SessionKind;
use session::Conclusion;

use super::*;
use crate::fakes::pose_of;

#[tokio::test]
async fn a_person_looks_into_the_camera_and_the_relying_party_learns_who_it_is() {
    let house = house(vec![client("rp")]).await;
    let person = known(&house, 1, "ada@example.org").await;
    let cookie = sent(&house, request("rp", &[("ui_locales", "nl de")])).await;
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!((state.step, state.attempts_left, state.is_running), (LoginStep::Camera, 3, false));
    assert_eq!((state.application.as_str(), state.languages.len()), ("Example Portal", 2));
    let early = house.app.login_return(&cookie).await.unwrap_err();
    assert_eq!(early.code(), "conflict");
    let mut player = looking(&house, &cookie, 1, false, json!({})).await;
    let end = player.play(pose_of).await;
    assert_eq!(end, LedMessage::End { conclusion: Conclusion::Done, attempts_left: 0 });
    assert_eq!(player.asked.len(), 2, "who does not want colours moves twice");
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!((state.step, state.is_granted), (LoginStep::Done, Some(true)));
    let answer = house.app.login_return(&cookie).await.unwrap();
    assert_eq!(answer.redirect_uri, CB);
    assert_eq!((said(&answer, "state"), said(&answer, "iss")), (Some("state-1"), Some(ISSUER)));
    let again = house.app.login_return(&cookie).await.unwrap();
    assert_eq!(again, answer, "a page that is loaded anew gets the same code");
    let code = said(&answer, "code").unwrap();
    let tokens = redeemed(&house, "rp", code).await.unwrap();
    let claims = claims(&house, &tokens.id_token).await;
    assert_eq!(claims["sub"], "ada@example.org");
    assert_eq!((&claims["nonce"], &claims["amr"]), (&json!("nonce-1"), &json!(["face"])));
    assert_eq!((&claims["aud"], &claims["acr"]), (&json!("rp"), &json!("urn:likeness:acr:face")));
    assert_eq!(claims["likeness_decided_by"], "verdict");
    let subject = house.app.login_subject(tokens.access_token.reveal()).unwrap();
    assert_eq!(subject, "ada@example.org");
    // A login is a session of the person, and everything is in the trail.
    let login = newest(&house).await;
    assert_eq!((login.standing, reason(&login)), (LoginStanding::Granted, Some("accepted")));
    assert_eq!(login.person, Some(person));
    let session = house.app.session(login.session.unwrap()).await.unwrap();
    assert_eq!((session.kind, outcome(&session)), (SessionKind::Login, Outcome::Accept));
    let replayed = house.app.replay(Actor::Operator, session.id).await.unwrap();
    assert!(replayed.equal, "the stored log gives the same verdict");
    for action in [AuditAction::LoginAsked, AuditAction::LoginGranted, AuditAction::LoginKeyCreated]
    {
        assert!(actions(&house).await.contains(&action), "{action:?}");
    }
    let trail = house.app.audit(200, None).await.unwrap();
    assert!(trail.items.iter().any(|line| line.actor == Actor::Login(login.id)));
}

#[tokio::test]
async fn colours_or_one_movement_are_drawn_by_chance_and_either_will_do() {
    let house = house(vec![client("rp")]).await;
    known(&house, 1, "ada@example.org").await;
    let mut drawn = [0, 0];
    for _ in 0..8 {
        house.clock.advance(Duration::from_secs(601));
        let cookie = sent(&house, request("rp", &[])).await;
        let mut player = looking(&house, &cookie, 1, true, json!({})).await;
        let end = player.play(pose_of).await;
        assert_eq!(end, LedMessage::End { conclusion: Conclusion::Done, attempts_left: 0 });
        assert!(player.asked.len() <= 1);
        drawn[player.asked.len()] += 1;
    }
    assert!(drawn.iter().all(|count| *count > 0), "{drawn:?}");
}

#[tokio::test]
async fn somebody_else_is_denied_in_less_than_ten_seconds_and_nothing_is_told_of_them() {
    let house = house(vec![client("rp")]).await;
    let person = known(&house, 1, "ada@example.org").await;
    for colours in [false, true, true, true] {
        house.clock.advance(Duration::from_secs(601));
        let cookie = sent(&house, request("rp", &[])).await;
        let mut player = looking(&house, &cookie, 2, colours, json!({})).await;
        let began = Clock::now(&*house.clock);
        let end = player.play(pose_of).await;
        let took = Clock::now(&*house.clock) - began;
        assert_eq!(end, LedMessage::End { conclusion: Conclusion::Human, attempts_left: 0 });
        assert!(took < Duration::from_secs(10), "{took:?}");
        let answer = house.app.login_return(&cookie).await.unwrap();
        assert_eq!(said(&answer, "error"), Some("access_denied"));
        let names: Vec<_> = answer.params.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["error", "error_description", "state", "iss"]);
        assert!(!format!("{:?}", answer.params).contains("ada"));
        let login = newest(&house).await;
        assert_eq!((login.standing, reason(&login)), (LoginStanding::Denied, Some("rejected")));
        let session = house.app.session(login.session.unwrap()).await.unwrap();
        assert_eq!((session.person, outcome(&session)), (person, Outcome::Reject));
        assert!(codes(&session).contains(&"not_the_id_holder"), "{:?}", codes(&session));
    }
}

/// A login that its verdict refers: a program drives the browser.
async fn referred(fallback: Fallback) -> (House, String, LedMessage) {
    let house = house(vec![LoginClient { fallback, ..client("rp") }]).await;
    known(&house, 1, "ada@example.org").await;
    let cookie = sent(&house, request("rp", &[])).await;
    let mut player = looking(&house, &cookie, 1, false, json!({"webdriver": true})).await;
    let end = player.play(pose_of).await;
    drop(player);
    (house, cookie, end)
}

const TEN_MINUTES: Duration = Duration::from_secs(600);

#[tokio::test]
async fn where_nobody_is_asked_a_referral_is_a_denial() {
    let (house, cookie, end) = referred(Fallback::Deny).await;
    assert_eq!(end, LedMessage::End { conclusion: Conclusion::Human, attempts_left: 0 });
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!((state.step, state.is_granted), (LoginStep::Done, Some(false)));
    assert_eq!(reason(&newest(&house).await), Some("referred"));
}

#[tokio::test]
async fn a_human_vouches_while_the_page_waits() {
    let (house, cookie, _) = referred(Fallback::Attest(TEN_MINUTES)).await;
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!((state.step, state.is_granted), (LoginStep::Waiting, None));
    assert_eq!(newest(&house).await.standing, LoginStanding::Waiting);
    let queue = house.app.reviews(9, None, Some(SessionKind::Login)).await.unwrap();
    let session = queue.items[0].session.id;
    house.app.decide(Actor::Operator, session, Outcome::Refer, None).await.unwrap();
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!(state.step, LoginStep::Waiting, "nothing was decided");
    house.app.decide(Actor::Operator, session, Outcome::Accept, None).await.unwrap();
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!((state.step, state.is_granted), (LoginStep::Done, Some(true)));
    let answer = house.app.login_return(&cookie).await.unwrap();
    let tokens = redeemed(&house, "rp", said(&answer, "code").unwrap()).await.unwrap();
    assert_eq!(claims(&house, &tokens.id_token).await["likeness_decided_by"], "human");
    let login = newest(&house).await;
    assert_eq!((login.standing, reason(&login)), (LoginStanding::Granted, Some("attested")));
    // Whoever thinks better of it later changes nothing that was told.
    house.app.decide(Actor::Operator, session, Outcome::Reject, None).await.unwrap();
    assert_eq!(newest(&house).await.standing, LoginStanding::Granted);
}

#[tokio::test]
async fn who_is_blocked_is_denied_at_once_and_let_in_again_after_an_accepted_session() {
    let rule =
        GroupRule { every_days: 1, jitter_days: 0, grace_days: 0, escalate: Escalation::Block };
    let house = House::with(|deps| {
        let clients = vec![client("rp")];
        deps.settings.logins = Some(LoginSettings { issuer: ISSUER.to_owned(), clients });
        deps.settings.reverification.groups = [("daily".to_owned(), rule)].into();
    })
    .await;
    let person = known(&house, 1, "ada@example.org").await;
    house.app.set_reverification(Actor::Operator, person, Some("daily")).await.unwrap();
    sent(&house, request("rp", &[])).await;
    house.clock.advance(Duration::from_secs(86_400));
    let answer = answered(&house, request("rp", &[])).await;
    assert_eq!(said(&answer, "error"), Some("access_denied"));
    assert_eq!(reason(&newest(&house).await), Some("blocked"));
    house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    sent(&house, request("rp", &[])).await;
}

#[tokio::test]
async fn a_human_who_rejects_or_stays_away_denies() {
    let (house, cookie, _) = referred(Fallback::Attest(TEN_MINUTES)).await;
    let session = newest(&house).await.session.unwrap();
    house.app.decide(Actor::Operator, session, Outcome::Reject, None).await.unwrap();
    let answer = house.app.login_return(&cookie).await.unwrap();
    assert_eq!(said(&answer, "error"), Some("access_denied"));
    assert_eq!(reason(&newest(&house).await), Some("not_attested"));

    let (house, cookie, _) = referred(Fallback::Attest(TEN_MINUTES)).await;
    let session = newest(&house).await.session.unwrap();
    house.clock.advance(TEN_MINUTES);
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!(state.is_granted, Some(false));
    assert_eq!(reason(&newest(&house).await), Some("not_attested"));
    house.app.decide(Actor::Operator, session, Outcome::Accept, None).await.unwrap();
    let state = house.app.login_state(&cookie).await.unwrap();
    assert_eq!(state.is_granted, Some(false), "too late");
}

#[tokio::test]
async fn okta_pushes_and_is_told_of_success_and_failure_in_a_token() {
    let mut okta = client("okta");
    okta.oidc.profile = Profile::Okta;
    okta.oidc.must_push = true;
    let house = house(vec![okta]).await;
    known(&house, 1, "ada@example.org").await;
    let unpushed = answered(&house, request("okta", &[])).await;
    assert_eq!(said(&unpushed, "error"), Some("invalid_request"));
    for (face, level) in [(1, "VERIFIED"), (2, "FAILED")] {
        house.clock.advance(Duration::from_secs(601));
        let body = request("okta", &[("client_secret", SECRET)]);
        let pushed = house.app.push_login(None, body).unwrap();
        assert!((60..=600).contains(&pushed.expires_in_s));
        let carried = [("client_id", "okta"), ("request_uri", pushed.uri.as_str())];
        let carried = || carried.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let cookie = sent(&house, carried()).await;
        let twice = house.app.authorize(carried()).await.unwrap();
        assert!(matches!(twice, Authorized::Page(_)), "a pushed request is good once");
        let mut player = looking(&house, &cookie, face, false, json!({})).await;
        player.play(pose_of).await;
        let answer = house.app.login_return(&cookie).await.unwrap();
        let tokens = redeemed(&house, "okta", said(&answer, "code").unwrap()).await.unwrap();
        let claims = claims(&house, &tokens.id_token).await;
        let verification = &claims["verified_claims"]["verification"];
        assert_eq!(verification["assurance_level"], level);
        assert_eq!(verification["trust_framework"], "IDV-DELEGATED");
    }
}

#[tokio::test]
async fn keys_roll_over_and_tokens_of_the_last_days_stay_good() {
    let house = house(vec![client("rp")]).await;
    let keys = async || {
        let set = house.app.login_key_set().await.unwrap();
        let keys = set["keys"].as_array().unwrap().clone();
        assert!(keys.iter().all(|key| key["x5c"][0].is_string() && key["alg"] == "RS256"));
        keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let days = |n: u64| house.clock.advance(Duration::from_secs(n * 24 * 60 * 60));
    let first = keys().await;
    assert_eq!((first.len(), keys().await), (1, first.clone()), "made once");
    days(87);
    let both = keys().await;
    assert_eq!(both.len(), 2);
    let token = house.app.sign_login(json!({"sub": "x"})).await.unwrap();
    assert_eq!(
        oidc::kid_of(&token).as_ref(),
        Some(&first[0]),
        "the new one is shown before it signs"
    );
    days(3);
    let newer = house.app.sign_login(json!({"sub": "x"})).await.unwrap();
    assert_ne!(oidc::kid_of(&newer).as_ref(), Some(&first[0]));
    claims(&house, &token).await;
    days(2);
    assert_eq!(keys().await.len(), 1, "the old one is gone for good");
    assert!(actions(&house).await.contains(&AuditAction::LoginKeyRemoved));
}

#[tokio::test]
async fn keys_and_people_survive_a_restart() {
    let house = house(vec![client("rp")]).await;
    let before = house.app.login_key_set().await.unwrap();
    house.app.shutdown(Duration::ZERO).await;
    let settings = LoginSettings { issuer: ISSUER.to_owned(), clients: vec![client("rp")] };
    let House { app, sources, clock, entropy, folder } = house;
    drop(app);
    let app = open(&folder, &clock, &entropy, &sources, |deps| {
        deps.settings.logins = Some(settings);
    })
    .await;
    assert_eq!(app.login_key_set().await.unwrap(), before);
}
