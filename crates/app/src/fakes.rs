//! Stand-ins for the parts that tests do not want: scripted people instead of models, scripted sources
//! instead of video, a clock that is moved by hand.
//!
//! A frame's first pixel says who is in it, so that the very same code runs as with real models.

mod analyst;
mod mover;
mod sources;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::{
    Calibration, CalibrationOrigin, Clock, Entropy, ModelId, ModelRole, ModelStamp, UtcTime,
};
use vision::Calibrations;

pub use analyst::{FakeAnalyst, FakeFault, Gate, card_of, picture_of};
pub use mover::{Mover, Pose, REST, pose_of, posed_picture};
pub use sources::{Script, ScriptedSources, frame_of};

use crate::deps::{PackInfo, PartInfo};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FakeClock {
    origin: Instant,
    passed: Mutex<Duration>,
}

impl FakeClock {
    /// A clock at 2026-01-01T00:00:00Z.
    #[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
    pub fn new() -> Self {
        Self { origin: Instant::now(), passed: Mutex::default() }
    }

    /// Moves it.
    pub fn advance(&self, by: Duration) {
        *self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.origin + self.passed()
    }

    fn utc(&self) -> UtcTime {
        UtcTime::from_unix_millis(1_767_225_600_000).plus(self.passed())
    }
}

/// Random bytes that are not: a counter through SplitMix64. Never the same twice, always the same order.
#[derive(Debug, Default)]
pub struct FakeEntropy(AtomicU64);

impl Entropy for FakeEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
            let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let word = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

/// The scripted embedder's stamp.
pub fn fake_embedder() -> ModelStamp {
    ModelStamp {
        role: ModelRole::Embedder,
        id: ModelId::new("fake-embedder"),
        sha256: "e0".repeat(32).into(),
    }
}

/// A pack whose scores are worth enough to decide.
pub fn fake_pack() -> PackInfo {
    let stamp =
        |role, id| ModelStamp { role, id: ModelId::new(id), sha256: "e1".repeat(32).into() };
    PackInfo {
        name: "fake".to_owned(),
        reads_documents: true,
        models: vec![
            stamp(ModelRole::Detector, "fake-detector"),
            fake_embedder(),
            stamp(ModelRole::Pad, "fake-pad"),
            stamp(ModelRole::Manipulation, "fake-manipulation"),
        ],
        calibrations: Calibrations {
            // A score of 1 is worth 20, one of 0.7 is worth 11, one of 0 is worth -10.
            identity: calibration(30.0, -10.0),
            identity_rates: None,
            false_alarm: None,
            imitation_below: None,
            imitation: None,
            pad: Some(calibration(-2.0, 0.0)),
            manipulation: Some(calibration(1.0, 0.0)),
        },
        parts: vec![
            PartInfo {
                role: "embedder".to_owned(),
                models: vec!["fake-embedder".to_owned()],
                pack: Some("fake".to_owned()),
                reason: "pack fake was asked for".to_owned(),
            },
            PartInfo {
                role: "mesh".to_owned(),
                models: Vec::new(),
                pack: None,
                reason: "pack fake has none: no blinks are watched".to_owned(),
            },
        ],
    }
}

fn calibration(slope: f64, intercept: f64) -> Calibration {
    Calibration {
        slope,
        intercept,
        cap: 20.0,
        origin: CalibrationOrigin {
            data: "made up for tests".to_owned(),
            date: "2026-01-01".to_owned(),
            trials_first: 0,
            trials_second: 0,
            provisional: true,
        },
    }
}
