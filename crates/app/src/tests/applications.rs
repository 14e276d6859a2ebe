//! What people say in their applications, and that it never touches a verdict.

use documents::Day;
use domain::Outcome;
use dossier::{Application, Country, FindingCode, PayMethod, Place};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

fn codes(file: &ApplicationFile) -> Vec<FindingCode> {
    file.findings.iter().map(|f| f.code).collect()
}

fn with_phone(phone: &str) -> Application {
    Application { phone: Some(phone.into()), ..Application::default() }
}

#[tokio::test]
async fn equal_values_meet_however_they_are_written_until_one_is_gone() {
    let house = House::new().await;
    let (ana, bob) = (house.person("Ana", 1).await, house.person("Bob", 2).await);
    let set = |person, record| house.app.set_application(Actor::Operator, person, record);
    let first = set(ana, with_phone("+31 6 1234 5678")).await.unwrap();
    assert!(codes(&first).is_empty());
    let record = Application {
        bank_account: Some("NL91 ABNA 0417 1643 00".into()),
        ..with_phone("0031612345678")
    };
    let second = set(bob, record).await.unwrap();
    assert_eq!(codes(&second), [FindingCode::SharedPhone]);
    let evidence: Vec<_> =
        second.findings[0].evidence.iter().map(|e| (e.what, e.value.as_str())).collect();
    let id = ana.to_string();
    assert_eq!(evidence, [("others", "1"), ("person_id", id.as_str())]);
    assert!(second.has_bank_account && second.record.bank_account.is_none());

    // Whoever was first learns of it at the next reading.
    let again = house.app.application(Actor::Operator, ana).await.unwrap();
    assert_eq!(codes(&again), [FindingCode::SharedPhone]);
    house.app.erase_person(Actor::Operator, bob).await.unwrap();
    let alone = house.app.application(Actor::Operator, ana).await.unwrap();
    assert!(codes(&alone).is_empty());

    house.app.remove_application(Actor::Operator, ana).await.unwrap();
    for refused in [
        house.app.application(Actor::Operator, ana).await.map(drop),
        house.app.remove_application(Actor::Operator, ana).await,
        house.app.application(Actor::Operator, bob).await.map(drop),
        set(bob, Application::default()).await.map(drop),
    ] {
        assert_eq!(refused.unwrap_err().code(), "not_found");
    }
    let trail = house.app.audit(50, None).await.unwrap().items;
    for word in ["application_set", "application_read", "application_removed"] {
        assert!(trail.iter().any(|line| line.action.as_str() == word), "{word}");
    }
}

#[tokio::test]
async fn marks_survive_a_restart_and_a_change_of_keys() {
    let house = House::new().await;
    let ana = house.person("Ana", 1).await;
    house.app.set_application(Actor::Operator, ana, with_phone("+31612345678")).await.unwrap();
    let (store, entropy) = (house.app.store().clone(), house.entropy.clone());
    store.add_key().unwrap();
    drop((store, entropy));
    let house = house.restarted().await;
    assert!(house.app.store().reseal_all(10).await.unwrap() > 0);
    assert_eq!(house.app.store().retire_keys().await.unwrap(), 1);
    let house = house.restarted().await;
    let bob = house.person("Bob", 2).await;
    let file = house.app.set_application(Actor::Operator, bob, with_phone("+31612345678")).await;
    assert_eq!(codes(&file.unwrap()), [FindingCode::SharedPhone]);
}

#[tokio::test]
async fn the_document_is_held_against_the_persons_name() {
    let house = House::new().await;
    let ana = house.person("Ana Berg", 1).await;
    let record = Application {
        mrz: vec![
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<".into(),
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10".into(),
        ],
        birth: Day::new(1974, 8, 12),
        ..Application::default()
    };
    let file = house.app.set_application(Actor::Operator, ana, record).await.unwrap();
    assert_eq!(codes(&file), [FindingCode::DocumentNameDiffers, FindingCode::DocumentExpired]);
    assert_eq!(file.document.unwrap().surname, "ERIKSSON");
}

/// Any application, from the harmless to the absurd.
fn applications() -> impl Strategy<Value = Application> {
    let text = || proptest::option::of("\\PC{0,40}");
    let country = || {
        proptest::option::of(proptest::sample::select(vec!["NL", "US", "KP", "CN"]))
            .prop_map(|code| code.and_then(Country::parse))
    };
    (
        text(),
        text(),
        country(),
        country(),
        any::<bool>(),
        proptest::collection::vec("\\PC{0,44}", 0..3),
    )
        .prop_map(|(phone, email, payroll_country, place, crypto, mrz)| Application {
            phone,
            email,
            payroll_country,
            place: place.map(|country| Place { country, city: None }),
            pay_methods: if crypto { vec![PayMethod::Crypto] } else { Vec::new() },
            education: Some(Vec::new()),
            mrz,
            ..Application::default()
        })
}

/// Whatever an application says, the verdict is the one it would have been without.
#[tokio::test]
async fn no_application_changes_a_verdict() {
    let mut runner = TestRunner::deterministic();
    let house = House::new().await;
    let plain = house.person("Ana", 1).await;
    let mut expected = Vec::new();
    for face in [1, 2] {
        let session = house.run(plain, SessionKind::Login, Script::of(face, 8)).await;
        expected.push((outcome(&session), codes_of(&session)));
    }
    assert!(expected.iter().any(|(o, _)| *o == Outcome::Accept));
    let mut had_findings = 0;
    for _ in 0..12 {
        let record = applications().new_tree(&mut runner).unwrap().current();
        let person = house.person("Ana", 1).await;
        let set = house.app.set_application(Actor::Operator, person, record).await;
        // Control characters are refused; nothing was put in then.
        had_findings += usize::from(set.is_ok_and(|file| !file.findings.is_empty()));
        for (face, expected) in [1, 2].into_iter().zip(&expected) {
            let session = house.run(person, SessionKind::Login, Script::of(face, 8)).await;
            assert_eq!(&(outcome(&session), codes_of(&session)), expected);
        }
    }
    assert!(had_findings >= 6, "{had_findings}");
}

fn codes_of(session: &SessionDetails) -> Vec<&'static str> {
    super::codes(session)
}
