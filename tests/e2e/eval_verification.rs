//! `likeness eval verification` and `likeness eval calibrate identity` on a few pairs of "Labeled Faces in
//! the Wild": what the report holds, what becomes of pictures that cannot be used, and what is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tests::{Likeness, Ran, paths};

use crate::schema;

/// Pairs taken of each fold and truth.
const OF_EACH: usize = 12;

struct Study {
    folder: TempDir,
    images: PathBuf,
}

impl Study {
    /// A list of the first pairs of folds 1 and 2 with a group each, `more` lines behind them; none where
    /// faces or weights are absent.
    fn new(more: &str) -> Option<Self> {
        paths::weights()?;
        let images = paths::shared("data/lfw")?;
        let all = fs::read_to_string(images.join("pairs.csv")).unwrap();
        let mut list = String::from("\u{feff}fold,a,b,mated,group,note\r\n");
        for (fold, mated) in [("1", "1"), ("1", "0"), ("2", "1"), ("2", "0")] {
            let wanted = |line: &&str| {
                let fields: Vec<_> = line.split(',').collect();
                fields[0] == fold && fields[3] == mated
            };
            for line in all.lines().filter(wanted).take(OF_EACH) {
                list += &format!("{line},fold-{fold},\"kept, unread\"\r\n");
            }
        }
        list += more;
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("pairs.csv"), list).unwrap();
        Some(Self { folder, images })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Likeness {
        Likeness::new("eval")
            .args(words)
            .arg("--pairs")
            .arg(self.path("pairs.csv"))
            .arg("--images")
            .arg(&self.images)
            .arg("--out")
            .arg(self.path("out"))
    }

    fn verification(&self) -> (Ran, Value) {
        let ran = self.command(&["verification", "--samples", "200"]).run();
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert_eq!(ran.stderr, "", "no bar where nobody watches");
        (ran, json(&self.path("out/report.json")))
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_study_is_measured_reported_and_repeated_from_its_cache() {
    let Some(study) = Study::new("") else { return };
    let (ran, report) = study.verification();
    schema::check_verification_report(&report);
    let trials = &report["trials"];
    assert_eq!(trials["mated"]["compared"], 2 * OF_EACH);
    assert_eq!(trials["non_mated"]["compared"], 2 * OF_EACH);
    assert_eq!(report["failure_to_acquire"]["count"], 0);
    let accuracy = report["accuracy"]["mean"].as_f64().unwrap();
    assert!(accuracy > 0.9, "{accuracy}");
    assert_eq!(report["accuracy"]["per_fold"].as_array().map(Vec::len), Some(2));
    let points = report["fnmr_at_fmr"].as_array().unwrap();
    let fmrs: Vec<_> = points.iter().map(|p| p["fmr"].as_f64().unwrap()).collect();
    assert_eq!(fmrs, [1e-2, 1e-3, 1e-4]);
    assert!(points.iter().all(|p| p["reliable"] == false), "24 pairs support none of them");
    assert_eq!(report["groups"]["groups"].as_array().map(Vec::len), Some(2));
    assert!(report["cross"]["comparisons"].as_u64().unwrap() > 1000);
    assert!(ran.stdout.contains("accuracy") && ran.stdout.contains("unreliable"), "{}", ran.stdout);

    let page = fs::read_to_string(study.path("out/report.html")).unwrap();
    assert!(page.ends_with("</html>\n") || page.ends_with("</html>"), "a whole page");
    assert!(page.contains("data:image/jpeg;base64,"), "the worst pairs are shown");
    assert!(!page.contains("<script") && !page.contains("src=\"http"), "it needs nothing else");
    for plot in ["det.svg", "det.png", "scores.svg", "scores.png"] {
        assert!(study.path("out/plots").join(plot).is_file(), "{plot}");
    }
    assert_eq!(mode(&study.path("out/cache")), 0o700, "features are for the owner only");

    let (_, mut again) = study.verification();
    again["created"] = report["created"].clone();
    assert_eq!(again, report, "the same figures, from the cache");
}

#[test]
fn pictures_that_cannot_be_used_are_failures_with_reasons() {
    let Some(study) = Study::new(
        "2,images/Nobody/1.jpg,images/Nobody/2.jpg,1,fold-2,\r\n\
         2,images/Abel_Pacheco/Abel_Pacheco_0001.jpg,pairs/pairs.csv,0,fold-2,\r\n",
    ) else {
        return;
    };
    // A folder of pictures that we may write into: the data set's, with a text file beside.
    let images = study.path("mixed");
    fs::create_dir_all(images.join("pairs")).unwrap();
    fs::write(images.join("pairs/pairs.csv"), "no picture").unwrap();
    std::os::unix::fs::symlink(study.images.join("images"), images.join("images")).unwrap();
    let study = Study { images, ..study };
    let (ran, report) = study.verification();
    schema::check_verification_report(&report);
    let failed = &report["failure_to_acquire"];
    assert_eq!(failed["count"], 3);
    assert_eq!(failed["by_kind"]["missing"], 2);
    assert_eq!(failed["by_kind"]["not_a_picture"], 1);
    assert_eq!(report["failure_to_enrol"]["count"], 1, "one of the three is a reference");
    assert_eq!(report["failures"].as_array().map(Vec::len), Some(3));
    assert_eq!(report["trials"]["mated"]["failed"], 1);
    assert_eq!(report["trials"]["non_mated"]["failed"], 1);
    let point = &report["fnmr_at_fmr"][0];
    assert!(
        point["fnmr_with_failures"].as_f64() > point["fnmr"].as_f64(),
        "failures are not hidden: {point}"
    );
    assert!(ran.stdout.contains("2 not; failure to acquire 3 of"), "{}", ran.stdout);
    let page = fs::read_to_string(study.path("out/report.html")).unwrap().replace("<wbr>", "");
    assert!(page.contains("images/Nobody/1.jpg") && page.contains("there is no such file"));
}

#[test]
fn a_calibration_is_reported_and_never_overwritten_unasked() {
    let Some(study) = Study::new("") else { return };
    let ran = study.command(&["calibrate", "identity", "--pack", "standard"]).run();
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = json(&study.path("out/calibration-identity/report.json"));
    schema::check_calibration_report(&report);
    let fit = &report["fit"];
    assert!(fit["slope"].as_f64().unwrap() > 5.0, "{fit}");
    assert!(fit["cllr"].as_f64().unwrap() < 0.5, "{fit}");
    assert_eq!((&report["is_written"], &report["pack"]), (&false.into(), &"standard".into()));
    assert!(report["false_match"]["scores"].as_array().unwrap().len() > 3);

    let manifest = study.path("manifest.toml");
    fs::copy(paths::root().join("models/manifest.toml"), &manifest).unwrap();
    let before = fs::read_to_string(&manifest).unwrap();
    let into = |pack: &str| {
        let command = study.command(&["calibrate", "identity", "--pack", pack]);
        command.arg("--manifest").arg(&manifest).run()
    };
    into("standard").check_refused(&["packs.standard.calibration.identity", "--replace"]);
    into("auto").check_refused(&["no table [packs.auto]", "--pack"]);
    assert_eq!(fs::read_to_string(&manifest).unwrap(), before);
}

#[test]
fn lists_folders_and_places_that_cannot_be_used_are_refused_with_the_remedy() {
    let Some(study) = Study::new("") else { return };
    let run = |study: &Study| study.command(&["verification"]).run();
    let good = fs::read_to_string(study.path("pairs.csv")).unwrap();
    let with_list = |text: &str, says: &[&str]| {
        fs::write(study.path("pairs.csv"), text).unwrap();
        run(&study).check_refused(says);
    };
    with_list("fold,a,b\n1,x/1.jpg,x/2.jpg\n", &["pairs.csv has no column `mated`"]);
    with_list("a,b,mated\nx/1.jpg,x/2.jpg,maybe\n", &["line 2, column `mated`", "`maybe`"]);
    with_list("a,b,mated\nx/1.jpg,y/2.jpg,0\n", &["none of the 2 pictures", "--images"]);
    with_list("a,b,mated\n", &["has no rows"]);
    fs::write(study.path("pairs.csv"), good).unwrap();
    // A refused run may have made the folder already.
    let _ = fs::remove_dir_all(study.path("out"));
    fs::write(study.path("out"), "a file").unwrap();
    run(&study).check_refused(&["is not a folder", "--out"]);
    fs::remove_file(study.path("out")).unwrap();
    fs::create_dir(study.path("out")).unwrap();
    fs::write(study.path("out/report.json"), "{\"kind\": \"pad\"}").unwrap();
    run(&study).check_refused(&["report of another kind", "--out"]);
}
