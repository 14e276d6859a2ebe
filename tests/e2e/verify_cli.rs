//! `verify`, `compare`, `inspect` and `models` on the command line: objects, exit statuses, human output.

use serde_json::Value;
use tests::face::Faces;
use tests::json::{codes, has_code, list, shape};
use tests::{Likeness, Ran, paths};

use crate::schema;

/// The verdict of an accepted clip against one picture: every key with its type.
const VERDICT_SHAPE: &[&str] = &[
    "continuity.state: string",
    "frames.analysed: integer",
    "frames.dropped: integer",
    "frames.received: integer",
    "frames.sampled: integer",
    "identity.false_match.is_bound: boolean",
    "identity.false_match.share: number",
    "identity.false_match.text: string",
    "identity.llr: number",
    "identity.score: number",
    "identity.state: string",
    "media.codec: string",
    "media.height: integer",
    "media.width: integer",
    "models[].id: string",
    "models[].role: string",
    "models[].sha256: string",
    "outcome: string",
    "policy.name: string",
    "policy.version: integer",
    "presence.attack: null",
    "presence.false_alarm.is_bound: boolean",
    "presence.false_alarm.share: number",
    "presence.false_alarm.text: string",
    "presence.llr: number",
    "presence.state: string",
    "reasons[].at_ms: null",
    "reasons[].code: string",
    "reasons[].frames[].at_ms: integer",
    "reasons[].frames[].seq: integer",
    "reasons[].text: string",
    "references[].false_match.is_bound: boolean",
    "references[].false_match.share: number",
    "references[].false_match.text: string",
    "references[].kind: string",
    "references[].llr: number",
    "references[].score: number",
    "references[].state: string",
    "stream.away_ms: integer",
    "stream.camera: null",
    "stream.changes: integer",
    "stream.gaps_ms: integer",
    "stream.rate_hz: null",
    "stream.repeated: number",
    "stream.second_face: number",
    "stream.size.height: integer",
    "stream.size.width: integer",
    "stream.uneven: null",
];
/// Keys that only some verdicts have.
const OPTIONAL: &[&str] = &[
    "media.duration_ms: integer",
    "media.duration_ms: null",
    "reasons[].at_ms: integer",
    "references[].captured_at: string",
    "references[].reference_id: string",
    "references[].session_kind: string",
];

fn faces() -> Option<Faces> {
    paths::faces().map(|data| Faces::of(&data))
}

fn accepted(faces: &Faces) -> Ran {
    Likeness::verify(faces.still("talking/grid-s1-01.mpg"), faces.clip("talking/grid-s1-00.mpg"))
        .run()
}

#[test]
fn an_accepted_clip_gives_one_object_of_the_documented_shape() {
    let Some(faces) = faces() else { return };
    let ran = accepted(&faces);
    let (outcome, verdict) = ran.outcome();
    assert_eq!(outcome, "accept", "{verdict}");
    let mut found = shape(&verdict);
    found.retain(|line| !OPTIONAL.contains(&line.as_str()));
    assert_eq!(found, VERDICT_SHAPE);
    assert_eq!(ran.stderr, "", "with --json nothing is written beside the object");
    assert_eq!(ran.stdout.lines().count(), 1);

    assert_eq!(verdict["identity"]["state"], "same");
    assert_eq!(verdict["presence"]["state"], "live");
    assert_eq!(verdict["continuity"]["state"], "held");
    assert_eq!(verdict["references"][0]["kind"], "picture");
    assert_eq!(verdict["policy"]["name"], "interview");
    assert_eq!(
        (&verdict["media"]["width"], &verdict["media"]["height"]),
        (&360.into(), &288.into())
    );
    let frames = |name: &str| verdict["frames"][name].as_u64().unwrap();
    assert_eq!(frames("received"), 75, "GRID clips have 75 frames");
    // Three seconds; some of the clips have a hole of a third of a second.
    assert!((15..=17).contains(&frames("sampled")), "{verdict}");
    assert_eq!(frames("analysed"), frames("sampled"), "of a file every sampled frame is analysed");
    assert_eq!(frames("dropped"), 0);
    assert!(has_code(&verdict, "same_person"), "{:?}", codes(&verdict));
    for model in list(&verdict["models"]) {
        assert_eq!(model["sha256"].as_str().map(str::len), Some(64), "{model}");
    }
    schema::check_verdict(&verdict);
}

#[test]
fn the_same_file_twice_gives_the_same_bytes() {
    let Some(faces) = faces() else { return };
    assert_eq!(accepted(&faces).stdout, accepted(&faces).stdout);
}

#[test]
fn rejected_and_referred_clips_have_their_own_exit_statuses() {
    let Some(faces) = faces() else { return };
    let still = faces.still("talking/grid-s1-01.mpg");
    let (outcome, verdict) =
        Likeness::verify(&still, faces.clip("talking/grid-other-02.mpg")).run().outcome();
    assert_eq!(outcome, "reject", "{verdict}");
    assert_eq!(codes(&verdict)[0], "not_the_id_holder", "the leading reason names the person");
    schema::check_verdict(&verdict);

    let (outcome, verdict) =
        Likeness::verify(&still, faces.clip("scene/no_face.mp4")).run().outcome();
    assert_eq!(outcome, "refer", "{verdict}");
    assert!(has_code(&verdict, "no_face"), "{:?}", codes(&verdict));
    assert_eq!(
        verdict["identity"]["score"],
        Value::Null,
        "a score nobody measured is not a number"
    );
    schema::check_verdict(&verdict);
}

#[test]
fn every_reference_is_answered_and_a_clip_is_an_earlier_session() {
    let Some(faces) = faces() else { return };
    let (outcome, verdict) = accepted_with(&faces, "talking/grid-s1-05.mpg");
    assert_eq!(outcome, "accept", "{verdict}");
    let kinds: Vec<_> = list(&verdict["references"]).iter().map(|r| r["kind"].clone()).collect();
    assert_eq!(kinds, ["picture", "session"]);
    schema::check_verdict(&verdict);

    // The ID matches, the earlier session shows somebody else: the hand-over.
    let (outcome, verdict) = accepted_with(&faces, "talking/grid-other-03.mpg");
    assert_eq!(outcome, "reject", "{verdict}");
    let states: Vec<_> = list(&verdict["references"]).iter().map(|r| r["state"].clone()).collect();
    assert_eq!(states, ["same", "different"]);
    assert_eq!(verdict["identity"]["state"], "different", "the joint answer is the weakest one");
    assert!(has_code(&verdict, "not_the_interviewed_person"), "{:?}", codes(&verdict));
}

fn accepted_with(faces: &Faces, second: &str) -> (String, Value) {
    Likeness::verify(faces.still("talking/grid-s1-01.mpg"), faces.clip("talking/grid-s1-00.mpg"))
        .arg("--reference")
        .arg(faces.clip(second))
        .run()
        .outcome()
}

#[test]
fn people_get_the_outcome_the_three_answers_and_the_reasons() {
    let Some(faces) = faces() else { return };
    let ran = Likeness::new("verify")
        .arg("--reference")
        .arg(faces.still("talking/grid-s1-01.mpg"))
        .arg("--video")
        .arg(faces.clip("talking/grid-s1-00.mpg"))
        .run();
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for part in
        ["ACCEPT", "identity", "presence", "continuity", "Why", "same_person", "Policy interview v"]
    {
        assert!(ran.stdout.contains(part), "{part:?} is missing:\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains('\x1b'), "no control sequences where nobody watches");
}

#[test]
fn a_file_in_real_time_and_other_rates_still_give_a_verdict() {
    let Some(faces) = faces() else { return };
    let clip = faces.clip("talking/grid-s1-00.mpg");
    let still = faces.still("talking/grid-s1-01.mpg");
    let address = format!("file://{}", clip.canonicalize().unwrap().display());
    let (outcome, verdict) = Likeness::verify(&still, address)
        .arg("--realtime")
        .args(["--policy", "login"])
        .run()
        .outcome();
    // On a busy machine frames are dropped, and the outcome may then be `refer`; never `reject`.
    assert_ne!(outcome, "reject", "{verdict}");
    assert_eq!(verdict["policy"]["name"], "login");

    let (_, verdict) = Likeness::verify(&still, &clip).args(["--sample-fps", "10"]).run().outcome();
    let sampled = verdict["frames"]["sampled"].as_u64().unwrap();
    assert!((29..=34).contains(&sampled), "ten a second for three seconds: {sampled}");
}

#[test]
fn compare_answers_for_two_pictures() {
    let Some(faces) = faces() else { return };
    let [a, b, c] =
        ["s1-00", "s1-01", "other-02"].map(|n| faces.still(&format!("talking/grid-{n}.mpg")));
    let same = Likeness::new("compare").arg(&a).arg(&b).arg("--json").run();
    assert_eq!((same.status, &same.object()["decision"]), (Some(0), &"match".into()), "{same:?}");
    let other = Likeness::new("compare").arg(&a).arg(&c).arg("--json").run();
    assert_eq!(
        (other.status, &other.object()["decision"]),
        (Some(11), &"non_match".into()),
        "{other:?}"
    );
    let number = |ran: &Ran, key: &str| ran.object()[key].as_f64().unwrap();
    assert!(number(&same, "score") > number(&other, "score"));
    assert!(number(&same, "llr") > 0.0 && number(&other, "llr") < 0.0);
    let human = Likeness::new("compare").arg(&a).arg(&b).run();
    assert!(human.stdout.starts_with("MATCH"), "{human:?}");
}

#[test]
fn inspect_shows_faces_of_pictures_and_videos_and_paints_them() {
    let Some(faces) = faces() else { return };
    let out = faces.folder().join("painted.png");
    let still = faces.still("talking/grid-s1-00.mpg");
    let ran = Likeness::new("inspect").arg(&still).arg("--json").arg("--draw").arg(&out).run();
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let face = &ran.object()["frames"][0]["faces"][0];
    assert_eq!(list(&face["landmarks"]).len(), 5, "{face}");
    for signal in ["pad", "manipulation", "learned_quality", "eyes_open", "mouth_open"] {
        assert!(face[signal].is_object(), "{signal} is missing: {face}");
    }
    let (plain, painted) =
        (image::open(&still).unwrap(), image::open(&out).expect("a painted picture"));
    assert_eq!((plain.width(), plain.height()), (painted.width(), painted.height()));
    assert_ne!(plain.into_rgb8(), painted.into_rgb8(), "something is painted");

    let ran = Likeness::new("inspect").arg(faces.clip("talking/grid-s1-00.mpg")).run();
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("1 face"), "{}", ran.stdout);
}

#[test]
fn weights_are_listed_checked_and_copied() {
    let Some(weights) = paths::weights() else { return };
    let listed = Likeness::new("models").arg("list").run();
    assert_eq!(listed.status, Some(0), "{listed:?}");
    for word in ["yunet", "Apache-2.0", "mp_face_landmarks"] {
        assert!(listed.stdout.contains(word), "{word:?} is missing:\n{}", listed.stdout);
    }
    let checked = Likeness::new("models").arg("check").run();
    assert_eq!(checked.status, Some(0), "{checked:?}");

    let folder = tempfile::TempDir::new().unwrap();
    let copy = folder.path().join("standard");
    let pull = |to| {
        Likeness::new("models").arg("pull").arg("--from").arg(&weights).arg("--to").arg(to).run()
    };
    for _ in 0..2 {
        let pulled = pull(&copy);
        assert_eq!(pulled.status, Some(0), "a second pull is no fault: {pulled:?}");
    }
    let checked = Likeness::new("models").arg("check").arg("--models").arg(&copy).run();
    assert_eq!(checked.status, Some(0), "{checked:?}");
}

#[test]
fn usage_errors_have_status_2_and_leave_standard_output_empty() {
    for args in [&["--video", "x.mp4"][..], &["--reference", "x.png"], &["--no-such-flag"]] {
        let ran = Likeness::new("verify").args(args).run();
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.stderr.contains("Usage: ") && ran.stderr.contains("verify "), "{}", ran.stderr);
    }
    let help = Likeness::new("verify").arg("--help").run();
    assert_eq!(help.status, Some(0));
    assert!(help.stdout.contains("0 accept, 10 refer, 11 reject, 2 bad input"), "{}", help.stdout);
}
