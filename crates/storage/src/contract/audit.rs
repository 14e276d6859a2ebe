//! Audit events.

use std::time::Duration;

use domain::ApiKeyId;

use super::World;
use crate::{Actor, AuditAction, AuditEvent, AuditSubject, Page};

super::cases![
    events_read_back_newest_first_in_pages,
    an_event_outlives_its_subject,
    old_events_can_be_removed,
];

fn event(world: &World, actor: Actor, action: AuditAction) -> AuditEvent {
    AuditEvent::new(world.now(), world.entropy.as_ref(), actor, action)
}

async fn events_read_back_newest_first_in_pages(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let key = ApiKeyId::generate(world.now(), world.entropy.as_ref());
    let mut events = vec![
        event(world, Actor::Operator, AuditAction::ApiKeyCreated).about(AuditSubject::ApiKey(key)),
        event(world, Actor::ApiKey(key), AuditAction::SessionCreated)
            .about_person(person)
            .in_session(session),
    ];
    events.extend(AuditAction::ALL.iter().map(|action| event(world, Actor::System, *action)));
    let mut unit = world.begin().await;
    for event in &events {
        unit.audit().append(event).await.unwrap();
    }
    events.reverse();
    let first = unit.audit().list(Page::newest(3)).await.unwrap();
    assert_eq!(first.items, events[..3]);
    let rest = unit.audit().list(Page::after(first.next.unwrap(), 100)).await.unwrap();
    assert_eq!(rest.items, events[3..]);
    assert_eq!(rest.next, None);
}

async fn an_event_outlives_its_subject(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let event = event(world, Actor::System, AuditAction::PersonErased)
        .about_person(person)
        .in_session(session);
    let mut unit = world.begin().await;
    unit.audit().append(&event).await.unwrap();
    unit.people().erase(person).await.unwrap().unwrap();
    assert_eq!(unit.audit().list(Page::newest(10)).await.unwrap().items, [event]);
}

async fn old_events_can_be_removed(world: &World) {
    let old = event(world, Actor::System, AuditAction::SessionEnded);
    world.clock.advance(Duration::from_secs(60));
    let new = event(world, Actor::System, AuditAction::SessionEnded);
    let mut unit = world.begin().await;
    unit.audit().append(&old).await.unwrap();
    unit.audit().append(&new).await.unwrap();
    assert_eq!(unit.audit().remove_before(old.at).await.unwrap(), 1);
    assert_eq!(unit.audit().list(Page::newest(10)).await.unwrap().items, [new]);
}
