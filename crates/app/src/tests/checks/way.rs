//! The way through, and the ways out that are nobody's fault.

use session::{AgainCode, Conclusion};

use super::*;
use crate::fakes::pose_of;

#[tokio::test]
async fn a_candidate_comes_through_and_leaves_a_reference() {
    let house = house().await;
    let person = house.person("Ana Marker", 1).await;
    let browser = agreed(&house, person, invitation(DocumentRule::Skip, true)).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    let end = player.play(pose_of).await;
    let done = LedMessage::End { conclusion: Conclusion::Done, attempts_left: 2 };
    assert_eq!(end, done);
    assert_eq!(player.asked.len(), 2);
    assert_ne!(player.asked[0], player.asked[1]);
    let state = house.app.check_state(&browser.cookie).await.unwrap();
    assert_eq!((state.step, state.result), (CheckStep::Done, Some(CheckResult::Done)));
    let found = details(&house, &browser).await;
    assert_eq!(found.standing, InvitationStanding::Finished);
    assert_eq!(found.outcome, Some(Outcome::Accept));
    assert!(found.findings.is_empty(), "{:?}", found.findings);
    let session = house.app.session(found.attempts[0].session.unwrap()).await.unwrap();
    assert_eq!((session.kind, outcome(&session)), (SessionKind::Onboarding, Outcome::Accept));
    let verdict = &session.verdict.as_ref().unwrap().verdict;
    assert_eq!(verdict.lights[0].state, domain::LightState::Answered, "{:?}", verdict.lights);
    let summary = house.app.person(person).await.unwrap();
    assert_eq!(summary.references.len(), 2, "the ID photo and this session");
    assert_eq!(summary.consent.unwrap().text_version, "7/de");
    for action in [
        AuditAction::InvitationCreated,
        AuditAction::CheckOpened,
        AuditAction::ConsentGiven,
        AuditAction::CheckAttemptEnded,
        AuditAction::CheckFinished,
    ] {
        assert!(actions(&house).await.contains(&action), "{action:?}");
    }
    // It is over for good.
    let refused = house.app.begin_attempt(&browser.cookie, true, no_hints()).await;
    assert_eq!(refused.unwrap_err().code(), "invitation_used");
    let replayed = house.app.replay(Actor::Operator, session.id).await.unwrap();
    assert!(replayed.equal, "the stored log gives the same verdict");
}

#[tokio::test]
async fn who_does_not_agree_is_asked_nothing_more() {
    let house = house().await;
    let person = house.person("Ana", 1).await;
    let browser = opened(&house, person, invitation(DocumentRule::Required, true)).await;
    let stale = house.app.answer_notice(&browser.cookie, true, "6", "de").await;
    assert_eq!(stale.unwrap_err().code(), "conflict");
    let state = house.app.answer_notice(&browser.cookie, false, "7", "fr").await.unwrap();
    assert_eq!((state.step, state.result), (CheckStep::Done, Some(CheckResult::Declined)));
    assert_eq!(state.language, "fr");
    for refused in [
        house.app.answer_notice(&browser.cookie, true, "7", "fr").await.unwrap_err(),
        house.app.show_document(&browser.cookie, picture_of(1).into()).await.unwrap_err(),
        house.app.begin_attempt(&browser.cookie, true, no_hints()).await.unwrap_err(),
    ] {
        assert_eq!(refused.code(), "invitation_used");
    }
    let found = details(&house, &browser).await;
    assert_eq!(found.standing, InvitationStanding::Declined);
    assert_eq!(found.outcome, None);
    assert!(!found.consent.unwrap().agreed);
    assert_eq!(house.app.person(person).await.unwrap().consent, None);
}

#[tokio::test]
async fn a_document_gives_the_portrait_and_says_that_it_was_not_read() {
    let house = house().await;
    let new = NewPerson { display_name: "Ana".into(), ..NewPerson::default() };
    let person = house.app.create_person(Actor::Operator, new).await.unwrap().id;
    let browser = agreed(&house, person, invitation(DocumentRule::Required, false)).await;
    let early = house.app.begin_attempt(&browser.cookie, true, no_hints()).await;
    assert_eq!(early.unwrap_err().code(), "conflict", "no camera before the document");
    let answer = house.app.show_document(&browser.cookie, b"rubbish"[..].into()).await.unwrap();
    assert!(!answer.accepted && answer.issues[0].is_worth_a_retry);
    assert_eq!(answer.issues[0].code, "not_a_picture");
    assert_eq!(answer.state.document_tries_left, 4);
    let nobody = house.app.show_document(&browser.cookie, picture_of(0).into()).await.unwrap();
    assert_eq!(nobody.issues[0].code, "no_face");
    let answer = house.app.show_document(&browser.cookie, picture_of(1).into()).await.unwrap();
    assert!(answer.accepted);
    assert_eq!(answer.issues[0].code, "not_read");
    assert_eq!(answer.state.step, CheckStep::Camera);
    assert!(house.app.person(person).await.unwrap().has_portrait);
    // Whoever it is: a document that nobody read is for a human.
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    let end = player.play(pose_of).await;
    assert_eq!(end, LedMessage::End { conclusion: Conclusion::Human, attempts_left: 2 });
    let found = details(&house, &browser).await;
    assert_eq!(
        (found.outcome, found.findings),
        (Some(Outcome::Refer), vec!["document_unread".into()])
    );
}

#[tokio::test]
async fn a_document_without_a_face_ends_with_a_human() {
    let house = house().await;
    let new = NewPerson { display_name: "Ana".into(), ..NewPerson::default() };
    let person = house.app.create_person(Actor::Operator, new).await.unwrap().id;
    let browser = agreed(&house, person, invitation(DocumentRule::Required, false)).await;
    for n in (0..5).rev() {
        let answer = house.app.show_document(&browser.cookie, picture_of(0).into()).await.unwrap();
        assert!(!answer.accepted);
        assert_eq!(answer.state.document_tries_left, n);
        assert_eq!(answer.issues[0].is_worth_a_retry, n > 0);
    }
    let state = house.app.check_state(&browser.cookie).await.unwrap();
    assert_eq!((state.step, state.result), (CheckStep::Done, Some(CheckResult::Human)));
    assert_eq!(details(&house, &browser).await.outcome, Some(Outcome::Refer));
}

/// A person without an ID photo who agreed and shows a document.
async fn showing(house: &House, name: &str) -> (PersonId, Browser) {
    let new = NewPerson { display_name: name.into(), ..NewPerson::default() };
    let person = house.app.create_person(Actor::Operator, new).await.unwrap().id;
    (person, agreed(house, person, invitation(DocumentRule::Required, false)).await)
}

#[tokio::test]
async fn a_card_has_two_sides_in_either_order_and_both_are_one_document() {
    let house = house().await;
    for sides in
        [[DocumentSide::Front, DocumentSide::Back], [DocumentSide::Back, DocumentSide::Front]]
    {
        let (person, browser) = showing(&house, "Anna Eriksson").await;
        let first = card_of(1, sides[0]);
        let answer = house.app.show_document(&browser.cookie, first.into()).await.unwrap();
        assert_eq!((answer.accepted, answer.issues.len()), (false, 0), "{sides:?}");
        assert_eq!(answer.state.wanted_side, Some(sides[1]));
        assert_eq!(answer.state.step, CheckStep::Document);
        // Anything else in between is asked for again, and a restart of the page changes nothing.
        let other = house.app.show_document(&browser.cookie, card_of(0, DocumentSide::Back).into());
        assert!(!other.await.unwrap().accepted);
        assert_eq!(
            house.app.check_state(&browser.cookie).await.unwrap().wanted_side,
            Some(sides[1])
        );
        let second = card_of(1, sides[1]);
        let answer = house.app.show_document(&browser.cookie, second.into()).await.unwrap();
        assert!(answer.accepted, "{:?}", answer.issues);
        assert_eq!((answer.state.step, answer.state.wanted_side), (CheckStep::Camera, None));
        assert!(house.app.person(person).await.unwrap().has_portrait);
        let result = details(&house, &browser).await.document_result.unwrap();
        assert_eq!((result.state, result.codes), (DocumentState::Read, vec![]));
        let text = house.app.check_document(Actor::Operator, browser.id).await.unwrap();
        assert_eq!(text.fields.names.surname, "ERIKSSON");
        let codes: Vec<&str> = text.findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["document_expired", "document_name_partly"]);
    }
    let done = actions(&house).await;
    for action in [AuditAction::DocumentSideTaken, AuditAction::DocumentRead] {
        assert_eq!(done.iter().filter(|a| **a == action).count(), 2, "{action:?}");
    }
}

#[tokio::test]
async fn the_back_of_another_card_is_for_a_human() {
    let house = house().await;
    for sides in
        [[DocumentSide::Front, DocumentSide::Back], [DocumentSide::Back, DocumentSide::Front]]
    {
        let (_, browser) = showing(&house, "Anna Eriksson").await;
        for side in sides {
            house.app.show_document(&browser.cookie, card_of(3, side).into()).await.unwrap();
        }
        let found = details(&house, &browser).await;
        let result = found.document_result.unwrap();
        assert_eq!(
            (result.state, result.codes),
            (DocumentState::Doubtful, vec!["sides_unconfirmed".into()])
        );
        assert_eq!(found.findings, ["document_doubtful"]);
    }
}

#[tokio::test]
async fn a_card_without_anything_on_its_back_is_for_a_human() {
    let house = house().await;
    let (_, browser) = showing(&house, "Ana").await;
    let early = house.app.one_sided(&browser.cookie).await;
    assert_eq!(early.unwrap_err().code(), "conflict", "no front yet");
    let front = card_of(1, DocumentSide::Front);
    house.app.show_document(&browser.cookie, front.clone().into()).await.unwrap();
    let state = house.app.one_sided(&browser.cookie).await.unwrap();
    assert_eq!(state.step, CheckStep::Camera);
    assert_eq!(house.app.one_sided(&browser.cookie).await.unwrap_err().code(), "conflict");
    let found = details(&house, &browser).await;
    let result = found.document_result.unwrap();
    assert_eq!((result.state, result.codes), (DocumentState::NotRead, vec!["one_sided".into()]));
    assert_eq!(found.findings, ["document_unread"]);
    let text = house.app.check_document(Actor::Operator, browser.id).await;
    assert_eq!(text.unwrap_err().code(), "not_found");
    // The tries run out in the same way.
    let (_, browser) = showing(&house, "Bea").await;
    for n in (0..5).rev() {
        let answer = house.app.show_document(&browser.cookie, front.clone().into()).await.unwrap();
        assert_eq!((answer.accepted, answer.state.document_tries_left), (n == 0, n));
    }
    let result = details(&house, &browser).await.document_result.unwrap();
    assert_eq!((result.state, result.codes), (DocumentState::NotRead, vec!["no_zone".into()]));
}

#[tokio::test]
async fn a_front_of_somebody_else_does_not_take_the_place_of_the_id_photo() {
    let house = house().await;
    let person = house.person("Anna Eriksson", 2).await;
    let browser = agreed(&house, person, invitation(DocumentRule::Required, false)).await;
    for side in [DocumentSide::Front, DocumentSide::Back] {
        house.app.show_document(&browser.cookie, card_of(1, side).into()).await.unwrap();
    }
    let result = details(&house, &browser).await.document_result.unwrap();
    assert_eq!(
        (result.state, result.codes),
        (DocumentState::Doubtful, vec!["portrait_differs".into()])
    );
}

#[tokio::test]
async fn a_candidate_may_go_on_with_a_phone_and_the_old_link_is_dead() {
    let house = house().await;
    let person = house.person("Ana", 1).await;
    let browser = opened(&house, person, invitation(DocumentRule::Skip, true)).await;
    let moved = house.app.move_check(&browser.cookie).await.unwrap();
    let old = house.app.open_check(&browser.token, Some(&browser.cookie)).await;
    assert_eq!(old.unwrap_err().code(), "invitation_unknown");
    let gone = house.app.check_state(&browser.cookie).await;
    assert_eq!(gone.unwrap_err().code(), "unauthenticated");
    let phone = house.app.open_check(moved.token.reveal(), None).await.unwrap();
    assert_eq!(phone.state.step, CheckStep::Consent);
}

#[tokio::test]
async fn an_attempt_that_a_restart_cut_off_may_be_made_again() {
    let house = house().await;
    let (_, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    player.frame().await;
    drop(player);
    house.app.shutdown(Duration::ZERO).await;
    let house = house.restarted().await;
    let state = house.app.check_state(&browser.cookie).await.unwrap();
    assert_eq!(state.step, CheckStep::Camera);
    let result = state.result.unwrap();
    assert_eq!(result.as_str(), "again");
    assert!(matches!(result, CheckResult::Again(AgainCode::Interrupted | AgainCode::CameraLost)));
    assert!(!state.is_running);
    assert_eq!(state.attempts_left, 2);
}

#[tokio::test]
async fn everything_of_a_check_goes_with_its_person() {
    let house = house().await;
    let (person, browser) = at_camera(&house, false).await;
    let mut player = Player::begin(&house, &browser.cookie, 1, no_hints()).await;
    player.frame().await;
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert_eq!(player.end().await, LedMessage::Closed(LedClose::Gone));
    let gone = house.app.invitation(Actor::Operator, browser.id).await;
    assert_eq!(gone.unwrap_err().code(), "not_found");
    let gone = house.app.check_state(&browser.cookie).await;
    assert_eq!(gone.unwrap_err().code(), "unauthenticated");
}
