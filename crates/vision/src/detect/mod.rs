//! The pure half of face detection: which input to make of a picture, and what the maps say.

mod nms;
mod plan;
mod yunet;

pub use nms::suppress;
pub use plan::{DetectorPlan, PlanRule};
pub use yunet::{YunetMaps, decode};
