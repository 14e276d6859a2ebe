//! Receivers of security events, and the events to them.

use std::time::Duration;

use domain::EventStreamId;

use super::World;
use crate::{DeliveryAttempt, DeliveryError, EventDeliveryRecord, Page, StorageError};

super::cases![
    a_receiver_reads_back_and_is_found_by_its_token,
    there_is_one_key_that_signs,
    only_receivers_that_are_pushed_to_have_a_first_event,
    a_receiver_that_polls_takes_and_refuses,
    events_go_with_their_receiver_and_their_person,
    events_are_listed_newest_first_and_expire
];

async fn a_receiver_reads_back_and_is_found_by_its_token(world: &World) {
    let (pushed, polled) = (world.event_stream(true).await, world.event_stream(false).await);
    let mut unit = world.begin().await;
    for stream in [&pushed, &polled] {
        let streams = unit.event_streams();
        assert_eq!(streams.get(stream.id).await.unwrap().as_ref(), Some(stream));
        let found = streams.by_secret(&stream.secret_sha256).await.unwrap();
        assert_eq!(found.as_ref(), Some(stream));
    }
    let header = world.sealer.push_header(&pushed).unwrap();
    assert_eq!(header.as_deref(), Some("Bearer there"));
    assert_eq!(world.sealer.push_header(&polled).unwrap(), None);
    assert_eq!(unit.event_streams().by_secret(&[0; 32]).await.unwrap(), None);
    assert_eq!(unit.event_streams().list().await.unwrap(), [polled, pushed.clone()]);
    assert!(unit.event_streams().remove(pushed.id).await.unwrap());
    assert!(!unit.event_streams().remove(pushed.id).await.unwrap());
}

async fn there_is_one_key_that_signs(world: &World) {
    let key = world.sealer.seal_event_signing_key(&[5; 40]);
    let mut unit = world.begin().await;
    assert_eq!(unit.event_streams().signing_key().await.unwrap(), None);
    let (made, later) = (world.now(), world.now().plus(Duration::from_secs(9)));
    assert!(!unit.event_streams().replace_signing_key(&key, made).await.unwrap());
    assert_eq!(unit.event_streams().signing_key_made_at().await.unwrap(), None);
    unit.event_streams().set_signing_key(&key, made).await.unwrap();
    let read = unit.event_streams().signing_key().await.unwrap().unwrap();
    assert_eq!(world.sealer.event_signing_key(&read).unwrap().as_slice(), [5; 40]);
    assert_eq!(unit.event_streams().signing_key_made_at().await.unwrap(), Some(made));
    let other = world.sealer.seal_event_signing_key(&[6; 40]);
    assert!(unit.event_streams().replace_signing_key(&other, later).await.unwrap());
    assert_eq!(unit.event_streams().signing_key().await.unwrap(), Some(other));
    assert_eq!(unit.event_streams().signing_key_made_at().await.unwrap(), Some(later));
    let again = unit.event_streams().set_signing_key(&key, world.now()).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
}

async fn only_receivers_that_are_pushed_to_have_a_first_event(world: &World) {
    let (pushed, polled) = (world.event_stream(true).await.id, world.event_stream(false).await.id);
    let early = world.new_event(pushed, None);
    let late = world.new_event(pushed, None);
    let mut unit = world.begin().await;
    for event in [&late, &early, &world.new_event(polled, None)] {
        unit.event_streams().enqueue(event).await.unwrap();
    }
    assert_eq!(unit.event_streams().heads().await.unwrap(), std::slice::from_ref(&early));
    let now = world.now();
    let taken = DeliveryAttempt {
        status: Some(202),
        error: None,
        delivered_at: Some(now),
        next_attempt_at: None,
    };
    unit.event_streams().record_attempt(early.id, &taken).await.unwrap();
    assert_eq!(unit.event_streams().heads().await.unwrap(), [late]);
    assert_eq!(unit.event_streams().waiting(pushed).await.unwrap(), 1);
    let missing = world.new_event(pushed, None);
    let refused = unit.event_streams().record_attempt(missing.id, &taken).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn a_receiver_that_polls_takes_and_refuses(world: &World) {
    let (stream, other) = (world.event_stream(false).await.id, world.event_stream(false).await.id);
    let events = [0, 1, 2].map(|_| world.new_event(stream, None));
    let mut unit = world.begin().await;
    for event in &events {
        unit.event_streams().enqueue(event).await.unwrap();
    }
    let streams = unit.event_streams();
    assert_eq!(streams.poll(stream, 2).await.unwrap(), events[..2]);
    let now = world.now();
    assert!(!streams.acknowledge(other, events[0].id, now, None).await.unwrap(), "another's");
    assert!(streams.acknowledge(stream, events[0].id, now, None).await.unwrap());
    assert!(!streams.acknowledge(stream, events[0].id, now, None).await.unwrap(), "once");
    let broken = Some(DeliveryError::Broken);
    assert!(streams.acknowledge(stream, events[1].id, now, broken).await.unwrap());
    assert_eq!(streams.poll(stream, 9).await.unwrap(), events[2..]);
    let listed = streams.deliveries(stream, Page::newest(9)).await.unwrap().items;
    let [_, second, first] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((first.delivered_at, first.last_error), (Some(now), None));
    assert_eq!((second.delivered_at, second.last_error), (None, broken));
}

async fn events_go_with_their_receiver_and_their_person(world: &World) {
    let person = world.person().await.id;
    let (one, two) = (world.event_stream(true).await.id, world.event_stream(true).await.id);
    let mut unit = world.begin().await;
    for stream in [one, two] {
        unit.event_streams().enqueue(&world.new_event(stream, Some(person))).await.unwrap();
    }
    assert_eq!(unit.event_streams().about_person(person, 9).await.unwrap().len(), 2);
    unit.event_streams().remove(one).await.unwrap();
    assert_eq!(unit.event_streams().about_person(person, 9).await.unwrap().len(), 1);
    unit.people().erase(person).await.unwrap();
    assert_eq!(unit.event_streams().waiting(two).await.unwrap(), 0);
    let nobody = EventStreamId::generate(world.now(), world.entropy.as_ref());
    let refused = unit.event_streams().enqueue(&world.new_event(nobody, None)).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn events_are_listed_newest_first_and_expire(world: &World) {
    let stream = world.event_stream(true).await.id;
    let events: Vec<EventDeliveryRecord> = (0..3)
        .map(|_| {
            world.clock.advance(Duration::from_secs(1));
            world.new_event(stream, None)
        })
        .collect();
    let mut unit = world.begin().await;
    for event in &events {
        unit.event_streams().enqueue(event).await.unwrap();
    }
    let page = unit.event_streams().deliveries(stream, Page::newest(2)).await.unwrap();
    assert_eq!(page.items, [events[2].clone(), events[1].clone()]);
    let rest = Page::after(page.next.unwrap(), 2);
    let rest = unit.event_streams().deliveries(stream, rest).await.unwrap();
    assert_eq!((rest.items, rest.next), (vec![events[0].clone()], None));
    let until = events[1].created_at;
    assert_eq!(unit.event_streams().remove_deliveries_before(until).await.unwrap(), 2);
}
