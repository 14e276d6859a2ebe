//! On what basis everybody is searched: recorded by an administrator, ended by one.

use storage::{AuditAction, LinkBasis, StorageError};

use super::view::SearchState;
use crate::error::AppError;
use crate::facade::App;
use crate::people::checked;
use crate::view::Actor;

/// The configuration does not allow it.
const SWITCHED_OFF: AppError = AppError::Conflict(
    "the search over all people is switched off: the operator sets `links.enabled` in the configuration",
);

impl App {
    /// Whether everybody is searched, on what basis, and how.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn link_search(&self) -> Result<SearchState, AppError> {
        let mut unit = self.records().read().await?;
        let basis = unit.links().basis().await?;
        let waiting = unit.links().waiting().await?;
        let size = self.links().index.size();
        let enabled = self.settings().links.enabled;
        Ok(SearchState {
            enabled,
            bars: (enabled && basis.is_some() && size.references > 0).then(|| self.bars()),
            basis,
            references: size.references,
            people: size.people,
            bytes: size.bytes,
            waiting,
        })
    }

    /// Records the legal basis, and begins to search everybody.
    ///
    /// # Errors
    /// `conflict` while the configuration does not allow it, or another basis is in force; `invalid` for an
    /// empty or over-long text.
    pub async fn record_link_basis(
        &self,
        actor: Actor,
        legal_basis: &str,
        text_version: &str,
    ) -> Result<SearchState, AppError> {
        if !self.settings().links.enabled {
            return Err(SWITCHED_OFF);
        }
        let basis = LinkBasis {
            recorded_at: self.clock().utc(),
            recorded_by: actor,
            legal_basis: checked("the legal basis", legal_basis)?,
            text_version: checked("the version of the text", text_version)?,
            ended: None,
        };
        let mut unit = self.records().begin().await?;
        unit.links().record_basis(&basis).await.map_err(|error| match error {
            StorageError::AlreadyExists { .. } => AppError::Conflict(
                "a legal basis is in force: end it before you record another one",
            ),
            other => other.into(),
        })?;
        unit.audit().append(&self.event(actor, AuditAction::LinkBasisRecorded)).await?;
        unit.commit().await?;
        self.wake_link_search();
        self.link_search().await
    }

    /// Ends the legal basis: nobody is searched any more, the templates leave the memory, and links that
    /// nobody has decided on are removed. Those that somebody decided on stay, as the record of that.
    ///
    /// # Errors
    /// `not_found` when none is in force.
    pub async fn end_link_basis(&self, actor: Actor) -> Result<(), AppError> {
        // No pass is under way, which would put a link in behind this.
        let _turn = self.links().turn.lock().await;
        let mut unit = self.records().begin().await?;
        if !unit.links().end_basis(self.clock().utc(), actor).await? {
            return Err(AppError::NotThere("no legal basis is in force: nobody is searched"));
        }
        unit.links().remove_undecided().await?;
        unit.audit().append(&self.event(actor, AuditAction::LinkBasisEnded)).await?;
        unit.commit().await?;
        self.links().index.clear();
        // As after an erasure: no old page of it stays behind.
        self.records().scrub().await?;
        Ok(())
    }
}
