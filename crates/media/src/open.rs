//! From an address to a running source: everything that can be refused is refused here, before a
//! decoder sees a byte.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use domain::Clock;

use crate::{
    AccessPolicy, Address, FrameSource, OpenError, Resolve, SourceSpec, SystemResolver, Timing,
    container, magic,
};

/// Starts GStreamer. Called by [`open`] as well; call it at start-up to learn early what is missing.
///
/// # Errors
/// When GStreamer or one of the elements that every source needs is not installed.
pub fn init() -> Result<(), OpenError> {
    #[cfg(feature = "gstreamer")]
    return crate::pipeline::init();
    #[cfg(not(feature = "gstreamer"))]
    Err(OpenError::NotBuilt)
}

/// Opens a source and waits for its first frame, with the default [`Timing`].
///
/// # Errors
/// Everything that prevents a first frame; see [`OpenError`].
pub fn open(
    spec: SourceSpec,
    policy: &AccessPolicy,
    clock: Arc<dyn Clock>,
) -> Result<FrameSource, OpenError> {
    open_while(spec, policy, clock, &|| true)
}

/// [`open`] that is given up as soon as `is_wanted` says no; it is asked ten times a second.
///
/// # Errors
/// As [`open`], and [`OpenError::GivenUp`].
pub fn open_while(
    spec: SourceSpec,
    policy: &AccessPolicy,
    clock: Arc<dyn Clock>,
    is_wanted: &dyn Fn() -> bool,
) -> Result<FrameSource, OpenError> {
    open_with(spec, policy, clock, Timing::default(), Arc::new(SystemResolver), is_wanted)
}

/// [`open_while`] with deadlines and a resolver of the caller's choice.
///
/// # Errors
/// As [`open_while`].
#[cfg_attr(
    not(feature = "gstreamer"),
    expect(clippy::needless_pass_by_value, reason = "the decoder keeps them")
)]
pub fn open_with(
    spec: SourceSpec,
    policy: &AccessPolicy,
    clock: Arc<dyn Clock>,
    timing: Timing,
    resolver: Arc<dyn Resolve>,
    is_wanted: &dyn Fn() -> bool,
) -> Result<FrameSource, OpenError> {
    if !SourceSpec::rate_is_usable(spec.sample_fps) {
        return Err(OpenError::SampleRate);
    }
    match &spec.address {
        // Checked before each connection by the thread that makes it: a name server that does not answer
        // must not hold up whoever gives the source up.
        Address::Url(url) if Address::NETWORK_SCHEMES.contains(&url.scheme()) => {}
        address => policy.check(address, resolver.as_ref())?,
    }
    match &spec.address {
        Address::File(path) => check_file(path, policy.trusts_playlists())?,
        Address::Device(path) => check_device(path)?,
        Address::Url(url) => {
            if !Address::NETWORK_SCHEMES.contains(&url.scheme()) {
                return Err(OpenError::UnsupportedScheme { scheme: url.scheme().to_owned() });
            }
        }
    }
    #[cfg(feature = "gstreamer")]
    return crate::pipeline::start(spec, policy.clone(), clock, timing, resolver, is_wanted);
    #[cfg(not(feature = "gstreamer"))]
    {
        let _ = is_wanted;
        drop((clock, timing, resolver));
        Err(OpenError::NotBuilt)
    }
}

pub(crate) fn check_file(path: &Path, may_be_playlist: bool) -> Result<(), OpenError> {
    let found = path.metadata().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => OpenError::FileMissing,
        _ => OpenError::Unreadable(error),
    })?;
    if found.is_dir() {
        return Err(OpenError::Folder);
    }
    if !found.is_file() {
        // A pipe or socket would hang the opener.
        return Err(OpenError::NotMedia);
    }
    if found.len() == 0 {
        return Err(OpenError::EmptyFile);
    }
    let mut file = File::open(path).map_err(OpenError::Unreadable)?;
    if !may_be_playlist && !magic::is_self_contained(&mut file).map_err(OpenError::Unreadable)? {
        return Err(OpenError::NotMedia);
    }
    match container::lacks_index(&mut file) {
        Ok(true) => Err(OpenError::Damaged),
        Ok(false) => Ok(()),
        Err(error) => Err(OpenError::Unreadable(error)),
    }
}

fn check_device(path: &Path) -> Result<(), OpenError> {
    if path.exists() { Ok(()) } else { Err(OpenError::DeviceMissing) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn check(contents: &[u8], may_be_playlist: bool, is_refused: bool) {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(contents).expect("room for it");
        let answer = check_file(file.path(), may_be_playlist);
        assert_eq!(matches!(answer, Err(OpenError::NotMedia)), is_refused, "{answer:?}");
    }

    #[test]
    fn a_playlist_of_a_stranger_is_no_video() {
        let playlist = b"#EXTM3U\n#EXTINF:3,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n";
        check(playlist, false, true);
        check(playlist, true, false);
    }
}
