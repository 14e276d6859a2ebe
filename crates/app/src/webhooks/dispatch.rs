//! The one task that posts what waits: messages to webhooks, and security events that are pushed.
//!
//! At most one message is on its way to each receiver and few to all of them together, whoever waited
//! longest first, so that a receiver that hangs holds up nobody but itself. What is on its way lies in the
//! records until its answer is noted: a service that ends in between posts it again when it is back, and
//! the receiver knows it by its id.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::{EventStreamId, UtcTime, WebhookId};
use storage::{
    AuditAction, AuditSubject, DeliveryAttempt, DeliveryError, DeliveryRecord, DisabledWhy,
    EventDeliveryRecord, StorageError,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::messenger::{Message, Messenger};
use super::{schedule, sign};
use crate::error::AppError;
use crate::facade::App;
use crate::telemetry;
use crate::view::Actor;

/// Messages on their way at the same time. Each holds a blocking thread for 15 seconds at most.
const AT_ONCE: usize = 4;

/// Longest time without a look: the wall clock, by which attempts are planned, can be set forward.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Pause when the records cannot be read or written: what was posted and not noted would otherwise be
/// posted again at once.
const PAUSE: Duration = Duration::from_secs(60);

/// HTTP 410: the receiver wants nothing more, as the specification says.
const GONE: u16 = 410;

/// Whom something is posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Receiver {
    Webhook(WebhookId),
    Stream(EventStreamId),
}

/// What waits first for a receiver.
#[derive(Debug)]
enum Head {
    Message(DeliveryRecord),
    Event(EventDeliveryRecord),
}

impl Head {
    fn receiver(&self) -> Receiver {
        match self {
            Self::Message(message) => Receiver::Webhook(message.webhook),
            Self::Event(event) => Receiver::Stream(event.stream),
        }
    }

    fn next_attempt_at(&self) -> Option<UtcTime> {
        match self {
            Self::Message(message) => message.next_attempt_at,
            Self::Event(event) => event.next_attempt_at,
        }
    }
}

/// Posts what waits, in the order in which it became due.
pub struct Dispatcher {
    app: App,
    messenger: Arc<dyn Messenger>,
    on_their_way: JoinSet<(Receiver, Result<(), AppError>)>,
    busy: HashSet<Receiver>,
    /// In which turn each receiver was served last.
    served: HashMap<Receiver, u64>,
    turn: u64,
}

impl Dispatcher {
    /// Posts for `app` through `messenger`.
    pub fn new(app: App, messenger: Arc<dyn Messenger>) -> Self {
        Self {
            app,
            messenger,
            on_their_way: JoinSet::new(),
            busy: HashSet::new(),
            served: HashMap::new(),
            turn: 0,
        }
    }

    /// Posts until told to stop. What is on its way then is posted again at the next start.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut is_pausing = false;
        loop {
            let ready = if is_pausing { Ok(PAUSE) } else { self.start_ready().await };
            is_pausing |= ready.is_err();
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.app.news().notified(), if !is_pausing => {}
                Some(done) = self.on_their_way.join_next() => {
                    is_pausing |= self.arrived(done).is_err();
                }
                () = tokio::time::sleep(ready.unwrap_or(PAUSE)) => is_pausing = false,
            }
        }
    }

    /// Posts everything that is due, and waits until all of it has arrived.
    #[cfg(test)]
    pub(crate) async fn settle(&mut self) {
        loop {
            self.start_ready().await.unwrap();
            let Some(done) = self.on_their_way.join_next().await else { return };
            self.arrived(done).unwrap();
        }
    }

    /// Sends off what is due, as far as there are places; answers how long nothing else will be due.
    async fn start_ready(&mut self) -> Result<Duration, AppError> {
        let heads = self.heads().await?;
        let now = self.app.clock().utc();
        let is_due = |head: &Head| head.next_attempt_at().is_some_and(|at| at <= now);
        let idle = heads.into_iter().filter(|head| !self.busy.contains(&head.receiver()));
        let (mut due, later): (Vec<_>, Vec<_>) = idle.partition(is_due);
        // A stable sort: among those of the same turn the earliest stays first.
        due.sort_by_key(|head| self.served.get(&head.receiver()).copied());
        for head in due {
            if self.on_their_way.len() >= AT_ONCE {
                break;
            }
            self.send_off(head);
        }
        let next = later.iter().filter_map(Head::next_attempt_at).min();
        Ok(next.map_or(LOOK_EVERY, |at| until(now, at).min(LOOK_EVERY)))
    }

    /// Of each receiver what waits first, the earliest first.
    async fn heads(&self) -> Result<Vec<Head>, AppError> {
        let mut unit = self.app.records().read().await?;
        let messages = unit.webhooks().heads().await?.into_iter().map(Head::Message);
        let mut heads: Vec<_> = messages.collect();
        heads.extend(unit.event_streams().heads().await?.into_iter().map(Head::Event));
        heads.sort_by_key(Head::next_attempt_at);
        Ok(heads)
    }

    fn send_off(&mut self, head: Head) {
        let receiver = head.receiver();
        self.turn += 1;
        self.served.insert(receiver, self.turn);
        self.busy.insert(receiver);
        let (app, messenger) = (self.app.clone(), Arc::clone(&self.messenger));
        self.on_their_way.spawn(async move {
            let done = match head {
                Head::Message(message) => app.deliver(message, messenger).await,
                Head::Event(event) => app.push_event(event, messenger).await,
            };
            (receiver, done)
        });
    }

    fn arrived(
        &mut self,
        done: Result<(Receiver, Result<(), AppError>), tokio::task::JoinError>,
    ) -> Result<(), AppError> {
        match done {
            Ok((receiver, result)) => {
                self.busy.remove(&receiver);
                result
            }
            Err(error) => {
                // Which receiver it was is not known any more: all are looked at again.
                self.busy.clear();
                Err(crate::error::fault("delivering a message", &error))
            }
        }
    }
}

impl std::fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dispatcher").field("busy", &self.busy).finish_non_exhaustive()
    }
}

fn until(now: UtcTime, at: UtcTime) -> Duration {
    let millis = at.unix_millis().saturating_sub(now.unix_millis());
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

impl App {
    /// One attempt, and what follows from it.
    async fn deliver(
        &self,
        delivery: DeliveryRecord,
        messenger: Arc<dyn Messenger>,
    ) -> Result<(), AppError> {
        let Some(message) = self.message(&delivery).await? else { return Ok(()) };
        let post = tokio::task::spawn_blocking(move || messenger.post(&message)).await;
        let answer = post.unwrap_or_else(|error| {
            crate::error::fault("posting a message", &error);
            Err(DeliveryError::Broken)
        });
        match self.note(&delivery, answer).await {
            // Erased with its person or removed with its webhook meanwhile.
            Err(StorageError::NotFound { .. }) => Ok(()),
            noted => Ok(noted?),
        }
    }

    /// Signed now, with every secret that is valid now; none when the webhook is gone.
    async fn message(&self, delivery: &DeliveryRecord) -> Result<Option<Message>, AppError> {
        let webhook = self.records().read().await?.webhooks().get(delivery.webhook).await?;
        let Some(webhook) = webhook else { return Ok(None) };
        let now = self.clock().utc();
        let secret = self.sealer().webhook_secret(&webhook)?;
        let earlier = self.sealer().earlier_webhook_secret(&webhook, now)?;
        let mut secrets = vec![secret.as_slice()];
        secrets.extend(earlier.as_ref().map(|earlier| earlier.as_slice()));
        let (id, timestamp_s) = (sign::message_id(delivery.id), now.unix_millis() / 1_000);
        let signatures = sign::signatures(&secrets, &id, timestamp_s, &delivery.body);
        let body = delivery.body.clone();
        Ok(Some(Message { url: webhook.url, id, timestamp_s, signatures, body }))
    }

    async fn note(
        &self,
        delivery: &DeliveryRecord,
        answer: Result<u16, DeliveryError>,
    ) -> Result<(), StorageError> {
        let now = self.clock().utc();
        let status = answer.ok();
        let is_taken = status.is_some_and(|s| (200..300).contains(&s));
        let is_gone = status == Some(GONE);
        let pause = schedule::pause_after(delivery.attempts.saturating_add(1), self.entropy());
        let attempt = DeliveryAttempt {
            status,
            error: answer.err(),
            delivered_at: is_taken.then_some(now),
            next_attempt_at: pause.filter(|_| !is_taken && !is_gone).map(|pause| now.plus(pause)),
        };
        let mut unit = self.records().begin().await?;
        unit.webhooks().record_attempt(delivery.id, &attempt).await?;
        if is_gone && unit.webhooks().disable(delivery.webhook, now, DisabledWhy::Gone).await? {
            let event = self.event(Actor::System, AuditAction::WebhookDisabled);
            unit.audit().append(&event.about(AuditSubject::Webhook(delivery.webhook))).await?;
        }
        unit.commit().await?;
        let is_over = attempt.next_attempt_at.is_none();
        telemetry::counted_delivery(if is_taken { "delivered" } else { "failed" }, 1);
        if is_over && !is_taken {
            telemetry::counted_delivery("given_up", 1);
            tracing::warn!(
                webhook.id = %delivery.webhook, delivery.id = %delivery.id,
                "a message was not delivered: its webhook's delivery log says why"
            );
        }
        Ok(())
    }
}
