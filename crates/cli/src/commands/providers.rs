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
    confirm::Question,
    exit::WRONG_USAGE,
    invocation::Invocation,
    json::Rows,
    own_services::Standing,
    print::{columns, page, terminal::Terminal},
};

/// The file cannot be what it should be.
const WRONG_FILE: u8 = 1;
/// That it is allowed cannot be kept.
const NOT_ALLOWED: u8 = 1;

const ALLOW: Question = Question {
    sure: "providers-allow-sure",
    without_terminal: "providers-allow-yes",
    left: "providers-not-allowed",
};

#[derive(Debug, clap::Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    List,
    Check {
        file: PathBuf,
    },
    Test {
        file: PathBuf,
        sample: PathBuf,
    },
    Allow {
        id: String,
        #[arg(long)]
        yes: bool,
    },
}

/// Runs one of the commands, `list` without one, and gives the exit code.
pub(crate) fn run(
    args: &Args,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let mut setup = invocation.setup()?;
    match &args.command {
        None | Some(Command::List) => list(&setup, out),
        Some(Command::Check { file }) => check(file, &setup, out),
        Some(Command::Test { file, sample }) => test(file, sample, &setup, out),
        Some(Command::Allow { id, yes }) => allow(id, *yes, &mut setup, out),
    }
}

fn list(setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let row = |info: &&Info| [info.id.to_owned(), info.name.to_owned()];
    let rows: Vec<[String; 2]> = setup.infos.iter().map(row).collect();
    let width = Terminal::here().width();
    columns::print(&rows, 0, width, out)?;
    for (at, file) in setup.own_files().iter().enumerate() {
        if at == 0 {
            writeln!(out)?;
        }
        let said = Standing::of(file, setup).said(file);
        page::print(&say(&said, setup), [0, 2], width, out)?;
    }
    Ok(0)
}

/// Lets a service of the user's own send its keys, after saying which and where to.
fn allow(id: &str, is_sure: bool, setup: &mut Setup, out: &mut dyn Write) -> std::io::Result<u8> {
    let mut files = setup.own_files().iter();
    let Some(file) = files.find(|file| file.id == id) else {
        let known = setup.own_files().iter().map(|file| file.id.as_str());
        let known = known.collect::<Vec<_>>().join(", ");
        let said = Message::new("providers-allow-unknown").text("id", id);
        complaint::complain(&said.text("known", known), setup)?;
        return Ok(WRONG_USAGE);
    };
    let own = match &file.read {
        Ok(own) => own.clone(),
        Err(fault) => return wrong(&file.path, &fault.said(), setup),
    };
    let asks = Message::new("providers-allow-asks").text("path", file.path.display().to_string());
    eprint_line(&say(&asks, setup))?;
    for sending in &own.sends {
        let sends = Message::new("own-sends")
            .text("from", &*sending.from)
            .text("host", &*sending.host);
        eprint_line(&format!("  {}", say(&sends, setup)))?;
    }
    if !is_sure && let Some(code) = ALLOW.refused(setup)? {
        return Ok(code);
    }
    let mut settings = setup.settings.clone();
    settings.answer(id, &own.sends, true);
    match setup.keeper.save(&settings) {
        Ok(_) => {
            let info = own.provider.info();
            let said = Message::new("providers-allowed").text("name", info.name);
            writeln!(out, "{}", say(&said.text("id", id), setup))?;
            Ok(0)
        }
        Err(error) => {
            let said = Message::new("notice-settings-not-kept").text("reason", error.to_string());
            complaint::complain(&said, setup)?;
            Ok(NOT_ALLOWED)
        }
    }
}

fn eprint_line(text: &str) -> std::io::Result<()> {
    writeln!(std::io::stderr(), "{text}")
}

/// Whether the file declares a service, and which.
fn check(file: &Path, setup: &Setup, out: &mut dyn Write) -> std::io::Result<u8> {
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
            wrong(file, &mistake.said(), setup)?;
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
