//! What somebody may try: every one of these is refused, or leaves its reason for a human.

use domain::CueKind;
use serde_json::json;
use session::{AgainCode, Conclusion};

use super::*;
use crate::fakes::{Pose, REST, pose_of};

#[tokio::test]
async fn a_link_opens_one_browser_once_and_not_too_late() {
    let house = house().await;
    let person = house.person("Ana", 1).await;
    let browser = opened(&house, person, invitation(DocumentRule::Skip, true)).await;
    let again = house.app.open_check(&browser.token, Some(&browser.cookie)).await.unwrap();
    assert_eq!(again.cookie, None, "the same browser may come back");
    for cookie in [None, Some("0".repeat(64)), Some(String::new())] {
        let other = house.app.open_check(&browser.token, cookie.as_deref()).await;
        assert_eq!(other.unwrap_err().code(), "invitation_in_use");
    }
    let (head, secret) = browser.token.rsplit_once('_').unwrap();
    let wrong = format!("{head}_{}", secret.chars().rev().collect::<String>());
    for token in [wrong.as_str(), "", "li_", head] {
        let unknown = house.app.open_check(token, None).await;
        assert_eq!(unknown.unwrap_err().code(), "invitation_unknown", "{token}");
    }
    assert_eq!(house.app.check_state("f00d").await.unwrap_err().code(), "unauthenticated");
    house.clock.advance(Duration::from_secs(24 * 3_600));
    let late = house.app.open_check(&browser.token, Some(&browser.cookie)).await;
    assert_eq!(late.unwrap_err().code(), "invitation_expired");
    let late = house.app.answer_notice(&browser.cookie, true, "7", "en").await;
    assert_eq!(late.unwrap_err().code(), "invitation_expired");
    assert_eq!(details(&house, &browser).await.standing, InvitationStanding::Expired);
}

#[tokio::test]
async fn an_invitation_that_was_called_off_opens_nothing_and_ends_what_runs() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    player.frame().await;
    house.app.revoke_invitation(Actor::Operator, browser.id).await.unwrap();
    let end = player.end().await;
    assert!(matches!(end, LedMessage::End { conclusion, .. } if conclusion != Conclusion::Done));
    for error in [
        house.app.open_check(&browser.token, Some(&browser.cookie)).await.unwrap_err(),
        house.app.begin_attempt(&browser.cookie, true, no_hints()).await.unwrap_err(),
        house.app.check_state(&browser.cookie).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), "invitation_revoked");
    }
    let found = details(&house, &browser).await;
    assert_eq!((found.standing, found.outcome), (InvitationStanding::Revoked, None));
    house.app.revoke_invitation(Actor::Operator, browser.id).await.unwrap();
}

/// What was recorded of somebody who did everything right is played to another draw.
#[tokio::test]
async fn a_recorded_session_sent_again_misses_what_it_is_asked_for() {
    let house = house().await;
    let (person, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    let end = player.play(pose_of).await;
    assert!(matches!(end, LedMessage::End { conclusion: Conclusion::Done, .. }));
    let (recording, asked) = (player.shown.clone(), player.asked.clone());
    drop(player);
    let browser = agreed(&house, person, invitation(DocumentRule::Skip, false)).await;
    let mut played = 0;
    loop {
        let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
        let mut pictures = recording.iter().cycle();
        let mut end = None;
        while end.is_none() {
            player.pose = *pictures.next().unwrap();
            for message in player.told().await {
                match message {
                    LedMessage::Guidance(Guidance::Do { kind, .. }) => player.asked.push(kind),
                    LedMessage::End { conclusion, .. } => end = Some(conclusion),
                    _ => {}
                }
            }
            if end.is_none() && !player.frame().await {
                let LedMessage::End { conclusion, .. } = player.end().await else { panic!("gone") };
                end = Some(conclusion);
            }
        }
        played += 1;
        // The draw of the scripted randomness is never the recorded one here.
        assert_ne!(
            player.asked.iter().take(2).collect::<Vec<_>>(),
            asked.iter().collect::<Vec<_>>()
        );
        match end.unwrap() {
            Conclusion::Again(code) => assert_eq!(code, AgainCode::MovementMissed),
            Conclusion::Human => break,
            Conclusion::Done => panic!("a recording came through"),
        }
    }
    assert!(played <= 3);
    let found = details(&house, &browser).await;
    assert_eq!(found.outcome, Some(Outcome::Refer));
    let last = found.attempts.last().unwrap().session.unwrap();
    let session = house.app.session(last).await.unwrap();
    let reasons = codes(&session);
    assert!(reasons.contains(&"cue_missed") || reasons.contains(&"other_movement"), "{reasons:?}");
    assert!(reasons.contains(&"steps_unfinished"), "{reasons:?}");
}

#[tokio::test]
async fn movements_in_any_other_order_go_to_a_human() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    // Whatever is asked for, everything else comes first.
    let mut end = None;
    let mut queue: Vec<Pose> = Vec::new();
    while end.is_none() {
        for message in player.told().await {
            match message {
                LedMessage::Guidance(Guidance::Do { kind, .. }) => {
                    let others = [CueKind::TurnLeft, CueKind::TurnRight, CueKind::ComeCloser];
                    // Longer than a hold, and then the middle again.
                    let held = |kind| {
                        let mut poses = [pose_of(kind); 9];
                        poses[8] = REST;
                        poses
                    };
                    queue.extend(others.into_iter().filter(|k| *k != kind).flat_map(held));
                    queue.extend(held(kind));
                    queue.reverse();
                }
                LedMessage::End { conclusion, .. } => end = Some(conclusion),
                _ => {}
            }
        }
        player.pose = queue.pop().unwrap_or(REST);
        if end.is_none() && !player.frame().await {
            let LedMessage::End { conclusion, .. } = player.end().await else { panic!("gone") };
            end = Some(conclusion);
        }
    }
    assert_eq!(end, Some(Conclusion::Human));
    let found = details(&house, &browser).await;
    assert_eq!(found.outcome, Some(Outcome::Refer));
    assert_eq!(found.findings, ["other_movement"]);
}

#[tokio::test]
async fn no_answer_at_all_is_missed_twice_and_three_tries_are_all() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    for left in [2, 1, 0] {
        let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
        let end = player.play(|_| REST).await;
        let conclusion =
            if left > 0 { Conclusion::Again(AgainCode::MovementMissed) } else { Conclusion::Human };
        assert_eq!(end, LedMessage::End { conclusion, attempts_left: left });
        assert_eq!(player.asked.len(), 2, "the same one, twice");
        assert_eq!(player.asked[0], player.asked[1]);
    }
    let more = house.app.begin_attempt(&browser.cookie, true, no_hints()).await;
    assert_eq!(more.unwrap_err().code(), "invitation_used");
}

#[tokio::test]
async fn a_page_that_ends_it_before_its_steps_is_never_accepted() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    // Long enough for every other question to be answered well.
    for _ in 0..4 {
        assert!(player.frame().await);
    }
    player.page.say(LedInput::Stop);
    let end = player.end().await;
    let conclusion = Conclusion::Again(AgainCode::Stopped);
    assert_eq!(end, LedMessage::End { conclusion, attempts_left: 2 });
    let found = details(&house, &browser).await;
    let session = house.app.session(found.attempts[0].session.unwrap()).await.unwrap();
    assert_eq!(outcome(&session), Outcome::Refer);
    assert!(codes(&session).contains(&"steps_unfinished"), "{:?}", codes(&session));
}

#[tokio::test]
async fn software_cameras_and_steered_browsers_leave_a_finding_and_silence_helps_nobody() {
    let house = house().await;
    for (said, findings) in [
        (json!({"camera_label": "OBS Virtual Camera"}), vec!["virtual_camera"]),
        (json!({"webdriver": true}), vec!["automated_browser"]),
    ] {
        let (_, browser) = at_camera(&house, false).await;
        let mut player = Player::begin(&house, &browser.cookie, 1, hints(said)).await;
        let end = player.play(pose_of).await;
        assert_eq!(end, LedMessage::End { conclusion: Conclusion::Human, attempts_left: 2 });
        let found = details(&house, &browser).await;
        assert_eq!(found.outcome, Some(Outcome::Refer));
        assert_eq!(found.findings, findings);
        let session = house.app.session(found.attempts[0].session.unwrap()).await.unwrap();
        assert!(codes(&session).contains(&"injection_sign"), "{:?}", codes(&session));
        let hint = &found.hints.unwrap()[0];
        assert_eq!(hint.kind, "begin");
    }
}

#[tokio::test]
async fn a_camera_that_is_changed_on_the_way_leaves_a_finding() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    player.frame().await;
    let changed = json!({"camera_label": "ManyCam"});
    assert!(player.page.hint("camera", &changed).await.unwrap());
    assert!(!player.page.hint("accept_me", &json!({})).await.unwrap());
    player.play(pose_of).await;
    let found = details(&house, &browser).await;
    assert_eq!(found.findings, ["camera_changed", "virtual_camera"]);
    assert_eq!(found.outcome, Some(Outcome::Refer));
}

#[tokio::test]
async fn a_face_that_the_colours_do_not_reach_is_not_accepted() {
    let house = house().await;
    let (_, browser) = at_camera(&house, true).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    player.is_lit = false;
    let end = player.play(pose_of).await;
    let conclusion = Conclusion::Again(AgainCode::ColoursUnclear);
    assert_eq!(end, LedMessage::End { conclusion, attempts_left: 2 });
}

#[tokio::test]
async fn colours_that_are_refused_leave_a_finding() {
    let house = house().await;
    let (_, browser) = at_camera(&house, true).await;
    let started = house.app.begin_attempt(&browser.cookie, false, no_hints()).await.unwrap();
    let second = house.app.begin_attempt(&browser.cookie, true, no_hints()).await;
    assert_eq!(second.unwrap_err().code(), "conflict", "one runs");
    let live = house.app.session(started.session).await.unwrap();
    assert_eq!(live.state, SessionState::Running);
    let page = house.app.follow_attempt(&browser.cookie).await.unwrap();
    page.say(LedInput::Stop);
    let found = details(&house, &browser).await;
    assert_eq!(found.findings, ["colours_declined"]);
    let staff = house.app.ask_cue(Actor::Operator, started.session).await;
    assert_eq!(staff.unwrap_err().code(), "conflict", "the service leads it");
}

#[tokio::test]
async fn another_face_is_for_a_human_and_they_are_not_told_why() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 2, no_hints()).await;
    let end = player.play(pose_of).await;
    assert!(matches!(end, LedMessage::End { conclusion: Conclusion::Human, .. }), "{end:?}");
    assert_eq!(details(&house, &browser).await.outcome, Some(Outcome::Reject));
    let state = house.app.check_state(&browser.cookie).await.unwrap();
    assert_eq!(state.result, Some(CheckResult::Human));
}

#[tokio::test]
async fn a_portrait_of_somebody_else_does_not_take_the_place_of_the_one_in_force() {
    let house = house().await;
    let person = house.person("Ana", 1).await;
    let before = house.app.person(person).await.unwrap().references[0].id;
    let browser = agreed(&house, person, invitation(DocumentRule::Required, false)).await;
    let answer = house.app.show_document(&browser.cookie, picture_of(2).into()).await.unwrap();
    assert!(answer.accepted, "they are not told");
    assert_eq!(house.app.person(person).await.unwrap().references[0].id, before);
    let found = details(&house, &browser).await;
    let codes = found.document_result.unwrap().codes;
    assert!(codes.contains(&"portrait_differs".to_owned()), "{codes:?}");
}
