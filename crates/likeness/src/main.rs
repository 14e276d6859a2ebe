//! The binary: arguments, configuration, wiring, lifecycle. The only place that chooses concrete adapters.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

#[macro_use]
mod output;

mod args;
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

fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = Context::new(cli.onnxruntime);
    telemetry::start(matches!(cli.command, Command::Serve(_)));
    let done = match cli.command {
        Command::Verify(args) => commands::verify::run(&args, &context),
        Command::Compare(args) => commands::compare::run(&args, &context),
        Command::Inspect(args) => commands::inspect::run(&args, &context),
        Command::Models(args) => commands::models::run(&args, &context),
        Command::Serve(args) => commands::serve::run(&args, &context),
        Command::Replay(args) => commands::replay::run(&args, &context),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("likeness: {}", render::chain(&error));
            Exit::BadInput.into()
        }
    }
}
