//! `cargo xtask run`: builds the programs and starts the tray app, or the command line where no
//! screen is to be found.

use std::env;
use std::process::{Command, ExitCode};

use crate::setup::{self, Chore};
use crate::steps::{build, built};
use crate::tree::Tree;

pub(crate) fn run(tree: &Tree, arguments: &[String]) -> Result<ExitCode, String> {
    setup::set_up(tree, Chore::Run)?;
    let command_line = tree.command_line();
    if !has_display() {
        println!("No display (neither WAYLAND_DISPLAY nor DISPLAY is set): the status instead.");
        return status(tree, command_line, arguments);
    }
    let Some(desktop_app) = tree.desktop_app() else {
        println!("The desktop app (src-tauri) is not in this tree yet: the status instead.");
        return status(tree, command_line, arguments);
    };
    let packages: Vec<String> = [Some(desktop_app), command_line]
        .into_iter()
        .flatten()
        .collect();
    build(tree, &packages)?;
    let mut app = Command::new(built("plimsoll")?);
    app.args(arguments);
    start(app)
}

fn status(
    tree: &Tree,
    command_line: Option<String>,
    arguments: &[String],
) -> Result<ExitCode, String> {
    let package = command_line
        .ok_or("plimsollctl (crates/cli) is not in this tree yet, so there is nothing to run")?;
    build(tree, &[package])?;
    let mut command = Command::new(built("plimsollctl")?);
    command.arg("status");
    if arguments.iter().any(|argument| argument == "--demo") {
        command.arg("--demo");
    }
    start(command)
}

fn start(mut command: Command) -> Result<ExitCode, String> {
    let status = command
        .status()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["WAYLAND_DISPLAY", "DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
