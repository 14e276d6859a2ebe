//! Chunks to messages (Adobe RTMP 1.0, section 5.3). Bounded in what it keeps: a few chunk streams, one
//! message each, no longer than the limit of the moment. Messages of several streams may be interleaved.

use std::collections::HashMap;

/// Chunk streams of one connection. Senders use four or five.
const MAX_STREAMS: usize = 16;

/// Chunks of a connection that has not said otherwise, in bytes (section 5.4.1).
const FIRST_CHUNK: usize = 128;

/// A whole message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) kind: u8,
    /// In milliseconds; runs over after 49 days.
    pub(super) timestamp: u32,
    pub(super) payload: Vec<u8>,
}

/// The peer broke the protocol, or a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken(pub(super) &'static str);

#[derive(Default)]
struct Stream {
    timestamp: u32,
    delta: u32,
    is_extended: bool,
    len: usize,
    kind: u8,
    payload: Vec<u8>,
}

/// See the module's text.
pub(super) struct Chunks {
    streams: HashMap<u32, Stream>,
    chunk: usize,
    /// Longest message taken, in bytes.
    limit: usize,
    buffer: Vec<u8>,
    /// What of the buffer has been read.
    read: usize,
}

impl Chunks {
    pub(super) fn new(limit: usize) -> Self {
        Self { streams: HashMap::new(), chunk: FIRST_CHUNK, limit, buffer: Vec::new(), read: 0 }
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// The peer cuts its messages into pieces of that size from now on.
    pub(super) fn set_chunk(&mut self, bytes: u32) -> Result<(), Broken> {
        if bytes == 0 || bytes > 0x7fff_ffff {
            return Err(Broken("a chunk size of nothing"));
        }
        self.chunk = bytes as usize;
        Ok(())
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Message>, Broken> {
        loop {
            let Some((used, done)) = self.chunk()? else {
                // Once per read, not per chunk: what is left is moved to the front.
                self.buffer.drain(..self.read);
                self.read = 0;
                return Ok(None);
            };
            self.read = used;
            if done.is_some() {
                return Ok(done);
            }
        }
    }

    /// Reads one chunk: where it ends in the buffer, and the message that it completed.
    fn chunk(&mut self) -> Result<Option<(usize, Option<Message>)>, Broken> {
        let mut at = Cursor { bytes: &self.buffer, at: self.read };
        let Some(head) = at.header() else { return Ok(None) };
        if !self.streams.contains_key(&head.stream) {
            if head.format != 0 {
                return Err(Broken("a chunk without a beginning"));
            }
            if self.streams.len() >= MAX_STREAMS {
                return Err(Broken("too many chunk streams"));
            }
        }
        let stream = self.streams.entry(head.stream).or_default();
        let is_extended =
            if head.format == 3 { stream.is_extended } else { head.time == 0xff_ffff };
        let extended = if is_extended {
            match at.number(4) {
                Some(time) => Some(time),
                None => return Ok(None),
            }
        } else {
            None
        };
        let len = if head.format < 2 { head.len } else { stream.len };
        let begins = stream.payload.is_empty();
        if head.format < 3 && !begins {
            return Err(Broken("a message within a message"));
        }
        if len > self.limit {
            return Err(Broken("a message that is too long"));
        }
        let piece = (len - stream.payload.len()).min(self.chunk);
        let Some(bytes) = at.take(piece) else { return Ok(None) };
        // Everything of the chunk is here: nothing was changed until now.
        let time = extended.unwrap_or(head.time);
        match head.format {
            0 => (stream.timestamp, stream.delta) = (time, 0),
            1 | 2 => stream.delta = time,
            _ => {}
        }
        if head.format < 2 {
            (stream.len, stream.kind) = (head.len, head.kind);
        }
        stream.is_extended = is_extended;
        if begins && head.format != 0 {
            stream.timestamp = stream.timestamp.wrapping_add(stream.delta);
        }
        stream.payload.extend_from_slice(bytes);
        let done = (stream.payload.len() == stream.len).then(|| Message {
            kind: stream.kind,
            timestamp: stream.timestamp,
            payload: std::mem::take(&mut stream.payload),
        });
        Ok(Some((at.at, done)))
    }
}

struct Header {
    format: u8,
    stream: u32,
    time: u32,
    len: usize,
    kind: u8,
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(taken)
    }

    fn number(&mut self, len: usize) -> Option<u32> {
        Some(self.take(len)?.iter().fold(0, |n, byte| (n << 8) | u32::from(*byte)))
    }

    fn header(&mut self) -> Option<Header> {
        let first = self.number(1)?;
        let format = (first >> 6) as u8;
        let stream = match first & 0x3f {
            0 => 64 + self.number(1)?,
            1 => {
                let low = self.number(1)?;
                64 + low + 256 * self.number(1)?
            }
            small => small,
        };
        let mut header = Header { format, stream, time: 0, len: 0, kind: 0 };
        if format < 3 {
            header.time = self.number(3)?;
        }
        if format < 2 {
            header.len = self.number(3)? as usize;
            header.kind = self.number(1)? as u8;
        }
        if format == 0 {
            // The message stream: there is one per connection.
            self.take(4)?;
        }
        Some(header)
    }
}

/// A message as one chunk stream carries it to the peer, whose chunk size is then `chunk`.
pub(super) fn write(
    out: &mut Vec<u8>,
    chunk: usize,
    kind: u8,
    message_stream: u32,
    payload: &[u8],
) {
    // Commands go by stream 3, protocol control by stream 2 (section 5.4).
    let stream: u8 = if kind < 8 { 2 } else { 3 };
    out.push(stream);
    out.extend([0, 0, 0]);
    out.extend(&(payload.len() as u32).to_be_bytes()[1..]);
    out.push(kind);
    out.extend(message_stream.to_le_bytes());
    for (n, piece) in payload.chunks(chunk).enumerate() {
        if n > 0 {
            out.push(0xc0 | stream);
        }
        out.extend_from_slice(piece);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(chunks: &mut Chunks, bytes: &[u8]) -> Result<Vec<Message>, Broken> {
        chunks.push(bytes);
        let mut out = Vec::new();
        while let Some(message) = chunks.next()? {
            out.push(message);
        }
        Ok(out)
    }

    #[test]
    fn a_message_in_pieces_is_put_together_whatever_the_network_cuts() {
        let payload: Vec<u8> = (0..1000).map(|n| n as u8).collect();
        let mut bytes = Vec::new();
        write(&mut bytes, FIRST_CHUNK, 20, 1, &payload);
        for cut in [1, 7, 128, 2000] {
            let mut chunks = Chunks::new(4096);
            let mut all = Vec::new();
            for piece in bytes.chunks(cut) {
                all.extend(read(&mut chunks, piece).unwrap());
            }
            assert_eq!(all, [Message { kind: 20, timestamp: 0, payload: payload.clone() }]);
        }
    }

    #[test]
    fn messages_of_two_streams_may_be_interleaved_and_times_add_up() {
        let mut chunks = Chunks::new(4096);
        chunks.set_chunk(2).unwrap();
        let video = [0x04, 0, 0, 10, 0, 0, 3, 9, 1, 0, 0, 0, b'a', b'b'];
        let audio = [0x06, 0, 0, 11, 0, 0, 1, 8, 1, 0, 0, 0, b'x'];
        let rest = [0xc4, b'c'];
        let later = [0x84, 0, 0, 40, b'd', b'e', 0xc4, b'f'];
        let again = [0xc4, b'g', b'h', 0xc4, b'i'];
        let bytes = [&video[..], &audio, &rest, &later, &again].concat();
        let found: Vec<_> = read(&mut chunks, &bytes)
            .unwrap()
            .into_iter()
            .map(|m| (m.timestamp, String::from_utf8(m.payload).unwrap()))
            .collect();
        let expected = [(11, "x"), (10, "abc"), (50, "def"), (90, "ghi")];
        assert_eq!(found, expected.map(|(t, text)| (t, text.to_owned())));
    }

    #[test]
    fn limits_hold() {
        let check = |bytes: &[u8]| read(&mut Chunks::new(100), bytes).unwrap_err().0;
        assert_eq!(
            check(&[0x03, 0, 0, 0, 0, 0, 101, 20, 0, 0, 0, 0]),
            "a message that is too long"
        );
        assert_eq!(check(&[0xc3]), "a chunk without a beginning");
        let many: Vec<u8> =
            (3..30).flat_map(|n| [n, 0, 0, 0, 0, 0, 1, 20, 0, 0, 0, 0, 0]).collect();
        assert_eq!(check(&many), "too many chunk streams");
        assert!(Chunks::new(1).set_chunk(0).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_hoard(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let mut chunks = Chunks::new(500);
            let _ = read(&mut chunks, &bytes);
            prop_assert!(chunks.streams.len() <= MAX_STREAMS);
            prop_assert!(chunks.streams.values().all(|s| s.payload.len() <= 500));
        }
    }
}
