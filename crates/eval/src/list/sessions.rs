//! Whole sessions: `reference,video,truth[,subject][,species][,group][,kind]`.
//!
//! A reference is a picture, a clip, or `CLIP@SECONDS` for the frame of a clip at that second.

use std::path::{Path, PathBuf};

use super::ListError;
use super::table::{Row, Table, quoted};

const EXAMPLE: &str = "reference,video,truth";

/// What the session really is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// The person of the reference, live and unaltered.
    Accept,
    /// Somebody else, live and unaltered.
    OtherPerson,
    /// A presentation attack, with its species.
    Attack(String),
    /// Manipulated media, with its kind.
    Manipulated(String),
}

/// A file, or one moment of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// As the list names it: relative to the list's folder.
    pub file: PathBuf,
    /// Seconds from the start of the frame that is meant; none for the whole file.
    pub at_s: Option<f64>,
}

/// One session to run.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionItem {
    /// Its line in the list, counted from 1.
    pub line: u64,
    /// What the capture subject is compared with.
    pub reference: Recording,
    /// The clip that is watched, relative to the list's folder.
    pub video: PathBuf,
    /// What it is.
    pub truth: Truth,
    /// Who is on the clip; none when unknown.
    pub subject: Option<String>,
    /// A group to report on its own.
    pub group: Option<String>,
    /// A word for the kind of session or of clip, for tables.
    pub kind: Option<String>,
}

/// Reads a list of sessions.
///
/// # Errors
/// When the file cannot be read, lacks a column, or a truth is none of the four.
pub fn read_sessions(path: &Path) -> Result<Vec<SessionItem>, ListError> {
    let table = Table::read(path, &["reference", "video", "truth"], EXAMPLE)?;
    table.rows().map(item).collect()
}

fn item(row: Row<'_>) -> Result<SessionItem, ListError> {
    let owned = |column: &str| row.optional(column).map(str::to_owned);
    Ok(SessionItem {
        line: row.line,
        reference: recording(row, row.required("reference")?)?,
        video: PathBuf::from(row.required("video")?),
        truth: truth(row)?,
        subject: owned("subject"),
        group: owned("group"),
        kind: owned("kind"),
    })
}

fn truth(row: Row<'_>) -> Result<Truth, ListError> {
    let text = row.required("truth")?;
    let (word, rest) = text.split_once(':').map_or((text, ""), |(w, r)| (w.trim(), r.trim()));
    // The species may also stand in a column of its own.
    let named = || {
        let name = Some(rest).filter(|r| !r.is_empty()).or_else(|| row.optional("species"));
        name.map(str::to_owned).ok_or_else(|| {
            let detail = format!("{} names no species; write {word}:NAME", quoted(text));
            row.fault("truth", detail)
        })
    };
    match word {
        "accept" => Ok(Truth::Accept),
        "other_person" => Ok(Truth::OtherPerson),
        "attack" => Ok(Truth::Attack(named()?)),
        "manipulated" => Ok(Truth::Manipulated(named()?)),
        _ => Err(row.fault(
            "truth",
            format!(
                "{} is none of `accept`, `other_person`, `attack:SPECIES`, `manipulated:KIND`",
                quoted(text)
            ),
        )),
    }
}

/// The recording that `text`, the row's reference, names.
pub(super) fn recording(row: Row<'_>, text: &str) -> Result<Recording, ListError> {
    // A file name may hold an `@` of its own: only a number after the last one is a moment.
    let moment = text.rsplit_once('@').and_then(|(file, at)| Some((file, at.parse::<f64>().ok()?)));
    match moment {
        Some((file, at)) if !file.is_empty() && at.is_finite() && at >= 0.0 => {
            Ok(Recording { file: file.into(), at_s: Some(at) })
        }
        Some(_) => Err(row.fault(
            "reference",
            format!("{} names no moment of a clip; write CLIP@1.5 for second 1.5", quoted(text)),
        )),
        None => Ok(Recording { file: text.into(), at_s: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> Result<SessionItem, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sessions.csv");
        std::fs::write(&path, format!("reference,video,truth,species\n{row}\n")).unwrap();
        read_sessions(&path).map(|mut r| r.remove(0)).map_err(|e| e.to_string())
    }

    #[test]
    fn references_are_files_or_moments_of_clips() {
        let check = |text: &str, file: &str, at_s: Option<f64>| {
            let expected = Recording { file: file.into(), at_s };
            assert_eq!(read(&format!("{text},v.mp4,accept,")).unwrap().reference, expected);
        };
        check("id.jpg", "id.jpg", None);
        check("c.mp4@1.0", "c.mp4", Some(1.0));
        check("me@home.mp4", "me@home.mp4", None);
        check("me@home.mp4@0", "me@home.mp4", Some(0.0));
        assert!(read("c.mp4@-1,v.mp4,accept,").unwrap_err().contains("CLIP@1.5"));
    }

    #[test]
    fn truths_are_the_four() {
        let check = |row: &str, truth: Truth| {
            assert_eq!(read(&format!("r.jpg,v.mp4,{row}")).unwrap().truth, truth);
        };
        check("accept,", Truth::Accept);
        check("other_person,", Truth::OtherPerson);
        check("attack:mask,", Truth::Attack("mask".into()));
        check("attack,print", Truth::Attack("print".into()));
        check("manipulated: faceswap ,", Truth::Manipulated("faceswap".into()));
        assert!(read("r.jpg,v.mp4,reject,").unwrap_err().contains("none of `accept`"));
        assert!(read("r.jpg,v.mp4,attack,").unwrap_err().contains("attack:NAME"));
    }
}
