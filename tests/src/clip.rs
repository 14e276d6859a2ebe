//! Clips made on the spot with `gst-launch-1.0`, and frames taken out of clips.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::program::Likeness;

/// A generated clip's content and container.
#[derive(Debug, Clone, Copy)]
pub struct Clip<'a> {
    /// The picture: a `videotestsrc` pattern.
    pub pattern: &'a str,
    /// Frames, 10 a second.
    pub frames: u32,
    /// Width and height.
    pub size: (u32, u32),
    /// Encoder and muxer as a pipeline.
    pub format: &'a str,
}

/// Seconds after which a pipeline counts as hung. The clips of the tests last seconds, and none is paced.
const TIME_LIMIT_S: u32 = 60;
/// Three lost ends in a row would be one in eight million.
const ATTEMPTS: u32 = 3;
/// The status with which `timeout` says that it ended a program.
const TIMED_OUT: i32 = 124;

/// H.264 in mp4, the index at the end as most recorders leave it.
pub const MP4: &str =
    "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! h264parse ! mp4mux";
/// H.264 in mp4, the index first.
pub const MP4_FAST_START: &str = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! h264parse ! mp4mux faststart=true";
/// VP8 in WebM.
pub const WEBM: &str = "vp8enc deadline=1 ! webmmux";
/// VP8 in Matroska.
pub const MKV: &str = "vp8enc deadline=1 ! matroskamux";
/// H.264 in a transport stream.
pub const TS: &str =
    "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! h264parse ! mpegtsmux";
/// Motion JPEG in AVI.
pub const AVI: &str = "jpegenc ! avimux";
impl Default for Clip<'_> {
    fn default() -> Self {
        Self { pattern: "ball", frames: 40, size: (320, 240), format: MP4 }
    }
}

impl Clip<'_> {
    /// Writes it to a file.
    pub fn write(self, to: &Path) {
        let Self { pattern, frames, size: (width, height), format } = self;
        gst(&format!(
            "videotestsrc pattern={pattern} num-buffers={frames} ! \
             video/x-raw,width={width},height={height},framerate=10/1 ! videoconvert ! {format} ! {}",
            sink(to)
        ));
    }
}

/// `filesrc` for a path.
pub fn source(path: &Path) -> String {
    format!("filesrc location=\"{}\"", path.display())
}

/// `filesink` for a path.
pub fn sink(path: &Path) -> String {
    format!("filesink location=\"{}\"", path.display())
}

/// Runs a pipeline to its end.
///
/// GStreamer 1.22's launcher misses the end of a clip whose sound nobody takes about once in 200 runs and
/// then waits for ever (measured with the mpeg clips of the corpus, under load; the program under test takes
/// no sound apart and read one of them 9,000 times without that). Such a run is begun again.
///
/// # Panics
/// When it fails or never ends; the message holds what GStreamer said.
pub fn gst(pipeline: &str) {
    let done = (0..ATTEMPTS)
        .find_map(|_| {
            let done = Command::new("timeout")
                .arg(TIME_LIMIT_S.to_string())
                .args(["gst-launch-1.0", "-q"])
                .args(words(pipeline))
                // They claim streams without transparency, too, and then refuse them.
                .env("GST_PLUGIN_FEATURE_RANK", "vp8alphadecodebin:NONE,vp9alphadecodebin:NONE")
                .stdin(Stdio::null())
                .output()
                .expect("timeout (coreutils) is installed");
            (done.status.code() != Some(TIMED_OUT)).then_some(done)
        })
        .unwrap_or_else(|| panic!("{pipeline}: did not end within {TIME_LIMIT_S} s"));
    assert!(
        done.status.success(),
        "{pipeline} (gst-launch-1.0 comes with `make setup`)\n{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Splits at spaces outside quotes: the launcher escapes the spaces within an argument.
fn words(pipeline: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in pipeline.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().expect("begins with one").push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// A frame of a clip with one usable face, as a PNG file: the one a second after the beginning, or else
/// the nearest usable one in half-second steps. The frames come in a fixed order, so the choice does too.
pub fn early_frame(clip: &Path, to: &Path) {
    let frames = jpeg_frames(clip, 2);
    let order = [2, 1, 0].into_iter().chain(3..frames.len());
    for index in order.filter(|i| *i < frames.len()) {
        let picture = image::load_from_memory(&frames[index]).expect("a picture");
        picture.save(to).expect("room for a picture");
        let compared = Likeness::new("compare").arg(to).arg(to).run();
        if compared.status != Some(2) {
            return;
        }
    }
    // Left as it is: a clip whose faces are all unusable is for its test to judge.
}

/// Frames of a clip as JPEG pictures, `fps` a second.
pub fn jpeg_frames(clip: &Path, fps: u32) -> Vec<Vec<u8>> {
    let folder = TempDir::new().expect("a temporary folder");
    gst(&format!(
        "{} ! decodebin ! videorate ! video/x-raw,framerate={fps}/1 ! videoconvert ! \
         video/x-raw,format=I420 ! jpegenc quality=95 ! multifilesink location=\"{}/%05d.jpg\"",
        source(clip),
        folder.path().display()
    ));
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .expect("the frames")
        .map(|e| e.expect("a frame").path())
        .collect();
    names.sort();
    names.iter().map(|p| fs::read(p).expect("a frame")).collect()
}

/// The same pictures in another container and codec.
pub fn transcode(clip: &Path, format: &str, to: &Path) {
    gst(&format!("{} ! decodebin ! videoconvert ! {format} ! {}", source(clip), sink(to)));
}

/// The clip's pictures over and over, 25 a second, encoded again as meetings do (H.264, 1 Mbit/s). On one
/// thread, which gives the same file every time: with more of them the two hardest loops were found in some
/// files and missed in others.
pub fn looped(clip: &Path, rounds: usize, to: &Path) {
    let folder = TempDir::new().expect("a temporary folder");
    let frames = jpeg_frames(clip, 25);
    for (i, frame) in frames.iter().enumerate() {
        fs::write(folder.path().join(format!("{i:05}.jpg")), frame).expect("room for a picture");
    }
    gst(&format!(
        "multifilesrc location=\"{}/%05d.jpg\" stop-index={} loop=true num-buffers={} \
         caps=image/jpeg,framerate=25/1 ! jpegdec ! videoconvert ! \
         x264enc bitrate=1000 speed-preset=veryfast key-int-max=50 threads=1 ! h264parse ! mp4mux ! {}",
        folder.path().display(),
        frames.len() - 1,
        frames.len() * rounds,
        sink(to)
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_spaces() {
        assert_eq!(words("a ! b location=\"/x y/z\""), ["a", "!", "b", "location=/x y/z"]);
    }
}
