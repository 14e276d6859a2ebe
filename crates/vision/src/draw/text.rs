//! Lines of text on a picture, in a built-in alphabet of five by seven dots: capitals, digits, `+-.`.
//! Enough for names and numbers; a font file would be a dependency and a licence for three lines of text.
//! A letter that is not in it leaves its place empty.

use image::{Rgb, RgbImage};

/// Dots of a letter, and of its place with the gap to the next.
const LETTER: (u32, u32) = (5, 7);
const PLACE: (u32, u32) = (LETTER.0 + 1, LETTER.1 + 3);

const INK: Rgb<u8> = Rgb([255, 255, 255]);
const PAPER: Rgb<u8> = Rgb([24, 24, 24]);

/// Rows from the top; of each the five low bits, the leftmost the highest.
const LETTERS: [(u8, [u8; LETTER.1 as usize]); 39] = [
    (b'0', [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e]),
    (b'1', [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e]),
    (b'2', [0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f]),
    (b'3', [0x1e, 0x01, 0x01, 0x0e, 0x01, 0x01, 0x1e]),
    (b'4', [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02]),
    (b'5', [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e]),
    (b'6', [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e]),
    (b'7', [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08]),
    (b'8', [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e]),
    (b'9', [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c]),
    (b'A', [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11]),
    (b'B', [0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e]),
    (b'C', [0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e]),
    (b'D', [0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e]),
    (b'E', [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f]),
    (b'F', [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10]),
    (b'G', [0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0f]),
    (b'H', [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11]),
    (b'I', [0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e]),
    (b'J', [0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0c]),
    (b'K', [0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11]),
    (b'L', [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f]),
    (b'M', [0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11]),
    (b'N', [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11]),
    (b'O', [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e]),
    (b'P', [0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10]),
    (b'Q', [0x0e, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0d]),
    (b'R', [0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11]),
    (b'S', [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e]),
    (b'T', [0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04]),
    (b'U', [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e]),
    (b'V', [0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04]),
    (b'W', [0x11, 0x11, 0x11, 0x15, 0x15, 0x1b, 0x11]),
    (b'X', [0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11]),
    (b'Y', [0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04]),
    (b'Z', [0x1f, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1f]),
    (b'+', [0x00, 0x04, 0x04, 0x1f, 0x04, 0x04, 0x00]),
    (b'-', [0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00]),
    (b'.', [0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c]),
];

/// Pixels that `lines` take at `scale` pixels a dot, with a dot of margin around them.
pub(super) fn size(lines: &[String], scale: u32) -> (u32, u32) {
    let longest = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    let longest = u32::try_from(longest).unwrap_or(u32::MAX);
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    (
        longest.saturating_mul(PLACE.0).saturating_add(3).saturating_mul(scale),
        count.saturating_mul(PLACE.1).saturating_add(1).saturating_mul(scale),
    )
}

/// Writes white on dark, with its top left corner there; what lies beyond the picture is left out.
pub(super) fn write(picture: &mut RgbImage, (left, top): (u32, u32), lines: &[String], scale: u32) {
    let (width, height) = size(lines, scale);
    block(picture, (left, top), (width, height), PAPER);
    for (n, line) in (0_u32..).zip(lines) {
        for (i, letter) in (0_u32..).zip(line.chars()) {
            let x = left.saturating_add((i * PLACE.0 + 2) * scale);
            let y = top.saturating_add((n * PLACE.1 + 2) * scale);
            stamp(picture, (x, y), letter, scale);
        }
    }
}

fn stamp(picture: &mut RgbImage, (x, y): (u32, u32), letter: char, scale: u32) {
    let upper = letter.to_ascii_uppercase();
    let Some((_, rows)) = LETTERS.iter().find(|(c, _)| char::from(*c) == upper) else { return };
    for (row, bits) in (0_u32..).zip(rows) {
        for column in (0..LETTER.0).filter(|c| bits >> (LETTER.0 - 1 - c) & 1 == 1) {
            block(picture, (x + column * scale, y + row * scale), (scale, scale), INK);
        }
    }
}

fn block(picture: &mut RgbImage, (x, y): (u32, u32), (w, h): (u32, u32), colour: Rgb<u8>) {
    let (width, height) = picture.dimensions();
    for py in y..y.saturating_add(h).min(height) {
        for px in x..x.saturating_add(w).min(width) {
            picture.put_pixel(px, py, colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(line: &str) -> Vec<String> {
        let mut picture = RgbImage::new(8, 11);
        write(&mut picture, (0, 0), &[line.to_owned()], 1);
        let dot = |x, y| if *picture.get_pixel(x, y) == INK { '#' } else { '.' };
        (2..9).map(|y| (2..7).map(|x| dot(x, y)).collect()).collect()
    }

    #[test]
    fn letters_read_as_what_they_are() {
        let two = [".###.", "#...#", "....#", "..##.", ".#...", "#....", "#####"];
        assert_eq!(drawn("2"), two);
        assert_eq!(drawn("p"), drawn("P"));
        assert_eq!(drawn("~"), ["....."; 7]);
    }

    #[test]
    fn no_two_letters_look_alike() {
        for (i, (_, rows)) in LETTERS.iter().enumerate() {
            assert!(LETTERS[..i].iter().all(|(_, other)| other != rows), "{i}");
        }
    }

    #[test]
    fn text_beyond_the_picture_is_left_out() {
        let mut picture = RgbImage::new(4, 4);
        write(&mut picture, (2, 3), &["WIDE".into(), "AND HIGH".into()], 3);
        assert_eq!(*picture.get_pixel(0, 0), Rgb([0, 0, 0]));
        assert_eq!(*picture.get_pixel(3, 3), PAPER);
    }
}
