//! `cargo xtask package`: the .deb and the .rpm with all three programs. What they hold is said
//! in src-tauri/tauri.conf.json.

use std::process::{Command, ExitCode};

use crate::setup::{self, Chore};
use crate::steps::{cargo, step};
use crate::tree::Tree;

pub(crate) fn package(tree: &Tree) -> Result<ExitCode, String> {
    let missing: Vec<&str> = [
        ("the desktop app (src-tauri)", tree.desktop_app().is_none()),
        ("plimsollctl (crates/cli)", tree.command_line().is_none()),
        ("the page (ui)", tree.page().is_none()),
    ]
    .into_iter()
    .filter_map(|(part, absent)| absent.then_some(part))
    .collect();
    if !missing.is_empty() {
        return Err(format!(
            "no package can be made: not in this tree yet: {}",
            missing.join(", ")
        ));
    }
    setup::set_up(tree, Chore::Package)?;
    let bundler =
        tree.at("ui/node_modules/.bin")
            .join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    if !bundler.is_file() {
        return Err(
            "no package can be made: @tauri-apps/cli is not among the development \
                    dependencies in ui/package.json"
                .to_owned(),
        );
    }
    // The bundler builds only the programs of src-tauri; it takes this one as a file.
    let mut command_line = cargo(tree, ["build", "--release", "--locked", "--bins"]);
    command_line.args(
        tree.command_line()
            .iter()
            .flat_map(|name| ["--package", name]),
    );
    step(command_line)?;
    let mut bundle = Command::new(bundler);
    bundle
        .current_dir(tree.root())
        .args(["build", "--bundles", "deb,rpm", "--", "--locked"]);
    step(bundle)?;
    println!("The packages lie in release/bundle of the target folder.");
    Ok(ExitCode::SUCCESS)
}
