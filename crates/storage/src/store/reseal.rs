//! Key rotation: seal everything again with the ring's first key.
//!
//! Change keys in this order: put a new key first in the file, restart, run [`Store::reseal_all`] until
//! it answers zero, then take the old keys out. It can be stopped and run again at any time: it looks
//! for what is not under the first key yet, so nothing has to be remembered.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Store, blocking};
use crate::{FolderError, KeyRing, KeyRingError, SealContext, SealedCell, StoreError};

impl Store {
    /// Seals every value and file again that is not under the first key, `batch` values in each
    /// transaction; answers how many there were.
    ///
    /// # Errors
    /// [`SealError`](crate::SealError) when a value does not open with any key of the ring; what was
    /// done before it stays done.
    pub async fn reseal_all(&self, batch: u32) -> Result<u64, StoreError> {
        let mut count = 0;
        loop {
            let mut unit = self.begin().await?;
            let cells =
                unit.sealed_cells().not_sealed_with(self.sealer.key(), batch.max(1)).await?;
            if cells.is_empty() {
                break;
            }
            for cell in &cells {
                let plaintext = self.sealer.open(&cell.context, &cell.sealed)?;
                let sealed = self.sealer.seal(&cell.context, &plaintext);
                count += u64::from(unit.sealed_cells().replace(cell, &sealed).await?);
            }
            unit.commit().await?;
        }
        count += self.reseal_files().await?;
        self.storage.scrub().await?;
        Ok(count)
    }

    /// Puts a new key first in the key file. It seals from the next start on.
    ///
    /// # Errors
    /// As [`KeyRingError`] says.
    pub fn add_key(&self) -> Result<(), KeyRingError> {
        let mut ring = KeyRing::open(&self.key_path)?;
        ring.add_first(self.entropy.as_ref());
        ring.save(&self.key_path)
    }

    async fn reseal_files(&self) -> Result<u64, StoreError> {
        let mut unit = self.read().await?;
        let evidence = unit.evidence().all().await?;
        let portraits = unit.references().all_portraits().await?;
        drop(unit);
        let mut places: Vec<(SealContext, PathBuf)> = Vec::new();
        for (session, evidence, person) in evidence {
            let path = self.folder.evidence_path(session, evidence);
            places.push((SealContext::Evidence { evidence, session, person }, path));
        }
        for (reference, person) in portraits {
            let path = self.folder.portrait_path(reference);
            places.push((SealContext::Portrait { reference, person }, path));
        }
        let mut count = 0;
        for (context, path) in places {
            count += u64::from(self.reseal_file(context, path).await?);
        }
        Ok(count)
    }

    async fn reseal_file(&self, context: SealContext, path: PathBuf) -> Result<bool, StoreError> {
        let (folder, sealer) = (Arc::clone(&self.folder), Arc::clone(&self.sealer));
        blocking(move || {
            let sealed = match folder.read(&path) {
                Ok(sealed) => sealed,
                // Removed since it was listed, or reported as missing at start already.
                Err(FolderError::Missing { .. }) => return Ok(false),
                Err(error) => return Err(error.into()),
            };
            if sealed.key() == Some(sealer.key()) {
                return Ok(false);
            }
            let cell = SealedCell { context, sealed };
            let plaintext = sealer.open(&cell.context, &cell.sealed)?;
            folder.write(&path, &sealer.seal(&cell.context, &plaintext))?;
            Ok(true)
        })
        .await
    }
}
