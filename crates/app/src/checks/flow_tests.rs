//! Whatever order a candidate, an attacker or a broken page brings things in, these hold.

use std::time::Duration;

use domain::{InvitationId, PersonId, SessionId};
use proptest::prelude::*;
use storage::DocumentState;

use super::*;
use crate::fakes::FakeEntropy;

const BEGUN: UtcTime = UtcTime::from_unix_millis(1_000);

fn invitation(document: DocumentRule) -> InvitationRecord {
    InvitationRecord {
        id: InvitationId::generate(BEGUN, &FakeEntropy::default()),
        person: PersonId::generate(BEGUN, &FakeEntropy::default()),
        purpose: storage::InvitationPurpose::Check,
        secret_sha256: [0; 32],
        browser_sha256: Some([1; 32]),
        created_at: BEGUN,
        expires_at: BEGUN.plus(Duration::from_secs(3_600)),
        language: "en".into(),
        document,
        colours: true,
        state: InvitationState::Opened,
        opened_at: Some(BEGUN),
        consent: None,
        document_tries: 0,
        document_side: None,
        document_side_codes: Vec::new(),
        document_result: None,
        document_data: None,
        findings: Vec::new(),
        outcome: None,
        finished_at: None,
    }
}

fn answer(agreed: bool) -> ConsentAnswer {
    ConsentAnswer { agreed, notice_version: "1".into(), language: "de".into(), at: BEGUN }
}

fn document() -> DocumentResult {
    DocumentResult { state: DocumentState::Read, codes: Vec::new(), at: BEGUN }
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Consent(bool),
    Picture { good: bool },
    Begin,
    End(Conclusion),
    Revoke,
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let conclusion = prop::sample::select(vec![
        Conclusion::Done,
        Conclusion::Human,
        Conclusion::Again(AgainCode::NoFace),
        Conclusion::Again(AgainCode::MovementMissed),
    ]);
    let op = prop_oneof![
        3 => prop::bool::weighted(0.8).prop_map(Op::Consent),
        4 => any::<bool>().prop_map(|good| Op::Picture { good }),
        4 => Just(Op::Begin),
        4 => conclusion.prop_map(Op::End),
        1 => Just(Op::Revoke),
    ];
    prop::collection::vec(op, 0..40)
}

proptest! {
    #[test]
    fn whatever_order_things_come_in(ops in ops(), is_required in any::<bool>()) {
        let rule = if is_required { DocumentRule::Required } else { DocumentRule::Skip };
        let mut now = invitation(rule);
        let mut attempts: Vec<AttemptRecord> = Vec::new();
        for op in ops {
            let (before, tried) = (now.clone(), attempts.len());
            match op {
                Op::Consent(agreed) => {
                    answer_notice(&mut now, answer(agreed));
                }
                Op::Picture { good } => {
                    if count_picture(&mut now) && good {
                        prop_assert!(accept_document(&mut now, document()));
                    }
                }
                Op::Begin => {
                    if let Some(number) = next_attempt(&now, &attempts) {
                        attempts.push(AttemptRecord {
                            invitation: now.id,
                            number,
                            session: Some(SessionId::generate(BEGUN, &FakeEntropy::default())),
                            started_at: BEGUN,
                            outcome: None,
                            code: None,
                        });
                    }
                }
                Op::End(conclusion) => {
                    let more = attempts_left(&attempts) > 0;
                    if let Some(open) = attempts.iter_mut().find(|a| a.outcome.is_none()) {
                        // As `conclude` has it: no "again" without a further attempt.
                        let conclusion = match conclusion {
                            Conclusion::Again(_) if !more => Conclusion::Human,
                            other => other,
                        };
                        let (outcome, code) = told(conclusion);
                        (open.outcome, open.code) = (Some(outcome), code);
                        if !matches!(conclusion, Conclusion::Again(_)) {
                            let is_done = conclusion == Conclusion::Done;
                            finish(&mut now, is_done.then_some(Outcome::Accept), BEGUN);
                        }
                    }
                }
                Op::Revoke => {
                    if !now.state.is_over() {
                        now.state = InvitationState::Revoked;
                    }
                }
            }
            // What is over stays as it is.
            if before.state.is_over() {
                prop_assert_eq!(&before, &now);
                prop_assert_eq!(tried, attempts.len());
            }
            let agreed = now.consent.as_ref().is_some_and(|c| c.agreed);
            prop_assert!(attempts.is_empty() || agreed, "no camera without consent");
            prop_assert!(now.document_tries == 0 || agreed, "no document without consent");
            prop_assert!(attempts.is_empty() || !is_required || now.document_result.is_some());
            prop_assert!(attempts.len() as u32 <= ATTEMPTS);
            prop_assert!(now.document_tries <= DOCUMENT_TRIES);
            prop_assert!(attempts.iter().filter(|a| a.outcome.is_none()).count() <= 1);
            let was_done = attempts.iter().any(|a| a.outcome == Some(AttemptOutcome::Done));
            prop_assert!(now.outcome != Some(Outcome::Accept) || was_done);
            if result(&now, &attempts) == Some(CheckResult::Done) {
                prop_assert!(agreed && was_done);
            }
        }
    }
}

#[test]
fn it_stands_by_state_and_clock() {
    let check = |state, later: u64, expected: Result<(), InvitationProblem>| {
        let invitation = InvitationRecord { state, ..invitation(DocumentRule::Skip) };
        let now = BEGUN.plus(Duration::from_secs(later));
        assert_eq!(check_usable(&invitation, now), expected, "{state:?} {later}");
    };
    check(InvitationState::Open, 0, Ok(()));
    check(InvitationState::Opened, 3_599, Ok(()));
    check(InvitationState::Opened, 3_600, Err(InvitationProblem::Expired));
    check(InvitationState::Finished, 9_999, Err(InvitationProblem::Used));
    check(InvitationState::Declined, 0, Err(InvitationProblem::Used));
    check(InvitationState::Revoked, 0, Err(InvitationProblem::Revoked));
}
