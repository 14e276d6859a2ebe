//! Video messages (FLV, Adobe 10.1, annex E.4.3) to encoded pictures. H.264 only: that is what the meeting
//! products send.

use std::time::Duration;

use bytes::Bytes;

use crate::feed::{EncodedPicture, StreamCodec};

/// Why a video message ends the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unusable(pub(super) &'static str);

const OTHER_CODEC: Unusable = Unusable("the video is not H.264");
const DAMAGED: Unusable = Unusable("the video is damaged");

/// What the decoder was told to expect.
#[derive(Debug, Default)]
pub(super) struct Video {
    /// Bytes of the length before each NAL unit; none before the first configuration.
    length_bytes: Option<usize>,
    /// Parameter sets, with start codes.
    parameters: Vec<u8>,
}

impl Video {
    /// The picture in a message, when there is one.
    pub(super) fn read(
        &mut self,
        timestamp: u32,
        message: &[u8],
    ) -> Result<Option<EncodedPicture>, Unusable> {
        let Some((first, rest)) = message.split_first() else { return Ok(None) };
        let is_key = (first >> 4) & 7 == 1;
        // Enhanced RTMP, version 1: the high bit says that a four-letter code follows.
        let (kind, body, has_offset) = if first & 0x80 != 0 {
            let (code, body) = rest.split_at_checked(4).ok_or(DAMAGED)?;
            if code != b"avc1" {
                return Err(OTHER_CODEC);
            }
            match first & 0x0f {
                0 => (0, body, false),
                1 => (1, body, true),
                // The same without the offset, which is zero.
                3 => (1, body, false),
                _ => return Ok(None),
            }
        } else {
            if first & 0x0f != 7 {
                return Err(OTHER_CODEC);
            }
            let (kind, body) = rest.split_first().ok_or(DAMAGED)?;
            // A configuration has an offset as well here, without a meaning.
            (*kind, body, true)
        };
        let (offset, body) = if has_offset {
            let (offset, body) = body.split_at_checked(3).ok_or(DAMAGED)?;
            (signed(offset), body)
        } else {
            (0, body)
        };
        match kind {
            0 => self.configure(body).ok_or(DAMAGED).map(|()| None),
            1 => {
                let Some(size) = self.length_bytes else { return Ok(None) };
                let data = self.picture(body, size, is_key).ok_or(DAMAGED)?;
                let at = u64::from(timestamp).saturating_add_signed(offset);
                let (codec, at) = (StreamCodec::H264, Duration::from_millis(at));
                Ok(Some(EncodedPicture { codec, at, is_key, data }))
            }
            _ => Ok(None),
        }
    }

    /// An `AVCDecoderConfigurationRecord` (ISO/IEC 14496-15, 5.3.3.1).
    fn configure(&mut self, record: &[u8]) -> Option<()> {
        let length_bytes = usize::from(record.get(4)? & 3) + 1;
        let mut parameters = Vec::new();
        let mut rest = record.get(5..)?;
        for mask in [0x1f, 0xff] {
            let (count, after) = rest.split_first()?;
            rest = after;
            for _ in 0..count & mask {
                let (len, after) = rest.split_at_checked(2)?;
                let len = usize::from(u16::from_be_bytes([len[0], len[1]]));
                let (unit, after) = after.split_at_checked(len)?;
                parameters.extend([0, 0, 0, 1]);
                parameters.extend_from_slice(unit);
                rest = after;
            }
        }
        (self.length_bytes, self.parameters) = (Some(length_bytes), parameters);
        Some(())
    }

    fn picture(&self, mut units: &[u8], size: usize, is_key: bool) -> Option<Bytes> {
        let mut out = Vec::with_capacity(units.len() + self.parameters.len() + 64);
        if is_key {
            out.extend_from_slice(&self.parameters);
        }
        while !units.is_empty() {
            let (len, rest) = units.split_at_checked(size)?;
            let len = len.iter().fold(0_usize, |n, byte| (n << 8) | usize::from(*byte));
            let (unit, rest) = rest.split_at_checked(len)?;
            out.extend([0, 0, 0, 1]);
            out.extend_from_slice(unit);
            units = rest;
        }
        Some(Bytes::from(out))
    }
}

/// A signed number of three bytes.
fn signed(bytes: &[u8]) -> i64 {
    let raw = bytes.iter().fold(0_i64, |n, byte| (n << 8) | i64::from(*byte));
    if raw & 0x80_0000 != 0 { raw - 0x100_0000 } else { raw }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &[u8] =
        &[0x17, 0, 0, 0, 0, 1, 66, 0, 30, 0xff, 0xe1, 0, 2, 0x67, 1, 1, 0, 1, 0x68];

    #[test]
    fn pictures_get_start_codes_and_key_pictures_their_parameters() {
        let mut video = Video::default();
        let key = [0x17, 1, 0, 0, 5, 0, 0, 0, 2, 0x65, 9];
        assert!(matches!(video.read(0, &key), Ok(None)), "before the configuration");
        assert!(matches!(video.read(0, CONFIG), Ok(None)));
        let picture = video.read(100, &key).unwrap().unwrap();
        assert_eq!((picture.is_key, picture.at), (true, Duration::from_millis(105)));
        assert_eq!(&picture.data[..], [0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 0, 0, 0, 1, 0x65, 9]);
        let delta = [0x27, 1, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0x41];
        let picture = video.read(140, &delta).unwrap().unwrap();
        assert_eq!((picture.is_key, picture.at), (false, Duration::from_millis(139)));
        assert_eq!(&picture.data[..], [0, 0, 0, 1, 0x41]);
    }

    #[test]
    fn other_codecs_and_damage_end_the_stream() {
        let check = |message: &[u8], expected| {
            let mut video = Video::default();
            video.read(0, CONFIG).unwrap();
            assert_eq!(video.read(0, message).unwrap_err(), expected, "{message:?}");
        };
        check(&[0x12, 0], OTHER_CODEC);
        check(b"\x90hvc1abc", OTHER_CODEC);
        check(b"\x91av01", OTHER_CODEC);
        check(&[0x17], DAMAGED);
        check(&[0x17, 0, 0, 0, 0, 1], DAMAGED);
        check(&[0x17, 1, 0, 0, 0, 0, 0, 0, 9, 1], DAMAGED);
    }

    #[test]
    fn the_enhanced_form_of_the_same_codec_is_read() {
        let mut video = Video::default();
        let config = [b"\x90avc1", &CONFIG[5..]].concat();
        assert!(matches!(video.read(0, &config), Ok(None)));
        let picture = video.read(7, b"\x93avc1\0\0\0\x01\x65").unwrap().unwrap();
        assert_eq!((picture.is_key, picture.at), (true, Duration::from_millis(7)));
    }
}
