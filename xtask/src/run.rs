//! `cargo xtask run`: builds the programs and starts the tray app, or the command line where no
//! screen is to be found.

use std::env;
use std::process::{Command, ExitCode};

use crate::setup::{self, Chore};
use crate::steps::{build, built};
use crate::tree::{PROGRAMS, Tree};

pub(crate) fn run(tree: &Tree, arguments: &[String]) -> Result<ExitCode, String> {
    setup::set_up(tree, Chore::Run)?;
    let is_about_itself =
        |argument: &String| matches!(argument.as_str(), "--help" | "-h" | "--version" | "-V");
    if has_display() || arguments.iter().any(is_about_itself) {
        build(tree, &PROGRAMS)?;
        let mut app = Command::new(built("plimsoll")?);
        app.args(arguments);
        return start(app);
    }
    println!("No display (neither WAYLAND_DISPLAY nor DISPLAY is set): the status instead.");
    build(tree, &["plimsollctl"])?;
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
