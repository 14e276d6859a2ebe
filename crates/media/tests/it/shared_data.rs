//! Every development clip yields frames. Skipped where the development data are not there.

use std::path::PathBuf;

use crate::watching::{file, open, watch};

#[test]
fn every_clip_yields_frames() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if !root.is_dir() {
        println!("skipped: needs ../shared/data");
        return;
    }
    let mut clips = Vec::new();
    for folder in ["talking", "pad", "manipulated", "scene"] {
        let Ok(entries) = root.join(folder).read_dir() else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_owned();
            if ["mp4", "mov", "webm", "mpg", "avi", "mkv", "ts"].contains(&kind.as_str()) {
                clips.push(path);
            }
        }
    }
    clips.sort();
    let (mut decoded, mut sampled, mut bad) = (0, 0, Vec::new());
    for clip in &clips {
        let name = clip.strip_prefix(&root).unwrap().display().to_string();
        let source = match open(file(clip, 5.0)) {
            Ok(source) => source,
            Err(error) => {
                bad.push(format!("{name}: {error}"));
                continue;
            }
        };
        let watched = watch(&source);
        let info = watched.info();
        println!(
            "{name:44} {:12} {:>4}x{:<4} {:>8} decoded {:>5} sampled {:>4} events {} end {:?}",
            info.codec,
            info.size.width,
            info.size.height,
            info.duration.map_or("-".into(), |d| format!("{:.2}s", d.as_secs_f32())),
            watched.counts.received,
            watched.frames.len(),
            watched.events.len(),
            watched.end(),
        );
        decoded += watched.counts.received;
        sampled += watched.frames.len();
        if watched.frames.is_empty() {
            bad.push(format!("{name}: no frames"));
        }
    }
    println!("{} clips, {decoded} pictures decoded, {sampled} frames sampled", clips.len());
    assert!(bad.is_empty(), "{bad:#?}");
}
