//! From a map of text probabilities to turned rectangles, after differentiable binarisation (Liao et al.,
//! AAAI 2020): connected regions above a threshold, each grown by its area over its perimeter.

use domain::Point;

use super::LineBox;

/// The numbers of the method.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MapRule {
    /// Pixels from here on belong to text.
    pub threshold: f32,
    /// Regions of a lower mean are dropped.
    pub box_threshold: f32,
    /// Growth: times area over perimeter.
    pub unclip: f32,
}

/// Regions thinner than this many map pixels are noise (the authors' minimum size).
const MIN_SIDE: f32 = 3.0;

/// The text regions of a map with rows of `width`, in map pixels.
pub(crate) fn boxes_of(map: &[f32], width: usize, rule: &MapRule) -> Vec<LineBox> {
    let mut seen = vec![false; map.len()];
    let mut boxes = Vec::new();
    let (mut stack, mut region) = (Vec::new(), Vec::new());
    for start in 0..map.len() {
        if seen[start] || map[start] < rule.threshold {
            continue;
        }
        region.clear();
        seen[start] = true;
        stack.push(start);
        while let Some(i) = stack.pop() {
            region.push(i);
            let (x, y) = (i % width, i / width);
            for ny in y.saturating_sub(1)..=y + 1 {
                for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let n = ny * width + nx;
                    if n < map.len() && !seen[n] && map[n] >= rule.threshold {
                        seen[n] = true;
                        stack.push(n);
                    }
                }
            }
        }
        boxes.extend(box_of(map, width, &region, rule));
    }
    boxes
}

/// The rectangle along the region's main axis.
fn box_of(map: &[f32], width: usize, region: &[usize], rule: &MapRule) -> Option<LineBox> {
    let n = region.len() as f64;
    let at = |i: usize| ((i % width) as f64 + 0.5, (i / width) as f64 + 0.5);
    let mean = region.iter().map(|i| f64::from(map[*i])).sum::<f64>() / n;
    if mean < f64::from(rule.box_threshold) {
        return None;
    }
    let (mut sx, mut sy) = (0.0, 0.0);
    for i in region {
        let (x, y) = at(*i);
        sx += x;
        sy += y;
    }
    let (mx, my) = (sx / n, sy / n);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for i in region {
        let (x, y) = (at(*i).0 - mx, at(*i).1 - my);
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (sin, cos) = angle.sin_cos();
    let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
    for i in region {
        let (x, y) = (at(*i).0 - mx, at(*i).1 - my);
        for (k, v) in [cos * x + sin * y, cos * y - sin * x].into_iter().enumerate() {
            low[k] = low[k].min(v);
            high[k] = high[k].max(v);
        }
    }
    let (w, h) = (high[0] - low[0] + 1.0, high[1] - low[1] + 1.0);
    if (w.min(h) as f32) < MIN_SIDE {
        return None;
    }
    let grow = f64::from(rule.unclip) * w * h / (2.0 * (w + h));
    let (u, v) = ((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0);
    Some(LineBox {
        centre: Point::new((mx + cos * u - sin * v) as f32, (my + sin * u + cos * v) as f32),
        width: (w + 2.0 * grow) as f32,
        height: (h + 2.0 * grow) as f32,
        angle: angle as f32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: MapRule = MapRule { threshold: 0.3, box_threshold: 0.6, unclip: 0.0 };

    /// A map with a bar from (10, 10) in direction `slope`, 60 long and 6 high.
    fn bar(slope: f32) -> Vec<f32> {
        let mut map = vec![0.0; 100 * 50];
        for x in 10..70 {
            let top = 10.0 + slope * (x - 10) as f32;
            for y in 0..6 {
                map[(top as usize + y) * 100 + x] = 0.9;
            }
        }
        map
    }

    #[test]
    fn a_bar_is_found_where_it_is() {
        let [line] = boxes_of(&bar(0.0), 100, &RULE)[..] else { panic!("one box") };
        assert_eq!(line.centre, Point::new(40.0, 13.0));
        assert_eq!((line.width, line.height, line.angle), (60.0, 6.0, 0.0));
        let [line] = boxes_of(&bar(0.1), 100, &RULE)[..] else { panic!("one box") };
        assert!((line.angle - 0.1_f32.atan()).abs() < 0.02 && line.height < 8.5);
    }

    #[test]
    fn weak_and_thin_regions_are_dropped() {
        let weak: Vec<f32> = bar(0.0).iter().map(|v| v * 0.5).collect();
        assert!(boxes_of(&weak, 100, &RULE).is_empty());
        let mut thin = vec![0.0; 100 * 50];
        thin[1010..1060].fill(0.9);
        assert!(boxes_of(&thin, 100, &RULE).is_empty());
        assert!(boxes_of(&[], 100, &RULE).is_empty());
    }

    #[test]
    fn growth_is_by_area_over_perimeter() {
        let rule = MapRule { unclip: 1.5, ..RULE };
        let [line] = boxes_of(&bar(0.0), 100, &rule)[..] else { panic!("one box") };
        let grow = 1.5 * 60.0 * 6.0 / 132.0;
        assert!((line.height - (6.0 + 2.0 * grow)).abs() < 1e-4);
    }
}
