//! Expiry. The periods are the operator's; nothing here knows a default.

use std::time::Duration;

use domain::UtcTime;

use super::Store;
use crate::{Actor, AuditAction, AuditEvent, AuditSubject, Removed, StoreError};

/// Records removed in one transaction: small, so that running sessions get their turn in between.
const BATCH: u32 = 50;

/// How long things are kept. None keeps them until erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// Sessions with log, verdict and evidence, and invitations to checks, counted from their end; logins,
    /// counted from when they were asked for.
    pub sessions: Option<Duration>,
    /// Audit events, counted from when they happened.
    pub audit_events: Option<Duration>,
    /// Messages to webhooks and security events, counted from when they were put in.
    pub deliveries: Option<Duration>,
}

/// What expired.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purged {
    /// References and sessions with what belonged to them.
    pub removed: Removed,
    /// Audit events.
    pub audit_events: u64,
    /// Messages to webhooks.
    pub deliveries: u64,
    /// Invitations to checks.
    pub invitations: u64,
    /// Logins that relying parties asked for.
    pub logins: u64,
}

impl Store {
    /// Removes what is past its retention at `now`: references by their own date, sessions and audit
    /// events by the policy. Sessions that are not over are left alone. Each removed reference and
    /// session leaves an audit event.
    ///
    /// # Errors
    /// What was removed before the failure stays removed.
    pub async fn purge_expired(
        &self,
        now: UtcTime,
        policy: &RetentionPolicy,
    ) -> Result<Purged, StoreError> {
        let mut purged = Purged::default();
        loop {
            let batch = self.purge_references(now).await?;
            if batch.is_empty() {
                break;
            }
            purged.removed.absorb(batch);
        }
        if let Some(period) = policy.sessions {
            loop {
                let batch = self.purge_sessions(now, before(now, period)).await?;
                if batch.is_empty() {
                    break;
                }
                purged.removed.absorb(batch);
            }
            loop {
                let batch = self.purge_invitations(now, before(now, period)).await?;
                if batch == 0 {
                    break;
                }
                purged.invitations += batch;
            }
            let mut unit = self.begin().await?;
            purged.logins = unit.logins().remove_before(before(now, period)).await?;
            unit.commit().await?;
        }
        if let Some(period) = policy.audit_events {
            let mut unit = self.begin().await?;
            purged.audit_events = unit.audit().remove_before(before(now, period)).await?;
            unit.commit().await?;
        }
        if let Some(period) = policy.deliveries {
            let mut unit = self.begin().await?;
            let moment = before(now, period);
            purged.deliveries = unit.webhooks().remove_deliveries_before(moment).await?;
            purged.deliveries += unit.event_streams().remove_deliveries_before(moment).await?;
            unit.commit().await?;
        }
        if purged != Purged::default() {
            self.finish_removal(&purged.removed).await?;
        }
        Ok(purged)
    }

    async fn purge_references(&self, now: UtcTime) -> Result<Removed, StoreError> {
        let mut removed = Removed::default();
        let mut unit = self.begin().await?;
        for reference in unit.references().expired(now, BATCH).await? {
            removed.absorb(unit.references().remove(reference.id).await?.unwrap_or_default());
            let event = self.event(now, AuditAction::ReferenceExpired);
            unit.audit().append(&event.about(AuditSubject::Reference(reference.id))).await?;
        }
        unit.commit().await?;
        Ok(removed)
    }

    async fn purge_sessions(&self, now: UtcTime, moment: UtcTime) -> Result<Removed, StoreError> {
        let mut removed = Removed::default();
        let mut unit = self.begin().await?;
        for session in unit.sessions().over_before(moment, BATCH).await? {
            removed.absorb(unit.sessions().remove(session.id).await?.unwrap_or_default());
            let event = self.event(now, AuditAction::SessionExpired);
            unit.audit().append(&event.about_person(session.person).in_session(session.id)).await?;
        }
        unit.commit().await?;
        Ok(removed)
    }

    async fn purge_invitations(&self, now: UtcTime, moment: UtcTime) -> Result<u64, StoreError> {
        let mut removed = 0;
        let mut unit = self.begin().await?;
        for invitation in unit.invitations().over_before(moment, BATCH).await? {
            unit.invitations().remove(invitation.id).await?;
            let event = self.event(now, AuditAction::InvitationExpired);
            unit.audit().append(&event.about(AuditSubject::Invitation(invitation.id))).await?;
            removed += 1;
        }
        unit.commit().await?;
        Ok(removed)
    }

    fn event(&self, now: UtcTime, action: AuditAction) -> AuditEvent {
        AuditEvent::new(now, self.entropy.as_ref(), Actor::System, action)
    }
}

fn before(now: UtcTime, period: Duration) -> UtcTime {
    let period = i64::try_from(period.as_millis()).unwrap_or(i64::MAX);
    UtcTime::from_unix_millis(now.unix_millis().saturating_sub(period))
}
