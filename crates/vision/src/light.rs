//! The colour of a face's skin and of what is beside it, for the light card. Pure, without a model: some
//! five hundred pixels of a frame.

use domain::{Frame, Landmarks, LightColour, LightSample, Point, Rect};

use crate::sample::PixelView;

/// Points along each side of a patch.
const ACROSS: usize = 11;

/// Half a side of a skin patch, in distances between the eyes: within the cheek, clear of nose and jaw.
const PATCH: f32 = 0.14;

/// Share of a place's points left out at either end of brightness: highlights, hair, shadows, glasses.
const TRIMMED: f32 = 0.2;

/// Pixels with a channel above this are taken for clipped: the light that is missing cannot be seen.
const CLIPPED: u8 = 250;

/// Points that a colour must rest on: half of one patch.
const LEAST_POINTS: usize = ACROSS * ACROSS / 2;

/// Colours of the face with this box and these landmarks on a [checked](Frame::check) frame; none where the
/// skin is outside the picture, too bright, or the landmarks span no face.
pub fn light_sample(frame: &Frame, rect: Rect, landmarks: &Landmarks) -> Option<LightSample> {
    let view = PixelView::of(frame);
    let skin = colour(view, skin_points(landmarks)?)?;
    let beside = colour(view, beside_points(rect));
    Some(LightSample { at: frame.pts, skin, beside })
}

/// Points on forehead and cheeks.
fn skin_points(l: &Landmarks) -> Option<Vec<Point>> {
    let middle = |a: Point, b: Point| Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
    let (eyes, mouth) = (middle(l.left_eye, l.right_eye), middle(l.mouth_left, l.mouth_right));
    let along = Point::new(l.right_eye.x - l.left_eye.x, l.right_eye.y - l.left_eye.y);
    let down = Point::new(mouth.x - eyes.x, mouth.y - eyes.y);
    let side = l.inter_eye_distance();
    if !(side > 2.0 && side.is_finite() && down.x.is_finite() && down.y.is_finite()) {
        return None;
    }
    let moved = |p: Point, a: f32, d: f32| {
        Point::new(p.x + a * along.x + d * down.x, p.y + a * along.y + d * down.y)
    };
    let places = [
        moved(eyes, 0.0, -0.5),
        moved(middle(l.left_eye, l.mouth_left), -0.1, 0.0),
        moved(middle(l.right_eye, l.mouth_right), 0.1, 0.0),
    ];
    let half = PATCH * side;
    Some(
        places
            .into_iter()
            .flat_map(|c| grid(Rect::new(c.x - half, c.y - half, 2.0 * half, 2.0 * half)))
            .collect(),
    )
}

/// Points left and right of the box, from above the head to below the eyes.
fn beside_points(rect: Rect) -> Vec<Point> {
    let (w, h) = (rect.width, rect.height);
    let column = |x: f32| Rect::new(x, rect.y - 0.1 * h, 0.33 * w, 0.55 * h);
    grid(column(rect.x - 0.5 * w)).chain(grid(column(rect.x + 1.17 * w))).collect()
}

fn grid(rect: Rect) -> impl Iterator<Item = Point> {
    (0..ACROSS * ACROSS).map(move |i| {
        let part = |k: usize| (k as f32 + 0.5) / ACROSS as f32;
        Point::new(rect.x + part(i % ACROSS) * rect.width, rect.y + part(i / ACROSS) * rect.height)
    })
}

/// Mean linear light of the points inside the picture, without the darkest, the brightest and the clipped.
fn colour(view: PixelView<'_>, points: Vec<Point>) -> Option<LightColour> {
    let mut pixels: Vec<[u8; 3]> = points
        .into_iter()
        .filter(|p| p.x >= 0.0 && p.y >= 0.0)
        .map(|p| (p.x as usize, p.y as usize))
        .filter(|(x, y)| *x < view.width && *y < view.height)
        .map(|(x, y)| view.pixel(x, y))
        .filter(|p| p.iter().all(|v| *v <= CLIPPED))
        .collect();
    if pixels.len() < LEAST_POINTS {
        return None;
    }
    // BT.601 in parts of 256.
    pixels.sort_by_key(|p| 77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2]));
    let left_out = (pixels.len() as f32 * TRIMMED) as usize;
    let kept = &pixels[left_out..pixels.len() - left_out];
    Some(std::array::from_fn(|c| {
        kept.iter().map(|p| linear(p[c])).sum::<f32>() / kept.len() as f32
    }))
}

/// Linear light of an 8-bit value by the sRGB transfer function (IEC 61966-2-1).
fn linear(value: u8) -> f32 {
    let v = f32::from(value) / 255.0;
    if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::*;
    use crate::test_pictures::frame_of;

    fn face() -> (Rect, Landmarks) {
        let p = Point::new;
        let points =
            [p(80.0, 80.0), p(120.0, 80.0), p(100.0, 100.0), p(85.0, 122.0), p(115.0, 122.0)];
        (Rect::new(60.0, 50.0, 80.0, 100.0), Landmarks::from_points(points))
    }

    /// A face of one colour, with eyes and a highlight, before a wall of another.
    fn scene(skin: [u8; 3], wall: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(200, 200, |x, y| {
            let (dx, dy) = (x as f32 - 100.0, y as f32 - 100.0);
            if (dx / 40.0).powi(2) + (dy / 50.0).powi(2) > 1.0 {
                Rgb(wall)
            } else if (88..92).contains(&y) || (x == 78 && y % 2 == 0) {
                Rgb([255, 255, 255])
            } else {
                Rgb(skin)
            }
        })
    }

    #[test]
    fn skin_and_wall_are_told_apart() {
        let (rect, landmarks) = face();
        let frame = frame_of(&scene([188, 137, 118], [60, 90, 120]));
        let got = light_sample(&frame, rect, &landmarks).unwrap();
        let wanted = [188, 137, 118].map(linear);
        for (a, b) in got.skin.into_iter().zip(wanted) {
            assert!((a - b).abs() < 0.005, "{got:?} {wanted:?}");
        }
        assert_eq!(got.beside.map(|b| b.map(|v| (v * 1e3) as i32)), Some([45, 102, 187]));
    }

    #[test]
    fn a_face_that_fills_the_picture_has_nothing_beside_it_and_a_blown_out_one_no_skin() {
        let (_, landmarks) = face();
        let filling = Rect::new(-20.0, -20.0, 240.0, 260.0);
        let frame = frame_of(&scene([188, 137, 118], [60, 90, 120]));
        assert_eq!(light_sample(&frame, filling, &landmarks).unwrap().beside, None);
        let (rect, _) = face();
        let blown = frame_of(&scene([255, 251, 240], [60, 90, 120]));
        assert_eq!(light_sample(&blown, rect, &landmarks), None);
    }

    proptest! {
        #[test]
        fn landmarks_anywhere_never_panic(points in prop::array::uniform10(-1e4_f32..1e4)) {
            let p = |i: usize| Point::new(points[i], points[i + 1]);
            let landmarks = Landmarks::from_points([p(0), p(2), p(4), p(6), p(8)]);
            let rect = Rect::new(points[0], points[1], points[2], points[3]);
            let frame = frame_of(&scene([188, 137, 118], [60, 90, 120]));
            let _ = light_sample(&frame, rect, &landmarks);
        }
    }
}
