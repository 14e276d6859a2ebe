//! `likeness reseal`: every sealed value and file under the first key of the key file, then the older
//! keys leave it. Can be killed at any moment and run again: what is done stays done, and the older keys
//! stay in the file until nothing needs them.

use anyhow::Result;
use storage::Store;

use crate::args::ResealArgs;
use crate::commands::records::{self, block_on};
use crate::context::Context;
use crate::exit::Exit;

/// Values sealed again in one transaction: a second's work on a slow disk.
const BATCH: u32 = 256;

pub(crate) fn run(args: &ResealArgs, context: &Context) -> Result<Exit> {
    block_on(reseal(args, context))
}

async fn reseal(args: &ResealArgs, context: &Context) -> Result<Exit> {
    let options = records::options(&args.store)?;
    let mut store = records::open(options.clone(), context).await?;
    let unfinished = store.key_ids()?.len() > 1;
    if args.new_key && !unfinished {
        store.add_key()?;
        // The new key seals from the next opening on.
        store.close().await;
        drop(store);
        store = records::open(options.clone(), context).await?;
        outln!("A new key is first in the key file: copy the file to a safe place.");
    } else if unfinished {
        outln!("The key file holds several keys: sealing everything again with the first.");
    }
    let done = finish(&store).await;
    store.close().await;
    let (values, retired) = done?;
    outln!("{values} sealed again; {retired} older key(s) taken out of the key file.");
    if !args.new_key && !unfinished {
        outln!("Everything was under the one key already; --new-key makes a new one.");
    } else {
        outln!("Back-ups made before need the key file as it was: keep both, or neither.");
    }
    Ok(Exit::Success)
}

async fn finish(store: &Store) -> Result<(u64, usize)> {
    let values = store.reseal_all(BATCH).await?;
    Ok((values, store.retire_keys().await?))
}
