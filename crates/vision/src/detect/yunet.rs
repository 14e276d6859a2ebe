//! YuNet's maps to faces, in pixels of its input.
//!
//! Per stride s and cell (col, row): score = √(cls · obj), both clipped to 0..1; box centre =
//! (bbox₀₁ + (col, row)) · s; box size = exp(bbox₂₃) · s; points = (kps + (col, row)) · s.

use domain::{Landmarks, Point, Rect};

use crate::RawFace;

/// The four maps of one stride, cells row-major. The caller has checked their lengths and finiteness.
#[derive(Debug, Clone, Copy)]
pub struct YunetMaps<'a> {
    /// Cell size in input pixels.
    pub stride: usize,
    /// Cells per row.
    pub columns: usize,
    /// One value per cell.
    pub cls: &'a [f32],
    /// One value per cell.
    pub obj: &'a [f32],
    /// Four values per cell.
    pub bbox: &'a [f32],
    /// Ten values per cell.
    pub kps: &'a [f32],
}

/// Log sizes beyond this are no faces: e^10 cells.
const MAX_LOG_SIZE: f32 = 10.0;

/// Appends the faces of one stride that reach `threshold`.
pub fn decode(maps: &YunetMaps<'_>, threshold: f32, faces: &mut Vec<RawFace>) {
    // √(a·b) ≥ t exactly when a·b ≥ t², which spares a root for nearly every cell.
    let least = threshold * threshold;
    for (cell, (cls, obj)) in maps.cls.iter().zip(maps.obj).enumerate() {
        let product = cls.clamp(0.0, 1.0) * obj.clamp(0.0, 1.0);
        if product < least {
            continue;
        }
        let b = &maps.bbox[cell * 4..cell * 4 + 4];
        let k = &maps.kps[cell * 10..cell * 10 + 10];
        let (col, row) = ((cell % maps.columns) as f32, (cell / maps.columns) as f32);
        let s = maps.stride as f32;
        let centre = ((b[0] + col) * s, (b[1] + row) * s);
        let size = (b[2].min(MAX_LOG_SIZE).exp() * s, b[3].min(MAX_LOG_SIZE).exp() * s);
        let point = |i: usize| Point::new((k[2 * i] + col) * s, (k[2 * i + 1] + row) * s);
        faces.push(RawFace {
            rect: Rect::new(centre.0 - size.0 / 2.0, centre.1 - size.1 / 2.0, size.0, size.1),
            landmarks: Landmarks::from_points([point(0), point(1), point(2), point(3), point(4)]),
            confidence: product.sqrt(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lit_cell_is_one_face_at_its_place() {
        // 4 columns, 2 rows, stride 8; cell (2, 1).
        let (mut cls, mut obj) = (vec![0.0; 8], vec![0.0; 8]);
        let (mut bbox, mut kps) = (vec![0.0; 32], vec![0.0; 80]);
        cls[6] = 0.81;
        obj[6] = 1.7; // clipped to 1
        bbox[24..28].copy_from_slice(&[0.5, -0.5, 2_f32.ln(), 0.0]);
        kps[60..62].copy_from_slice(&[0.25, 0.5]);
        let maps =
            YunetMaps { stride: 8, columns: 4, cls: &cls, obj: &obj, bbox: &bbox, kps: &kps };
        let mut faces = Vec::new();
        decode(&maps, 0.6, &mut faces);
        assert_eq!(faces.len(), 1);
        let face = faces[0];
        assert!((face.confidence - 0.9).abs() < 1e-6);
        assert!((face.rect.centre().x - 20.0).abs() < 1e-4);
        assert!((face.rect.centre().y - 4.0).abs() < 1e-4);
        assert!((face.rect.width - 16.0).abs() < 1e-4 && (face.rect.height - 8.0).abs() < 1e-4);
        assert_eq!(face.landmarks.left_eye, Point::new(18.0, 12.0));
    }

    #[test]
    fn a_score_at_the_threshold_is_a_face_and_negative_maps_are_not() {
        let maps = |cls: &[f32]| {
            let mut faces = Vec::new();
            let m = YunetMaps {
                stride: 8,
                columns: 1,
                cls,
                obj: &[1.0],
                bbox: &[0.0; 4],
                kps: &[0.0; 10],
            };
            decode(&m, 0.5, &mut faces);
            faces.len()
        };
        assert_eq!((maps(&[0.25]), maps(&[0.249]), maps(&[-3.0])), (1, 0, 0));
    }

    #[test]
    fn absurd_sizes_stay_finite() {
        let mut faces = Vec::new();
        let maps = YunetMaps {
            stride: 8,
            columns: 1,
            cls: &[1.0],
            obj: &[1.0],
            bbox: &[0.0, 0.0, 1e30, 1e30],
            kps: &[0.0; 10],
        };
        decode(&maps, 0.5, &mut faces);
        assert!(faces[0].rect.width.is_finite());
    }
}
