//! Which files may be decoded when a stranger sent them: recordings that hold their own pictures.
//!
//! A playlist (HLS, DASH, Smooth Streaming, a reference movie, a session description) is also a "file"
//! that GStreamer plays, by reading whatever files and addresses it names. From an uploader's hand that
//! would reach into the operator's machine and network, past every access rule. So the first bytes must be
//! those of a container that is on this list; everything else is no video here.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes looked at: enough for three packets of a transport stream that begins in mid-packet.
const HEAD_BYTES: usize = 4 * 192;

/// Whether the file begins like a recording that refers to nothing outside itself.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn is_self_contained(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.seek(SeekFrom::Start(0))?;
    file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(is_known(&head))
}

fn is_known(head: &[u8]) -> bool {
    const STARTS: &[&[u8]] = &[
        &[0x1a, 0x45, 0xdf, 0xa3], // Matroska, WebM
        &[0x00, 0x00, 0x01, 0xba], // MPEG program stream
        &[0x00, 0x00, 0x01, 0xb3], // MPEG-1 and -2 video
        &[0x00, 0x00, 0x00, 0x01], // H.264 and H.265 byte stream
        &[0x00, 0x00, 0x01],       // the same, short start code
        &[0x30, 0x26, 0xb2, 0x75], // ASF, WMV
        &[0xff, 0xd8, 0xff],       // motion JPEG
        b"OggS",
        b"FLV",
        b"DKIF",
    ];
    let is_riff = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"AVI ");
    // ISO base media begins with a box; `rmra` reference movies hide inside `moov`, which the demuxer here
    // does not follow (seen, not assumed).
    let is_iso = head.get(4..8).is_some_and(|kind| {
        [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"pnot"]
            .contains(&kind.try_into().unwrap_or(b"    "))
    });
    is_riff || is_iso || STARTS.iter().any(|s| head.starts_with(s)) || is_transport_stream(head)
}

/// Bytes of a JPEG that are searched for a second picture; a still of a camera is smaller.
const STILL_BYTES: u64 = 32 << 20;

/// Whether the file is a picture and no recording. A JPEG with another one right behind it is motion JPEG.
///
/// # Errors
/// When the file cannot be read.
pub fn is_still_picture(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    File::open(path)?.take(12).read_to_end(&mut bytes)?;
    if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
        return Ok(is_webp
            || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
            || bytes.starts_with(b"GIF8"));
    }
    let file = File::open(path)?;
    if file.metadata()?.len() > STILL_BYTES {
        return Ok(false);
    }
    bytes.clear();
    file.take(STILL_BYTES).read_to_end(&mut bytes)?;
    Ok(!bytes.windows(4).any(|w| w == [0xff, 0xd9, 0xff, 0xd8]))
}

/// Three sync bytes one packet apart, from any offset within the first packet. Packets have 188 bytes, or
/// 192 with time stamps before them.
fn is_transport_stream(head: &[u8]) -> bool {
    [188, 192].into_iter().any(|packet| {
        (0..packet).any(|start| (0..3).all(|n| head.get(start + n * packet) == Some(&0x47)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_still(bytes: &[u8], expected: bool) {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        io::Write::write_all(&mut file, bytes).expect("room for it");
        assert_eq!(is_still_picture(file.path()).expect("readable"), expected, "{bytes:?}");
    }

    #[test]
    fn a_picture_is_told_from_a_recording_of_pictures() {
        let jpeg = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 40], &[0xff, 0xd9]].concat();
        check_still(&jpeg, true);
        check_still(&jpeg.repeat(3), false);
        check_still(b"\x89PNG\r\n\x1a\n....", true);
        check_still(b"RIFF....WEBPVP8 ", true);
        check_still(b"RIFF....AVI LIST", false);
        check_still(b"\0\0\0 ftypisom", false);
        check_still(b"", false);
    }

    #[test]
    fn playlists_and_descriptions_are_not_self_contained() {
        let texts: [&[u8]; 7] = [
            b"#EXTM3U\n#EXTINF:3,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
            b"<?xml version=\"1.0\"?><MPD><BaseURL>http://127.0.0.1/x.mp4</BaseURL></MPD>",
            b"<SmoothStreamingMedia/>",
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
            b"[Reference]\nRef1=http://127.0.0.1/x\n",
            b"RTSPtextRTSP://127.0.0.1/x",
            b"http://127.0.0.1/list\n",
        ];
        for text in texts {
            assert!(!is_known(text), "{}", String::from_utf8_lossy(text));
        }
        assert!(!is_known(&[]));
        // A playlist whose text happens to hold the sync byte does not become a transport stream.
        assert!(!is_known(&[b"#EXTM3U\n".as_slice(), &[b'G'; 3]].concat()));
    }

    #[test]
    fn recordings_are() {
        assert!(is_known(b"\0\0\0\x20ftypisom\0\0\0\0"));
        assert!(is_known(b"RIFF\0\0\0\0AVI LIST"));
        assert!(is_known(&[0x1a, 0x45, 0xdf, 0xa3, 0, 0]));
        let mut stream = vec![0_u8; 4 * 188];
        for n in 0..4 {
            stream[7 + n * 188] = 0x47;
        }
        assert!(is_known(&stream[..]));
    }
}
