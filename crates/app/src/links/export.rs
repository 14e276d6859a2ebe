//! All links as one file, for a case that leaves the service.

use storage::AuditAction;

use super::view::LinkDetails;
use crate::error::AppError;
use crate::facade::App;
use crate::view::Actor;

/// Links read in one unit of work.
const AT_ONCE: u32 = 100;

/// Links of one export: more than a human will work through, and a bound on memory.
const MOST_LINKS: usize = 10_000;

impl App {
    /// Every link with its evidence and decisions, newest first. Audited.
    ///
    /// # Errors
    /// `conflict` when there are more than fit one file.
    pub async fn export_links(&self, actor: Actor) -> Result<Vec<LinkDetails>, AppError> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let mut unit = self.records().read().await?;
            let page = storage::Page { limit: AT_ONCE, after };
            let listing = unit.links().list(false, page).await?;
            for record in &listing.items {
                all.push(self.link_details(&mut *unit, record.id).await?);
            }
            if all.len() > MOST_LINKS {
                return Err(AppError::Conflict(
                    "there are more links than fit one file: settle some, or read the list by pages",
                ));
            }
            after = listing.next;
            if after.is_none() {
                break;
            }
        }
        let mut unit = self.records().begin().await?;
        unit.audit().append(&self.event(actor, AuditAction::LinksExported)).await?;
        unit.commit().await?;
        Ok(all)
    }
}
