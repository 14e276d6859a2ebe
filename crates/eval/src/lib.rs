//! Measuring error rates over a data set, through the real pipeline, and reporting them.

pub mod about;
pub mod attacks;
pub mod cache;
pub mod calibrate;
pub mod clips;
pub mod count;
pub mod documents;
pub mod groups;
pub mod links;
pub mod list;
pub mod models;
pub mod pictures;
pub mod progress;
pub mod references;
pub mod report;
pub mod rooms;
pub mod verification;
pub mod video;
mod workers;
