//! `likeness api-key`: keys without a running service, the way back for whoever lost the last one.

use anyhow::{Context as _, Result};
use app::{Actor, ApiKeyDetails, ApiKeys, Scope};

use crate::args::{ApiKeyAction, ApiKeyArgs, StoreArgs};
use crate::commands::records::{self, block_on};
use crate::context::Context;
use crate::exit::Exit;

pub(crate) fn run(args: &ApiKeyArgs, context: &Context) -> Result<Exit> {
    match &args.action {
        ApiKeyAction::Create { store, scope, name } => {
            block_on(create(store, scope, name, context))
        }
        ApiKeyAction::List { store } => block_on(list(store, context)),
        ApiKeyAction::Revoke { id, store } => block_on(revoke(store, id, context)),
    }?;
    Ok(Exit::Success)
}

async fn create(args: &StoreArgs, scopes: &[Scope], name: &str, context: &Context) -> Result<()> {
    let store = records::open(records::options(args)?, context).await?;
    let keys = ApiKeys::new(&store, &*context.clock, &*context.entropy);
    let made = keys.create(Actor::Operator, name, scopes).await?;
    store.close().await;
    outln!("API key (shown once): {}", made.token);
    Ok(())
}

async fn list(args: &StoreArgs, context: &Context) -> Result<()> {
    let store = records::open(records::options(args)?, context).await?;
    let keys = ApiKeys::new(&store, &*context.clock, &*context.entropy).list().await?;
    store.close().await;
    for key in &keys {
        outln!("{}", line(key));
    }
    Ok(())
}

async fn revoke(args: &StoreArgs, id: &str, context: &Context) -> Result<()> {
    let options = records::options(args)?;
    let id = id.parse().context(
        "ID is not the id of an API key: `likeness api-key list` shows them; never give the key itself",
    )?;
    let store = records::open(options, context).await?;
    let done =
        ApiKeys::new(&store, &*context.clock, &*context.entropy).revoke(Actor::Operator, id).await;
    store.close().await;
    done?;
    outln!("Revoked {id}.");
    Ok(())
}

fn line(key: &ApiKeyDetails) -> String {
    let state = if key.revoked_at.is_some() { "revoked" } else { "works  " };
    let scopes: Vec<_> = key.scopes.iter().map(|s| s.as_str()).collect();
    format!("{}  {state}  {}  {}", key.id, scopes.join(","), key.name)
}
