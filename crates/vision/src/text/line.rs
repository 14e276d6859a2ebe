//! A line of text in a picture: a rectangle that may be turned.

use domain::{Point, Rect};

use crate::align::ToSource;

/// A turned rectangle around a line of text, in pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineBox {
    /// Its middle.
    pub centre: Point,
    /// Along the text.
    pub width: f32,
    /// Across it.
    pub height: f32,
    /// Direction of the text, radians clockwise from the picture's x axis, within ±π/2.
    pub angle: f32,
}

impl LineBox {
    /// Along the text.
    pub(crate) fn along(&self) -> (f32, f32) {
        (self.angle.cos(), self.angle.sin())
    }

    /// Coordinates of a point along and across this line's direction, from the picture's origin.
    pub(super) fn project(&self, p: Point) -> (f32, f32) {
        let (c, s) = self.along();
        (c * p.x + s * p.y, c * p.y - s * p.x)
    }

    /// The box in a picture scaled by `x` and `y`. The angle bends with the scales, which differ by the
    /// rounding of a size to whole pixels.
    pub(crate) fn scaled(self, x: f32, y: f32) -> Self {
        let (c, s) = self.along();
        let (along, across) = ((c * x).hypot(s * y), (s * x).hypot(c * y));
        Self {
            centre: Point::new(self.centre.x * x, self.centre.y * y),
            width: self.width * along,
            height: self.height * across,
            angle: (s * y).atan2(c * x),
        }
    }

    /// The box with its height times `factor`, and as much longer at both ends as it grows.
    pub(super) fn padded(self, factor: f32) -> Self {
        let height = self.height * factor;
        Self { height, width: self.width + (height - self.height).max(0.0), ..self }
    }

    /// The transform from a picture of the line, `height` pixels high, to the source; none for an empty box.
    pub(crate) fn to_source(self, height: usize) -> Option<ToSource> {
        let scale = f64::from(self.height) / height as f64;
        if !(scale > 0.0 && scale.is_finite() && self.width > 0.0) {
            return None;
        }
        let (sin, cos) = f64::from(self.angle).sin_cos();
        let (a, b) = (scale * cos, scale * sin);
        // The middle of the line's picture goes to the centre.
        let (x, y) = (f64::from(self.width) / scale / 2.0, height as f64 / 2.0);
        Some(ToSource {
            a,
            b,
            tx: f64::from(self.centre.x) - (a * x - b * y),
            ty: f64::from(self.centre.y) - (b * x + a * y),
        })
    }

    /// The upright rectangle around it.
    pub fn bounds(&self) -> Rect {
        let (c, s) = self.along();
        let (w, h) = (
            self.width * c.abs() + self.height * s.abs(),
            self.width * s.abs() + self.height * c.abs(),
        );
        Rect::new(self.centre.x - w / 2.0, self.centre.y - h / 2.0, w, h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_picture_has_the_corners_of_the_box() {
        let line =
            LineBox { centre: Point::new(100.0, 50.0), width: 80.0, height: 10.0, angle: 0.2 };
        let t = line.to_source(48).unwrap();
        assert!((t.scale() - 10.0 / 48.0).abs() < 1e-9);
        let middle = t.apply(Point::new(80.0 * 4.8 / 2.0, 24.0));
        assert!(middle.distance(line.centre) < 1e-3);
        let start = t.apply(Point::new(0.0, 24.0));
        let expected = Point::new(100.0 - 40.0 * 0.2_f32.cos(), 50.0 - 40.0 * 0.2_f32.sin());
        assert!(start.distance(expected) < 1e-3);
        assert!(LineBox { height: 0.0, ..line }.to_source(48).is_none());
    }

    #[test]
    fn scaling_moves_and_stretches() {
        let line = LineBox { centre: Point::new(10.0, 20.0), width: 8.0, height: 2.0, angle: 0.0 };
        let twice = line.scaled(2.0, 3.0);
        assert_eq!((twice.centre, twice.width, twice.height), (Point::new(20.0, 60.0), 16.0, 6.0));
        assert_eq!(twice.bounds(), Rect::new(12.0, 57.0, 16.0, 6.0));
    }
}
