//! Lists of what to measure: CSV files with a header line, read whole and checked before anything runs.
//!
//! Unknown columns are ignored, so that a list can carry notes. A byte-order mark and Windows line ends
//! are read over. What a row means stands in the module of its kind; what the pictures and clips hold is
//! not looked at here.
//!
//! Invariant: a list that was read has at least one row, and every row is whole.

mod documents;
mod media;
mod pairs;
mod sessions;
mod table;

use std::path::PathBuf;

pub use documents::{DocumentItem, read_documents};
pub use media::{Label, MediaItem, read_media};
pub use pairs::{Pair, read_pairs};
pub use sessions::{Recording, SessionItem, Truth, read_sessions};

/// A list that cannot be used. Each sentence names the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file cannot be read at all.
    #[error("cannot read the list {path}; name a CSV file that is there and readable")]
    Read {
        /// The list.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is a folder, a pipe or a device.
    #[error("the list {path} is no ordinary file; name a CSV file")]
    NotAFile {
        /// The list.
        path: PathBuf,
    },
    /// It is longer than any list this program reads.
    #[error("the list {path} has {bytes} bytes and {max} are allowed; split it")]
    TooLong {
        /// The list.
        path: PathBuf,
        /// Its length.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// A column that every list of this kind has is not there.
    #[error(
        "{path} has no column `{column}`; its first line must name the columns, as in `{example}`"
    )]
    NoColumn {
        /// The list.
        path: PathBuf,
        /// What is missing.
        column: &'static str,
        /// A header line that would do.
        example: &'static str,
    },
    /// Two columns have one name.
    #[error("{path} names the column `{column}` twice; remove or rename one")]
    TwoColumns {
        /// The list.
        path: PathBuf,
        /// The name.
        column: String,
    },
    /// A line is no CSV, or has too many or too few fields.
    #[error("{path}, line {line}: {detail}")]
    Line {
        /// The list.
        path: PathBuf,
        /// Counted from 1, the header included.
        line: u64,
        /// What is wrong and what to do.
        detail: String,
    },
    /// A value cannot be used.
    #[error("{path}, line {line}, column `{column}`: {detail}")]
    Value {
        /// The list.
        path: PathBuf,
        /// Counted from 1, the header included.
        line: u64,
        /// The column.
        column: &'static str,
        /// What is wrong and what to do.
        detail: String,
    },
    /// There is no row.
    #[error("{path} has no rows below its first line; add what is to be measured")]
    Empty {
        /// The list.
        path: PathBuf,
    },
}
