//! One file per subcommand.

pub(crate) mod compare;
pub(crate) mod eval;
pub(crate) mod inspect;
pub(crate) mod models;
pub(crate) mod references;
pub(crate) mod replay;
pub(crate) mod serve;
pub(crate) mod verify;
