//! Key rotation: seal everything again with the ring's first key.
//!
//! Change keys in this order: [`Store::add_key`], open the store again, [`Store::reseal_all`], then
//! [`Store::retire_keys`]. It can be stopped and run again at any time: it looks for what is not under
//! the first key yet, so nothing has to be remembered.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Store, blocking};
use crate::{FolderError, KeyId, KeyRing, KeyRingError, SealContext, SealedCell, StoreError};

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

    /// The keys in the key file, the sealing one first.
    ///
    /// # Errors
    /// As [`KeyRingError`] says.
    pub fn key_ids(&self) -> Result<Vec<KeyId>, KeyRingError> {
        Ok(KeyRing::open(&self.key_path)?.ids())
    }

    /// Takes every key but the first out of the key file; answers how many. Only when nothing is left
    /// that an older key would have to open, and only when the first key is the one that seals here:
    /// otherwise it takes none.
    ///
    /// # Errors
    /// When the records, the files or the key file cannot be read or written.
    pub async fn retire_keys(&self) -> Result<usize, StoreError> {
        let mut ring = KeyRing::open(&self.key_path)?;
        let left = self.read().await?.sealed_cells().not_sealed_with(self.sealer.key(), 1).await?;
        if !left.is_empty()
            || ring.first_id() != self.sealer.key()
            || !self.files_are_under_first_key().await?
        {
            return Ok(0);
        }
        let older = ring.ids().len() - 1;
        if older > 0 {
            ring.keep_only_first();
            ring.save(&self.key_path)?;
        }
        Ok(older)
    }

    async fn files_are_under_first_key(&self) -> Result<bool, StoreError> {
        for (_, path) in self.sealed_files().await? {
            let (folder, key) = (Arc::clone(&self.folder), self.sealer.key());
            let is_under = blocking(move || match folder.read(&path) {
                Ok(sealed) => Ok(sealed.key() == Some(key)),
                Err(FolderError::Missing { .. }) => Ok(true),
                Err(error) => Err(error),
            })
            .await?;
            if !is_under {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn reseal_files(&self) -> Result<u64, StoreError> {
        let mut count = 0;
        for (context, path) in self.sealed_files().await? {
            count += u64::from(self.reseal_file(context, path).await?);
        }
        Ok(count)
    }

    /// Every sealed file that a row names.
    async fn sealed_files(&self) -> Result<Vec<(SealContext, PathBuf)>, StoreError> {
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
        Ok(places)
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
