//! `cargo xtask package`: the .deb and the .rpm with all three programs, the manual and the
//! shells' completions. What else they hold is said in src-tauri/tauri.conf.json.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::setup::{self, Chore};
use crate::steps::{cargo, shown, step};
use crate::tree::Tree;

/// What the command line makes of itself: arguments, and the places in the .deb and the .rpm.
const MADE: &[(&[&str], &str)] = &[
    (&["man"], "/usr/share/man/man1/plimsollctl.1"),
    (
        &["completions", "bash"],
        "/usr/share/bash-completion/completions/plimsollctl",
    ),
    (
        &["completions", "zsh"],
        "/usr/share/zsh/site-functions/_plimsollctl",
    ),
    (
        &["completions", "fish"],
        "/usr/share/fish/vendor_completions.d/plimsollctl.fish",
    ),
];

pub(crate) fn package(tree: &Tree) -> Result<ExitCode, String> {
    setup::set_up(tree, Chore::Package)?;
    let folder = bundle(tree)?;
    println!("The packages lie in {}.", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// Makes both packages and says in which folder they are.
pub(crate) fn bundle(tree: &Tree) -> Result<PathBuf, String> {
    let bundler =
        tree.at("ui/node_modules/.bin")
            .join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let release = release_folder()?;
    let command_line = release.join(format!("plimsollctl{}", env::consts::EXE_SUFFIX));
    // The bundler builds only the programs of src-tauri; it takes this one as a file.
    step(cargo(
        tree,
        [
            "build",
            "--release",
            "--locked",
            "--bins",
            "--package",
            "plimsollctl",
        ],
    ))?;
    let mut files = vec![("/usr/bin/plimsollctl", command_line.clone())];
    for (arguments, place) in MADE {
        files.push((place, made(&command_line, arguments, &release, place)?));
    }
    let mut bundle = Command::new(bundler);
    bundle
        .current_dir(tree.root())
        .args(["build", "--ci", "--bundles", "deb,rpm", "--config"])
        .arg(config(&files))
        .args(["--", "--locked"]);
    // Packages of earlier versions are none of this one's.
    let folder = release.join("bundle");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    step(bundle)?;
    Ok(folder)
}

/// The folder of the release profile beside that of this program.
fn release_folder() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
    let target = own.parent().and_then(Path::parent);
    let target = target.ok_or("cannot find the target folder")?;
    Ok(target.join("release"))
}

/// Writes what the command line prints into a file of its own.
fn made(
    program: &Path,
    arguments: &[&str],
    release: &Path,
    place: &str,
) -> Result<PathBuf, String> {
    let mut command = Command::new(program);
    command.args(arguments);
    let output = command
        .output()
        .map_err(|error| format!("`{}`: {error}", shown(&command)))?;
    if !output.status.success() {
        return Err(format!("`{}` failed", shown(&command)));
    }
    let name = place.rsplit('/').next().unwrap_or(place);
    let folder = release.join("package-files").join(arguments.join("-"));
    let file = folder.join(name);
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, output.stdout))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file)
}

/// The files that this machine made, as an addition to tauri.conf.json.
fn config(files: &[(&str, PathBuf)]) -> String {
    let entry =
        |(place, file): &(&str, PathBuf)| format!("{place:?}:{:?}", file.display().to_string());
    let files: Vec<String> = files.iter().map(entry).collect();
    let files = files.join(",");
    format!(
        r#"{{"bundle":{{"linux":{{"deb":{{"files":{{{files}}}}},"rpm":{{"files":{{{files}}}}}}}}}}}"#
    )
}
