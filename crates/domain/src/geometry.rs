//! Picture geometry. All coordinates are pixels of the upright source picture: x to the right, y down,
//! the centre of the top-left pixel at (0.5, 0.5).

/// A point in picture pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl Point {
    /// A point at (x, y).
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Euclidean distance in pixels.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An axis-aligned rectangle in picture pixels; may reach outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width, at least 0.
    pub width: f32,
    /// Height, at least 0.
    pub height: f32,
}

impl Rect {
    /// A rectangle from its top-left corner and its size.
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    /// Its centre.
    pub fn centre(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Its area in square pixels.
    pub fn area(self) -> f32 {
        self.width.max(0.0) * self.height.max(0.0)
    }

    /// Intersection over union with `other`, 0 to 1; 0 when both are empty.
    pub fn iou(self, other: Self) -> f32 {
        let w = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let h = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        if w <= 0.0 || h <= 0.0 {
            return 0.0;
        }
        let inter = w * h;
        let union = self.area() + other.area() - inter;
        if union > 0.0 { inter / union } else { 0.0 }
    }

    /// The share of `other` that lies inside this one, 0 to 1; 0 when `other` is empty.
    pub fn share_of(self, other: Self) -> f32 {
        let w = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let h = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        let share = w.max(0.0) * h.max(0.0) / other.area();
        if share.is_finite() { share.min(1.0) } else { 0.0 }
    }

    /// The rectangle scaled by `factor` about its centre.
    pub fn scaled(self, factor: f32) -> Self {
        let c = self.centre();
        let (w, h) = (self.width * factor, self.height * factor);
        Self::new(c.x - w / 2.0, c.y - h / 2.0, w, h)
    }
}

/// The five points every detector here gives. "Left" and "right" are the picture's, not the person's.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Landmarks {
    /// Centre of the eye on the picture's left.
    pub left_eye: Point,
    /// Centre of the eye on the picture's right.
    pub right_eye: Point,
    /// Tip of the nose.
    pub nose: Point,
    /// Corner of the mouth on the picture's left.
    pub mouth_left: Point,
    /// Corner of the mouth on the picture's right.
    pub mouth_right: Point,
}

impl Landmarks {
    /// The points in the field's order: eyes, nose, mouth corners.
    pub const fn points(&self) -> [Point; 5] {
        [self.left_eye, self.right_eye, self.nose, self.mouth_left, self.mouth_right]
    }

    /// From points in that order.
    pub const fn from_points(p: [Point; 5]) -> Self {
        Self { left_eye: p[0], right_eye: p[1], nose: p[2], mouth_left: p[3], mouth_right: p[4] }
    }

    /// Distance between the eye centres in pixels.
    pub fn inter_eye_distance(&self) -> f32 {
        self.left_eye.distance(self.right_eye)
    }

    /// Every point through `f`.
    pub fn map(&self, f: impl FnMut(Point) -> Point) -> Self {
        Self::from_points(self.points().map(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iou_of_equal_disjoint_and_half_overlapping_rectangles() {
        let a = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!((a.iou(a) - 1.0).abs() < 1e-6);
        assert_eq!(a.iou(Rect::new(20.0, 0.0, 5.0, 5.0)), 0.0);
        assert!((a.iou(Rect::new(5.0, 0.0, 10.0, 10.0)) - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(Rect::default().iou(Rect::default()), 0.0);
    }
}
