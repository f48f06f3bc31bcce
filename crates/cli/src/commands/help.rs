//! `plimsollctl help`: the help of the whole program, or of one of its commands.

use std::io::Write;

use crate::{help, invocation::Invocation, usage};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    command: Option<String>,
}

/// Prints the help and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let help = invocation.help();
    let name = args.command.as_deref();
    match help::found(&help.described(), name) {
        Some(mut found) => {
            write!(out, "{}", found.render_help())?;
            Ok(0)
        }
        None => usage::no_such_command(name, &help),
    }
}
