//! The program where there is nothing beside it: what it carries must do, and say what it cannot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use tests::json::{list, text};
use tests::{cast, paths};

use crate::schema;

/// The program alone in a folder, so that it finds no weights of a checkout; and ONNX Runtime's library.
struct Alone {
    folder: TempDir,
    library: PathBuf,
}

impl Alone {
    fn new() -> Option<Self> {
        let library = fs::read_dir(paths::root().join(".runtime/onnxruntime"))
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.to_string_lossy().contains("libonnxruntime.so."))?;
        let folder = TempDir::new().unwrap();
        fs::copy(paths::binary(), folder.path().join("likeness")).unwrap();
        Some(Self { folder, library })
    }

    fn run(&self, args: &[&str]) -> (String, Option<i32>) {
        let done = Command::new(self.folder.path().join("likeness"))
            .args(args)
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.folder.path())
            .env("ORT_DYLIB_PATH", &self.library)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.code() != Some(2), "{said}{}", String::from_utf8_lossy(&done.stderr));
        (said, done.status.code())
    }

    fn verify(&self, reference: &Path, video: &Path) -> Value {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let args = ["verify", "--json", "--policy", "login", "--reference"];
        let (said, _) =
            self.run(&[&args[..], &[&path(reference), "--video", &path(video)]].concat());
        let verdict = serde_json::from_str(&said).unwrap();
        schema::check_verdict(&verdict);
        verdict
    }
}

#[test]
fn the_program_alone_loads_what_it_carries_and_says_what_is_lost() {
    let Some(alone) = Alone::new() else { return };
    let (said, _) = alone.run(&["models", "list"]);
    assert!(said.contains("built in"), "{said}");
    let (said, _) = alone.run(&["models", "check"]);
    assert!(said.contains("ok  detector        likeness_detector_v1"), "{said}");
    assert!(said.contains("ok  embedder        likeness_embedder_v2"), "{said}");
    assert!(said.contains("identity documents cannot be read"), "{said}");
    assert!(said.contains("dlib_resnet_v2 of registry"), "{said}");
}

#[test]
fn the_program_alone_never_takes_one_person_for_another() {
    let Some(alone) = Alone::new() else { return };
    let identity = |reference: &str, clip: &str| {
        let verdict = alone.verify(&cast::still(reference), &cast::clip(clip).path);
        let ids: Vec<String> = list(&verdict["models"]).iter().map(|m| text(&m["id"])).collect();
        assert!(ids.iter().all(|id| id.starts_with("likeness_")), "{ids:?}");
        (text(&verdict["identity"]["state"]), text(&verdict["outcome"]))
    };
    for clip in ["interview", "login"] {
        let (state, outcome) = identity("id-tomas.jpg", clip);
        assert_ne!((state.as_str(), outcome.as_str()), ("different", "reject"), "{clip}");
    }
    for (reference, clip) in
        [("id-tomas.jpg", "handover"), ("id-tomas.jpg", "office-mei"), ("id-mei.jpg", "login")]
    {
        let (state, outcome) = identity(reference, clip);
        assert_ne!(state, "same", "{reference} against {clip}");
        assert_ne!(outcome, "accept", "{reference} against {clip}");
    }
}
