//! `cargo xtask test`: format, lints and every test there is, each step with its seconds. It
//! stops at the first step that fails.

use std::process::ExitCode;
use std::time::Instant;

use crate::bench;
use crate::cross;
use crate::deny::deny;
use crate::fuzz;
use crate::package::bundle;
use crate::setup::{self, Chore};
use crate::spelling;
use crate::steps::{build, cargo, lint, npm, step};
use crate::tree::{PROGRAMS, Tree};

/// Long enough for what a change has broken; `cargo xtask fuzz --seconds N` looks for more.
const FUZZ_SECONDS: u32 = 20;

pub(crate) fn test(tree: &Tree) -> Result<ExitCode, String> {
    let start = Instant::now();
    setup::set_up(tree, Chore::Test)?;
    lint(tree, "Cargo.toml")?;
    // A workspace of its own, which takes in files of the others: a change of those can break it.
    lint(tree, "fuzz/Cargo.toml")?;
    spelling::check(tree)?;
    deny(tree)?;
    let page = tree.page();
    step(npm(&page, ["run", "check"]))?;
    step(npm(&page, ["run", "test"]))?;
    // Minutes in a browser, for each new content of the page.
    if cfg!(target_os = "linux") {
        let pictures = page.join("test-results/pictures").is_dir();
        setup::once_per_content(tree, &page, "tried", pictures, || {
            step(npm(&page, ["run", "e2e"]))
        })?;
    }
    // The tests start the programs themselves and unpack the packages, so these have to be there
    // first.
    build(tree, &PROGRAMS)?;
    if cfg!(target_os = "linux") {
        bundle(tree)?;
    }
    step(cargo(tree, ["test", "--workspace", "--locked"]))?;
    if cfg!(target_os = "linux") {
        bench::check(tree)?;
    }
    if cfg!(target_os = "linux") {
        fuzz::fuzz_for(tree, FUZZ_SECONDS, &[])?;
    }
    // Last, since it brings a second compiler to the machine.
    cross::check_where_possible(tree)?;
    println!("All passed in {:.0} s.", start.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}
