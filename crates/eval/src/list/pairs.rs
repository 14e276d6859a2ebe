//! Pairs of pictures to compare: `fold,a,b,mated[,group][,subject_a,subject_b]`.
//!
//! In each pair `a` is the reference and `b` the probe. Without subject columns the subject is the name
//! of the picture's parent folder.

use std::path::{Path, PathBuf};

use super::ListError;
use super::table::{Row, Table, quoted};

const EXAMPLE: &str = "fold,a,b,mated";

/// One comparison trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its line in the list, counted from 1.
    pub line: u64,
    /// Which part of the data it belongs to, for held-out thresholds; none when the list has no folds.
    pub fold: Option<u32>,
    /// The reference, as the list names it: relative to the folder of pictures.
    pub a: PathBuf,
    /// The probe, likewise.
    pub b: PathBuf,
    /// Whether both show one person.
    pub is_mated: bool,
    /// A group to report on its own.
    pub group: Option<String>,
    /// Who is on the reference.
    pub subject_a: String,
    /// Who is on the probe.
    pub subject_b: String,
}

/// Reads a list of pairs.
///
/// # Errors
/// When the file cannot be read, lacks a column, or a row contradicts itself: a pair marked as mated
/// must show one subject, and another must show two.
pub fn read_pairs(path: &Path) -> Result<Vec<Pair>, ListError> {
    let table = Table::read(path, &["a", "b", "mated"], EXAMPLE)?;
    let has_fold = table.has("fold");
    table.rows().map(|row| pair(row, has_fold)).collect()
}

fn pair(row: Row<'_>, has_fold: bool) -> Result<Pair, ListError> {
    let fold = if has_fold {
        let value = row.required("fold")?;
        let fold = value.parse().map_err(|_| {
            row.fault("fold", format!("{} is no whole number; write 1, 2, 3 …", quoted(value)))
        })?;
        Some(fold)
    } else {
        None
    };
    let is_mated = match row.required("mated")? {
        "1" => true,
        "0" => false,
        other => {
            let detail = format!("{} is neither 1 (one person) nor 0 (two people)", quoted(other));
            return Err(row.fault("mated", detail));
        }
    };
    let (a, b) = (PathBuf::from(row.required("a")?), PathBuf::from(row.required("b")?));
    let subject_a = subject(row, "subject_a", &a)?;
    let subject_b = subject(row, "subject_b", &b)?;
    if is_mated != (subject_a == subject_b) {
        let detail = if is_mated {
            format!(
                "is 1, but the pictures are of {} and {}; correct it, or name the subjects in columns \
                 `subject_a` and `subject_b`",
                quoted(&subject_a),
                quoted(&subject_b)
            )
        } else {
            format!(
                "is 0, but both pictures are of {}; correct it, or name the subjects in columns \
                 `subject_a` and `subject_b`",
                quoted(&subject_a)
            )
        };
        return Err(row.fault("mated", detail));
    }
    let group = row.optional("group").map(str::to_owned);
    Ok(Pair { line: row.line, fold, a, b, is_mated, group, subject_a, subject_b })
}

fn subject(row: Row<'_>, column: &'static str, picture: &Path) -> Result<String, ListError> {
    if let Some(subject) = row.optional(column) {
        return Ok(subject.to_owned());
    }
    let folder = picture.parent().and_then(Path::file_name).and_then(|n| n.to_str());
    folder.map(str::to_owned).ok_or_else(|| {
        row.fault(
            column,
            "is empty and the picture lies in no folder of its own; name the subject here",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Pair>, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pairs.csv");
        std::fs::write(&path, text).unwrap();
        read_pairs(&path).map_err(|e| e.to_string())
    }

    #[test]
    fn a_subject_is_a_column_or_the_folder() {
        let pairs = read("fold,a,b,mated\n3,i/Ann/1.jpg,i/Ann/2.jpg,1\n").unwrap();
        assert_eq!((pairs[0].fold, pairs[0].line, pairs[0].is_mated), (Some(3), 2, true));
        assert_eq!((pairs[0].subject_a.as_str(), pairs[0].subject_b.as_str()), ("Ann", "Ann"));
        let pairs = read("a,b,mated,group,subject_a,subject_b\n1.jpg,2.jpg,0,old,x,y\n").unwrap();
        assert_eq!((pairs[0].fold, pairs[0].group.as_deref()), (None, Some("old")));
        assert_eq!((pairs[0].subject_a.as_str(), pairs[0].subject_b.as_str()), ("x", "y"));
    }

    #[test]
    fn rows_that_contradict_themselves_are_refused() {
        let check = |row: &str, part: &str| {
            let text = read(&format!("fold,a,b,mated\n{row}\n")).unwrap_err();
            assert!(text.contains("line 2") && text.contains(part), "{text}");
        };
        check("1,A/1.jpg,A/2.jpg,0", "column `mated`: is 0, but both pictures are of `A`");
        check("1,A/1.jpg,B/2.jpg,1", "is 1, but the pictures are of `A` and `B`");
        check("1,A/1.jpg,B/2.jpg,yes", "`yes` is neither 1");
        check("one,A/1.jpg,B/2.jpg,0", "column `fold`: `one` is no whole number");
        check("1,1.jpg,B/2.jpg,0", "column `subject_a`: is empty");
        check("1,,B/2.jpg,0", "column `a`: is empty");
    }
}
