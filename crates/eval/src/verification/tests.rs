//! A whole study of few pairs, judged by hand.

use domain::{CalibrationOrigin, Rect};
use testkit::features;

use super::*;
use crate::list::Pair;
use crate::pictures::{AcquiredFace, Failure, PictureResult};
use crate::progress::Silent;

/// A picture whose features lie at `degrees` on the unit circle; none acquired where absent.
fn picture(name: &str, degrees: Option<f32>) -> PictureResult {
    let face = |degrees: f32| AcquiredFace {
        features: features(degrees),
        rect: Rect::new(0.0, 0.0, 9.0, 9.0),
        faces: 1,
        quality: 80.0,
        inter_eye_px: 40.0,
        issues: Vec::new(),
    };
    PictureResult { name: name.into(), outcome: degrees.map(face).ok_or(Failure::NoFace) }
}

fn pair(line: u64, fold: u32, a: &str, b: &str, group: &str) -> Pair {
    let subject = |p: &str| p[..1].to_owned();
    Pair {
        line,
        fold: Some(fold),
        a: a.into(),
        b: b.into(),
        is_mated: subject(a) == subject(b),
        group: Some(group.into()),
        subject_a: subject(a),
        subject_b: subject(b),
    }
}

fn facts() -> StudyFacts {
    StudyFacts {
        created: "2026-11-21T00:00:00.000Z".into(),
        code: "0.0.0".into(),
        list: "pairs.csv".into(),
        list_sha256: "00".into(),
        models: Vec::new(),
        settings: SettingsFacts {
            pack: "standard".into(),
            face: "centre",
            bootstrap_samples: 200,
            seed: 1,
            working_fmr: 1e-3,
        },
        calibration: Calibration {
            slope: 10.0,
            intercept: -5.0,
            cap: 12.0,
            origin: CalibrationOrigin {
                data: "test".into(),
                date: "2026-01-01".into(),
                trials_first: 1,
                trials_second: 1,
                provisional: true,
            },
        },
    }
}

/// Four people at 0, 90, 180 and 270 degrees; B's second picture looks like A, D's second gives nothing.
fn study() -> (Vec<Pair>, Vec<PictureResult>) {
    let pairs = vec![
        pair(2, 1, "A1", "A2", "x"),
        pair(3, 1, "B1", "B2", "y"),
        pair(4, 1, "A1", "B1", "x"),
        pair(5, 1, "C1", "D1", "y"),
        pair(6, 2, "C1", "C2", "x"),
        pair(7, 2, "D1", "D2", "y"),
        pair(8, 2, "A1", "C1", "x"),
        pair(9, 2, "B1", "D2", "y"),
    ];
    let degrees = |name: &str| match name {
        "A1" => Some(0.0),
        "A2" => Some(5.0),
        "B1" => Some(90.0),
        "B2" => Some(20.0),
        "C1" => Some(180.0),
        "C2" => Some(186.0),
        "D1" => Some(270.0),
        _ => None,
    };
    let pictures = pictures_of(&pairs)
        .into_iter()
        .map(|name| {
            let text = name.display().to_string();
            picture(&text, degrees(&text))
        })
        .collect();
    (pairs, pictures)
}

fn judged(pairs: &[Pair], pictures: &[PictureResult]) -> Result<Judged, VerificationError> {
    let comparisons = Comparisons::of(pairs, pictures)?;
    let cross = Cross::compare(&comparisons.faces(), 2, &Silent)?;
    judge(&comparisons, &cross, facts())
}

#[test]
fn a_study_is_judged_as_by_hand() {
    let (pairs, pictures) = study();
    let report = judged(&pairs, &pictures).unwrap().report;
    let counts = report.trials;
    assert_eq!((counts.mated.listed, counts.mated.compared, counts.mated.failed), (4, 3, 1));
    assert_eq!((counts.non_mated.listed, counts.non_mated.compared), (4, 3));
    // Mated: cos 5°, cos 70°, cos 6°. Non-mated: cos 90°, cos 90°, cos 180°. No overlap.
    assert!((report.auc - 1.0).abs() < 1e-12 && report.eer == 0.0, "{}", report.eer);
    let point = &report.fnmr_at_fmr[0];
    assert_eq!((point.fnmr, point.measured_fmr, point.reliable), (0.0, 0.0, false));
    assert!(
        (point.fnmr_with_failures - 0.25).abs() < 1e-12,
        "the failed pair of four counts there"
    );
    assert!(point.interval.high > 0.5, "three trials prove little: {:?}", point.interval);

    let failed = (report.failure_to_acquire.count, report.failure_to_acquire.of);
    assert_eq!(failed, (1, 8));
    assert_eq!((report.failure_to_enrol.count, report.failure_to_enrol.of), (0, 4));
    assert_eq!(report.failures[0].picture, "D2");
    assert_eq!(report.failures[0].kind, "no_face");

    // In fold 2 the pair without a score counts as a non-match: one of two mated decided wrongly.
    let accuracy = report.accuracy.unwrap();
    assert!((accuracy.per_fold[1].accuracy - 0.75).abs() < 1e-12, "{accuracy:?}");

    assert_eq!((report.worst.mated[0].line.unwrap(), report.worst.non_mated.len()), (3, 3));
    // B2 looks like A1 and A2: the highest score of two subjects is cos 15°.
    let cross = report.cross.unwrap();
    assert_eq!(cross.comparisons, 7 * 6 / 2 - 3);
    assert_eq!((cross.worst[0].a.as_str(), cross.worst[0].b.as_str()), ("A2", "B2"));
    assert!((cross.max - 15_f64.to_radians().cos()).abs() < 1e-6);
    let groups = report.groups.unwrap();
    assert_eq!(groups.groups.iter().map(|g| g.failed).collect::<Vec<_>>(), [0, 2]);
    assert!(report.warnings.iter().any(|w| w.contains("Too few trials to tell")));
    assert!(report.warnings.iter().any(|w| w.contains("provisional")));
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let (pairs, pictures) = study();
    let json = || serde_json::to_string(&judged(&pairs, &pictures).unwrap().report).unwrap();
    assert_eq!(json(), json());
}

#[test]
fn the_document_holds_every_warning_and_no_picture_unless_given() {
    let (pairs, pictures) = study();
    let judged = judged(&pairs, &pictures).unwrap();
    let text = format!("{:?}", document(&judged, None));
    for warning in &judged.report.warnings {
        assert!(text.contains(&warning.replace('"', "\\\"")), "{warning}");
    }
    assert!(!text.contains("Pictures("));
}

#[test]
fn a_list_without_folds_or_groups_has_neither() {
    let (mut pairs, pictures) = study();
    for pair in &mut pairs {
        (pair.fold, pair.group) = (None, None);
    }
    let report = judged(&pairs, &pictures).unwrap().report;
    assert!(report.accuracy.is_none() && report.groups.is_none());
}

#[test]
fn a_study_without_rates_says_what_to_do() {
    let (pairs, pictures) = study();
    let check = |pairs: &[Pair], part: &str| {
        let error = judged(pairs, &pictures).err().unwrap().to_string();
        assert!(error.contains(part), "{error}");
    };
    let only =
        |mated: bool| pairs.iter().filter(|p| p.is_mated == mated).cloned().collect::<Vec<_>>();
    check(&only(true), "no non-mated pair could be compared (0 of 0 failed): the list has none");
    check(&only(false), "no mated pair");
    check(&[pairs[5].clone(), pairs[2].clone()], "(1 of 1 failed): see why");
    let mut twice = pairs.clone();
    twice[4].subject_a = "Z".into();
    twice[4].subject_b = "Z".into();
    check(&twice, "line 6 of the list gives C1 another subject");
}
