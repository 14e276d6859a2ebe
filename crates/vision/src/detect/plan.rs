//! From a picture or a region of it to the detector's input, and back.

use domain::{Point, Rect};

use crate::sample::Crop;
use crate::{DetectorView, RawFace};

/// The numbers of crop rule `whole`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanRule {
    /// Longer side of a whole picture in input pixels, never enlarged.
    pub long_side: u32,
    /// Longer side of a region in input pixels.
    pub region_side: u32,
    /// How far a small region may be enlarged.
    pub region_enlarge: f32,
    /// Input sides are multiples of this.
    pub multiple: u32,
}

/// Which pixels go in, how large, and where they came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectorPlan {
    /// Source pixels, always inside the picture.
    pub crop: Crop,
    /// Their size in the input.
    pub scaled: (usize, usize),
    /// Size of the input, padded right and bottom.
    pub input: (usize, usize),
}

impl DetectorPlan {
    /// The plan for a picture of `size`. A region that misses the picture means the whole picture.
    pub fn new(rule: &PlanRule, size: (usize, usize), view: DetectorView) -> Self {
        let whole = Crop { x: 0, y: 0, width: size.0, height: size.1 };
        let (crop, side, enlarge) = match view {
            DetectorView::Whole => (whole, rule.long_side, 1.0),
            DetectorView::WholeAt(side) => (whole, side.max(rule.multiple), 1.0),
            DetectorView::Region(rect) => match inside(rect, size, rule.multiple as usize) {
                Some(crop) => (crop, rule.region_side, f64::from(rule.region_enlarge)),
                None => (whole, rule.long_side, 1.0),
            },
        };
        let longer = crop.width.max(crop.height) as f64;
        let factor = (f64::from(side) / longer).min(enlarge);
        let scaled = |n: usize| ((n as f64 * factor).round() as usize).max(1);
        let scaled = (scaled(crop.width), scaled(crop.height));
        let padded = |n: usize| n.next_multiple_of(rule.multiple as usize);
        Self { crop, scaled, input: (padded(scaled.0), padded(scaled.1)) }
    }

    /// A point of the input in picture pixels.
    pub fn to_picture(&self, p: Point) -> Point {
        Point::new(
            p.x * self.crop.width as f32 / self.scaled.0 as f32 + self.crop.x as f32,
            p.y * self.crop.height as f32 / self.scaled.1 as f32 + self.crop.y as f32,
        )
    }

    /// A face of the input in picture pixels.
    pub fn face_to_picture(&self, face: &RawFace) -> RawFace {
        face.map(|p| self.to_picture(p))
    }
}

/// The part of `rect` inside the picture in whole pixels; none when less than `least` on a side is left.
fn inside(rect: Rect, size: (usize, usize), least: usize) -> Option<Crop> {
    if ![rect.x, rect.y, rect.width, rect.height].iter().all(|v| v.is_finite()) {
        return None;
    }
    let span = |from: f32, len: f32, max: usize| {
        let start = from.floor().clamp(0.0, max as f32) as usize;
        let end = (from + len).ceil().clamp(0.0, max as f32) as usize;
        (end >= start + least.min(max)).then_some((start, end - start))
    };
    let (x, width) = span(rect.x, rect.width, size.0)?;
    let (y, height) = span(rect.y, rect.height, size.1)?;
    Some(Crop { x: x as i64, y: y as i64, width, height })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: PlanRule =
        PlanRule { long_side: 320, region_side: 160, region_enlarge: 2.0, multiple: 32 };

    fn check(
        size: (usize, usize),
        view: DetectorView,
        scaled: (usize, usize),
        input: (usize, usize),
    ) {
        let plan = DetectorPlan::new(&RULE, size, view);
        assert_eq!((plan.scaled, plan.input), (scaled, input), "{size:?} {view:?}");
    }

    #[test]
    fn pictures_shrink_to_the_long_side_and_are_never_enlarged() {
        check((1280, 720), DetectorView::Whole, (320, 180), (320, 192));
        check((360, 288), DetectorView::Whole, (320, 256), (320, 256));
        check((250, 250), DetectorView::Whole, (250, 250), (256, 256));
        check((720, 1280), DetectorView::Whole, (180, 320), (192, 320));
        check((1, 5000), DetectorView::Whole, (1, 320), (32, 320));
        check((1280, 720), DetectorView::WholeAt(640), (640, 360), (640, 384));
    }

    #[test]
    fn regions_are_cut_to_the_picture_and_enlarged_within_limits() {
        let region = |x, y, w, h| DetectorView::Region(Rect::new(x, y, w, h));
        check((1280, 720), region(400.0, 100.0, 400.0, 400.0), (160, 160), (160, 160));
        check((1280, 720), region(-100.0, 100.0, 400.0, 400.0), (120, 160), (128, 160));
        check((1280, 720), region(10.0, 10.0, 50.0, 50.0), (100, 100), (128, 128));
        // Nothing of it inside: the whole picture.
        check((1280, 720), region(2000.0, 0.0, 100.0, 100.0), (320, 180), (320, 192));
        check((1280, 720), region(f32::NAN, 0.0, 100.0, 100.0), (320, 180), (320, 192));
    }

    proptest! {
        #[test]
        fn any_plan_stays_inside_the_picture_and_maps_its_corners_back(
            w in 1_usize..5000, h in 1_usize..5000, whole in any::<bool>(),
            x in -6000_f32..6000.0, y in -6000_f32..6000.0, rw in 0_f32..9000.0, rh in 0_f32..9000.0,
        ) {
            let view =
                if whole { DetectorView::Whole } else { DetectorView::Region(Rect::new(x, y, rw, rh)) };
            let plan = DetectorPlan::new(&RULE, (w, h), view);
            let crop = plan.crop;
            prop_assert!(crop.width >= 1 && crop.height >= 1 && crop.x >= 0 && crop.y >= 0);
            prop_assert!(crop.x as usize + crop.width <= w && crop.y as usize + crop.height <= h);
            prop_assert!(plan.input.0.is_multiple_of(32) && plan.input.1.is_multiple_of(32));
            prop_assert!(plan.input.0 <= 320 && plan.input.1 <= 320);
            let corner = plan.to_picture(Point::new(plan.scaled.0 as f32, plan.scaled.1 as f32));
            prop_assert!((corner.x - (crop.x as f32 + crop.width as f32)).abs() < 0.01);
            prop_assert!((corner.y - (crop.y as f32 + crop.height as f32)).abs() < 0.01);
        }
    }
}
