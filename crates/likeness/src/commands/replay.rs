//! `likeness replay`: a stored session judged again from its measurement log.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use domain::SessionId;
use serde_json::json;
use storage::{Store, StoreOptions};

use crate::args::ReplayArgs;
use crate::commands::serve::data_folder;
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &ReplayArgs, context: &Context) -> Result<Exit> {
    let id: SessionId = args
        .session
        .parse()
        .context("SESSION is not a session id: copy it from the session's page")?;
    let folder = data_folder(args.data.as_deref())?;
    // Opening a store creates one; a mistyped folder must not leave a key behind.
    if !folder.join("likeness.db").is_file() {
        anyhow::bail!(
            "{} is no data folder of Likeness: name it with --data DIR",
            folder.display()
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(replay(args, id, StoreOptions { folder, key_file: None }, context))
}

async fn replay(
    args: &ReplayArgs,
    id: SessionId,
    options: StoreOptions,
    context: &Context,
) -> Result<Exit> {
    let (store, _) = Store::open(options, &*context.clock, Arc::clone(&context.entropy)).await?;
    let mut unit = store.read().await?;
    let record = unit.sessions().get(id).await?.context("there is no such session")?;
    drop(unit);
    let stored = store
        .sealer()
        .verdict(&record)?
        .context("this session has no verdict: it did not run to its end")?;
    let log = store.read_log(id).await?.context("this session has no measurement log")?;
    store.close().await;
    let again = verdict::replay(&log)?;
    let is_equal = again == stored;
    if args.json {
        let object = json!({
            "equal": is_equal,
            "stored": stored.outcome.as_str(),
            "replayed": again.outcome.as_str(),
            "entries": log.entries.len(),
        });
        outln!("{object}");
    } else if is_equal {
        outln!(
            "Equal: {} again, from {} log entries, policy {} v{}.",
            again.outcome.as_str(),
            log.entries.len(),
            again.policy.name,
            again.policy.version
        );
    } else {
        outln!(
            "NOT equal: stored {}, replayed {}. The log or the program has changed.",
            stored.outcome.as_str(),
            again.outcome.as_str()
        );
    }
    Ok(if is_equal { Exit::Success } else { Exit::Unequal })
}
