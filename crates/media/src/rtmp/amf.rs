//! AMF0 (Adobe, Action Message Format 0), as far as an RTMP sender's commands need it. What is nested deeper
//! or longer than any sender nests is refused, because it comes from whoever can reach the port.

/// Deepest nesting. Senders put strings and numbers into one object.
const MAX_DEPTH: u32 = 4;

/// Most values within one message. A `connect` has about fifteen.
const MAX_VALUES: u32 = 256;

/// A value, as far as anybody asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Text(String),
    /// Its fields in order; only texts and numbers among them are kept.
    Object(Vec<(String, Value)>),
    /// Anything else.
    Other,
}

impl Value {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text in that field of an object.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(field, _)| field == name).and_then(|(_, value)| value.text())
    }
}

/// All values of a message; none when they cannot be read.
pub(super) fn read_all(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut reader = Reader { rest: bytes, left: MAX_VALUES };
    let mut out = Vec::new();
    while !reader.rest.is_empty() {
        out.push(reader.value(0)?);
    }
    Some(out)
}

struct Reader<'a> {
    rest: &'a [u8],
    left: u32,
}

impl Reader<'_> {
    fn take(&mut self, len: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn length(&mut self, bytes: usize) -> Option<usize> {
        Some(self.take(bytes)?.iter().fold(0, |n, byte| (n << 8) | usize::from(*byte)))
    }

    fn text(&mut self, length_bytes: usize) -> Option<String> {
        let len = self.length(length_bytes)?;
        Some(String::from_utf8_lossy(self.take(len)?).into_owned())
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match self.take(1)?[0] {
            0 => Value::Number(f64::from_be_bytes(self.take(8)?.try_into().ok()?)),
            1 => {
                self.take(1)?;
                Value::Other
            }
            2 => Value::Text(self.text(2)?),
            3 => self.object(depth)?,
            5 | 6 => Value::Other,
            // An array with names: its number of entries is a hint only.
            8 => {
                self.take(4)?;
                self.object(depth)?
            }
            10 => {
                for _ in 0..self.length(4)? {
                    self.value(depth + 1)?;
                }
                Value::Other
            }
            11 => {
                self.take(10)?;
                Value::Other
            }
            12 => Value::Text(self.text(4)?),
            _ => return None,
        })
    }

    fn object(&mut self, depth: u32) -> Option<Value> {
        let mut fields = Vec::new();
        loop {
            let name = self.text(2)?;
            if name.is_empty() && self.rest.first() == Some(&9) {
                self.take(1)?;
                return Some(Value::Object(fields));
            }
            let value = self.value(depth + 1)?;
            if !matches!(value, Value::Other | Value::Object(_)) {
                fields.push((name, value));
            }
        }
    }
}

/// Writes a message.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(mut self, number: f64) -> Self {
        self.0.push(0);
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.push(2);
        self.name(text);
        self
    }

    pub(super) fn null(mut self) -> Self {
        self.0.push(5);
        self
    }

    pub(super) fn object(mut self, fields: &[(&str, &str)]) -> Self {
        self.0.push(3);
        for (name, value) in fields {
            self.name(name);
            self = self.text(value);
        }
        self.0.extend([0, 0, 9]);
        self
    }

    /// Texts of ours, all of them short.
    fn name(&mut self, text: &str) {
        let bytes = &text.as_bytes()[..text.len().min(usize::from(u16::MAX))];
        self.0.extend((bytes.len() as u16).to_be_bytes());
        self.0.extend(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let written =
            Writer::default().text("connect").number(1.0).null().object(&[("app", "live")]).0;
        let read = read_all(&written).unwrap();
        assert_eq!((read[0].text(), read[1].number()), (Some("connect"), Some(1.0)));
        assert_eq!((&read[2], read[3].field("app")), (&Value::Other, Some("live")));
    }

    #[test]
    fn what_no_sender_sends_is_refused() {
        let nested = [&[3, 0, 1, b'a'][..]; 6].concat();
        let array = [10, 255, 255, 255, 255].repeat(100_000);
        let many = [5].repeat(300);
        for bad in [&[0, 1][..], &[2, 0, 9, b'a'], &[3], &[99], &nested, &array, &many] {
            assert_eq!(read_all(bad), None);
        }
    }
}
