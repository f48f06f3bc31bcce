//! `plimsollctl`: what is left, without a display. JSON and text on standard output, all else on
//! standard error.

mod args;
mod bar;
mod columns;
mod doctor;
mod explain;
mod follow;
mod guard;
mod help;
mod history;
mod history_table;
mod json;
mod metrics;
mod page;
mod providers;
mod reader;
mod screen;
mod status;
mod terminal;
mod usage;
mod watch;
mod worst;

use std::{
    io::{ErrorKind, Write},
    process::ExitCode,
};

use clap::Parser;
use plimsoll_core::{message::Message, ports::Clock};
use plimsoll_providers::{ALL, DEMO};
use plimsoll_runtime::setup::Setup;

use crate::{
    args::{Args, Command},
    help::Help,
};

/// Exit code for an unknown code, option or command.
const WRONG_USAGE: u8 = 64;

fn main() -> ExitCode {
    let Ok(args) = Args::try_parse() else {
        return usage::answer();
    };
    match run(&args, &mut std::io::stdout().lock()) {
        Ok(code) => ExitCode::from(code),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "plimsollctl: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args, out: &mut dyn Write) -> std::io::Result<u8> {
    match &args.command {
        Command::Completions { shell } => {
            let mut described = Help::new(usage::wanted()).described();
            // Its own writing panics when nobody reads on.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut described, "plimsollctl", &mut script);
            out.write_all(&script)?;
            return Ok(0);
        }
        Command::Man { command } => {
            let help = Help::new(usage::wanted());
            return written(
                help.page(command.as_deref())?,
                command.as_deref(),
                &help,
                out,
            );
        }
        Command::Help { command } => {
            let help = Help::new(usage::wanted());
            let found = help::found(&help.described(), command.as_deref());
            let text = found.map(|mut found| found.render_help().to_string());
            return written(text, command.as_deref(), &help, out);
        }
        Command::Status(_)
        | Command::Watch(_)
        | Command::Bar(_)
        | Command::Guard(_)
        | Command::Metrics(_)
        | Command::History(_)
        | Command::Doctor { .. }
        | Command::Explain { .. }
        | Command::Providers { .. } => {}
    }
    let demo = matches!(&args.command, Command::Status(status) if status.demo);
    let providers = if demo { DEMO } else { ALL };
    // A language that is none was refused before.
    let Ok(setup) = Setup::new(args.lang.as_deref(), providers, demo) else {
        return Ok(WRONG_USAGE);
    };
    if let Some(notice) = &setup.broken_settings {
        let said = setup.words.say(notice, setup.clock.now());
        writeln!(std::io::stderr(), "plimsollctl: {said}")?;
    } else if args.command.asks() {
        say_faults(&setup)?;
    }
    match &args.command {
        Command::Status(status) => status::run(status, &setup, out),
        Command::Watch(watch) => watch::run(watch, &setup, out),
        Command::Bar(bar) => bar::run(bar, &setup, out),
        Command::Guard(guard) => guard::run(guard, &setup),
        Command::Metrics(metrics) => metrics::run(metrics, &setup, out),
        Command::History(history) => history::run(history, &setup, out),
        Command::Doctor { json } => doctor::run(*json, &setup, out),
        Command::Explain { code } => {
            explain::run(code.as_deref(), &setup.words, setup.clock.now(), out)
        }
        Command::Providers { command } => providers::run(command.as_ref(), &setup, out),
        Command::Completions { .. } | Command::Man { .. } | Command::Help { .. } => Ok(0),
    }
}

/// What in the settings file does not count: the first of it, and how much more there is.
fn say_faults(setup: &Setup) -> std::io::Result<()> {
    let [first, more @ ..] = setup.settings_faults.as_slice() else {
        return Ok(());
    };
    let said = Message::new("cli-setting")
        .text("line", first.line.to_string())
        .message("what", first.what.clone());
    let count = more.len().to_string();
    let rest = Message::new("cli-settings-more").text("count", count);
    let rest = (!more.is_empty()).then_some(rest);
    for message in [Some(said), rest].into_iter().flatten() {
        let said = setup.words.say(&message, setup.clock.now());
        writeln!(std::io::stderr(), "plimsollctl: {said}")?;
    }
    Ok(())
}

/// Tells where a database went that could not be used.
fn say_kept_aside(path: &std::path::Path, setup: &Setup) {
    let said = Message::new("history-kept-aside").text("path", path.display().to_string());
    let said = setup.words.say(&said, setup.clock.now());
    let _ = writeln!(std::io::stderr(), "plimsollctl: {said}");
}

/// Whether there is such a provider, if one was named; says which there are when not.
fn is_known_provider(id: Option<&str>, setup: &Setup) -> std::io::Result<bool> {
    let known: Vec<&str> = setup.infos.iter().map(|info| info.id).collect();
    let Some(id) = id.filter(|id| !known.contains(id)) else {
        return Ok(true);
    };
    let say = Message::new("cli-unknown-provider")
        .text("id", id)
        .text("known", known.join(", "));
    let said = setup.words.say(&say, setup.clock.now());
    writeln!(std::io::stderr(), "{said}")?;
    Ok(false)
}

/// Prints a text about the whole program or one of its commands, if there is such a one.
fn written(
    text: Option<String>,
    command: Option<&str>,
    help: &Help,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    if let Some(text) = text {
        write!(out, "{text}")?;
        return Ok(0);
    }
    let said = Message::new("usage-unknown-command").text("arg", command.unwrap_or_default());
    writeln!(std::io::stderr(), "plimsollctl: {}", help.say(&said))?;
    Ok(WRONG_USAGE)
}
