//! Arguments of the commands that work on a data folder while no service does.

use std::path::PathBuf;

use app::Scope;
use clap::{Args, Subcommand};

use super::PackArgs;

/// Which data folder, and its keys.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// The data folder; the user's own when absent. No service may be using it.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The key file, where the configuration's `server.key_file` names one outside the data folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ApiKeyArgs {
    #[command(subcommand)]
    pub(crate) action: ApiKeyAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyAction {
    /// Make a key and print it, this once.
    Create {
        #[command(flatten)]
        store: StoreArgs,
        /// What the key may do; may be repeated.
        #[arg(long, value_name = "SCOPE", default_value = "admin", value_parser = scope)]
        scope: Vec<Scope>,
        /// What you call it.
        #[arg(long, value_name = "NAME", default_value = "made on the command line")]
        name: String,
    },
    /// Every key: id, state, scopes, name. Never the key itself.
    List {
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Revoke a key. The last one with the scope `admin` stays.
    Revoke {
        /// The key's id, as `list` shows it; it is also the first half of the key, after `lk_`.
        id: String,
        #[command(flatten)]
        store: StoreArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReferencesArgs {
    #[command(subcommand)]
    pub(crate) action: ReferencesAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReferencesAction {
    /// Compute references of other face models anew from the sealed pictures they were made from.
    ///
    /// The ones before stay, for the way back, and are never compared. Prints how many were found and
    /// computed, and the ids of the people who must be enrolled again. The service must be stopped.
    Recompute(RecomputeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RecomputeArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Use evidence pictures of accepted sessions as well, where that is allowed: they were kept for a human
    /// to look at.
    #[arg(long)]
    pub(crate) evidence: bool,
    /// Only say what would be done.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ResealArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Put a new key first in the key file before anything is sealed again. While an earlier change of
    /// keys is unfinished, that one is finished instead.
    #[arg(long)]
    pub(crate) new_key: bool,
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::from_name(word)
        .ok_or_else(|| format!("there are {}", Scope::ALL.map(Scope::as_str).join(", ")))
}
