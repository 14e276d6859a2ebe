//! `likeness replay`: a stored session judged again from its measurement log.

use anyhow::{Context as _, Result};
use domain::SessionId;
use serde_json::json;
use storage::StoreOptions;

use crate::args::ReplayArgs;
use crate::commands::records::{self, block_on};
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &ReplayArgs, context: &Context) -> Result<Exit> {
    let id: SessionId = args
        .session
        .parse()
        .context("SESSION is not a session id: copy it from the session's page")?;
    block_on(replay(args, id, records::options(&args.store)?, context))
}

async fn replay(
    args: &ReplayArgs,
    id: SessionId,
    options: StoreOptions,
    context: &Context,
) -> Result<Exit> {
    let store = records::open(options, context).await?;
    let mut unit = store.read().await?;
    let record = unit.sessions().get(id).await?.context(
        "this data folder has no such session: copy the id from the address of the session's page, or \
         from the list that `GET /v1/sessions` gives",
    )?;
    drop(unit);
    let stored = store
        .sealer()
        .verdict(&record)?
        .context("this session has no verdict: it did not run to its end")?;
    let log = store.read_log(id).await?.context("this session has no measurement log")?;
    store.close().await;
    let again = verdict::replay(&log)?;
    let is_equal = again.repeats(&stored);
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
