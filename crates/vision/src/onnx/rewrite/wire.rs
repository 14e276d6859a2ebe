//! The protobuf wire format: fields in, fields out, nothing known of what they mean.

use std::ops::Range;

/// Wire type of strings and messages.
const LENGTH_DELIMITED: u64 = 2;

/// One field of a message.
pub(super) struct Field {
    pub number: u64,
    /// Its bytes with the tag.
    pub whole: Range<usize>,
    /// Where its contents lie, for strings and messages.
    body: Option<Range<usize>>,
    /// Its value, for numbers.
    pub varint: Option<u64>,
}

impl Field {
    pub fn body<'m>(&self, message: &'m [u8]) -> Option<&'m [u8]> {
        message.get(self.body.clone()?)
    }
}

/// The fields of a message in their order; none when it is not well-formed.
pub(super) fn fields(message: &[u8]) -> Option<Vec<Field>> {
    let (mut fields, mut at) = (Vec::new(), 0);
    while at < message.len() {
        let start = at;
        let tag = varint(message, &mut at)?;
        let (mut body, mut value) = (None, None);
        match tag & 7 {
            0 => value = Some(varint(message, &mut at)?),
            1 => at = at.checked_add(8)?,
            LENGTH_DELIMITED => {
                let length = usize::try_from(varint(message, &mut at)?).ok()?;
                let end = at.checked_add(length)?;
                body = Some(at..end);
                at = end;
            }
            5 => at = at.checked_add(4)?,
            _ => return None,
        }
        if at > message.len() {
            return None;
        }
        fields.push(Field { number: tag >> 3, whole: start..at, body, varint: value });
    }
    Some(fields)
}

pub(super) fn varint(message: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *message.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(super) fn put_bytes(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    put_varint(out, number << 3 | LENGTH_DELIMITED);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

pub(super) fn put_number(out: &mut Vec<u8>, number: u64, value: u64) {
    put_varint(out, number << 3);
    put_varint(out, value);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_number_survives_the_wire(value in any::<u64>()) {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            prop_assert_eq!(varint(&out, &mut 0), Some(value));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let read = fields(&bytes);
            prop_assert!(read.is_none_or(|f| f.iter().all(|f| f.whole.end <= bytes.len())));
        }
    }
}
