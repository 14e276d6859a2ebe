//! Opening a data folder for a command that works on it while no service does.

use std::sync::Arc;

use anyhow::{Result, bail};
use storage::{StartReport, Store, StoreOptions};

use crate::args::StoreArgs;
use crate::commands::serve::data_folder;
use crate::context::Context;

/// Where the records lie. Opening a store creates what is missing, so a mistyped folder or key file is
/// refused here and leaves nothing behind.
pub(crate) fn options(args: &StoreArgs) -> Result<StoreOptions> {
    let folder = data_folder(args.data.as_deref())?;
    if !folder.join("likeness.db").is_file() {
        bail!("{} is no data folder of Likeness: name it with --data DIR", folder.display());
    }
    let key_file = args.key_file.clone().unwrap_or_else(|| folder.join("key"));
    if !key_file.is_file() {
        bail!(
            "the key file {} is not there: name it with --key-file FILE, as `server.key_file` of the \
             configuration does",
            key_file.display()
        );
    }
    Ok(StoreOptions { folder, key_file: Some(key_file) })
}

/// Opens it. Sessions that a killed service left running are marked as interrupted, as at any start.
pub(crate) async fn open(options: StoreOptions, context: &Context) -> Result<Store> {
    let (store, StartReport { interrupted, .. }) =
        Store::open(options, &*context.clock, Arc::clone(&context.entropy)).await?;
    if !interrupted.is_empty() {
        eprintln!("{} session(s) were cut off when the service last ended.", interrupted.len());
    }
    Ok(store)
}

/// Runs a command's asynchronous part.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
