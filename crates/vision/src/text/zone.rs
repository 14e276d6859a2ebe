//! Which lines may be a machine readable zone: two or three long, parallel lines of one size, one above
//! the other, whatever else is on the page.

use super::LineBox;

/// Least width over height of a line of the zone. Thirty characters of OCR-B at ten to the inch are 76 mm
/// long, in a line at most 5 mm high with its margins (Doc 9303-3, 3.2 and 5.1): 15. Half of it, because
/// a detector's box is generous and a fragment is joined before this is asked.
const LEAST_ASPECT: f32 = 8.0;
/// Lines of a zone differ in direction by less, radians: two degrees, what perspective bends on a page
/// seen from 30 degrees aside, and what the box of a faint line may be off.
const PARALLEL: f32 = 0.06;
/// Heights of a zone's lines differ by less: boxes of lines with and without letters.
const ALIKE: f32 = 1.9;
/// From line to line, in heights of a box: 6.35 mm of pitch (Doc 9303-3, 5.1) over boxes of 3 to 6 mm.
const PITCH: (f32, f32) = (0.7, 3.5);
/// Share of the shorter of two lines that must lie beside the longer one.
const BESIDE: f32 = 0.85;
/// Lines of a zone are equally long; a line whose fillers were not seen is shorter.
const LEAST_OF_LONGEST: f32 = 0.35;
/// Fragments of one line are at most this many heights apart ...
const GAP: f32 = 4.0;
/// ... and this many heights off each other's middle line.
const OFF_LINE: f32 = 0.5;
/// Zones tried per view: a page of small print has hundreds of pairs of lines.
const MOST: usize = 8;

/// Candidates, the most likely first, each from its top line down.
pub(super) fn zones(boxes: &[LineBox]) -> Vec<Vec<LineBox>> {
    let mut lines = joined(boxes);
    lines.retain(|l| l.angle.abs() < std::f32::consts::FRAC_PI_4);
    lines.sort_by(|a, b| a.centre.y.total_cmp(&b.centre.y));
    let mut found: Vec<Vec<LineBox>> = Vec::new();
    for top in 0..lines.len() {
        for second in below(&lines, top) {
            for third in below(&lines, second) {
                found.push(vec![lines[top], lines[second], lines[third]]);
            }
            found.push(vec![lines[top], lines[second]]);
        }
    }
    found.retain(|z| longest(z).width >= LEAST_ASPECT * longest(z).height);
    found.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    found.truncate(MOST);
    found.iter().map(|z| evened(z)).collect()
}

/// Long lines of one length, one height and one margin come first, three before two of them.
fn rank(zone: &[LineBox]) -> f32 {
    let axis = longest(zone);
    let ends = |l: &LineBox| {
        let u = axis.project(l.centre).0;
        (u - l.width / 2.0, u + l.width / 2.0)
    };
    let least = |f: &dyn Fn(&LineBox) -> f32| zone.iter().map(f).fold(f32::MAX, f32::min);
    let most = |f: &dyn Fn(&LineBox) -> f32| zone.iter().map(f).fold(f32::MIN, f32::max);
    let common = most(&|l| ends(l).0)..least(&|l| ends(l).1);
    let whole = least(&|l| ends(l).0)..most(&|l| ends(l).1);
    let beside = (common.end - common.start).max(0.0) / (whole.end - whole.start);
    let alike = least(&|l| l.height) / most(&|l| l.height);
    // Alike counts twice: small print of many lengths stands below the zone of some documents.
    axis.width * beside * beside * alike * if zone.len() == 3 { 1.1 } else { 1.0 }
}

fn longest(zone: &[LineBox]) -> LineBox {
    let first = zone[0];
    zone.iter().copied().fold(first, |a, b| if b.width > a.width { b } else { a })
}

/// Lines that may stand directly below line `upper`.
fn below(lines: &[LineBox], upper: usize) -> Vec<usize> {
    let a = lines[upper];
    (0..lines.len())
        .filter(|i| {
            let b = lines[*i];
            let height = a.height.min(b.height);
            let (ua, va) = a.project(a.centre);
            let (ub, vb) = a.project(b.centre);
            let overlap = (ua + a.width / 2.0).min(ub + b.width / 2.0)
                - (ua - a.width / 2.0).max(ub - b.width / 2.0);
            *i != upper
                && (a.angle - b.angle).abs() < PARALLEL
                && a.height.max(b.height) < ALIKE * height
                && (PITCH.0 * height..PITCH.1 * a.height.max(b.height)).contains(&(vb - va))
                && overlap >= BESIDE * a.width.min(b.width)
                && a.width.min(b.width) >= LEAST_OF_LONGEST * a.width.max(b.width)
        })
        .collect()
}

/// Fragments of one line joined: boxes in one row with small gaps between them.
fn joined(boxes: &[LineBox]) -> Vec<LineBox> {
    let mut lines: Vec<LineBox> = boxes.to_vec();
    lines.retain(|l| l.width.is_finite() && l.height > 0.0);
    lines.sort_by(|a, b| b.width.total_cmp(&a.width));
    let mut i = 0;
    while i < lines.len() {
        let a = lines[i];
        let fits = |b: &LineBox| {
            let ((ua, va), (ub, vb)) = (a.project(a.centre), a.project(b.centre));
            let height = a.height.min(b.height);
            (vb - va).abs() < OFF_LINE * height
                && a.height.max(b.height) < ALIKE * height
                && (ua - ub).abs() - (a.width + b.width) / 2.0 < GAP * a.height
                && (b.width < 2.0 * b.height || (a.angle - b.angle).abs() < 2.0 * PARALLEL)
        };
        match (i + 1..lines.len()).find(|j| fits(&lines[*j])) {
            Some(j) => {
                let b = lines.remove(j);
                lines[i] = union(a, b);
            }
            None => i += 1,
        }
    }
    lines
}

/// One box around both, in the direction between their far ends where they are apart, else of the longer.
fn union(a: LineBox, b: LineBox) -> LineBox {
    let (ua, va) = a.project(a.centre);
    let (ub, vb) = a.project(b.centre);
    let low = (ua - a.width / 2.0).min(ub - b.width / 2.0);
    let high = (ua + a.width / 2.0).max(ub + b.width / 2.0);
    // Weighted by length: a small fragment's middle is less exact.
    let v = (va * a.width + vb * b.width) / (a.width + b.width);
    let (c, s) = a.along();
    let u = (low + high) / 2.0;
    LineBox {
        centre: domain::Point::new(c * u - s * v, s * u + c * v),
        width: high - low,
        height: a.height.max(b.height),
        angle: a.angle,
    }
}

/// Every line made as long as all of them together: fillers that were not seen are there all the same.
fn evened(zone: &[LineBox]) -> Vec<LineBox> {
    let axis = longest(zone);
    let ends = zone.iter().map(|l| {
        let u = axis.project(l.centre).0;
        (u - l.width / 2.0, u + l.width / 2.0)
    });
    let (low, high) =
        ends.fold((f32::MAX, f32::MIN), |(low, high), (a, b)| (low.min(a), high.max(b)));
    zone.iter()
        .map(|l| {
            // A short line's direction is less exact than the longest one's.
            let angle = if l.width < 0.7 * axis.width { axis.angle } else { l.angle };
            let shift = (low + high) / 2.0 - axis.project(l.centre).0;
            let (c, s) = (angle.cos(), angle.sin());
            let centre = domain::Point::new(l.centre.x + c * shift, l.centre.y + s * shift);
            LineBox { centre, width: high - low, angle, ..*l }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Point;

    fn line(x: f32, y: f32, width: f32) -> LineBox {
        LineBox { centre: Point::new(x, y), width, height: 10.0, angle: 0.0 }
    }

    #[test]
    fn the_longest_lines_come_first_and_are_made_equally_long() {
        let page = [
            line(100.0, 20.0, 60.0),
            line(250.0, 100.0, 400.0),
            line(200.0, 125.0, 300.0),
            line(120.0, 60.0, 70.0),
        ];
        let zones = zones(&page);
        assert_eq!(zones[0].len(), 2);
        assert!(zones[0].iter().all(|l| l.width == 400.0 && l.centre.x == 250.0));
    }

    #[test]
    fn fragments_are_joined() {
        let page =
            [line(100.0, 100.0, 100.0), line(220.0, 101.0, 120.0), line(165.0, 125.0, 230.0)];
        let zones = zones(&page);
        assert_eq!(zones.len(), 1);
        assert!(zones[0][0].width > 225.0);
    }

    #[test]
    fn three_lines_are_tried_before_two_of_them() {
        let page =
            [line(100.0, 100.0, 200.0), line(100.0, 120.0, 200.0), line(100.0, 140.0, 200.0)];
        let zones = zones(&page);
        assert_eq!(zones.iter().map(Vec::len).collect::<Vec<_>>()[..2], [3, 2]);
        assert!(super::zones(&page[..1]).is_empty());
        assert!(super::zones(&[]).is_empty());
    }
}
