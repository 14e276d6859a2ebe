//! Writing calibrations into a model manifest: only the tables named, everything else byte for byte as a
//! person left it, comments included.
//!
//! A manifest is replaced whole or not at all, and only by one that this release can read.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, TomlError, Value, value};
use vision::{Manifest, ManifestError};

use super::{CalibrationReport, RateTable};

/// The manifest's table of bona fide sessions by presence evidence.
pub const FALSE_ALARM: &str = "false_alarm";

/// Scores or rates on one line of a table, so that lines stay short.
const PER_LINE: usize = 8;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The manifest.
    pub path: PathBuf,
    /// Names of the tables, such as `packs.standard.calibration.identity`.
    pub tables: Vec<String>,
}

/// A manifest that was not written. Nothing of it has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ManifestWriteError {
    /// It cannot be read.
    #[error("cannot read the manifest {path}")]
    Read {
        /// The manifest.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not TOML.
    #[error("{path} is not TOML")]
    Syntax {
        /// The manifest.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: Box<TomlError>,
    },
    /// There is no such pack.
    #[error("{path} has no table [packs.{pack}]; name one of its packs with --pack")]
    NoPack {
        /// The manifest.
        path: PathBuf,
        /// The pack.
        pack: String,
    },
    /// A calibration is there already.
    #[error("{path} has a table [{table}] already; write over it with --replace")]
    Exists {
        /// The manifest.
        path: PathBuf,
        /// The table.
        table: String,
    },
    /// What would be written is no manifest that this release reads.
    #[error("{path} would not be usable afterwards, so nothing was written")]
    Unusable {
        /// The manifest.
        path: PathBuf,
        /// Why.
        #[source]
        source: ManifestError,
    },
    /// It cannot be written.
    #[error("cannot write {path}; check its permissions and the space left")]
    Write {
        /// The manifest.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// Refuses early, before anything is measured, what [`write()`] would refuse at the end: a pack that is not
/// there, and without `replace` a calibration that is.
///
/// # Errors
/// As [`write()`].
pub fn check_free(
    path: &Path,
    pack: &str,
    subject: &str,
    replace: bool,
) -> Result<(), ManifestWriteError> {
    let document = parse(path, &read(path)?)?;
    free(path, &document, pack, subject, replace)
}

/// Writes the calibration of `report` into the manifest at `path`.
///
/// # Errors
/// When the manifest cannot be read or written, has no such pack, has that calibration already and
/// `replace` is not asked, or would not be usable afterwards.
pub fn write(
    path: &Path,
    report: &CalibrationReport,
    replace: bool,
) -> Result<Written, ManifestWriteError> {
    write_tables(path, &report.head.pack, tables_of(report), replace)
}

/// Writes the table of bona fide sessions by presence evidence into the manifest at `path`.
///
/// # Errors
/// As [`write()`].
pub fn write_false_alarm(
    path: &Path,
    pack: &str,
    table: &RateTable,
    replace: bool,
) -> Result<Written, ManifestWriteError> {
    write_tables(path, pack, vec![(FALSE_ALARM, rate_table(table))], replace)
}

/// Writes tables of one calibration; the first is the one that must not be there without `replace`.
fn write_tables(
    path: &Path,
    pack: &str,
    tables: Vec<(&'static str, Table)>,
    replace: bool,
) -> Result<Written, ManifestWriteError> {
    let text = read(path)?;
    let mut document = parse(path, &text)?;
    free(path, &document, pack, tables[0].0, replace)?;
    let tables = insert(&mut document, pack, tables);
    let text = document.to_string();
    Manifest::parse(&text)
        .map_err(|source| ManifestWriteError::Unusable { path: path.to_owned(), source })?;
    store(path, &text)
        .map_err(|source| ManifestWriteError::Write { path: path.to_owned(), source })?;
    Ok(Written { path: path.to_owned(), tables })
}

fn read(path: &Path) -> Result<String, ManifestWriteError> {
    std::fs::read_to_string(path)
        .map_err(|source| ManifestWriteError::Read { path: path.to_owned(), source })
}

fn parse(path: &Path, text: &str) -> Result<DocumentMut, ManifestWriteError> {
    text.parse().map_err(|source| ManifestWriteError::Syntax {
        path: path.to_owned(),
        source: Box::new(source),
    })
}

fn free(
    path: &Path,
    document: &DocumentMut,
    pack: &str,
    subject: &str,
    replace: bool,
) -> Result<(), ManifestWriteError> {
    let entry = document.get("packs").and_then(|p| p.get(pack));
    let Some(entry) = entry else {
        return Err(ManifestWriteError::NoPack { path: path.to_owned(), pack: pack.to_owned() });
    };
    let exists = entry.get("calibration").and_then(|c| c.get(subject)).is_some();
    if exists && !replace {
        let table = format!("packs.{pack}.calibration.{subject}");
        return Err(ManifestWriteError::Exists { path: path.to_owned(), table });
    }
    Ok(())
}

/// The tables of a fit, the line first.
fn tables_of(report: &CalibrationReport) -> Vec<(&'static str, Table)> {
    let fit = &report.fit;
    let mut line = Table::new();
    line.insert("slope", value(rounded(fit.slope)));
    line.insert("intercept", value(rounded(fit.intercept)));
    line.insert("cap", value(rounded(fit.cap)));
    line.insert("data", value(&report.head.data));
    // The day is enough to find the report.
    line.insert("date", value(report.head.created.get(..10).unwrap_or(&report.head.created)));
    line.insert("trials", value(fit.trials.iter().map(|n| whole(*n)).collect::<Array>()));
    line.insert("provisional", value(false));
    line.insert("code", value(&report.head.code));
    let mut tables = vec![(fit.subject.as_str(), line)];
    tables.extend(report.false_match.as_ref().map(|t| ("false_match", rate_table(t))));
    tables.extend(report.false_non_match.as_ref().map(|t| ("false_non_match", rate_table(t))));
    tables
}

/// Puts tables into the document, whose pack must exist, and says which.
fn insert(
    document: &mut DocumentMut,
    pack: &str,
    tables: Vec<(&'static str, Table)>,
) -> Vec<String> {
    let calibration = &mut document["packs"][pack]["calibration"];
    if calibration.is_none() {
        *calibration = Item::Table(Table::new());
    }
    tables
        .into_iter()
        .map(|(name, mut table)| {
            // The comment and the place of the table that stood there stay.
            if let Some(old) = calibration.get(name).and_then(Item::as_table) {
                *table.decor_mut() = old.decor().clone();
                table.set_position(old.position());
            } else {
                table.decor_mut().set_prefix("\n");
            }
            calibration[name] = Item::Table(table);
            format!("packs.{pack}.calibration.{name}")
        })
        .collect()
}

fn rate_table(table: &RateTable) -> Table {
    let mut out = Table::new();
    out.insert("scores", value(numbers(&table.scores)));
    out.insert("rates", value(numbers(&table.rates)));
    out.insert("trials", value(whole(table.trials)));
    out.insert("subjects", value(whole(table.subjects)));
    out.insert("data", value(&table.data));
    out
}

fn numbers(values: &[f64]) -> Array {
    let mut array = Array::new();
    for (i, number) in values.iter().enumerate() {
        let prefix = if i % PER_LINE == 0 { "\n    " } else { " " };
        array.push_formatted(Value::from(*number).decorated(prefix, ""));
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    array
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Four decimals: the fit is not known better.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

/// Writes beside the manifest and renames; permissions stay.
fn store(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(std::fs::metadata(path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Fit, Head, Subject};
    use super::*;

    const BEFORE: &str = "\
# The only place that knows a model.
schema = 1

[packs.p]
title = \"x\" # kept

# Cosine similarity -> ln P / P.
[packs.p.calibration.identity]
slope = 1.0
intercept = -1.0
cap = 12.0 # an old remark
provisional = true

# Log-odds.
[packs.p.calibration.pad]
slope = -0.4 # also kept

[models.m]
file = \"m.onnx\"
";

    fn report(subject: Subject) -> CalibrationReport {
        let table = |rates: Vec<f64>| RateTable {
            scores: vec![0.1, 0.2],
            rates,
            trials: 9000,
            subjects: 12,
            data: "all against all".into(),
        };
        CalibrationReport {
            head: Head {
                kind: "calibration-identity".into(),
                schema: 1,
                created: "2026-11-21T10:00:00.000Z".into(),
                code: "0.1.0".into(),
                pack: "p".into(),
                models: Vec::new(),
                data: "a \"list\"".into(),
                is_written: true,
            },
            fit: Fit {
                subject,
                slope: 30.491_234_5,
                intercept: -8.25,
                cap: 12.0,
                trials: [1500, 7_255_541],
                scores: [1500, 7_255_541],
                cllr: 0.02,
                min_cllr: 0.01,
                cllr_before: 0.03,
                largest_gap: None,
                isotonic: Vec::new(),
            },
            false_match: Some(table(vec![0.5, 7.3e-6])),
            false_non_match: Some(table(vec![0.02, 0.5])),
        }
    }

    fn rewritten(subject: Subject) -> String {
        let mut document = BEFORE.parse().unwrap();
        insert(&mut document, "p", tables_of(&report(subject)));
        document.to_string()
    }

    #[test]
    fn only_the_named_tables_change_and_comments_stay() {
        insta::assert_snapshot!(rewritten(Subject::Identity));
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let text = rewritten(Subject::Identity);
        let document: DocumentMut = text.parse().unwrap();
        let c = &document["packs"]["p"]["calibration"];
        assert_eq!(c["identity"]["slope"].as_float(), Some(30.4912));
        assert_eq!(c["identity"]["provisional"].as_bool(), Some(false));
        assert_eq!(c["identity"]["data"].as_str(), Some("a \"list\""));
        let rates = c["false_match"]["rates"].as_array().unwrap();
        assert_eq!(rates.get(1).and_then(Value::as_float), Some(7.3e-6));
        // Twice gives the same text.
        let mut again: DocumentMut = text.parse().unwrap();
        insert(&mut again, "p", tables_of(&report(Subject::Identity)));
        assert_eq!(again.to_string(), text);
    }

    #[test]
    fn a_calibration_that_is_there_is_not_overwritten_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("manifest.toml");
        std::fs::write(&path, BEFORE).unwrap();
        let check = |pack: &str, subject: &str, replace: bool| {
            check_free(&path, pack, subject, replace).map_err(|e| e.to_string())
        };
        let error = check("p", "identity", false).unwrap_err();
        assert!(error.contains("[packs.p.calibration.identity] already"), "{error}");
        assert!(error.contains("--replace"), "{error}");
        assert_eq!(check("p", "identity", true), Ok(()));
        assert_eq!(check("p", "manipulation", false), Ok(()));
        assert!(check("q", "identity", true).unwrap_err().contains("--pack"));
        assert!(check_free(&dir.path().join("none"), "p", "pad", true).is_err());
    }

    #[test]
    fn a_manifest_that_would_not_be_usable_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("manifest.toml");
        std::fs::write(&path, BEFORE).unwrap();
        let error = write(&path, &report(Subject::Identity), true).unwrap_err();
        assert!(matches!(error, ManifestWriteError::Unusable { .. }), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), BEFORE);
    }
}
