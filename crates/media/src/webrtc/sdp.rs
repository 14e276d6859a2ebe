//! What WHIP carries as text (RFC 9725): the offer, and the fragments that a PATCH brings and gets back.
//! Pure: text in, text out. What it protects: no address that came in a text ever becomes one that
//! something is sent to. The sender connects to us, so candidates are counted and left out.

use str0m::change::SdpOffer;

use super::WhipError;

/// Longest offer or fragment in bytes. Chromium's offer with every codec it has is 9 kB.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// Most tracks of an offer. RFC 9725 section 4.2 speaks of one of each kind; each costs a state machine.
const MAX_TRACKS: usize = 8;

/// Most candidates of one fragment. A machine with ten interfaces and a relay has fewer.
const MAX_CANDIDATES: usize = 100;

/// An offer that may be answered.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// Without candidates.
    text: String,
}

impl Offer {
    /// Reads an offer and looks whether it brings video and nothing but media.
    pub(super) fn parse(text: &str) -> Result<Self, WhipError> {
        if text.len() > MAX_TEXT {
            return Err(WhipError::Malformed("the offer is longer than 64 KiB"));
        }
        if !text.starts_with("v=0") {
            return Err(WhipError::Malformed("the body is not an SDP offer: it begins with v=0"));
        }
        let kinds: Vec<_> = lines(text).filter_map(|line| line.strip_prefix("m=")).collect();
        if kinds.len() > MAX_TRACKS {
            return Err(WhipError::Unusable(
                "the offer has more than eight tracks: send one video and one audio track",
            ));
        }
        let offer = Self { text: without_candidates(text) };
        // Parsed before anything else is said about it.
        offer.sdp()?;
        let is = |kind: &str| kinds.iter().any(|m| m.split(' ').next() == Some(kind));
        if !is("video") {
            return Err(WhipError::Unusable("there is no video in the offer: send a video track"));
        }
        if is("application") {
            return Err(WhipError::Unusable(
                "data channels are not taken here: offer audio and video only",
            ));
        }
        Ok(offer)
    }

    /// As the library wants it.
    pub(super) fn sdp(&self) -> Result<SdpOffer, WhipError> {
        SdpOffer::from_sdp_string(&self.text)
            .map_err(|_| WhipError::Malformed("the body is not an SDP offer that can be read"))
    }

    /// The same offer under new ICE credentials.
    pub(super) fn restarted(&self, ufrag: &str, password: &str) -> Self {
        let text = lines(&self.text)
            .map(|line| match line {
                _ if line.starts_with("a=ice-ufrag:") => format!("a=ice-ufrag:{ufrag}\r\n"),
                _ if line.starts_with("a=ice-pwd:") => format!("a=ice-pwd:{password}\r\n"),
                _ => format!("{line}\r\n"),
            })
            .collect();
        Self { text }
    }

    /// The sender's user fragment.
    pub(super) fn ufrag(&self) -> Option<&str> {
        lines(&self.text).find_map(|line| line.strip_prefix("a=ice-ufrag:"))
    }
}

fn without_candidates(text: &str) -> String {
    lines(text)
        .filter(|line| {
            !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates")
        })
        .map(|line| format!("{line}\r\n"))
        .collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty())
}

/// A trickled fragment (RFC 8840).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fragment {
    pub(super) ufrag: String,
    pub(super) password: String,
    /// Candidates in it; none of them is used.
    pub(super) candidates: usize,
}

impl Fragment {
    pub(super) fn parse(text: &str) -> Result<Self, WhipError> {
        let malformed = |why| Err(WhipError::Malformed(why));
        if text.len() > MAX_TEXT {
            return malformed("the fragment is longer than 64 KiB");
        }
        let is_line = |line: &str| line.as_bytes().get(1) == Some(&b'=');
        if !lines(text).all(is_line) {
            return malformed("the body is not an SDP fragment: every line has the form x=value");
        }
        let first = |name: &str| lines(text).find_map(|line| line.strip_prefix(name));
        let (Some(ufrag), Some(password)) = (first("a=ice-ufrag:"), first("a=ice-pwd:")) else {
            return malformed("the fragment has no a=ice-ufrag and a=ice-pwd");
        };
        // RFC 8839 section 5.4: 4 to 256 and 22 to 256 characters of a small alphabet.
        let is_word =
            |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_=".contains(&b));
        if !(4..=256).contains(&ufrag.len()) || !(22..=256).contains(&password.len()) {
            return malformed("a=ice-ufrag has 4 to 256 and a=ice-pwd 22 to 256 characters");
        }
        if !is_word(ufrag) || !is_word(password) {
            return malformed("a=ice-ufrag and a=ice-pwd hold letters, digits, + and / only");
        }
        let candidates = lines(text).filter(|line| line.starts_with("a=candidate:")).count();
        if candidates > MAX_CANDIDATES {
            return malformed("the fragment has more than 100 candidates");
        }
        Ok(Self { ufrag: ufrag.to_owned(), password: password.to_owned(), candidates })
    }
}

/// What of an answer belongs into the answer to an ICE restart (RFC 9725 section 4.3.3).
pub(super) fn fragment_of(answer: &str) -> String {
    let kept = ["a=ice-ufrag:", "a=ice-pwd:", "a=candidate:", "a=end-of-candidates", "a=mid:"];
    let of_session = ["a=ice-lite", "a=group:"];
    let mut out = String::new();
    let mut medias = 0;
    for line in lines(answer) {
        let is_media = line.starts_with("m=");
        medias += usize::from(is_media);
        let is_kept = match medias {
            0 => of_session.iter().any(|name| line.starts_with(name)),
            // All are bundled: the first stands for all.
            1 => is_media || kept.iter().any(|name| line.starts_with(name)),
            _ => false,
        };
        if is_kept {
            out.push_str(line);
            out.push_str("\r\n");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "0123456789abcdefghijklmn";

    fn fragment(ufrag: &str, password: &str) -> String {
        format!(
            "a=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n\
             a=candidate:1 1 udp 2122260223 192.0.2.1 4711 typ host\r\na=end-of-candidates\r\n"
        )
    }

    #[test]
    fn fragments_are_read() {
        let read = Fragment::parse(&fragment("abcd", PASSWORD)).unwrap();
        assert_eq!((read.ufrag.as_str(), read.password.as_str()), ("abcd", PASSWORD));
        assert_eq!(read.candidates, 1);
    }

    #[test]
    fn fragments_that_are_none_are_refused() {
        let many = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n".repeat(101);
        for text in [
            "",
            "hello",
            "a=ice-ufrag:abcd\r\n",
            &fragment("abc", PASSWORD),
            &fragment("abcd", "short"),
            &fragment("ab d", PASSWORD),
            &format!("{}{many}", fragment("abcd", PASSWORD)),
            &"a=x\r\n".repeat(20_000),
        ] {
            let answer = Fragment::parse(text);
            assert!(matches!(answer, Err(WhipError::Malformed(_))), "{answer:?}");
        }
    }

    #[test]
    fn offers_that_are_none_are_refused() {
        let check = |text: &str| Offer::parse(text).unwrap_err();
        for text in ["", "hello", "v=0\r\n", "v=0\r\nm=video\r\n", &"v=0\r\n".repeat(20_000)] {
            assert!(matches!(check(text), WhipError::Malformed(_)), "{text:.20}");
        }
    }

    #[test]
    fn the_answer_to_a_restart_holds_what_ice_needs_and_no_more() {
        let answer = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\na=group:BUNDLE 0 1\r\na=ice-lite\r\n\
                      m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:x\r\n\
                      a=rtpmap:96 VP8/90000\r\na=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n\
                      m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=ice-ufrag:abcd\r\n";
        assert_eq!(
            fragment_of(answer),
            "a=group:BUNDLE 0 1\r\na=ice-lite\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n\
             a=ice-ufrag:abcd\r\na=ice-pwd:x\r\na=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n"
        );
    }
}
