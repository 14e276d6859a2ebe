//! What was measured already: one small file per item, so that a stopped run goes on where it was and a
//! second run takes seconds.
//!
//! An entry is found by the hash of everything its measurement depends on, never by a file's name. It is
//! written whole or not at all, readable by its owner only, and carries a hash of its own: a broken one
//! counts as absent. Entries hold biometric features in clear; the folder says so to whoever opens it.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

/// Version of what entries hold and of how it is measured. Raised whenever either changes.
const SCHEMA: u32 = 2;
/// First bytes of every entry.
const MAGIC: &[u8; 4] = b"LKEC";
/// Length of the hash behind the magic bytes.
const HASH: usize = 32;
const FOLDER: &str = "cache";
const README: &str = "\
This folder holds measurements of faces: features by which people can be recognised.
They are biometric data in clear, kept so that a stopped evaluation can go on.
Keep the folder as you keep the pictures they were made from, and delete it when the report is done:
nothing else needs it, and a new run makes it again.
";

/// The cache cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The output folder is something else.
    #[error("{path} is not a folder; name a folder for the report with --out")]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// The folder or an entry cannot be written.
    #[error("cannot write {path}; check the folder's permissions and the space left")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// Everything that a measurement depends on, as one hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of what models with `fingerprint` ([`crate::models::Models::fingerprint`]) say of
    /// `contents` (hashes of the files measured, in order) under `settings` (in words, the kind of
    /// measurement first).
    pub fn new(contents: &[[u8; 32]], fingerprint: &[u8; 32], settings: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(SCHEMA.to_le_bytes());
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(fingerprint);
        hash.update((contents.len() as u64).to_le_bytes());
        contents.iter().for_each(|c| hash.update(c));
        hash.update(settings);
        Self(hash.finalize().into())
    }
}

/// The folder of entries below a report's folder. Several threads may use it at once.
#[derive(Debug)]
pub struct Cache {
    dir: PathBuf,
}

impl Cache {
    /// Opens or makes the cache of the report in folder `out`.
    ///
    /// # Errors
    /// When `out` is a file or cannot be written.
    pub fn open(out: &Path) -> Result<Self, CacheError> {
        if out.exists() && !out.is_dir() {
            return Err(CacheError::NotAFolder { path: out.to_owned() });
        }
        let dir = out.join(FOLDER);
        let write = |source| CacheError::Write { path: dir.clone(), source };
        fs::create_dir_all(out)
            .map_err(|source| CacheError::Write { path: out.to_owned(), source })?;
        make_private(&dir).map_err(write)?;
        fs::write(dir.join("README.txt"), README).map_err(write)?;
        Ok(Self { dir })
    }

    /// The entry of `key`; none when there is none or it is broken.
    pub fn get<T: DeserializeOwned>(&self, key: CacheKey) -> Option<T> {
        let bytes = fs::read(self.path(key)).ok()?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let (hash, body) = rest.split_at_checked(HASH)?;
        if Sha256::digest(body)[..] != *hash {
            return None;
        }
        postcard::from_bytes(body).ok()
    }

    /// Keeps `value` under `key`.
    ///
    /// # Errors
    /// When the entry cannot be written.
    ///
    /// # Panics
    /// When `T` is of a kind that cannot be serialised, which its own tests would show.
    pub fn put<T: Serialize>(&self, key: CacheKey, value: &T) -> Result<(), CacheError> {
        let path = self.path(key);
        let body = postcard::to_stdvec(value).expect("measurements are plain data");
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&Sha256::digest(&body));
        bytes.extend_from_slice(&body);
        store(&path, &bytes).map_err(|source| CacheError::Write { path, source })
    }

    /// Two digits of the key make the folder, so that no folder grows beyond what file systems like.
    fn path(&self, key: CacheKey) -> PathBuf {
        let name = hex::encode(key.0);
        self.dir.join(&name[..2]).join(&name[2..])
    }
}

fn store(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    make_private(folder)?;
    // Temporary files are made readable by their owner only.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

fn make_private(dir: &Path) -> std::io::Result<()> {
    const OWNER_ONLY: u32 = 0o700;
    match fs::DirBuilder::new().mode(OWNER_ONLY).create(dir) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            let mut permissions = fs::metadata(dir)?.permissions();
            if permissions.mode() & 0o777 == OWNER_ONLY {
                return Ok(());
            }
            permissions.set_mode(OWNER_ONLY);
            fs::set_permissions(dir, permissions)
        }
        made => made,
    }
}

/// SHA-256 of a file's contents.
pub fn content_hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> CacheKey {
        CacheKey::new(&[[n; 32]], &[0; 32], "test")
    }

    fn only_entry(cache: &Cache) -> PathBuf {
        let folders = fs::read_dir(&cache.dir).unwrap().map(|e| e.unwrap().path());
        let mut files = folders
            .filter(|p| p.is_dir())
            .flat_map(|d| fs::read_dir(d).unwrap().map(|e| e.unwrap().path()));
        let file = files.next().unwrap();
        assert!(files.next().is_none());
        file
    }

    #[test]
    fn entries_come_back_and_belong_to_their_owner() {
        let out = tempfile::tempdir().unwrap();
        let cache = Cache::open(&out.path().join("deep/er")).unwrap();
        let value = (vec![0.5_f32, -1.0], Some("text".to_owned()));
        assert_eq!(cache.get::<(Vec<f32>, Option<String>)>(key(1)), None);
        cache.put(key(1), &value).unwrap();
        cache.put(key(1), &value).unwrap();
        assert_eq!(cache.get(key(1)), Some(value));
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        let file = only_entry(&cache);
        assert_eq!(
            (mode(&file), mode(file.parent().unwrap()), mode(&cache.dir)),
            (0o600, 0o700, 0o700)
        );
        assert!(fs::read_to_string(cache.dir.join("README.txt")).unwrap().contains("biometric"));
    }

    #[test]
    fn a_broken_entry_counts_as_absent() {
        let out = tempfile::tempdir().unwrap();
        let cache = Cache::open(out.path()).unwrap();
        cache.put(key(1), &vec![1_u64; 9]).unwrap();
        let file = only_entry(&cache);
        let whole = fs::read(&file).unwrap();
        let check = |bytes: &[u8]| {
            fs::write(&file, bytes).unwrap();
            assert_eq!(cache.get::<Vec<u64>>(key(1)), None);
        };
        check(b"");
        check(&whole[..whole.len() - 1]);
        check(&whole[..20]);
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        check(&flipped);
        fs::write(&file, &whole).unwrap();
        assert_eq!(cache.get::<Vec<u64>>(key(1)), Some(vec![1; 9]));
    }

    #[test]
    fn everything_a_measurement_depends_on_is_in_its_key() {
        let keys = [
            CacheKey::new(&[[1; 32]], &[0; 32], "a"),
            CacheKey::new(&[[2; 32]], &[0; 32], "a"),
            CacheKey::new(&[[1; 32]], &[1; 32], "a"),
            CacheKey::new(&[[1; 32]], &[0; 32], "b"),
            CacheKey::new(&[[1; 32], [1; 32]], &[0; 32], "a"),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_refused_with_a_remedy() {
        let out = tempfile::tempdir().unwrap();
        let file = out.path().join("report");
        fs::write(&file, "x").unwrap();
        assert!(Cache::open(&file).unwrap_err().to_string().contains("name a folder"));
        let below = Cache::open(&file.join("below")).unwrap_err().to_string();
        assert!(below.contains("cannot write"), "{below}");
    }
}
