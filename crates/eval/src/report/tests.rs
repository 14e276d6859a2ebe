use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;
use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn plot(id: &str) -> Plot {
    Plot::new(id, "A plot", Axis::linear("x"), Axis::linear("y"))
        .series(Series::line("a", vec![(0.0, 0.0), (1.0, 1.0)]))
}

fn document(plots: &[&str]) -> Document {
    let mut section = Section::new("Plots");
    section.blocks.extend(plots.iter().map(|id| Block::Plot(plot(id))));
    Document { title: "A report".into(), sections: vec![section], ..Document::default() }
}

fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

/// Writing is refused for what lies at `name`, and that stays as it was.
#[track_caller]
fn check_refused(name: &str, content: &str, said: &str) {
    let dir = folder();
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    let error = write(dir.path(), &document(&["det"]), &json!({ "kind": "video" })).unwrap_err();
    assert!(matches!(error, ReportError::Foreign { .. }), "{error}");
    let message = error.to_string();
    assert!(message.contains(said) && message.contains("--out"), "{message}");
    assert_eq!(fs::read_to_string(path).unwrap(), content);
}

#[test]
fn a_report_is_written_whole() {
    let dir = folder();
    let inside = dir.path().join("a/b");
    let json = json!({ "kind": "video", "eer": 0.5, "missing": f64::NAN });
    let written = write(&inside, &document(&["det", "time"]), &json).unwrap();
    assert_eq!(names(&inside), ["plots", "report.html", "report.json"]);
    assert_eq!(names(&inside.join("plots")), ["det.png", "det.svg", "time.png", "time.svg"]);
    let read: serde_json::Value =
        serde_json::from_slice(&fs::read(&written.json).unwrap()).unwrap();
    assert_eq!(read, json!({ "kind": "video", "eer": 0.5, "missing": null }));
    assert!(fs::read_to_string(&written.html).unwrap().contains("<h1>A report</h1>"));
    for path in [&written.json, &written.html, &written.plots[0]] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
    let png = written.plots.iter().find(|path| path.ends_with("det.png")).unwrap();
    let picture = image::open(png).unwrap();
    let drawing = plot::draw(&plot("det"), plot::Form::File);
    assert_eq!((picture.width(), picture.height()), (drawing.width * 2, drawing.height * 2));
}

#[test]
fn a_report_of_the_same_kind_replaces_an_earlier_one_and_its_plots() {
    let dir = folder();
    let json = json!({ "kind": "video" });
    write(dir.path(), &document(&["det", "old"]), &json).unwrap();
    let plots = dir.path().join("plots");
    fs::write(plots.join("mine.svg"), "<svg/>").unwrap();
    fs::write(plots.join("notes.txt"), "mine").unwrap();
    write(dir.path(), &document(&["det", "new"]), &json).unwrap();
    assert_eq!(
        names(&plots),
        ["det.png", "det.svg", "mine.svg", "new.png", "new.svg", "notes.txt"]
    );
    write(dir.path(), &document(&[]), &json).unwrap();
    assert_eq!(names(&plots), ["mine.svg", "notes.txt"]);
}

#[test]
fn a_page_whose_figures_were_never_written_is_replaced() {
    let dir = folder();
    let json = json!({ "kind": "video" });
    let written = write(dir.path(), &document(&["det"]), &json).unwrap();
    fs::remove_file(written.json).unwrap();
    check_place(dir.path(), "video").unwrap();
    assert!(check_place(dir.path(), "pad").is_err());
    write(dir.path(), &document(&["det"]), &json).unwrap();
}

#[test]
fn what_is_not_such_a_report_is_never_overwritten() {
    check_refused("report.json", r#"{ "kind": "pad" }"#, "a report of another kind, \"pad\"");
    check_refused("report.json", "[1, 2]", "no report");
    check_refused("report.json", "", "no report");
    check_refused("report.html", "<!doctype html><title>mine</title>", "no report of this kind");
    check_refused("plots/det.svg", "<svg/>", "no plot of a report");
    check_refused("plots/det.png", "mine", "no plot of a report");
}

#[test]
fn a_place_can_be_checked_before_anything_is_measured() {
    let dir = folder();
    check_place(dir.path(), "video").unwrap();
    check_place(&dir.path().join("not/yet/there"), "video").unwrap();
    fs::write(dir.path().join("report.json"), r#"{ "kind": "pad" }"#).unwrap();
    check_place(dir.path(), "pad").unwrap();
    assert!(check_place(dir.path(), "video").is_err());
}

#[test]
fn a_report_without_a_kind_is_none() {
    for json in [json!({}), json!([]), json!({ "kind": 1 }), json!({ "kind": "" })] {
        let dir = folder();
        let error = write(dir.path(), &document(&[]), &json).unwrap_err();
        assert!(matches!(error, ReportError::NoKind));
        assert!(names(dir.path()).is_empty());
    }
}

#[test]
fn plot_ids_are_file_names_and_unique() {
    let long = "a".repeat(65);
    let cases: [&[&str]; 7] =
        [&[""], &["../x"], &["A"], &["a b"], &["a.svg"], &["a", "a"], &[long.as_str()]];
    for ids in cases {
        let dir = folder();
        let error = write(dir.path(), &document(ids), &json!({ "kind": "video" })).unwrap_err();
        assert!(matches!(error, ReportError::PlotId { .. }), "{ids:?}");
        assert!(names(dir.path()).is_empty());
    }
}

#[test]
fn a_failed_write_leaves_nothing_half_written() {
    let dir = folder();
    // A folder in the way of the figures, which come last.
    fs::create_dir(dir.path().join("report.json")).unwrap();
    let error = write(dir.path(), &document(&[]), &json!({ "kind": "video" })).unwrap_err();
    assert!(matches!(error, ReportError::Read { .. }), "{error}");
    assert_eq!(names(dir.path()), ["report.json"]);

    let path = dir.path().join("a folder");
    fs::create_dir(&path).unwrap();
    assert!(matches!(files::write_atomically(&path, b"x"), Err(ReportError::Write { .. })));
    assert_eq!(names(dir.path()), ["a folder", "report.json"]);
}
