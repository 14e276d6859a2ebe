//! Weights and libraries that are absent, damaged or something else.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tests::{Likeness, paths};

fn check_with_models(folder: &Path, says: &[&str]) {
    Likeness::verify("x.png", "x.mp4").arg("--models").arg(folder).run().check_refused(says);
    let checked = Likeness::new("models").arg("check").arg("--models").arg(folder).run();
    assert_ne!(checked.status, Some(0), "`models check` must find it, too: {checked:?}");
}

/// A copy of the standard pack that a test may spoil.
fn copy_of_weights() -> Option<TempDir> {
    let weights = paths::weights()?;
    let copy = TempDir::new().unwrap();
    for file in fs::read_dir(weights).unwrap() {
        let file = file.unwrap().path();
        fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
    }
    Some(copy)
}

#[test]
fn a_folder_without_weights() {
    if paths::weights().is_none() {
        return;
    }
    let empty = TempDir::new().unwrap();
    check_with_models(empty.path(), &["no model pack has a detector", "likeness models pull"]);
}

#[test]
fn a_folder_that_does_not_exist() {
    if paths::weights().is_none() {
        return;
    }
    check_with_models(
        Path::new("/no/such/folder"),
        &["no such folder", "likeness models pull --from DIR --to /no/such/folder"],
    );
}

#[test]
fn a_file_with_one_flipped_bit() {
    let Some(copy) = copy_of_weights() else { return };
    let file = copy.path().join("yunet_n_dynamic.onnx");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    check_with_models(copy.path(), &["yunet", "does not match its manifest hash", "models pull"]);
}

#[test]
fn a_file_that_broke_off() {
    let Some(copy) = copy_of_weights() else { return };
    let file = copy.path().join("minifasnet_v2.onnx");
    let half = fs::metadata(&file).unwrap().len() / 2;
    fs::File::options().write(true).open(&file).unwrap().set_len(half).unwrap();
    check_with_models(copy.path(), &["minifasnet_v2", "bytes instead of", "models pull"]);
}

#[test]
fn an_unknown_pack() {
    if paths::weights().is_none() {
        return;
    }
    let refused = Likeness::verify("x.png", "x.mp4").args(["--pack", "deluxe"]).run();
    refused.check_refused(&["no model pack deluxe", "standard"]);
}

#[test]
fn no_runtime_library_and_one_that_is_none() {
    let absent =
        Likeness::verify("x.png", "x.mp4").args(["--onnxruntime", "/no/such/library.so"]).run();
    absent.check_refused(&["ONNX Runtime", "/no/such/library.so", "make setup"]);
    let text = tempfile::NamedTempFile::new().unwrap();
    fs::write(text.path(), "not a library").unwrap();
    let other = Likeness::verify("x.png", "x.mp4").arg("--onnxruntime").arg(text.path()).run();
    other.check_refused(&["not a usable ONNX Runtime library", "make setup"]);
}

#[test]
fn a_service_without_weights_does_not_start() {
    if paths::weights().is_none() {
        return;
    }
    let (data, empty) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let refused = Likeness::new("serve")
        .arg("--data")
        .arg(data.path().join("data"))
        .args(["--listen", "127.0.0.1:0"])
        .arg("--models")
        .arg(empty.path())
        .run();
    assert_eq!(refused.status, Some(2), "{refused:?}");
    assert!(!refused.stdout.contains("lk_"), "no key for a service that never ran: {refused:?}");
    let said = refused.stderr.lines().last().unwrap_or_default();
    assert!(said.starts_with("likeness: ") && said.contains("likeness models pull"), "{said}");
}
