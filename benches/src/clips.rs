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

/// Name, source, and size of the clip made of it. A source that ends in `*` is every file whose name begins
/// so, one after the other. All become H.264 at 30 fps, 1 Mbit/s, because that is what meetings send.
///
/// Nothing is shown twice: what repeats itself, mirrored or not, is a recording in a loop, and the verdict
/// says so. The third is suspected of manipulation from beginning to end, so nothing settles in it.
const RECIPES: &[(&str, &str, u32, u32)] = &[
    ("720p webcam", "talking/lp-d9.mp4", 1280, 720),
    ("480p webcam", "talking/grid-s1-*", 640, 480),
    ("480p webcam, suspected", "pad/apfol-bona.webm", 640, 480),
    ("360p broadcast", "talking/wild-741400163.mp4", 640, 360),
];

pub(crate) fn make(rig: &Rig, media: &Path) -> Result<Clips> {
    let folder = tempfile::tempdir()?;
    let mut all = Vec::new();
    for (name, source, width, height) in RECIPES {
        let sources = sources(&media.join(source))?;
        let stem = name.replace(' ', "-");
        let reference = folder.path().join(format!("{stem}.png"));
        gst(&format!(
            "filesrc location={} ! decodebin ! videoconvert ! pngenc snapshot=true ! filesink location={}",
            sources[0].display(),
            reference.display()
        ))?;
        let caps = format!(
            "video/x-raw,width={width},height={height},framerate=30/1,pixel-aspect-ratio=1/1"
        );
        let part = |n: usize| folder.path().join(format!("{stem}-{n}.mkv"));
        for (n, source) in sources.iter().enumerate() {
            gst(&format!(
                "filesrc location={} ! decodebin ! videoconvert ! videoscale add-borders=true ! \
                 videorate ! {caps} ! x264enc bitrate=1000 key-int-max=60 speed-preset=veryfast threads=2 ! \
                 h264parse ! matroskamux ! filesink location={}",
                source.display(),
                part(n).display()
            ))?;
        }
        let video = folder.path().join(format!("{stem}.mkv"));
        join((0..sources.len()).map(part), &video)?;
        let seconds = seconds_of(rig, &video)?;
        all.push(Clip { name, video, reference, seconds });
    }
    Ok(Clips { all, _folder: folder })
}

fn sources(pattern: &Path) -> Result<Vec<PathBuf>> {
    let pattern = pattern.to_str().context("the media folder's name is not UTF-8")?;
    let Some(begin) = pattern.strip_suffix('*') else {
        let file = PathBuf::from(pattern);
        return if file.is_file() { Ok(vec![file]) } else { bail!("{pattern} is missing") };
    };
    let folder = Path::new(begin).parent().context("the pattern names no folder")?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_str().is_some_and(|p| p.starts_with(begin)))
        .collect();
    if files.is_empty() {
        bail!("{pattern} names no file");
    }
    files.sort();
    Ok(files)
}

fn join(parts: impl Iterator<Item = PathBuf>, out: &Path) -> Result<()> {
    let sources = parts
        .map(|part| format!("filesrc location={} ! matroskademux ! h264parse ! c.", part.display()))
        .collect::<Vec<_>>()
        .join(" ");
    gst(&format!(
        "{sources} concat name=c ! h264parse ! matroskamux ! filesink location={}",
        out.display()
    ))
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
