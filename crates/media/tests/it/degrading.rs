//! Degraded variants of a generated clip: what comes out is smaller, thinner or coarser, and still a clip.

use std::path::{Path, PathBuf};

use domain::{FrameSize, MediaInfo};
use media::{Degradation, DegradeError, OpenError, degrade};

use crate::clips::{Clips, H264};
use crate::watching::watch_file;

/// Two seconds of a ball at 30 pictures a second.
fn clip(clips: &Clips, size: (u32, u32)) -> PathBuf {
    clips.ball("clip.mkv", 60, size, &format!("{H264} ! h264parse ! matroskamux"))
}

fn named(name: &str) -> Degradation {
    name.parse().unwrap()
}

/// What a clip turns out to be, and its pictures' times in milliseconds.
fn watched(path: &Path) -> (MediaInfo, Vec<u64>) {
    let seen = watch_file(path, 240.0);
    (seen.info().clone(), seen.frames.iter().map(|f| f.millis).collect())
}

fn check(name: &str, size: (u32, u32), expected: (u32, u32)) -> Vec<u64> {
    let clips = Clips::new();
    let from = clip(&clips, size);
    let to = clips.path("deep/er/variant.mkv");
    let done = degrade(&from, &to, &named(name), 11).unwrap();
    assert_eq!(done.pictures, 60);
    let (info, times) = watched(&to);
    assert_eq!(info.codec, "H.264");
    assert_eq!(info.size, FrameSize { width: expected.0, height: expected.1 });
    assert_eq!(times.len() as u64, done.kept);
    assert!(!to.with_extension("part").exists());
    times
}

#[test]
fn fewer_rows_keep_the_shape_and_every_picture() {
    assert_eq!(check("360p", (1280, 720), (640, 360)).len(), 60);
    assert_eq!(check("360p", (320, 240), (320, 240)).len(), 60);
}

#[test]
fn ten_pictures_a_second_are_ten_a_second() {
    let times = check("10fps", (320, 240), (320, 240));
    assert_eq!(times.len(), 20);
    assert!(times.windows(2).all(|w| (95..=105).contains(&(w[1] - w[0]))), "{times:?}");
}

#[test]
fn lost_pictures_leave_holes_and_the_rest_keeps_its_time() {
    let times = check("drops", (320, 240), (320, 240));
    assert!((30..60).contains(&times.len()), "{}", times.len());
    assert!(times.windows(2).any(|w| w[1] - w[0] > 60), "{times:?}");
}

#[test]
fn a_low_rate_makes_a_small_file() {
    let clips = Clips::new();
    let from = clips.make(
        "noise.mkv",
        "videotestsrc num-buffers=90 pattern=snow ! \
         video/x-raw,format=I420,width=640,height=480,framerate=30/1 ! \
         x264enc speed-preset=ultrafast ! h264parse ! matroskamux",
    );
    let bytes = |name: &str| {
        let to = clips.path(name);
        degrade(&from, &to, &named(name), 0).unwrap();
        to.metadata().unwrap().len()
    };
    let (low, high) = (bytes("h264-250"), bytes("h264-1000"));
    assert!(low < high, "{low} and {high} bytes");
    // Three seconds of noise cannot be held to the rate exactly; without a rate they take megabytes.
    assert!(low < 3 * 250_000 / 8 * 3, "{low} bytes");
}

#[test]
fn the_same_clip_and_seed_make_the_same_file() {
    let clips = Clips::new();
    let from = clip(&clips, (320, 240));
    let pictures = |name: &str| {
        let to = clips.path(name);
        degrade(&from, &to, &named("drops+h264-250"), 3).unwrap();
        watched(&to).1
    };
    assert_eq!(pictures("one.mkv"), pictures("two.mkv"));
}

#[test]
fn what_is_no_clip_is_refused_and_leaves_no_file() {
    let clips = Clips::new();
    let to = clips.path("variant.mkv");
    let refused = |from: &Path| degrade(from, &to, &named("10fps"), 0).unwrap_err();
    let missing = refused(&clips.path("nowhere.mp4"));
    assert!(matches!(missing, DegradeError::Open(OpenError::FileMissing)), "{missing:?}");
    let text = refused(&clips.write("text.mp4", b"not a video at all, only a sentence"));
    assert!(matches!(text, DegradeError::Open(_) | DegradeError::Damaged), "{text:?}");
    assert!(!to.exists() && !to.with_extension("part").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_variant() {
    use std::os::unix::fs::PermissionsExt as _;
    let clips = Clips::new();
    let to = clips.path("variant.mkv");
    degrade(&clip(&clips, (320, 240)), &to, &named("10fps"), 0).unwrap();
    assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}
