//! Putting a report's files in place: whole or not at all, and never over what is not ours.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::error::ReportError;
use super::escape::escape;
use super::plot::FILE_MARK;

/// Names inside the folder of a report.
pub(super) const JSON: &str = "report.json";
pub(super) const HTML: &str = "report.html";
pub(super) const PLOTS: &str = "plots";

/// The element by which a page is known as a report of that kind.
pub(super) fn page_mark(kind: &str) -> String {
    format!("<meta name=\"generator\" content=\"likeness eval {}\">", escape(kind))
}

/// Checks that a report of that kind may be written into `dir`: the folder is absent, or holds none, or an
/// earlier one of the same kind.
pub(super) fn check_place(dir: &Path, kind: &str) -> Result<(), ReportError> {
    let foreign = |path: PathBuf, found: String| Err(ReportError::Foreign { path, found });
    let json = dir.join(JSON);
    if let Some(bytes) = read(&json)? {
        let found = serde_json::from_slice::<serde_json::Value>(&bytes).ok();
        let found = found.as_ref().and_then(|v| v.get("kind")).and_then(serde_json::Value::as_str);
        return match found {
            Some(found) if found == kind => Ok(()),
            Some(found) => foreign(json, format!("a report of another kind, {found:?}")),
            None => foreign(json, "a file that is no report".to_owned()),
        };
    }
    // A page without its figures is ours if a run was cut short before they were written.
    let html = dir.join(HTML);
    if read_start(&html)?.is_some_and(|start| !start.contains(&page_mark(kind))) {
        return foreign(html, "a page that is no report of this kind".to_owned());
    }
    Ok(())
}

/// Checks that a plot may be written over what is at `svg`, if anything.
pub(super) fn check_plot(svg: &Path) -> Result<(), ReportError> {
    let is_ours = read_start(svg)?.map(|start| start.starts_with(FILE_MARK));
    let png = svg.with_extension("png");
    match is_ours {
        Some(true) => Ok(()),
        None if !png.exists() => Ok(()),
        Some(false) => Err(ReportError::Foreign {
            path: svg.to_path_buf(),
            found: "a drawing that is no plot of a report".to_owned(),
        }),
        None => Err(ReportError::Foreign {
            path: png,
            found: "a picture that is no plot of a report".to_owned(),
        }),
    }
}

/// Removes plots of an earlier report that the new one does not have. What is not ours stays.
pub(super) fn remove_stale_plots(folder: &Path, kept: &[PathBuf]) -> Result<(), ReportError> {
    let failed = |source| ReportError::Write { path: folder.to_path_buf(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let svg = entry.map_err(failed)?.path();
        let is_svg = svg.extension().is_some_and(|extension| extension == "svg");
        if !is_svg || kept.contains(&svg) {
            continue;
        }
        if read_start(&svg)?.is_some_and(|start| start.starts_with(FILE_MARK)) {
            for path in [svg.with_extension("png"), svg] {
                match fs::remove_file(&path) {
                    Err(source) if source.kind() != io::ErrorKind::NotFound => {
                        return Err(ReportError::Write { path, source });
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

/// Makes a folder and those above it.
pub(super) fn make_folder(path: &Path) -> Result<(), ReportError> {
    fs::create_dir_all(path)
        .map_err(|source| ReportError::Write { path: path.to_path_buf(), source })
}

/// Writes beside `path`, waits for the disk, and renames over `path`. The file is its owner's alone: reports
/// name files and hold pictures of persons.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let attempt = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        fs::File::open(folder)?.sync_all()
    };
    attempt().map_err(|source| ReportError::Write { path: path.to_path_buf(), source })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, ReportError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ReportError::Read { path: path.to_path_buf(), source }),
    }
}

/// The first kilobyte as text; `None` when there is no such file.
fn read_start(path: &Path) -> Result<Option<String>, ReportError> {
    let attempt = || {
        let mut start = Vec::new();
        fs::File::open(path)?.take(1024).read_to_end(&mut start)?;
        Ok(String::from_utf8_lossy(&start).into_owned())
    };
    match attempt() {
        Ok(start) => Ok(Some(start)),
        Err(source) if io::Error::kind(&source) == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ReportError::Read { path: path.to_path_buf(), source }),
    }
}
