//! Clips for tests, made by small pipelines into a folder that goes away with the test.

use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use tempfile::TempDir;

/// A folder of clips.
pub struct Clips {
    folder: TempDir,
}

impl Clips {
    pub fn new() -> Self {
        media::init().unwrap();
        Self { folder: TempDir::new().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `description ! filesink` to its end.
    pub fn make(&self, name: &str, description: &str) -> PathBuf {
        let path = self.path(name);
        run(&format!("{description} ! filesink location=\"{}\"", path.display()));
        path
    }

    /// A moving test picture of `frames` pictures at 30 a second.
    pub fn ball(&self, name: &str, frames: u32, size: (u32, u32), rest: &str) -> PathBuf {
        self.make(name, &format!("{} ! {rest}", ball(frames, size)))
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

pub const H264: &str = "x264enc speed-preset=ultrafast key-int-max=30";

pub fn ball(frames: u32, (width, height): (u32, u32)) -> String {
    format!(
        "videotestsrc num-buffers={frames} pattern=ball animation-mode=frames ! \
         video/x-raw,format=I420,width={width},height={height},framerate=30/1"
    )
}

/// Runs a pipeline to its end.
pub fn run(description: &str) {
    media::init().unwrap();
    let pipeline = gst::parse::launch(description).unwrap();
    let bus = pipeline.bus().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let kinds = [gst::MessageType::Eos, gst::MessageType::Error];
    let message = bus.timed_pop_filtered(gst::ClockTime::from_seconds(120), &kinds).unwrap();
    pipeline.set_state(gst::State::Null).unwrap();
    if let gst::MessageView::Error(error) = message.view() {
        panic!("{description}: {}", error.error());
    }
}

pub fn cut(path: &Path, keep: f64) {
    let bytes = std::fs::read(path).unwrap();
    let len = (bytes.len() as f64 * keep) as usize;
    std::fs::write(path, &bytes[..len]).unwrap();
}
