//! Sealed values wherever they lie.

use std::collections::HashSet;
use std::sync::Arc;

use domain::ReferenceKind;

use super::World;
use crate::{
    ApplicationRecord, InvitationRecord, KeyId, LinkAnswer, Linked, LogWriter, SealContext, Sealed,
    SessionEnding, SessionState,
};

super::cases![
    every_sealed_value_is_found_and_replaced,
    a_changed_value_is_not_overwritten,
    a_webhook_alone_is_something_sealed
];

const NO_KEY: KeyId = KeyId::from_bytes([0; 4]);

async fn every_sealed_value_is_found_and_replaced(world: &World) {
    assert_eq!(world.read().await.sealed_cells().any().await.unwrap(), None);
    let person = world.person().await.id;
    let reference = world.reference(person, ReferenceKind::Picture).await;
    let room = world.new_room(&world.session(person).await);
    let session = room.session;
    let header = domain::LogHeader { session, ..testkit::log_header("", Vec::new()) };
    let (_, chunk) = LogWriter::begin(Arc::clone(&world.sealer), person, &header);
    let verdict = super::verdict(&testkit::reference(ReferenceKind::Picture, 1.0));
    let ending = SessionEnding {
        verdict: Some(world.sealer.seal_verdict(session, person, &verdict)),
        ..world.ending(SessionState::Finished)
    };
    let decision = world.new_decision(session, person, Some("a note"));
    let webhook = world.new_webhook(true);
    let invitation = world.invitation(person).await;
    let document = SealContext::CheckDocument { invitation: invitation.id, person };
    let document_data = Some(world.sealer.seal(&document, b"{}"));
    let hint = world.new_hint(&invitation);
    let stream = world.new_event_stream(true);
    let signing_key = world.sealer.seal_event_signing_key(&[8; 32]);
    let link = world.link(Linked::of(person, person)).await;
    let link_decision = world.new_link_decision(&link, LinkAnswer::Unclear);
    let mark_key = world.sealer.seal(&SealContext::MarkKey, &[7; 32]);
    let application = ApplicationRecord {
        person,
        record: world.sealer.seal(&SealContext::Application(person), b"{}"),
        updated_at: world.now(),
    };
    let login_key = world.new_login_key();
    let mut unit = world.begin().await;
    unit.logins().add_key(&login_key).await.unwrap();
    unit.invitations().update(&InvitationRecord { document_data, ..invitation }).await.unwrap();
    unit.invitations().add_hint(&hint).await.unwrap();
    unit.webhooks().add(&webhook).await.unwrap();
    unit.event_streams().add(&stream).await.unwrap();
    unit.event_streams().set_signing_key(&signing_key, stream.created_at).await.unwrap();
    unit.applications().set_mark_key(&mark_key).await.unwrap();
    unit.applications().put(&application, &[]).await.unwrap();
    unit.decisions().add(&decision).await.unwrap();
    unit.links().add_decision(&link_decision).await.unwrap();
    unit.links().add_room(&room).await.unwrap();
    unit.logs().append(&chunk).await.unwrap();
    unit.sessions().end(session, &ending).await.unwrap();

    let cells = unit.sealed_cells();
    assert!(cells.any().await.unwrap().is_some());
    assert!(cells.not_sealed_with(world.sealer.key(), 100).await.unwrap().is_empty());
    let found = cells.not_sealed_with(NO_KEY, 100).await.unwrap();
    let places: HashSet<_> = found.iter().map(|c| c.context.clone()).collect();
    let expected = HashSet::from([
        SealContext::PersonName(person),
        SealContext::PersonExternalRef(person),
        SealContext::Template { reference: reference.id, person, model: reference.model },
        SealContext::SessionSource { session, person },
        SealContext::SessionVerdict { session, person },
        SealContext::SessionRoom { session, person },
        SealContext::LogChunk { session, person, seq: 0 },
        SealContext::DecisionNote { decision: decision.id, session, person },
        document,
        SealContext::CheckHint { hint: hint.id, invitation: hint.invitation, person },
        SealContext::WebhookSecret(webhook.id),
        SealContext::WebhookEarlierSecret(webhook.id),
        SealContext::Application(person),
        SealContext::MarkKey,
        SealContext::EventSigningKey,
        SealContext::EventPushHeader(stream.id),
        SealContext::LinkEvidence { link: link.id, person },
        SealContext::LinkNote { decision: link_decision.id, link: link.id, person },
        SealContext::LoginKey(login_key.id),
    ]);
    assert_eq!(places, expected);
    assert_eq!(found.len(), expected.len());
    for limit in 1..=13_u32 {
        let some = cells.not_sealed_with(NO_KEY, limit).await.unwrap();
        assert_eq!(some.len(), limit as usize);
    }
    for cell in &found {
        assert!(world.sealer.open(&cell.context, &cell.sealed).is_ok(), "{:?}", cell.context);
        let new = world.sealer.seal(&cell.context, b"new");
        assert!(cells.replace(cell, &new).await.unwrap(), "{:?}", cell.context);
    }
    for cell in cells.not_sealed_with(NO_KEY, 100).await.unwrap() {
        let opened = world.sealer.open(&cell.context, &cell.sealed).unwrap();
        assert_eq!(opened.as_slice(), b"new", "{:?}", cell.context);
    }
}

async fn a_webhook_alone_is_something_sealed(world: &World) {
    let webhook = world.new_webhook(false);
    let mut unit = world.begin().await;
    unit.webhooks().add(&webhook).await.unwrap();
    let cell = unit.sealed_cells().any().await.unwrap().unwrap();
    assert_eq!(cell.context, SealContext::WebhookSecret(webhook.id));
    assert_eq!(cell.sealed, webhook.secret);
}

async fn a_changed_value_is_not_overwritten(world: &World) {
    world.person().await;
    let mut unit = world.begin().await;
    let cells = unit.sealed_cells();
    let mut stale = cells.any().await.unwrap().unwrap();
    let current = stale.sealed.clone();
    stale.sealed = Sealed::from_bytes(b"what it was before".to_vec());
    let new = world.sealer.seal(&stale.context, b"new");
    assert!(!cells.replace(&stale, &new).await.unwrap());
    assert_eq!(cells.any().await.unwrap().unwrap().sealed, current);
}
