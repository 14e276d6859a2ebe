//! Everything that is refused before the first frame, each with the sentence a user reads.

use std::sync::Arc;

use media::{AccessPolicy, Address, OpenError, Pace, SourceSpec};

use crate::clips::{Clips, H264, cut, run};
use crate::watching::{RealClock, file, open, spec};

/// The whole chain, as a user reads it.
fn sentence(error: &OpenError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn check(spec: SourceSpec, kind: impl Fn(&OpenError) -> bool, words: &str) {
    let address = format!("{:?}", spec.address);
    let error = open(spec).expect_err(&address);
    assert!(kind(&error), "{address}: {error:?}");
    let text = sentence(&error);
    assert!(text.contains(words), "{text}");
    assert!(!text.contains("/tmp"), "{text}");
}

#[test]
fn missing_empty_and_folder() {
    let clips = Clips::new();
    let missing = file(clips.path("none.mp4"), 5.0);
    check(missing, |e| matches!(e, OpenError::FileMissing), "check the spelling");
    let empty = file(clips.write("empty.mp4", b""), 5.0);
    check(empty, |e| matches!(e, OpenError::EmptyFile), "the file is empty");
    let folder = file(clips.path("."), 5.0);
    check(folder, |e| matches!(e, OpenError::Folder), "this path is a folder");
}

#[test]
fn not_media() {
    let clips = Clips::new();
    let words = "this is not a video";
    let not_media = |e: &OpenError| matches!(e, OpenError::NotMedia);
    let text = "The quick brown fox jumps over the lazy dog.\n".repeat(200);
    check(file(clips.write("notes.mp4", text.as_bytes()), 5.0), not_media, words);
    check(file(clips.write("short.mp4", b"hello"), 5.0), not_media, words);
    let mut state = 1u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(100_000)
    .collect();
    check(file(clips.write("noise.webm", &noise), 5.0), not_media, words);
    check(file(clips.write("zero.mp4", &[0; 50_000]), 5.0), not_media, words);
    check(
        file(clips.write("page.mp4", b"<!DOCTYPE html><html><body>no</body></html>"), 5.0),
        not_media,
        words,
    );
}

#[test]
fn sound_only() {
    let clips = Clips::new();
    let no_video = |e: &OpenError| matches!(e, OpenError::NoVideo);
    let words = "there is no video track in it";
    for (name, encode) in [
        ("a.mp4", "voaacenc ! mp4mux"),
        ("a.mp3", "lamemp3enc"),
        ("a.wav", "wavenc"),
        ("a.webm", "opusenc ! webmmux"),
        ("a.ogg", "vorbisenc ! oggmux"),
        ("a.ts", "voaacenc ! aacparse ! mpegtsmux"),
    ] {
        let path = clips.make(
            name,
            &format!("audiotestsrc num-buffers=100 ! audioconvert ! audioresample ! {encode}"),
        );
        check(file(path, 5.0), no_video, words);
    }
}

#[test]
fn a_codec_without_a_plugin_is_named_with_its_remedy() {
    let clips = Clips::new();
    let path = clips.ball("a.avi", 30, (64, 48), "jpegenc ! avimux");
    let mut bytes = std::fs::read(&path).unwrap();
    while let Some(at) = bytes.windows(4).position(|w| w == b"MJPG") {
        bytes[at..at + 4].copy_from_slice(b"MSS2");
    }
    let missing = |e: &OpenError| matches!(e, OpenError::MissingPlugin { what, .. } if what == "Windows Media Video 9 Screen");
    check(
        file(clips.write("b.avi", &bytes), 5.0),
        missing,
        "install the package gstreamer1.0-libav",
    );
    // With sound beside it, the sound must not be taken for the answer.
    let path = clips.path("c.avi");
    run(&format!(
        "videotestsrc num-buffers=30 ! jpegenc ! avimux name=m ! filesink location=\"{}\" \
         audiotestsrc num-buffers=40 ! lamemp3enc ! m.",
        path.display()
    ));
    let mut bytes = std::fs::read(&path).unwrap();
    while let Some(at) = bytes.windows(4).position(|w| w == b"MJPG") {
        bytes[at..at + 4].copy_from_slice(b"MSS2");
    }
    check(file(clips.write("d.avi", &bytes), 5.0), missing, "convert the video");
}

#[test]
fn a_file_without_its_index_is_damaged() {
    let clips = Clips::new();
    let path = clips.ball("a.mp4", 90, (320, 240), &format!("{H264} ! mp4mux"));
    cut(&path, 0.6);
    check(file(path, 5.0), |e| matches!(e, OpenError::Damaged), "copy or record it again");
}

#[test]
fn schemes_rates_and_devices() {
    let scheme =
        |e: &OpenError| matches!(e, OpenError::UnsupportedScheme { scheme } if scheme == "ftp");
    check(spec(Address::parse("ftp://u:p@a/b").unwrap(), 5.0), scheme, "use http, https, rtsp");
    for fps in [0.0, -1.0, f32::NAN, 1e9] {
        check(file("a.mp4", fps), |e| matches!(e, OpenError::SampleRate), "above 0");
    }
    let device = Address::parse("/dev/video987").unwrap();
    check(spec(device, 5.0), |e| matches!(e, OpenError::DeviceMissing), "plug the camera in");
}

#[test]
fn the_access_policy_speaks_first() {
    let clips = Clips::new();
    let path = clips.write("empty.mp4", b"");
    let check = |address: &str, policy: &AccessPolicy, words: &str| {
        let address = Address::parse(address).unwrap();
        let spec = SourceSpec { address, sample_fps: 5.0, pace: Pace::AsFast };
        let error = media::open(spec, policy, Arc::new(RealClock)).unwrap_err();
        assert!(matches!(error, OpenError::Refused(_)), "{error:?}");
        let text = sentence(&error);
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("secret"), "{text}");
    };
    let api = AccessPolicy::api_default();
    check(path.to_str().unwrap(), &api, "upload the video");
    check("rtsp://user:secret@cam.example.org/secret", &api, "scheme rtsp are not allowed");
    let some = api.allow_scheme("rtsp").allow_host("127.0.0.1").allow_host("*.invalid");
    check("rtsp://user:secret@cam.example.org/secret", &some, "host cam.example.org is not on");
    check("rtsp://u:secret@127.0.0.1/", &some, "private network range");
    check("rtsp://u:secret@cam.invalid/", &some, "cannot be resolved");
}
