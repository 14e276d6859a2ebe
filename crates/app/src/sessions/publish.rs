//! Streams that somebody sends into a session: who may, who does, and what becomes of the session when they
//! leave. The transports are `media`'s business.
//!
//! The key is a secret of 256 random bits for one session, which lives as long as that session runs. Only its
//! hash is kept, in memory.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{Entropy, SessionId};
use media::{FeedEnd, FramePusher, StreamFeed, StreamGate, WebRtc, WhipError};
use storage::{same_secret, secret_sha256};
use zeroize::Zeroizing;

use super::camera::ENDED;
use crate::capture::CaptureLimits;
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::live::LiveSession;

/// What every stream key begins with, so that a leaked one can be searched for.
const PREFIX: &str = "ls_";

/// How long a session waits for somebody who has to paste its key into an encoder or a meeting's settings,
/// and to begin the meeting. A choice: the quarter of an hour that people wait for each other.
const WAIT_FOR_SENDER: Duration = Duration::from_secs(15 * 60);

/// The longest that a page's session runs and is without a picture: backstops behind the guide, which ends it
/// earlier with a reason.
const PAGE_LASTS: Duration = Duration::from_secs(180);
const PAGE_WAITS: Duration = Duration::from_secs(60);

/// Random bytes of a key.
const SECRET_BYTES: usize = 32;

type Secret = Zeroizing<[u8; SECRET_BYTES]>;

/// What lets somebody send a stream into one session (`ls_<session>_<secret>`). Shown once.
#[derive(Clone)]
pub struct StreamKey(Zeroizing<String>);

impl StreamKey {
    pub(super) fn new(session: SessionId, secret: &Secret) -> Self {
        let session = hex::encode(session.uuid());
        Self(Zeroizing::new(format!("{PREFIX}{session}_{}", hex::encode(**secret))))
    }

    /// The text, for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamKey")
    }
}

fn parse_key(key: &str) -> Option<(SessionId, Secret)> {
    let (session, secret) = key.strip_prefix(PREFIX)?.split_once('_')?;
    let mut bytes = Zeroizing::new([0_u8; SECRET_BYTES]);
    hex::decode_to_slice(secret, &mut *bytes).ok()?;
    Some((session.parse().ok()?, bytes))
}

/// The place of a stream in a session.
#[derive(Default)]
pub(crate) struct StreamPlace {
    /// SHA-256 of the secret; none when only callers with a key of the API may send.
    secret_sha256: Option<[u8; 32]>,
    /// For a page of this service, which sends by WHIP alone and does not wait for long.
    is_page: bool,
    /// What is being received.
    publication: Mutex<Option<u128>>,
}

impl StreamPlace {
    pub(super) fn with_secret(entropy: &dyn Entropy) -> (Secret, Self) {
        let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
        entropy.fill(&mut *secret);
        let secret_sha256 = Some(secret_sha256(&*secret));
        (secret, Self { secret_sha256, is_page: false, publication: Mutex::default() })
    }

    /// The same for a page of this service.
    pub(super) fn for_page(entropy: &dyn Entropy) -> (Secret, Self) {
        let (secret, place) = Self::with_secret(entropy);
        (secret, Self { is_page: true, ..place })
    }

    /// A session whose key was given out waits for its sender longer than for a frame: a sender that has come
    /// and gone is missed much earlier, by the source itself.
    pub(super) fn limits(&self, limits: CaptureLimits) -> CaptureLimits {
        if self.is_page {
            return CaptureLimits { max_duration: PAGE_LASTS, max_idle: PAGE_WAITS };
        }
        match self.secret_sha256 {
            Some(_) => CaptureLimits { max_idle: limits.max_idle.max(WAIT_FOR_SENDER), ..limits },
            None => limits,
        }
    }

    fn admits(&self, secret: &Secret) -> bool {
        self.secret_sha256.is_some_and(|hash| same_secret(&**secret, &hash))
    }

    fn set(&self, publication: Option<u128>) {
        *self.publication.lock().unwrap_or_else(PoisonError::into_inner) = publication;
    }

    fn is(&self, publication: u128) -> bool {
        let now = *self.publication.lock().unwrap_or_else(PoisonError::into_inner);
        now == Some(publication)
    }
}

/// A stream that is being received by WHIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Names it in later requests.
    pub id: u128,
    /// The SDP answer.
    pub answer: String,
    /// The version of its ICE session.
    pub etag: String,
}

impl App {
    /// Whether that key lets somebody send into that session now.
    pub fn admits_stream(&self, id: SessionId, key: &str) -> bool {
        parse_key(key).is_some_and(|(session, secret)| {
            session == id && self.live().get(id).is_some_and(|live| live.stream.admits(&secret))
        })
    }

    /// Whether there is such a session, running or not.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn check_session(&self, id: SessionId) -> Result<(), AppError> {
        if self.live().get(id).is_none() {
            self.session(id).await?;
        }
        Ok(())
    }

    /// Answers the offer of a WHIP sender. One sender at a time.
    ///
    /// # Errors
    /// `not_found` (also when WebRTC is off), `conflict` (nothing can be pushed, ended, or somebody sends
    /// already), `sdp_invalid`, `offer_unusable`, `busy`.
    pub async fn publish(&self, id: SessionId, offer: String) -> Result<Publication, AppError> {
        let webrtc = Arc::clone(self.webrtc()?);
        let Some(session) = self.live().get(id) else {
            self.session(id).await?;
            return Err(ENDED);
        };
        let mut random = [0; 16];
        self.entropy().fill(&mut random);
        let publication = u128::from_be_bytes(random);
        blocking(move || {
            let feed = admitted(&session)?;
            session.stream.set(Some(publication));
            // When it is refused, the feed tells that it has gone.
            let answered =
                webrtc.publish(publication, &offer, feed).map_err(AppError::Publication)?;
            tracing::info!(session.id = %session.id, "a stream is offered by WHIP");
            Ok(Publication { id: publication, answer: answered.sdp, etag: answered.etag })
        })
        .await
    }

    /// A trickled fragment of a WHIP sender: the fragment to answer with, if there is one, and the entity
    /// tag.
    ///
    /// # Errors
    /// `not_found`, `sdp_invalid`, `etag_mismatch`, `busy`.
    pub async fn patch_publication(
        &self,
        id: SessionId,
        publication: u128,
        fragment: String,
        if_match: String,
    ) -> Result<(Option<String>, String), AppError> {
        let webrtc = self.webrtc_of(id, publication)?;
        blocking(move || {
            webrtc.patch(publication, &fragment, &if_match).map_err(AppError::Publication)
        })
        .await
    }

    /// A WHIP sender is done, and so is its session.
    ///
    /// # Errors
    /// `not_found`, `busy`.
    pub async fn end_publication(&self, id: SessionId, publication: u128) -> Result<(), AppError> {
        let webrtc = self.webrtc_of(id, publication)?;
        blocking(move || webrtc.end(publication).map_err(AppError::Publication)).await
    }

    fn webrtc(&self) -> Result<&Arc<WebRtc>, AppError> {
        self.streams().webrtc.as_ref().ok_or(AppError::NotThere(
            "WebRTC is switched off here: its operator sets [webrtc] in the configuration",
        ))
    }

    fn webrtc_of(&self, id: SessionId, publication: u128) -> Result<Arc<WebRtc>, AppError> {
        let is_theirs = self.live().get(id).is_some_and(|live| live.stream.is(publication));
        if !is_theirs {
            return Err(AppError::Publication(WhipError::Gone));
        }
        self.webrtc().map(Arc::clone)
    }
}

/// RTMP senders bring nothing but their key.
impl StreamGate for App {
    fn admit(&self, key: &str) -> Option<StreamFeed> {
        let (id, secret) = parse_key(key)?;
        // A browser does not speak RTMP: whoever does here has taken its key elsewhere.
        let session = self
            .live()
            .get(id)
            .filter(|live| !live.stream.is_page && live.stream.admits(&secret))?;
        match admitted(&session) {
            Ok(feed) => {
                tracing::info!(session.id = %session.id, "a stream comes by RTMP");
                Some(feed)
            }
            Err(error) => {
                tracing::info!(session.id = %session.id, code = error.code(), "a stream is refused");
                None
            }
        }
    }
}

/// The way into a session for one sender.
fn admitted(session: &Arc<LiveSession>) -> Result<StreamFeed, AppError> {
    let pusher = session.camera.take()?;
    match pusher.open_stream() {
        Ok(feed) => {
            let session = Arc::clone(session);
            Ok(feed.on_end(move |end| left(&session, pusher, end)))
        }
        Err(error) => {
            session.camera.give_back(pusher);
            Err(fault("opening a stream", &error))
        }
    }
}

/// The sender has left. Who is done ends the session; who has just gone may come back.
fn left(session: &LiveSession, pusher: FramePusher, end: FeedEnd) {
    session.stream.set(None);
    match end {
        FeedEnd::Finished => pusher.finish(),
        FeedEnd::Gone => session.camera.give_back(pusher),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| fault("a publication", &e))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakeEntropy;

    #[test]
    fn a_key_opens_its_own_place_only() {
        let entropy = FakeEntropy::default();
        let (secret, place) = StreamPlace::with_secret(&entropy);
        let (other, _) = StreamPlace::with_secret(&entropy);
        assert!(place.admits(&secret));
        assert!(!place.admits(&other));
        assert!(!StreamPlace::default().admits(&secret));
    }

    #[test]
    fn keys_are_read_back_and_do_not_print_themselves() {
        let entropy = FakeEntropy::default();
        let (secret, _) = StreamPlace::with_secret(&entropy);
        let id = SessionId::generate(domain::UtcTime::from_unix_millis(5), &entropy);
        let key = StreamKey::new(id, &secret);
        let (session, read) = parse_key(key.reveal()).unwrap();
        assert_eq!((session, *read), (id, *secret));
        assert_eq!(format!("{key:?}"), "StreamKey");
        for bad in ["", "ls_", "lk_a_b", &key.reveal()[1..], &key.reveal()[..90]] {
            assert!(parse_key(bad).is_none(), "{bad}");
        }
    }
}
