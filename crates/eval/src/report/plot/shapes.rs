//! The ink of one series: lines, steps, fills, bars, symbols, and the spread of their intervals.

use super::canvas::{Canvas, INK, path, short};
use super::layout::Layout;
use super::palette::Look;
use super::{Series, Style};

/// Opacity of a band around a line, and of a filled distribution.
const BAND: f64 = 0.13;
const FILL: f64 = 0.2;
/// Opacity of bars: the grid shows through.
pub(super) const BAR_FILL: f64 = 0.7;
/// Part of its slot that a group of bars fills.
const BAR_SHARE: f64 = 0.72;
/// Widest a bar may be, in pixels.
const BAR_WIDTH: f64 = 46.0;

/// The intervals of a series: a band around a line, a bar through a symbol. Those of bars are drawn with
/// them.
pub(super) fn spread(canvas: &mut Canvas, series: &Series, layout: &Layout, look: Look) {
    let colour = look.colour;
    let pairs = || series.points.iter().zip(&series.intervals);
    if series.style == Style::Bars {
        return;
    }
    if layout.is_sideways || series.style == Style::Points {
        for ((x, y), (low, high)) in pairs() {
            let ends = match layout.is_sideways {
                true => (layout.at((*low, *y)), layout.at((*high, *y))),
                false => (layout.at((*x, *low)), layout.at((*x, *high))),
            };
            if let (Some(from), Some(to)) = ends {
                canvas.line(from, to, colour, 1.6);
            }
        }
        return;
    }
    let edge = |pick: fn(&(f64, f64)) -> f64| {
        let points = pairs().map(|((x, _), interval)| (*x, pick(interval)));
        outline(points, layout, series.style == Style::Step).concat()
    };
    let (low, mut high) = (edge(|interval| interval.0), edge(|interval| interval.1));
    if low.len() > 1 && high.len() > 1 {
        high.reverse();
        let around = path(low.into_iter().chain(high));
        canvas.raw(format_args!(r#"<path d="{around}Z" fill="{colour}" fill-opacity="{BAND}"/>"#));
    }
}

/// The line, fill or bars of a series. `bars` is its place among the bar series and their number. Returns the
/// ink that labels should keep off.
pub(super) fn shape(
    canvas: &mut Canvas,
    series: &Series,
    layout: &Layout,
    look: Look,
    bars: (usize, usize),
) -> Vec<(f64, f64)> {
    let is_step = matches!(series.style, Style::Step | Style::Filled);
    match series.style {
        Style::Points => Vec::new(),
        Style::Bars => {
            draw_bars(canvas, series, layout, look, bars);
            Vec::new()
        }
        Style::Line | Style::Step | Style::Filled => {
            let pieces = outline(series.points.iter().copied(), layout, is_step);
            for piece in pieces.iter().filter(|piece| piece.len() > 1) {
                draw_line(canvas, piece, series.style, layout, look);
            }
            pieces.concat()
        }
    }
}

/// Symbols of a series of points, and dots for lines of one point.
pub(super) fn symbols(canvas: &mut Canvas, series: &Series, layout: &Layout, look: Look) {
    let pieces = outline(series.points.iter().copied(), layout, false);
    for (x, y) in &series.points {
        let is_single =
            || pieces.iter().any(|piece| piece.len() == 1 && layout.at((*x, *y)) == Some(piece[0]));
        let is_dot = match series.style {
            Style::Points => true,
            Style::Bars => false,
            Style::Line | Style::Step | Style::Filled => is_single(),
        };
        if let Some(at) = layout.visible((*x, *y)).filter(|_| is_dot) {
            look.symbol(canvas, at);
        }
    }
}

/// The middle of the highest level of a distribution.
pub(super) fn peak(series: &Series, layout: &Layout) -> Option<(f64, f64)> {
    let placed = |i: usize| series.points.get(i).and_then(|point| layout.visible(*point));
    let highest = (0..series.points.len())
        .filter_map(|i| placed(i).map(|at| (i, at)))
        .min_by(|a, b| a.1.1.total_cmp(&b.1.1))?;
    let (i, (x, y)) = highest;
    let end = placed(i + 1).map_or(x, |next| next.0);
    Some(((x + end) / 2.0, y))
}

fn draw_line(canvas: &mut Canvas, piece: &[(f64, f64)], style: Style, layout: &Layout, look: Look) {
    let (colour, dash, line) = (look.colour, look.dash(), path(piece.iter().copied()));
    if style == Style::Filled {
        let floor = layout.area.bottom();
        let ends = [(piece[0].0, floor), (piece[piece.len() - 1].0, floor)];
        let line = path([ends[0]].into_iter().chain(piece.iter().copied()).chain([ends[1]]));
        canvas.raw(format_args!(
            r#"<path d="{line}" fill="{colour}" fill-opacity="{FILL}" stroke="{colour}" stroke-width="1.6"{dash}/>"#
        ));
        return;
    }
    canvas.raw(format_args!(r#"<path d="{line}" stroke="{colour}" stroke-width="1.8"{dash}/>"#));
}

fn draw_bars(
    canvas: &mut Canvas,
    series: &Series,
    layout: &Layout,
    look: Look,
    (nth, of): (usize, usize),
) {
    let along = |at: (f64, f64)| if layout.is_sideways { at.1 } else { at.0 };
    let across = |at: (f64, f64), shift: f64| match layout.is_sideways {
        true => (at.0, at.1 + shift),
        false => (at.0 + shift, at.1),
    };
    let placed = || {
        let points = series.points.iter().enumerate();
        points.filter_map(|(i, point)| layout.at(*point).map(|at| (i, *point, at)))
    };
    let mut places: Vec<f64> = placed().map(|(_, _, at)| along(at)).collect();
    places.sort_unstable_by(f64::total_cmp);
    let slot = places
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|gap| *gap > 0.5)
        .fold(BAR_WIDTH * of as f64 / BAR_SHARE, f64::min);
    let thick = slot * BAR_SHARE / of as f64;
    for (i, (x, y), at) in placed() {
        let shift = thick * (nth as f64 + 0.5 - of as f64 / 2.0);
        let start = along(at) + shift - thick / 2.0;
        let area = layout.area;
        let (left, top, width, height) = match layout.is_sideways {
            true => (area.left, start, at.0 - area.left, thick),
            false => (start, at.1, thick, area.bottom() - at.1),
        };
        canvas.raw(format_args!(
            r##"<rect x="{}" y="{}" width="{}" height="{}" fill="{}" fill-opacity="{BAR_FILL}" stroke="#ffffff" stroke-width="0.8"/>"##,
            short(left),
            short(top),
            short(width.max(0.0)),
            short(height.max(0.0)),
            look.colour
        ));
        let Some((low, high)) = series.intervals.get(i).copied() else { continue };
        let ends = match layout.is_sideways {
            true => (layout.at((low, y)), layout.at((high, y))),
            false => (layout.at((x, low)), layout.at((x, high))),
        };
        if let (Some(from), Some(to)) = ends {
            canvas.line(across(from, shift), across(to, shift), INK, 1.3);
        }
    }
}

/// A series in pixels, in pieces where points without a place interrupt it.
fn outline(
    points: impl Iterator<Item = (f64, f64)>,
    layout: &Layout,
    is_step: bool,
) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for point in points {
        let Some(at) = layout.at(point) else {
            pieces.push(Vec::new());
            continue;
        };
        let piece = pieces.last_mut().expect("there is always a piece");
        if let Some(before) = piece.last().copied().filter(|_| is_step) {
            piece.push((at.0, before.1));
        }
        piece.push(at);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}
