//! Rooms that are drawn: the same one from a camera moved a little, others, and what is none.

use domain::{DetectedFace, FaceQuality, Frame, Landmarks, MediaTime, Point, QualityScore, Rect};
use image::{Rgb, RgbImage};
use proptest::prelude::*;

use super::*;
use crate::test_pictures::frame_of;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 360;

fn face_at(x: f32, y: f32) -> DetectedFace {
    let points = [(30.0, 40.0), (70.0, 40.0), (50.0, 60.0), (35.0, 85.0), (65.0, 85.0)];
    DetectedFace {
        rect: Rect::new(x, y, 100.0, 120.0),
        landmarks: Landmarks::from_points(points.map(|(a, b)| Point::new(x + a, y + b))),
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
    }
}

/// A camera: how large it sees the room, how far to the right and down, how light, and how yellow.
#[derive(Debug, Clone, Copy)]
struct Camera {
    size: f32,
    right: f32,
    down: f32,
    light: f32,
    yellow: f32,
}

const STILL: Camera = Camera { size: 1.0, right: 0.0, down: 0.0, light: 1.0, yellow: 1.0 };

/// A wall with boards, books and a picture, drawn from a seed; before it somebody of one colour.
fn room(seed: u64, camera: Camera, coat: [u8; 3]) -> RgbImage {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = move |most: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as u32 % most
    };
    let things: Vec<([f32; 4], [u8; 3])> = (0..26)
        .map(|_| {
            let (x, y) = (draw(WIDTH) as f32 - 40.0, draw(HEIGHT) as f32 - 40.0);
            let (w, h) = (20.0 + draw(120) as f32, 20.0 + draw(110) as f32);
            let shade = |d: u32| (40 + d) as u8;
            ([x, y, x + w, y + h], [shade(draw(180)), shade(draw(180)), shade(draw(180))])
        })
        .collect();
    RgbImage::from_fn(WIDTH, HEIGHT, |px, py| {
        let (px, py) = (px as f32, py as f32);
        let body = (px - 320.0).abs() < 150.0 && py > 270.0;
        let colour = if body || ((px - 320.0) / 60.0).hypot((py - 190.0) / 80.0) < 1.0 {
            coat
        } else {
            let x = (px - 320.0) / camera.size + 320.0 + camera.right;
            let y = (py - 180.0) / camera.size + 180.0 + camera.down;
            let hit = things
                .iter()
                .rev()
                .find(|([l, t, r, b], _)| x >= *l && x < *r && y >= *t && y < *b);
            hit.map_or([150, 150, 150], |(_, colour)| *colour)
        };
        let [r, g, b] = colour.map(|v| f32::from(v) * camera.light);
        Rgb([r, g, b / camera.yellow].map(|v| v.clamp(0.0, 255.0) as u8))
    })
}

fn at(picture: &RgbImage, millis: u64) -> Frame {
    Frame { pts: MediaTime::from_millis(millis), ..frame_of(picture) }
}

fn seen(picture: &RgbImage) -> Option<RoomView> {
    let mut watch = RoomWatch::default();
    for look in 0..3 {
        watch.look(&at(picture, look * 1500), &[face_at(270.0, 130.0)]);
    }
    watch.view()
}

fn likeness(a: &RoomView, b: &RoomView) -> Option<f32> {
    RoomProbe::new(a).compare(b)
}

#[test]
fn two_people_before_one_wall_are_found_and_before_two_walls_are_not() {
    let here = seen(&room(1, STILL, [30, 60, 200])).unwrap();
    let moved = Camera { size: 1.04, right: 17.0, down: -9.0, light: 0.7, yellow: 1.2 };
    let there = seen(&room(1, moved, [220, 200, 40])).unwrap();
    assert!(likeness(&here, &there).unwrap() >= ROOM_BAR);
    assert!(likeness(&there, &here).unwrap() >= ROOM_BAR);
    for seed in 2..12 {
        let other = seen(&room(seed, STILL, [30, 60, 200])).unwrap();
        let score = likeness(&here, &other).unwrap();
        assert!(score < ROOM_BAR, "room {seed}: {score}");
    }
}

#[test]
fn nothing_of_the_person_is_kept() {
    let (blue, red) = (room(3, STILL, [20, 40, 220]), room(3, STILL, [220, 40, 20]));
    assert_eq!(seen(&blue).unwrap(), seen(&red).unwrap());
    // Every cell that the body is in has nothing.
    let view = seen(&blue).unwrap();
    for (n, cell) in view.cells().iter().enumerate() {
        let (column, row) = (n % view.columns(), n / view.columns());
        let inside = (6..14).contains(&column) && row >= 9;
        assert!(!inside || cell.is_none(), "{column}, {row}");
    }
    assert!(!format!("{view:?}").contains("edges"));
}

#[test]
fn what_says_too_little_is_not_assessed() {
    let plain = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([120, 130, 140]));
    assert_eq!(seen(&plain), None, "a plain wall");
    let blurred = image::imageops::fast_blur(&room(4, STILL, [9, 9, 9]), 40.0);
    assert_eq!(seen(&blurred), None, "a blurred picture");
    let room_of_four = room(4, STILL, [9, 9, 9]);
    let mut watch = RoomWatch::default();
    watch.look(&at(&room_of_four, 0), &[]);
    assert_eq!(watch.view(), None, "nobody found may be somebody who looks away");
    let close = DetectedFace { rect: Rect::new(170.0, 0.0, 300.0, 360.0), ..face_at(0.0, 0.0) };
    watch.look(&at(&room_of_four, 0), &[close]);
    assert_eq!(watch.view(), None, "covered by a person");
    let small = image::imageops::thumbnail(&room_of_four, 160, 90);
    let mut watch = RoomWatch::default();
    watch.look(&at(&small, 0), &[face_at(20.0, 10.0)]);
    assert_eq!(watch.view(), None, "too few pixels");
    // A camera that is carried about sees another wall every time.
    let mut watch = RoomWatch::default();
    for look in 0..5 {
        watch.look(&at(&room(20 + look, STILL, [9, 9, 9]), look * 2000), &[face_at(270.0, 130.0)]);
    }
    assert!(watch.view().is_none_or(|v| v.cells().iter().flatten().count() < 60));
}

#[test]
fn pictures_of_other_shapes_are_not_compared() {
    let here = seen(&room(5, STILL, [9, 9, 9])).unwrap();
    let upright = image::imageops::rotate90(&room(5, STILL, [9, 9, 9]));
    let mut watch = RoomWatch::default();
    watch.look(&at(&upright, 0), &[face_at(130.0, 270.0)]);
    let there = watch.view().unwrap();
    assert_eq!(likeness(&here, &there), None);
    // And a stream that changes its shape goes on with what it was.
    let mut watch = RoomWatch::default();
    watch.look(&at(&room(5, STILL, [9, 9, 9]), 0), &[face_at(270.0, 130.0)]);
    watch.look(&at(&upright, 3000), &[face_at(130.0, 270.0)]);
    assert_eq!(watch.view().unwrap().columns(), ACROSS);
}

#[test]
fn a_cell_shows_about_the_colour_that_was_there() {
    let view = seen(&room(6, STILL, [9, 9, 9])).unwrap();
    let wall = view
        .cells()
        .iter()
        .flatten()
        .map(RoomCell::colour)
        .filter(|c| c.iter().all(|v| v.abs_diff(150) <= 4));
    assert!(wall.count() > 3);
}

proptest! {
    // Each case draws a room of a quarter of a million pixels.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_kept_reads_back_and_what_is_damaged_does_not(seed in 0_u64..40, cut in 0_usize..2000, byte in any::<u8>()) {
        if let Some(view) = seen(&room(seed, STILL, [50, 50, 50])) {
            let bytes = view.encode();
            prop_assert_eq!(RoomView::decode(&bytes), Some(view));
            let cut = cut.min(bytes.len() - 1);
            prop_assert_eq!(RoomView::decode(&bytes[..cut]), None);
            let mut changed = bytes;
            changed[cut] = byte;
            // Another value is another view, or none; it never panics.
            let _ = RoomView::decode(&changed);
        }
    }

    #[test]
    fn bytes_of_anybody_are_no_reason_to_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Some(view) = RoomView::decode(&bytes) {
            let score = likeness(&view, &view);
            prop_assert!(score.is_none_or(f32::is_finite));
        }
    }
}
