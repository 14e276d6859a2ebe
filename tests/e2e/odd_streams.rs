//! Streams that decode and are still not what one hopes for. Each ends in a verdict that says so.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::clip::{self, Clip};
use tests::face::Faces;
use tests::json::{codes, has_code};
use tests::mkv::{motion_jpeg, steadily};
use tests::web::Recording;
use tests::{Likeness, paths};

const SIZE: (u32, u32) = (360, 288);
const REFERENCE: &str = "talking/grid-s1-01.mpg";
const SAME: &str = "talking/grid-s1-00.mpg";
/// Behind the last picture of a clip of the corpus.
const END: u64 = 3500;

fn faces() -> Option<Faces> {
    paths::faces().map(|data| Faces::of(&data))
}

/// Judges a video against the reference; the outcome and the verdict.
fn judge(faces: &Faces, video: &Path) -> (String, Value) {
    Likeness::verify(faces.still(REFERENCE), video).run().outcome()
}

fn write(faces: &Faces, name: &str, bytes: &[u8]) -> PathBuf {
    let path = faces.folder().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn every_usual_container_is_read_whatever_its_name_says() {
    let Some(faces) = faces() else { return };
    let formats = [
        ("a.mp4", clip::MP4, "H.264"),
        ("a.webm", clip::WEBM, "VP8"),
        ("a.mkv", "vp9enc deadline=1 cpu-used=8 ! matroskamux", "VP9"),
        ("a.ts", clip::TS, "H.264"),
        ("a.avi", clip::AVI, "JPEG"),
        ("a.mov", "avenc_mpeg4 ! qtmux", "MPEG-4"),
        // Wrong extensions with right content.
        ("video.txt", clip::MP4, "H.264"),
        ("video.jpg", clip::WEBM, "VP8"),
        ("no-extension", clip::AVI, "JPEG"),
    ];
    for (name, format, codec) in formats {
        let path = faces.folder().join(name);
        Clip { format, ..Clip::default() }.write(&path);
        let (outcome, verdict) = judge(&faces, &path);
        assert_eq!(outcome, "refer", "{name}: {verdict}");
        assert!(has_code(&verdict, "no_face"), "{name}: {:?}", codes(&verdict));
        assert!(!has_code(&verdict, "stream_broken"), "{name} is whole: {:?}", codes(&verdict));
        let media = &verdict["media"];
        assert_eq!((&media["width"], &media["height"]), (&320.into(), &240.into()), "{name}");
        assert!(media["codec"].as_str().is_some_and(|c| c.contains(codec)), "{name}: {media}");
        let received = verdict["frames"]["received"].as_u64().unwrap();
        assert!((38..=40).contains(&received), "{name} has 40 frames, {received} were received");
    }
}

/// Writes "show me turned clockwise by a quarter" into the track header of a mov, as phones do.
fn mark_as_turned(mov: &mut [u8]) {
    let header = mov.windows(4).position(|w| w == b"tkhd").expect("a track header");
    // Behind the type: version, times, ids, duration, layer and volume.
    let matrix = &mut mov[header + 4 + 40..][..36];
    let turned: [i32; 9] = [0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30];
    for (place, value) in matrix.chunks_exact_mut(4).zip(turned) {
        place.copy_from_slice(&value.to_be_bytes());
    }
}

#[test]
fn a_portrait_recording_is_turned_upright() {
    let Some(faces) = faces() else { return };
    let path = faces.folder().join("turned.mov");
    let lying =
        "videoflip video-direction=90l ! x264enc tune=zerolatency bitrate=4000 ! h264parse ! qtmux";
    clip::transcode(&faces.clip(SAME), lying, &path);
    let mut bytes = fs::read(&path).unwrap();
    mark_as_turned(&mut bytes);
    fs::write(&path, bytes).unwrap();
    let (_, verdict) = judge(&faces, &path);
    let media = &verdict["media"];
    assert_eq!((&media["width"], &media["height"]), (&360.into(), &288.into()), "{media}");
    assert_eq!(verdict["identity"]["state"], "same", "{verdict}");
}

#[test]
fn a_recording_that_breaks_off_is_judged_as_far_as_it_goes() {
    let Some(faces) = faces() else { return };
    for (name, format) in [("cut.mp4", clip::MP4_FAST_START), ("cut.mkv", clip::MKV)] {
        let path = faces.folder().join(name);
        clip::transcode(&faces.clip(SAME), format, &path);
        let length = fs::metadata(&path).unwrap().len();
        fs::File::options().write(true).open(&path).unwrap().set_len(length * 7 / 10).unwrap();
        let (outcome, verdict) = judge(&faces, &path);
        assert_ne!(outcome, "reject", "{name}: {verdict}");
        assert!(has_code(&verdict, "stream_broken"), "{name}: {:?}", codes(&verdict));
        let received = verdict["frames"]["received"].as_u64().unwrap();
        assert!((20..75).contains(&received), "{name}: {received} frames of a part");
    }
}

#[test]
fn a_change_of_size_is_survived() {
    let Some(faces) = faces() else { return };
    // Two recordings behind each other in one transport stream, as a call that changes its quality.
    let mut joined = Vec::new();
    for size in [(320, 240), (640, 480)] {
        let path = faces.folder().join("part.ts");
        Clip { format: clip::TS, size, ..Clip::default() }.write(&path);
        joined.extend(fs::read(&path).unwrap());
    }
    let (outcome, verdict) = judge(&faces, &write(&faces, "joined.ts", &joined));
    assert_eq!(outcome, "refer", "{verdict}");
    let received = verdict["frames"]["received"].as_u64().unwrap();
    assert!(received > 50, "the second half is watched, too: {received} of 80 frames");

    // The same with a face: pictures that grow in the middle of the stream.
    let small = clip::jpeg_frames(&faces.clip(SAME), 10);
    let grown = faces.folder().join("grown.mkv");
    clip::transcode(
        &faces.clip("talking/grid-s1-02.mpg"),
        "videoscale ! video/x-raw,width=540,height=432 ! jpegenc quality=95 ! matroskamux",
        &grown,
    );
    let large = clip::jpeg_frames(&grown, 10);
    let pictures = [steadily(0, 10, &small), steadily(END, 10, &large)].concat();
    let path = write(&faces, "grows.mkv", &motion_jpeg(SIZE, &pictures));
    let (outcome, verdict) = judge(&faces, &path);
    assert_ne!(outcome, "reject", "{verdict}");
    assert_eq!(verdict["identity"]["state"], "same", "{verdict}");
    assert!(!has_code(&verdict, "person_changed"), "{:?}", codes(&verdict));
}

#[test]
fn a_photo_played_as_a_recording_is_never_accepted() {
    let Some(faces) = faces() else { return };
    // What goes into a virtual camera. Encoders do not repeat a picture bit by bit: they refine it from
    // frame to frame and begin anew with each key frame.
    let encoders = [
        ("vbr.mp4", "x264enc ! h264parse ! mp4mux"),
        ("live.mp4", clip::MP4),
        (
            "large.mp4",
            "videoscale ! video/x-raw,width=1280,height=720 ! x264enc tune=zerolatency bitrate=500 ! h264parse ! mp4mux",
        ),
        ("live.webm", "vp8enc deadline=1 target-bitrate=500000 keyframe-max-dist=30 ! webmmux"),
        ("stills.avi", clip::AVI),
    ];
    let mut accepted = Vec::new();
    for (name, encoder) in encoders {
        let path = faces.folder().join(name);
        clip::gst(&format!(
            "{} ! pngdec ! imagefreeze num-buffers=150 ! video/x-raw,framerate=25/1 ! videoconvert ! {encoder} ! {}",
            clip::source(&faces.still(SAME)),
            clip::sink(&path)
        ));
        let (outcome, verdict) = judge(&faces, &path);
        if outcome == "accept" || !has_code(&verdict, "frozen_picture") {
            accepted.push(format!("{name}: {outcome}, {}", codes(&verdict).join(", ")));
        }
    }
    assert!(accepted.is_empty(), "a photo is taken for a live person: {accepted:#?}");
}

#[test]
fn a_recording_that_freezes_is_never_accepted() {
    let Some(faces) = faces() else { return };
    let mut pictures = clip::jpeg_frames(&faces.clip(SAME), 5);
    let last = pictures.last().unwrap().clone();
    pictures.extend(std::iter::repeat_n(last, 30));
    let path = write(&faces, "freezes.mkv", &motion_jpeg(SIZE, &steadily(0, 5, &pictures)));
    let (outcome, verdict) = judge(&faces, &path);
    assert_ne!(outcome, "accept", "{verdict}");
    assert!(has_code(&verdict, "frozen_picture"), "{:?}", codes(&verdict));
}

#[test]
fn generated_patterns_are_never_accepted() {
    let Some(faces) = faces() else { return };
    for pattern in ["smpte", "snow", "black", "ball", "zone-plate"] {
        let path = faces.folder().join("pattern.webm");
        Clip { pattern, format: clip::WEBM, ..Clip::default() }.write(&path);
        let (outcome, verdict) = judge(&faces, &path);
        assert_eq!(outcome, "refer", "{pattern}: {verdict}");
    }
}

#[test]
fn a_gap_in_the_stream_and_a_face_that_leaves_are_said() {
    let Some(faces) = faces() else { return };
    let pictures = clip::jpeg_frames(&faces.clip(SAME), 10);
    let more = clip::jpeg_frames(&faces.clip("talking/grid-s1-02.mpg"), 10);

    let whole = [steadily(0, 10, &pictures), steadily(END, 10, &more)].concat();
    let (_, verdict) = judge(&faces, &write(&faces, "whole.mkv", &motion_jpeg(SIZE, &whole)));
    assert_eq!(verdict["identity"]["state"], "same", "{verdict}");
    for absent in ["stream_gap", "face_away", "stream_broken"] {
        assert!(!has_code(&verdict, absent), "{:?}", codes(&verdict));
    }

    let gap = [steadily(0, 10, &pictures), steadily(15_000, 10, &more)].concat();
    let (outcome, verdict) = judge(&faces, &write(&faces, "gap.mkv", &motion_jpeg(SIZE, &gap)));
    assert_eq!(outcome, "refer", "{verdict}");
    assert!(has_code(&verdict, "stream_gap"), "{:?}", codes(&verdict));
    assert_eq!(verdict["continuity"]["state"], "broken", "{verdict}");

    let empty = faces.folder().join("empty-chair.mkv");
    Clip { size: SIZE, frames: 120, format: "jpegenc ! matroskamux", ..Clip::default() }
        .write(&empty);
    let nobody = clip::jpeg_frames(&empty, 10);
    let away =
        [steadily(0, 10, &pictures), steadily(END, 10, &nobody), steadily(16_000, 10, &more)]
            .concat();
    let (outcome, verdict) = judge(&faces, &write(&faces, "away.mkv", &motion_jpeg(SIZE, &away)));
    assert_eq!(outcome, "refer", "{verdict}");
    assert!(has_code(&verdict, "face_away"), "{:?}", codes(&verdict));
}

#[test]
fn somebody_else_who_takes_over_in_the_middle_is_never_accepted() {
    let Some(faces) = faces() else { return };
    let first = clip::jpeg_frames(&faces.clip(SAME), 10);
    let second = clip::jpeg_frames(&faces.clip("talking/grid-other-02.mpg"), 10);
    for (name, pictures) in [
        ("first-ours.mkv", [steadily(0, 10, &first), steadily(END, 10, &second)].concat()),
        ("first-theirs.mkv", [steadily(0, 10, &second), steadily(END, 10, &first)].concat()),
    ] {
        let (outcome, verdict) = judge(&faces, &write(&faces, name, &motion_jpeg(SIZE, &pictures)));
        assert_ne!(outcome, "accept", "{name}: {verdict}");
        assert!(has_code(&verdict, "person_changed"), "{name}: {:?}", codes(&verdict));
    }
}

#[test]
fn a_recording_on_a_web_server_is_judged_and_one_that_hangs_up_says_so() {
    let Some(faces) = faces() else { return };
    let bytes = fs::read(faces.clip(SAME)).unwrap();
    let still = faces.still(REFERENCE);
    let all = bytes.len();
    let judged = |sent, status| {
        let address = Recording { bytes: bytes.clone(), sent, status }.serve();
        Likeness::verify(&still, address).run()
    };
    let (outcome, verdict) = judged(all, "200 OK").outcome();
    assert_eq!(outcome, "accept", "{verdict}");

    let (outcome, verdict) = judged(all * 6 / 10, "200 OK").outcome();
    assert_ne!(outcome, "reject", "{verdict}");
    assert!(has_code(&verdict, "stream_broken"), "{:?}", codes(&verdict));

    judged(0, "404 Not Found").check_refused(&["127.0.0.1", "no such stream", "check the path"]);
    judged(0, "401 Unauthorized").check_refused(&["127.0.0.1", "refuses access", "password"]);
}
