//! Whether two names lead to the same bytes: somebody who gives one recording as reference and as video
//! compares it with itself, and the verdict says nothing.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Bytes compared at a time.
const CHUNK: u64 = 1 << 16;

/// Whether both are files of equal content. Files that cannot be read are told of where they are used.
pub(crate) fn have_same_content(a: &Path, b: &Path) -> bool {
    compare(a, b).unwrap_or(false)
}

fn compare(a: &Path, b: &Path) -> io::Result<bool> {
    let (a, b) = (File::open(a)?, File::open(b)?);
    let (about_a, about_b) = (a.metadata()?, b.metadata()?);
    if !about_a.is_file() || !about_b.is_file() || about_a.len() != about_b.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (BufReader::new(a), BufReader::new(b));
    let (mut from_a, mut from_b) = (Vec::new(), Vec::new());
    loop {
        from_a.clear();
        from_b.clear();
        let read = a.by_ref().take(CHUNK).read_to_end(&mut from_a)?;
        b.by_ref().take(CHUNK).read_to_end(&mut from_b)?;
        if from_a != from_b {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &[u8], b: &[u8], expected: bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&one, a).expect("room");
        std::fs::write(&other, b).expect("room");
        assert_eq!(have_same_content(&one, &other), expected);
        assert!(have_same_content(&one, &one));
        assert!(!have_same_content(&one, &folder.path().join("absent")));
        assert!(!have_same_content(folder.path(), folder.path()));
    }

    #[test]
    fn copies_are_told_from_files_of_one_length() {
        check(b"a recording", b"a recording", true);
        check(b"a recording", b"b recording", false);
        check(b"a recording", b"a record", false);
        let long = vec![7; 200_000];
        let mut other = long.clone();
        check(&long, &other, true);
        other[199_999] = 8;
        check(&long, &other, false);
    }
}
