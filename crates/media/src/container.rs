//! Does a file hold all the bytes its header announces, and its index? Demuxers play a cut file to its
//! last byte and call that the end, and some wait for an index that never comes; a verdict must know the
//! difference.
//!
//! Only the outermost frame of ISO base media (mp4, mov), Matroska (mkv, webm) and RIFF (avi) files is
//! read. Transport and program streams announce no length.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes that the header announces but the file does not have, or `None` when it is whole or says
/// nothing about its length.
///
/// # Errors
/// When the file cannot be read.
pub fn missing_tail(file: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    let len = file.seek(SeekFrom::End(0))?;
    let mut head = [0; 12];
    file.seek(SeekFrom::Start(0))?;
    if len < 12 || file.read_exact(&mut head).is_err() {
        return Ok(None);
    }
    let announced = match &head {
        [b'R', b'I', b'F', b'F', size @ .., b'A', b'V', b'I', b' '] => {
            riff(*size.first_chunk().unwrap_or(&[0; 4]))
        }
        [0x1a, 0x45, 0xdf, 0xa3, ..] => matroska(file, len)?,
        [_, _, _, _, kind @ .., _, _, _, _] if is_iso_start(kind) => iso(file, len)?.end,
        _ => None,
    };
    Ok(announced.and_then(|announced| announced.checked_sub(len)).filter(|missing| *missing > 0))
}

/// True for an ISO base media recording without its index (`moov`): the recorder or the copy broke off
/// before it was written, and nothing in the file can be decoded.
///
/// # Errors
/// When the file cannot be read.
pub fn lacks_index(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let len = file.seek(SeekFrom::End(0))?;
    let mut head = [0; 12];
    file.seek(SeekFrom::Start(0))?;
    if len < 12 || file.read_exact(&mut head).is_err() || !is_iso_start(&head[4..8]) {
        return Ok(false);
    }
    let boxes = iso(file, len)?;
    Ok(boxes.are_sound && boxes.data && !boxes.index && !boxes.picture)
}

fn riff(size: [u8; 4]) -> Option<u64> {
    // Zero and all ones: written by recorders that never came back to fill it in.
    let size = u32::from_le_bytes(size);
    (size != 0 && size != u32::MAX).then(|| u64::from(size) + 8)
}

fn is_iso_start(kind: &[u8]) -> bool {
    [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp"].iter().any(|k| *k == kind)
}

/// What the outermost boxes say.
#[derive(Default)]
struct Boxes {
    /// Where the last one ends; `None` when it is open-ended.
    end: Option<u64>,
    /// Every header made sense.
    are_sound: bool,
    data: bool,
    /// A whole `moov`.
    index: bool,
    /// A `meta` box instead: a HEIF picture, which has no `moov`.
    picture: bool,
}

fn iso(file: &mut (impl Read + Seek), len: u64) -> io::Result<Boxes> {
    let mut boxes = Boxes { are_sound: true, ..Boxes::default() };
    let mut at = 0;
    while at + 8 <= len {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let got = read_up_to(file, &mut head)?;
        let [a, b, c, d, kind @ .., _, _, _, _, _, _, _, _] = head;
        let size = match u64::from(u32::from_be_bytes([a, b, c, d])) {
            0 => len - at, // to the end of the file, whatever that is
            1 if got == 16 => u64::from_be_bytes(*head.last_chunk().unwrap_or(&[0; 8])),
            size => size,
        };
        if size < 8 {
            return Ok(Boxes { end: None, are_sound: false, ..boxes });
        }
        let end = at.saturating_add(size);
        match &kind {
            b"mdat" => boxes.data = true,
            b"moov" => boxes.index |= end <= len,
            b"meta" => boxes.picture = true,
            _ => {}
        }
        boxes.end = Some(end);
        at = end;
    }
    Ok(boxes)
}

/// Skips the EBML header; the answer is where the segment ends.
fn matroska(file: &mut (impl Read + Seek), len: u64) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(4))?;
    let Some((header, used)) = ebml_size(file)? else { return Ok(None) };
    let segment = (4 + used).saturating_add(header);
    if segment.saturating_add(12) > len {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(segment))?;
    let mut id = [0; 4];
    file.read_exact(&mut id)?;
    if id != [0x18, 0x53, 0x80, 0x67] {
        return Ok(None);
    }
    Ok(ebml_size(file)?.map(|(size, used)| (segment + 4 + used).saturating_add(size)))
}

/// An EBML variable-length size and the bytes it took; `None` for "unknown" (all ones).
fn ebml_size(file: &mut impl Read) -> io::Result<Option<(u64, u64)>> {
    let mut first = [0];
    file.read_exact(&mut first)?;
    let extra = first[0].leading_zeros();
    if extra > 7 {
        return Ok(None);
    }
    let mut value = u64::from(first[0]) & (0x7f >> extra);
    for _ in 0..extra {
        let mut byte = [0];
        file.read_exact(&mut byte)?;
        value = value << 8 | u64::from(byte[0]);
    }
    let unknown = (1u64 << (7 * (extra + 1))) - 1;
    Ok((value != unknown).then_some((value, u64::from(extra) + 1)))
}

fn read_up_to(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match file.read(&mut buffer[got..])? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], expected: Option<u64>) {
        assert_eq!(missing_tail(&mut Cursor::new(bytes)).unwrap(), expected);
    }

    fn boxed(kind: &[u8; 4], body: usize) -> Vec<u8> {
        let mut out = u32::try_from(body + 8).unwrap().to_be_bytes().to_vec();
        out.extend(kind);
        out.resize(body + 8, 0);
        out
    }

    #[test]
    fn iso_files_are_whole_or_cut() {
        let whole = [boxed(b"ftyp", 12), boxed(b"moov", 90), boxed(b"mdat", 400)].concat();
        check(&whole, None);
        check(&whole[..whole.len() - 150], Some(150));
        check(&whole[..20 + 98], None);
        let mut open = [boxed(b"ftyp", 12), boxed(b"mdat", 50)].concat();
        open[20..24].fill(0);
        check(&open, None);
        let mut large = [boxed(b"ftyp", 12), boxed(b"mdat", 50)].concat();
        large[20..24].copy_from_slice(&1u32.to_be_bytes());
        large[28..36].copy_from_slice(&1000u64.to_be_bytes());
        check(&large, Some(1000 - 58));
    }

    #[test]
    fn a_recording_without_its_index_is_known() {
        let check = |bytes: Vec<u8>, expected| {
            assert_eq!(lacks_index(&mut Cursor::new(bytes)).unwrap(), expected);
        };
        let (start, index, data) = (boxed(b"ftyp", 12), boxed(b"moov", 90), boxed(b"mdat", 400));
        check([&start[..], &index, &data].concat(), false);
        check([&start[..], &data, &index].concat(), false);
        check([&start[..], &data].concat(), true);
        check([&start[..], &data, &index[..60]].concat(), true);
        check([&start[..], &data[..60]].concat(), true);
        check([&start[..], &boxed(b"meta", 30), &data].concat(), false);
        check(b"RIFF\x64\0\0\0AVI hello".to_vec(), false);
    }

    #[test]
    fn matroska_and_riff_files_are_whole_or_cut() {
        let mut mkv = vec![0x1a, 0x45, 0xdf, 0xa3, 0x84, 0, 0, 0, 0, 0x18, 0x53, 0x80, 0x67];
        mkv.extend([0x40, 100]);
        mkv.resize(15 + 100, 7);
        check(&mkv, None);
        check(&mkv[..60], Some(55));
        mkv[13..15].copy_from_slice(&[0x7f, 0xff]);
        check(&mkv[..60], None);
        let mut avi = b"RIFF\x64\0\0\0AVI ".to_vec();
        avi.resize(108, 0);
        check(&avi, None);
        check(&avi[..50], Some(58));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(start in 0usize..4, mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let magic: [&[u8]; 4] = [&[], &[0x1a, 0x45, 0xdf, 0xa3], b"RIFF\x64\0\0\0AVI ", b"\0\0\0\x10ftyp"];
            bytes.splice(0..0, magic[start].iter().copied());
            missing_tail(&mut Cursor::new(&bytes)).unwrap();
            lacks_index(&mut Cursor::new(&bytes)).unwrap();
        }
    }
}
