//! The clips: made from the media folder into a temporary folder, as meetings deliver them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use domain::SourceEvent;
use media::{Pace, Received};
use tempfile::TempDir;

use crate::rig::Rig;

/// A clip and a picture of the person in it.
pub(crate) struct Clip {
    pub(crate) name: &'static str,
    pub(crate) video: PathBuf,
    pub(crate) reference: PathBuf,
    pub(crate) seconds: f64,
}

/// The clips of one run; the folder goes when they do.
pub(crate) struct Clips {
    pub(crate) all: Vec<Clip>,
    _folder: TempDir,
}

impl Clips {
    /// The 720p30 H.264 clip.
    pub(crate) fn hd(&self) -> &Clip {
        &self.all[0]
    }
}

/// Name, source file, and size of the clip made of it. All become H.264 at 30 fps, 1 Mbit/s, because that
/// is what meetings send.
const RECIPES: &[(&str, &str, u32, u32)] = &[
    ("720p webcam", "talking/lp-d9.mp4", 1280, 720),
    ("480p webcam", "pad/apfol-bona.webm", 640, 480),
    ("360p broadcast", "talking/wild-741400163.mp4", 640, 360),
];

pub(crate) fn make(rig: &Rig, media: &Path) -> Result<Clips> {
    let folder = tempfile::tempdir()?;
    let mut all = Vec::new();
    for (name, source, width, height) in RECIPES {
        let source = media.join(source);
        if !source.is_file() {
            bail!("{} is missing", source.display());
        }
        let stem = name.replace(' ', "-");
        let reference = folder.path().join(format!("{stem}.png"));
        gst(&format!(
            "filesrc location={} ! decodebin ! videoconvert ! pngenc snapshot=true ! filesink location={}",
            source.display(),
            reference.display()
        ))?;
        let caps = format!(
            "video/x-raw,width={width},height={height},framerate=30/1,pixel-aspect-ratio=1/1"
        );
        let video = folder.path().join(format!("{stem}.mkv"));
        // Shown once: what repeats itself, mirrored or not, is a recording in a loop, and the verdict says so.
        gst(&format!(
            "filesrc location={} ! decodebin ! videoconvert ! videoscale add-borders=true ! videorate ! \
             {caps} ! x264enc bitrate=1000 key-int-max=60 speed-preset=veryfast threads=2 ! h264parse ! \
             matroskamux ! filesink location={}",
            source.display(),
            video.display()
        ))?;
        let seconds = seconds_of(rig, &video)?;
        all.push(Clip { name, video, reference, seconds });
    }
    Ok(Clips { all, _folder: folder })
}

fn seconds_of(rig: &Rig, video: &Path) -> Result<f64> {
    let source = rig.open(video, Pace::AsFast)?;
    loop {
        match source.recv(Duration::from_secs(20)) {
            Received::Event(SourceEvent::Opened(info)) => {
                return Ok(info
                    .duration
                    .context("the clip does not say how long it is")?
                    .as_secs_f64());
            }
            Received::Frame(_) | Received::Event(_) => {}
            Received::Idle | Received::Closed => bail!("{} does not open", video.display()),
        }
    }
}

fn gst(pipeline: &str) -> Result<()> {
    let out = Command::new("gst-launch-1.0")
        .args(["-q", "-e"])
        .args(pipeline.split_whitespace())
        .output()
        .context("gst-launch-1.0 is missing: run `make setup`")?;
    if !out.status.success() {
        bail!("gst-launch-1.0 failed: {}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(())
}
