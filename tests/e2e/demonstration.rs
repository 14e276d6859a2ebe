//! The cast's story under the demonstration's policy: played where it is allowed, refused where it is not.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use tests::json::{codes, has_code, list, text};
use tests::people::{enrolled, followed};
use tests::{Client, Form, Likeness, Service, Start, cast, paths};

use crate::schema;

const POLICY: &str = "demo-synthetic";
const BANNER: &str = "computer-made people: presence is shown, not judged";

fn form(person: &str, kind: &str, policy: &str, clip: &str) -> Form {
    Form::new()
        .field("person_id", person)
        .field("kind", kind)
        .field("policy", policy)
        .field("pace", "as_fast")
        .file("video", &cast::clip(clip).path)
}

/// The session's own record, once it has ended.
fn played(client: &Client, person: &str, kind: &str, policy: &str, clip: &str) -> Value {
    let form = form(person, kind, policy, clip);
    let id = text(&client.form("POST", "/v1/sessions/upload", form).json(201)["id"]);
    followed(client, &id);
    let session = client.get(&format!("/v1/sessions/{id}")).json(200);
    schema::check_verdict(&session["verdict"]);
    session
}

/// Starts the program with the flag that allows the policy.
fn with_the_flag() -> Start {
    let mut through = Command::new("sh");
    through.args(["-c", "exec \"$0\" \"$@\" --allow-demo-policy"]);
    Start { through: Some(through), ..Start::default() }
}

#[test]
fn the_whole_story_has_the_right_identity_answers() {
    let Some(_) = paths::weights() else { return };
    let folder = TempDir::new().unwrap();
    let service = Service::start_with(&folder.path().join("data"), with_the_flag());
    assert!(service.output().contains("leaves presence undecided"), "{}", service.output());
    let client = service.client(None);
    let tomas = enrolled(&client, "Tomas Vesely", &cast::still("id-tomas.jpg"));

    for (kind, clip, outcome, identity, compared) in [
        ("interview", "interview", "accept", "same", 1),
        ("login", "login", "accept", "same", 2),
        ("login", "handover", "reject", "different", 3),
    ] {
        let session = played(&client, &tomas, kind, POLICY, clip);
        let verdict = &session["verdict"];
        assert_eq!(
            (&verdict["outcome"], &verdict["identity"]["state"]),
            (&outcome.into(), &identity.into()),
            "{clip}: {verdict}"
        );
        assert_eq!(verdict["policy"]["name"], POLICY);
        assert!(has_code(verdict, "presence_not_judged"), "{clip}: {:?}", codes(verdict));
        assert_eq!(list(&verdict["references"]).len(), compared, "{clip}");
    }
    // Under the policy of every day the same person's recording passes nobody, and what the demonstration
    // accepted is no reference.
    let replay = played(&client, &tomas, "login", "login", "replay-phone");
    let verdict = &replay["verdict"];
    assert_ne!(verdict["outcome"], "accept", "{verdict}");
    assert_eq!(list(&verdict["references"]).len(), 1, "{verdict}");
    assert!(!has_code(verdict, "presence_not_judged"));

    let mei = enrolled(&client, "Mei Quillan", &cast::still("id-mei.jpg"));
    for (clip, outcome) in [("office-mei", "accept"), ("office-viktor", "reject")] {
        let session = played(&client, &mei, "interview", POLICY, clip);
        assert_eq!(session["verdict"]["outcome"], outcome, "{clip}: {session}");
    }
}

#[test]
fn without_the_flag_the_policy_is_refused_and_nothing_is_recorded() {
    let Some(_) = paths::weights() else { return };
    let folder = TempDir::new().unwrap();
    let service = Service::start(&folder.path().join("data"));
    let client = service.client(None);
    let tomas = enrolled(&client, "Tomas Vesely", &cast::still("id-tomas.jpg"));
    let refused = client.refused_form(
        "POST",
        "/v1/sessions/upload",
        form(&tomas, "interview", POLICY, "interview"),
    );
    let problem = refused.check_problem(422, "demo_policy_refused");
    assert!(problem.contains("--allow-demo-policy"), "{problem}");
    assert!(list(&client.get("/v1/sessions").json(200)["items"]).is_empty());
    let policies = client.get("/v1/about").json(200)["policies"].clone();
    assert!(list(&policies).iter().all(|p| p["name"] != POLICY), "{policies}");
}

#[test]
fn the_flag_is_for_this_computer_only() {
    let folder = TempDir::new().unwrap();
    let ran = Likeness::new("serve")
        .arg("--data")
        .arg(folder.path().join("data"))
        .args(["--listen", "0.0.0.0:0", "--allow-demo-policy"])
        .run();
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("127.0.0.1"), "{ran:?}");
}

#[test]
fn the_command_line_says_the_banner_first() {
    let Some(_) = paths::weights() else { return };
    let verify = || {
        Likeness::new("verify")
            .arg("--reference")
            .arg(cast::still("id-tomas.jpg"))
            .arg("--video")
            .arg(cast::clip("login").path)
            .args(["--policy", POLICY])
    };
    let (outcome, verdict) = verify().arg("--json").run().outcome();
    assert_eq!(outcome, "accept", "{verdict}");
    assert_eq!(verdict["policy"]["name"], POLICY);
    schema::check_verdict(&verdict);
    let ran = verify().run();
    assert!(ran.stdout.starts_with(&format!("DEMONSTRATION  {BANNER}")), "{ran:?}");
    assert!(!ran.stdout.contains("ACCEPT  the same person, live"), "{ran:?}");
}

#[test]
fn every_truth_file_has_as_many_rows_as_its_clip_has_frames() {
    for name in cast::names() {
        let clip = cast::clip(&name);
        let folder = TempDir::new().unwrap();
        tests::clip::gst(&format!(
            "{} ! decodebin ! videoconvert ! videoscale ! video/x-raw,width=16,height=16 ! pngenc ! \
             multifilesink location=\"{}/%05d.png\"",
            tests::clip::source(&clip.path),
            folder.path().display()
        ));
        let frames = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(frames, clip.truth.frames.len(), "{name}");
    }
}
