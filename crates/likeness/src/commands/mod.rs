//! One file per subcommand.

pub(crate) mod api_key;
pub(crate) mod compare;
pub(crate) mod document;
pub(crate) mod eval;
pub(crate) mod inspect;
pub(crate) mod models;
mod package;
pub(crate) mod recompute;
pub(crate) mod records;
pub(crate) mod references;
pub(crate) mod replay;
pub(crate) mod reseal;
pub(crate) mod same_file;
pub(crate) mod serve;
pub(crate) mod verify;
