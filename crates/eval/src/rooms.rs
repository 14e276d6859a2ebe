//! Rooms against their truth: what is kept of every clip's room, and every two of them compared as the product
//! compares them.
//!
//! A true pair is two files of one room. Pairs of which one says too little, or whose pictures have other shapes,
//! are not assessed: counted, and in no rate.

use std::path::PathBuf;

use serde::Serialize;
use vision::{ROOM_BAR, RoomProbe, RoomView};

use crate::count::Rate;

/// A file, and what is kept of its room.
pub struct SeenRoom {
    /// As the list names it.
    pub file: PathBuf,
    /// The room's name; equal names are one room.
    pub room: String,
    /// None when it says too little.
    pub view: Option<RoomView>,
}

/// Two files, and how like their rooms are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRooms {
    /// The one.
    pub a: PathBuf,
    /// The other.
    pub b: PathBuf,
    /// Correlation of their edges.
    pub score: f32,
}

/// What comparing them came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoomTrial {
    /// Files looked at.
    pub files: usize,
    /// Files whose room says enough.
    pub assessed: usize,
    /// From which score on two rooms are one.
    pub bar: f32,
    /// Pairs of one room that reach it.
    pub found: Rate,
    /// Pairs of two rooms that reach it.
    pub false_links: Rate,
    /// Pairs that were not assessed.
    pub not_assessed: u64,
    /// Pairs of one room, the least similar first.
    pub same: Vec<ComparedRooms>,
    /// Pairs of two rooms, the most similar first.
    pub other: Vec<ComparedRooms>,
}

/// Pairs that are listed of each kind.
const LISTED: usize = 40;

/// Compares every two.
pub fn study(rooms: &[SeenRoom]) -> RoomTrial {
    let (mut same, mut other, mut not_assessed) = (Vec::new(), Vec::new(), 0);
    for (n, later) in rooms.iter().enumerate() {
        let probe = later.view.as_ref().map(RoomProbe::new);
        for earlier in &rooms[..n] {
            let score = match (&probe, &earlier.view) {
                (Some(probe), Some(view)) => probe.compare(view),
                _ => None,
            };
            let Some(score) = score else {
                not_assessed += 1;
                continue;
            };
            let pair = ComparedRooms { a: earlier.file.clone(), b: later.file.clone(), score };
            if earlier.room == later.room { &mut same } else { &mut other }.push(pair);
        }
    }
    same.sort_by(|a: &ComparedRooms, b| a.score.total_cmp(&b.score));
    other.sort_by(|a: &ComparedRooms, b| b.score.total_cmp(&a.score));
    let reaches = |pair: &ComparedRooms| pair.score >= ROOM_BAR;
    let (found, false_links) = (Rate::count(&same, reaches), Rate::count(&other, reaches));
    same.truncate(LISTED);
    other.truncate(LISTED);
    RoomTrial {
        files: rooms.len(),
        assessed: rooms.iter().filter(|r| r.view.is_some()).count(),
        bar: ROOM_BAR,
        found,
        false_links,
        not_assessed,
        same,
        other,
    }
}

#[cfg(test)]
mod tests {
    use domain::{DetectedFace, FaceQuality, Landmarks, Point, QualityScore, Rect};
    use image::{Rgb, RgbImage};
    use vision::RoomWatch;

    use super::*;

    /// Boards of shades drawn from a number.
    fn seen(room: u32) -> SeenRoom {
        let picture = RgbImage::from_fn(640, 360, |x, y| {
            let mut state = (x / 48) * 31 + (y / 48) * 1009 + room * 65_537 + 7;
            for _ in 0..3 {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
            }
            Rgb([(30 + state % 200) as u8; 3])
        });
        let mut png = Vec::new();
        picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
        let frame = vision::decode_picture(&png, vision::PictureLimits::default()).unwrap();
        let face = DetectedFace {
            rect: Rect::new(280.0, 120.0, 80.0, 100.0),
            landmarks: Landmarks::from_points([Point::new(300.0, 160.0); 5]),
            confidence: 0.9,
            quality: FaceQuality {
                inter_eye_px: 40.0,
                sharpness: 500.0,
                luma_mean: 120.0,
                luma_std: 40.0,
                yaw_deg: 0.0,
                pitch_deg: 0.0,
                roll_deg: 0.0,
                score: QualityScore::new(90.0).unwrap(),
                issues: Vec::new(),
            },
        };
        let mut watch = RoomWatch::default();
        watch.look(&frame, &[face]);
        let room = room.to_string();
        SeenRoom { file: PathBuf::from(&room), room, view: watch.view() }
    }

    #[test]
    fn what_is_found_and_what_is_not_assessed_is_counted_by_hand() {
        let unknown = SeenRoom { view: None, ..seen(1) };
        let trial = study(&[seen(1), seen(1), seen(2), unknown]);
        assert_eq!((trial.files, trial.assessed, trial.not_assessed), (4, 3, 3));
        assert_eq!((trial.found.hits, trial.found.trials), (1, 1));
        assert_eq!((trial.false_links.hits, trial.false_links.trials), (0, 2));
        assert!(trial.same[0].score > 0.99 && trial.other[0].score < trial.bar);
        assert_eq!(study(&[]).found.trials, 0);
    }
}
