//! Where a stream is. An address may hold credentials, so it never prints more than scheme and host.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::AddressError;

/// Where a stream is.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file on this machine.
    File(PathBuf),
    /// A network address: `http`, `https`, `rtsp`, `rtsps`, `srt`.
    Url(Url),
    /// A Video4Linux capture device such as `/dev/video0`.
    Device(PathBuf),
}

impl Address {
    /// Network schemes that can be opened.
    pub const NETWORK_SCHEMES: [&str; 5] = ["http", "https", "rtsp", "rtsps", "srt"];

    /// Reads what a user typed: an address with a scheme, `/dev/videoN`, or a path.
    ///
    /// # Errors
    /// When the text is empty, or has a scheme but is not a valid address. An unknown scheme is found
    /// later, by [`open`](crate::open()), so that the access policy speaks first.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if let Some(path) = device_path(text) {
            return Ok(Self::Device(path));
        }
        if !has_scheme(text) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        let url = Url::parse(text).map_err(|_| AddressError::NotAnAddress)?;
        if url.scheme() != "file" {
            return Ok(Self::Url(url));
        }
        let path = url.to_file_path().map_err(|()| AddressError::NotALocalFile)?;
        match path.to_str().and_then(device_path) {
            Some(device) => Ok(Self::Device(device)),
            None => Ok(Self::File(path)),
        }
    }

    /// True when the stream cannot wait for its reader. (A live HLS stream is found out while opening.)
    pub fn is_live(&self) -> bool {
        match self {
            Self::File(_) => false,
            Self::Device(_) => true,
            Self::Url(url) => !matches!(url.scheme(), "http" | "https"),
        }
    }

    /// Scheme and host, safe to log: no path, no query, no credentials.
    pub fn label(&self) -> String {
        match self {
            Self::File(_) => "file".to_owned(),
            Self::Device(path) => {
                format!("device {}", path.file_name().unwrap_or_default().to_string_lossy())
            }
            Self::Url(url) => match url.host_str() {
                Some(host) => format!("{}://{host}", url.scheme()),
                None => format!("{}:", url.scheme()),
            },
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.label())
    }
}

/// `scheme:` as RFC 3986 has it, at least two letters so that `C:\clip.mp4` stays a path.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    let known = scheme == "file" || text[scheme.len()..].starts_with("://");
    known
        && scheme.len() >= 2
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn device_path(text: &str) -> Option<PathBuf> {
    let number = text.strip_prefix("/dev/video")?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then(|| PathBuf::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Address) {
        assert_eq!(Address::parse(text), Ok(expected), "{text}");
    }

    #[test]
    fn paths_devices_and_addresses_are_told_apart() {
        check("clip.mp4", Address::File("clip.mp4".into()));
        check(" ./a b.mp4 ", Address::File("./a b.mp4".into()));
        check("file:///tmp/a%20b.mp4", Address::File("/tmp/a b.mp4".into()));
        check("/dev/video0", Address::Device("/dev/video0".into()));
        check("file:///dev/video12", Address::Device("/dev/video12".into()));
        check("/dev/videos/a.mp4", Address::File("/dev/videos/a.mp4".into()));
        check("C:\\clip.mp4", Address::File("C:\\clip.mp4".into()));
        check("note: a.mp4", Address::File("note: a.mp4".into()));
        check("rtsp://cam/1", Address::Url(Url::parse("rtsp://cam/1").unwrap()));
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(Address::parse("  "), Err(AddressError::Empty));
        assert_eq!(Address::parse("http://"), Err(AddressError::NotAnAddress));
        assert_eq!(Address::parse("file://elsewhere/a.mp4"), Err(AddressError::NotALocalFile));
    }

    #[test]
    fn only_scheme_and_host_are_printed() {
        let address =
            Address::parse("rtsp://user:secret@cam.example.org:8554/token?key=1").unwrap();
        assert_eq!(address.label(), "rtsp://cam.example.org");
        assert_eq!(format!("{address:?}"), "Address(rtsp://cam.example.org)");
        let file = Address::parse("/home/candidate-name/clip.mp4").unwrap();
        assert_eq!(format!("{file:?}"), "Address(file)");
    }

    #[test]
    fn live_addresses_are_known_by_scheme() {
        assert!(Address::parse("srt://cam:9000").unwrap().is_live());
        assert!(Address::parse("/dev/video0").unwrap().is_live());
        assert!(!Address::parse("https://a.example/clip.mp4").unwrap().is_live());
        assert!(!Address::parse("clip.mp4").unwrap().is_live());
    }
}
