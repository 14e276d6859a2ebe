//! RTSP cameras, as a command and as a session of the service: judged, refused, gone, and back again.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::face::Faces;
use tests::json::{codes, has_code, list, text};
use tests::people::enrolled;
use tests::rtsp::RtspServer;
use tests::{Client, Likeness, Service, Start, clip, paths};

/// Twenty seconds of one face.
const LONG: &str = "talking/lp-d9.mp4";
/// Enough of them for a verdict with every question answered.
const WATCHED_MS: u64 = 4000;
const SECRET: &str = "camera-user:quillfeather";

/// A camera that shows an mp4 of H.264.
fn camera(video: &Path) -> String {
    format!(
        "filesrc location=\"{}\" ! qtdemux ! h264parse config-interval=-1 ! rtph264pay name=pay0",
        video.display()
    )
}

#[test]
fn a_stream_is_judged_to_its_end() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let video = faces.folder().join("s1.mp4");
    clip::transcode(&faces.clip("talking/grid-s1-00.mpg"), clip::MP4_FAST_START, &video);
    let server = RtspServer::start(&camera(&video), None);
    let ran = Likeness::verify(faces.still("talking/grid-s1-01.mpg"), server.url()).run();
    let (outcome, verdict) = ran.outcome();
    assert_eq!(outcome, "accept", "{verdict}");
    let media = &verdict["media"];
    assert_eq!((&media["codec"], &media["duration_ms"]), (&"H.264".into(), &Value::Null));
    assert_eq!((&media["width"], &media["height"]), (&360.into(), &288.into()), "{media}");
    for absent in ["stream_gap", "stream_broken"] {
        assert!(!has_code(&verdict, absent), "{:?}", codes(&verdict));
    }
}

#[test]
fn what_a_camera_refuses_is_said_without_the_password() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let still = faces.still(LONG);
    let server = RtspServer::start(&camera(&faces.clip(LONG)), Some(SECRET));
    let refused = |credentials: &str, path: &str, says: &[&str]| {
        let address = format!("rtsp://{credentials}{}/{path}", server.place());
        let ran = Likeness::verify(&still, address).run();
        ran.check_refused(&[says, &[server.host()]].concat());
        for hidden in ["camera-user", "quillfeather", path] {
            assert!(!ran.stderr.contains(hidden), "{hidden} is printed: {}", ran.stderr);
        }
    };
    let (right, wrong) = (format!("{SECRET}@"), "camera-user:open-sesame@");
    refused(&right, "no-such-path", &["no such stream", "check the path"]);
    refused(wrong, "cam", &["refuses access", "right user and password"]);
    refused("", "cam", &["refuses access", "right user and password"]);
    let gone = server.place();
    drop(server);
    let ran = Likeness::verify(&still, format!("rtsp://{right}{gone}/cam")).run();
    ran.check_refused(&["cannot be reached", "check the address"]);
    assert!(!ran.stderr.contains("quillfeather"), "{}", ran.stderr);
}

/// A service that may open the camera, and somebody whose picture it has.
struct Scene {
    faces: Faces,
    camera: RtspServer,
    service: Service,
    client: Client,
    person: String,
    _data: TempDir,
}

fn scene() -> Option<Scene> {
    let faces = Faces::of(&paths::faces()?);
    let camera = RtspServer::start(&camera(&faces.clip(LONG)), None);
    let data = TempDir::new().unwrap();
    let config = format!(
        "[sources]\nschemes = [\"rtsp\"]\nhosts = [\"{}\"]\nprivate_ranges = true\n",
        camera.host()
    );
    let service = Service::start_with(data.path(), Start { config, through: None });
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &faces.still(LONG));
    Some(Scene { faces, camera, service, client, person, _data: data })
}

impl Scene {
    fn session(&self) -> String {
        let source = json!({ "type": "address", "address": self.camera.url() });
        let body = json!({ "person_id": self.person, "kind": "interview", "source": source });
        text(&self.client.post("/v1/sessions", &body).json(201)["id"])
    }

    /// Follows a session until a message of its stream.
    fn until(&self, session: &str, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let found = self.client.events(session).find(is_it);
        found.unwrap_or_else(|| panic!("the session ended before {what}"))
    }

    fn read(&self, session: &str) -> Value {
        self.client.get(&format!("/v1/sessions/{session}")).json(200)
    }
}

fn watched_beyond(at_ms: u64) -> impl Fn(&Value) -> bool {
    move |m| m["type"] == "verdict" && m["at_ms"].as_u64().is_some_and(|at| at >= at_ms)
}

fn is_source(event: &'static str) -> impl Fn(&Value) -> bool {
    move |m| m["type"] == "source" && m["event"] == event
}

#[test]
fn a_camera_that_dies_and_comes_back_goes_on_with_a_gap_and_then_ends_by_name() {
    let Some(mut scene) = scene() else { return };
    let id = scene.session();
    scene.until(&id, "it was watched", watched_beyond(WATCHED_MS));
    // Listens before anything happens, so that nothing is missed.
    let mut messages = scene.client.events(&id);
    scene.camera.kill();
    messages.find(is_source("reconnecting")).expect("the break is told");
    scene.camera = scene.camera.again(&camera(&scene.faces.clip(LONG)));
    let resumed = messages.find(is_source("resumed")).expect("the return is told");
    assert!(text(&resumed["detail"]).contains("pictures again at"), "{resumed}");
    let later = messages.find(|m| m["type"] == "verdict").expect("the verdict goes on");
    assert!(later["at_ms"].as_u64().is_some_and(|at| at > WATCHED_MS), "{later}");
    drop(messages);

    scene.camera.kill();
    scene.until(&id, "it ended", |m| m["type"] == "ended");
    let session = scene.read(&id);
    assert_eq!(session["state"], "finished", "{session}");
    let verdict = &session["verdict"];
    assert!(has_code(verdict, "stream_broken"), "{:?}", codes(verdict));
    let reasons = list(&verdict["reasons"]);
    let said = reasons.iter().any(|r| text(&r["text"]).contains("attempts to get it back failed"));
    assert!(said, "{reasons:?}");
    assert_eq!(verdict["identity"]["state"], "same", "{verdict}");
    let log = scene.service.output();
    assert!(log.contains("a stream broke and is opened again"), "{log}");
    for hidden in [scene.camera.host(), "/cam"] {
        assert!(!log.contains(hidden), "an address in the log: {log}");
    }
}

#[test]
fn a_session_on_a_camera_that_hangs_stops_when_it_is_told() {
    let Some(scene) = scene() else { return };
    let id = scene.session();
    scene.until(&id, "it was watched", watched_beyond(WATCHED_MS));
    // It will answer nothing any more, not even the good-bye.
    scene.camera.freeze();
    assert_eq!(scene.client.act(&format!("/v1/sessions/{id}/stop")).status, 202);
    scene.until(&id, "it ended", |m| m["type"] == "ended");
    let session = scene.read(&id);
    assert_eq!(session["state"], "finished", "{session}");
    // Stopped, not lost: nobody waited for the camera.
    assert!(!has_code(&session["verdict"], "stream_broken"), "{session}");

    // And one that never gave a picture: the session ends as given up, not as timed out.
    let id = scene.session();
    assert_eq!(scene.client.act(&format!("/v1/sessions/{id}/stop")).status, 202);
    scene.until(&id, "it ended", |m| m["type"] == "ended");
    let session = scene.read(&id);
    assert_eq!(
        (&session["state"], &session["error"]["code"]),
        (&"failed".into(), &"source_given_up".into()),
        "{session}"
    );
}
