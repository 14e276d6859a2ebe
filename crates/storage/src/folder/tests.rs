//! Errors by what can be done about them, and files in their places.

use super::*;

fn check(errno: i32, expected: fn(&FolderError) -> bool, remedy: &str) {
    let error =
        FolderError::classify(Path::new("/data/evidence"), io::Error::from_raw_os_error(errno));
    assert!(expected(&error), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("/data/evidence") && text.contains(remedy), "{text}");
}

#[test]
fn what_the_disk_says_becomes_what_to_do() {
    use rustix::io::Errno;
    let full = |e: &FolderError| matches!(e, FolderError::DiskFull { .. });
    let read_only = |e: &FolderError| matches!(e, FolderError::ReadOnly { .. });
    check(Errno::NOSPC.raw_os_error(), full, "free some space");
    check(Errno::DQUOT.raw_os_error(), full, "free some space");
    check(Errno::ROFS.raw_os_error(), read_only, "writable");
    check(Errno::ACCESS.raw_os_error(), read_only, "writable");
    let missing = |e: &FolderError| matches!(e, FolderError::Missing { .. });
    check(Errno::NOENT.raw_os_error(), missing, "back-up");
    let other = |e: &FolderError| matches!(e, FolderError::Io { .. });
    check(Errno::IO.raw_os_error(), other, "cannot use");
}

#[test]
fn a_folder_without_write_permission_is_named() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&temporary.path().join("data")).unwrap();
    let portraits = folder.path().join("portraits");
    fs::set_permissions(&portraits, fs::Permissions::from_mode(0o500)).unwrap();
    let probe = File::create(portraits.join("probe"));
    if probe.is_ok() {
        println!("skipped: needs a user for whom permissions count");
        return;
    }
    let sealed = Sealed::from_bytes(vec![1, 2, 3]);
    let error = folder.write(&portraits.join("a.sealed"), &sealed).unwrap_err();
    assert!(matches!(error, FolderError::ReadOnly { .. }), "{error}");
    fs::set_permissions(&portraits, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn removing_the_last_picture_of_a_session_removes_its_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&temporary.path().join("data")).unwrap();
    let session = SessionId::from_uuid(uuid::Uuid::from_u128(1));
    let paths = [2, 3]
        .map(|n| folder.evidence_path(session, EvidenceId::from_uuid(uuid::Uuid::from_u128(n))));
    let sealed = Sealed::from_bytes(vec![7; 64]);
    for path in &paths {
        folder.write(path, &sealed).unwrap();
        assert_eq!(folder.read(path).unwrap(), sealed);
    }
    folder.remove(&paths[0]).unwrap();
    assert!(paths[1].exists());
    folder.remove(&paths[1]).unwrap();
    assert!(!paths[1].parent().unwrap().exists());
    folder.remove(&paths[1]).unwrap();
    assert!(folder.path().join("evidence").exists());
}

#[test]
fn removing_a_portrait_keeps_the_portraits_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&temporary.path().join("data")).unwrap();
    let path = folder.portrait_path(ReferenceId::from_uuid(uuid::Uuid::from_u128(1)));
    folder.write(&path, &Sealed::from_bytes(vec![7; 64])).unwrap();
    folder.remove(&path).unwrap();
    assert!(folder.path().join("portraits").is_dir());
}
