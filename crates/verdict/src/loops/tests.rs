//! Made-up heads: living, looped, still, rhythmic, and seen with gaps.

use domain::{Landmarks, Point};

use super::*;

/// Pseudo-random numbers that look independent, −1 to 1.
fn noise(n: u32, salt: u32) -> f32 {
    let mut x = n.wrapping_mul(0x9E37_79B9) ^ salt.wrapping_mul(0x85EB_CA6B);
    x = (x ^ (x >> 15)).wrapping_mul(0x2C1B_3C6D);
    x = (x ^ (x >> 12)).wrapping_mul(0x297A_2D39);
    ((x ^ (x >> 15)) >> 8) as f32 / 8_388_608.0 - 1.0
}

/// A course of its own for every salt: nothing in it repeats.
fn course(t: f32, salt: u32) -> f32 {
    let (n, part) = (t.floor() as u32, t.fract());
    let smooth = part * part * (3.0 - 2.0 * part);
    noise(n, salt) * (1.0 - smooth) + noise(n + 1, salt) * smooth
}

/// What the log says of a head at `t` seconds of the recording, and the frame's change.
fn head(t: f32) -> (FaceRecord, f32) {
    let mut face = testkit::face_record(0);
    let (x, y) = (300.0 + 14.0 * course(t, 1), 200.0 + 9.0 * course(t, 2));
    let point = |dx: f32, dy: f32| Point::new(x + dx, y + dy);
    let (turn, mouth) = (4.0 * course(t, 3), 3.0 * course(2.3 * t, 4));
    face.landmarks = Landmarks {
        left_eye: point(-30.0, course(t, 5)),
        right_eye: point(30.0, 0.0),
        nose: point(turn, 30.0 + course(t, 6)),
        mouth_left: point(-22.0, 60.0 + mouth),
        mouth_right: point(22.0 + course(t, 7), 60.0 + mouth),
    };
    face.quality.luma_mean = 120.0 + 3.0 * course(t, 8);
    face.quality.luma_std = 40.0 + course(t, 9);
    face.quality.sharpness = 150.0 + 30.0 * course(1.7 * t, 10);
    face.confidence = 0.9 + 0.01 * course(t, 11);
    (face, 3.0 + 2.0 * course(2.0 * t, 12))
}

/// Moves a face, and lets the detector tremble by `trembling` pixels.
fn moved(face: &mut FaceRecord, by: f32, n: u32, trembling: f32) {
    let mut salt = 20;
    face.landmarks = face.landmarks.map(|p| {
        salt += 2;
        Point::new(p.x + by + trembling * noise(n, salt), p.y + trembling * noise(n, salt + 1))
    });
}

/// Watches `seconds` at 5 fps; `source` says which second of the recording is shown and how far the picture
/// is shifted, or nothing when no face is seen.
fn watch(seconds: u32, source: impl Fn(f32) -> Option<(f32, f32)>) -> Option<LoopFound> {
    watched(seconds, 0.3, source).found()
}

/// The same for a detector that trembles by `trembling` pixels.
fn watched(seconds: u32, trembling: f32, source: impl Fn(f32) -> Option<(f32, f32)>) -> LoopWatch {
    let mut watch = LoopWatch::default();
    for n in 0..seconds * 5 {
        let Some((t, shift)) = source(n as f32 * 0.2) else { continue };
        let (mut face, change) = head(t);
        moved(&mut face, shift, n, trembling);
        watch.push(MediaTime::from_millis(u64::from(n) * 200), &face, Some(change));
    }
    watch
}

#[track_caller]
fn check_length(found: Option<LoopFound>, length: f32) {
    let found = found.unwrap_or_else(|| panic!("no loop of {length} s"));
    let multiple = found.period.as_secs_f32() / length;
    assert!(multiple > 0.9 && (multiple - multiple.round()).abs() < 0.1, "{length}: {found:?}");
}

#[test]
fn a_loop_is_found_with_its_length_whatever_the_sampling() {
    for length in [2.52_f32, 3.0, 3.37, 8.05, 21.3] {
        check_length(watch(70, |t| Some((t % length, 0.0))), length);
    }
}

#[test]
fn a_shift_between_two_rounds_hides_no_loop() {
    for shift in [2.0, 25.0] {
        check_length(watch(60, |t| Some((t % 8.0, shift * (t / 8.0).floor()))), 8.0);
    }
}

#[test]
fn a_slow_pan_hides_no_loop() {
    check_length(watch(60, |t| Some((t % 8.0, 0.5 * t))), 8.0);
}

#[test]
fn a_loop_whose_face_is_lost_for_a_moment_is_found() {
    check_length(watch(60, |t| (t % 9.0 > 1.0).then_some((t % 9.0, 0.0))), 9.0);
}

#[test]
fn a_loop_that_never_repeats_closely_is_found_at_length() {
    let watch = watched(60, 4.0, |t| Some((t % 8.0, 0.0)));
    check_length(watch.found(), 8.0);
    let two_looks = watch.best_of(2, REPEATS_FROM, |alike| alike.fold(f32::INFINITY, f32::min));
    assert_eq!(two_looks, None);
}

#[test]
fn a_living_head_seen_badly_is_no_loop() {
    assert_eq!(watched(600, 4.0, |t| Some((t, 0.0))).found(), None);
}

#[test]
fn a_living_head_is_no_loop() {
    assert_eq!(watch(600, |t| Some((t, 0.0))), None);
}

#[test]
fn a_still_head_is_no_loop() {
    assert_eq!(watch(120, |_| Some((1.0, 0.0))), None);
}

#[test]
fn a_head_that_rocks_in_rhythm_is_no_loop() {
    let sway = |t: f32| 20.0 * (t * std::f32::consts::TAU / 2.0).sin();
    assert_eq!(watch(120, |t| Some((t, sway(t)))), None);
}

#[test]
fn sitting_down_twice_is_no_loop() {
    let seat = |t: f32| if t % 20.0 < 10.0 { 0.0 } else { 150.0 };
    assert_eq!(watch(120, |t| Some((t, seat(t)))), None);
}

#[test]
fn a_face_that_comes_and_goes_in_rhythm_is_no_loop() {
    assert_eq!(watch(120, |t| (t % 4.0 < 2.0).then_some((t, 0.0))), None);
}

#[test]
fn a_loop_that_begins_in_mid_session_is_found() {
    let source = |t: f32| if t < 30.0 { t } else { 30.0 + (t - 30.0) % 9.0 };
    let found = watch(90, |t| Some((source(t), 0.0))).unwrap();
    assert!(found.at.seconds() > 30.0, "{found:?}");
    check_length(Some(found), 9.0);
}

#[test]
fn an_hour_takes_no_more_room_than_minutes() {
    let mut watch = LoopWatch::default();
    let mut push = |n: u64| {
        let (face, change) = head(n as f32 * 0.2);
        watch.push(MediaTime::from_millis(n * 200), &face, Some(change));
        assert!(watch.rows.len() < 2 * KEPT && watch.holes.len() == watch.rows.len());
        assert!(watch.looks.len() <= LOOKS && watch.looks.iter().all(|l| l.len() <= KEPT));
    };
    (0..3_000).for_each(&mut push);
    // A day later: what was before is of no use, and is not filled up with a line.
    (432_000..433_000).for_each(&mut push);
    assert_eq!(watch.found(), None);
}

#[test]
fn numbers_that_are_none_and_times_that_fall_are_passed_over() {
    let mut watch = LoopWatch::default();
    let (good, _) = head(1.0);
    let mut bad = good.clone();
    bad.landmarks.nose.x = f32::NAN;
    for (ms, face) in [(200, &good), (400, &bad), (100, &good), (200, &good), (600, &good)] {
        watch.push(MediaTime::from_millis(ms), face, None);
    }
    assert_eq!(watch.rows.len(), 4, "the moments from 300 to 600 ms");
}
