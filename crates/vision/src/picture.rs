//! Still pictures from outside: size limits first, then format, then pixels, then EXIF orientation.
//!
//! Nothing is decoded before its claimed size is known to be allowed, so a small file cannot ask for
//! gigabytes.

use std::io::Cursor;
use std::sync::OnceLock;
use std::time::Instant;

use bytes::Bytes;
use domain::{Frame, FrameSize, MediaTime, PixelFormat};
use image::codecs::{jpeg::JpegEncoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

/// How large a picture may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureLimits {
    /// Bytes of the file.
    pub max_bytes: usize,
    /// Width × height.
    pub max_pixels: u64,
}

impl Default for PictureLimits {
    /// 20 MB, and 50 million pixels: the largest phone cameras' ordinary pictures.
    fn default() -> Self {
        Self { max_bytes: 20_000_000, max_pixels: 50_000_000 }
    }
}

/// A file that is no usable picture. Each sentence says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// No bytes at all.
    #[error("the picture is empty; choose a JPEG, PNG or WebP file")]
    Empty,
    /// The file is too long.
    #[error("the picture has {bytes} bytes, and {max} are allowed; save it smaller")]
    TooManyBytes {
        /// Its length.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// The picture is too large, whatever its file's length.
    #[error("the picture is {width}x{height}, and {max} pixels are allowed; save it smaller")]
    TooManyPixels {
        /// Claimed width.
        width: u32,
        /// Claimed height.
        height: u32,
        /// The limit on their product.
        max: u64,
    },
    /// Not JPEG, PNG or WebP.
    #[error("this is not a picture but {looks_like}; choose a JPEG, PNG or WebP file")]
    NotAPicture {
        /// What its first bytes say.
        looks_like: &'static str,
    },
    /// A picture in a format that is not read here.
    #[error("{format} pictures are not supported; save it as JPEG, PNG or WebP")]
    UnsupportedFormat {
        /// Which.
        format: &'static str,
    },
    /// More than one frame.
    #[error("the picture is animated; choose a still one")]
    Animated,
    /// It breaks off before its end.
    #[error("the picture breaks off before its end; copy or upload it again")]
    Truncated,
    /// Its contents contradict its format.
    #[error("the picture is damaged; open it in a viewer and save it again")]
    Damaged,
}

/// Decodes a JPEG, PNG or WebP still, upright by its EXIF orientation; transparency becomes white.
///
/// # Errors
/// When it is too large, not a supported still picture, or broken.
pub fn decode_picture(bytes: &[u8], limits: PictureLimits) -> Result<Frame, PictureError> {
    Ok(still_frame(decode_rgb(bytes, limits)?))
}

/// Compresses a picture for a person to look at. Quality 1..=100.
pub fn encode_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100));
    // Writing RGB to memory fails only for sides beyond 65,535, which no caller makes.
    if picture.write_with_encoder(encoder).is_err() {
        out.clear();
    }
    out
}

fn decode_rgb(bytes: &[u8], limits: PictureLimits) -> Result<RgbImage, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(PictureError::TooManyBytes { bytes: bytes.len(), max: limits.max_bytes });
    }
    let format = sniff(bytes)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut allowed = Limits::no_limits();
    // Sixteen-bit RGBA is the widest pixel a decoder makes; twice, for its own buffers.
    allowed.max_alloc = Some(limits.max_pixels.saturating_mul(16).max(1 << 20));
    reader.limits(allowed);
    let mut decoder = reader.into_decoder().map_err(|e| broken(&e))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(PictureError::TooManyPixels { width, height, max: limits.max_pixels });
    }
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    if is_animated(bytes, format) {
        return Err(PictureError::Animated);
    }
    if format == ImageFormat::Jpeg && !jpeg_is_complete(bytes) {
        return Err(PictureError::Truncated);
    }
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| broken(&e))?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

/// The format by the first bytes; the name of the file plays no part.
fn sniff(bytes: &[u8]) -> Result<ImageFormat, PictureError> {
    let other = |format| Err(PictureError::UnsupportedFormat { format });
    let not = |looks_like| Err(PictureError::NotAPicture { looks_like });
    let brand = bytes.get(4..12).unwrap_or_default();
    match image::guess_format(bytes) {
        Ok(f @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(f),
        Ok(ImageFormat::Gif) => other("GIF"),
        Ok(ImageFormat::Tiff) => other("TIFF"),
        Ok(ImageFormat::Bmp) => other("BMP"),
        Ok(ImageFormat::Avif) => other("AVIF"),
        _ if brand.starts_with(b"ftyphei") || brand.starts_with(b"ftypmif1") => other("HEIC"),
        _ if brand.starts_with(b"ftyp") => not("a video"),
        _ if bytes.starts_with(b"\x1a\x45\xdf\xa3") => not("a video"),
        _ if bytes.starts_with(b"RIFF") && brand.ends_with(b"AVI ") => not("a video"),
        _ if bytes.starts_with(b"\0\0\x01\xba") => not("a video"),
        _ if bytes.starts_with(b"%PDF") => not("a PDF document"),
        _ if std::str::from_utf8(&bytes[..bytes.len().min(64)]).is_ok() => not("text"),
        _ => not("something else"),
    }
}

fn is_animated(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Png => {
            PngDecoder::new(Cursor::new(bytes)).and_then(|d| d.is_apng()).unwrap_or(false)
        }
        ImageFormat::WebP => {
            WebPDecoder::new(Cursor::new(bytes)).map(|d| d.has_animation()).unwrap_or(false)
        }
        _ => false,
    }
}

/// Whether a JPEG has its end-of-image marker. Decoders fill what is missing with grey, which would then
/// be judged as a face; here it is an error.
fn jpeg_is_complete(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut at = 2; // after start-of-image
    while let Some(from) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == 0xff)) {
        at += from + 1;
        let Some(&marker) = bytes.get(at) else { return false };
        match marker {
            END => return true,
            // Stuffing, fill bytes, restart markers and other markers without a body.
            0x00 | 0x01 | 0xd0..=0xd7 => at += 1,
            0xff => {}
            _ => {
                let Some(length) = bytes.get(at + 1..at + 3) else { return false };
                at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
                if marker == SCAN && at >= bytes.len() {
                    return false;
                }
            }
        }
    }
    false
}

fn broken(error: &ImageError) -> PictureError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(e) = cause {
        let io = e.downcast_ref::<std::io::Error>();
        if io.is_some_and(|e| e.kind() == std::io::ErrorKind::UnexpectedEof) {
            return PictureError::Truncated;
        }
        cause = e.source();
    }
    let text = error.to_string().to_ascii_lowercase();
    if ["eof", "end of file", "unexpected end", "truncated", "exhausted"]
        .iter()
        .any(|w| text.contains(w))
    {
        return PictureError::Truncated;
    }
    PictureError::Damaged
}

/// RGB with transparency laid over white, as every viewer shows it.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let over =
            |v: u8| ((u32::from(v) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
        image::Rgb([over(r), over(g), over(b)])
    })
}

/// A picture as a frame of its own.
pub(crate) fn still_frame(picture: RgbImage) -> Frame {
    let (width, height) = picture.dimensions();
    Frame {
        seq: 0,
        pts: MediaTime::ZERO,
        received_at: no_particular_instant(),
        size: FrameSize { width, height },
        stride_bytes: width as usize * 3,
        format: PixelFormat::Rgb8,
        pixels: Bytes::from(picture.into_raw()),
    }
}

/// A still was received from no stream and has no deadline, but `Instant` has no neutral value.
#[expect(clippy::disallowed_methods, reason = "only fills a field that nothing reads for stills")]
fn no_particular_instant() -> Instant {
    static ANY: OnceLock<Instant> = OnceLock::new();
    *ANY.get_or_init(Instant::now)
}

#[cfg(test)]
mod tests;
