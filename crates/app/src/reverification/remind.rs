//! The one task that says when somebody is due, and when the days of grace are over. Told once each, in one
//! unit of work with the note that it was told: a service that was down tells it when it is back.

use std::time::Duration;

use domain::{MilestoneId, PersonId, UtcTime};
use storage::{
    AuditAction, MilestoneKind, MilestoneRecord, ReverificationRecord, ToldOf, WebhookEvent,
};
use tokio_util::sync::CancellationToken;

use crate::error::AppError;
use crate::facade::App;
use crate::security_events::{Level, Signal};
use crate::view::Actor;
use crate::webhooks::News;

/// How often is looked. Dates are days; a minute late is on time.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// People in one unit of work: it stays well below a second.
const AT_ONCE: u32 = 50;

/// Reminds.
#[derive(Debug)]
pub struct Reminder {
    app: App,
}

impl Reminder {
    /// Reminds for `app`.
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Brings the dates up to date with the configuration, then reminds until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        if let Err(error) = self.app.recompute_dates().await {
            tracing::warn!(code = error.code(), "dates were not brought up to date");
        }
        let mut tick = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {
                    if let Err(error) = self.app.remind().await {
                        tracing::warn!(code = error.code(), "nobody was reminded: tried again in a minute");
                    }
                }
            }
        }
    }
}

impl App {
    /// Computes all dates anew where the rule of the group has changed.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub async fn recompute_dates(&self) -> Result<(), AppError> {
        let mut after: Option<PersonId> = None;
        let now = self.clock().utc();
        loop {
            let mut unit = self.records().begin().await?;
            let some = unit.reverifications().all(AT_ONCE, after).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = Some(last.person);
            for record in some {
                let rule = self.settings().reverification.groups.get(&record.group);
                let dates = rule.map(|rule| rule.dates(record.since, record.draw));
                if dates == record.dates {
                    continue;
                }
                // Who is not due by the new rule is told again when they are.
                let is_due = dates.is_some_and(|(due, _)| due <= now);
                let told = if is_due { record.told } else { ToldOf::Nothing };
                let record = ReverificationRecord { dates, told, ..record };
                unit.reverifications().put(&record).await?;
            }
            unit.commit().await?;
        }
    }

    /// Tells of everybody who is due or overdue by now and of whom that was not told.
    ///
    /// # Errors
    /// When the records cannot be read or written. What was told before stays told.
    pub async fn remind(&self) -> Result<(), AppError> {
        loop {
            let now = self.clock().utc();
            if self.records().read().await?.reverifications().ripe(now, 1).await?.is_empty() {
                return Ok(());
            }
            let mut unit = self.records().begin().await?;
            for record in unit.reverifications().ripe(now, AT_ONCE).await? {
                self.tell_turn(&mut *unit, record, now).await?;
            }
            unit.commit().await?;
            self.wake_dispatcher();
        }
    }

    async fn tell_turn(
        &self,
        unit: &mut dyn storage::UnitOfWork,
        record: ReverificationRecord,
        now: UtcTime,
    ) -> Result<(), AppError> {
        // Overdue is told after due, also when nobody looked in between.
        let is_first = record.told == ToldOf::Nothing;
        let (told, what, action, event) = if is_first {
            let action = AuditAction::ReverificationDue;
            (ToldOf::Due, MilestoneKind::Due, action, WebhookEvent::ReverificationDue)
        } else {
            let action = AuditAction::ReverificationOverdue;
            (ToldOf::Overdue, MilestoneKind::Overdue, action, WebhookEvent::ReverificationOverdue)
        };
        let person = record.person;
        let record = ReverificationRecord { told, ..record };
        unit.reverifications().put(&record).await?;
        let milestone = MilestoneRecord {
            id: MilestoneId::generate(now, self.entropy()),
            person,
            at: now,
            what,
            group: record.group.clone(),
            due_at: record.dates.map(|(due, _)| due),
            session: None,
        };
        unit.reverifications().add_milestone(&milestone).await?;
        let asked = self.asked(unit, person).await?;
        self.tell(unit, &News::reverification(event, &record, asked, None)).await?;
        if told == ToldOf::Overdue {
            let signal = Signal::assurance(person, Level::Verified, Level::Overdue, now);
            self.signal(unit, &signal).await?;
        }
        let event = self.event(Actor::System, action).about_person(person);
        unit.audit().append(&event).await?;
        Ok(())
    }
}
