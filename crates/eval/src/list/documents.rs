//! Pictures of documents with what is printed on them: `file,zone,portrait`.

use std::path::{Path, PathBuf};

use super::ListError;
use super::table::Table;

const EXAMPLE: &str = "file,zone,portrait";

/// One picture.
#[derive(Clone, PartialEq)]
pub struct DocumentItem {
    /// Its line in the list, counted from 1.
    pub line: u64,
    /// As the list names it: relative to the folder of pictures.
    pub file: PathBuf,
    /// The lines of its machine readable zone; empty when it has none.
    pub zone: Vec<String>,
    /// Whether a portrait is on it.
    pub portrait: bool,
}

/// Reads a list of documents.
///
/// # Errors
/// When the file cannot be read, lacks a column, or `portrait` is neither 1 nor 0.
pub fn read_documents(path: &Path) -> Result<Vec<DocumentItem>, ListError> {
    let table = Table::read(path, &["file", "zone", "portrait"], EXAMPLE)?;
    table
        .rows()
        .map(|row| {
            let zone = row.optional("zone").unwrap_or_default();
            let portrait = match row.required("portrait")? {
                "1" => true,
                "0" => false,
                _ => return Err(row.fault("portrait", "write 1 or 0")),
            };
            Ok(DocumentItem {
                line: row.line,
                file: PathBuf::from(row.required("file")?),
                zone: zone.split('|').filter(|l| !l.is_empty()).map(str::to_owned).collect(),
                portrait,
            })
        })
        .collect()
}
