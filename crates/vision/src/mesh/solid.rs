//! A mesh as a solid head before a camera: how it is turned, and how strong its perspective is.
//!
//! Model: a point X of the usual face is turned by R, and seen at s·(1 + p·w)·(u, v) + t, where (u, v, w) is RX
//! with w towards the camera. p is the perspective: the distance between the outer corners of the eyes over the
//! distance to the camera, about 0.15 at 60 cm, whatever the lens and however large the picture is. Coming closer
//! raises it; enlarging a picture does not. Least squares by Gauss and Newton's method.

use domain::MeshPose;

use super::shape::SHAPE;

/// R as a rotation vector, ln s, t, p.
const UNKNOWNS: usize = 7;
/// Steps of the method; it settles within six on the development clips.
const STEPS: usize = 10;
/// A step of less changes nothing that matters: radians, or a share of the face.
const SETTLED: f64 = 1e-6;
/// Errors of more than this, root mean square in distances between the eyes' corners, are no face that was
/// placed: the development clips have 0.004 to 0.022.
const LARGEST_ERROR: f64 = 0.04;
/// Differences for slopes: small against a radian and against a face, large against rounding.
const NUDGE: f64 = 1e-5;
/// The eyes' outer corners.
const CORNERS: [usize; 2] = [33, 263];

type Unknowns = [f64; UNKNOWNS];

/// Places the head that these points, as x, y, z triples, show. None when a point is missing or not finite, or
/// no head fits them.
pub(super) fn pose(points: &[f32]) -> Option<MeshPose> {
    let at = |i: usize| {
        let (x, y) = (f64::from(*points.get(3 * i)?), f64::from(*points.get(3 * i + 1)?));
        (x.is_finite() && y.is_finite()).then_some([x, y])
    };
    let [left, right] = [at(CORNERS[0])?, at(CORNERS[1])?];
    let unit = (right[0] - left[0]).hypot(right[1] - left[1]);
    if unit <= f64::EPSILON {
        return None;
    }
    let mut seen = Vec::with_capacity(SHAPE.len());
    for (index, _) in &SHAPE {
        let [x, y] = at(*index)?;
        seen.push([x / unit, y / unit]);
    }
    let n = seen.len() as f64;
    let middle = [0, 1].map(|k| seen.iter().map(|p| p[k]).sum::<f64>() / n);
    let mut unknowns: Unknowns = [0.0, 0.0, 0.0, 0.0, middle[0], middle[1], 0.0];
    for _ in 0..STEPS {
        let step = step(&unknowns, &seen)?;
        for (value, change) in unknowns.iter_mut().zip(step) {
            *value += change;
        }
        if step.iter().all(|s| s.abs() < SETTLED) {
            break;
        }
    }
    let errors = errors(&unknowns, &seen);
    let error = (errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64).sqrt();
    let is_placed = error <= LARGEST_ERROR && unknowns.iter().all(|u| u.is_finite());
    // The nose is nearest: turning about x by a positive angle moves it down, about y to the picture's left.
    let degrees = |radians: f64| -radians.to_degrees() as f32;
    is_placed.then(|| MeshPose {
        yaw_deg: degrees(unknowns[1]),
        pitch_deg: degrees(unknowns[0]),
        perspective: unknowns[6] as f32,
    })
}

/// By how much seen points miss where the model puts them: x and y in turns.
fn errors(unknowns: &Unknowns, seen: &[[f64; 2]]) -> Vec<f64> {
    let [rx, ry, rz, scale, tx, ty, perspective] = *unknowns;
    let turn = rotation([rx, ry, rz]);
    let mut errors = Vec::with_capacity(2 * seen.len());
    for ((_, x), seen) in SHAPE.iter().zip(seen) {
        let [u, v, away] = turn.map(|row| row[0] * x[0] + row[1] * x[1] + row[2] * x[2]);
        let size = scale.exp() * (1.0 - perspective * away);
        errors.push(seen[0] - size * u - tx);
        errors.push(seen[1] - size * v - ty);
    }
    errors
}

/// The change that the method asks for; none when the points say nothing of an unknown.
fn step(unknowns: &Unknowns, seen: &[[f64; 2]]) -> Option<Unknowns> {
    let now = errors(unknowns, seen);
    let slopes: Vec<Vec<f64>> = (0..UNKNOWNS)
        .map(|k| {
            let mut nudged = *unknowns;
            nudged[k] += NUDGE;
            let there = errors(&nudged, seen);
            there.iter().zip(&now).map(|(a, b)| (b - a) / NUDGE).collect()
        })
        .collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut rows = [[0.0; UNKNOWNS + 1]; UNKNOWNS];
    for (row, slope) in rows.iter_mut().zip(&slopes) {
        for (cell, other) in row.iter_mut().zip(&slopes) {
            *cell = product(slope, other);
        }
        row[UNKNOWNS] = product(slope, &now);
    }
    solved(rows)
}

/// Gauss's elimination with the largest pivot first.
fn solved(mut rows: [[f64; UNKNOWNS + 1]; UNKNOWNS]) -> Option<Unknowns> {
    for k in 0..UNKNOWNS {
        let largest =
            (k..UNKNOWNS).max_by(|a, b| rows[*a][k].abs().total_cmp(&rows[*b][k].abs()))?;
        rows.swap(k, largest);
        let pivot = rows[k];
        if !pivot[k].is_finite() || pivot[k].abs() < 1e-12 {
            return None;
        }
        for row in rows.iter_mut().skip(k + 1) {
            let factor = row[k] / pivot[k];
            for (cell, above) in row.iter_mut().zip(pivot) {
                *cell -= factor * above;
            }
        }
    }
    let mut answer = [0.0; UNKNOWNS];
    for k in (0..UNKNOWNS).rev() {
        let known: f64 = (k + 1..UNKNOWNS).map(|j| rows[k][j] * answer[j]).sum();
        answer[k] = (rows[k][UNKNOWNS] - known) / rows[k][k];
    }
    answer.iter().all(|a| a.is_finite()).then_some(answer)
}

/// Rodrigues' formula.
fn rotation(vector: [f64; 3]) -> [[f64; 3]; 3] {
    let angle = vector.iter().map(|v| v * v).sum::<f64>().sqrt();
    if angle < 1e-12 {
        return [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    }
    let [x, y, z] = vector.map(|v| v / angle);
    let (s, c) = angle.sin_cos();
    let d = 1.0 - c;
    [
        [c + x * x * d, x * y * d - z * s, x * z * d + y * s],
        [y * x * d + z * s, c + y * y * d, y * z * d - x * s],
        [z * x * d - y * s, z * y * d + x * s, c + z * z * d],
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The usual face before a camera `distance` eye widths away, as the mesh model gives points.
    fn seen(
        yaw: f64,
        pitch: f64,
        distance: f64,
        zoom: f64,
        noise: impl Fn(usize) -> f64,
    ) -> Vec<f32> {
        let turn = rotation([-pitch.to_radians(), -yaw.to_radians(), 0.0]);
        let mut points = vec![0.0_f32; 478 * 3];
        for (n, (index, x)) in SHAPE.iter().enumerate() {
            let [u, v, away] = turn.map(|row| row[0] * x[0] + row[1] * x[1] + row[2] * x[2]);
            let size = zoom * distance / (distance + away);
            points[3 * index] = (128.0 + size * u + noise(2 * n)) as f32;
            points[3 * index + 1] = (120.0 + size * v + noise(2 * n + 1)) as f32;
        }
        points
    }

    fn check(yaw: f64, pitch: f64, distance: f64, zoom: f64) -> MeshPose {
        let got = pose(&seen(yaw, pitch, distance, zoom, |_| 0.0)).expect("a head");
        let near = |a: f32, b: f64, by: f64| assert!((f64::from(a) - b).abs() < by, "{got:?} {b}");
        near(got.yaw_deg, yaw, 2.5);
        near(got.pitch_deg, pitch, 2.5);
        got
    }

    #[test]
    fn a_nearer_head_has_more_perspective_and_a_larger_picture_has_not() {
        let far = check(0.0, 0.0, 6.7, 70.0);
        let near = check(0.0, 0.0, 5.0, 94.0);
        let larger = check(0.0, 0.0, 6.7, 94.0);
        assert!((far.perspective - 0.15).abs() < 0.02, "{far:?}");
        assert!(near.perspective - far.perspective > 0.04, "{far:?} {near:?}");
        assert!((larger.perspective - far.perspective).abs() < 1e-3, "{far:?} {larger:?}");
    }

    #[test]
    fn turns_are_found_with_their_sign() {
        for (yaw, pitch) in [(20.0, 0.0), (-20.0, 0.0), (0.0, 15.0), (0.0, -15.0), (12.0, 9.0)] {
            check(yaw, pitch, 6.0, 80.0);
        }
    }

    #[test]
    fn what_is_no_face_has_no_pose() {
        assert_eq!(pose(&[]), None);
        assert_eq!(pose(&[0.0; 478 * 3]), None);
        assert_eq!(pose(&seen(0.0, 0.0, 6.0, 80.0, |_| 0.0)[..440 * 3]), None);
        let mut broken = seen(0.0, 0.0, 6.0, 80.0, |_| 0.0);
        broken[3 * 454] = f32::NAN;
        assert_eq!(pose(&broken), None);
        let scattered = seen(0.0, 0.0, 6.0, 80.0, |n| f64::from(n as u32 * 7_919 % 61) - 30.0);
        assert_eq!(pose(&scattered), None);
    }

    proptest! {
        #[test]
        fn any_numbers_give_finite_ones_or_none(v in prop::collection::vec(-1e6_f32..1e6, 478 * 3)) {
            if let Some(got) = pose(&v) {
                prop_assert!(got.yaw_deg.is_finite() && got.pitch_deg.is_finite() && got.perspective.is_finite());
            }
        }
    }
}
