//! `plimsollctl completions`: the script that a shell completes the command line by.

use std::io::Write;

use clap_complete::Shell;

use crate::invocation::Invocation;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    shell: Shell,
}

/// Prints the script and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let mut described = invocation.help().described();
    // Its own writing panics when nobody reads on.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut described, "plimsollctl", &mut script);
    out.write_all(&script)?;
    Ok(0)
}
