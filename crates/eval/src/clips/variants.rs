//! Degraded variants of clips, made once and kept beside the report.

use std::path::{Path, PathBuf};

use media::{Degradation, degrade};
use sha2::{Digest as _, Sha256};

use super::chain;
use super::record::ClipFailure;

/// Version of how variants are made. Raised when the same name would give other pictures.
const SCHEMA: u32 = 1;

const FOLDER: &str = "degraded";

/// The variant `how` of `clip`, whose contents have the hash `contents`, below the report's folder `out`.
pub(super) fn variant(
    out: &Path,
    clip: &Path,
    contents: &[u8; 32],
    how: &Degradation,
) -> Result<PathBuf, ClipFailure> {
    let path = path_of(out, clip, contents, how);
    if path.is_file() {
        return Ok(path);
    }
    let seed = u64::from_le_bytes(contents[..8].try_into().unwrap_or_default());
    degrade(clip, &path, how, seed)
        .map(|_| path)
        .map_err(|e| ClipFailure::Degrade(format!("{how}: {}", chain(&e))))
}

/// Named for people, and by what it was made from.
fn path_of(out: &Path, clip: &Path, contents: &[u8; 32], how: &Degradation) -> PathBuf {
    let mut hash = Sha256::new();
    hash.update(SCHEMA.to_le_bytes());
    hash.update(contents);
    let mark = &hex::encode(hash.finalize())[..12];
    let stem = clip.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    out.join(FOLDER).join(how.to_string()).join(format!("{stem}-{mark}.mkv"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_named_by_its_clip_its_contents_and_what_was_done() {
        let name = |clip: &str, contents: u8, how: &str| {
            let how = how.parse().unwrap();
            path_of(Path::new("/out"), Path::new(clip), &[contents; 32], &how)
        };
        let one = name("a/clip.mp4", 1, "h264-250");
        assert!(one.starts_with("/out/degraded/h264-250"), "{}", one.display());
        assert!(one.file_name().unwrap().to_string_lossy().starts_with("clip-"));
        assert_ne!(one, name("a/clip.mp4", 2, "h264-250"));
        assert_ne!(one, name("a/clip.mp4", 1, "h264-500"));
    }
}
