//! What becomes of a part: a short text, a picture in memory, or a video on disk.

use app::IncomingFile;
use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt;

use super::form::{Part, too_large};
use crate::catalogue;
use crate::problem::Problem;

/// Longest text field: the longest is a policy's name.
const MAX_TEXT_BYTES: usize = 256;

/// Reads a short text field.
pub(crate) async fn read_text(part: &mut Part<'_>) -> Result<String, Problem> {
    let mut text = Vec::new();
    while let Some(piece) = part.piece().await? {
        if text.len() + piece.len() > MAX_TEXT_BYTES {
            return Err(Problem::new(
                &catalogue::FORM_INVALID,
                format!("a text field is longer than {MAX_TEXT_BYTES} bytes"),
            ));
        }
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).map_err(|_| {
        Problem::new(&catalogue::FORM_INVALID, "a text field is not UTF-8: send it as text")
    })
}

/// Reads a picture into memory.
pub(crate) async fn read_picture(part: &mut Part<'_>, limit: u64) -> Result<Bytes, Problem> {
    let mut picture = BytesMut::new();
    while let Some(piece) = part.piece().await? {
        if (picture.len() + piece.len()) as u64 > limit {
            return Err(too_large(limit));
        }
        picture.extend_from_slice(&piece);
    }
    if picture.is_empty() {
        return Err(empty());
    }
    Ok(picture.freeze())
}

/// Writes a video to its place as it arrives.
pub(crate) async fn store_video(
    part: &mut Part<'_>,
    video: &mut IncomingFile,
    limit: u64,
) -> Result<(), Problem> {
    // Each upload gets a fresh guard: nobody has taken its file before.
    let file = video.take_file().expect("the file of a fresh guard");
    let mut file = tokio::fs::File::from_std(file);
    let mut written = 0_u64;
    while let Some(piece) = part.piece().await? {
        written += piece.len() as u64;
        if written > limit {
            return Err(too_large(limit));
        }
        file.write_all(&piece).await.map_err(|e| unwritten(video, e))?;
    }
    file.flush().await.map_err(|e| unwritten(video, e))?;
    if written == 0 {
        return Err(empty());
    }
    Ok(())
}

fn unwritten(video: &IncomingFile, error: std::io::Error) -> Problem {
    app::AppError::from(video.error(error)).into()
}

fn empty() -> Problem {
    Problem::new(
        &catalogue::EMPTY_FILE,
        "the file is empty: check that the recording has ended, then send it again",
    )
}
