//! HLS: a stream that is watched while it is recorded, and playlists that lead where they must not.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::face::Faces;
use tests::json::{codes, has_code, text};
use tests::people::{enrolled, followed};
use tests::{Likeness, Service, Start, clip, paths, web};

/// Twenty seconds of one face.
const LONG: &str = "talking/lp-d9.mp4";
/// Segments of a second that are played.
const SEGMENTS: usize = 9;
const HEAD: &str = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n";

/// Cuts a clip into segments of a second in a folder.
fn cut(video: &Path, folder: &Path) {
    let whole = folder.join("whole.mp4");
    let rate = "videorate ! video/x-raw,framerate=30/1";
    clip::transcode(video, &format!("{rate} ! {}", clip::MP4.replace("max=10", "max=30")), &whole);
    let folder = folder.display();
    clip::gst(&format!(
        "{} ! qtdemux ! h264parse ! hlssink2 target-duration=1 max-files=0 playlist-length=0 location=\"{folder}/%d.ts\" \
         playlist-location=\"{folder}/all.m3u8\"",
        clip::source(&whole)
    ));
}

fn segments(count: usize) -> String {
    (0..count).map(|n| format!("#EXTINF:1.0,\n{n}.ts\n")).collect()
}

#[test]
fn a_live_stream_is_judged_while_it_grows() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let still = faces.still(LONG);
    let folder = TempDir::new().unwrap();
    cut(&faces.clip(LONG), folder.path());
    let root = folder.path().to_owned();
    let looks = AtomicUsize::new(0);
    // One segment more each time it is looked at; at last it says that it is over.
    let address = web::serve(move |path| {
        if path != "/live.m3u8" {
            return std::fs::read(root.join(path.trim_start_matches('/'))).ok();
        }
        let known = (3 + looks.fetch_add(1, Ordering::SeqCst)).min(SEGMENTS);
        let end = if known == SEGMENTS { "#EXT-X-ENDLIST\n" } else { "" };
        Some(format!("{HEAD}{}{end}", segments(known)).into_bytes())
    });
    let ran = Likeness::verify(still, format!("http://{address}/live.m3u8")).run();
    let (outcome, verdict) = ran.outcome();
    assert_ne!(outcome, "reject", "{verdict}");
    assert_eq!(verdict["identity"]["state"], "same", "{verdict}");
    assert_eq!(verdict["media"]["duration_ms"], Value::Null, "live has no length: {verdict}");
    assert!(!has_code(&verdict, "stream_broken"), "{:?}", codes(&verdict));
    let received = verdict["frames"]["received"].as_u64().unwrap();
    assert!(received > 100, "{received} frames of {SEGMENTS} s");
}

#[test]
fn a_playlist_that_leads_to_a_refused_host_is_refused() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    // What an attacker wants to reach: a service on the same machine under another name.
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let inside = web::serve(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        None
    });
    let there = format!("http://localhost:{}/secret", inside.port());
    let folder = TempDir::new().unwrap();
    cut(&faces.clip("talking/grid-s1-00.mpg"), folder.path());
    let root = folder.path().to_owned();
    let address = web::serve(move |path| {
        let text = match path {
            "/variant.m3u8" => format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\n{there}\n"),
            "/segment.m3u8" => format!("{HEAD}#EXTINF:1.0,\n{there}\n#EXT-X-ENDLIST\n"),
            "/key.m3u8" => format!(
                "{HEAD}#EXT-X-KEY:METHOD=AES-128,URI=\"{there}\"\n{}#EXT-X-ENDLIST\n",
                segments(2)
            ),
            file => return std::fs::read(root.join(file.trim_start_matches('/'))).ok(),
        };
        Some(text.into_bytes())
    });
    let store = TempDir::new().unwrap();
    let config =
        "[sources]\nschemes = [\"http\"]\nhosts = [\"127.0.0.1\"]\nprivate_ranges = true\n";
    let service =
        Service::start_with(store.path(), Start { config: config.to_owned(), through: None });
    let client = service.client(None);
    let person = enrolled(&client, "Somebody", &faces.still("talking/grid-s1-01.mpg"));
    for list in ["variant", "segment", "key"] {
        let source =
            json!({ "type": "address", "address": format!("http://{address}/{list}.m3u8") });
        let body = json!({ "person_id": person, "kind": "login", "source": source });
        let id = text(&client.post("/v1/sessions", &body).json(201)["id"]);
        followed(&client, &id);
        let session = client.get(&format!("/v1/sessions/{id}")).json(200);
        assert_eq!(
            (&session["state"], &session["error"]["code"]),
            (&"failed".into(), &"address_refused".into()),
            "{list}: {session}"
        );
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0, "nobody asked there");
}
