//! Drawing a plot as SVG: grid, data, marks, names, in that order.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, MUTED, path, short, shorten, width};
use super::labels::{ABOVE, BESIDE, Labels};
use super::layout::{
    Form, LABEL_SIZE, Layout, ROW, SIDE_WIDTH, TICK_SIZE, TITLE_SIZE, WIDTH, has_points, name_rows,
};
use super::palette::Look;
use super::shapes;
use super::ticks::{Tick, ticks};
use super::{Axis, Mark, Plot, Scale, Style};
use crate::report::escape::escape;
use crate::report::number::NOT_MEASURED;

/// Marks an SVG file as one of ours, so that a later report may replace it.
pub(in crate::report) const FILE_MARK: &str = "<!-- likeness eval plot -->";
/// The families asked for, common ones of the three systems among them.
const FONTS: &str = "'Noto Sans', 'DejaVu Sans', 'Liberation Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// A plot as SVG, with its size in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Drawing {
    pub(in crate::report) width: u32,
    pub(in crate::report) height: u32,
    pub(in crate::report) svg: String,
}

/// Draws `plot` for the page or for a file of its own.
pub(in crate::report) fn draw(plot: &Plot, form: Form) -> Drawing {
    let layout = Layout::new(plot, form);
    let mut canvas = Canvas::default();
    open(&mut canvas, plot, form, &layout);
    axis_y(&mut canvas, plot, &layout);
    axis_x(&mut canvas, plot, &layout);
    let area = layout.area;
    let mut labels =
        Labels::new((area.left + 2.0, area.top, WIDTH - 2.0, area.bottom() + 8.0), LABEL_SIZE);
    if plot.series.iter().any(has_points) {
        data(&mut canvas, plot, &layout, &mut labels);
    } else {
        let centre = (area.left + area.width / 2.0, area.top + area.height / 2.0 + 4.0);
        canvas.text(centre, Anchor::Middle, MUTED, NOT_MEASURED);
    }
    marks(&mut canvas, plot, &layout, &mut labels);
    names(&mut canvas, plot, &layout, &mut labels);
    canvas.raw(format_args!("</g></svg>"));
    Drawing { width: WIDTH as u32, height: layout.height as u32, svg: canvas.finish() }
}

fn open(canvas: &mut Canvas, plot: &Plot, form: Form, layout: &Layout) {
    let (height, title) = (layout.height, escape(&plot.title));
    // The namespace is an address by its looks only, and the page needs none.
    let space = match form {
        Form::Page => "",
        Form::File => r#" xmlns="http://www.w3.org/2000/svg""#,
    };
    if form == Form::File {
        canvas.raw(format_args!("{FILE_MARK}"));
    }
    canvas.raw(format_args!(
        r#"<svg{space} width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}"><title>{title}</title>"#
    ));
    canvas.raw(format_args!(
        r#"<g font-family="{FONTS}" font-size="{LABEL_SIZE}" fill="none" stroke-linejoin="round">"#
    ));
    if form == Form::File {
        canvas.raw(format_args!(r##"<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>"##));
        let bold = format!(r#" font-size="{TITLE_SIZE}" font-weight="bold""#);
        let title = shorten(&plot.title, TITLE_SIZE * 1.08, WIDTH - 8.0);
        canvas.styled_text((2.0, 19.0), Anchor::Start, INK, &bold, &title);
    }
}

fn tick_list(axis: &Axis, layout: &Layout, is_x: bool) -> Vec<Tick> {
    let names: &[String] = match &axis.scale {
        Scale::Names(names) => names,
        _ => &[],
    };
    let (place, length, spacing) = match is_x {
        true => (layout.x, layout.area.width, if axis.is_percent { 42.0 } else { 52.0 }),
        false if axis.scale == Scale::Probit => (layout.y, layout.area.height, 21.0),
        false => (layout.y, layout.area.height, 33.0),
    };
    ticks(place, axis.is_percent, names, length, spacing)
}

fn axis_y(canvas: &mut Canvas, plot: &Plot, layout: &Layout) {
    let area = layout.area;
    if !plot.y.label.is_empty() {
        let label = shorten(&plot.y.label, LABEL_SIZE, WIDTH - 4.0);
        canvas.text((2.0, layout.y_label_y), Anchor::Start, MUTED, &label);
    }
    // An axis without data would state a range that nobody measured.
    if !layout.is_sideways && !plot.series.iter().any(has_points) {
        return;
    }
    for tick in tick_list(&plot.y, layout, false) {
        let y = layout.y_of(tick.unit);
        if layout.is_sideways {
            let label = shorten(&tick.label, LABEL_SIZE, area.left - 12.0);
            canvas.text((area.left - 10.0, y + 4.0), Anchor::End, INK, &label);
        } else {
            canvas.line((area.left, y), (area.right(), y), GRID, 1.0);
            let size = format!(r#" font-size="{TICK_SIZE}""#);
            let at = (area.left - 7.0, y + 4.0);
            canvas.styled_text(at, Anchor::End, MUTED, &size, &tick.label);
        }
    }
}

fn axis_x(canvas: &mut Canvas, plot: &Plot, layout: &Layout) {
    let area = layout.area;
    let size = format!(r#" font-size="{TICK_SIZE}""#);
    let mut list = tick_list(&plot.x, layout, true);
    let is_named = matches!(plot.x.scale, Scale::Names(_));
    let slot = area.width / list.len().max(1) as f64;
    if !is_named && !plot.series.iter().any(has_points) {
        list.clear();
    }
    let mut below = 0;
    for tick in list {
        let x = layout.x_of(tick.unit);
        if !is_named {
            canvas.line((x, area.top), (x, area.bottom()), GRID, 1.0);
            canvas.line((x, area.bottom()), (x, area.bottom() + 4.0), AXIS, 1.0);
        }
        let rows = if is_named { name_rows(&tick.label, slot) } else { vec![tick.label] };
        below = below.max(rows.len() - 1);
        for (i, row) in rows.iter().enumerate() {
            let at = (x, area.bottom() + 17.0 + 14.0 * i as f64);
            canvas.styled_text(at, Anchor::Middle, MUTED, &size, row);
        }
    }
    canvas.line((area.left, area.bottom()), (area.right(), area.bottom()), AXIS, 1.0);
    if !plot.x.label.is_empty() {
        let y = area.bottom() + 37.0 + 14.0 * below as f64;
        let label = shorten(&plot.x.label, LABEL_SIZE, WIDTH - 4.0);
        // Under the right end of the axis, unless it is longer than the axis.
        match width(&label, LABEL_SIZE) <= area.width {
            true => canvas.text((area.right(), y), Anchor::End, MUTED, &label),
            false => canvas.text((2.0, y), Anchor::Start, MUTED, &label),
        }
    }
}

fn data(canvas: &mut Canvas, plot: &Plot, layout: &Layout, labels: &mut Labels) {
    let area = layout.area;
    let id = format!("clip-{}", escape(&plot.id));
    // A little wider than the area, so that a line along its edge keeps its thickness.
    canvas.raw(format_args!(
        r#"<clipPath id="{id}"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath>"#,
        short(area.left - 1.0),
        short(area.top - 1.0),
        short(area.width + 2.0),
        short(area.height + 2.0)
    ));
    canvas.raw(format_args!(r##"<g clip-path="url(#{id})">"##));
    if plot.x.scale == Scale::Probit && plot.y.scale == Scale::Probit {
        let (low, high) = (layout.x.low.max(layout.y.low), layout.x.high.min(layout.y.high));
        if let (Some(from), Some(to)) = (layout.visible((low, low)), layout.visible((high, high))) {
            let line = path([from, to]);
            canvas.raw(format_args!(
                r#"<path d="{line}" stroke="{AXIS}" stroke-width="1" stroke-dasharray="1 3"/>"#
            ));
        }
    }
    for (index, series) in plot.series.iter().enumerate() {
        shapes::spread(canvas, series, layout, Look::of(index));
    }
    let bars = plot.series.iter().filter(|series| series.style == Style::Bars).count();
    let mut bar = 0;
    for (index, series) in plot.series.iter().enumerate() {
        let share = (bar, bars.max(1));
        let ink = shapes::shape(canvas, series, layout, Look::of(index), share);
        labels.add_line(&ink);
        bar += usize::from(series.style == Style::Bars);
    }
    canvas.raw(format_args!("</g>"));
    // Symbols at the edge are drawn whole.
    for (index, series) in plot.series.iter().enumerate() {
        shapes::symbols(canvas, series, layout, Look::of(index));
    }
}

fn marks(canvas: &mut Canvas, plot: &Plot, layout: &Layout, labels: &mut Labels) {
    let area = layout.area;
    for flag in &layout.flags {
        let top = area.top - ROW * (flag.row as f64 + 1.0) + 4.0;
        canvas.line((flag.x, top), (flag.x, area.bottom()), INK, 1.2);
        let (anchor, dx) = if flag.is_right { (Anchor::Start, 5.0) } else { (Anchor::End, -5.0) };
        let room = if flag.is_right { WIDTH - flag.x - 8.0 } else { flag.x - 8.0 };
        let words = shorten(&flag.label, LABEL_SIZE, room);
        canvas.rimmed_text((flag.x + dx, top + 9.0), anchor, INK, &words);
        labels.add_line(&[(flag.x, top), (flag.x, area.bottom())]);
    }
    for mark in &plot.marks {
        match mark {
            Mark::Vertical { .. } => {}
            Mark::Horizontal { y, label } => {
                let Some(y) = layout.y.visible(*y).map(|unit| layout.y_of(unit)) else { continue };
                canvas.line((area.left, y), (area.right(), y), INK, 1.2);
                let words = shorten(label, LABEL_SIZE, area.width);
                let above = [(Anchor::End, 0.0, -5.0), (Anchor::End, 0.0, 15.0)];
                let (anchor, at, _) = labels.place(&words, (area.right(), y), &above);
                canvas.rimmed_text(at, anchor, INK, &words);
            }
            Mark::Point { x, y, label } => {
                let Some(at) = layout.visible((*x, *y)) else { continue };
                canvas.raw(format_args!(
                    r##"<circle cx="{}" cy="{}" r="4.5" fill="#ffffff" stroke="{INK}" stroke-width="1.6"/>"##,
                    short(at.0),
                    short(at.1)
                ));
                let words = shorten(label, LABEL_SIZE, area.width);
                place(canvas, labels, &words, at, INK, &BESIDE);
            }
        }
    }
}

fn names(canvas: &mut Canvas, plot: &Plot, layout: &Layout, labels: &mut Labels) {
    for key in &layout.keys {
        let look = Look::of(key.series);
        let y = layout.keys_y + key.row as f64 * ROW;
        match plot.series[key.series].style {
            Style::Bars => canvas.raw(format_args!(
                r#"<rect x="{}" y="{}" width="11" height="11" fill="{}" fill-opacity="{}"/>"#,
                short(key.x),
                short(y - 10.0),
                look.colour,
                shapes::BAR_FILL
            )),
            _ => look.symbol(canvas, (key.x + 6.0, y - 4.0)),
        }
        canvas.text((key.x + 17.0, y), Anchor::Start, look.colour, &key.label);
    }
    if plot.series.len() < 2 {
        return;
    }
    for (index, series) in plot.series.iter().enumerate() {
        let colour = Look::of(index).colour;
        let end = match series.style {
            Style::Line | Style::Step => {
                let ends = series.points.iter().filter_map(|point| layout.visible(*point));
                ends.max_by(|a, b| a.0.total_cmp(&b.0)).map(|end| (end, &BESIDE[..]))
            }
            Style::Filled => shapes::peak(series, layout).map(|peak| (peak, &ABOVE[..])),
            Style::Points | Style::Bars => None,
        };
        if let Some((at, candidates)) = end {
            let room = if series.style == Style::Filled { 260.0 } else { SIDE_WIDTH };
            let words = shorten(&series.name, LABEL_SIZE, room);
            place(canvas, labels, &words, at, colour, candidates);
        }
    }
}

/// Puts a label near a point, with a thin line to it when it lies off.
fn place(
    canvas: &mut Canvas,
    labels: &mut Labels,
    words: &str,
    at: (f64, f64),
    colour: &str,
    candidates: &[super::labels::Candidate],
) {
    let (anchor, point, is_far) = labels.place(words, at, candidates);
    if is_far {
        let near = match anchor {
            Anchor::Start => (point.0 - 3.0, point.1 - 4.0),
            Anchor::Middle => (point.0, point.1 + 3.0),
            Anchor::End => (point.0 + 3.0, point.1 - 4.0),
        };
        canvas.line(at, near, colour, 0.7);
    }
    canvas.rimmed_text(point, anchor, colour, words);
}
