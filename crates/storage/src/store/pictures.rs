//! Sealed pictures: evidence of a session, and the portrait a reference was made from.

use std::path::PathBuf;
use std::sync::Arc;

use domain::{EvidenceId, MediaTime, PersonId, ReasonCode, ReferenceId, SessionId};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Store, blocking};
use crate::{
    DataFolder, EvidenceRecord, FolderError, PortraitPicture, SealContext, StorageError, StoreError,
};

/// An evidence picture about to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// A fresh id.
    pub id: EvidenceId,
    /// The session it belongs to.
    pub session: SessionId,
    /// What it shows.
    pub code: ReasonCode,
    /// Position in the stream.
    pub at: MediaTime,
    /// Sampled frame number.
    pub seq: u64,
    /// Media type of the bytes.
    pub content_type: String,
}

/// A sealed file whose row is not saved yet. Record [`Pending::record`], commit, then [`keep`](Self::keep)
/// it; dropped before that, the file goes.
#[must_use = "a pending file is removed when dropped"]
#[derive(Debug)]
pub struct Pending<R> {
    /// The row that names the file.
    pub record: R,
    folder: Arc<DataFolder>,
    path: Option<PathBuf>,
}

impl<R> Pending<R> {
    /// The row was committed: the file stays.
    pub fn keep(mut self) {
        self.path = None;
    }
}

impl<R> Drop for Pending<R> {
    fn drop(&mut self) {
        let Some(path) = self.path.take() else { return };
        if let Err(error) = self.folder.remove(&path) {
            // The next start removes it: no row names it.
            tracing::warn!(%error, "a picture without a record could not be removed");
        }
    }
}

impl Store {
    /// Seals and writes an evidence picture. `person` is the session's claim.
    ///
    /// # Errors
    /// A full disk or a folder that cannot be written is named.
    pub async fn write_evidence(
        &self,
        new: NewEvidence,
        person: PersonId,
        bytes: &[u8],
    ) -> Result<Pending<EvidenceRecord>, StoreError> {
        let context = SealContext::Evidence { evidence: new.id, session: new.session, person };
        let path = self.folder.evidence_path(new.session, new.id);
        let record = EvidenceRecord {
            id: new.id,
            session: new.session,
            code: new.code,
            at: new.at,
            seq: new.seq,
            content_type: new.content_type,
            sha256: Sha256::digest(bytes).into(),
        };
        self.write_picture(record, &context, path, bytes).await
    }

    /// Keeps an evidence picture: file and row.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is no such session; otherwise as
    /// [`write_evidence`](Self::write_evidence).
    pub async fn keep_evidence(
        &self,
        new: NewEvidence,
        bytes: &[u8],
    ) -> Result<EvidenceRecord, StoreError> {
        let session = self.read().await?.sessions().get(new.session).await?;
        let person = session.ok_or(StorageError::NotFound { what: "session" })?.person;
        let pending = self.write_evidence(new, person, bytes).await?;
        let mut unit = self.begin().await?;
        unit.evidence().add(&pending.record).await?;
        unit.commit().await?;
        let record = pending.record.clone();
        pending.keep();
        Ok(record)
    }

    /// An evidence picture in clear, with its record; none when there is no such picture.
    ///
    /// # Errors
    /// When the file is missing, or does not open as that picture of that session and person.
    pub async fn evidence_picture(
        &self,
        id: EvidenceId,
    ) -> Result<Option<(EvidenceRecord, Zeroizing<Vec<u8>>)>, StoreError> {
        let mut unit = self.read().await?;
        let Some(record) = unit.evidence().get(id).await? else { return Ok(None) };
        let Some(session) = unit.sessions().get(record.session).await? else { return Ok(None) };
        drop(unit);
        let context =
            SealContext::Evidence { evidence: id, session: session.id, person: session.person };
        let path = self.folder.evidence_path(session.id, id);
        let bytes = self.read_picture(&context, path).await?;
        Ok(Some((record, bytes)))
    }

    /// Seals and writes the picture a reference is made from. Record the reference first, then the
    /// portrait's row, in one unit of work.
    ///
    /// # Errors
    /// A full disk or a folder that cannot be written is named.
    pub async fn write_portrait(
        &self,
        reference: ReferenceId,
        person: PersonId,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Pending<PortraitPicture>, StoreError> {
        let record = PortraitPicture {
            reference,
            content_type: content_type.to_owned(),
            sha256: Sha256::digest(bytes).into(),
        };
        let context = SealContext::Portrait { reference, person };
        self.write_picture(record, &context, self.folder.portrait_path(reference), bytes).await
    }

    /// The picture a reference was made from, in clear; none when there is none.
    ///
    /// # Errors
    /// When the file is missing, or does not open as that reference's picture.
    pub async fn portrait_picture(
        &self,
        reference: ReferenceId,
    ) -> Result<Option<(PortraitPicture, Zeroizing<Vec<u8>>)>, StoreError> {
        let mut unit = self.read().await?;
        let Some(record) = unit.references().portrait(reference).await? else { return Ok(None) };
        let Some(owner) = unit.references().get(reference).await? else { return Ok(None) };
        drop(unit);
        let context = SealContext::Portrait { reference, person: owner.person };
        let bytes = self.read_picture(&context, self.folder.portrait_path(reference)).await?;
        Ok(Some((record, bytes)))
    }

    async fn write_picture<R>(
        &self,
        record: R,
        context: &SealContext,
        path: PathBuf,
        bytes: &[u8],
    ) -> Result<Pending<R>, StoreError> {
        let sealed = self.sealer.seal(context, bytes);
        let (folder, target) = (Arc::clone(&self.folder), path.clone());
        blocking(move || folder.write(&target, &sealed)).await?;
        Ok(Pending { record, folder: Arc::clone(&self.folder), path: Some(path) })
    }

    async fn read_picture(
        &self,
        context: &SealContext,
        path: PathBuf,
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let folder = Arc::clone(&self.folder);
        let sealed = blocking(move || folder.read(&path)).await?;
        Ok(self.sealer.open(context, &sealed)?)
    }

    /// Removes files whose rows are gone. Goes on after a failure, so that one bad file does not keep
    /// the others; the first failure is reported, and the next start tries again.
    pub(super) async fn remove_files(&self, removed: &crate::Removed) -> Result<(), FolderError> {
        let mut paths: Vec<PathBuf> = Vec::new();
        paths.extend(removed.evidence.iter().map(|(s, id)| self.folder.evidence_path(*s, *id)));
        paths.extend(removed.portraits.iter().map(|r| self.folder.portrait_path(*r)));
        let folder = Arc::clone(&self.folder);
        blocking(move || {
            let failures: Vec<_> = paths.iter().filter_map(|p| folder.remove(p).err()).collect();
            failures.into_iter().next().map_or(Ok(()), Err)
        })
        .await
    }
}
