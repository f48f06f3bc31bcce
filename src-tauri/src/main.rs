//! `plimsoll`, the resident: the tray item, the timer, the queries, the notifications. It wires
//! things together and links neither GTK nor a web engine; the window is `plimsoll-popup`.
#![cfg_attr(windows, windows_subsystem = "windows")]

mod app;
mod environment;
mod exporter;
mod hook;
mod journal;
mod notify;
mod outside;
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

use single_instance::Start;

const USAGE: &str = "\
Shows in the system tray what is left of AI coding subscriptions.

Usage: plimsoll [--demo] [--open]

Options:
      --demo     Show built-in sample accounts; no service is asked
      --open     Open the window at once
  -h, --help     Print help
  -V, --version  Print version

A second start opens the window of the first; in a later session it takes its place.
Without a display use plimsollctl.
";
/// Exit code for an unknown option.
const WRONG_USAGE: u8 = 64;

fn main() -> ExitCode {
    let (mut demo, mut open) = (false, false);
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--demo") => demo = true,
            Some(program::OPEN) => open = true,
            Some("-h" | "--help") => return printed(USAGE),
            Some("-V" | "--version") => {
                return printed(concat!("plimsoll ", env!("CARGO_PKG_VERSION"), "\n"));
            }
            _ => {
                let shown = argument.display();
                let _ = write!(io::stderr(), "plimsoll: unknown option {shown}\n\n{USAGE}");
                return ExitCode::from(WRONG_USAGE);
            }
        }
    }
    match start(demo, open) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "plimsoll: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(demo: bool, open: bool) -> io::Result<()> {
    let name = if demo { "demo" } else { "plimsoll" };
    match single_instance::start(name) {
        Start::First(first) => platform::run(move || app::run(first, demo, open)),
        Start::Second => Ok(()),
        Start::Unheard(error) => Err(error),
    }
}

fn printed(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
