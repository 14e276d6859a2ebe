//! The service's main job: enrol, interview, log in, hand over, look at it all again, erase.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::face::Faces;
use tests::json::{codes, has_code, list, text};
use tests::people::{followed, judged, started};
use tests::service::{KEY_LINE, everything_in};
use tests::{Client, Form, Likeness, Service, paths};

use crate::schema;

// Planted where personal data go; they may come out nowhere but in answers to those who may ask.
const NAME: &str = "Zephyrine Quillfeather";
const EXTERNAL_REF: &str = "HR-5150-Quokka";
const CLIP_NAME: &str = "quillfeather-second-round.mpg";
const PICTURE_NAME: &str = "quillfeather-passport.png";

#[test]
fn from_the_interview_to_the_login() {
    let Some(media) = paths::faces() else { return };
    let faces = Faces::of(&media);
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");

    let service = Service::start(&data);
    let key = service.shown_key().expect("the first start shows a key");
    assert!(
        key.starts_with("lk_") && key.len() > 60,
        "a key of that form: {} characters",
        key.len()
    );
    assert_eq!(service.output().matches(KEY_LINE).count(), 1);
    let client = service.client(None);

    let person = enrol(&client, &faces);
    let interview = interview_is_accepted(&client, &faces, &person);
    looks_back(&client, &interview);
    logins_are_told_apart(&client, &faces, &person);
    nobody_else_can_read(&data, &key);

    let (status, first_log) = service.stop();
    assert_eq!(status, Some(0), "a stop is no fault");
    let ran = Likeness::new("replay")
        .arg(text(&interview["id"]))
        .arg("--data")
        .arg(&data)
        .arg("--json")
        .run();
    assert_eq!((ran.status, &ran.object()["equal"]), (Some(0), &true.into()), "{ran:?}");

    let service = Service::start(&data);
    assert_eq!(service.shown_key(), None, "the key is shown once");
    let client = service.client(Some(&key));
    let again = client.get(&format!("/v1/sessions/{}", text(&interview["id"]))).json(200);
    assert_eq!(again, interview, "a session is the same after a restart");
    erasing_leaves_nothing(&client, &data, &person, &interview);
    let (status, second_log) = service.stop();
    assert_eq!(status, Some(0));

    let shown = first_log.lines().filter(|l| !l.contains(KEY_LINE)).collect::<Vec<_>>().join("\n");
    check_without_markers("the log", shown.as_bytes(), &key);
    check_without_markers("the second log", second_log.as_bytes(), &key);
}

fn enrol(client: &Client, faces: &Faces) -> String {
    let consent = json!({ "text_version": "2026-11" });
    let body = json!({ "display_name": NAME, "external_ref": EXTERNAL_REF, "consent": consent });
    let person = client.post("/v1/people", &body).json(201);
    let id = text(&person["id"]);
    assert_eq!((&person["has_portrait"], &person["references"]), (&false.into(), &json!([])));

    let picture = faces.folder().join(PICTURE_NAME);
    fs::copy(faces.still("talking/grid-s1-01.mpg"), &picture).unwrap();
    let form = Form::new().file("picture", &picture);
    let receipt = client.form("PUT", &format!("/v1/people/{id}/portrait"), form).json(200);
    assert_eq!(receipt["rotated_deg"], 0, "{receipt}");
    assert!(receipt["quality"]["score"].as_f64().is_some_and(|q| q > 0.0), "{receipt}");
    client.get(&format!("/v1/people/{id}/portrait")).check_jpeg();

    let person = client.get(&format!("/v1/people/{id}")).json(200);
    assert_eq!(
        (&person["display_name"], &person["external_ref"]),
        (&NAME.into(), &EXTERNAL_REF.into())
    );
    assert_eq!(person["references"][0]["kind"], "picture");
    let people = client.get("/v1/people").json(200);
    assert_eq!(list(&people["items"]), [person]);
    id
}

fn interview_is_accepted(client: &Client, faces: &Faces, person: &str) -> Value {
    let clip = faces.folder().join(CLIP_NAME);
    fs::copy(faces.clip("talking/grid-s1-00.mpg"), &clip).unwrap();
    let id = started(client, person, "interview", "realtime", &clip);
    let messages = followed(client, &id);
    let kinds: Vec<_> = messages.iter().map(|m| text(&m["type"])).collect();
    for kind in ["face", "verdict"] {
        assert!(kinds.iter().any(|k| k == kind), "no {kind} among {kinds:?}");
    }
    let session = client.get(&format!("/v1/sessions/{id}")).json(200);
    let verdict = &session["verdict"];
    assert_eq!(
        (&session["state"], &verdict["outcome"]),
        (&"finished".into(), &"accept".into()),
        "{session}"
    );
    schema::check_verdict(verdict);
    assert_eq!((&session["kind"], &session["source"]), (&"interview".into(), &"upload".into()));
    assert_eq!(session["person_name"], NAME);
    // An accepted session leaves a reference.
    let person = client.get(&format!("/v1/people/{person}")).json(200);
    let kinds: Vec<_> = list(&person["references"]).iter().map(|r| text(&r["kind"])).collect();
    assert_eq!(kinds, ["picture", "session"]);
    assert_eq!(person["references"][1]["session_id"], session["id"]);
    session
}

fn looks_back(client: &Client, session: &Value) {
    let id = text(&session["id"]);
    let evidence = client.get(&format!("/v1/sessions/{id}/evidence")).json(200);
    let items = list(&evidence["items"]);
    assert!(!items.is_empty(), "a verdict rests on pictures that can be looked at");
    for item in items {
        client.get(&format!("/v1/sessions/{id}/evidence/{}", text(&item["id"]))).check_jpeg();
        assert_eq!(item["sha256"].as_str().map(str::len), Some(64));
    }
    let timeline = client.get(&format!("/v1/sessions/{id}/timeline")).json(200);
    let points = list(&timeline["points"]);
    assert!(points.len() > 5, "{timeline}");
    let times: Vec<_> = points.iter().map(|p| p["at_ms"].as_u64().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let replay = client.act(&format!("/v1/sessions/{id}/replay")).json(200);
    assert_eq!((&replay["equal"], &replay["verdict"]), (&true.into(), &session["verdict"]));
    let late = followed(client, &id);
    assert_eq!(late.len(), 2, "who comes late gets the snapshot and the end");
    assert_eq!(&late[1]["session"], session);
}

fn logins_are_told_apart(client: &Client, faces: &Faces, person: &str) {
    let login = judged(client, person, "login", &faces.clip("talking/grid-s1-05.mpg"));
    let verdict = &login["verdict"];
    assert_eq!(verdict["outcome"], "accept", "the same person logs in: {verdict}");
    assert_eq!(verdict["policy"]["name"], "login");
    let kinds: Vec<_> = list(&verdict["references"]).iter().map(|r| text(&r["kind"])).collect();
    assert_eq!(kinds, ["picture", "session"], "compared with the ID photo and the interview");

    let other = judged(client, person, "login", &faces.clip("talking/grid-other-02.mpg"));
    let verdict = &other["verdict"];
    assert_eq!(verdict["outcome"], "reject", "somebody else logs in: {verdict}");
    assert_eq!(list(&verdict["references"]).len(), 3, "compared with every earlier session, too");
    let names_it = |code: &str| ["not_the_interviewed_person", "not_the_id_holder"].contains(&code);
    assert!(codes(verdict).iter().any(|c| names_it(c)), "{:?}", codes(verdict));
    let replay = client.act(&format!("/v1/sessions/{}/replay", text(&other["id"]))).json(200);
    assert_eq!(replay["equal"], true);

    let after = client.get(&format!("/v1/people/{person}")).json(200);
    assert_eq!(list(&after["references"]).len(), 3, "a rejected session leaves no reference");
    let sessions = client.get(&format!("/v1/sessions?person_id={person}&limit=2")).json(200);
    let kinds: Vec<_> = list(&sessions["items"]).iter().map(|s| s["id"].clone()).collect();
    assert_eq!(kinds, [other["id"].clone(), login["id"].clone()], "newest first");
    assert!(sessions["next"].is_string(), "there is a next page");
}

#[test]
fn the_id_matches_but_the_interview_was_somebody_elses() {
    let Some(media) = paths::faces() else { return };
    let faces = Faces::of(&media);
    let folder = TempDir::new().unwrap();
    let service = Service::start(folder.path());
    let client = service.client(None);
    // Somebody sits the interview with an ID of their own; then the ID photo is replaced by that of the
    // person who comes to work. That person matches the ID, and is not who interviewed.
    let person =
        tests::people::enrolled(&client, "Somebody", &faces.still("talking/grid-s1-01.mpg"));
    let interview = judged(&client, &person, "interview", &faces.clip("talking/grid-s1-00.mpg"));
    assert_eq!(interview["verdict"]["outcome"], "accept");
    let form = Form::new().file("picture", &faces.still("talking/grid-other-02.mpg"));
    client.form("PUT", &format!("/v1/people/{person}/portrait"), form).json(200);
    let login = judged(&client, &person, "login", &faces.clip("talking/grid-other-02.mpg"));
    let verdict = &login["verdict"];
    assert_ne!(verdict["outcome"], "accept", "the hand-over: {verdict}");
    assert!(has_code(verdict, "not_the_interviewed_person"), "{:?}", codes(verdict));
    let states: Vec<_> = list(&verdict["references"])
        .iter()
        .map(|r| (text(&r["kind"]), text(&r["state"])))
        .collect();
    assert!(states.contains(&("picture".into(), "same".into())), "{states:?}");
    assert!(states.contains(&("session".into(), "different".into())), "{states:?}");
}

/// Owner-only permissions, and nothing personal in clear.
fn nobody_else_can_read(data: &Path, key: &str) {
    let all = everything_in(data);
    assert!(all.len() > 5, "{all:?}");
    for path in all {
        let found = fs::symlink_metadata(&path).unwrap();
        let expected = if found.is_dir() { 0o700 } else { 0o600 };
        let mode = found.permissions().mode() & 0o777;
        assert_eq!(mode, expected, "{} has mode {mode:o}", path.display());
        if found.is_file() {
            let bytes = fs::read(&path).unwrap();
            check_without_markers(&path.display().to_string(), &bytes, key);
            assert!(
                !bytes.starts_with(&[0xff, 0xd8, 0xff]),
                "{} is a plain picture",
                path.display()
            );
        }
    }
}

fn check_without_markers(what: &str, bytes: &[u8], key: &str) {
    let secret = key.rsplit('_').next().unwrap();
    for marker in [NAME, EXTERNAL_REF, CLIP_NAME, PICTURE_NAME, key, secret, "Quillfeather"] {
        let found = bytes.windows(marker.len()).any(|w| w.eq_ignore_ascii_case(marker.as_bytes()));
        assert!(!found, "{what} holds {marker:?} in clear");
    }
}

fn erasing_leaves_nothing(client: &Client, data: &Path, person: &str, session: &Value) {
    let id = text(&session["id"]);
    let evidence = client.get(&format!("/v1/sessions/{id}/evidence")).json(200);
    let picture = text(&evidence["items"][0]["id"]);
    assert_eq!(client.delete(&format!("/v1/people/{person}")).status, 204);
    for path in [
        format!("/v1/people/{person}"),
        format!("/v1/people/{person}/portrait"),
        format!("/v1/sessions/{id}"),
        format!("/v1/sessions/{id}/evidence"),
        format!("/v1/sessions/{id}/evidence/{picture}"),
        format!("/v1/sessions/{id}/timeline"),
        format!("/v1/sessions/{id}/face"),
        format!("/v1/sessions/{id}/events"),
    ] {
        client.get(&path).check_problem(404, "not_found");
    }
    client.delete(&format!("/v1/people/{person}")).check_problem(404, "not_found");
    for empty in ["/v1/people", "/v1/sessions"] {
        assert_eq!(client.get(empty).json(200)["items"], json!([]));
    }
    let is_theirs = |path: &PathBuf| {
        let name = path.to_string_lossy().replace('-', "");
        [&id, &picture, person].iter().any(|id| name.contains(&id.replace('-', "")))
    };
    let left: Vec<_> = everything_in(data).into_iter().filter(is_theirs).collect();
    assert!(left.is_empty(), "files of an erased person: {left:?}");
    for folder in ["evidence", "portraits", "incoming"] {
        let files = everything_in(&data.join(folder)).into_iter().filter(|p| p.is_file()).count();
        assert_eq!(files, 0, "pictures are left in {folder}");
    }
    let audit = client.get("/v1/audit").json(200);
    let erased: Vec<_> =
        list(&audit["items"]).iter().filter(|e| e["action"] == "person_erased").collect();
    assert_eq!(erased.len(), 1, "one line says that it was done: {audit}");
    assert!(!audit.to_string().contains("Quillfeather"));
}
