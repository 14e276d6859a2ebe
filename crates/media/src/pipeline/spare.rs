//! Pictures that nothing else is built on and that sampling would throw away need not be decoded.
//!
//! H.264 marks a picture that no other refers to (`nal_ref_idc` 0, ITU-T H.264 §7.4.1). Leaving such a
//! picture out changes no other picture, so the sampled ones stay the same to the last bit.

use gstreamer as gst;

/// How the NAL units of one buffer are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// Start codes between them (ITU-T H.264 annex B).
    StartCodes,
    /// A length of so many bytes before each (ISO/IEC 14496-15).
    Lengths(usize),
}

impl Framing {
    /// Of H.264 in whole pictures; none for everything else.
    pub(super) fn of(caps: &gst::CapsRef) -> Option<Self> {
        let structure = caps.structure(0).filter(|s| s.name() == "video/x-h264")?;
        if structure.get::<&str>("alignment").ok()? != "au" {
            return None;
        }
        match structure.get::<&str>("stream-format").ok()? {
            "byte-stream" => Some(Self::StartCodes),
            "avc" | "avc3" => {
                let config = structure.get::<gst::Buffer>("codec_data").ok()?;
                let config = config.map_readable().ok()?;
                // avcC: the low two bits of the fifth byte are the length's size minus one.
                Some(Self::Lengths(usize::from(config.get(4)? & 3) + 1))
            }
            _ => None,
        }
    }
}

/// Whether no other picture refers to this one. False whenever that cannot be read off.
pub(super) fn is_referred_to_by_none(picture: &[u8], framing: Framing) -> bool {
    let header = match framing {
        Framing::StartCodes => first_slice_after_start_codes(picture),
        Framing::Lengths(size) => first_slice_after_lengths(picture, size),
    };
    // All slices of a picture agree on whether it is referred to.
    header.is_some_and(|header| (header >> 5) & 3 == 0)
}

/// Coded slices of a picture (ITU-T H.264 table 7-1).
fn is_slice(header: u8) -> bool {
    (1..=5).contains(&(header & 0x1f))
}

fn first_slice_after_start_codes(mut rest: &[u8]) -> Option<u8> {
    loop {
        let at = rest.windows(3).position(|w| w == [0, 0, 1])?;
        rest = &rest[at + 3..];
        match rest.first() {
            Some(header) if is_slice(*header) => return Some(*header),
            _ => {}
        }
    }
}

fn first_slice_after_lengths(mut rest: &[u8], size: usize) -> Option<u8> {
    loop {
        let (length, unit) = rest.split_at_checked(size)?;
        let length = length.iter().fold(0_usize, |n, byte| (n << 8) | usize::from(*byte));
        let (unit, after) = unit.split_at_checked(length)?;
        match unit.first() {
            Some(header) if is_slice(*header) => return Some(*header),
            _ => rest = after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parameter set (7), supplement (6), slice headers: referred to 0x61 and 0x65, not 0x01.
    const SPS: &[u8] = &[0x67, 1, 2];
    const SEI: &[u8] = &[0x06, 9];

    fn lengths(units: &[&[u8]], size: usize) -> Vec<u8> {
        let with_length = |unit: &&[u8]| {
            let length = (unit.len() as u32).to_be_bytes();
            [&length[4 - size..], unit].concat()
        };
        units.iter().flat_map(with_length).collect()
    }

    fn start_codes(units: &[&[u8]]) -> Vec<u8> {
        units.iter().flat_map(|unit| [&[0, 0, 0, 1], *unit].concat()).collect()
    }

    fn check(units: &[&[u8]], expected: bool) {
        for size in [1, 2, 4] {
            let framing = Framing::Lengths(size);
            assert_eq!(
                is_referred_to_by_none(&lengths(units, size), framing),
                expected,
                "{units:?}"
            );
        }
        let picture = start_codes(units);
        assert_eq!(is_referred_to_by_none(&picture, Framing::StartCodes), expected, "{units:?}");
    }

    #[test]
    fn the_first_slice_tells() {
        check(&[&[0x01, 5, 5]], true);
        check(&[SEI, &[0x01, 5, 5], &[0x01, 6]], true);
        check(&[&[0x61, 5, 5]], false);
        check(&[SPS, SEI, &[0x65, 5]], false);
    }

    #[test]
    fn what_cannot_be_read_is_decoded() {
        check(&[SPS, SEI], false);
        check(&[], false);
        // A length that reaches past the end, and one that does not fit.
        assert!(!is_referred_to_by_none(&[0, 0, 0, 9, 0x01], Framing::Lengths(4)));
        assert!(!is_referred_to_by_none(&[0, 0], Framing::Lengths(4)));
        assert!(!is_referred_to_by_none(&[0, 0, 1], Framing::StartCodes));
    }

    #[test]
    fn only_whole_pictures_of_h264_are_looked_into() {
        gst::init().expect("GStreamer starts");
        let caps = |text: &str| text.parse::<gst::Caps>().expect("caps");
        let of = |text: &str| Framing::of(&caps(text));
        assert_eq!(
            of("video/x-h264,stream-format=byte-stream,alignment=au"),
            Some(Framing::StartCodes)
        );
        assert_eq!(
            of("video/x-h264,stream-format=avc,alignment=au,codec_data=(buffer)014d401fffe1"),
            Some(Framing::Lengths(4))
        );
        assert_eq!(of("video/x-h264,stream-format=avc,alignment=au"), None);
        assert_eq!(of("video/x-h264,stream-format=byte-stream,alignment=nal"), None);
        assert_eq!(of("video/x-h265,stream-format=byte-stream,alignment=au"), None);
    }
}
