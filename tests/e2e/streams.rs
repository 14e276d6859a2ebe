//! Streams that are sent into a session: by RTMP, as meeting products push them, and by WHIP from a sender
//! that shares no code with the service. Judged, refused, over. (Browsers send theirs in tests/browser.)

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::certificate::self_signed;
use tests::face::Faces;
use tests::json::text;
use tests::people::{enrolled, followed};
use tests::{Client, Service, Start, clip, paths};

/// Twenty seconds of one face.
const LONG: &str = "talking/lp-d9.mp4";

/// RTMP and RTMPS at any free ports.
fn config(folder: &Path) -> String {
    let (certificate, key) = self_signed(folder);
    format!(
        "[rtmp]\nlisten = \"127.0.0.1:0\"\ntls_listen = \"127.0.0.1:0\"\ntls_certificate = {certificate:?}\n\
         tls_key = {key:?}\n"
    )
}

/// Sends an mp4 of H.264 in real time. True when the service took it.
fn push(video: &Path, scheme: &str, port: &Value, key: &str) -> bool {
    let sender = format!(
        "filesrc location={} ! qtdemux ! h264parse ! identity sync=true ! flvmux streamable=true ! \
         rtmp2sink tls-validation-flags=no-flags location={scheme}://127.0.0.1:{port}/live/{key}",
        video.display()
    );
    Command::new("gst-launch-1.0")
        .arg("-q")
        .args(sender.split_whitespace())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

/// Sends a video by WHIP in real time and gives what the sender said.
fn send(python: &Path, video: &Path, client: &Client, stream: &Value, how: &[&str]) -> Vec<String> {
    let address = format!("{}{}", client.base(), text(&stream["whip_path"]));
    let ran = Command::new(python)
        .arg(paths::root().join("tests/servers/whip.py"))
        .arg(video)
        .args([&address, &text(&stream["key"])])
        .args(how)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    String::from_utf8(ran.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn another_library_s_webrtc_is_judged_to_its_end() {
    let (Some(data), Some(python)) = (paths::faces(), paths::whip_python()) else { return };
    let faces = Faces::of(&data);
    let folder = TempDir::new().unwrap();
    let service = Service::start(folder.path());
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &faces.still(LONG));
    for (codec, name) in [("VP8", "VP8"), ("H264", "H.264")] {
        let session = waiting(&client, &person);
        let said = send(&python, &faces.clip(LONG), &client, &session["stream"], &[codec]);
        assert_eq!(said, ["answered", "connected", "done"], "{codec}");
        let messages = followed(&client, &text(&session["id"]));
        let over = &messages.last().unwrap()["session"];
        assert_eq!(over["state"], "finished", "{over}");
        assert_eq!(over["media"]["codec"], name, "{over}");
        assert_eq!(over["verdict"]["identity"]["state"], "same", "{over}");
    }
}

/// The media goes through a relay that loses one datagram in twenty and delays the others by up to 200 ms,
/// each by itself, so that they overtake each other.
#[test]
fn a_stream_over_a_bad_network_still_gets_its_verdict() {
    let (Some(data), Some(python)) = (paths::faces(), paths::whip_python()) else { return };
    let faces = Faces::of(&data);
    let folder = TempDir::new().unwrap();
    let config = "[webrtc]\npublic_addresses = [\"127.0.0.2\"]\n".to_owned();
    let service = Service::start_with(folder.path(), Start { config, ..Start::default() });
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &faces.still(LONG));
    let session = waiting(&client, &person);
    let network = ["VP8", "0.05", "200"];
    let said = send(&python, &faces.clip(LONG), &client, &session["stream"], &network);
    assert_eq!((said[0].as_str(), said.last().unwrap().as_str()), ("answered", "done"), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("lost") && !line.starts_with("lost 0")));
    let messages = followed(&client, &text(&session["id"]));
    let over = &messages.last().unwrap()["session"];
    eprintln!("{said:?}, frames {}, {}", over["frames"], over["verdict"]["outcome"]);
    assert_eq!(over["state"], "finished", "{over}");
    assert_eq!(over["verdict"]["identity"]["state"], "same", "{over}");
}

fn waiting(client: &Client, person: &str) -> Value {
    let body = json!({ "person_id": person, "kind": "interview", "source": { "type": "stream" } });
    client.post("/v1/sessions", &body).json(201)
}

#[test]
fn a_pushed_stream_is_judged_to_its_end() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let video = faces.folder().join("s1.mp4");
    clip::transcode(&faces.clip("talking/grid-s1-00.mpg"), clip::MP4_FAST_START, &video);
    let folder = TempDir::new().unwrap();
    let start = Start { config: config(faces.folder()), ..Start::default() };
    let service = Service::start_with(folder.path(), start);
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &faces.still("talking/grid-s1-01.mpg"));

    let session = waiting(&client, &person);
    let (id, stream) = (text(&session["id"]), &session["stream"]);
    let (port, key) = (&stream["rtmp_port"], text(&stream["key"]));
    let wrong = format!("{}00", &key[..key.len() - 2]);
    assert!(!push(&video, "rtmp", port, &wrong), "a wrong key");
    let tls_port = &stream["rtmps_port"];
    assert!(!push(&video, "rtmps", tls_port, &wrong), "a wrong key behind TLS");
    assert!(!push(&video, "rtmp", tls_port, &key), "no TLS where TLS is spoken");
    assert!(push(&video, "rtmps", tls_port, &key), "the right one");
    let messages = followed(&client, &id);
    let over = &messages.last().unwrap()["session"];
    assert_eq!((&over["state"], &over["source"]), (&"finished".into(), &"stream".into()), "{over}");
    assert_eq!(over["verdict"]["outcome"], "accept", "{over}");
    assert_eq!(
        (&over["media"]["codec"], &over["media"]["duration_ms"]),
        (&"H.264".into(), &Value::Null)
    );
    assert!(!push(&video, "rtmp", port, &key), "its key ended with it");

    let (status, log) = service.stop();
    assert_eq!(status, Some(0));
    let secret = key.rsplit('_').next().unwrap();
    assert!(!log.contains(secret), "the key is in the log");
}
