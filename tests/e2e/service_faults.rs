//! What happens to a running session when the service is killed, told to stop, or out of disk.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tests::face::Faces;
use tests::json::{has_code, list, text};
use tests::people::{enrolled, judged, session_form, started};
use tests::service::everything_in;
use tests::{Client, Form, Service, Start, paths};

/// Twenty seconds of one face.
const LONG: &str = "talking/lp-d9.mp4";
/// Until the measurement log holds more than one chunk.
const WATCHED_MS: u64 = 6000;

struct Scene {
    faces: Faces,
    _folder: TempDir,
    data: PathBuf,
}

fn scene() -> Option<Scene> {
    let faces = Faces::of(&paths::faces()?);
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    Some(Scene { faces, _folder: folder, data })
}

/// Starts a session in real time and watches it for a while.
fn watched(client: &Client, scene: &Scene, person: &str) -> String {
    let id = started(client, person, "interview", "realtime", &scene.faces.clip(LONG));
    let seen = client
        .events(&id)
        .find(|m| m["type"] == "verdict" && m["at_ms"].as_u64().is_some_and(|at| at >= WATCHED_MS));
    assert!(seen.is_some(), "the session ended before it was watched for {WATCHED_MS} ms");
    id
}

#[test]
fn a_killed_service_loses_no_more_than_the_last_seconds() {
    let Some(scene) = scene() else { return };
    let service = Service::start(&scene.data);
    let client = service.client(None);
    let key = service.shown_key().unwrap();
    let person = enrolled(&client, "Somebody", &scene.faces.still(LONG));
    let id = watched(&client, &scene, &person);
    client.get(&format!("/v1/sessions/{id}/face")).check_jpeg();
    let running = client.get(&format!("/v1/sessions/{id}")).json(200);
    assert_eq!(running["state"], "running", "{running}");
    assert!(client.get("/metrics").text().contains("likeness_sessions_running 1"));
    assert!(files_in(&scene.data.join("incoming")) > 0, "the upload is on disk while it is played");
    service.kill();

    let service = Service::start(&scene.data);
    let client = service.client(Some(&key));
    let session = client.get(&format!("/v1/sessions/{id}")).json(200);
    assert_eq!(session["state"], "interrupted", "{session}");
    assert!(session["frames"]["analysed"].as_u64().is_some_and(|n| n > 5), "{session}");
    let timeline = client.get(&format!("/v1/sessions/{id}/timeline")).json(200);
    let last =
        list(&timeline["points"]).last().expect("what was measured is there")["at_ms"].as_u64();
    assert!(last.is_some_and(|at| at >= WATCHED_MS / 3), "the log ends at {last:?} ms");
    assert_eq!(files_in(&scene.data.join("incoming")), 0, "what was on its way is gone");
    // And the service works.
    let next = judged(&client, &person, "login", &scene.faces.clip("talking/lp-d13.mp4"));
    assert_ne!(next["verdict"]["outcome"], "accept", "lp-d13 is somebody else");
}

fn files_in(folder: &Path) -> usize {
    everything_in(folder).iter().filter(|p| p.is_file()).count()
}

#[test]
fn a_service_told_to_stop_ends_its_sessions_in_order() {
    let Some(scene) = scene() else { return };
    let config = "[server]\nshutdown_ms = 1500\n".to_owned();
    let service = Service::start_with(&scene.data, Start { config, through: None });
    let client = service.client(None);
    let key = service.shown_key().unwrap();
    let person = enrolled(&client, "Somebody", &scene.faces.still(LONG));
    let id = watched(&client, &scene, &person);
    let (status, log) = service.stop();
    assert_eq!(status, Some(0), "{log}");
    assert!(!log.contains("panicked"), "{log}");

    let service = Service::start(&scene.data);
    let client = service.client(Some(&key));
    let session = client.get(&format!("/v1/sessions/{id}")).json(200);
    match text(&session["state"]).as_str() {
        "finished" => {
            let replay = client.act(&format!("/v1/sessions/{id}/replay")).json(200);
            assert_eq!(replay["equal"], true);
            assert!(has_code(&session["verdict"], "cut_short"), "{session}");
            assert_ne!(session["verdict"]["outcome"], "accept", "{session}");
            let person = client.get(&format!("/v1/people/{person}")).json(200);
            assert_eq!(list(&person["references"]).len(), 1, "it leaves no reference: {person}");
        }
        "interrupted" => assert!(session["verdict"].is_null(), "{session}"),
        other => panic!("a stopped session is {other}: {session}"),
    }
}

#[test]
fn a_stopped_session_is_judged_by_what_was_seen() {
    let Some(scene) = scene() else { return };
    let service = Service::start(&scene.data);
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &scene.faces.still(LONG));
    let id = watched(&client, &scene, &person);
    client.act(&format!("/v1/sessions/{id}/replay")).check_problem(409, "conflict");
    assert_eq!(client.act(&format!("/v1/sessions/{id}/stop")).status, 202);
    tests::people::followed(&client, &id);
    let session = client.get(&format!("/v1/sessions/{id}")).json(200);
    assert_eq!(session["state"], "finished", "{session}");
    assert!(session["verdict"]["outcome"].is_string(), "{session}");
    let replay = client.act(&format!("/v1/sessions/{id}/replay")).json(200);
    assert_eq!(replay["equal"], true);
    assert_eq!(
        client.act(&format!("/v1/sessions/{id}/stop")).status,
        202,
        "stopping twice is no error"
    );

    // Erasing somebody whose session runs ends the session.
    let id = watched(&client, &scene, &person);
    assert_eq!(client.delete(&format!("/v1/people/{person}")).status, 204);
    client.get(&format!("/v1/sessions/{id}")).check_problem(404, "not_found");
    assert_eq!(files_in(&scene.data.join("evidence")), 0);
    assert!(client.get("/metrics").text().contains("likeness_sessions_running 0"));
}

#[test]
fn one_data_folder_belongs_to_one_service() {
    let Some(scene) = scene() else { return };
    let _service = Service::start(&scene.data);
    let second = tests::Likeness::new("serve")
        .arg("--data")
        .arg(&scene.data)
        .args(["--listen", "127.0.0.1:0"])
        .run();
    assert_eq!(second.status, Some(2), "{second:?}");
    assert!(second.stderr.contains("in use by another process"), "{}", second.stderr);
}

/// A program in a mount namespace with a small file system; none where that is not permitted.
fn in_small_disk(folder: &Path, size: &str) -> Option<Command> {
    let script = format!("mount -t tmpfs -o size={size},mode=700 tmpfs \"$0\" && exec \"$@\"");
    [&["--mount"][..], &["--user", "--map-root-user", "--mount"]].into_iter().find_map(|spaces| {
        let command = || {
            let mut command = Command::new("unshare");
            command.args(spaces).args(["sh", "-c", &script]).arg(folder);
            command
        };
        let tried = command().arg("true").stderr(Stdio::null()).status();
        tried.is_ok_and(|s| s.success()).then(command)
    })
}

#[test]
fn a_full_disk_is_said_and_survived() {
    let Some(scene) = scene() else { return };
    let disk = TempDir::new().unwrap();
    let Some(through) = in_small_disk(disk.path(), "4m") else {
        tests::skipped("permission to mount a small file system");
        return;
    };
    let start = Start { config: String::new(), through: Some(through) };
    let service = Service::start_with(&disk.path().join("data"), start);
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &scene.faces.still("talking/grid-s1-01.mpg"));

    let form = Form::new().field("person_id", &person).field("kind", "login");
    let form = form.content("video", "a.mp4", &[0x55; 6_000_000]);
    client.refused_form("POST", "/v1/sessions/upload", form).check_problem(507, "disk_full");
    // What did not fit is gone again, and smaller things still fit.
    assert_eq!(client.get("/readyz").status, 200);
    let clip = scene.faces.clip("talking/grid-s1-00.mpg");
    let form = session_form(&person, "login", "as_fast", &clip);
    let started = client.form("POST", "/v1/sessions/upload", form).json(201);
    tests::people::followed(&client, &text(&started["id"]));
    let session = client.get(&format!("/v1/sessions/{}", text(&started["id"]))).json(200);
    assert_eq!(session["state"], "finished", "{session}");
    assert_eq!(service.stop().0, Some(0));
}
