//! Clips and stills with what they show: `file,subject,label` and whatever notes stand beside them.

use std::path::{Path, PathBuf};

use super::ListError;
use super::sessions::{Recording, recording};
use super::table::{Row, Table, quoted};

const EXAMPLE: &str = "file,subject,label";

/// What a clip or still shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// A live, unaltered presentation.
    BonaFide,
    /// A presentation attack, with its species (`screen-replay`, `print`, `mask` …).
    Attack(String),
    /// Manipulated or synthetic media, with its kind (`faceswap`, `reenactment` …).
    Manipulated(String),
    /// Anything else: measured by none of the studies.
    Other(String),
}

/// One clip or still.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaItem {
    /// Its line in the list, counted from 1.
    pub line: u64,
    /// As the list names it: relative to the list's folder.
    pub file: PathBuf,
    /// Who is on it; none when unknown. Equal subjects are one person.
    pub subject: Option<String>,
    /// What it shows.
    pub label: Label,
    /// A group to report on its own.
    pub group: Option<String>,
    /// Whom the presentation claims to be: a picture, a clip, or `CLIP@SECONDS`, relative to the list's
    /// folder. With it identity is in play, and the study says how many attacks were accepted.
    pub reference: Option<Recording>,
}

/// Reads a list of clips and stills.
///
/// # Errors
/// When the file cannot be read, lacks a column, or a label is malformed.
pub fn read_media(path: &Path) -> Result<Vec<MediaItem>, ListError> {
    let table = Table::read(path, &["file", "label"], EXAMPLE)?;
    table.rows().map(item).collect()
}

fn item(row: Row<'_>) -> Result<MediaItem, ListError> {
    Ok(MediaItem {
        line: row.line,
        file: PathBuf::from(row.required("file")?),
        subject: row.optional("subject").map(str::to_owned),
        label: label(row)?,
        group: row.optional("group").map(str::to_owned),
        reference: row.optional("reference").map(|text| recording(row, text)).transpose()?,
    })
}

fn label(row: Row<'_>) -> Result<Label, ListError> {
    let text = row.required("label")?;
    let (word, rest) =
        text.split_once(':').map_or((text, None), |(w, r)| (w.trim(), Some(r.trim())));
    let named = |what: &str| match rest {
        Some(rest) if !rest.is_empty() => Ok(rest.to_owned()),
        _ => {
            Err(row.fault("label", format!("{} names no {what}; write {word}:NAME", quoted(text))))
        }
    };
    Ok(match word {
        "bona-fide" => Label::BonaFide,
        "attack" => Label::Attack(named("species")?),
        "manipulated" => Label::Manipulated(named("kind")?),
        _ => Label::Other(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<MediaItem>, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("media.csv");
        std::fs::write(&path, text).unwrap();
        read_media(&path).map_err(|e| e.to_string())
    }

    #[test]
    fn labels_are_told_apart() {
        let rows = read(
            "file,subject,label,note\na.mp4,s1,bona-fide,\nb.mp4,,attack:mask,\"x, y\"\n\
             c.mp4,,manipulated:faceswap,\nd.png,,specimen,\n",
        )
        .unwrap();
        let labels: Vec<_> = rows.iter().map(|r| r.label.clone()).collect();
        assert_eq!(
            labels,
            [
                Label::BonaFide,
                Label::Attack("mask".into()),
                Label::Manipulated("faceswap".into()),
                Label::Other("specimen".into())
            ]
        );
        assert_eq!((rows[0].subject.as_deref(), rows[1].subject.as_deref()), (Some("s1"), None));
    }

    #[test]
    fn an_attack_names_its_species() {
        for label in ["attack", "attack:", "manipulated: "] {
            let text = read(&format!("file,label\nx.mp4,{label}\n")).unwrap_err();
            assert!(text.contains("line 2, column `label`") && text.contains(":NAME"), "{text}");
        }
    }
}
