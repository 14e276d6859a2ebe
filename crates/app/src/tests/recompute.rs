//! A change of the embedder: what is computed anew, and who must come again.

use domain::{EvidenceId, ModelId, QualityScore, ReasonCode, ReferenceId, ReferenceKind, Template};
use storage::{NewEvidence, ReferenceRecord};

use super::*;

/// A reference of a model that is not in use any more.
fn outdated(house: &House, person: PersonId, kind: ReferenceKind) -> ReferenceRecord {
    let now = house.clock.utc();
    let id = ReferenceId::generate(now, &*house.entropy);
    let mut model = fake_pack().embedder().unwrap().clone();
    model.id = ModelId::new("the-one-before");
    let template = Template::from_pooled(model.clone(), vec![0.6, 0.8]).unwrap();
    ReferenceRecord {
        id,
        person,
        kind,
        captured_at: now,
        quality: QualityScore::new(70.0).unwrap(),
        model,
        template: house.app.sealer().seal_template(id, person, &template),
        purpose: "a test".into(),
        legal_basis: "consent".into(),
        retained_until: None,
    }
}

async fn keep(house: &House, record: &ReferenceRecord, picture: Option<&[u8]>) {
    let written = match picture {
        Some(bytes) => {
            let store = house.app.store();
            Some(store.write_portrait(record.id, record.person, "image/jpeg", bytes).await.unwrap())
        }
        None => None,
    };
    let mut unit = house.app.records().begin().await.unwrap();
    unit.references().add(record).await.unwrap();
    if let Some(written) = &written {
        unit.references().add_portrait(&written.record).await.unwrap();
    }
    unit.commit().await.unwrap();
    if let Some(written) = written {
        written.keep();
    }
}

async fn nobody(house: &House, name: &str) -> PersonId {
    let new = NewPerson { display_name: name.into(), ..NewPerson::default() };
    house.app.create_person(Actor::Operator, new).await.unwrap().id
}

#[tokio::test]
async fn portraits_are_computed_anew_beside_the_old_ones_and_the_rest_is_named() {
    let house = House::new().await;
    let [ana, ben] = [nobody(&house, "Ana").await, nobody(&house, "Ben").await];
    let old = outdated(&house, ana, ReferenceKind::Picture);
    keep(&house, &old, Some(&picture_of(1))).await;
    keep(&house, &outdated(&house, ben, ReferenceKind::Picture), None).await;
    let refused = house.start(ana, SessionKind::Login, Script::of(1, 8)).await.unwrap_err();
    assert_eq!(refused.code(), "needs_re_enrolment");

    house.clock.advance(Duration::from_secs(1));
    let dry = RecomputeOptions { dry_run: true, ..RecomputeOptions::default() };
    let report = house.app.recompute_references(Actor::Operator, dry).await.unwrap();
    assert_eq!((report.outdated, report.recomputed), (2, 1));
    assert_eq!(report.must_enrol, [ben]);
    assert_eq!(house.app.person(ana).await.unwrap().references.len(), 1, "nothing was done");

    let wet = RecomputeOptions::default();
    let again = house.app.recompute_references(Actor::Operator, wet).await.unwrap();
    assert_eq!(again, report);
    let references = house.app.person(ana).await.unwrap().references;
    assert_eq!(references.iter().filter(|r| r.comparable).count(), 1);
    assert_eq!(references.len(), 2, "the one before stays");
    assert!(references.iter().all(|r| r.captured_at == old.captured_at));
    let login = house.run(ana, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&login), Outcome::Accept, "{:?}", codes(&login));
    let third = house.app.recompute_references(Actor::Operator, wet).await.unwrap();
    assert_eq!((third.outdated, third.recomputed), (1, 0), "once");
}

#[tokio::test]
async fn evidence_becomes_a_reference_only_when_it_is_allowed_to() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let session = house.run(person, SessionKind::Interview, Script::of(1, 8)).await.id;
    let id = EvidenceId::generate(house.clock.utc(), &*house.entropy);
    let evidence = NewEvidence {
        id,
        session,
        code: ReasonCode::SamePerson,
        at: domain::MediaTime::ZERO,
        seq: 0,
        content_type: "image/jpeg".into(),
    };
    house.app.store().keep_evidence(evidence, &picture_of(1)).await.unwrap();
    house.clock.advance(Duration::from_secs(1));
    let kind = ReferenceKind::Session { session: Some(session), kind: SessionKind::Interview };
    keep(&house, &outdated(&house, person, kind), None).await;
    for (evidence, recomputed) in [(false, 0), (true, 1)] {
        let options = RecomputeOptions { evidence, dry_run: false };
        let report = house.app.recompute_references(Actor::Operator, options).await.unwrap();
        assert_eq!((report.outdated, report.recomputed), (1, recomputed));
        assert!(report.must_enrol.is_empty(), "the portrait is comparable");
    }
}
