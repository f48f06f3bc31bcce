//! `plimsoll`, the resident: the tray item, the timer, the queries, the notifications. It wires
//! things together and links neither GTK nor a web engine; the window is `plimsoll-popup`.
#![cfg_attr(windows, windows_subsystem = "windows")]

mod app;
mod environment;
mod exporter;
mod hook;
mod journal;
mod notify;
mod opener;
mod past;
mod platform;
mod popup_link;
mod program;
mod single_instance;
mod tray;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use plimsoll_core::{message::Message, text::Words};
use plimsoll_runtime::{language, settings_keeper};

use crate::{app::Start, single_instance::Start as Found};

/// Exit code for an unknown option.
const WRONG_USAGE: u8 = 64;

fn main() -> ExitCode {
    let (mut demo, mut start) = (false, Start::Hand);
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--demo") => demo = true,
            Some(program::AT_LOGIN) if start == Start::Open => {}
            Some(program::AT_LOGIN) => start = Start::Login,
            Some(program::OPEN) => start = Start::Open,
            Some("-h" | "--help") => return printed(&said(&Message::new("app-usage"))),
            Some("-V" | "--version") => {
                return printed(concat!("plimsoll ", env!("CARGO_PKG_VERSION"), "\n"));
            }
            _ => {
                let unknown = Message::new("app-unknown-option")
                    .text("option", argument.display().to_string());
                let usage = said(&Message::new("app-usage"));
                let _ = write!(io::stderr(), "plimsoll: {}\n{usage}", said(&unknown));
                return ExitCode::from(WRONG_USAGE);
            }
        }
    }
    match run(demo, start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "plimsoll: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(demo: bool, start: Start) -> io::Result<()> {
    let name = if demo { "demo" } else { "plimsoll" };
    match single_instance::start(name) {
        Found::First(first) => platform::run(async move || {
            app::run(first, demo, start).await;
            journal::finish();
        }),
        Found::Second => Ok(()),
        Found::Unheard(error) => Err(error),
    }
}

/// In the language of the settings or the system, as a line of its own.
fn said(message: &Message) -> String {
    let language = language::of(&settings_keeper::settings());
    let words = Words::new(language, jiff::tz::TimeZone::UTC);
    words.say(message, jiff::Timestamp::UNIX_EPOCH) + "\n"
}

fn printed(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
