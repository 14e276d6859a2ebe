//! Opening sources for the service: addresses under the operator's policy, stored uploads, cameras.

use std::path::PathBuf;
use std::sync::Arc;

use domain::Clock;
use media::{
    AccessError, AccessPolicy, Address, FramePusher, FrameSource, OpenError, PushConfig, Resolve,
    SourceSpec, SystemResolver,
};

/// What to open.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening {
    /// A stream address that was checked before.
    Address(Address),
    /// A file that the service received.
    Upload {
        /// Where it lies in the data folder.
        path: PathBuf,
        /// How fast it is read.
        pace: media::Pace,
    },
}

/// Opens sources. The service uses [`MediaOpener`]; tests play scripts.
pub trait SourceOpener: Send + Sync {
    /// Says whether the address may be opened, before anything is recorded. May resolve a name: blocks.
    ///
    /// # Errors
    /// The rule that refuses it.
    fn check(&self, address: &Address) -> Result<(), AccessError>;

    /// Opens a source. Blocks until its first frame, its deadline, or until it is no longer wanted.
    ///
    /// # Errors
    /// As [`OpenError`] says.
    fn open(
        &self,
        opening: Opening,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<FrameSource, OpenError>;

    /// A source for pictures that a browser pushes.
    fn camera(&self) -> (FramePusher, FrameSource);
}

/// The real thing.
pub struct MediaOpener {
    access: AccessPolicy,
    resolver: Arc<dyn Resolve>,
    sample_fps: f32,
    clock: Arc<dyn Clock>,
}

impl MediaOpener {
    /// Opens under `access`, taking `sample_fps` frames per second of media time.
    pub fn new(access: AccessPolicy, sample_fps: f32, clock: Arc<dyn Clock>) -> Self {
        Self { access, resolver: Arc::new(SystemResolver), sample_fps, clock }
    }
}

impl SourceOpener for MediaOpener {
    fn check(&self, address: &Address) -> Result<(), AccessError> {
        self.access.check(address, &*self.resolver)
    }

    fn open(
        &self,
        opening: Opening,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<FrameSource, OpenError> {
        let (address, pace, access) = match opening {
            Opening::Address(address) => (address, media::Pace::Realtime, self.access.clone()),
            Opening::Upload { path, pace } => {
                (Address::File(path), pace, AccessPolicy::files_only())
            }
        };
        let spec = SourceSpec { address, sample_fps: self.sample_fps, pace };
        media::open_while(spec, &access, Arc::clone(&self.clock), is_wanted)
    }

    fn camera(&self) -> (FramePusher, FrameSource) {
        media::push_source(PushConfig::new(self.sample_fps), Arc::clone(&self.clock))
    }
}
