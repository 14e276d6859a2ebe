//! A CSV file as rows with named columns. Knows nothing of what the columns mean.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::ListError;

/// Longest list that is read: some two million pairs.
const MAX_BYTES: u64 = 256 << 20;
/// Longest value that an error message repeats.
const SHOWN: usize = 60;

/// The file's rows and where each column stands.
pub(super) struct Table {
    path: PathBuf,
    columns: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    /// Line of the file, counted from 1, the header included.
    pub(super) line: u64,
    record: &'t StringRecord,
}

impl Table {
    /// Reads the list at `path`, which must have the columns `needed`; `example` is a header that does.
    pub(super) fn read(
        path: &Path,
        needed: &[&'static str],
        example: &'static str,
    ) -> Result<Self, ListError> {
        Self::parse(path, &bytes_of(path)?, needed, example)
    }

    fn parse(
        path: &Path,
        bytes: &[u8],
        needed: &[&'static str],
        example: &'static str,
    ) -> Result<Self, ListError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let mut records = reader.records();
        let header = match records.next() {
            Some(header) => header.map_err(|e| unreadable(path, &e))?,
            None => return Err(ListError::Empty { path: path.to_owned() }),
        };
        let columns: Vec<String> = header.iter().map(str::to_ascii_lowercase).collect();
        for column in needed {
            if !columns.iter().any(|c| c == column) {
                return Err(ListError::NoColumn { path: path.to_owned(), column, example });
            }
        }
        for (i, column) in columns.iter().enumerate() {
            if !column.is_empty() && columns[..i].contains(column) {
                let column = column.clone();
                return Err(ListError::TwoColumns { path: path.to_owned(), column });
            }
        }
        let mut rows = Vec::new();
        for record in records {
            let record = record.map_err(|e| unreadable(path, &e))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(str::is_empty) {
                continue;
            }
            if record.len() != columns.len() {
                let detail = format!(
                    "{} fields where the first line names {}; put quotation marks around a field that \
                     holds a comma",
                    record.len(),
                    columns.len()
                );
                return Err(ListError::Line { path: path.to_owned(), line, detail });
            }
            rows.push((line, record));
        }
        if rows.is_empty() {
            return Err(ListError::Empty { path: path.to_owned() });
        }
        Ok(Self { path: path.to_owned(), columns, rows })
    }

    /// Whether the list has this column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }

    /// The rows in order; empty lines are left out.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

impl<'t> Row<'t> {
    /// The value of a column; none when the column is absent or the field empty.
    pub(super) fn optional(self, column: &str) -> Option<&'t str> {
        let at = self.table.columns.iter().position(|c| c == column)?;
        self.record.get(at).filter(|v| !v.is_empty())
    }

    /// The value of a column that may not be empty.
    pub(super) fn required(self, column: &'static str) -> Result<&'t str, ListError> {
        self.optional(column).ok_or_else(|| self.fault(column, "is empty; fill it in"))
    }

    /// What is wrong with a column of this row.
    pub(super) fn fault(self, column: &'static str, detail: impl Into<String>) -> ListError {
        let (path, line) = (self.table.path.clone(), self.line);
        ListError::Value { path, line, column, detail: detail.into() }
    }
}

/// A value as an error message repeats it: quoted, not too long.
pub(super) fn quoted(value: &str) -> String {
    let short: String = value.chars().take(SHOWN).collect();
    let more = if short.len() < value.len() { "…" } else { "" };
    format!("`{}{more}`", short.escape_debug())
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, ListError> {
    let read = |source| ListError::Read { path: path.to_owned(), source };
    let found = fs::metadata(path).map_err(read)?;
    if !found.is_file() {
        return Err(ListError::NotAFile { path: path.to_owned() });
    }
    if found.len() > MAX_BYTES {
        let (path, bytes) = (path.to_owned(), found.len());
        return Err(ListError::TooLong { path, bytes, max: MAX_BYTES });
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|f| f.take(MAX_BYTES).read_to_end(&mut bytes)).map_err(read)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &csv::Error) -> ListError {
    let line = error.position().map_or(1, csv::Position::line);
    let detail = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8; save the list as UTF-8".to_owned(),
        _ => "is not CSV; check its quotation marks".to_owned(),
    };
    ListError::Line { path: path.to_owned(), line, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<&[&str], &str>) {
        let found =
            Table::parse(Path::new("l.csv"), bytes, &["a"], "a,b").map_err(|e| e.to_string());
        let values =
            found.map(|t| t.rows().filter_map(|r| r.optional("a").map(str::to_owned)).collect());
        match (values, expected) {
            (Ok::<Vec<String>, _>(v), Ok(e)) => assert_eq!(v, e),
            (Err(text), Err(part)) => assert!(text.contains(part), "{text}"),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn marks_line_ends_case_spaces_and_quotes_are_read_over() {
        check(b"\xef\xbb\xbfA , b\r\n1,2\r\n", Ok(&["1"]));
        check(b"a,b\n\"x, y\",2\n\n,\nz,3", Ok(&["x, y", "z"]));
        check(b"note,a\nanything,1\n", Ok(&["1"]));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_remedy() {
        check(b"", Err("has no rows"));
        check(b"a,b\n", Err("has no rows"));
        check(
            b"b\n1\n",
            Err("has no column `a`; its first line must name the columns, as in `a,b`"),
        );
        check(b"a,b,A\n1,2,3\n", Err("names the column `a` twice"));
        check(b"a,b\n1,2\n1,2,3\n", Err("line 3: 3 fields where the first line names 2"));
        check(b"a,b\n\xff\xfe,2\n", Err("line 2: is not UTF-8"));
    }

    #[test]
    fn folders_and_absent_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let error = |p: &Path| Table::read(p, &["a"], "a").err().unwrap().to_string();
        assert!(error(dir.path()).contains("no ordinary file"));
        assert!(error(&dir.path().join("none.csv")).contains("cannot read the list"));
    }

    #[test]
    fn long_values_are_cut_in_messages() {
        assert_eq!(quoted("ab\n"), "`ab\\n`");
        assert!(quoted(&"x".repeat(500)).len() < 80);
    }
}
