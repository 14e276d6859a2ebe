//! A person's group, what is asked of them now, and the list of who is due.

use domain::{MilestoneId, PersonId, Requirement, UtcTime};
use storage::{
    AuditAction, MilestoneKind, MilestoneRecord, ReverificationRecord, RiskEventRecord,
    StorageError, ToldOf, UnitOfWork,
};

use super::rule::DueState;
use crate::error::AppError;
use crate::facade::App;
use crate::people::find_person;
use crate::view::{Actor, Page, Personal};

/// Where a person stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ReverificationDetails {
    /// Who.
    pub person: PersonId,
    /// Their group; none when they are not verified again.
    pub group: Option<String>,
    /// The groups that there are, by name.
    pub groups: Vec<String>,
    /// Since when the period runs.
    pub since: Option<UtcTime>,
    /// When it is due, and when overdue; none without a group, or with one that the configuration does not
    /// know any more.
    pub dates: Option<(UtcTime, UtcTime)>,
    /// How they stand towards these dates.
    pub state: Option<DueState>,
    /// What is asked of them now.
    pub requirement: Requirement,
    /// What raises it, oldest first.
    pub risks: Vec<RiskEventRecord>,
}

/// One line of the list of who is due.
#[derive(Debug, Clone, PartialEq)]
pub struct DueLine {
    /// Who.
    pub person: PersonId,
    /// What the interviewer calls them.
    pub display_name: Personal,
    /// Their group.
    pub group: String,
    /// When they are due.
    pub due_at: UtcTime,
    /// When the days of grace are over.
    pub overdue_at: UtcTime,
    /// How they stand.
    pub state: DueState,
}

/// A place in the list of who is due.
pub type DuePlace = (UtcTime, PersonId);

impl App {
    /// What is asked of a person now: the most that their dates and what others saw ask for. A login asks
    /// this first: `login` wants its camera step, `reverify_now` ends what runs and wants it at once, and
    /// `blocked` lets nobody in.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn requirement(&self, person: PersonId) -> Result<Requirement, AppError> {
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        Ok(self.asked(&mut *unit, person).await?)
    }

    /// The same within a unit of work.
    pub(crate) async fn asked(
        &self,
        unit: &mut dyn UnitOfWork,
        person: PersonId,
    ) -> Result<Requirement, StorageError> {
        let record = unit.reverifications().get(person).await?;
        let risks = unit.risk_events().open(person).await?;
        let by_date = record.map_or(Requirement::None, |record| self.by_date(&record));
        Ok(risks.iter().map(|risk| risk.requires).fold(by_date, Requirement::max))
    }

    fn by_date(&self, record: &ReverificationRecord) -> Requirement {
        let rule = self.settings().reverification.groups.get(&record.group);
        match (rule, record.dates) {
            (Some(rule), Some(dates)) => rule.requires(dates, self.clock().utc()),
            _ => Requirement::None,
        }
    }

    /// Where a person stands.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn reverification(
        &self,
        person: PersonId,
    ) -> Result<ReverificationDetails, AppError> {
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        let requirement = self.asked(&mut *unit, person).await?;
        let record = unit.reverifications().get(person).await?;
        let risks = unit.risk_events().open(person).await?;
        let now = self.clock().utc();
        let dates = record.as_ref().and_then(|r| r.dates);
        Ok(ReverificationDetails {
            person,
            groups: self.settings().reverification.groups.keys().cloned().collect(),
            since: record.as_ref().map(|r| r.since),
            group: record.map(|r| r.group),
            dates,
            state: dates.map(|dates| DueState::of(dates, now)),
            requirement,
            risks,
        })
    }

    /// Puts a person into a group, or takes them out. Who changes group stays due by the last verification:
    /// no change of group puts a date off by itself.
    ///
    /// # Errors
    /// `not_found`; `invalid` for a group that the configuration does not know.
    pub async fn set_reverification(
        &self,
        actor: Actor,
        person: PersonId,
        group: Option<&str>,
    ) -> Result<ReverificationDetails, AppError> {
        let groups = &self.settings().reverification.groups;
        if let Some(group) = group.filter(|group| !groups.contains_key(*group)) {
            tracing::debug!(length = group.len(), "an unknown group was asked for");
            let known = groups.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(AppError::Invalid(if known.is_empty() {
                "there are no groups: the operator names them in reverification.groups".to_owned()
            } else {
                format!("there is no such group: use one of {known}")
            }));
        }
        let now = self.clock().utc();
        let mut unit = self.records().begin().await?;
        find_person(&mut *unit, person).await?;
        let before = unit.reverifications().get(person).await?;
        if before.as_ref().map(|b| b.group.as_str()) == group {
            drop(unit);
            return self.reverification(person).await;
        }
        let (what, name, due_at) = match (group, &before) {
            (Some(group), before) => {
                let since = before.as_ref().map_or(now, |b| b.since);
                let record = self.period(person, group, since);
                unit.reverifications().put(&record).await?;
                (MilestoneKind::Joined, group.to_owned(), record.dates.map(|(due, _)| due))
            }
            (None, Some(before)) => {
                unit.reverifications().remove(person).await?;
                (MilestoneKind::Left, before.group.clone(), None)
            }
            (None, None) => (MilestoneKind::Left, String::new(), None),
        };
        let milestone = MilestoneRecord {
            id: MilestoneId::generate(now, self.entropy()),
            person,
            at: now,
            what,
            group: name,
            due_at,
            session: None,
        };
        unit.reverifications().add_milestone(&milestone).await?;
        let event = self.event(actor, AuditAction::ReverificationSet).about_person(person);
        unit.audit().append(&event).await?;
        unit.commit().await?;
        self.reverification(person).await
    }

    /// A fresh period of a group.
    pub(super) fn period(
        &self,
        person: PersonId,
        group: &str,
        since: UtcTime,
    ) -> ReverificationRecord {
        let mut random = [0; 2];
        self.entropy().fill(&mut random);
        let draw = u16::from_le_bytes(random);
        let rule = self.settings().reverification.groups.get(group);
        ReverificationRecord {
            person,
            group: group.to_owned(),
            since,
            draw,
            dates: rule.map(|rule| rule.dates(since, draw)),
            told: ToldOf::Nothing,
        }
    }

    /// Who is due, the earliest first; of one group when given.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn due(
        &self,
        group: Option<&str>,
        limit: u32,
        after: Option<DuePlace>,
    ) -> Result<Page<DueLine, DuePlace>, AppError> {
        let limit = limit.clamp(1, storage::Page::<PersonId>::MAX_LIMIT);
        let mut unit = self.records().read().await?;
        let mut found = unit.reverifications().list(group, limit + 1, after).await?;
        let has_more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let now = self.clock().utc();
        let mut items = Vec::with_capacity(found.len());
        for record in found {
            let Some((due_at, overdue_at)) = record.dates else { continue };
            let person = find_person(&mut *unit, record.person).await?;
            items.push(DueLine {
                person: record.person,
                display_name: Personal(self.sealer().display_name(&person)?),
                group: record.group,
                due_at,
                overdue_at,
                state: DueState::of((due_at, overdue_at), now),
            });
        }
        let next = has_more.then(|| items.last().map(|line| (line.due_at, line.person))).flatten();
        Ok(Page { items, next })
    }
}
