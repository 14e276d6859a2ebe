//! Numbers, names and tensors as dlib serialises them.
//!
//! An integer is a byte that holds its sign (top bit) and its length in bytes (low four bits), then that
//! many bytes, the lowest first. A name is its length and its letters. A tensor is the version 2, four
//! lengths, and the values as 32-bit floats, the lowest byte first.

use crate::ConversionError;

/// Version of a serialised tensor.
const TENSOR_VERSION: i64 = 2;
/// No gap between two layers that are read is longer: what lies there are settings and empty tensors.
const LONGEST_GAP: usize = 512;

/// A place in a file.
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    /// The beginning of a file.
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Goes on behind the name of the next layer so called, which must be near.
    pub(crate) fn find(&mut self, layer: &'static str) -> Result<(), ConversionError> {
        let mut wanted = vec![1, layer.len() as u8];
        wanted.extend_from_slice(layer.as_bytes());
        let rest = &self.bytes[self.at..];
        let rest = &rest[..rest.len().min(LONGEST_GAP + wanted.len())];
        let place = rest
            .windows(wanted.len())
            .position(|window| window == wanted)
            .ok_or(ConversionError::NoLayer { layer, after: self.at })?;
        self.at += place + wanted.len();
        Ok(())
    }

    /// The next integer.
    pub(crate) fn integer(&mut self) -> Result<i64, ConversionError> {
        const WHAT: &str = "an integer";
        let control = self.take(1, WHAT)?[0];
        let length = usize::from(control & 0x0f);
        if length > 8 {
            return Err(ConversionError::Shape { what: WHAT, at: self.at - 1 });
        }
        let mut value = [0; 8];
        value[..length].copy_from_slice(self.take(length, WHAT)?);
        let value = i64::from_le_bytes(value);
        Ok(if control & 0x80 == 0 { value } else { value.wrapping_neg() })
    }

    /// The next integers, which must be these.
    pub(crate) fn expect(
        &mut self,
        what: &'static str,
        expected: &[i64],
    ) -> Result<(), ConversionError> {
        let at = self.at;
        for value in expected {
            if self.integer()? != *value {
                return Err(ConversionError::Shape { what, at });
            }
        }
        Ok(())
    }

    /// The values of the next tensor, which must have these lengths.
    pub(crate) fn tensor(
        &mut self,
        what: &'static str,
        lengths: [usize; 4],
    ) -> Result<Vec<f32>, ConversionError> {
        self.expect(what, &[TENSOR_VERSION])?;
        self.expect(what, &lengths.map(|length| length as i64))?;
        let bytes = self.take(4 * lengths.iter().product::<usize>(), what)?;
        let value = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        Ok(bytes.chunks_exact(4).map(value).collect())
    }

    fn take(&mut self, count: usize, what: &'static str) -> Result<&'b [u8], ConversionError> {
        let rest = &self.bytes[self.at..];
        if count > rest.len() {
            return Err(ConversionError::Ends { at: self.bytes.len(), what });
        }
        self.at += count;
        Ok(&rest[..count])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn integers_have_their_length_and_sign() {
        let mut reader = Reader::new(&[1, 0x96, 2, 0x80, 0x12, 0x81, 5, 0]);
        let read: Vec<i64> = (0..4).map(|_| reader.integer().unwrap()).collect();
        assert_eq!(read, [150, 4736, -5, 0]);
        let ends = ConversionError::Ends { at: 8, what: "an integer" };
        assert_eq!(reader.integer(), Err(ends));
        assert!(matches!(Reader::new(&[9; 20]).integer(), Err(ConversionError::Shape { .. })));
    }

    #[test]
    fn a_layer_is_found_near_and_not_far() {
        let far = |gap: usize| {
            let mut bytes = vec![0; gap];
            bytes.extend_from_slice(b"\x01\x05con_4\x01\x07");
            let mut reader = Reader::new(&bytes);
            reader.find("con_4").and_then(|()| reader.integer())
        };
        assert_eq!(far(0), Ok(7));
        assert_eq!(far(LONGEST_GAP), Ok(7));
        assert_eq!(
            far(LONGEST_GAP + 1),
            Err(ConversionError::NoLayer { layer: "con_4", after: 0 })
        );
    }

    #[test]
    fn a_tensor_of_another_shape_is_refused() {
        let bytes = [&[1, 2, 1, 2, 1, 1, 1, 1, 1, 1][..], &1.5f32.to_le_bytes(), &[0; 4]].concat();
        let read = |lengths| Reader::new(&bytes).tensor("weights", lengths);
        assert_eq!(read([2, 1, 1, 1]), Ok(vec![1.5, 0.0]));
        assert_eq!(read([1, 2, 1, 1]), Err(ConversionError::Shape { what: "weights", at: 2 }));
        let cut = Reader::new(&bytes[..17]).tensor("weights", [2, 1, 1, 1]);
        assert_eq!(cut, Err(ConversionError::Ends { at: 17, what: "weights" }));
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_panics(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let mut reader = Reader::new(&bytes);
            while reader.integer().is_ok() {}
            let _ = Reader::new(&bytes).find("con_4");
            let _ = Reader::new(&bytes).tensor("weights", [2, 3, 1, 1]);
        }
    }
}
