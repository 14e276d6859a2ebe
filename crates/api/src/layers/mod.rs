//! What happens around every handler: a span and metrics, security headers, problems for everything that
//! fails, panics caught, a limit on time, and an ear for what a refused request still sends.

mod deadline;
mod linger;
mod observe;
mod panic;
mod security;
mod shape;

pub(crate) use deadline::deadline;
pub(crate) use linger::linger;
pub(crate) use observe::{OpenConnection, describe_metrics, observe};
pub(crate) use panic::panicked;
pub(crate) use security::security_headers;
pub(crate) use shape::shape_problems;
