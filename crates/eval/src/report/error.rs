//! Why a report could not be written.

use std::io;
use std::path::PathBuf;

/// Why a report could not be written. Nothing of an earlier report is lost then, except where a file of the
/// new one was already in place.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The figures to be written do not say what kind of report they are.
    #[error("the report has no kind: give its JSON a `kind` at the top, such as \"verification\"")]
    NoKind,
    /// A plot cannot be a file name.
    #[error(
        "plot id {id:?} is no file name: use each once, of lower-case letters, digits and hyphens"
    )]
    PlotId {
        /// As given.
        id: String,
    },
    /// The folder holds a report of another kind, or something that is no report.
    #[error("{} holds {found}: choose another folder with --out, or move it away", path.display())]
    Foreign {
        /// The file in the way.
        path: PathBuf,
        /// What it is.
        found: String,
    },
    /// A picture of a plot could not be drawn.
    #[error("cannot draw plot {id}")]
    Draw {
        /// Of the plot.
        id: String,
        /// What went wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What is in the folder cannot be read.
    #[error("cannot read {}: is the folder yours to read?", path.display())]
    Read {
        /// Of the file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The disk refused.
    #[error("cannot write {}: is there space, and is the folder yours to write?", path.display())]
    Write {
        /// Of the file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}
