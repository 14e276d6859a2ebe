//! From a decoded picture to RGB pixels, in one pass.
//!
//! Decoders give planar pictures of eight bits almost always; those are read in place and written once,
//! into memory that goes round. Anything else GStreamer has converted before, and its buffer is handed on as it is.
//! (GStreamer's own way to packed RGB takes four times as long, which would be a tenth of the decoding.)

use std::sync::{Arc, Mutex, PoisonError, Weak};

use bytes::Bytes;
use domain::FrameSize;
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;
use yuv::{
    YuvBiPlanarImage, YuvConversionMode, YuvPlanarImage, YuvRange, YuvStandardMatrix,
    yuv_nv12_to_rgb, yuv420_to_rgb, yuv422_to_rgb, yuv444_to_rgb,
};

use crate::tap::Rgb;

/// The formats that [`Converter::rgb`] takes, the cheapest first.
pub(super) const FORMATS: [&str; 5] = ["I420", "NV12", "Y42B", "Y444", "RGB"];

/// Buffers kept for reuse: as many as a reader holds at a time. More are freed as they come back.
const SPARE_BUFFERS: usize = 4;

/// Turns pictures into RGB, reusing the memory of frames that are no longer held.
#[derive(Default)]
pub(super) struct Converter {
    spare: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Converter {
    /// The RGB pixels of a picture, or `None` when its numbers do not fit its buffer.
    pub(super) fn rgb(&self, sample: &gst::Sample) -> Option<Rgb> {
        let info = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
        let size = FrameSize { width: info.width(), height: info.height() };
        if info.format() == gst_video::VideoFormat::Rgb {
            return packed(sample, &info, size);
        }
        let picture =
            gst_video::VideoFrameRef::from_buffer_ref_readable(sample.buffer()?, &info).ok()?;
        let stride = size.width.checked_mul(3)?;
        let mut out = self.take(stride as usize * size.height as usize);
        let (range, matrix) = colours(&info);
        let strides = picture.plane_stride();
        let plane = |n: u32| {
            let stride = u32::try_from(strides[n as usize]).ok()?;
            Some((picture.plane_data(n).ok()?, stride))
        };
        let (y_plane, y_stride) = plane(0)?;
        let FrameSize { width, height } = size;
        match info.format() {
            format @ (gst_video::VideoFormat::I420
            | gst_video::VideoFormat::Y42b
            | gst_video::VideoFormat::Y444) => {
                let ((u_plane, u_stride), (v_plane, v_stride)) = (plane(1)?, plane(2)?);
                let source = YuvPlanarImage {
                    y_plane,
                    y_stride,
                    u_plane,
                    u_stride,
                    v_plane,
                    v_stride,
                    width,
                    height,
                };
                let convert = match format {
                    gst_video::VideoFormat::I420 => yuv420_to_rgb,
                    gst_video::VideoFormat::Y42b => yuv422_to_rgb,
                    _ => yuv444_to_rgb,
                };
                convert(&source, &mut out, stride, range, matrix).ok()?;
            }
            gst_video::VideoFormat::Nv12 => {
                let (uv_plane, uv_stride) = plane(1)?;
                let source =
                    YuvBiPlanarImage { y_plane, y_stride, uv_plane, uv_stride, width, height };
                let mode = YuvConversionMode::Balanced;
                yuv_nv12_to_rgb(&source, &mut out, stride, range, matrix, mode).ok()?;
            }
            _ => return None,
        }
        let pixels = Lent { pixels: out, home: Arc::downgrade(&self.spare) };
        Some(Rgb { size, stride_bytes: stride as usize, pixels: Bytes::from_owner(pixels) })
    }

    fn take(&self, len: usize) -> Vec<u8> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        // After a change of size the old buffers are of no use.
        spare.retain(|buffer| buffer.len() == len);
        spare.pop().unwrap_or_else(|| vec![0; len])
    }
}

/// A buffer that goes home when the last holder of its frame lets go.
struct Lent {
    pixels: Vec<u8>,
    home: Weak<Mutex<Vec<Vec<u8>>>>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.pixels
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(home) = self.home.upgrade() else { return };
        let mut spare = home.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE_BUFFERS {
            spare.push(std::mem::take(&mut self.pixels));
        }
    }
}

/// RGB from GStreamer: mapped, not copied.
fn packed(sample: &gst::Sample, info: &gst_video::VideoInfo, size: FrameSize) -> Option<Rgb> {
    let buffer = sample.buffer_owned()?;
    // Buffers may carry a layout of their own, which then overrides the caps.
    let layout = buffer.meta::<gst_video::VideoMeta>();
    let stride = layout.as_ref().map_or(info.stride()[0], |meta| meta.stride()[0]);
    let offset = layout.map_or(info.offset()[0], |meta| meta.offset()[0]);
    let pixels = Bytes::from_owner(buffer.into_mapped_buffer_readable().ok()?);
    if offset > pixels.len() {
        return None;
    }
    let stride_bytes = usize::try_from(stride).ok()?;
    Some(Rgb { size, stride_bytes, pixels: pixels.slice(offset..) })
}

fn colours(info: &gst_video::VideoInfo) -> (YuvRange, YuvStandardMatrix) {
    let colours = info.colorimetry();
    let range = match colours.range() {
        gst_video::VideoColorRange::Range0_255 => YuvRange::Full,
        _ => YuvRange::Limited,
    };
    let matrix = match colours.matrix() {
        gst_video::VideoColorMatrix::Bt709 => YuvStandardMatrix::Bt709,
        gst_video::VideoColorMatrix::Bt2020 => YuvStandardMatrix::Bt2020,
        gst_video::VideoColorMatrix::Smpte240m => YuvStandardMatrix::Smpte240,
        gst_video::VideoColorMatrix::Fcc => YuvStandardMatrix::Fcc,
        _ => YuvStandardMatrix::Bt601,
    };
    (range, matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(format: &str, colorimetry: &str, size: (i32, i32), values: &[u8]) -> gst::Sample {
        gst::init().unwrap();
        let caps = gst::Caps::builder("video/x-raw")
            .field("format", format)
            .field("width", size.0)
            .field("height", size.1)
            .field("framerate", gst::Fraction::new(5, 1))
            .field("colorimetry", colorimetry)
            .build();
        let info = gst_video::VideoInfo::from_caps(&caps).unwrap();
        let mut bytes = vec![0; info.size()];
        let planes = info.offset().len();
        for plane in 0..planes {
            let end = if plane + 1 < planes { info.offset()[plane + 1] } else { info.size() };
            let each = if format == "NV12" && plane == 1 { 2 } else { 1 };
            for (n, byte) in bytes[info.offset()[plane]..end].iter_mut().enumerate() {
                *byte = values[plane + n % each];
            }
        }
        let buffer = gst::Buffer::from_slice(bytes);
        gst::Sample::builder().caps(&caps).buffer(&buffer).build()
    }

    /// Values of ITU-R BT.601 and BT.709 for pure red, in limited and full range.
    #[test]
    fn red_is_red_in_every_matrix_and_range() {
        let cases = [
            ("2:4:16:3", [81, 90, 240]), // BT.601, limited
            ("1:4:0:0", [76, 85, 255]),  // BT.601, full: JPEG
            ("bt709", [63, 102, 240]),   // BT.709, limited
        ];
        for (colorimetry, values) in cases {
            for format in ["I420", "NV12", "Y42B", "Y444"] {
                for size in [(64, 48), (33, 17), (2, 2), (1921, 3)] {
                    let converter = Converter::default();
                    let rgb = converter.rgb(&sample(format, colorimetry, size, &values)).unwrap();
                    assert_eq!(rgb.stride_bytes, size.0 as usize * 3);
                    let off = rgb.pixels.chunks(3).find(|p| p[0] < 250 || p[1] > 5 || p[2] > 5);
                    assert_eq!(off, None, "{format} {colorimetry} {size:?}");
                }
            }
        }
    }

    #[test]
    fn memory_goes_round_but_never_while_it_is_held() {
        let converter = Converter::default();
        let (red, blue) = ([76, 85, 255], [29, 255, 107]);
        let first = converter.rgb(&sample("I420", "1:4:0:0", (64, 48), &red)).unwrap();
        let place = first.pixels.as_ptr();
        let second = converter.rgb(&sample("I420", "1:4:0:0", (64, 48), &blue)).unwrap();
        assert_ne!(second.pixels.as_ptr(), place);
        let held = first.pixels.slice(10..20);
        drop(first);
        let other = converter.take(64 * 48 * 3);
        assert_ne!(other.as_ptr(), place, "a slice still holds it");
        drop(held);
        let again = converter.take(64 * 48 * 3);
        assert_eq!(again.as_ptr(), place);
        assert!(second.pixels[2] > 250 && second.pixels[0] < 5);
    }
}
