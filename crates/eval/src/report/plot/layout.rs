//! Where the parts of a plot lie: title, keys, marks, the area of the data, ticks, axis labels.

use super::canvas::{width, wrap};
use super::place::Place;
use super::{Axis, Mark, Plot, Scale, Series, Style};

/// Width of every plot in pixels; the page scales it to its column.
pub(super) const WIDTH: f64 = 720.0;
/// Font sizes in pixels.
pub(super) const TITLE_SIZE: f64 = 15.0;
pub(super) const LABEL_SIZE: f64 = 12.0;
pub(super) const TICK_SIZE: f64 = 11.5;
/// Height of one row of keys or of mark labels.
pub(super) const ROW: f64 = 17.0;
/// Side of a square area, and height of a flat one.
const SQUARE: f64 = 390.0;
const FLAT: f64 = 240.0;
/// Height of an area with nothing in it.
const EMPTY: f64 = 56.0;
/// Height of one name on a vertical axis of names.
const NAME_HEIGHT: f64 = 27.0;
/// Widest a name may be beside a vertical axis.
const NAME_WIDTH: f64 = 230.0;
/// Widest a label may be beside the end of a line.
pub(super) const SIDE_WIDTH: f64 = 190.0;
/// An equal error rate above which a DET plot shows the upper half of the rates as well.
const POOR_EER: f64 = 0.25;

/// Whether a plot stands on the page, under a caption, or alone in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Form {
    /// Inside the HTML page.
    Page,
    /// A file of its own, with its title.
    File,
}

/// The rectangle of the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn right(self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(self) -> f64 {
        self.top + self.height
    }
}

/// A vertical mark with its label in the strip above the area.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flag {
    /// Of the line.
    pub(super) x: f64,
    /// 0 is the row next to the area.
    pub(super) row: usize,
    /// False when the label stands to the left of its line.
    pub(super) is_right: bool,
    pub(super) label: String,
}

/// A name in the key, and the series it stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) series: usize,
    pub(super) x: f64,
    pub(super) row: usize,
    pub(super) label: String,
}

/// A plot with everything but its ink in place.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) height: f64,
    pub(super) area: Area,
    pub(super) x: Place,
    pub(super) y: Place,
    pub(super) flags: Vec<Flag>,
    pub(super) keys: Vec<Key>,
    /// Baseline of the first row of keys, and of the label of the y axis.
    pub(super) keys_y: f64,
    pub(super) y_label_y: f64,
    /// True when names go down the side.
    pub(super) is_sideways: bool,
}

impl Layout {
    pub(super) fn new(plot: &Plot, form: Form) -> Self {
        let is_sideways = matches!(plot.y.scale, Scale::Names(_));
        let (x, y) = places(plot, is_sideways);
        let keys = keys(plot);
        let key_rows = keys.last().map_or(0, |key| key.row + 1);

        let mut top = if form == Form::File { 34.0 } else { 4.0 };
        let keys_y = top + 13.0;
        top += key_rows as f64 * ROW + if key_rows > 0 { 5.0 } else { 0.0 };
        let y_label_y = top + 14.0;
        if !plot.y.label.is_empty() {
            top += 30.0;
        }
        let left = left_margin(&plot.y);
        let is_square = plot.x.scale == Scale::Probit && plot.y.scale == Scale::Probit;
        let right = if is_square { 0.0 } else { right_margin(&plot.series) };
        let mut area = Area {
            left,
            top,
            width: if is_square { SQUARE } else { WIDTH - left - right },
            height: match &plot.y.scale {
                Scale::Names(names) => names.len().max(1) as f64 * NAME_HEIGHT,
                _ if !plot.series.iter().any(has_points) => EMPTY,
                _ if is_square => SQUARE,
                _ => FLAT,
            },
        };
        let flags = flags(plot, x, area);
        let flag_rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
        area.top += flag_rows as f64 * ROW;
        let ticks = match &plot.x.scale {
            Scale::Names(names) => 10.0 + 14.0 * name_lines(names, area.width) as f64,
            _ => 22.0,
        };
        let label = if plot.x.label.is_empty() { 0.0 } else { 20.0 };
        let height = area.bottom() + ticks + label + 6.0;
        Self { height: height.ceil(), area, x, y, flags, keys, keys_y, y_label_y, is_sideways }
    }

    /// Where a point is drawn; `None` when it has no place.
    pub(super) fn at(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        Some((self.x_of(self.x.unit(x)?), self.y_of(self.y.unit(y)?)))
    }

    /// As [`Layout::at`], for points inside the area.
    pub(super) fn visible(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        Some((self.x_of(self.x.visible(x)?), self.y_of(self.y.visible(y)?)))
    }

    /// A part of the x axis in pixels.
    pub(super) fn x_of(&self, unit: f64) -> f64 {
        self.area.left + unit * self.area.width
    }

    /// A part of the y axis in pixels: upwards, but names go down.
    pub(super) fn y_of(&self, unit: f64) -> f64 {
        match self.is_sideways {
            true => self.area.top + unit * self.area.height,
            false => self.area.bottom() - unit * self.area.height,
        }
    }
}

/// The lines of the names under a horizontal axis.
pub(super) fn name_rows(name: &str, slot: f64) -> Vec<String> {
    wrap(name, TICK_SIZE, slot - 6.0, 3)
}

fn name_lines(names: &[String], width: f64) -> usize {
    let slot = width / names.len().max(1) as f64;
    names.iter().map(|name| name_rows(name, slot).len()).max().unwrap_or(1)
}

/// Both axes with ranges that show all the data.
fn places(plot: &Plot, is_sideways: bool) -> (Place, Place) {
    let points = || plot.series.iter().flat_map(|series| &series.points);
    let mut xs: Vec<f64> = points().map(|point| point.0).collect();
    let mut ys: Vec<f64> = points().map(|point| point.1).collect();
    let ends = plot.series.iter().flat_map(|s| &s.intervals).flat_map(|(low, high)| [*low, *high]);
    if is_sideways {
        xs.extend(ends);
    } else {
        ys.extend(ends);
    }
    for mark in &plot.marks {
        match mark {
            Mark::Vertical { x, .. } => xs.push(*x),
            Mark::Horizontal { y, .. } => ys.push(*y),
            Mark::Point { x, y, .. } => {
                xs.push(*x);
                ys.push(*y);
            }
        }
    }
    let is_det = plot.x.scale == Scale::Probit && plot.y.scale == Scale::Probit;
    if is_det {
        // The corners of a DET plot, where one rate is near 1, tell nothing.
        let eer = points().map(|(x, y)| x.max(*y)).fold(1.0, f64::min);
        let highest = if eer > POOR_EER { 0.95 } else { 0.5 };
        for values in [&mut xs, &mut ys] {
            values.retain(|value| *value <= highest);
            values.push(highest);
        }
    }
    let has_floor = |is_value_axis: bool| {
        is_value_axis && plot.series.iter().any(|s| matches!(s.style, Style::Bars | Style::Filled))
    };
    let mut y = Place::new(&plot.y, &ys, has_floor(!is_sideways));
    let is_filled = plot.series.iter().any(|series| series.style == Style::Filled);
    if is_filled && plot.y.range.is_none() && plot.y.scale == Scale::Linear {
        // Room for the names above the peaks; the axis need not end at a round value.
        let peak = ys.iter().copied().filter(|y| y.is_finite()).fold(0.0, f64::max);
        y.high = if peak > 0.0 { peak * 1.14 } else { y.high };
    }
    (Place::new(&plot.x, &xs, has_floor(is_sideways)), y)
}

fn left_margin(y: &Axis) -> f64 {
    match &y.scale {
        Scale::Names(names) => {
            let widest = names.iter().map(|name| width(name, LABEL_SIZE)).fold(0.0, f64::max);
            widest.min(NAME_WIDTH) + 14.0
        }
        _ if y.is_percent => 58.0,
        _ => 50.0,
    }
}

/// Room for names beside the ends of lines.
fn right_margin(series: &[Series]) -> f64 {
    const PLAIN: f64 = 24.0;
    if series.len() < 2 {
        return PLAIN;
    }
    series
        .iter()
        .filter(|s| matches!(s.style, Style::Line | Style::Step) && has_points(s))
        .map(|s| width(&s.name, LABEL_SIZE).min(SIDE_WIDTH) + 16.0)
        .fold(PLAIN, f64::max)
}

pub(super) fn has_points(series: &Series) -> bool {
    series.points.iter().any(|(x, y)| x.is_finite() && y.is_finite())
}

/// Series that cannot be named where they are drawn.
fn keys(plot: &Plot) -> Vec<Key> {
    if plot.series.len() < 2 {
        return Vec::new();
    }
    let mut keys: Vec<Key> = Vec::new();
    let (mut x, mut row) = (2.0, 0);
    for (index, series) in plot.series.iter().enumerate() {
        let is_empty = !has_points(series);
        if !is_empty && !matches!(series.style, Style::Points | Style::Bars) {
            continue;
        }
        let label = match is_empty {
            true => format!("{}: {}", series.name, crate::report::number::NOT_MEASURED),
            false => series.name.clone(),
        };
        let label = super::canvas::shorten(&label, LABEL_SIZE, WIDTH - 60.0);
        let wide = 20.0 + width(&label, LABEL_SIZE) + 18.0;
        if x + wide > WIDTH && x > 2.0 {
            (x, row) = (2.0, row + 1);
        }
        keys.push(Key { series: index, x, row, label });
        x += wide;
    }
    keys
}

/// Vertical marks with their labels in as few rows as keep them apart.
fn flags(plot: &Plot, place: Place, area: Area) -> Vec<Flag> {
    let mut marks: Vec<(f64, &String)> = plot
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Vertical { x, label } => {
                place.visible(*x).map(|unit| (area.left + unit * area.width, label))
            }
            _ => None,
        })
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut flags: Vec<Flag> = Vec::new();
    let mut taken: Vec<(usize, f64, f64)> = Vec::new();
    for (x, label) in marks.into_iter().rev() {
        let wide = width(label, LABEL_SIZE) + 8.0;
        let is_right = x + wide <= WIDTH - 4.0;
        let (from, to) = if is_right { (x, x + wide) } else { (x - wide, x) };
        // From right to left: a line that rises through lower rows then crosses no label beside it.
        let is_free = |row: usize| {
            taken.iter().all(|(other, left, right)| *other != row || to <= *left || from >= *right)
        };
        let row = (0..).find(|row| is_free(*row)).unwrap_or(0);
        taken.push((row, from, to));
        flags.push(Flag { x, row, is_right, label: label.clone() });
    }
    flags
}
