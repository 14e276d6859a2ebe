//! Comparing files with rows after a crash. A file is written before its row and removed after it, so a
//! file without a row is always rubbish, and a row without a file is always a loss.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::{EvidenceId, ReferenceId, SessionId};

use super::{DataFolder, EVIDENCE, FolderError, PORTRAITS};

/// A sealed file and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FoundFile {
    /// An evidence picture.
    Evidence(SessionId, EvidenceId),
    /// A portrait.
    Portrait(ReferenceId),
}

/// The difference between files and rows.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    /// Files that no row names.
    pub orphans: Vec<PathBuf>,
    /// Files that a row names and that are not there.
    pub missing: Vec<PathBuf>,
}

impl DataFolder {
    pub(crate) fn path_of(&self, file: FoundFile) -> PathBuf {
        match file {
            FoundFile::Evidence(session, id) => self.evidence_path(session, id),
            FoundFile::Portrait(reference) => self.portrait_path(reference),
        }
    }

    /// Compares the files with what the rows name.
    pub(crate) fn inventory(
        &self,
        named: impl IntoIterator<Item = FoundFile>,
    ) -> Result<Inventory, FolderError> {
        let named: HashSet<PathBuf> = named.into_iter().map(|f| self.path_of(f)).collect();
        let mut found = HashSet::new();
        collect_files(&self.path().join(PORTRAITS), &mut found)?;
        collect_files(&self.path().join(EVIDENCE), &mut found)?;
        let mut inventory = Inventory {
            orphans: found.difference(&named).cloned().collect(),
            missing: named.difference(&found).cloned().collect(),
        };
        inventory.orphans.sort();
        inventory.missing.sort();
        Ok(inventory)
    }
}

/// Files below `folder`; there is one level of folders at most. Links are not followed.
fn collect_files(folder: &Path, found: &mut HashSet<PathBuf>) -> Result<(), FolderError> {
    let fail = |e| FolderError::classify(folder, e);
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        if entry.file_type().map_err(fail)?.is_dir() {
            collect_files(&entry.path(), found)?;
        } else {
            found.insert(entry.path());
        }
    }
    Ok(())
}
