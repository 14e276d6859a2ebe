//! A face in its frame, and the picture that is made of it when somebody wants to see it.

use bytes::Bytes;
use domain::{DetectedFace, Frame, MediaTime};
use image::codecs::jpeg::JpegEncoder;
use vision::align::wide_face_chip;

/// Width and height of a face picture in pixels.
pub const FACE_PX: u32 = 224;

/// What a face picture shows around the comparison template, as a share of the template's side on every
/// side: hair, chin and some of the scene, because a human looks for edges there.
const MARGIN: f32 = 0.3;

/// JPEG quality of face pictures, 1..=100: no visible blocking at 224 pixels, some 12 kB.
const JPEG_QUALITY: u8 = 88;

/// A face in its frame. Cheap to clone: pixels are shared. Encoding waits until it is asked for.
#[derive(Debug, Clone)]
pub struct FaceShot {
    /// The frame.
    pub frame: Frame,
    /// The face in it.
    pub face: DetectedFace,
}

/// A face picture that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    /// The landmarks span no picture.
    #[error("the face has no usable landmarks")]
    Landmarks,
    /// The encoder failed.
    #[error("the face picture could not be encoded")]
    Encode(#[source] image::ImageError),
}

impl FaceShot {
    /// Sampled frame number.
    pub const fn seq(&self) -> u64 {
        self.frame.seq
    }

    /// Position in the stream.
    pub const fn at(&self) -> MediaTime {
        self.frame.pts
    }

    /// The upright face with some of its surroundings: JPEG, [`FACE_PX`] × [`FACE_PX`], no metadata.
    /// Takes about a millisecond of processor time.
    ///
    /// # Errors
    /// When the landmarks do not span a face.
    pub fn jpeg(&self) -> Result<Bytes, ShotError> {
        let points = self.face.landmarks.points();
        if !points.iter().all(|p| p.x.is_finite() && p.y.is_finite())
            || self.face.landmarks.inter_eye_distance() < 1.0
        {
            return Err(ShotError::Landmarks);
        }
        let chip = wide_face_chip(&self.frame, &self.face.landmarks, FACE_PX, MARGIN);
        let mut jpeg = Vec::with_capacity(16 * 1024);
        JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
            .encode_image(&chip)
            .map_err(ShotError::Encode)?;
        Ok(jpeg.into())
    }
}
