//! The synthetic cast: clips of people who do not exist, with the truth of every frame.
//!
//! `tests/cast/cast/truth.py` says what each column means; [`Row`] mirrors it with its units.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use crate::paths;

/// The folder with the cast's clips, cards and truth files.
pub fn media() -> PathBuf {
    paths::root().join("tests/cast/media")
}

/// A still of the cast, for instance `id-tomas.jpg`.
///
/// # Panics
/// When there is no such file.
pub fn still(name: &str) -> PathBuf {
    let path = media().join(name);
    assert!(path.is_file(), "the cast has no {name}");
    path
}

/// Names of all clips, sorted.
///
/// # Panics
/// When the folder cannot be read.
pub fn names() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(media())
        .expect("the cast's folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| matches!(p.extension().and_then(|e| e.to_str()), Some("mp4" | "webm")))
        .filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The clip of that name with its truth.
///
/// # Panics
/// When there is no such clip, or its truth file does not have the documented form.
pub fn clip(name: &str) -> CastClip {
    let facts = media().join(format!("{name}.json"));
    let text =
        fs::read_to_string(&facts).unwrap_or_else(|e| panic!("the cast has no clip {name} ({e})"));
    let truth: Truth =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", facts.display()));
    assert_eq!(truth.schema, SCHEMA, "{name}: a truth file of another version");
    assert_eq!(truth.columns, COLUMNS, "{name}: other columns than `Row` has");
    let path = still(&truth.clip);
    CastClip { path, truth }
}

/// Version of the truth files that [`Truth`] mirrors.
const SCHEMA: u32 = 1;
/// The columns of a row, in the order of [`Row`]'s fields.
const COLUMNS: [&str; 18] = [
    "t",
    "person",
    "yaw",
    "pitch",
    "roll",
    "gaze_x",
    "gaze_y",
    "eye_left",
    "eye_right",
    "mouth_mm",
    "distance_m",
    "occluded",
    "screen_r",
    "screen_g",
    "screen_b",
    "light",
    "box",
    "points",
];

/// A clip and what is true of it.
#[derive(Debug, Clone)]
pub struct CastClip {
    /// The video.
    pub path: PathBuf,
    /// Header and rows.
    pub truth: Truth,
}

impl CastClip {
    /// The row of the frame shown at a time of the stream, seconds.
    pub fn at(&self, seconds: f64) -> &Row {
        let rows = &self.truth.frames;
        let frame = (seconds * self.truth.fps).round().max(0.0) as usize;
        &rows[frame.min(rows.len() - 1)]
    }
}

/// A truth file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// Version of the form.
    pub schema: u32,
    /// Name of the video beside it.
    pub clip: String,
    /// Hash of the script it was rendered from.
    pub script: String,
    /// What is shown, in words; may be empty.
    pub note: String,
    /// Who is seen, by name.
    pub people: Vec<String>,
    /// Where.
    pub room: String,
    /// Frames per second.
    pub fps: f64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `h264` or `vp8`.
    pub codec: String,
    /// Bit rate asked of the encoder, kbit/s.
    pub kbit: u32,
    /// How long the sensor gathered light for a frame, half of it before the frame's time, ms. Motion within
    /// it is blurred; the row is true of its middle. 0 where every motion was stopped.
    #[serde(default)]
    pub exposure_ms: f64,
    /// The voice; none where nobody speaks.
    pub audio: Option<Audio>,
    /// What the person was asked and did: kind, from s, to s.
    pub cues: Vec<(String, f64, f64)>,
    /// The coloured light that the page showed; none without one.
    pub light_card: Option<LightCard>,
    /// The attack, when it is one.
    pub attack: Option<Attack>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// One row per frame.
    pub frames: Vec<Row>,
}

/// When speech sounds, and how late the lips are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audio {
    /// First sound of speech, s.
    pub speech_from_s: f64,
    /// End of speech, s.
    pub speech_to_s: f64,
    /// By how much the lips follow the sound, ms.
    pub lips_late_ms: i64,
}

/// A sequence of colours and whether the skin answered it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightCard {
    /// From when (s) the page showed which colour (linear red, green, blue, 0 to 1).
    pub asked: Vec<(f64, [f64; 3])>,
    /// `answered`, `wrong` or `unanswered`; the columns `screen` say what fell on the skin when.
    pub answer: String,
    /// From the page's change to the skin's, ms; none where the skin answers nothing.
    pub delay_ms: Option<u32>,
}

/// What was done to deceive. `species` is always there; the rest belongs to some.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attack {
    /// In words, for instance `phone replay`.
    pub species: String,
    /// The clip or room that is shown.
    pub shows: Option<String>,
    /// The face is on the thing that is shown; rows then have nobody.
    #[serde(default)]
    pub replaces_face: bool,
    /// Beginning, s.
    pub from_s: Option<f64>,
    /// Moment, s.
    pub at_s: Option<f64>,
    /// Length of a round, s.
    pub period_s: Option<f64>,
    /// Lips after the sound, ms.
    pub late_ms: Option<u32>,
}

/// What is true of one frame. Where nobody is seen the values of a face are none.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    /// Seconds from the first frame.
    pub t: f64,
    /// Who is seen; empty when nobody is.
    pub person: String,
    /// Degrees, + turns the face to the picture's right.
    pub yaw: Option<f64>,
    /// Degrees, + looks up.
    pub pitch: Option<f64>,
    /// Degrees, + tilts the head clockwise as seen in the picture.
    pub roll: Option<f64>,
    /// Degrees in the head's frame, + to the picture's right.
    pub gaze_x: Option<f64>,
    /// Degrees in the head's frame, + up.
    pub gaze_y: Option<f64>,
    /// Opening of the person's left eye, 0 shut to 1 wide open.
    pub eye_left: Option<f64>,
    /// The same of the right eye.
    pub eye_right: Option<f64>,
    /// Gap between the lips in the middle, millimetres.
    pub mouth_mm: Option<f64>,
    /// Camera to the middle between the eyes, metres.
    pub distance_m: Option<f64>,
    /// Share of the face behind a thing or a hand, 0 to 1.
    pub occluded: f64,
    /// Light of the person's screen on the skin, linear, 0 to 1, red.
    pub screen_r: f64,
    /// The same, green.
    pub screen_g: f64,
    /// The same, blue.
    pub screen_b: f64,
    /// Level of the room's light against its start.
    pub light: f64,
    /// Face in pixels: left, top, width, height.
    #[serde(rename = "box")]
    pub rect: Option<[f64; 4]>,
    /// Pixels of left eye, right eye, nose tip, left and right mouth corner, as seen in the picture.
    pub points: Option<[[f64; 2]; 5]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_truth_file_reads_and_its_rows_are_whole() {
        let names = names();
        assert!(names.len() >= 23, "{names:?}");
        for name in names {
            let CastClip { truth, .. } = clip(&name);
            assert!(!truth.frames.is_empty(), "{name}");
            for (k, row) in truth.frames.iter().enumerate() {
                assert!((row.t - k as f64 / truth.fps).abs() < 0.001, "{name}: row {k}");
                let is_seen = !row.person.is_empty();
                assert_eq!(row.yaw.is_some(), is_seen, "{name}: row {k}");
                assert_eq!(row.points.is_some(), is_seen, "{name}: row {k}");
                assert!((0.0..=1.0).contains(&row.occluded), "{name}: row {k}");
                assert!(!is_seen || truth.people.contains(&row.person), "{name}: row {k}");
            }
        }
    }

    #[test]
    fn the_shutter_is_open_for_a_part_of_each_frame() {
        for name in names() {
            let truth = clip(&name).truth;
            assert!(
                (0.0..=1_000.0 / truth.fps).contains(&truth.exposure_ms),
                "{name}: {} ms at {} fps",
                truth.exposure_ms,
                truth.fps
            );
        }
    }

    #[test]
    fn thirty_frames_a_second_show_each_blink_more_than_once() {
        let truth = clip("smooth").truth;
        assert_eq!(truth.fps, 30.0);
        assert!(truth.exposure_ms > 0.0);
        let is_shut: Vec<bool> =
            truth.frames.iter().map(|r| r.eye_left.is_some_and(|open| open < 0.5)).collect();
        let blinks = is_shut.windows(2).filter(|w| !w[0] && w[1]).count();
        let frames = is_shut.iter().filter(|shut| **shut).count();
        assert!(blinks >= 2 && frames >= 3 * blinks, "{blinks} blinks in {frames} frames");
    }

    /// Mean brightness of a picture, 0 to 255.
    fn brightness(jpeg: &[u8]) -> f64 {
        let picture = image::load_from_memory(jpeg).expect("a picture").to_luma8();
        picture.pixels().map(|p| f64::from(p.0[0])).sum::<f64>() / picture.pixels().len() as f64
    }

    #[test]
    fn the_picture_darkens_and_brightens_when_the_truth_says_so() {
        let clip = clip("room-light");
        let rows = &clip.truth.frames;
        let seen: Vec<f64> = crate::clip::jpeg_frames(&clip.path, clip.truth.fps as u32)
            .iter()
            .map(|frame| brightness(frame))
            .collect();
        assert_eq!(seen.len(), rows.len());
        // A switched lamp is a step from one frame to the next; the webcam's exposure needs longer to follow.
        let switched: Vec<usize> =
            (1..rows.len()).filter(|k| (rows[*k].light - rows[k - 1].light).abs() > 0.3).collect();
        assert_eq!(switched.len(), 2);
        for k in switched {
            let (light, picture) = (rows[k].light / rows[k - 1].light, seen[k] / seen[k - 1]);
            assert!((light > 1.0) == (picture > 1.0), "frame {k}: {light} and {picture}");
            assert!((picture - 1.0).abs() > 0.1, "frame {k}: {picture}");
        }
        let still = (1..rows.len()).filter(|k| rows[*k].light == rows[k - 1].light);
        let most = still.map(|k| (seen[k] / seen[k - 1] - 1.0).abs()).fold(0.0, f64::max);
        assert!(most < 0.1, "{most} without a change of light");
        let lowest = rows.iter().filter(|r| r.t > 4.0).map(|r| r.light).fold(1.0, f64::min);
        assert!((0.5..0.6).contains(&lowest), "{lowest}");
        assert_eq!(rows[rows.len() - 1].light, 1.0);
    }

    #[test]
    fn a_time_leads_to_its_row() {
        let clip = clip("turns");
        assert_eq!(clip.at(0.0).t, 0.0);
        assert!((clip.at(5.2).t - 5.2).abs() < 0.051);
        assert_eq!(clip.at(1e6).t, clip.truth.frames[clip.truth.frames.len() - 1].t);
        let (what, from, to) = &clip.truth.cues[0];
        let yaw = clip.at((from + to) / 2.0).yaw.expect("somebody is seen");
        assert!(what == "left" && yaw > 30.0, "{what}: {yaw}");
    }
}
