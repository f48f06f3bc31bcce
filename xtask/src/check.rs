//! `cargo xtask check`: format, lints and unit tests of Rust and the page, for the time between two
//! commits. It starts no desktop and no service.

use std::process::ExitCode;
use std::time::Instant;

use crate::setup::{self, Chore};
use crate::spelling;
use crate::steps::{cargo, lint, npm, step};
use crate::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Result<ExitCode, String> {
    let start = Instant::now();
    setup::set_up(tree, Chore::Run)?;
    lint(tree, "Cargo.toml")?;
    spelling::check(tree)?;
    // The default members: all but the window and what starts desktops.
    step(cargo(tree, ["test", "--locked", "--quiet"]))?;
    let page = tree.page();
    step(npm(&page, ["run", "check"]))?;
    step(npm(&page, ["run", "test"]))?;
    println!("All passed in {:.0} s.", start.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}
