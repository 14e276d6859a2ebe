//! As much of DER as a key of our own needs: the RSA private key inside PKCS #8, and its public numbers.

/// The tags that occur.
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// `RSAPrivateKey` (RFC 8017) out of a `PrivateKeyInfo` (RFC 5208).
pub(crate) fn rsa_of_pkcs8(bytes: &[u8]) -> Option<&[u8]> {
    let mut info = Reader(Reader(bytes).take(SEQUENCE)?);
    info.take(INTEGER)?;
    info.take(SEQUENCE)?;
    info.take(OCTETS)
}

/// Modulus and exponent of an `RSAPrivateKey`, big-endian without leading zeros.
pub(crate) fn public_numbers(rsa: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut key = Reader(Reader(rsa).take(SEQUENCE)?);
    key.take(INTEGER)?;
    let (modulus, exponent) = (key.take(INTEGER)?, key.take(INTEGER)?);
    Some((unsigned(modulus), unsigned(exponent)))
}

fn unsigned(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The content of the next value, when it has this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let count = usize::from(first & 0x7f);
            if !(1..=4).contains(&count) {
                return None;
            }
            let (bytes, after) = rest.split_at_checked(count)?;
            rest = after;
            bytes.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte))
        };
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        (found == tag).then_some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_broken_bytes_are_nothing() {
        // A key of two numbers: 0, 0x00c1, 3.
        let rsa = [0x30, 10, 2, 1, 0, 2, 2, 0, 0xc1, 2, 1, 3];
        assert_eq!(public_numbers(&rsa), Some((&[0xc1][..], &[3][..])));
        let mut info = vec![0x30, 0x81, 19, 2, 1, 0, 0x30, 0, 4, 12];
        info.extend(rsa);
        assert_eq!(rsa_of_pkcs8(&info), Some(&rsa[..]));
        for cut in 0..info.len() {
            assert_eq!(rsa_of_pkcs8(&info[..cut]), None, "{cut}");
        }
        assert_eq!(rsa_of_pkcs8(&[0x30, 0x85, 1, 1, 1, 1, 1]), None);
        assert_eq!(public_numbers(&[0x30, 2, 4, 0]), None);
    }
}
