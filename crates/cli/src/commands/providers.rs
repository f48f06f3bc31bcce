//! `plimsollctl providers`: the services that there are, and help for who writes a file that declares
//! one. It asks no service.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use plimsoll_core::{message::Message, model::Info, ports::Clock};
use plimsoll_providers::{DeclaredFile, What};
use plimsoll_runtime::setup::Setup;
use serde_json::Value;

use crate::{
    complaint,
    invocation::Invocation,
    json::Rows,
    print::{columns, terminal::Terminal},
};

/// The file cannot be what it should be.
const WRONG_FILE: u8 = 1;

#[derive(Debug, clap::Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    List,
    Check { file: PathBuf },
    Test { file: PathBuf, sample: PathBuf },
}

/// Runs one of the commands, `list` without one, and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let setup = &invocation.setup()?;
    match &args.command {
        None | Some(Command::List) => list(setup, out),
        Some(Command::Check { file }) => {
            let Some(declared) = read(file, setup)? else {
                return Ok(WRONG_FILE);
            };
            let said = Message::new("providers-right")
                .text("id", declared.id())
                .text("name", declared.name())
                .text("hosts", declared.hosts().join(", "));
            writeln!(out, "{}", say(&said, setup))?;
            Ok(0)
        }
        Some(Command::Test { file, sample }) => test(file, sample, setup, out),
    }
}

fn list(setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let row = |info: &&Info| [info.id.to_owned(), info.name.to_owned()];
    let rows: Vec<[String; 2]> = setup.infos.iter().map(row).collect();
    columns::print(&rows, 0, Terminal::here().width(), out)?;
    Ok(0)
}

/// What the file makes of a sample, as JSON.
fn test(file: &Path, sample: &Path, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let Some(declared) = read(file, setup)? else {
        return Ok(WRONG_FILE);
    };
    let content: Value = match std::fs::read(sample).map(|bytes| serde_json::from_slice(&bytes)) {
        Ok(Ok(content)) => content,
        Ok(Err(error)) => return wrong(sample, &plain(&error.to_string()), setup),
        Err(error) => return wrong(sample, &plain(&error.to_string()), setup),
    };
    let now = setup.clock.now();
    match declared.test(&content, now) {
        Ok(tried) => {
            let rows = Rows::of(&tried.usage, tried.problem.as_ref(), &setup.words, now);
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)?;
            Ok(0)
        }
        Err(fault) => {
            let mut what = Message::new(format!("declared-row-{}", fault.what.as_str()));
            if let What::Stopped(said) = &fault.what {
                what = what.text("said", said);
            }
            let said = if fault.place.is_empty() {
                what
            } else {
                Message::new("declared-row")
                    .text("place", fault.place)
                    .message("what", what)
            };
            wrong(file, &said, setup)
        }
    }
}

/// The file, unless something in it cannot be so; that is said.
fn read(file: &Path, setup: &Setup) -> std::io::Result<Option<DeclaredFile>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            wrong(file, &plain(&error.to_string()), setup)?;
            return Ok(None);
        }
    };
    match DeclaredFile::read(&text) {
        Ok(declared) => Ok(Some(declared)),
        Err(mistake) => {
            let said = Message::new("setting-at")
                .text("line", mistake.line.to_string())
                .text("column", mistake.column.to_string())
                .message("what", mistake.what);
            wrong(file, &said, setup)?;
            Ok(None)
        }
    }
}

fn wrong(file: &Path, what: &Message, setup: &Setup) -> std::io::Result<u8> {
    complaint::print(&format!("{}: {}", file.display(), say(what, setup)))?;
    Ok(WRONG_FILE)
}

fn plain(text: &str) -> Message {
    Message::new("plain").text("text", text)
}

fn say(message: &Message, setup: &Setup) -> String {
    setup.words.say(message, setup.clock.now())
}
