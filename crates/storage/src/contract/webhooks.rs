//! Webhooks and the messages to them.

use std::time::Duration;

use domain::WebhookId;

use super::World;
use crate::{
    DeliveryAttempt, DeliveryError, DeliveryRecord, DisabledWhy, Page, StorageError, WebhookRecord,
};

super::cases![
    a_webhook_reads_back_and_opens_its_secrets,
    a_new_secret_leaves_the_one_before_it,
    the_first_message_of_each_webhook_is_found,
    an_attempt_is_counted_and_noted,
    a_disabled_webhook_has_nothing_waiting,
    messages_go_with_their_webhook_and_their_person,
    messages_are_listed_newest_first_and_expire
];

async fn a_webhook_reads_back_and_opens_its_secrets(world: &World) {
    let hooks = [world.new_webhook(false), world.new_webhook(true)];
    let mut unit = world.begin().await;
    for hook in &hooks {
        unit.webhooks().add(hook).await.unwrap();
        assert_eq!(unit.webhooks().get(hook.id).await.unwrap().as_ref(), Some(hook));
        assert_eq!(world.sealer.webhook_secret(hook).unwrap().as_slice(), [1; 32]);
    }
    assert_eq!(unit.webhooks().list().await.unwrap(), [hooks[1].clone(), hooks[0].clone()]);
    let until = hooks[1].earlier.as_ref().unwrap().1;
    let earlier = |hook: &WebhookRecord, at| world.sealer.earlier_webhook_secret(hook, at).unwrap();
    assert_eq!(earlier(&hooks[0], world.now()), None);
    assert_eq!(earlier(&hooks[1], world.now()).unwrap().as_slice(), [2; 32]);
    assert_eq!(earlier(&hooks[1], until), None);
    assert!(unit.webhooks().remove(hooks[0].id).await.unwrap());
    assert!(!unit.webhooks().remove(hooks[0].id).await.unwrap());
    assert_eq!(unit.webhooks().get(hooks[0].id).await.unwrap(), None);
}

async fn a_new_secret_leaves_the_one_before_it(world: &World) {
    let hook = world.webhook().await;
    let until = world.now().plus(Duration::from_secs(60));
    let secret = world.sealer.seal_webhook_secret(hook.id, &[3; 32]);
    let earlier = world.sealer.seal_earlier_webhook_secret(hook.id, &[1; 32]);
    let mut unit = world.begin().await;
    unit.webhooks().rotate(hook.id, &secret, &earlier, until).await.unwrap();
    let read = unit.webhooks().get(hook.id).await.unwrap().unwrap();
    assert_eq!(read, WebhookRecord { secret, earlier: Some((earlier, until)), ..hook });
    let nothing = WebhookId::generate(world.now(), world.entropy.as_ref());
    let refused = unit.webhooks().rotate(nothing, &read.secret, &read.secret, until).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn the_first_message_of_each_webhook_is_found(world: &World) {
    let (one, two) = (world.webhook().await.id, world.webhook().await.id);
    let early = world.new_delivery(one, None);
    let late = world.new_delivery(one, None);
    let soon =
        DeliveryRecord { next_attempt_at: Some(world.now()), ..world.new_delivery(two, None) };
    let over = DeliveryRecord { next_attempt_at: None, ..world.new_delivery(two, None) };
    let mut unit = world.begin().await;
    assert!(unit.webhooks().heads().await.unwrap().is_empty());
    for delivery in [&late, &soon, &over, &early] {
        unit.webhooks().enqueue(delivery).await.unwrap();
    }
    assert_eq!(unit.webhooks().heads().await.unwrap(), [early.clone(), soon.clone()]);
    assert_eq!(unit.webhooks().waiting(one).await.unwrap(), 2);
    assert_eq!(unit.webhooks().waiting(two).await.unwrap(), 1);
    unit.webhooks().post_again(early.id, world.now()).await.unwrap();
    assert_eq!(unit.webhooks().heads().await.unwrap(), [late, soon]);
}

async fn an_attempt_is_counted_and_noted(world: &World) {
    let hook = world.webhook().await.id;
    let delivery = world.new_delivery(hook, None);
    let mut unit = world.begin().await;
    unit.webhooks().enqueue(&delivery).await.unwrap();
    let again = world.now();
    let failed = DeliveryAttempt {
        status: None,
        error: Some(DeliveryError::TimedOut),
        delivered_at: None,
        next_attempt_at: Some(again),
    };
    unit.webhooks().record_attempt(delivery.id, &failed).await.unwrap();
    let read = unit.webhooks().delivery(delivery.id).await.unwrap().unwrap();
    assert_eq!((read.attempts, read.next_attempt_at), (1, Some(again)));
    assert_eq!(read.last_error, Some(DeliveryError::TimedOut));
    let at = world.now();
    let taken = DeliveryAttempt {
        status: Some(204),
        error: None,
        delivered_at: Some(at),
        next_attempt_at: None,
    };
    unit.webhooks().record_attempt(delivery.id, &taken).await.unwrap();
    let read = unit.webhooks().delivery(delivery.id).await.unwrap().unwrap();
    assert_eq!((read.attempts, read.delivered_at, read.last_status), (2, Some(at), Some(204)));
    assert_eq!((read.last_error, read.next_attempt_at), (None, None));
    let nothing = world.new_delivery(hook, None).id;
    let refused = unit.webhooks().record_attempt(nothing, &taken).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
    assert_eq!(unit.webhooks().delivery(nothing).await.unwrap(), None);
}

async fn a_disabled_webhook_has_nothing_waiting(world: &World) {
    let hook = world.webhook().await.id;
    let delivery = world.new_delivery(hook, None);
    let mut unit = world.begin().await;
    unit.webhooks().enqueue(&delivery).await.unwrap();
    let at = world.now();
    assert!(unit.webhooks().disable(hook, at, DisabledWhy::Gone).await.unwrap());
    assert!(!unit.webhooks().disable(hook, world.now(), DisabledWhy::Gone).await.unwrap());
    let read = unit.webhooks().get(hook).await.unwrap().unwrap();
    assert_eq!(read.disabled, Some((at, DisabledWhy::Gone)));
    assert_eq!(unit.webhooks().waiting(hook).await.unwrap(), 0);
    assert!(unit.webhooks().heads().await.unwrap().is_empty());
}

async fn messages_go_with_their_webhook_and_their_person(world: &World) {
    let person = world.person().await.id;
    let (kept, gone) = (world.webhook().await.id, world.webhook().await.id);
    let about_them = world.new_delivery(kept, Some(person));
    let about_nobody = world.new_delivery(kept, None);
    let elsewhere = world.new_delivery(gone, None);
    let mut unit = world.begin().await;
    for delivery in [&about_them, &about_nobody, &elsewhere] {
        unit.webhooks().enqueue(delivery).await.unwrap();
    }
    unit.people().erase(person).await.unwrap();
    assert_eq!(unit.webhooks().delivery(about_them.id).await.unwrap(), None);
    assert_eq!(unit.webhooks().delivery(about_nobody.id).await.unwrap(), Some(about_nobody));
    unit.webhooks().remove(gone).await.unwrap();
    assert_eq!(unit.webhooks().delivery(elsewhere.id).await.unwrap(), None);
    let refused = unit.webhooks().enqueue(&about_them).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
    let refused = unit.webhooks().enqueue(&elsewhere).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn messages_are_listed_newest_first_and_expire(world: &World) {
    let hook = world.webhook().await.id;
    let deliveries: Vec<_> = (0..3).map(|_| world.new_delivery(hook, None)).collect();
    let mut unit = world.begin().await;
    for delivery in &deliveries {
        unit.webhooks().enqueue(delivery).await.unwrap();
    }
    let page = unit.webhooks().deliveries(hook, Page::newest(2)).await.unwrap();
    assert_eq!(page.items, [deliveries[2].clone(), deliveries[1].clone()]);
    let rest = Page::after(page.next.unwrap(), 2);
    let rest = unit.webhooks().deliveries(hook, rest).await.unwrap();
    assert_eq!((rest.items, rest.next), (vec![deliveries[0].clone()], None));
    let moment = deliveries[1].created_at;
    assert_eq!(unit.webhooks().remove_deliveries_before(moment).await.unwrap(), 2);
    let left = unit.webhooks().deliveries(hook, Page::newest(9)).await.unwrap();
    assert_eq!(left.items, [deliveries[2].clone()]);
}
