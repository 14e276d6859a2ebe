//! The search over scripted models: faces are coloured squares on a grey picture.

use domain::{Calibration, FaceFeatures, Landmarks, ModelRole, ModelStamp, Point, Rect};
use image::{Rgb, RgbImage};

use super::*;
use crate::align::CHIP_TEMPLATE;
use crate::analyst::tests::{identity, stamp};
use crate::sample::PixelView;
use crate::test_pictures::frame_of;
use crate::{AnalystModels, FaceDetector, FaceEmbedder};

/// A "face" is a block of side `side` whose top half is bright red and whose lower half is dark; the
/// person is told by the green of the lower half. Seen only upright, as a detector sees it.
fn block(picture: &mut RgbImage, x: u32, y: u32, side: u32, person: u8) {
    for py in 0..side {
        for px in 0..side {
            let rgb = if py < side / 2 { [255, 0, 0] } else { [0, person, 100] };
            picture.put_pixel(x + px, y + py, Rgb(rgb));
        }
    }
}

struct BlockDetector(ModelStamp);

impl FaceDetector for BlockDetector {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn detect(
        &mut self,
        frame: &Frame,
        view: DetectorView,
    ) -> Result<Vec<RawFace>, InferenceError> {
        let v = PixelView::of(frame);
        let red = |x: usize, y: usize| {
            let p = v.pixel(x, y);
            p[0] > 200 && p[1] < 60 && p[2] < 60
        };
        let dark = |x: usize, y: usize| {
            let p = v.pixel(x, y);
            p[0] < 60 && p[2] > 70 && p[2] < 130
        };
        let mut faces = Vec::new();
        for y in 0..v.height {
            for x in 0..v.width {
                let corner = red(x, y)
                    && (x == 0 || !red(x - 1, y))
                    && (y == 0 || (!red(x, y - 1) && !dark(x, y - 1)));
                if !corner {
                    continue;
                }
                let side = (x..v.width).take_while(|i| red(*i, y)).count();
                let below = y + side * 3 / 4;
                if side < 6 || below >= v.height || !dark(x + side / 2, below) {
                    continue;
                }
                let s = side as f32 / 112.0;
                let rect = Rect::new(x as f32, y as f32, side as f32, side as f32);
                let landmarks = Landmarks::from_points(CHIP_TEMPLATE)
                    .map(|p| Point::new(p.x * s + x as f32, p.y * s + y as f32));
                faces.push(RawFace { rect, landmarks, confidence: 0.9 });
            }
        }
        if let DetectorView::Region(region) = view {
            faces.retain(|f| region.iou(f.rect) > 0.0);
        }
        Ok(faces)
    }
}

struct GreenEmbedder(ModelStamp);

impl FaceEmbedder for GreenEmbedder {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn embed(&mut self, frame: &Frame, l: &Landmarks) -> Result<FaceFeatures, InferenceError> {
        let p = PixelView::of(frame).pixel(l.nose.x as usize, l.mouth_left.y as usize);
        let angle = f32::from(p[1]) / 255.0 * std::f32::consts::PI;
        Ok(FaceFeatures::from_raw(self.0.clone(), vec![angle.cos(), angle.sin()]).unwrap())
    }
}

fn enrol(picture: &RgbImage) -> Result<Portrait, PortraitError> {
    let identity: Calibration = identity();
    Analyst::new(AnalystModels {
        detector: Box::new(BlockDetector(stamp(ModelRole::Detector))),
        landmarks: None,
        embedder: Box::new(GreenEmbedder(stamp(ModelRole::Embedder))),
        pad: None,
        manipulation: None,
        quality: None,
        mesh: None,
        hand: None,
        identity,
    })
    .enrol_frame(frame_of(picture))
}

fn page() -> RgbImage {
    RgbImage::from_pixel(400, 300, Rgb([200, 200, 200]))
}

#[test]
fn the_portrait_is_found_in_each_of_four_orientations() {
    let mut picture = page();
    block(&mut picture, 30, 60, 120, 80);
    for turns in 0..4 {
        let portrait = enrol(&picture).unwrap();
        assert_eq!(portrait.rotated_deg, (4 - turns) % 4 * 90);
        assert!((portrait.face.rect.x - 30.0).abs() < 2.0, "{:?}", portrait.face.rect);
        assert_eq!(portrait.frame.size.width, 400);
        assert!(portrait.measurement.features.assessed().is_some());
        picture = image::imageops::rotate90(&picture);
    }
}

#[test]
fn a_ghost_portrait_is_tolerated_and_the_larger_face_wins() {
    let mut picture = page();
    block(&mut picture, 30, 60, 120, 80);
    block(&mut picture, 300, 180, 70, 80);
    assert!((enrol(&picture).unwrap().face.rect.width - 120.0).abs() < 2.0);
    // Somebody else, but in the background.
    block(&mut picture, 200, 20, 40, 250);
    assert!(enrol(&picture).is_ok());
}

#[test]
fn two_people_nobody_and_too_small_a_face_are_refused_with_a_remedy() {
    let mut picture = page();
    let error = enrol(&picture).unwrap_err();
    assert!(matches!(error, PortraitError::NoFace) && error.to_string().contains("with light"));
    block(&mut picture, 30, 60, 120, 80);
    block(&mut picture, 220, 60, 100, 250);
    let error = enrol(&picture).unwrap_err();
    assert!(matches!(error, PortraitError::SeveralFaces { count: 2 }), "{error}");
    let mut picture = page();
    block(&mut picture, 30, 60, 40, 80);
    let error = enrol(&picture).unwrap_err();
    assert!(matches!(error, PortraitError::FaceTooSmall { .. }));
    assert!(error.to_string().contains("13 pixels between the eyes, at least 14"), "{error}");
}

#[test]
fn a_large_picture_is_searched_small_and_measured_at_full_size() {
    let mut picture = RgbImage::from_pixel(3000, 2000, Rgb([200, 200, 200]));
    block(&mut picture, 900, 600, 600, 80);
    let portrait = enrol(&image::imageops::rotate270(&picture)).unwrap();
    assert_eq!(portrait.rotated_deg, 90);
    assert!((portrait.face.rect.x - 900.0).abs() < 2.0, "{:?}", portrait.face.rect);
    assert!((portrait.face.rect.width - 600.0).abs() < 2.0);
}
