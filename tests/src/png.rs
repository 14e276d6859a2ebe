//! PNG files that claim what no honest encoder writes.

/// A grey PNG whose header claims `width` × `height` and whose pixel data hold one row of one pixel.
pub fn claiming(width: u32, height: u32) -> Vec<u8> {
    png(width, height, &[])
}

/// A one-pixel PNG with an animation header.
pub fn animated() -> Vec<u8> {
    let control = [0, 0, 0, 2, 0, 0, 0, 0]; // two frames, for ever
    png(1, 1, &chunk(b"acTL", &control))
}

fn png(width: u32, height: u32, between: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    // zlib with one stored block: filter byte and one grey pixel.
    let pixels = [0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81];
    [
        b"\x89PNG\r\n\x1a\n",
        &chunk(b"IHDR", &header)[..],
        between,
        &chunk(b"IDAT", &pixels),
        &chunk(b"IEND", &[]),
    ]
    .concat()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [kind, body].concat();
    let length = u32::try_from(body.len()).expect("a short chunk").to_be_bytes();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

/// CRC-32 as PNG wants it.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn an_honest_one_decodes() {
        let picture = image::load_from_memory(&claiming(1, 1)).expect("a picture");
        assert_eq!(picture.into_luma8().as_raw(), &[0x80]);
    }
}
