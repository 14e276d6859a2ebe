//! The binary: arguments, configuration, wiring, lifecycle. The only place that chooses concrete adapters.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

#[macro_use]
mod output;

mod args;
mod bundled;
mod clock;
mod commands;
mod config;
mod context;
mod exit;
mod pack;
mod policy;
mod render;
mod runtime;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::context::Context;
use crate::exit::Exit;

/// ONNX Runtime writes a tracking id into the user's cache folder unless this is set before it is loaded.
const NO_TELEMETRY: &str = "ORT_DISABLE_TELEMETRY";

/// Starts this program anew with ONNX Runtime's telemetry off. Setting a variable of a running process is
/// unsafe as soon as there are threads; starting anew is not. Where it fails the program goes on.
fn without_telemetry() {
    use std::os::unix::process::CommandExt as _;
    if std::env::var_os(NO_TELEMETRY).is_some() {
        return;
    }
    let mut args = std::env::args_os();
    let name = args.next().unwrap_or_else(|| "likeness".into());
    if let Ok(program) = std::env::current_exe() {
        let error =
            std::process::Command::new(program).arg0(name).args(args).env(NO_TELEMETRY, "1").exec();
        eprintln!("likeness: could not switch ONNX Runtime's telemetry off: {error}");
    }
}

fn main() -> ExitCode {
    without_telemetry();
    let cli = Cli::parse();
    let context = Context::new(cli.onnxruntime);
    telemetry::start(matches!(cli.command, Command::Serve(_)));
    let done = match cli.command {
        Command::Verify(args) => commands::verify::run(&args, &context),
        Command::Compare(args) => commands::compare::run(&args, &context),
        Command::Inspect(args) => commands::inspect::run(&args, &context),
        Command::Document(args) => commands::document::run(&args, &context),
        Command::Models(args) => commands::models::run(&args, &context),
        Command::Serve(args) => commands::serve::run(&args, &context),
        Command::Replay(args) => commands::replay::run(&args, &context),
        Command::ApiKey(args) => commands::api_key::run(&args, &context),
        Command::Reseal(args) => commands::reseal::run(&args, &context),
        Command::References(args) => commands::recompute::run(&args, &context),
        Command::Eval(args) => commands::eval::run(&args, &context),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("likeness: {}", render::chain(&error));
            Exit::BadInput.into()
        }
    }
}
