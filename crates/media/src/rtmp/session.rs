//! One sender's connection as a state machine without I/O: handshake, commands, media (Adobe RTMP 1.0,
//! sections 5 and 7). It takes one stream in one direction and knows nothing else.

use super::amf::{self, Value, Writer};
use super::chunk::{Broken, Chunks, Message, write};

/// C0 and C1, and S0 and S1: a version and 1536 bytes (section 5.2).
const HELLO: usize = 1 + 1536;

/// The longest message of a sender that has not shown a key yet, in bytes. A `connect` has about 300.
const MAX_BEFORE_KEY: usize = 4096;

/// The longest message afterwards, in bytes: a key picture of 4K at the highest rates has about 2 MB.
const MAX_MESSAGE: usize = 4 * 1024 * 1024;

/// What we cut our few messages into.
const OUR_CHUNK: u32 = 4096;

/// After how many bytes the sender wants to hear that they came, when it does not say: what senders use.
const WINDOW: u32 = 2_500_000;

/// The application in the address `rtmp://host/live`.
const APPLICATION: &str = "live";

/// What a connection wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// It shows a key and waits for [`Session::admit`] or [`Session::refuse`].
    Publish(String),
    /// Video, with its time in milliseconds.
    Video(u32, Vec<u8>),
    /// Sound.
    Audio,
    /// It is done.
    Finished,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Hello,
    /// Our hello is out, theirs is to be confirmed.
    Confirm,
    /// Commands.
    Open,
    /// A key was shown.
    Waiting,
    /// Media.
    Publishing,
}

/// See the module's text.
pub(super) struct Session {
    state: State,
    /// Random bytes for our hello.
    random: [u8; 32],
    hello: Vec<u8>,
    chunks: Chunks,
    window: u32,
    received: u64,
    confirmed: u64,
    /// To be sent.
    pub(super) out: Vec<u8>,
}

impl Session {
    pub(super) fn new(random: [u8; 32]) -> Self {
        Self {
            state: State::Hello,
            random,
            hello: Vec::new(),
            chunks: Chunks::new(MAX_BEFORE_KEY),
            window: WINDOW,
            received: 0,
            confirmed: 0,
            out: Vec::new(),
        }
    }

    /// Bytes of the sender.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Heard>, Broken> {
        self.received += bytes.len() as u64;
        let mut heard = Vec::new();
        match self.state {
            State::Hello | State::Confirm => {
                self.hello.extend_from_slice(bytes);
                self.greet()?;
            }
            _ => self.chunks.push(bytes),
        }
        if matches!(self.state, State::Hello | State::Confirm) {
            return Ok(heard);
        }
        while let Some(message) = self.chunks.next()? {
            self.message(&message, &mut heard)?;
        }
        if self.received - self.confirmed >= u64::from(self.window) {
            self.confirmed = self.received;
            // The sequence number runs over (section 5.4.3).
            self.control(3, self.received as u32);
        }
        Ok(heard)
    }

    fn greet(&mut self) -> Result<(), Broken> {
        // Told by the first byte: whoever speaks TLS or HTTP here need not wait for the rest.
        if self.state == State::Hello && self.hello.first().is_some_and(|version| *version != 3) {
            return Err(Broken("not RTMP"));
        }
        if self.state == State::Hello && self.hello.len() >= HELLO {
            self.out.push(3);
            self.out.extend([0; 8]);
            self.out.extend(self.random.iter().cycle().take(HELLO - 9));
            // Their hello back to them.
            self.out.extend_from_slice(&self.hello[1..HELLO]);
            self.hello.drain(..HELLO);
            self.state = State::Confirm;
        }
        // Nobody looks into the confirmation: it proves nothing.
        if self.state == State::Confirm && self.hello.len() >= HELLO - 1 {
            self.chunks.push(&self.hello[HELLO - 1..]);
            self.hello = Vec::new();
            self.state = State::Open;
        }
        Ok(())
    }

    fn message(&mut self, message: &Message, heard: &mut Vec<Heard>) -> Result<(), Broken> {
        let number = || {
            let bytes = message.payload.get(..4).and_then(|b| b.try_into().ok());
            bytes.map(u32::from_be_bytes).ok_or(Broken("a control message without a value"))
        };
        match message.kind {
            1 => self.chunks.set_chunk(number()?)?,
            5 => self.window = number()?.max(1),
            // A ping is answered with what it brought (section 7.1.7).
            4 if message.payload.starts_with(&[0, 6]) => {
                let mut pong = message.payload.clone();
                pong[1] = 7;
                write(&mut self.out, OUR_CHUNK as usize, 4, 0, &pong);
            }
            8 if self.state == State::Publishing => heard.push(Heard::Audio),
            9 if self.state == State::Publishing => {
                heard.push(Heard::Video(message.timestamp, message.payload.clone()));
            }
            20 => self.command(&message.payload, heard)?,
            // The same behind one byte that says which format it is not in.
            17 => self.command(message.payload.get(1..).unwrap_or_default(), heard)?,
            _ => {}
        }
        Ok(())
    }

    fn command(&mut self, payload: &[u8], heard: &mut Vec<Heard>) -> Result<(), Broken> {
        let values = amf::read_all(payload).ok_or(Broken("a command that cannot be read"))?;
        let name =
            values.first().and_then(Value::text).ok_or(Broken("a command without a name"))?;
        let number = values.get(1).and_then(Value::number).unwrap_or_default();
        match (name, self.state) {
            ("connect", State::Open) => {
                let app = values.get(2).and_then(|object| object.field("app")).unwrap_or_default();
                if app.trim_matches('/') != APPLICATION {
                    return Err(Broken("another application than live"));
                }
                self.connected(number);
            }
            ("releaseStream" | "FCPublish", State::Open) => {
                self.send(0, &Writer::default().text("_result").number(number).null());
            }
            ("createStream", State::Open) => {
                self.send(0, &Writer::default().text("_result").number(number).null().number(1.0));
            }
            ("publish", State::Open) => {
                let key = values.get(3).and_then(Value::text).unwrap_or_default();
                self.state = State::Waiting;
                heard.push(Heard::Publish(key.to_owned()));
            }
            ("FCUnpublish" | "deleteStream" | "closeStream", State::Publishing) => {
                heard.push(Heard::Finished);
            }
            ("play", _) => return Err(Broken("nothing is played here")),
            _ => {}
        }
        Ok(())
    }

    fn connected(&mut self, number: f64) {
        self.control(5, WINDOW);
        let mut bandwidth = WINDOW.to_be_bytes().to_vec();
        // Dynamic (section 5.4.5).
        bandwidth.push(2);
        write(&mut self.out, OUR_CHUNK as usize, 6, 0, &bandwidth);
        self.control(1, OUR_CHUNK);
        self.send(
            0,
            &Writer::default()
                .text("_result")
                .number(number)
                .object(&[("fmsVer", "FMS/3,0,1,123")])
                .object(&[
                    ("level", "status"),
                    ("code", "NetConnection.Connect.Success"),
                    ("description", "connected"),
                ]),
        );
    }

    /// The key is right.
    pub(super) fn admit(&mut self) {
        self.state = State::Publishing;
        self.chunks.set_limit(MAX_MESSAGE);
        self.status("status", "NetStream.Publish.Start", "publishing");
    }

    /// It is not, or nobody can publish now.
    pub(super) fn refuse(&mut self) {
        self.status("error", "NetStream.Publish.BadName", "this stream key is not valid now");
    }

    fn status(&mut self, level: &str, code: &str, description: &str) {
        let status = [("level", level), ("code", code), ("description", description)];
        self.send(1, &Writer::default().text("onStatus").number(0.0).null().object(&status));
    }

    fn control(&mut self, kind: u8, value: u32) {
        write(&mut self.out, OUR_CHUNK as usize, kind, 0, &value.to_be_bytes());
    }

    fn send(&mut self, message_stream: u32, message: &Writer) {
        write(&mut self.out, OUR_CHUNK as usize, 20, message_stream, &message.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "every caller makes its message for this")]
    fn command(message: Writer) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, 128, 20, 0, &message.0);
        out
    }

    fn greeted() -> Session {
        let mut session = Session::new([7; 32]);
        let mut hello = vec![3];
        hello.extend([9; HELLO - 1]);
        assert_eq!(session.push(&hello), Ok(vec![]));
        assert_eq!(session.out.len(), 2 * HELLO - 1);
        assert_eq!(session.out[HELLO..], [9; HELLO - 1]);
        session.out.clear();
        session.push(&[0; HELLO - 1]).unwrap();
        session
    }

    fn connect(app: &str) -> Vec<u8> {
        command(Writer::default().text("connect").number(1.0).object(&[("app", app)]))
    }

    fn publishing() -> Session {
        let mut session = greeted();
        session.push(&connect("live")).unwrap();
        assert!(String::from_utf8_lossy(&session.out).contains("NetConnection.Connect.Success"));
        session.push(&command(Writer::default().text("createStream").number(2.0).null())).unwrap();
        let publish = Writer::default().text("publish").number(3.0).null().text("KEY").text("live");
        assert_eq!(session.push(&command(publish)), Ok(vec![Heard::Publish("KEY".into())]));
        session
    }

    #[test]
    fn a_sender_is_led_to_its_media_and_to_its_end() {
        let mut session = publishing();
        let mut early = Vec::new();
        write(&mut early, 128, 9, 1, &[1, 2, 3]);
        assert_eq!(session.push(&early), Ok(vec![]), "nothing counts before the key is admitted");
        session.admit();
        assert!(String::from_utf8_lossy(&session.out).contains("NetStream.Publish.Start"));
        assert_eq!(session.push(&early), Ok(vec![Heard::Video(0, vec![1, 2, 3])]));
        let done = command(Writer::default().text("deleteStream").number(5.0).null().number(1.0));
        assert_eq!(session.push(&done), Ok(vec![Heard::Finished]));
    }

    #[test]
    fn who_is_refused_is_told_and_does_not_get_in() {
        let mut session = publishing();
        session.refuse();
        assert!(String::from_utf8_lossy(&session.out).contains("NetStream.Publish.BadName"));
        let mut media = Vec::new();
        write(&mut media, 128, 9, 1, &[1]);
        assert_eq!(session.push(&media), Ok(vec![]));
    }

    #[test]
    fn what_is_no_sender_is_turned_away() {
        assert_eq!(Session::new([0; 32]).push(b"G"), Err(Broken("not RTMP")));
        assert!(greeted().push(&connect("other")).is_err());
        assert!(greeted().push(&command(Writer::default().text("play").number(1.0))).is_err());
        let mut large = Vec::new();
        write(&mut large, 128, 20, 0, &[0; MAX_BEFORE_KEY + 1]);
        assert_eq!(greeted().push(&large), Err(Broken("a message that is too long")));
    }

    #[test]
    fn what_came_is_confirmed() {
        let mut session = publishing();
        session.admit();
        session.out.clear();
        session.push(&[0x02, 0, 0, 0, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0, 0, 50]).unwrap();
        // Kind 3, an acknowledgement.
        assert_eq!(session.out.get(7), Some(&3));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = greeted().push(&bytes);
        }
    }
}
