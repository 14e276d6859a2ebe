//! Head-motion parallax: whether points tracked on the face move as points of one plane do.
//!
//! A photo or a mask that is turned moves by one affine map between two near frames; the nose of a head
//! moves differently from its ears. Speech alone also breaks the plane, so this sees a still print and
//! not a replayed person.

use domain::Point;

use crate::NotMeasurable;

/// Points that a fit must rest on: an affine map has six unknowns, and a fifth of the points may be lost.
const LEAST_POINTS: usize = 12;

/// Share of the points that counts, best fitting first: tracking loses some.
const KEPT: f64 = 0.8;

/// Turning, growing or bending in inter-eye distances, below which tracking error is all there is.
/// Trackers are good to about 0.2 px, 0.004 at 50 px between the eyes.
const LEAST_MOTION: f64 = 0.01;

/// One point in two frames, picture pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrackedPoint {
    /// In the earlier frame.
    pub from: Point,
    /// In the later frame, 0.1 to 0.7 s on.
    pub to: Point,
}

/// How far a face departs from a plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parallax {
    /// Error of the best affine map over all motion beyond a shift, 0 (a plane) to 1. Ten simulated prints
    /// 0.12 to 0.28, living faces on the development clips 0.57 to 1.0, at 0.2 s between the frames.
    pub departure: f64,
    /// The motion beyond a shift, root mean square, inter-eye distances.
    pub motion: f64,
}

impl Parallax {
    /// From points tracked on one face between two frames.
    pub fn assess(points: &[TrackedPoint], inter_eye_px: f64) -> Result<Self, NotMeasurable> {
        if points.len() < LEAST_POINTS {
            return Err(NotMeasurable::TooFew { needed: LEAST_POINTS, got: points.len() });
        }
        let finite = |p: &Point| p.x.is_finite() && p.y.is_finite();
        let all_finite = points.iter().all(|p| finite(&p.from) && finite(&p.to));
        if !all_finite || !inter_eye_px.is_finite() || inter_eye_px <= 0.0 {
            return Err(NotMeasurable::NotFinite);
        }
        // Twice: the second fit without what the first could not explain.
        let first = errors(points, &Affine::fit(points)?);
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| first[*a].total_cmp(&first[*b]));
        order.truncate(((points.len() as f64 * KEPT).ceil() as usize).max(3));
        let kept: Vec<TrackedPoint> = order.iter().map(|i| points[*i]).collect();
        let affine = root_mean(&errors(&kept, &Affine::fit(&kept)?)) / inter_eye_px;
        let motion = root_mean(&errors(&kept, &Affine::shift(&kept))) / inter_eye_px;
        if motion < LEAST_MOTION {
            return Err(NotMeasurable::TooLittleMotion { needed: LEAST_MOTION, got: motion });
        }
        Ok(Self { departure: (affine / motion).min(1.0), motion })
    }
}

/// x' = m·(x − from) + to.
struct Affine {
    from: [f64; 2],
    to: [f64; 2],
    m: [[f64; 2]; 2],
}

impl Affine {
    fn shift(points: &[TrackedPoint]) -> Self {
        let n = points.len() as f64;
        let mean = |f: &dyn Fn(&TrackedPoint) -> f32| {
            points.iter().map(|p| f64::from(f(p))).sum::<f64>() / n
        };
        Self {
            from: [mean(&|p| p.from.x), mean(&|p| p.from.y)],
            to: [mean(&|p| p.to.x), mean(&|p| p.to.y)],
            m: [[1.0, 0.0], [0.0, 1.0]],
        }
    }

    /// Least squares; refuses points on one line.
    fn fit(points: &[TrackedPoint]) -> Result<Self, NotMeasurable> {
        let mut fit = Self::shift(points);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        let mut cross = [[0.0; 2]; 2];
        for p in points {
            let (x, y) = (f64::from(p.from.x) - fit.from[0], f64::from(p.from.y) - fit.from[1]);
            let to = [f64::from(p.to.x) - fit.to[0], f64::from(p.to.y) - fit.to[1]];
            xx += x * x;
            xy += x * y;
            yy += y * y;
            for k in 0..2 {
                cross[k][0] += to[k] * x;
                cross[k][1] += to[k] * y;
            }
        }
        let determinant = xx * yy - xy * xy;
        if determinant <= 1e-9 * (xx + yy).powi(2) {
            return Err(NotMeasurable::Constant);
        }
        fit.m =
            cross.map(|[a, b]| [(a * yy - b * xy) / determinant, (b * xx - a * xy) / determinant]);
        Ok(fit)
    }

    fn apply(&self, p: Point) -> [f64; 2] {
        let (x, y) = (f64::from(p.x) - self.from[0], f64::from(p.y) - self.from[1]);
        [0, 1].map(|k| self.m[k][0] * x + self.m[k][1] * y + self.to[k])
    }
}

fn errors(points: &[TrackedPoint], map: &Affine) -> Vec<f64> {
    points
        .iter()
        .map(|p| {
            let [x, y] = map.apply(p.from);
            (x - f64::from(p.to.x)).hypot(y - f64::from(p.to.y))
        })
        .collect()
}

fn root_mean(errors: &[f64]) -> f64 {
    (errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Points of a face 2 inter-eye distances wide, turned by `yaw` before a camera 14 of them (0.9 m) away;
    /// `depth` 0 is a photo, 1 a head. 60 px between the eyes.
    fn turned(depth: f64, yaw: f64) -> Vec<Point> {
        let mut points = Vec::new();
        for i in -3..=3 {
            for j in -3..=3 {
                let (x, y) = (f64::from(i) / 3.0, f64::from(j) / 2.4);
                let z = depth
                    * (0.9 * (1.0 - 0.5 * (x * x + y * y)) + 0.4 * (-12.0 * (x * x + y * y)).exp());
                let (sin, cos) = yaw.sin_cos();
                let (rx, rz) = (x * cos + z * sin, z * cos - x * sin);
                let zoom = 14.0 / (14.0 - rz);
                points.push(Point::new(
                    (60.0 * rx * zoom + 200.0) as f32,
                    (60.0 * y * zoom + 150.0) as f32,
                ));
            }
        }
        points
    }

    fn check(depth: f64, from: f64, to: f64) -> Parallax {
        let points: Vec<TrackedPoint> = turned(depth, from)
            .into_iter()
            .zip(turned(depth, to))
            .map(|(from, to)| TrackedPoint { from, to })
            .collect();
        Parallax::assess(&points, 60.0).unwrap()
    }

    #[test]
    fn a_turning_photo_is_a_plane_and_a_turning_head_is_not() {
        assert!(check(0.0, 0.2, 0.45).departure < 0.2, "{:?}", check(0.0, 0.2, 0.45));
        assert!(check(1.0, 0.0, 0.25).departure > 0.35, "{:?}", check(1.0, 0.0, 0.25));
    }

    #[test]
    fn a_head_that_only_shifts_tells_nothing() {
        let points: Vec<TrackedPoint> = turned(1.0, 0.1)
            .into_iter()
            .map(|p| TrackedPoint { from: p, to: Point::new(p.x + 30.0, p.y - 4.0) })
            .collect();
        let got = Parallax::assess(&points, 60.0);
        assert!(matches!(got, Err(NotMeasurable::TooLittleMotion { .. })), "{got:?}");
        assert!(matches!(Parallax::assess(&points[..5], 60.0), Err(NotMeasurable::TooFew { .. })));
        assert_eq!(Parallax::assess(&points, f64::NAN), Err(NotMeasurable::NotFinite));
    }

    #[test]
    fn points_on_a_line_are_no_face() {
        let line: Vec<TrackedPoint> = (0..20)
            .map(|i| Point::new(i as f32, 2.0 * i as f32))
            .map(|p| TrackedPoint { from: p, to: Point::new(2.0 * p.x, p.y) })
            .collect();
        assert_eq!(Parallax::assess(&line, 60.0), Err(NotMeasurable::Constant));
    }

    proptest! {
        #[test]
        fn any_affine_motion_is_flat(a in 0.5..1.5_f64, b in -0.5..0.5_f64, c in -0.5..0.5_f64, d in 0.5..1.5_f64) {
            let points: Vec<TrackedPoint> = turned(1.0, 0.2)
                .into_iter()
                .map(|p| {
                    let (x, y) = (f64::from(p.x), f64::from(p.y));
                    TrackedPoint { from: p, to: Point::new((a * x + b * y) as f32, (c * x + d * y) as f32) }
                })
                .collect();
            if let Ok(got) = Parallax::assess(&points, 60.0) {
                prop_assert!(got.departure < 0.01, "{:?}", got);
            }
        }
    }
}
