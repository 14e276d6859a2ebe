//! Reports: a small document model, rendered to JSON, one self-contained HTML page, SVG and PNG.
//!
//! Nothing here knows what was measured. Invariants: the page names no outside address and runs no script;
//! whatever a name or file name holds is shown, never interpreted; what is not a finite number is shown as
//! "not measured"; an existing report is replaced only by one of its own kind.

mod error;
mod escape;
mod files;
mod html;
mod model;
mod number;
mod plot;
mod png;
mod terms;
mod text;
mod value;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

pub use error::ReportError;
pub use model::{Block, Document, Figure, Picture, Row, Section, Table};
pub use plot::{Axis, Mark, Plot, Scale, Series, Style};
pub use text::{Run, Text};
pub use value::{Share, Value};

/// What [`write()`] has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The figures, for machines.
    pub json: PathBuf,
    /// The page, for people.
    pub html: PathBuf,
    /// The plots, SVG and PNG.
    pub plots: Vec<PathBuf>,
}

/// Checks that [`write()`] may write a report of that kind into `dir`. Call it before hours of measuring.
pub fn check_place(dir: &Path, kind: &str) -> Result<(), ReportError> {
    files::check_place(dir, kind)
}

/// Writes `report.json`, `report.html` and `plots/` into `dir`, which is made if absent. `json` is an object
/// whose `kind` names the kind of report; an earlier report of the same kind is replaced, anything else
/// refused. The figures come last: where `report.json` is new, everything is.
pub fn write(
    dir: &Path,
    document: &Document,
    json: &serde_json::Value,
) -> Result<Written, ReportError> {
    let kind = json.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default();
    if kind.is_empty() {
        return Err(ReportError::NoKind);
    }
    let plots = plots(document)?;
    files::check_place(dir, kind)?;
    let folder = dir.join(files::PLOTS);
    for plot in &plots {
        files::check_plot(&folder.join(&plot.id).with_extension("svg"))?;
    }
    files::make_folder(dir)?;

    let mut written = Written {
        json: dir.join(files::JSON),
        html: dir.join(files::HTML),
        plots: write_plots(&folder, &plots)?,
    };
    written.plots.sort_unstable();
    files::write_atomically(&written.html, html::page(document, kind).as_bytes())?;
    files::write_atomically(&written.json, format!("{json:#}\n").as_bytes())?;
    if folder.is_dir() {
        files::remove_stale_plots(&folder, &written.plots)?;
    }
    Ok(written)
}

/// The plots of a document, each with an id that can be a file name.
fn plots(document: &Document) -> Result<Vec<&Plot>, ReportError> {
    let mut seen = HashSet::new();
    let is_name = |id: &str| {
        (1..=64).contains(&id.len())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    document
        .summary
        .iter()
        .chain(document.sections.iter().flat_map(|section| &section.blocks))
        .filter_map(|block| match block {
            Block::Plot(plot) => Some(plot),
            _ => None,
        })
        .map(|plot| match is_name(&plot.id) && seen.insert(&plot.id) {
            true => Ok(plot),
            false => Err(ReportError::PlotId { id: plot.id.clone() }),
        })
        .collect()
}

fn write_plots(folder: &Path, plots: &[&Plot]) -> Result<Vec<PathBuf>, ReportError> {
    if plots.is_empty() {
        return Ok(Vec::new());
    }
    files::make_folder(folder)?;
    let fonts = png::Fonts::of_system();
    let mut written = Vec::new();
    for plot in plots {
        let drawing = plot::draw(plot, plot::Form::File);
        let picture = png::encode(&drawing, &fonts)
            .map_err(|source| ReportError::Draw { id: plot.id.clone(), source })?;
        let svg = folder.join(&plot.id).with_extension("svg");
        let png = svg.with_extension("png");
        files::write_atomically(&svg, drawing.svg.as_bytes())?;
        files::write_atomically(&png, &picture)?;
        written.extend([svg, png]);
    }
    Ok(written)
}

#[cfg(test)]
mod tests;
