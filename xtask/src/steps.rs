//! Starting other programs: cargo, npm, and whatever else a chore needs, with a name and a time
//! for each step.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::tree::Tree;

/// The cargo that started this program, in the root of the repository.
pub(crate) fn cargo<const N: usize>(tree: &Tree, arguments: [&str; N]) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(tree.root()).args(arguments);
    command
}

/// npm in the folder of the page.
pub(crate) fn npm<const N: usize>(page: &Path, arguments: [&str; N]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(page).args(arguments);
    command
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_stem()
        .unwrap_or(command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Runs one step to its end; says its name before and its seconds after.
pub(crate) fn step(command: Command) -> Result<(), String> {
    step_that_ends(command, &[0]).map(|_| ())
}

/// A step whose code at its end says more than good or bad; gives which of these it was.
pub(crate) fn step_that_ends(mut command: Command, codes: &[i32]) -> Result<i32, String> {
    let name = shown(&command);
    println!("==> {name}");
    let start = Instant::now();
    let status = command
        .status()
        .map_err(|error| format!("`{name}` did not start: {error}"))?;
    let seconds = start.elapsed().as_secs_f64();
    if let Some(code) = status.code().filter(|code| codes.contains(code)) {
        println!("    done in {seconds:.1} s");
        Ok(code)
    } else {
        Err(format!("`{name}` failed after {seconds:.1} s ({status})"))
    }
}

/// Format and lints of a workspace, each of them an error.
pub(crate) fn lint(tree: &Tree, manifest: &str) -> Result<(), String> {
    let manifest = format!("--manifest-path={manifest}");
    step(cargo(tree, ["fmt", &manifest, "--all", "--check"]))?;
    step(cargo(
        tree,
        [
            "clippy",
            &manifest,
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    ))
}

/// Builds all programs of these packages in the dev profile.
///
/// Named packages instead of the whole workspace: a feature that only tests turn on must not get
/// into the programs.
pub(crate) fn build(tree: &Tree, packages: &[&str]) -> Result<(), String> {
    let mut command = cargo(tree, ["build", "--locked", "--bins"]);
    for package in packages {
        command.args(["--package", package]);
    }
    step(command)
}

/// The program of this name that `build` has made: it lies beside this one.
pub(crate) fn built(name: &str) -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
    let folder = own.parent().ok_or("cannot find the target folder")?;
    Ok(folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Whether a program of this name can be started, without starting it.
pub(crate) fn on_path(program: &str) -> bool {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ".bat"]
    } else {
        &[""]
    };
    env::var_os("PATH").is_some_and(|path| {
        env::split_paths(&path).any(|folder| {
            endings
                .iter()
                .any(|ending| folder.join(format!("{program}{ending}")).is_file())
        })
    })
}
