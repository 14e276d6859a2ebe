//! Fakes and builders for tests. A dev-dependency only: nothing here ships.

mod builders;
mod clock;
mod entropy;

pub use builders::{
    calibration, embedder, face_quality, face_record, features, frame_record, identity_rates,
    log_header, mesh, reference, set_features, template,
};
pub use clock::TestClock;
pub use entropy::SeededEntropy;
