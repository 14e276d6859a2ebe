//! Boxes, landmarks and scores painted on a copy of a frame, for a person to look at.

mod text;

use domain::{DetectedFace, Frame, Point};
use image::{Rgb, RgbImage};

/// Faces that can be compared; a blue and an orange that colour-blind people tell apart.
const GOOD: Rgb<u8> = Rgb([0, 114, 178]);
/// Faces that cannot.
const POOR: Rgb<u8> = Rgb([230, 159, 0]);
/// Landmarks.
const MARK: Rgb<u8> = Rgb([255, 255, 255]);

/// A face and what is to be written beside it.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The face.
    pub face: DetectedFace,
    /// Lines of capitals, digits and `+-.`; small letters are written as capitals.
    pub lines: Vec<String>,
}

/// Dots of letters are at least so many pixels wide, so that small pictures stay legible.
const LEAST_DOT: f32 = 2.0;

/// A copy of `frame` with each face's box (blue when comparable, orange when not), landmarks and lines.
/// Lines and letters grow with the picture. An unchecked, malformed frame gives an empty picture.
pub fn annotate(frame: &Frame, faces: &[Labelled]) -> RgbImage {
    if frame.check().is_err() {
        return RgbImage::default();
    }
    let mut picture = RgbImage::new(frame.size.width, frame.size.height);
    for (y, row) in picture.rows_mut().enumerate() {
        for (pixel, bytes) in row.zip(frame.row(y as u32).chunks_exact(3)) {
            pixel.0.copy_from_slice(bytes);
        }
    }
    let line = (frame.size.width.max(frame.size.height) as f32 / 400.0).max(1.0);
    for Labelled { face, lines } in faces {
        let colour = if face.quality.is_comparable() { GOOD } else { POOR };
        let r = face.rect;
        for edge in [
            (r.x - line, r.y - line, r.width + 2.0 * line, line),
            (r.x - line, r.y + r.height, r.width + 2.0 * line, line),
            (r.x - line, r.y, line, r.height),
            (r.x + r.width, r.y, line, r.height),
        ] {
            fill(&mut picture, edge, colour);
        }
        for point in face.landmarks.points() {
            dot(&mut picture, point, line * 1.5 + 1.0, colour);
            dot(&mut picture, point, line * 1.5, MARK);
        }
        label(&mut picture, face, lines, line);
    }
    picture
}

/// Below the box, or above it where there is no room below; never off the picture to the left or the top.
fn label(picture: &mut RgbImage, face: &DetectedFace, lines: &[String], line: f32) {
    if lines.is_empty() {
        return;
    }
    let scale = (line * 0.75).max(LEAST_DOT).round() as u32;
    let (wide, high) = text::size(lines, scale);
    let r = face.rect;
    let below = (r.y + r.height + line).max(0.0) as u32;
    let above = ((r.y - line).max(0.0) as u32).saturating_sub(high);
    let top = if below.saturating_add(high) <= picture.height() { below } else { above };
    let left = (r.x.max(0.0) as u32).min(picture.width().saturating_sub(wide));
    text::write(picture, (left, top), lines, scale);
}

fn fill(picture: &mut RgbImage, (x, y, w, h): (f32, f32, f32, f32), colour: Rgb<u8>) {
    let (width, height) = picture.dimensions();
    let clip = |v: f32, max: u32| v.round().clamp(0.0, max as f32) as u32;
    for py in clip(y, height)..clip(y + h, height) {
        for px in clip(x, width)..clip(x + w, width) {
            picture.put_pixel(px, py, colour);
        }
    }
}

fn dot(picture: &mut RgbImage, centre: Point, radius: f32, colour: Rgb<u8>) {
    let (width, height) = picture.dimensions();
    let clip = |v: f32, max: u32| v.floor().clamp(0.0, max as f32) as u32;
    for y in clip(centre.y - radius, height)..clip(centre.y + radius + 1.0, height) {
        for x in clip(centre.x - radius, width)..clip(centre.x + radius + 1.0, width) {
            if Point::new(x as f32 + 0.5, y as f32 + 0.5).distance(centre) <= radius {
                picture.put_pixel(x, y, colour);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Landmarks, Rect};

    use super::*;
    use crate::quality::assess;
    use crate::test_pictures::{flat, frame_of};

    #[test]
    fn boxes_are_painted_around_faces_even_beyond_the_border() {
        let frame = frame_of(&flat(100, 80, [10, 10, 10]));
        let landmarks = Landmarks::from_points(crate::align::CHIP_TEMPLATE);
        let rect = Rect::new(20.0, 20.0, 300.0, 30.0);
        let quality = assess(&frame, rect, &landmarks, 0.9, &mut Vec::new());
        let face = DetectedFace { rect, landmarks, confidence: 0.9, quality };
        let lines = vec!["QUALITY 12".to_owned()];
        let picture = annotate(&frame, &[Labelled { face: face.clone(), lines }]);
        let bare = annotate(&frame, &[Labelled { face, lines: Vec::new() }]);
        assert_eq!(*bare.get_pixel(22, 54), Rgb([10, 10, 10]));
        assert_ne!(*picture.get_pixel(22, 54), Rgb([10, 10, 10]), "the label is below the box");
        assert_eq!(picture.dimensions(), (100, 80));
        assert_eq!(*picture.get_pixel(50, 19), POOR);
        assert_eq!(*bare.get_pixel(38, 51), MARK);
        assert_eq!(*picture.get_pixel(5, 5), Rgb([10, 10, 10]));
    }
}
