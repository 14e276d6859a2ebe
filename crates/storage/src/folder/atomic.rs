//! Writing a file in one step.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::FILE_MODE;

/// What a file is called until it is complete. Anything of that name found at start is rubbish.
const UNFINISHED: &str = "unfinished";

/// Writes beside `path`, flushes to the disk and renames over `path`; the file is its owner's alone.
/// On failure nothing is left beside it and `path` is as it was.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(UNFINISHED);
    let beside = Path::new(&name);
    let attempt = || {
        // Left behind by a crash; not truncated but replaced, so that its permissions are ours.
        match fs::remove_file(beside) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(beside)?;
        write_through(&mut file, bytes)?;
        fs::rename(beside, path)?;
        match path.parent().filter(|p| !p.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    };
    attempt().inspect_err(|_| {
        // The first failure is the one to report.
        let _ = fs::remove_file(beside);
    })
}

/// Writes all of it and waits until the disk has it.
fn write_through(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_stays_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_write_leaves_nothing_beside_and_the_old_file_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::create_dir(&path).unwrap();
        assert!(write_atomically(&path, b"a folder is in the way").is_err());
        assert!(path.is_dir());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_full_disk_is_an_error_of_the_write_itself() {
        // /dev/full answers every write as a full disk does.
        let Ok(mut full) = OpenOptions::new().write(true).open("/dev/full") else {
            println!("skipped: needs /dev/full");
            return;
        };
        let error = write_through(&mut full, b"picture").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
