//! The models and a session, as the product uses them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::{
    CaptureControl, CaptureLimits, CaptureObserver, CaptureReport, InferencePool, PoolSize,
    run_capture,
};
use domain::{
    Clock, LogHeader, Reference, ReferenceId, ReferenceKind, SessionId, SessionKind, UtcTime,
};
use media::{AccessPolicy, Address, FrameSource, Pace, SourceSpec};
use session::{Cadence, CaptureSession};
use verdict::Policy;
use vision::{Analyst, Manifest, OnnxRuntime, Pack, PackOptions, PictureLimits};

use crate::measure::Real;

/// Everything a part of the benchmark needs.
pub(crate) struct Rig {
    pub(crate) pack: Arc<Pack>,
    /// The same pack with every graph exactly as its file has it.
    pub(crate) as_they_are: Pack,
    pub(crate) models: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) policy: Policy,
}

/// The checkout's root.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

impl Rig {
    pub(crate) fn new() -> Result<Self> {
        let library = root().join(".runtime/onnxruntime/libonnxruntime.so.1.31.1");
        let models = root().join(".runtime/models/standard");
        let runtime = OnnxRuntime::load(&library).context("run `make setup` first")?;
        let manifest = Manifest::builtin();
        let pack = Pack::load(&models, &manifest, "standard", &runtime, 1)
            .context("run `likeness models pull` first")?;
        let plain = PackOptions { threads: 1, faster_graphs: false };
        let as_they_are = Pack::load_with(&models, &manifest, "standard", &runtime, plain)?;
        let policy = Policy::parse(Policy::BUILT_IN[0])?;
        Ok(Self { pack: Arc::new(pack), as_they_are, models, clock: Arc::new(Real), policy })
    }

    pub(crate) fn analyst(&self) -> Result<Analyst> {
        Ok(self.pack.analyst()?)
    }

    pub(crate) fn pool(&self, threads: usize, queue: usize) -> Result<InferencePool> {
        let pack = Arc::clone(&self.pack);
        let size = PoolSize { threads, queue };
        Ok(InferencePool::new(size, Arc::clone(&self.clock), move || pack.analyst())?)
    }

    pub(crate) fn reference(&self, picture: &Path) -> Result<Reference> {
        let bytes = std::fs::read(picture)?;
        let portrait = self.analyst()?.enrol_picture(&bytes, PictureLimits::default())?;
        let at = UtcTime::from_unix_millis(0);
        Ok(Reference {
            id: ReferenceId::generate(at, &Real),
            kind: ReferenceKind::Picture,
            captured_at: at,
            quality: portrait.face.quality.score,
            template: portrait
                .measurement
                .features
                .assessed()
                .context("no features")?
                .clone()
                .into(),
        })
    }

    pub(crate) fn header(&self, references: Vec<Reference>) -> LogHeader {
        let calibrations = self.pack.calibrations();
        LogHeader {
            session: SessionId::generate(UtcTime::from_unix_millis(0), &Real),
            kind: SessionKind::Interview,
            references,
            policy: self.policy.stamp(),
            policy_text: Policy::BUILT_IN[0].to_owned(),
            identity_calibration: calibrations.identity,
            identity_rates: calibrations.identity_rates,
            imitation_below: calibrations.imitation_below,
            imitation_calibration: calibrations.imitation.clone(),
            pad_calibration: calibrations.pad,
            manipulation_calibration: calibrations.manipulation,
            false_alarm: calibrations.false_alarm,
            models: self.pack.stamps(),
        }
    }

    pub(crate) fn open(&self, clip: &Path, pace: Pace) -> Result<FrameSource> {
        let spec = SourceSpec { address: Address::File(clip.to_owned()), sample_fps: 5.0, pace };
        Ok(media::open(spec, &AccessPolicy::operator(), Arc::clone(&self.clock))?)
    }

    pub(crate) fn session(&self, references: Vec<Reference>) -> CaptureSession {
        CaptureSession::new(self.header(references), self.policy.clone(), Cadence::default())
    }

    pub(crate) fn watch(
        &self,
        source: &FrameSource,
        session: CaptureSession,
        pool: &InferencePool,
        observer: &mut dyn CaptureObserver,
    ) -> CaptureReport {
        let limits = CaptureLimits {
            max_duration: std::time::Duration::from_secs(600),
            max_idle: std::time::Duration::from_secs(20),
        };
        run_capture(source, session, pool, observer, &CaptureControl::new(), limits)
    }
}
