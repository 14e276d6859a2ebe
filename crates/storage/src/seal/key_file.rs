//! The key file: one key a line, `id:key` in hexadecimal, the sealing key first. `#` starts a comment.
//!
//! The file is refused when anybody but its owner may read it, and it is never made anew while records
//! exist: a new key would only hide that the right one is lost.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use domain::Entropy;
use zeroize::Zeroizing;

use super::key_ring::SecretKey;
use super::{KeyId, KeyRing};
use crate::folder::write_atomically;

/// A key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// Others may read it.
    #[error(
        "the key file {path} can be read by others (mode {mode:04o}): run `chmod 600 {path}` and, if others could have read it, stop the service and run `likeness reseal --new-key`"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is not there although records are.
    #[error(
        "the key file {path} is missing but the data folder holds sealed records: put the file back from its back-up, or name the right one; without it the records cannot be opened"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It opens none of the records.
    #[error(
        "the key file {path} holds other keys than the ones the records were sealed with: name the right key file"
    )]
    OtherKeys {
        /// The file.
        path: PathBuf,
    },
    /// It does not read as keys.
    #[error(
        "line {line} of the key file {path} is not `id:key` with 8 and 64 hexadecimal digits, or its id is there twice"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// It holds no key.
    #[error("the key file {path} holds no key: put it back from its back-up")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// There is no folder for it.
    #[error(
        "the folder of the key file {path} is not there: make it, readable only by the user that runs the service, or name another key file"
    )]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be read or written.
    #[error("cannot use the key file {path}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl KeyRing {
    /// Reads a key file.
    ///
    /// # Errors
    /// As [`KeyRingError`] says; [`KeyRingError::Missing`] when it is not there.
    pub fn open(path: &Path) -> Result<Self, KeyRingError> {
        let fail = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => KeyRingError::Missing { path: path.into() },
            _ => KeyRingError::Io { path: path.into(), source },
        };
        let mut file = fs::File::open(path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        let mode = metadata.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(KeyRingError::Exposed { path: path.into(), mode });
        }
        // Reserved at once: growing would leave copies of the keys on the heap.
        let size = usize::try_from(metadata.len()).unwrap_or(0);
        let mut text = Zeroizing::new(String::with_capacity(size + 1));
        file.read_to_string(&mut text).map_err(fail)?;
        parse(&text, path)
    }

    /// Writes a new ring of one key to a file that is not there yet, readable by its owner only.
    ///
    /// # Errors
    /// [`KeyRingError::Io`] when the file is there or cannot be written.
    pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyRingError> {
        let ring = Self::generate(entropy);
        let write = || {
            let mut file =
                OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(ring.to_text().as_bytes())?;
            file.sync_all()?;
            if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
                fs::File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        write().map_err(|source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => KeyRingError::NoFolder { path: path.into() },
            _ => KeyRingError::Io { path: path.into(), source },
        })?;
        Ok(ring)
    }

    /// Writes the ring over its file, in one step.
    ///
    /// # Errors
    /// [`KeyRingError::Io`].
    pub fn save(&self, path: &Path) -> Result<(), KeyRingError> {
        write_atomically(path, self.to_text().as_bytes())
            .map_err(|source| KeyRingError::Io { path: path.into(), source })
    }

    fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(128 + self.keys().len() * 80));
        text.push_str(
            "# Keys of a Likeness data folder. Whoever has this file can open its records.\n",
        );
        text.push_str(
            "# Keep a copy apart from the data. The first key seals, all of them open.\n",
        );
        for (id, key) in self.keys() {
            text.push_str(&id.to_string());
            text.push(':');
            text.push_str(&Zeroizing::new(hex::encode(&key[..])));
            text.push('\n');
        }
        text
    }
}

fn parse(text: &str, path: &Path) -> Result<KeyRing, KeyRingError> {
    let mut keys: Vec<(KeyId, SecretKey)> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let malformed = || KeyRingError::Malformed { path: path.into(), line: n + 1 };
        let (id, key) = line.split_once(':').ok_or_else(malformed)?;
        let id: KeyId = id.trim().parse().map_err(|_| malformed())?;
        if keys.iter().any(|(known, _)| *known == id) {
            return Err(malformed());
        }
        let mut secret = Box::new(Zeroizing::new([0; 32]));
        hex::decode_to_slice(key.trim(), &mut secret[..]).map_err(|_| malformed())?;
        keys.push((id, secret));
    }
    KeyRing::from_keys(keys).ok_or_else(|| KeyRingError::Empty { path: path.into() })
}

#[cfg(test)]
mod tests {
    use testkit::SeededEntropy;

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn write(path: &Path, text: &str, mode: u32) {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_created_file_reads_back_and_is_the_owners_alone() {
        let folder = folder();
        let path = folder.path().join("key");
        let made = KeyRing::create(&path, &SeededEntropy::new(3)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let read = KeyRing::open(&path).unwrap();
        assert_eq!(made.ids(), read.ids());
        assert_eq!(made.first().1, read.first().1);
    }

    #[test]
    fn an_existing_file_is_never_overwritten_by_create() {
        let folder = folder();
        let path = folder.path().join("key");
        let first = KeyRing::create(&path, &SeededEntropy::new(3)).unwrap();
        assert!(matches!(
            KeyRing::create(&path, &SeededEntropy::new(4)),
            Err(KeyRingError::Io { .. })
        ));
        assert_eq!(KeyRing::open(&path).unwrap().ids(), first.ids());
    }

    #[test]
    fn a_missing_folder_is_named_with_the_remedy() {
        let folder = folder();
        let path = folder.path().join("absent/key");
        let error = KeyRing::create(&path, &SeededEntropy::new(3)).unwrap_err();
        assert!(error.to_string().contains("make it"), "{error}");
    }

    #[test]
    fn saving_a_changed_ring_keeps_order_and_permissions() {
        let folder = folder();
        let path = folder.path().join("key");
        let entropy = SeededEntropy::new(5);
        let mut ring = KeyRing::create(&path, &entropy).unwrap();
        ring.add_first(&entropy);
        ring.save(&path).unwrap();
        assert_eq!(KeyRing::open(&path).unwrap().ids(), ring.ids());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_others_may_read_is_refused_with_the_remedy() {
        let folder = folder();
        let path = folder.path().join("key");
        KeyRing::create(&path, &SeededEntropy::new(3)).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = KeyRing::open(&path).unwrap_err();
            assert!(matches!(error, KeyRingError::Exposed { mode: m, .. } if m == mode));
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn what_is_not_a_ring_is_refused_with_its_line() {
        let folder = folder();
        let path = folder.path().join("key");
        let good = format!("00000001:{}", "ab".repeat(32));
        for (text, line) in [
            ("nonsense".to_owned(), 1),
            (format!("# c\n\n{good}\n0000zzzz:{}", "00".repeat(32)), 4),
            (format!("{good}\n{good}"), 2),
            (format!("00000001:{}", "ab".repeat(31)), 1),
        ] {
            write(&path, &text, 0o600);
            let error = KeyRing::open(&path).unwrap_err();
            assert!(
                matches!(error, KeyRingError::Malformed { line: l, .. } if l == line),
                "{error}"
            );
            assert!(!error.to_string().contains("abab"), "an error must not quote a key");
        }
        write(&path, "# nothing\n", 0o600);
        assert!(matches!(KeyRing::open(&path), Err(KeyRingError::Empty { .. })));
        assert!(matches!(
            KeyRing::open(&folder.path().join("absent")),
            Err(KeyRingError::Missing { .. })
        ));
    }
}
