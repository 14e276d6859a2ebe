//! `likeness eval video`, `pad` and `manipulation` on a handful of clips: what is measured, what is a row
//! with a reason, and that a second run uses what the first one kept.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tests::{Likeness, Ran, paths};

use crate::schema;

/// A folder with a list and a place for the report.
struct Study {
    folder: TempDir,
    media: PathBuf,
}

impl Study {
    fn of(media: &Path, list: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("list.csv"), list).unwrap();
        Self { folder, media: media.to_owned() }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("report")
    }

    fn run(&self, what: &str, more: &[&str]) -> Ran {
        Likeness::new("eval")
            .arg(what)
            .arg("--list")
            .arg(self.folder.path().join("list.csv"))
            .arg("--media")
            .arg(&self.media)
            .arg("--out")
            .arg(self.out())
            .args(more)
            .run()
    }

    fn report(&self, what: &str, more: &[&str]) -> Value {
        let ran = self.run(what, more);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let page = fs::read_to_string(self.out().join("report.html")).unwrap();
        assert!(page.contains("</html>"), "a whole page");
        let report =
            serde_json::from_slice(&fs::read(self.out().join("report.json")).unwrap()).unwrap();
        schema::check_clips_report(what, &report);
        report
    }

    fn cached(&self) -> usize {
        let files = |dir: &Path| fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
        let below = files(&self.out().join("cache")).filter(|p| p.is_dir());
        below.map(|dir| files(&dir).count()).sum()
    }
}

const SESSIONS: &str = "\
reference,video,truth,subject
talking/grid-s1-01.mpg@1.1,talking/grid-s1-00.mpg,accept,grid-s1
talking/grid-s1-02.mpg,talking/grid-s1-03.mpg,accept,grid-s1
talking/grid-other-01.mpg@1.1,talking/grid-s1-00.mpg,other_person,grid-s1
pad/apfol-bona.webm@1.1,pad/apfol-replay.webm,attack:replay-phone,apfol
talking/grid-s1-01.mpg@1.1,talking/gone.mpg,accept,grid-s1
talking/grid-s1-01.mpg@99,talking/grid-s1-00.mpg,accept,grid-s1
talking/grid-s1-01.mpg@1.1,scene/no_face.mp4,accept,nobody
talking/grid-s1-01.mpg@1.1,media.csv,accept,nobody
";

#[test]
fn sessions_are_judged_against_the_truth_and_none_vanishes() {
    let Some(media) = paths::faces() else { return };
    let study = Study::of(&media, SESSIONS);
    let report = study.report("video", &[]);
    assert_eq!(report["kind"], "video");
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 8);
    let outcomes: Vec<_> = rows.iter().map(|r| r["outcome"].as_str()).collect();
    assert_eq!(outcomes[..2], [Some("accept"), Some("accept")], "{rows:#?}");
    assert_eq!(outcomes[2], Some("reject"), "{:#}", rows[2]);
    assert_ne!(outcomes[3], Some("accept"), "{:#}", rows[3]);
    let check_failure = |row: usize, kind: &str, says: &str| {
        let failure = &rows[row]["failure"];
        assert_eq!(failure[0], kind, "{failure}");
        assert!(failure[1].as_str().unwrap().contains(says), "{failure}");
    };
    check_failure(4, "missing", "gone.mpg");
    check_failure(5, "reference_unusable", "before second 99");
    check_failure(7, "unreadable", "not a video");
    assert_eq!((&rows[6]["outcome"], &rows[6]["codes"][0]), (&"refer".into(), &"no_face".into()));
    let mated = &report["mated"]["not_accepted"];
    assert_eq!((mated["hits"].as_u64(), mated["trials"].as_u64()), (Some(4), Some(6)));
    assert_eq!(report["seconds"].as_array().unwrap().len(), 7);
    for list in ["samples.csv", "timeline.csv"] {
        assert!(fs::read_to_string(study.out().join(list)).unwrap().lines().count() > 10);
    }

    // What was measured is kept, and what failed is tried again.
    let kept = study.cached();
    assert_eq!(kept, 5);
    let again = study.report("video", &["--jobs", "1"]);
    assert_eq!((study.cached(), &again["rows"]), (kept, &report["rows"]));
}

const MEDIA: &str = "\
file,subject,label,note
talking/grid-s1-00.mpg,grid-s1,bona-fide,
talking/grid-other-01.mpg,grid-other-01,bona-fide,
pad/apfol-replay.webm,apfol,attack:replay-phone,
pad/woww-mask.mp4,woww7,attack:mask-paper,
pad/mini-image_T1.jpg,,bona-fide,still
pad/mini-image_F1.jpg,,attack:replay-screen,still
scene/no_face.mp4,,bona-fide,nobody
manipulated/gcv-0017.mp4,,manipulated:unknown,
documents/fm-td1.jpg,,specimen,
";

#[test]
fn attacks_are_measured_by_clip_and_detector_degraded_as_well() {
    let Some(media) = paths::faces() else { return };
    let Some(weights) = paths::shared("models") else { return };
    let study = Study::of(&media, MEDIA);
    // All weights there are, not only the pack's.
    let models = weights.to_str().unwrap();
    let report = study.report("pad", &["--degrade", "h264-250", "--models", models]);
    assert_eq!(report["kind"], "pad");
    let names = |v: &Value| -> Vec<String> {
        let all = v.as_array().unwrap().iter();
        all.map(|d| d["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&report["variants"]), ["original", "h264-250"]);
    let clips = &report["variants"][0]["clips"];
    let detectors = names(&clips["detectors"]);
    for model in ["minifasnet_v2", "minifasnet_v1se", "faceplugin_liveness"] {
        assert!(detectors.iter().any(|d| d == model), "{detectors:?}");
    }
    for detector in clips["detectors"].as_array().unwrap() {
        assert_eq!(detector["bona_fide"], 2, "{detector:#}");
        assert_eq!(detector["attacks"], 2, "{detector:#}");
    }
    // Two clips and a still without a face as well, each once; stills are not degraded.
    assert_eq!(report["rows"].as_array().unwrap().len(), 7 + 5);
    assert_eq!(report["left_out"].as_array().unwrap().len(), 2);
    let nobody = &report["rows"].as_array().unwrap()[6];
    assert_eq!(nobody["failure"][0], "no_face", "{nobody:#}");
    let stills = &report["variants"][0]["stills"]["detectors"][0];
    assert_eq!((&stills["bona_fide"], &stills["attacks"]), (&1.into(), &1.into()));
    assert!(study.out().join("degraded/h264-250").is_dir());
}

#[test]
fn manipulated_clips_are_measured_on_their_own() {
    let Some(media) = paths::faces() else { return };
    let study = Study::of(&media, MEDIA);
    let report = study.report("manipulation", &[]);
    assert_eq!(report["kind"], "manipulation");
    let detector = &report["variants"][0]["clips"]["detectors"][0];
    assert_eq!((&detector["bona_fide"], &detector["attacks"]), (&2.into(), &1.into()));
    // A report of another kind is not overwritten.
    study.run("pad", &[]).check_refused(&["another folder"]);
}

#[test]
fn lists_that_cannot_be_used_are_refused_with_their_place() {
    let Some(media) = paths::faces() else { return };
    let refused = |what: &str, list: &str, says: &[&str]| {
        Study::of(&media, list).run(what, &[]).check_refused(says);
    };
    refused("video", "reference,video\na,b\n", &["no column `truth`"]);
    refused("video", "reference,video,truth\na,b,maybe\n", &["line 2", "`truth`", "other_person"]);
    refused("video", "reference,video,truth\na,b,accept\n", &["none of the 1 clips", "--media"]);
    refused("pad", "file,label\nx.mp4,bona-fide\n", &["attack:SPECIES"]);
    let study = Study::of(&media, MEDIA);
    study.run("pad", &["--degrade", "h265-250"]).check_refused(&["h265-250", "h264-250"]);
}
