//! `plimsollctl metrics`: the numbers for Prometheus, printed or into a file. How they are written is
//! core's.

use std::{
    fs::{self, OpenOptions},
    hash::{BuildHasher, RandomState},
    io::Write,
    path::{Path, PathBuf},
};

use plimsoll_core::metrics;

use crate::{complaint, exit::UNAVAILABLE, follow, invocation::Invocation};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[arg(long)]
    names: bool,
}

/// Prints or writes the metrics, and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = &invocation.setup_to_ask()?;
    let snapshot = follow::current(setup);
    let names = args.names.then_some(&setup.words);
    let text = metrics::text(&snapshot, &setup.settings, names);
    let Some(path) = &args.output else {
        out.write_all(text.as_bytes())?;
        return Ok(0);
    };
    if let Err(error) = replace(path, &text) {
        complaint::print(&format!("{}: {error}", path.display()))?;
        return Ok(UNAVAILABLE);
    }
    Ok(0)
}

/// Whoever reads the file meanwhile reads the old one or the new one. Others may be able to write
/// into its directory: nobody can tell the name of the new one before, nor lay a link there. Who may
/// read it is the umask's to say, since somebody else's program collects it.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    let noise = RandomState::new().hash_one(std::process::id());
    name.push(format!(".{noise:016x}.new"));
    let temporary = Path::new(&name);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(temporary)?;
    let written = file.write_all(text.as_bytes());
    drop(file);
    let replaced = written.and_then(|()| fs::rename(temporary, path));
    if replaced.is_err() {
        let _ = fs::remove_file(temporary);
    }
    replaced
}
