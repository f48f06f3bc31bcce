//! `plimsollctl`: what is left, without a display. JSON and text on standard output, all else on
//! standard error.

mod args;
mod commands;
mod complaint;
mod confirm;
mod exit;
mod filter;
mod follow;
mod help;
mod invocation;
mod json;
mod own_services;
mod print;
mod reader;
mod sentences;
mod usage;
mod value;

use std::{io::ErrorKind, process::ExitCode};

use clap::{CommandFactory, Parser};

use crate::{args::Args, invocation::Invocation};

fn main() -> ExitCode {
    let Ok(args) = Args::try_parse() else {
        return usage::answer(Args::command());
    };
    let invocation = Invocation {
        language: args.lang,
        command_line: Args::command(),
    };
    match args.command.run(&invocation, &mut std::io::stdout().lock()) {
        Ok(code) => ExitCode::from(code),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = complaint::print(&error.to_string());
            ExitCode::FAILURE
        }
    }
}
