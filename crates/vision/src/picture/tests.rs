//! Every way in which a file can be no picture, each with its message.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::*;
use crate::test_pictures::gradient;

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// `bytes` must be refused with a message holding `expected`.
fn check(bytes: &[u8], expected: &str) {
    let error = decode_picture(bytes, PictureLimits::default()).expect_err(expected);
    assert!(error.to_string().contains(expected), "{error} does not hold {expected:?}");
}

/// A JPEG with an EXIF orientation.
fn oriented(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let jpeg = encoded(picture, ImageFormat::Jpeg);
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend((tiff.len() as u16 + 2).to_be_bytes());
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn the_three_formats_decode_whatever_their_name() {
    let picture = gradient(40, 30);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let frame = decode_picture(&encoded(&picture, format), PictureLimits::default()).unwrap();
        assert_eq!((frame.size.width, frame.size.height), (40, 30));
        assert!(frame.check().is_ok());
    }
}

#[test]
fn what_is_no_picture_says_what_it_is() {
    check(b"", "is empty");
    check(b"hello, this is a letter", "not a picture but text");
    check(b"%PDF-1.7 \xff", "a PDF document");
    check(b"\0\0\0\x20ftypisom\0\0\0\0", "a video");
    check(b"\x1a\x45\xdf\xa3\xff\xff", "a video");
    check(b"RIFF\0\0\0\0AVI LIST\xff", "a video");
    check(b"GIF89a\x01\0\x01\0", "GIF pictures are not supported");
    check(b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC pictures are not supported");
    check(&[0xfe, 0x01, 0x93, 0xff, 0xfe], "something else");
}

#[test]
fn cut_files_are_truncated_not_grey() {
    let picture = crate::test_pictures::noise(64, 64);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let bytes = encoded(&picture, format);
        for part in [2, 3] {
            let cut = &bytes[..bytes.len() * (part - 1) / part];
            let error = decode_picture(cut, PictureLimits::default()).unwrap_err();
            assert!(
                matches!(error, PictureError::Truncated | PictureError::Damaged),
                "{format:?} {error}"
            );
        }
    }
    let jpeg = encoded(&picture, ImageFormat::Jpeg);
    check(&jpeg[..jpeg.len() - 2], "breaks off before its end");
}

#[test]
fn limits_hold_before_anything_is_decoded() {
    let png = encoded(&gradient(100, 100), ImageFormat::Png);
    let tight = PictureLimits { max_bytes: 10, max_pixels: 1_000_000 };
    assert!(matches!(decode_picture(&png, tight), Err(PictureError::TooManyBytes { max: 10, .. })));
    let tight = PictureLimits { max_bytes: 100_000, max_pixels: 9_999 };
    assert!(matches!(
        decode_picture(&png, tight),
        Err(PictureError::TooManyPixels { width: 100, height: 100, max: 9_999 })
    ));
    // A header that claims 60,000 × 60,000 pixels, and nothing behind it.
    let mut bomb = png.clone();
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    assert!(decode_picture(&bomb, PictureLimits::default()).is_err());
}

#[test]
fn exif_orientation_is_honoured() {
    // Left half dark, right half bright; 6 means: turn clockwise, so that dark comes to the top.
    let picture = RgbImage::from_fn(40, 20, |x, _| image::Rgb([if x < 20 { 20 } else { 220 }; 3]));
    let frame = decode_picture(&oriented(&picture, 6), PictureLimits::default()).unwrap();
    assert_eq!((frame.size.width, frame.size.height), (20, 40));
    assert!(frame.row(3)[30] < 60 && frame.row(36)[30] > 180);
    let frame = decode_picture(&oriented(&picture, 1), PictureLimits::default()).unwrap();
    assert_eq!((frame.size.width, frame.size.height), (40, 20));
}

#[test]
fn transparency_becomes_white() {
    let mut out = Vec::new();
    let pixels = [0_u8, 0, 0, 0, 0, 0, 0, 255];
    PngEncoder::new(&mut out).write_image(&pixels, 2, 1, ExtendedColorType::Rgba8).unwrap();
    let frame = decode_picture(&out, PictureLimits::default()).unwrap();
    assert_eq!(frame.row(0), [255, 255, 255, 0, 0, 0]);
}

#[test]
fn an_animated_png_is_refused() {
    let png = encoded(&gradient(4, 4), ImageFormat::Png);
    // An acTL chunk after IHDR: two frames, endless. CRC of its type and data.
    let mut chunk = b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0".to_vec();
    chunk.extend(crc(&chunk[4..]).to_be_bytes());
    let mut apng = png[..33].to_vec();
    apng.extend(chunk);
    apng.extend(&png[33..]);
    check(&apng, "animated");
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for b in bytes {
        crc ^= u32::from(*b);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (0_u32.wrapping_sub(crc & 1)));
        }
    }
    !crc
}

#[test]
fn encoded_pictures_decode_again() {
    let jpeg = encode_jpeg(&gradient(33, 21), 85);
    let frame = decode_picture(&jpeg, PictureLimits::default()).unwrap();
    assert_eq!((frame.size.width, frame.size.height), (33, 21));
}
